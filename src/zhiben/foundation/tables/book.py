"""Bytes to grids: .xlsx, .xls and .csv become the same worksheets, with their merged cells; limits are kept here.

Keeps to itself how formats and encodings are told apart. Cell addresses are those a person sees.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.foundation.tables.guard import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Format, admit
from zhiben.foundation.tables.parsing import Unreadable, parse
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Raw = str | int | float | bool | date | datetime | time | timedelta
"""A cell as the file has it; "" when blank."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one; rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet: its rows from row 1, column A."""

    title: str
    rows: Sequence[Sequence[Raw]]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False

    def at(self, row: int, column: int) -> Raw:
        """The cell in that row and column, both from 0; "" beyond the edge."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


def letters(index: int) -> str:
    """The letters above column `index` (0 = A)."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """A cell as a person sees it, rows and columns from 0: (4, 1) is B5."""
    return f"{letters(column)}{row + 1}"


def load(path: Path) -> bytes:
    """The bytes of a file, as far as they could be admitted: what is larger is refused without being read whole."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def grids(data: bytes) -> Iterator[Grid]:
    """The worksheets of a file, in its order; a .csv has one, named CSV. Raises Refused with a sentence."""
    if admit(data) is Format.CSV:
        yield _csv_grid(data)
    else:
        yield from _workbook_grids(data)


def _workbook_grids(data: bytes) -> Iterator[Grid]:
    try:
        pages = parse(data)
    except Unreadable as why:
        text = {
            "locked": N_("文件设有打开密码，请取消密码后再试"),
            "swollen": N_("打开文件所需的内存或时间超过限度；请用表格软件另存为 .xlsx 后再试"),
        }.get(str(why), N_("文件无法作为工作簿打开；请用表格软件另存为 .xlsx 后再试"))
        raise Refused(text, code=f"file_{why}") from None
    for page in pages:
        _admit_size(len(page.rows), max(map(len, page.rows), default=0))
        yield Grid(page.title, page.rows, tuple(Merged(*span) for span in page.merged))


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
            N_("第 {row} 行附近不是正确的 CSV（引号或长度有误）"), code="file_broken", row=len(rows) + 1
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
    raise Refused(N_("文件既不是工作簿，也不是 UTF-8 或 GB18030 编码的文本"), code="file_encoding")


def _admit_size(rows: int, columns: int) -> None:
    limits: dict[str, Any] = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Refused(N_("表格超过 {rows} 行或 {columns} 列，请拆分后再试"), code="file_rows", **limits)
