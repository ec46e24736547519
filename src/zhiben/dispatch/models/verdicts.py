"""How each unit stood beside the others when a round closed: what was counted, the limits that it was held against,
and the class that it came into. Written at the closing and never again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.dispatch.models.rounds import Round
from zhiben.dispatch.vocab import CLASSES, Class
from zhiben.foundation.scope.models import Scoped, Through

CLASS_LABELS = {one: label for one, (label, _tone) in CLASSES.items()}


class UnitVerdict(Scoped):
    """One unit in one round. `at_once` and `again` are 0, and nothing is said of others, for a unit that was not
    judged; `spread` is how much units differed anyway over the last year, `share` the probability with which an
    innocent unit might be named in this issue, `method` the method's version."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="verdicts")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=80)
    due = models.PositiveIntegerField("到期项数")
    missed = models.PositiveIntegerField("未按期项数")
    carried = models.PositiveIntegerField("其中上期已未按期的", default=0)
    others_due = models.PositiveIntegerField("其他单位到期项数", default=0)
    others_missed = models.PositiveIntegerField("其他单位未按期项数", default=0)
    at_once = models.PositiveIntegerField("当期点名线", default=0)
    again = models.PositiveIntegerField("连续两期点名线", default=0)
    spread = models.FloatField("单位间固有差异", default=0.0)
    share = models.FloatField("误点名概率", default=0.0)
    method = models.CharField("方法版本", max_length=20)
    placed = models.CharField("档次", max_length=12, choices=CLASS_LABELS.items())
    note = models.CharField("说明", max_length=200, default="", blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "比较结果"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], name="one_verdict_per_unit"),
            models.CheckConstraint(condition=Q(placed__in=list(Class)), name="verdict_class_is_known"),
            models.CheckConstraint(
                condition=Q(carried__lte=F("missed"), missed__lte=F("due")), name="verdict_is_a_proportion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}：{Class(self.placed).label}"

    @property
    def done(self) -> int:
        """How many items were done in time."""
        return self.due - self.missed

    @property
    def is_judged(self) -> bool:
        """Whether it was held against the others."""
        return self.at_once > 0
