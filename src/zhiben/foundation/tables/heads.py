"""One to several head rows, however their cells are merged, become one path of titles for each column."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from zhiben.foundation.tables.found import Head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.foundation.tables.book import Grid, Merged

_LONGEST = 200
_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def shown(raw: object) -> str:
    """A head or a name as one would quote it: no line breaks, no padding inside (合　计 is 合计), years without .0."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime | date):
        return raw.strftime("%Y-%m-%d")
    return re.sub(r"\s+", " ", _SPACE.sub("", str(raw)[:_LONGEST].strip()))


def covering(grid: Grid, rows: Sequence[int]) -> dict[tuple[int, int], Merged]:
    """The merged range over each cell of these rows."""
    wanted, width = set(rows), max((len(grid.rows[row]) for row in rows), default=0)
    found: dict[tuple[int, int], Merged] = {}
    for span in grid.merged:
        for row in (one for one in wanted if span.top <= one <= span.bottom):
            for column in range(span.left, min(span.right + 1, width)):
                if (row, column) in found:
                    break  # merged cells don't overlap, except in a file made to keep a reader busy
                found[row, column] = span
    return found


def paths(grid: Grid, rows: Sequence[int], columns: range) -> tuple[Head, ...]:
    """The titles over each of these columns, from these head rows of a worksheet."""
    spans = covering(grid, rows)
    lines = [_line(grid, row, rows, columns, spans) for row in rows]
    if not spans:
        _spread(lines)
    return tuple(Head(tuple(line[place] for line in lines)) for place in range(len(columns)))


def _line(
    grid: Grid, row: int, rows: Sequence[int], columns: range, spans: Mapping[tuple[int, int], Merged]
) -> list[str]:
    found = []
    for column in columns:
        text = shown(grid.at(row, column))
        span = spans.get((row, column))
        if not text and span is not None and (span.top == row or span.top not in rows):
            text = shown(grid.at(span.top, span.left))
        found.append(text)
    return found


def _spread(lines: list[list[str]]) -> None:
    """A .csv has lost its merged cells: an upper head reaches over the columns to its right that have heads below."""
    for upper, *below in (lines[place:] for place in range(len(lines) - 1)):
        for column in range(1, len(upper)):
            if not upper[column] and any(line[column] for line in below) and _reaches(upper, lines, column):
                upper[column] = upper[column - 1]


def _reaches(upper: list[str], lines: list[list[str]], column: int) -> bool:
    place = next(number for number, line in enumerate(lines) if line is upper)
    over = all(lines[above][column] == lines[above][column - 1] for above in range(place))
    return over and any(line[column - 1] for line in lines[place + 1 :])
