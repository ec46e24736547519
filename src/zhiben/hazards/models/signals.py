"""Signals for a person to check, what each rests on, and the sentences that everybody may write alike."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.hazards.lifecycle import SIGNAL
from zhiben.hazards.vocab import SignalKind
from zhiben.orgs.vocab import OF_UNITS

PERSON, HAZARD = "orgs.person", "hazards.hazard"
"""Which subjects are people, and which hazards."""


class Signal(Placed, Living):
    """One matter to be checked: why, in sentences with figures, and how strong the sign is (0 to 1, for the order of
    the list alone). At home on the desk of the office around everything that it rests on. `matter` names what it is
    about, so that looking again makes no second one."""

    machine = SIGNAL
    scope_by = Home(outside=OF_UNITS)

    kind = models.CharField("种类", max_length=10)
    matter = models.CharField(max_length=64)
    summary = models.CharField("线索", max_length=200)
    reasons = models.JSONField("理由")
    score = models.FloatField()
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="有关单位")
    found_at = models.DateTimeField()
    findings = models.TextField("核实情况", blank=True)
    settled_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        constraints = [
            declared_states(SIGNAL),
            models.CheckConstraint(condition=Q(kind__in=list(SignalKind)), name="signal_kind_is_known"),
            models.UniqueConstraint(fields=["kind", "matter"], name="one_signal_per_matter"),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(findings="") & Q(settled_by__gt=0, settled_at__isnull=False),
                name="settled_signal_says_what_was_found",
            ),
        ]

    def __str__(self) -> str:
        return f"{SignalKind(self.kind).label}：{self.summary}"

    def get_absolute_url(self) -> str:
        """The signal's page."""
        return reverse("hazards:signal", args=[self.pk])

    @property
    def people(self) -> frozenset[int]:
        """Whom it is about; read once, unless `load_people` has done so for many."""
        if "_people" not in self.__dict__:
            load_people([self])
        found: frozenset[int] = self.__dict__["_people"]
        return found


class SignalSubject(Scoped):
    """Something that a signal rests on, or is about: a record, a file or a person, by plain id."""

    scope_by = Through("signal")

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="subjects")
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["signal", "model", "record"], name="signal_names_a_subject_once"),
        ]
        indexes = [models.Index(fields=["model", "record"], name="signal_by_subject")]

    def __str__(self) -> str:
        return f"{self.signal_id}: {self.model} {self.record}"


class TemplateSentence(models.Model):
    """A sentence that the office lets everybody write alike: it makes no two texts copies of each other."""

    text = models.CharField("语句", max_length=200, unique=True)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class LastLook(models.Model):
    """Until when photos were looked through: comparing each with all others takes its time."""

    kind = models.CharField(max_length=10, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.until}"


def load_people(signals: Iterable[Signal]) -> None:
    """Read whom each of many signals is about with one query; admission was the door's question."""
    found: dict[int, set[int]] = {one.pk: set() for one in signals}
    rows = SignalSubject._unfiltered().filter(signal__in=list(found), model=PERSON)
    for signal, person in rows.values_list("signal", "record"):
        found[signal].add(person)
    for one in signals:
        one.__dict__["_people"] = frozenset(found[one.pk])
