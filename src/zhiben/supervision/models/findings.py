"""Findings: what was wrong at a visit, by which clause, what became of it, and who answers for it until when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.supervision.lifecycle import FINDING
from zhiben.supervision.models.visits import Visit
from zhiben.supervision.vocab import Becomes, grounds


class Finding(Placed, Living):
    """One finding, at home where its visit was; the visiting office takes part, and the unit that it was given to.
    `key` is the device's own name for it, so that what is sent twice is there once; `hazard` the hazard that it has
    become, `task` the key task, `letter` the paper that tells of it; `late` what came after the signature, and is no
    part of what was signed."""

    machine = FINDING
    scope_by = Home(participation=True)
    dated = {"due": "due", "unit": "unit_id"}

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField("序号")
    key = models.CharField(max_length=36)
    becomes = models.CharField("性质", max_length=10, choices=[(one.value, one.label) for one in Becomes])
    text = models.TextField("问题")
    clause = models.ForeignKey("hazards.Criterion", models.PROTECT, null=True, related_name="+", verbose_name="依据")
    basis = models.CharField("依据（其他）", max_length=200, blank=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField("记录时间", null=True)
    late = models.BooleanField("签字后上传", default=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    due = models.DateField("期限", null=True)
    hazard = models.BigIntegerField(default=0)
    task = models.BigIntegerField(default=0)
    letter = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")
    answer = models.TextField("整改情况", blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    conclusion = models.TextField("复查情况", blank=True)

    class Meta(Placed.Meta):
        verbose_name = "督导发现的问题"
        constraints: ClassVar = [
            declared_states(FINDING),
            models.CheckConstraint(condition=Q(becomes__in=list(Becomes)), name="finding_becomes_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="finding_says_what"),
            models.CheckConstraint(
                condition=~Q(state__in=("proposed", "issued", "answered", "settled"))
                | Q(unit__isnull=False, due__isnull=False, letter__isnull=False),
                name="issued_finding_has_unit_day_and_letter",
            ),
            models.CheckConstraint(condition=~Q(state="handed") | Q(hazard__gt=0), name="handed_finding_is_a_hazard"),
            models.CheckConstraint(condition=~Q(state="enlisted") | Q(task__gt=0), name="enlisted_finding_is_a_task"),
            models.UniqueConstraint(fields=["visit", "key"], name="finding_once_per_key"),
            models.UniqueConstraint(fields=["visit", "position"], name="finding_once_per_position"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state", "due"], name="finding_by_unit")]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    def get_absolute_url(self) -> str:
        """The finding's page."""
        return reverse("supervision:finding", args=[self.pk])

    @property
    def citation(self) -> str:
        """By what it was found, as it is cited; empty for nothing."""
        return self.clause.citation if self.clause else grounds(self.basis)

    @property
    def visit_state(self) -> str:
        """How its visit stands; read once for many by the room's prepare."""
        return str(self.__dict__.get("_visit_state", ""))

    @property
    def people(self) -> frozenset[int]:
        """Who was there."""
        return self.__dict__.get("_people") or frozenset()

    @property
    def handed_over(self) -> bool:
        """Something is still to come from an enforcement unit; read once for many by the room's prepare."""
        return bool(self.__dict__.get("_handed_over", False))

    @property
    def is_late(self) -> bool:
        """Given to a unit that has not answered in time."""
        return self.state == "issued" and self.due is not None and self.due < clock.today()


class Given(Scoped):
    """A paper in which a finding was given to a unit, or is to be; it stays when the paper is taken back, for what was
    issued on a day stays what it was."""

    scope_by = Through("finding")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    letter = models.ForeignKey("documents.OfficialDocument", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "letter"], name="finding_given_once_by_a_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.letter_id}"
