"""Checklists in editions: what is looked at on site, by which clause, and what it becomes where it is not so. Reference
data that everybody reads; an edition that was used on a visit is never changed, for a new one is a new row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.supervision.vocab import About, Becomes, Kind, grounds


class Checklist(models.Model):
    """A checklist of an office, used by it and by the offices below it. `sectors` (ids) and `kinds` say where it is
    brought along, `departments` (ids of units) whom one about departments asks of; none of them means all. `note` is
    what has to be known of it, such as that it is an example; `retired_on` the day from which it is not brought."""

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    title = models.CharField("检查表", max_length=80)
    about = models.CharField("检查谁", max_length=15, choices=[(one.value, one.label) for one in About])
    sectors = models.JSONField("行业领域", default=list)
    departments = models.JSONField("行业主管部门", default=list)
    kinds = models.JSONField("督导种类", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    retired_on = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = "检查表"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(about__in=list(About)), name="checklist_asks_of_somebody_known"),
            models.CheckConstraint(condition=~Q(title=""), name="checklist_has_a_title"),
            models.UniqueConstraint(fields=["office", "title"], name="checklist_title_once_per_office"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The checklist's page."""
        return reverse("supervision:checklist", args=[self.pk])

    @property
    def kind_labels(self) -> list[str]:
        """The kinds of supervision on which it is brought; none for all."""
        return [Kind(one).label for one in self.kinds]


class Edition(models.Model):
    """What a checklist says from `valid_from` on, until an edition with a higher number does."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("版次")
    valid_from = models.DateField("自")
    source = models.CharField("出自", max_length=200, blank=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "number"], name="one_edition_per_number_of_a_checklist"),
        ]

    def __str__(self) -> str:
        return f"{self.checklist.title}（第{self.number}版）"


class Item(models.Model):
    """One thing that is looked at, said as it ought to be; `becomes` is what it usually becomes where it is not."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField("序号")
    section = models.CharField("部位或环节", max_length=40, blank=True)
    text = models.CharField("检查内容", max_length=300)
    clause = models.ForeignKey("hazards.Criterion", models.PROTECT, null=True, related_name="+", verbose_name="条款")
    basis = models.CharField("其他依据", max_length=200, blank=True)
    becomes = models.CharField("不符合时", max_length=10, choices=[(one.value, one.label) for one in Becomes])

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="item_says_what"),
            models.CheckConstraint(condition=Q(becomes__in=list(Becomes)), name="item_becomes_is_known"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_item_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    @property
    def citation(self) -> str:
        """By what it is asked, as it is cited; empty for nothing."""
        return self.clause.citation if self.clause else self.grounds

    @property
    def grounds(self) -> str:
        """The other grounds."""
        return grounds(self.basis)
