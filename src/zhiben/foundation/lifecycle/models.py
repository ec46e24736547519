"""The columns of a record that lives by a machine, and the table of which state it was in from when to when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from zhiben.kernel.machine import Machine, State


class Living(models.Model):
    """State and last move of a record. Only `door` writes these columns; `version` lets it notice that somebody was
    faster."""

    machine: ClassVar[Machine]

    state = models.CharField("状态", max_length=30)
    version = models.PositiveIntegerField(default=0)
    last_move = models.CharField(max_length=60, default="")
    last_source = models.CharField(max_length=30, default="")
    last_actor = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def state_shown(self) -> State:
        """The state as value: label and tone."""
        return self.machine.by_state[self.state]


def declared_states(machine: Machine) -> models.CheckConstraint:
    """The CHECK that keeps a table's state among the declared ones."""
    return models.CheckConstraint(condition=Q(state__in=machine.keys), name=f"{machine.name}_state_is_declared")


class StateInterval(models.Model):
    """A record was in `state` from `since` to before `until` (None: still). From these rows figures are taken as of
    any day."""

    machine = models.CharField(max_length=30)
    record = models.BigIntegerField()
    state = models.CharField(max_length=30)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "foundation"
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "record"], condition=Q(until__isnull=True), name="one_present_state_per_record"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="state_interval_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["machine", "record", "since"], name="state_interval_of_record")]

    def __str__(self) -> str:
        return f"{self.machine} {self.record}: {self.state} {self.since}–{self.until or ''}"


def was_in(machine: Machine, states: Collection[str], as_of: datetime) -> Exists:
    """Condition on a machine's table: the record was in one of `states` just before `as_of`."""
    rows = StateInterval.objects.filter(
        Q(until__isnull=True) | Q(until__gte=as_of),
        machine=machine.name,
        record=OuterRef("pk"),
        state__in=list(states),
        since__lt=as_of,
    )
    return Exists(rows)
