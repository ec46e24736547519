"""How late accidents become known: of those that are known by now, which share was known so many days after they had
happened. What happened lately may yet be told, so only accidents old enough count at each age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from zhiben.accidents.models import Revision
from zhiben.accidents.queries.facts import Facts
from zhiben.kernel import clock
from zhiben.kernel.measure import ratio

AGES = (0, 1, 3, 7, 14, 30, 60, 90, 180)
"""After so many days completeness is told."""


@dataclass(frozen=True, slots=True)
class Known:
    """One accident: when it happened, when it became known, and how many dead were told then and now."""

    case: int
    occurred_on: date
    known_on: date
    dead_first: int
    dead_now: int

    @property
    def days(self) -> int:
        """How many days it took."""
        return (self.known_on - self.occurred_on).days


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


def known_rows(found: Facts) -> tuple[list[Known], int]:
    """A row for each accident of which the day is told on which it became known, and how many others there are."""
    told = Revision.objects.filter(number=1).values_list("case", "deaths", "missing")
    first = {case: deaths + missing for case, deaths, missing in told}
    rows = [
        Known(row.case, row.occurred_on, max(row.known_on, row.occurred_on), first.get(row.case, row.dead), row.dead)
        for row in found
        if row.known_on is not None
    ]
    return rows, len(found) - len(rows)


def curve(rows: Sequence[Known], as_of: datetime, ages: Iterable[int] = AGES) -> list[Completeness]:
    """How complete the figures were at each age, of what is known as of a moment."""
    last = clock.last_ended_day(as_of)
    found = []
    for age in ages:
        old = [row for row in rows if row.occurred_on <= last - timedelta(days=age)]
        known = [row for row in old if row.days <= age]
        dead = sum(min(row.dead_first, row.dead_now) for row in known)
        found.append(Completeness(age, len(known), len(old), dead, sum(row.dead_now for row in old)))
    return found
