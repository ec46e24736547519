"""How tall a table is at most. A bound, quickly reckoned and never too low, spares the typesetter from laying a table
out only to see whether it fits where it stands."""

from __future__ import annotations

from zhiben.foundation.rendering.blocks import Table
from zhiben.foundation.rendering.columns import MM_PER_PT, PADDING_MM, TYPE_AREA_MM, Fit

# As the template sets them, in points or in multiples of the type size.
_LINE, _ROW = 1.35, 0.5  # a line with its leading; what a row has beyond its lines
_CAPTION_PT, _NOTE_PT = 14.0, 10.5
_AROUND = 50.0  # distances around caption, table and note together
_TYPE_AREA = TYPE_AREA_MM / MM_PER_PT
_HALF = frozenset("0123456789., ")  # half as wide as the type is large, or less


def tallest(table: Table, fit: Fit) -> float:
    """Points that the table with its caption and note takes at most."""
    room = [(width - PADDING_MM) / MM_PER_PT for width in fit.widths_mm]
    rows = [[column.title for column in table.columns], *table.all_rows()]
    body = sum(max(map(_lines, row, room, [fit.size_pt] * len(row))) * _LINE + _ROW for row in rows) * fit.size_pt
    beside = ((table.caption, _CAPTION_PT), (table.note, _NOTE_PT))
    return body + _AROUND + sum(_lines(text, _TYPE_AREA, size) * size * _LINE for text, size in beside)


def _lines(text: str, room: float, size: float) -> int:
    """Lines of a text at most: of any two that follow each other, the first and what comes next overfill one."""
    filled = (_points(part, size) / room for part in text.split("\n"))
    return sum(1 if rooms <= 1 else 2 * int(rooms) + 1 for rooms in filled)


def _points(text: str, size: float) -> float:
    return (len(text) - 0.5 * sum(char in _HALF for char in text)) * size
