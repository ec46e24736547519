"""A plain list on a worksheet: one head row, perhaps below titles, and rows of texts under it with the numbers that a
person sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from zhiben.foundation.tables.figures import figure
from zhiben.foundation.tables.words import grade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.foundation.tables.book import Grid, Raw

HEAD_WITHIN, LOOKED_AT = 20, 50
"""A head stands in one of the first rows; how wide a list is, so many tell."""
FILLED = 0.6


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its headings, its rows as texts, each as long as the headings, and the number of each row on the
    worksheet, from 1. `totals`: numbers of rows that hold sums, which are left out."""

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(repr=False)
    numbers: list[int] = field(repr=False)
    totals: tuple[int, ...] = ()


def listed(grid: Grid) -> Listed | None:
    """The list on a worksheet; None where no row looks like a head."""
    head = _head(grid.rows)
    if head is None:
        return None
    headings = _headings([_text(raw) for raw in grid.rows[head]])
    width = len(headings)
    found, totals = Listed(headings, [], []), []
    for number, cells in enumerate(grid.rows[head + 1 :], start=head + 2):
        row = tuple([raw.strip() if isinstance(raw, str) else _text(raw) for raw in cells[:width]])
        if not any(row):
            continue
        if _is_total(row):
            totals.append(number)
            continue
        found.rows.append(row + ("",) * (width - len(row)))
        found.numbers.append(number)
    return Listed(found.headings, found.rows, found.numbers, tuple(totals))


def _head(rows: Sequence[Sequence[Raw]]) -> int | None:
    """The first row that is nearly as wide as the list and holds words only, most of them once."""
    filled = [[_text(raw) for raw in cells] for cells in rows[:LOOKED_AT]]
    width = max((sum(map(bool, cells)) for cells in filled), default=0)
    for place, cells in enumerate(filled[:HEAD_WITHIN]):
        said = [text for text in cells if text]
        if len(said) >= max(FILLED * width, 1) and 2 * len(set(said)) > len(said) and not any(map(figure, said)):
            return place
    return None


def _headings(said: list[str]) -> tuple[str, ...]:
    """As they are written; one that stands there again with a number behind it."""
    while said and not said[-1]:
        said = said[:-1]
    met: Counter[str] = Counter()
    found = []
    for name in said:
        met[name] += 1
        found.append(f"{name}#{met[name]}" if name and met[name] > 1 else name)
    return tuple(found)


def _is_total(row: Sequence[str]) -> bool:
    """True for a row that begins with a total's name and has nothing but figures behind it."""
    first, *rest = filter(None, row)
    return bool(grade(first)) and all(figure(one) is not None for one in rest)


def _text(raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ") if raw.time() != datetime.min.time() else raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw).strip()
