"""Accidents by street and year, and what a street like each one has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiben.accidents.queries import Fact, Facts
from zhiben.insight import queries
from zhiben.insight.questions import Asked
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import TerritoryCard

YEARS = 5


@dataclass(frozen=True)
class Ground:
    """The streets of a ground and what happened in them in some years. `rows` are the accidents of these years, of
    which those in no street that stands are `elsewhere`; `read`: all that was read for them."""

    streets: tuple[TerritoryCard, ...]
    years: tuple[int, ...]
    rows: tuple[Fact, ...]
    read: Facts = field(compare=False)

    @cached_property
    def place(self) -> dict[int, int]:
        """By a street's id its place among them."""
        return {card.id: place for place, card in enumerate(self.streets)}

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Accidents by street and year."""
        return self._by_year([1] * len(self.rows))

    @cached_property
    def dead(self) -> NDArray[np.int64]:
        """Dead and missing by street and year."""
        return self._by_year([row.dead for row in self.rows])

    @cached_property
    def fatal(self) -> NDArray[np.int64]:
        """Accidents with dead or missing by street and year."""
        return self._by_year([int(row.dead > 0) for row in self.rows])

    @cached_property
    def serious(self) -> NDArray[np.int64]:
        """Accidents with serious injuries and no dead by street and year."""
        return self._by_year([int(bool(row.serious) and not row.dead) for row in self.rows])

    @cached_property
    def unplaced(self) -> int:
        """Accidents of which nobody knows the street."""
        return sum(row.unplaced for row in self.rows)

    @cached_property
    def elsewhere(self) -> dict[int, int]:
        """Accidents in streets that do not stand any more, or not here, by the street's id."""
        found: dict[int, int] = {}
        for row in self.rows:
            if row.street and row.street not in self.place:
                found[row.street] = found.get(row.street, 0) + 1
        return found

    def _by_year(self, values: Sequence[int]) -> NDArray[np.int64]:
        table = np.zeros((len(self.streets), len(self.years)), np.int64)
        for row, value in zip(self.rows, values, strict=True):
            if row.street in self.place:
                table[self.place[row.street], row.occurred_on.year - self.years[0]] += value
        return table

    def left_out(self) -> list[dict[str, object]]:
        """What is in no street's count, by name and reason."""
        names = orgs.territory_names(self.elsewhere.keys())
        found: list[dict[str, object]] = [
            {
                "name": N_("{count}起").format(count=count) + f"（{names.get(street, street)}）",
                "why": N_("街道已撤并或不在本范围"),
            }
            for street, count in self.elsewhere.items()
        ]
        if self.unplaced:
            found.append({"name": N_("{count}起").format(count=self.unplaced), "why": N_("未定位到街道")})
        return found


def ground_of(asked: Asked, last: int, years: int = YEARS, read: Facts | None = None) -> Ground:
    """The ground that is asked about over so many calendar years up to `last`; from what was `read` already, where that
    reaches so far."""
    span = tuple(range(last - years + 1, last + 1))
    first, end = date(span[0], 1, 1), date(span[-1], 12, 31)
    found = read or queries.facts_of(asked, first=first, last=end)
    rows = tuple(row for row in found.rows if first <= row.occurred_on <= end)
    return Ground(streets_of(asked), span, rows, found)


def streets_of(asked: Asked) -> tuple[TerritoryCard, ...]:
    """The streets that stand on the ground that is asked about, in the official order."""
    return tuple(card for card in orgs.streets(on=asked.as_of) if asked.at.territory.covers(card.coordinates))
