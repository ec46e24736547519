"""The columns of a record that lives by a machine, and the table of which state it was in from when to when, with
the facts that figures read as of a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, State

L = TypeVar("L", bound="Living", covariant=True)


class Living(models.Model):
    """State and last move of a record. Only `door` writes these columns; `version` lets it notice that somebody was
    faster.

    `dated` names the facts that figures read as of a day: the interval's column and the record's. They change through
    the door or `amend` only, so that the intervals know since when.
    """

    machine: ClassVar[Machine]
    dated: ClassVar[Mapping[str, str]] = {}

    state = models.CharField("状态", max_length=30)
    version = models.PositiveIntegerField(default=0)
    beside = models.PositiveIntegerField(default=0)
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

    @property
    def dated_facts(self) -> dict[str, Any]:
        """What an interval keeps of the record as it is now, by the interval's columns."""
        return {name: getattr(self, column) for name, column in self.dated.items()}


def declared_states(machine: Machine) -> models.CheckConstraint:
    """The CHECK that keeps a table's state among the declared ones."""
    return models.CheckConstraint(condition=Q(state__in=machine.keys), name=f"{machine.name}_state_is_declared")


class StateInterval(models.Model):
    """A record was in `state`, with these facts, from `since` to before `until` (None: still). From these rows figures
    are taken as of any day. A fact that the record's model does not date is empty; `unit` is who answers for it."""

    machine = models.CharField(max_length=30)
    record = models.BigIntegerField()
    state = models.CharField(max_length=30)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    due = models.DateField(null=True)
    level = models.CharField(max_length=10, default="")
    unit = models.BigIntegerField(null=True)
    district = models.BigIntegerField(null=True)
    street = models.BigIntegerField(null=True)

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


def held_at(machine: Machine, as_of: datetime, **facts: Any) -> QuerySet[StateInterval]:
    """What held just before `as_of`, one interval a record; `facts` are lookups on the interval."""
    held = Q(until__isnull=True) | Q(until__gte=as_of)
    return StateInterval.objects.filter(held, machine=machine.name, since__lt=as_of, **facts)


def _of_then(machine: Machine, as_of: datetime) -> QuerySet[StateInterval]:
    """The same of one record, for use under a query of the machine's table."""
    return held_at(machine, as_of, record=OuterRef("pk"))


def was_in(machine: Machine, states: Collection[str], as_of: datetime, **facts: Any) -> Q:
    """Condition on a machine's table: just before `as_of` the record was in one of `states`, and its dated facts
    were such (lookups on the interval: `level="major"`, `due__lte=…`)."""
    if _is_present(as_of):
        return _is_in(_living(machine).dated, states, facts)
    return _stood_in(machine, states, as_of, facts)


def standing(rows: QuerySet[L], states: Collection[str], as_of: datetime, **facts: Any) -> QuerySet[L]:
    """Those of `rows` that `was_in` admits, each with its state and dated facts of then: `state_then`, `due_then`…"""
    machine, dated = rows.model.machine, rows.model.dated
    known: dict[str, Any]
    if _is_present(as_of):
        admitted = _is_in(dated, states, facts)
        known = {f"{name}_then": F(column) for name, column in {"state": "state", **dated}.items()}
    else:
        admitted = _stood_in(machine, states, as_of, facts)
        then = _of_then(machine, as_of)
        known = {f"{name}_then": Subquery(then.values(name)[:1]) for name in ("state", *dated)}
    found: QuerySet[L] = rows.filter(admitted).annotate(**known)
    return found


def was_in_when_due(machine: Machine, states: Collection[str]) -> Q:
    """Condition on rows of `standing`: when the day ended on which it fell due (`due_then`), the record was in one of
    `states`."""
    rows = StateInterval.objects.filter(
        Q(until__isnull=True) | Q(until__date__gt=OuterRef("due_then")),
        machine=machine.name,
        record=OuterRef("pk"),
        since__date__lte=OuterRef("due_then"),
        state__in=list(states),
    )
    return Q(Exists(rows))


def _is_present(as_of: datetime) -> bool:
    """True when nothing can have happened yet after `as_of`: then the records themselves say what their last intervals
    say, and a hundred thousand intervals need not be looked up."""
    return as_of > clock.now()


def _is_in(dated: Mapping[str, str], states: Collection[str], facts: Mapping[str, Any]) -> Q:
    """The present, asked of the record's own columns."""
    found = {}
    for lookup, value in facts.items():
        name, mark, rest = lookup.partition("__")
        found[f"{dated[name]}{mark}{rest}"] = value
    return Q(state__in=list(states), **found)


def _stood_in(machine: Machine, states: Collection[str], as_of: datetime, facts: Mapping[str, Any]) -> Q:
    """The past, asked of the intervals."""
    return Q(Exists(_of_then(machine, as_of).filter(state__in=list(states), **facts)))


@cache
def _living(machine: Machine) -> type[Living]:
    return next(m for m in apps.get_models() if issubclass(m, Living) and m.machine is machine)
