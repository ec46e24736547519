"""What is told of an accident and may change as more becomes known: the columns that a case has and that each of its
revisions keeps."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from zhiben.accidents.vocab import Enterprise, Regime


def _words(kinds: type[Enterprise] | type[Regime]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in kinds]


class Told(models.Model):
    """When, where, whose, how grave, of which type, since when known. `missing` people are none of `deaths`; together
    they count as dead. `legacy_type` is the type as it was written before it was coded."""

    occurred_on = models.DateField("发生日期")
    hour = models.PositiveSmallIntegerField("时", null=True)
    minute = models.PositiveSmallIntegerField("分", null=True)
    place = models.CharField("地点", max_length=200, blank=True)
    site = models.ForeignKey("orgs.Site", models.PROTECT, null=True, related_name="+", verbose_name="场所")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, null=True, related_name="+", verbose_name="行业领域")
    unit_name = models.CharField("责任单位", max_length=120, blank=True)
    unit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    enterprise = models.CharField("企业性质", max_length=12, blank=True, choices=_words(Enterprise))
    contractor = models.BooleanField("承包分包作业", null=True)
    regime = models.CharField("适用规定", max_length=10, default=Regime.WORK, choices=_words(Regime))
    deaths = models.PositiveIntegerField("死亡", default=0)
    missing = models.PositiveIntegerField("失踪", default=0)
    serious = models.PositiveIntegerField("重伤", default=0)
    minor = models.PositiveIntegerField("轻伤", default=0)
    loss = models.DecimalField("直接经济损失（元）", max_digits=14, decimal_places=2, default=Decimal(0))
    type_1986 = models.ForeignKey(
        "accidents.Code", models.PROTECT, null=True, related_name="+", verbose_name="事故类型（1986）"
    )
    type_2025 = models.ForeignKey(
        "accidents.Code", models.PROTECT, null=True, related_name="+", verbose_name="事故类型（2025）"
    )
    legacy_type = models.CharField("原记类型", max_length=60, blank=True)
    learned_at = models.DateTimeField("单位负责人接报时间", null=True)
    reported_at = models.DateTimeField("部门接报时间", null=True)

    class Meta:
        abstract = True

    @property
    def dead(self) -> int:
        """Dead and missing people."""
        return self.deaths + self.missing


TRACKED = tuple(field.attname for field in Told._meta.local_fields)
"""The columns of it, in their order."""
