"""Rounds, the units they name, and each item beside a name as it stood when the round closed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.vocab import REASON_LABELS
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel.cycle import Cycle, registered
from zhiben.kernel.periods import Period


class Round(Placed, Living):
    """One period of one cycle for one issuing office, at whose place it lies."""

    machine = ROUND
    scope_by = Home()

    cycle = models.CharField("周期", max_length=30)
    period_first = models.DateField("首日")
    period_last = models.DateField("末日")
    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="调度单位")
    as_of = models.DateTimeField("数据截止", null=True)
    bulletin = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="round"
    )

    class Meta(Placed.Meta):
        verbose_name = "调度期"
        constraints: ClassVar = [
            declared_states(ROUND),
            models.UniqueConstraint(fields=["cycle", "period_first", "office"], name="one_round_per_period_and_office"),
            models.CheckConstraint(condition=Q(period_last__gte=F("period_first")), name="round_period_runs_forward"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "collecting")) | Q(as_of__isnull=False), name="closed_round_has_its_cut"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "collecting", "closed")) | Q(bulletin__isnull=False),
                name="drafted_round_has_its_bulletin",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "period_first", "id"], name="round_by_city"),
            models.Index(fields=["district", "period_first", "id"], name="round_by_district"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The round's page."""
        from django.urls import reverse

        return reverse("dispatch:page", args=[self.pk])

    @property
    def declared(self) -> Cycle:
        """The cycle's declaration."""
        return registered()[self.cycle]

    @property
    def period(self) -> Period:
        """The period with its label."""
        return self.declared.period_of(self.period_first)

    @property
    def title(self) -> str:
        """2024年10月上半月调度."""
        return f"{self.period.label}调度"

    @property
    def bundle(self) -> str:
        """The name under which the round's measures are frozen."""
        return f"round-{self.pk}"


class NamedUnit(Scoped):
    """A unit named in a round for one reason; the items are the facts."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="named")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=80)
    reason = models.CharField("原因", max_length=30, choices=REASON_LABELS.items())
    count = models.PositiveIntegerField("项数")

    class Meta(Scoped.Meta):
        verbose_name = "点名"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit", "reason"], name="unit_named_once_per_reason"),
            models.CheckConstraint(condition=Q(count__gte=1), name="named_unit_has_a_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}：{self.get_reason_display()}"


class NamedItem(Scoped):
    """One item beside a name, copied at the closing so that it reads the same for ever; `record` leads to it as it
    is today."""

    scope_by = Through("named")

    named = models.ForeignKey(NamedUnit, on_delete=models.PROTECT, related_name="items")
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    number = models.CharField("编号", max_length=60)
    title = models.CharField("事项", max_length=300)
    due = models.DateField("期限", null=True)
    state = models.CharField("当时状态", max_length=30)
    days_late = models.IntegerField("逾期天数", default=0)

    class Meta(Scoped.Meta):
        verbose_name = "点名事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["named", "model", "record"], name="item_once_beside_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
