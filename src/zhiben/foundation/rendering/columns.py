"""How wide a table's columns are and how large its type, from what the cells hold. One answer for every renderer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from zhiben.foundation.rendering.blocks import Align, Table
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

TYPE_AREA_MM = 156.0
SIZES_PT = (12.0, 10.5, 9.0)
LIST_SIZES_PT = (9.0,)
MM_PER_PT = 25.4 / 72
PADDING_MM = 2.6
LONG_LINES = 4.0  # a cell of more lines in a column of given width asks for smaller type
SHORT_EM = 8.0  # up to here a text column is never broken and stands centred
NUMBER = re.compile(r"[-+−]?[\d,]+(\.\d+)?\s*(%|％|‰|万|亿|天|件|项|次|家|人)?|[-—–－/]|")


@dataclass(frozen=True, slots=True)
class Fit:
    """Type size in points, widths in millimetres (their sum is the type area), and how each column stands."""

    size_pt: float
    widths_mm: tuple[float, ...]
    aligns: tuple[Align, ...]


@lru_cache(maxsize=4096)
def em_width(text: str) -> float:
    """Width of a text in its own type size: full-width characters count 1, others about a half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.53 for char in text)


def fit(table: Table, area_mm: float = TYPE_AREA_MM) -> Fit:
    """The largest type in which every column gets at least what it cannot do without; Refused when none will do."""
    aligns = tuple(_align(table, index) for index in range(len(table.columns)))
    for size in SIZES_PT if area_mm == TYPE_AREA_MM else LIST_SIZES_PT:
        least = [_least(table, index, size, aligns[index]) for index in range(len(table.columns))]
        if sum(least) <= area_mm:
            return Fit(size, _share(table, size, least, area_mm), aligns)
    raise Refused(
        N_("表“{caption}”共 {count} 栏，一页宽度排不下；请分成几张表，或减少栏目"),
        code="table_too_wide",
        caption=table.caption,
        count=len(table.columns),
    )


def _cells(table: Table, index: int) -> list[str]:
    return [row[index] for row in table.all_rows()]


def _align(table: Table, index: int) -> Align:
    if table.columns[index].align is not Align.AUTO:
        return table.columns[index].align
    cells = [row[index] for row in table.all_rows() if row is not table.total]
    if cells and all(NUMBER.fullmatch(cell.strip()) for cell in cells) and any(cells):
        return Align.CENTER if table.columns[index].title == "序号" else Align.RIGHT
    return Align.CENTER if max((em_width(cell) for cell in cells), default=0.0) <= SHORT_EM else Align.LEFT


def _millimetres(ems: float, size: float) -> float:
    return ems * size * MM_PER_PT + PADDING_MM


def _head_ems(title: str) -> float:
    """A head may take two lines, or three when it is long, but never less than two characters a line."""
    lines = 1 if len(title) <= 3 else 2 if len(title) <= 8 else 3
    return max(em_width(part) for part in title.split("\n")) if "\n" in title else -(-em_width(title) // lines)


def _least(table: Table, index: int, size: float, align: Align) -> float:
    column = table.columns[index]
    longest = max((em_width(cell) for cell in _cells(table, index)), default=0.0)
    if column.width_mm:
        long = _millimetres(longest / LONG_LINES, size) > column.width_mm and size > SIZES_PT[-1]
        return TYPE_AREA_MM + 1 if long else column.width_mm
    body = longest if align is Align.RIGHT or longest <= SHORT_EM else max(6.0, min(longest / 4, 14.0))
    return _millimetres(max(body, _head_ems(column.title), 1.6), size)


def _share(table: Table, size: float, least: list[float], area_mm: float) -> tuple[float, ...]:
    """Give each column what it needs to stay on one line while there is room, then share what is left."""
    wanted = []
    for index, column in enumerate(table.columns):
        longest = max((em_width(text) for text in [column.title, *_cells(table, index)]), default=0.0)
        wanted.append(least[index] if column.width_mm else max(least[index], _millimetres(longest, size)))
    room, lack = area_mm - sum(least), sum(wanted) - sum(least)
    if lack > room:
        return tuple(low + (high - low) * room / lack for low, high in zip(least, wanted, strict=True))
    open_columns = [0.0 if column.width_mm else high for column, high in zip(table.columns, wanted, strict=True)]
    spare = (room - lack) / (sum(open_columns) or 1.0)
    return tuple(high + part * spare for high, part in zip(wanted, open_columns, strict=True))
