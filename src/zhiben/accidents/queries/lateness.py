"""How late accidents become known: of those that are known by now, which share was known so many days after they had
happened. What happened lately may yet be told, so only accidents old enough count at each age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from zhiben.accidents.models import Revision
from zhiben.accidents.queries.cases import entered_days
from zhiben.accidents.queries.facts import Fact, Facts
from zhiben.kernel import clock
from zhiben.kernel.measure import ratio
from zhiben.kernel.periods import months_after, months_between, months_from

ENOUGH = 73
"""From so many on, none of which came late, the curve's lower limit can reach what makes a month complete."""
AGES = (0, 1, 3, 7, 14, 30, 60, 90, 180)
"""After so many days completeness is told."""


@dataclass(frozen=True, slots=True)
class Known:
    """One accident: when it happened, when it became known, how many dead were told by then and by each later day
    (`told`, as days after it happened, in their order), and how many are now."""

    case: int
    occurred_on: date
    known_on: date
    told: tuple[tuple[int, int], ...]
    dead_now: int

    @property
    def days(self) -> int:
        """How many days it took."""
        return (self.known_on - self.occurred_on).days

    def dead_at(self, age: int) -> int:
        """How many dead were told so many days after it had happened, of those who are counted now."""
        known = [dead for days, dead in self.told if days <= age]
        return min(known[-1], self.dead_now) if known else 0


@dataclass(frozen=True, slots=True)
class Completeness:
    """Of the accidents old enough, how many were known at an age: as counts, and as a share (None without any)."""

    age: int
    known: int
    of: int
    dead_known: int
    dead_of: int

    @property
    def share(self) -> Decimal | None:
        """The share of accidents."""
        return ratio(self.known, self.of)


def recorded_on(found: Facts) -> dict[int, date]:
    """By case, since which day its figure could be counted on here: the later of the day on which a department knew of
    it and the day on which it was first entered."""
    entered = entered_days(row.case for row in found)
    return {row.case: max(entered[row.case], row.known_on or row.occurred_on) for row in found if row.case in entered}


def entered_curve(found: Facts, ages: Iterable[int] = AGES) -> list[tuple[int, int, int]]:
    """By age: of the accidents that were so old when anything was entered here already, how many there were here at
    that age, and how many they are."""
    days, last = recorded_on(found), clock.last_ended_day(found.as_of)
    opened = min(days.values(), default=last)
    told = []
    for age in ages:
        then = {row.case: row.occurred_on + timedelta(days=age) for row in found if row.case in days}
        old = [case for case, day in then.items() if opened <= day <= last]
        told.append((age, sum(days[case] <= then[case] for case in old), len(old)))
    return told


def since_when(found: Facts) -> list[tuple[date, date]]:
    """Of each accident the day on which it happened and the day since which it is here: when a department knew of it
    and it was entered."""
    days = recorded_on(found)
    return [(row.occurred_on, days[row.case]) for row in found if row.case in days]


def provisional(rows: Sequence[tuple[date, date]], looked_at: Iterable[date], known: date) -> list[date]:
    """Those of some months of which less than nearly all may be here yet, by the days of `since_when`; `known` is the
    first month that is not over. Where too little tells how late they come, the last one that is over is among them.

    What was entered when the books were opened says only that it came no later than that.
    """
    last, opened = months_after(known, -1), min((day for _on, day in rows), default=known)
    told = [
        (months_between(on, day), months_between(on, last), max(0, months_between(on, opened)))
        for on, day in rows
        if on <= day and months_between(day, last) >= 0
    ]
    ages = _young(told)
    return [month for month in looked_at if months_between(month, last) in ages]


def _young(told: Sequence[tuple[int, int, int]]) -> set[int]:
    """Ages in months at which months are not complete, from delays, ages, and delays that are not told apart."""
    from zhiben.analysis.delays import PROVISIONAL, completeness

    if not told:
        return {0}
    curve = completeness(*zip(*told, strict=True))
    if sum(delay > blind or not blind for delay, _age, blind in told) >= ENOUGH:
        return {one.age for one in curve if one.provisional}
    return {0} | {one.age for one in curve if one.share < PROVISIONAL}


def provisional_months(found: Facts) -> list[date]:
    """Of all months since the first accident that are over, those that are provisional."""
    known = (clock.last_ended_day(found.as_of) + timedelta(days=1)).replace(day=1)
    begins = min((row.occurred_on for row in found), default=known).replace(day=1)
    return provisional(since_when(found), months_from(begins, months_between(begins, known)), known)


def known_rows(found: Facts) -> tuple[list[Known], int]:
    """A row for each accident of which the day is told on which it became known, and how many others there are."""
    told: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    revisions = Revision.objects.filter(since__lt=found.as_of).order_by("case", "number")
    for case, since, deaths, missing in revisions.values_list("case", "since", "deaths", "missing"):
        told[case].append((since, deaths + missing))
    rows = [_known(row, row.known_on, told[row.case]) for row in found if row.known_on is not None]
    return rows, len(found) - len(rows)


def _known(row: Fact, known_on: date, told: Sequence[tuple[datetime, int]]) -> Known:
    """What was told first was known as early as the accident was, whenever it was entered."""
    known_on = max(known_on, row.occurred_on)
    days = [known_on, *(max(known_on, since.astimezone(clock.TZ).date()) for since, _dead in told[1:])]
    steps = [((day - row.occurred_on).days, dead) for day, (_since, dead) in zip(days, told, strict=False)]
    return Known(row.case, row.occurred_on, known_on, tuple(steps) or ((0, row.dead),), row.dead)


def curve(rows: Sequence[Known], as_of: datetime, ages: Iterable[int] = AGES) -> list[Completeness]:
    """How complete the figures were at each age, of what is known as of a moment."""
    last = clock.last_ended_day(as_of)
    found = []
    for age in ages:
        old = [row for row in rows if row.occurred_on <= last - timedelta(days=age)]
        known = [row for row in old if row.days <= age]
        dead = sum(row.dead_at(age) for row in known)
        found.append(Completeness(age, len(known), len(old), dead, sum(row.dead_now for row in old)))
    return found
