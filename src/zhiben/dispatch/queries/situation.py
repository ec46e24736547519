"""The situation of a week, counted for all units at once as of any moment: one grouped query a table, over the
intervals that say what stood when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhiben.campaign import queries as campaign
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.vocab import IN_FORCE, NOT_SUBMITTED
from zhiben.dispatch import policy
from zhiben.dispatch.cycles import WEEK
from zhiben.dispatch.models import Chasing, Round, SituationLine
from zhiben.foundation.lifecycle.models import StateInterval, held_at, standing
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.vocab import UNDECLARED, VALID, Grade
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.machine import Machine
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.periods import previous as half_month_before
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.reconcile.lifecycle import DISCREPANCY

Lines = dict[int, Counter[str]]
"""Per unit, how many of each count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted by one machine: records in a state of `listed` are there, of `done` are finished, of `late` can
    be overdue; `only` narrows it by the facts of then."""

    name: str
    machine: Machine
    listed: Collection[str]
    done: Collection[str]
    late: Collection[str]
    only: dict[str, Any] = field(default_factory=dict)


HAZARDS = Counted("hazards", HAZARD, VALID, ("closed",), UNDECLARED, {"level": Grade.MAJOR})
TASKS = Counted("tasks", TASK, IN_FORCE, ("done",), NOT_SUBMITTED)
DISCREPANCIES = ("assigned",)
"""States of a difference that waits for the unit that it was given to."""

COUNTS = ("new", "due", "done", "overdue", "extended")
FILING = ("expected", "on_time", "late", "nil", "empty", "missing")
COLUMNS = (
    *(f"{about.name}_{count}" for about in (HAZARDS, TASKS) for count in COUNTS),
    *("discrepancies", "discrepancies_overdue"),
    *FILING,
)
"""Every column of a line, in order."""


def counted(period: Period, as_of: datetime, units: Collection[int] | None = None) -> Lines:
    """How each of `units` (None: every unit) stood just before `as_of`, and what `period` had brought up to then; units
    with nothing are left out. Reports are those in the open scope; the intervals know no scope, so the caller says
    whose they may be."""
    found: Lines = {}
    for about in (HAZARDS, TASKS):
        then = held_at(about.machine, as_of, **about.only)
        _add(found, _tally(then, conditions(about, period, as_of), units, about.name))
    late = Q(due__lte=clock.last_ended_day(as_of))
    waiting = held_at(DISCREPANCY, as_of, state__in=DISCREPANCIES)
    told = {"discrepancies": Q(), "discrepancies_overdue": late}
    _add(found, _tally(waiting, told, units, ""))
    filed = campaign.filing(reports_of(as_of), as_of)
    _add(found, {unit: line for unit, line in filed.items() if units is None or unit in units})
    return {unit: +line for unit, line in found.items() if +line}


def reports_of(as_of: datetime) -> Period:
    """The half-month whose reports are asked for: the last that had ended by then."""
    return half_month_before(half_month_of(as_of.astimezone(clock.TZ).date()))


def conditions(about: Counted, period: Period, as_of: datetime) -> dict[str, Q]:
    """By count, which of the intervals that held just before `as_of` belong to it. An interval can also begin because
    a fact changed, so what is new or done is asked of what stood when the period began."""
    began = Q(since__gte=period.begins)
    before = held_at(about.machine, period.begins, **about.only).filter(record=OuterRef("record"))
    earlier_due = before.filter(state__in=about.listed, due__lt=OuterRef("due"))
    listed = Q(state__in=about.listed)
    return {
        "new": listed & began & Q(~Exists(before.filter(state__in=about.listed))),
        "due": listed & Q(due__gte=period.first, due__lte=period.last),
        "done": Q(state__in=about.done) & began & Q(~Exists(before.filter(state__in=about.done))),
        "overdue": Q(state__in=about.late, due__lte=clock.last_ended_day(as_of)),
        "extended": listed & began & Q(Exists(earlier_due)),
    }


def records(about: Counted, count: str, period: Period, as_of: datetime, unit: int) -> list[int]:
    """The ids of the records behind one count of a unit."""
    rows = held_at(about.machine, as_of, **about.only).filter(conditions(about, period, as_of)[count], unit=unit)
    return list(rows.order_by("due", "record").values_list("record", flat=True))


def _tally(
    rows: QuerySet[StateInterval], by: dict[str, Q], units: Collection[int] | None, prefix: str
) -> Iterable[tuple[int, Counter[str]]]:
    rows = rows.filter(unit__isnull=False) if units is None else rows.filter(unit__in=units)
    numbers = {f"{prefix}_{name}" if prefix else name: Count("pk", filter=asked) for name, asked in by.items()}
    lines: Any = rows.order_by().values("unit").annotate(**numbers)
    for line in lines:
        yield line["unit"], Counter({name: line[name] for name in numbers})


def _add(found: Lines, more: Any) -> None:
    for unit, line in more.items() if isinstance(more, dict) else more:
        found.setdefault(unit, Counter()).update(line)


def weeks() -> QuerySet[Round]:
    """The weekly rounds in scope, the newest first."""
    return Round.objects.filter(cycle=WEEK.name).select_related("office").order_by("-period_first", "district", "pk")


def week_of(pk: int) -> Round:
    """One weekly round in scope. Raises NotFound."""
    found = weeks().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该周调度"))
    return found


def of_office(one: Round) -> QuerySet[Round]:
    """Every round of the same office."""
    return Round.objects.filter(office=one.office_id).select_related("office").order_by("period_first", "pk")


def frozen_lines(one: Round) -> list[SituationLine]:
    """The lines that the round's closing stored."""
    return list(SituationLine.objects.filter(round=one).order_by("pk"))


def chasings(one: Round) -> list[Chasing]:
    """What was sent in a round, the latest sending first."""
    return list(Chasing.objects.filter(round=one).order_by("-batch", "pk"))


def sent_this_week(one: Round) -> list[Chasing]:
    """What the round's office has sent since Monday, through the page of whichever week, the latest first: a chasing is
    of what stands now."""
    since = WEEK.period_of(clock.today()).begins
    rows = Chasing.objects.filter(round__office=one.office_id, sent_at__gte=since)
    return list(rows.order_by("-sent_at", "-round", "-batch", "pk"))


def sendings(rows: Iterable[Chasing]) -> int:
    """How many sendings that was."""
    return len({(row.round_id, row.batch) for row in rows})


def hold_office(one: Round) -> None:
    """Until the transaction ends nobody else sends for the round's office."""
    weeks_of = Round._unfiltered().filter(cycle=WEEK.name, office=one.office_id).order_by("-period_first")
    weeks_of.select_for_update(of=("self",)).first()


def own_chasings(actor: Actor, number: int = 20) -> list[Chasing]:
    """What the units for which somebody answers were sent, the latest first, though the round is not theirs."""
    rows = Chasing._unfiltered().filter(unit__in=policy.answered_units(actor)).select_related("round")
    return list(rows.order_by("-sent_at", "pk")[:number])


def closed_weeks(cut: Cut) -> QuerySet[Round]:
    """Weekly rounds of city offices whose week ended within the year of the cut and that were closed then."""
    rows = Round.objects.filter(cycle=WEEK.name, period_last__year=cut.year, district=0, street=0)
    return standing(rows, ("closed",), cut.as_of).order_by("period_first", "pk")
