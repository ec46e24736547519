"""What is to be looked at after accidents, and the budget of false alarms that an office has chosen."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.orgs.vocab import OF_UNITS
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.lifecycle import SIGNAL


class AccidentSignal(Placed, Living):
    """One thing to look at, on the desk of an office: a case of a kind that may be new, a kind of accident that nobody
    watches, an alert. `subject` is what it is about, so that raising it again makes no second one; `told` what the
    study `study` found of it, in JSON; `into` the signal that it was merged into."""

    machine = SIGNAL
    scope_by = Home(outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    kind = models.CharField("种类", max_length=12, choices=[(one.value, one.label) for one in SignalKind])
    subject = models.CharField(max_length=120)
    title = models.CharField("线索", max_length=200)
    case = models.ForeignKey("accidents.AccidentCase", models.PROTECT, null=True, related_name="+")
    told = models.JSONField(default=dict)
    study = models.BigIntegerField()
    raised_at = models.DateTimeField("列入时间")
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    answer = models.TextField("答复的理由", blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta(Placed.Meta):
        verbose_name = "事故督导线索"
        constraints: ClassVar = [
            declared_states(SIGNAL),
            models.CheckConstraint(condition=Q(kind__in=list(SignalKind)), name="accident_signal_kind_is_known"),
            models.UniqueConstraint(fields=["office", "kind", "subject"], name="accident_signal_once_per_subject"),
            models.CheckConstraint(
                condition=~Q(state__in=("not_new", "not_blind", "confirmed", "false_alarm", "unclear", "merged"))
                | ~Q(answer=""),
                name="answered_accident_signal_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(into__isnull=False), name="merged_accident_signal_names_the_other"
            ),
            models.CheckConstraint(condition=~Q(into=F("id")), name="accident_signal_is_not_merged_into_itself"),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "kind", "state"], name="accident_signal_by_state")]

    def __str__(self) -> str:
        return f"{SignalKind(self.kind).label}：{self.title}"

    def get_absolute_url(self) -> str:
        """The signal's page."""
        return reverse("supervision:signal", args=[self.pk])

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Why it stands here, in words."""
        found: list[dict[str, Any]] = self.told.get("reasons", [])
        return found


class AlertBudget(models.Model):
    """How many false alarms a month an office takes for all series together."""

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    per_month = models.DecimalField("每月误报", max_digits=5, decimal_places=2)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office"], name="one_alert_budget_per_office"),
            models.CheckConstraint(condition=Q(per_month__gt=0, per_month__lte=20), name="alert_budget_is_sensible"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.per_month}"
