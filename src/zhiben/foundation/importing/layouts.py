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
RUNNING = "序号"
"""A heading of the office's own under which rows are counted."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Title lines above the head, and for every heading in order the column it means ("" for one of the office's own
    that no column answers to)."""

    titles: tuple[str, ...]
    headings: tuple[tuple[str, str], ...]


def layout_of(sheet: Sheet, table: Table) -> Layout:
    """How the file that `table` was read from is laid out. Columns that the sheet needs to know a record again stand at
    the end where the file has none."""
    headings = [
        (one.title or sheet.by_key[one.key].title, one.key) for one in table.headings if one.title.strip() or one.key
    ]
    present = {key for _title, key in headings}
    lacking = [c for c in sheet.columns if (c.required or c.key in sheet.key) and c.key not in present]
    headings += [(column.title, column.key) for column in lacking]
    return Layout(table.titles[:MOST_TITLES], tuple(headings))


def export_as(sheet: Sheet, rows: Iterable[Mapping[str, Value]], layout: Layout) -> bytes:
    """The rows as an .xlsx in `layout`. Raises Refused for a text no cell can hold."""
    buffer = io.BytesIO()
    with new_workbook(buffer, constant_memory=True) as book:
        page = book.add_worksheet(page_name(sheet.title))
        head = _write_head(book, page, layout)
        own = book.add_format(FONT)
        columns = [sheet.by_key.get(key) for _title, key in layout.headings]
        styles = [cell_format(book, column) if column else own for column in columns]
        counted = {index for index, (title, key) in enumerate(layout.headings) if not key and heading(title) == RUNNING}
        for count, row in enumerate(rows, start=1):
            for index, column in enumerate(columns):
                if column is not None:
                    write_cell(page, head + count, index, column, row.get(column.key), styles[index])
                elif index in counted:
                    page.write_number(head + count, index, count, own)
    return buffer.getvalue()


def _write_head(book: Workbook, page: Worksheet, layout: Layout) -> int:
    """Title lines and headings; the row of the headings, from 0."""
    title_style = book.add_format(FONT | {"bold": True, "align": "center", "font_size": 14})
    head_style, last = book.add_format(HEADER), len(layout.headings) - 1
    for index, (title, _key) in enumerate(layout.headings):
        page.set_column(index, index, max(10, 2 * len(title) + 4))
    for number, title in enumerate(layout.titles):
        if last:
            page.merge_range(number, 0, number, last, "", title_style)
        page.write_string(number, 0, title, title_style)
    head = len(layout.titles)
    for index, (title, _key) in enumerate(layout.headings):
        page.write_string(head, index, title, head_style)
    page.freeze_panes(head + 1, 0)
    return head


def as_it_comes_back(sheet: Sheet, layout: Layout) -> tuple[str, dict[str, str]]:
    """The fingerprint that an export in `layout` has when it comes back, and what must be said of its headings so that
    each is read as the column from which it was written; "" when it would not be read at all."""
    row = {column.key: "×" for column in sheet.columns if column.kind in ("text", "lookup")}
    try:
        table = read(export_as(sheet, [row], layout), sheet)
    except Refused:
        return "", {}
    said = [(title, key) for title, key in layout.headings if title.strip()]
    columns = {
        one.name: key for one, (_title, key) in zip(table.headings, said, strict=False) if one.key != key or not key
    }
    return fingerprint(table), columns


def layout_from(titles: Sequence[str], headings: Sequence[Sequence[str]]) -> Layout:
    """A layout as it was kept."""
    return Layout(tuple(titles), tuple((title, key) for title, key in headings))
