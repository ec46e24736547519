"""How tall a table is at most. A bound, quickly reckoned and never too low, spares the typesetter from laying a table
out only to see whether it fits where it stands."""

from __future__ import annotations

from zhiben.foundation.rendering.blocks import Table
from zhiben.foundation.rendering.columns import MM_PER_PT, PADDING_MM, TYPE_AREA_MM, Fit

# As the template sets them, in points or in multiples of the type size.
_LINE, _ROW = 1.35, 0.5  # a line with its leading; what a row has beyond its lines
_CAPTION_PT, _NOTE_PT = 14.0, 10.5
_AROUND = 50.0  # distances around caption, table and note together
_FULL = 1 + 1e-9  # a column is often just as wide as a cell in it, give or take the last bit
_TYPE_AREA = TYPE_AREA_MM / MM_PER_PT
# Of the Latin face's characters those that figures are written with, in parts of the type size, rounded up.
_WIDTHS = dict.fromkeys("0123456789", 0.5) | {
    ".": 0.25,
    ",": 0.25,
    " ": 0.25,
    "%": 0.84,
    "+": 0.57,
    "-": 0.34,
    "/": 0.28,
}


def tallest(table: Table, fit: Fit) -> float:
    """Points that the table with its caption and note takes at most."""
    room = [(width - PADDING_MM) / MM_PER_PT for width in fit.widths_mm]
    rows = [[column.title for column in table.columns], *table.all_rows()]
    body = sum(max(map(_lines, row, room, [fit.size_pt] * len(row))) * _LINE + _ROW for row in rows) * fit.size_pt
    beside = ((table.caption, _CAPTION_PT), (table.note, _NOTE_PT))
    return body + _AROUND + sum(_lines(text, _TYPE_AREA, size) * size * _LINE for text, size in beside)


def _lines(text: str, room: float, size: float) -> int:
    """Lines of a text at most: of any two that follow each other, the first and what comes next overfill one."""
    if len(text) * size <= room and "\n" not in text:  # most of all, by far
        return 1
    filled = (_points(part, size) / room for part in text.split("\n"))
    return sum(1 if rooms <= _FULL else 2 * int(rooms) + 1 for rooms in filled)


def _points(text: str, size: float) -> float:
    return sum(_WIDTHS.get(char, 1.0) for char in text) * size
