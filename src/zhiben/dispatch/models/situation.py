"""The situation of a week: what stood against each unit when the round closed, and what each was then told to do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.dispatch.models.rounds import Round
from zhiben.foundation.scope.models import Scoped, Through


class SituationLine(Scoped):
    """One unit in one week's round, as it stood at the period's end. A unit against which nothing stood has none."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="situation")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=80)
    hazards_new = models.PositiveIntegerField(default=0)
    hazards_due = models.PositiveIntegerField(default=0)
    hazards_done = models.PositiveIntegerField(default=0)
    hazards_overdue = models.PositiveIntegerField(default=0)
    hazards_extended = models.PositiveIntegerField(default=0)
    tasks_new = models.PositiveIntegerField(default=0)
    tasks_due = models.PositiveIntegerField(default=0)
    tasks_done = models.PositiveIntegerField(default=0)
    tasks_overdue = models.PositiveIntegerField(default=0)
    tasks_extended = models.PositiveIntegerField(default=0)
    discrepancies = models.PositiveIntegerField(default=0)
    discrepancies_overdue = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    nil = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)

    class Meta(Scoped.Meta):
        verbose_name = "周调度情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], name="one_situation_line_per_unit"),
            models.CheckConstraint(
                condition=Q(expected=models.F("on_time") + models.F("late") + models.F("missing")),
                name="expected_reports_are_in_or_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_name}"


class Chasing(Scoped):
    """What a unit was told in one sending of a week's chasing, word for word; `batch` counts the round's
    sendings, `told` the people told for this unit, with who stands in for them."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="chasings")
    batch = models.PositiveSmallIntegerField("次")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=80)
    count = models.PositiveIntegerField("项数")
    text = models.TextField("催办文字")
    told = models.PositiveIntegerField("通知人数")
    sent_by = models.BigIntegerField()
    sent_at = models.DateTimeField("发送时间")

    class Meta(Scoped.Meta):
        verbose_name = "周催办"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "batch", "unit"], name="unit_chased_once_per_sending"),
            models.CheckConstraint(condition=~Q(text="") & Q(count__gte=1), name="chasing_says_what_is_awaited"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.sent_at:%Y-%m-%d}"
