"""Rows that are not complete: a column writes nothing as 0, and one row has '/' there all the same.

Nobody can tell whether that row was meant to count. Its figures are kept out of the sum, the total is shown to a person
with the row and the cell named, and with the word that it closes once the row counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation.tables.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.foundation.tables.found import FoundTable

MARK = "/"
FEWEST = 5
"""In so many rows a single '/' among figures stands out."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A row of the table and the column in which it has no figure."""

    row: int
    column: int


def holes(table: FoundTable, rows: Sequence[int], columns: Iterable[int]) -> list[Hole]:
    """The rows that are not complete, each with its first such column."""
    found: dict[int, Hole] = {}
    for column in columns:
        marked = [row for row in rows if _is_mark(table, row, column)]
        if len(marked) != 1 or len(rows) < FEWEST or marked[0] in found:
            continue
        others = [table.figure(row, column) for row in rows if row != marked[0]]
        if all(one is not None for one in others) and any(one is not None and one.value == 0 for one in others):
            found[marked[0]] = Hole(marked[0], column)
    return list(found.values())


def _is_mark(table: FoundTable, row: int, column: int) -> bool:
    raw = table.raw(row, column)
    return isinstance(raw, str) and fold(raw).strip() == MARK
