"""The provincial board: the city's place by every indicator, month by month, what a better place takes; and one
indicator's whole table as it was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhiben.dispatch.models import ProvincialRank
from zhiben.dispatch.monthly import editions
from zhiben.dispatch.monthly.editions import Published, Shelf
from zhiben.dispatch.monthly.province import Ranked, field_of, rank_in, ranked, shelved
from zhiben.dispatch.vocab import Edition
from zhiben.orgs import queries as orgs

MONTHS = 12
"""So many months, the newest last, stand beside each other."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The city by an indicator in a month, as first published: its place among `of`; `printed` where the table itself
    says so, and not only the values; `revised` the place of the last edition where that is another one."""

    month: date
    value: Decimal | None
    share: bool
    rank: int
    of: int
    printed: bool
    revised: int = 0

    @property
    def is_first(self) -> bool:
        """The first place, by the table itself; what was revised counts."""
        return (self.revised or self.rank) == 1 and self.printed


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator: the months, those without a ranking left out, and where the city stands by the newest of all."""

    indicator: str
    cells: Mapping[date, Cell]
    now: Ranked | None

    @property
    def last(self) -> Cell:
        """The newest month of this indicator."""
        return self.cells[max(self.cells)]


@dataclass(frozen=True, slots=True)
class Board:
    """All indicators, and the months of which there is anything."""

    city: str
    months: Sequence[date]
    lines: Sequence[Line]

    @property
    def firsts(self) -> int:
        """By how many indicators the city is first, by the newest table of each."""
        return sum(line.last.is_first for line in self.lines)


@dataclass(frozen=True, slots=True)
class Place:
    """One city in a month's table."""

    region: str
    value: Decimal | None
    counts: tuple[int, int] | None
    share: bool
    rank: int
    printed: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A month's table of an indicator, the best first, as one edition has it; `editions` says which there are."""

    month: date
    edition: Edition
    published_on: date
    fewer_is_better: bool
    places: Sequence[Place]


def board(city: int) -> Board:
    """The city's board, within the open scope."""
    rows = ProvincialRank.objects.filter(city=city)
    months = sorted(set(rows.order_by().values_list("month", flat=True)))[-MONTHS:]
    name = orgs.territory(city).name
    shelf = shelved(rows.filter(month__in=months))
    now = {one.ours.indicator: one for one in ranked(shelf, name, months[-1])} if months else {}
    lines = []
    for indicator in sorted({key[1] for key in shelf if key[0] == name}):
        cells = {cell.month: cell for month in months for cell in _cells(shelf, name, indicator, month)}
        if cells:
            lines.append(Line(indicator, cells, now.get(indicator)))
    return Board(name, months, lines)


def _cells(shelf: Shelf, city: str, indicator: str, month: date) -> Iterator[Cell]:
    field = field_of(shelf, indicator, month)
    ours = next((place for place, row in enumerate(field) if row.region == city), None)
    if ours is None:
        return
    last = editions.latest(shelf, city, indicator, month)
    revised = last.rank or 0 if last is not None and last.edition is Edition.REVISED else 0
    own, rank = field[ours], rank_in(field, ours)
    yield Cell(
        month,
        own.value,
        own.share,
        rank,
        len(field),
        printed=bool(revised or own.rank),
        revised=revised if revised != rank else 0,
    )


def tables(city: int, indicator: str) -> list[Table]:
    """Every edition of an indicator's tables, the newest month first, within one the newest edition first; empty for an
    indicator that nobody has heard of."""
    rows = ProvincialRank.objects.filter(city=city, indicator=indicator)
    name = orgs.territory(city).name
    found: dict[tuple[date, date, str], list[Published]] = {}
    for (_region, _indicator, month), printed in shelved(rows).items():
        for one in printed:
            found.setdefault((month, one.published_on, one.edition), []).append(one)
    return [_table(key, found[key], name) for key in sorted(found, reverse=True)]


def _table(key: tuple[date, date, Any], rows: Sequence[Published], own: str) -> Table:
    field = field_of(editions.shelved(rows), rows[0].indicator, rows[0].month)
    places = [
        Place(
            row.region, row.value, row.counts, row.share, rank_in(field, place), row.rank is not None, row.region == own
        )
        for place, row in enumerate(field)
    ]
    month, published_on, edition = key
    return Table(
        month,
        Edition(edition),
        published_on,
        rows[0].fewer_is_better,
        sorted(places, key=lambda one: (one.rank, one.region)),
    )
