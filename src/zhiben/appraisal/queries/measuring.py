"""Which registered measures can be broken down to the units of an audience, and by which of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhiben.appraisal.vocab import Audience
from zhiben.foundation.measures import Slicing
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut, Measure
from zhiben.kernel.periods import month_of

COLUMNS: dict[Audience, tuple[tuple[str, str], ...]] = {
    Audience.DISTRICTS: (("district_then", "district"), ("unit_then", "unit")),
    Audience.DEPARTMENTS: (("unit_then", "unit"),),
    Audience.STREETS: (("street_then", "street"), ("unit_then", "unit")),
}
"""By which column of its rows a measure tells of whom, the first that it has; and the name of the slices."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a measure is broken down: the column, and how its slices are called."""

    column: str
    prefix: str

    def slicing(self, wanted: frozenset[int]) -> Slicing:
        """The cut, with everything else in one slice."""
        return Slicing(self.column, self.prefix, wanted)


def way_of(declared: Measure, audience: Audience) -> Way | None:
    """How a measure is broken down to such units; None where its rows do not tell. The caller has opened a scope."""
    today = clock.today()
    cut = Cut(clock.day_end(today), month_of(today))
    sides = [declared.numerator(cut), *([declared.denominator(cut)] if declared.denominator else [])]
    for column, prefix in COLUMNS[audience]:
        if all(_has(rows, column) for rows in sides):
            return Way(column, prefix)
    return None


def _has(rows: Any, column: str) -> bool:
    query = getattr(rows, "query", None)
    return query is not None and column in query.annotations


def measures_for(audience: Audience) -> list[Measure]:
    """The measures that can be broken down to such units, by id. The caller has opened a scope."""
    return [one for one in measure.registered().values() if way_of(one, audience) is not None]


def measure_called(text: str) -> Measure | None:
    """The measure of that id or title; None for none or several."""
    clean = text.strip()
    known = measure.registered()
    if clean in known:
        return known[clean]
    found = [one for one in known.values() if one.title == clean]
    return found[0] if len(found) == 1 else None
