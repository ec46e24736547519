"""How tall a table is at most, and its rows that have one line. What is quickly reckoned spares the typesetter from
laying a table or a row out only to see how tall it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhiben.foundation.rendering.blocks import Table
from zhiben.foundation.rendering.columns import MM_PER_PT, PADDING_MM, TYPE_AREA_MM, Fit

# As the template sets them, in points or in multiples of the type size.
_ONE_LINE = 1.84  # a row of one line with the room above and below it
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
# Characters that no face draws wider than its size: Latin ones, Chinese ones with their signs.
_PLAIN = re.compile("[\n -~“”‘’—…、-〞㐀-鿿！-～]*")


def heights(table: Table, fit: Fit) -> list[float | None]:
    """Points of each row below the head, a section's line among them; None where the typesetter has to look. One alone
    stands for all."""
    room = _rooms(fit)
    one = _ONE_LINE * fit.size_pt if _PLAIN.fullmatch("".join(map("".join, table.all_rows()))) else None

    def tall(row: Sequence[str]) -> float | None:
        single = any(map(str.strip, row)) and all(map(_fits, row, room, [fit.size_pt] * len(row)))
        return one if single else None

    found = [tall(row) for row in table.rows]
    for section in table.sections:
        found += [None, *map(tall, section.rows)]
    found += [tall(table.total)] if table.total else []
    return found[:1] if len(set(found)) == 1 else found


def tallest(table: Table, fit: Fit) -> float:
    """Points that the table with its caption and note takes at most."""
    room = _rooms(fit)
    rows = [[column.title for column in table.columns], *table.all_rows()]
    body = sum(max(map(_lines, row, room, [fit.size_pt] * len(row))) * _LINE + _ROW for row in rows) * fit.size_pt
    beside = ((table.caption, _CAPTION_PT), (table.note, _NOTE_PT))
    return body + _AROUND + sum(_lines(text, _TYPE_AREA, size) * size * _LINE for text, size in beside)


def _rooms(fit: Fit) -> list[float]:
    return [(width - PADDING_MM) / MM_PER_PT for width in fit.widths_mm]


def _fits(text: str, room: float, size: float) -> bool:
    """Whether a text surely has one line at most; most have, and are short enough whatever they say."""
    return "\n" not in text and (len(text) * size <= room or _points(text, size) <= room * _FULL)


def _lines(text: str, room: float, size: float) -> int:
    """Lines of a text at most: of any two that follow each other, the first and what comes next overfill one."""
    if _fits(text, room, size):
        return 1
    filled = (_points(part, size) / room for part in text.split("\n"))
    return sum(1 if rooms <= _FULL else 2 * int(rooms) + 1 for rooms in filled)


def _points(text: str, size: float) -> float:
    return sum(_WIDTHS.get(char, 1.0) for char in text) * size
