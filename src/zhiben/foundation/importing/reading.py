"""Bytes to tables: .xlsx, .xls and .csv become one kind of grid; a grid becomes a table when its header is found.

Keeps to itself how formats and encodings are told apart. Row numbers and cell addresses are those a person sees.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhiben.foundation.importing.guard import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Format, admit
from zhiben.foundation.importing.parsing import Unreadable, parse
from zhiben.foundation.importing.values import fold
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.kernel.sheet import Sheet

Raw = str | int | float | bool | date | datetime | time | timedelta
"""A cell as the file has it; "" when blank."""

HEADER_WITHIN = 20
"""A header stands in one of the first rows; above it there may be title rows."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet: its rows from row 1, column A."""

    title: str
    rows: Sequence[Sequence[Raw]]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row with its number on the worksheet."""

    number: int
    cells: Sequence[Raw]


@dataclass(frozen=True, slots=True)
class Table:
    """A grid whose header was found: which column of the sheet stands where, and the rows below that are not empty."""

    title: str
    header_row: int
    positions: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]
    rows: tuple[RawRow, ...] = field(repr=False)

    def address(self, row: int, key: str) -> str:
        """The cell of column `key` in row number `row`, as a person sees it: "B7"."""
        return f"{letters(self.positions[key])}{row}"


def letters(index: int) -> str:
    """The letters above column `index` (0 = A)."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def read(data: bytes, sheet: Sheet) -> Table:
    """The table of `data` that looks most like `sheet`.

    Raises Refused when the file can't be read or no header is recognised.
    """
    names = header_names(sheet)
    best: tuple[int, Grid, int] | None = None
    for grid in grids(data):
        for index, cells in enumerate(grid.rows[:HEADER_WITHIN]):
            score = len({names[name] for cell in cells if (name := heading(cell)) in names})
            if score and (best is None or score > best[0]):
                best = (score, grid, index)
    if best is None:
        expected = "、".join(column.title for column in sheet.columns if column.required)
        raise Refused(
            _("前 {within} 行内没有找到表头；「{sheet}」的表头应有：{expected}"),
            code="no_header",
            within=HEADER_WITHIN,
            sheet=sheet.title,
            expected=expected or sheet.columns[0].title,
        )
    return _table(best[1], best[2], names)


def header_names(sheet: Sheet) -> dict[str, str]:
    """Column key by every heading it answers to, in comparable form."""
    return {heading(name): column.key for column in sheet.columns for name in (column.title, *column.aliases)}


def heading(cell: object) -> str:
    """A heading in comparable form: without spaces, line breaks, the mark of a required column, full-width letters."""
    if not isinstance(cell, str):
        return ""
    return re.sub(r"[\s*＊]|[（(]必填[)）]", "", fold(cell))


def _table(grid: Grid, header: int, names: dict[str, str]) -> Table:
    positions: dict[str, int] = {}
    unknown: list[str] = []
    twice: list[tuple[str, str]] = []
    for index, cell in enumerate(grid.rows[header]):
        key = names.get(heading(cell))
        if key is None:
            if str(cell).strip():
                unknown.append(str(cell).strip())
        elif key in positions:
            twice.append((f"{letters(index)}{header + 1}", str(cell).strip()))
        else:
            positions[key] = index
    known = tuple(positions.values())
    rows = tuple(
        RawRow(number, cells)
        for number, cells in enumerate(grid.rows[header + 1 :], start=header + 2)
        if any(index < len(cells) and _filled(cells[index]) for index in known)
    )
    return Table(grid.title, header + 1, positions, tuple(unknown), tuple(twice), rows)


def _filled(cell: Raw) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def grids(data: bytes) -> Iterator[Grid]:
    """The worksheets of a file, in its order; a .csv has one, named CSV. Raises Refused with a sentence."""
    if admit(data) is Format.CSV:
        yield _csv_grid(data)
    else:
        yield from _workbook_grids(data)


def _workbook_grids(data: bytes) -> Iterator[Grid]:
    try:
        worksheets = parse(data)
    except Unreadable as why:
        text = {
            "locked": _("文件设有打开密码，请取消密码后再导入"),
            "swollen": _("打开文件所需的内存或时间超过限度；请用表格软件另存为 .xlsx 后再导入"),
        }.get(str(why), _("文件无法作为工作簿打开；请用表格软件另存为 .xlsx 后再导入"))
        raise Refused(text, code=f"file_{why}") from None
    for title, rows in worksheets:
        _admit_size(len(rows), max(map(len, rows), default=0))
        yield Grid(title, rows)


def _csv_grid(data: bytes) -> Grid:
    text = decode(data)
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    rows: list[list[Raw]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(list(cells))
            _admit_size(len(rows), len(cells))
    except csv.Error as broken:
        raise Refused(
            _("第 {row} 行附近不是正确的 CSV（引号或长度有误）"), code="file_broken", row=len(rows) + 1
        ) from broken
    return Grid("CSV", rows)


def decode(data: bytes) -> str:
    """Text of a .csv as it comes from the office's machines: UTF-8 with or without mark, UTF-16 with mark, GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data:
        encodings = ()
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(_("文件既不是工作簿，也不是 UTF-8 或 GB18030 编码的文本"), code="file_encoding")


def _admit_size(rows: int, columns: int) -> None:
    limits: dict[str, Any] = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Refused(_("表格超过 {rows} 行或 {columns} 列，请拆分后再导入"), code="file_rows", **limits)
