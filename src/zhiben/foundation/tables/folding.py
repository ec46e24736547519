"""A table printed in halves side by side under the same heads, to save paper, becomes one column of rows again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhiben.foundation.tables.found import FoundTable, TableRow
from zhiben.foundation.tables.words import grade, is_head_word

if TYPE_CHECKING:
    from zhiben.foundation.tables.book import Raw

Half = tuple[int, int]
"""A row of the worksheet, and the column at which one of its halves starts."""


def unfolded(table: FoundTable) -> FoundTable:
    """The table with its halves under each other; as it is when its heads are not repeated whole."""
    width = _period(table)
    if not width or any(one.heading for one in table.rows):
        return table
    starts = range(table.left, table.left + len(table.heads), width)
    halves = [(row.number, start) for start in starts for row in table.rows]
    ends = table.rows[0].number, table.rows[-1].number
    totals = [half for half in halves if half[0] in ends and _is_total(table, half, width)]
    first = [half for half in totals if half[0] == ends[0]]
    last = [half for half in totals if half[0] != ends[0]]
    places = first + [half for half in halves if half not in totals] + last
    return replace(
        table,
        heads=table.heads[:width],
        rows=tuple(TableRow(number) for number in range(len(places))),
        cells=[_cells(table, half, width) for half in places],
        left=0,
        merged=(),
        places=tuple(places),
    )


def _period(table: FoundTable) -> int:
    titles = [head.title for head in table.heads]
    for width in range(2, len(titles) // 2 + 1):
        whole = len(titles) % width == 0 and titles == titles[:width] * (len(titles) // width)
        if whole and any(is_head_word(title) for title in titles[:width]):
            return width
    return 0


def _cells(table: FoundTable, half: Half, width: int) -> list[Raw]:
    row, start = half
    return [*table.cells[row][start : start + width]]


def _is_total(table: FoundTable, half: Half, width: int) -> bool:
    return any(isinstance(raw, str) and grade(raw) for raw in _cells(table, half, width))
