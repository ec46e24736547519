"""Export in the office's own layout: its title lines, its headings in its order and words. What the import of that
layout reads back is what was written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation.importing.exporting import FONT, HEADER, cell_format, new_workbook, page_name, write_cell
from zhiben.foundation.importing.headings import heading
from zhiben.foundation.importing.reading import fingerprint, read
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from zhiben.foundation.importing.reading import Table
    from zhiben.kernel.sheet import Sheet, Value

MOST_TITLES = 10
RUNNING = frozenset(("序号", "序", "no", "no."))
"""Headings of the office's own under which rows are counted."""
Heading = tuple[tuple[str, ...], str]
"""A heading from its uppermost head row to its lowest, and the column it means ("" for one of the office's own that no
column answers to)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Title lines above the head, and every heading in order."""

    titles: tuple[str, ...]
    headings: tuple[Heading, ...]

    @property
    def depth(self) -> int:
        """Rows of the head."""
        return max(len(parts) for parts, _key in self.headings)

    @property
    def flat(self) -> Layout:
        """The same with a head of one row."""
        return Layout(self.titles, tuple((("/".join(parts),), key) for parts, key in self.headings))


def layout_of(sheet: Sheet, table: Table) -> Layout:
    """How the file that `table` was read from is laid out. Columns that the sheet needs to know a record again stand at
    the end where the file has none. A head that would not come back as it was read is made one of one row."""
    headings: list[Heading] = [
        (one.parts or (sheet.by_key[one.key].title,), one.key) for one in table.headings if one.parts or one.key
    ]
    present = {key for _parts, key in headings}
    lacking = [c for c in sheet.columns if (c.required or c.key in sheet.key) and c.key not in present]
    headings += [((column.title,), column.key) for column in lacking]
    layout = Layout(table.titles[:MOST_TITLES], tuple(headings))
    back = _read_back(sheet, layout)
    return (
        layout if back and [one.parts for one in back.headings] == [parts for parts, _key in headings] else layout.flat
    )


def export_as(sheet: Sheet, rows: Iterable[Mapping[str, Value]], layout: Layout) -> bytes:
    """The rows as an .xlsx in `layout`. Raises Refused for a text no cell can hold."""
    buffer = io.BytesIO()
    # A heading that reaches down is no longer in reach once its row has gone to the disk.
    with new_workbook(buffer, constant_memory=layout.depth == 1) as book:
        page = book.add_worksheet(page_name(sheet.title))
        head = _write_head(book, page, layout)
        own = book.add_format(FONT)
        columns = [sheet.by_key.get(key) for _parts, key in layout.headings]
        styles = [cell_format(book, column) if column else own for column in columns]
        counted = {i for i, (parts, key) in enumerate(layout.headings) if not key and heading(parts[-1]) in RUNNING}
        for count, row in enumerate(rows, start=1):
            for index, column in enumerate(columns):
                if column is not None:
                    write_cell(page, head + count, index, column, row.get(column.key), styles[index])
                elif index in counted:
                    page.write_number(head + count, index, count, own)
    return buffer.getvalue()


def _write_head(book: Workbook, page: Worksheet, layout: Layout) -> int:
    """Title lines and headings; the last row of the head, from 0."""
    title_style = book.add_format(FONT | {"bold": True, "align": "center", "font_size": 14})
    last = len(layout.headings) - 1
    for index, (parts, _key) in enumerate(layout.headings):
        page.set_column(index, index, max(10, 2 * len(parts[-1]) + 4))
    for number, title in enumerate(layout.titles):
        if last:
            page.merge_range(number, 0, number, last, "", title_style)
        page.write_string(number, 0, title, title_style)
    first = len(layout.titles)
    for level in range(layout.depth):
        _write_level(book, page, layout, first, level)
    page.freeze_panes(first + layout.depth, 0)
    return first + layout.depth - 1


def _write_level(book: Workbook, page: Worksheet, layout: Layout, first: int, level: int) -> None:
    """One row of the head, below row number `first`: what stands over several columns reaches over all of them, what
    has nothing below it reaches down."""
    style = book.add_format(HEADER | {"align": "center"})
    heads = [parts for parts, _key in layout.headings]
    row, begin = first + level, 0
    while begin < len(heads):
        parts, end, bottom = heads[begin], begin + 1, row
        if level == len(parts) - 1:
            bottom = first + layout.depth - 1
        while level < len(parts) - 1 and end < len(heads) and _one_group(parts, heads[end], level):
            end += 1
        if level < len(parts):
            if end > begin + 1 or bottom > row:
                page.merge_range(row, begin, bottom, end - 1, "", style)
            page.write_string(row, begin, parts[level], style)
        begin = end


def _one_group(parts: tuple[str, ...], others: tuple[str, ...], level: int) -> bool:
    return level < len(others) - 1 and others[: level + 1] == parts[: level + 1]


def as_it_comes_back(sheet: Sheet, layout: Layout) -> tuple[str, dict[str, str]]:
    """The fingerprint that an export in `layout` has when it comes back, and what must be said of its headings so that
    each is read as the column from which it was written; "" when it would not be read at all."""
    table = _read_back(sheet, layout)
    if table is None:
        return "", {}
    columns = {
        one.name: key
        for one, (_parts, key) in zip(table.headings, layout.headings, strict=False)
        if one.key != key or not key
    }
    return fingerprint(table), columns


def _read_back(sheet: Sheet, layout: Layout) -> Table | None:
    row = {column.key: "×" for column in sheet.columns if column.kind in ("text", "lookup")}
    try:
        return read(export_as(sheet, [row], layout), sheet)
    except Refused:
        return None


def layout_from(titles: Sequence[str], headings: Sequence[tuple[Sequence[str], str]]) -> Layout:
    """A layout as it was kept."""
    return Layout(tuple(titles), tuple((tuple(parts), key) for parts, key in headings))
