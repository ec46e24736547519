"""Bytes to grids: .xlsx, .xls, .et, .csv and pasted rows become the same worksheets, with their merged cells; limits
are kept here.

Keeps to itself how formats and encodings are told apart. Cell addresses are those a person sees.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.foundation.tables.guard import CHUNK, MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Admitted, Format, admit
from zhiben.foundation.tables.parsing import Unreadable, parse
from zhiben.foundation.tables.plainly import LOOKED_AT, delimiter_of, read_plainly
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Raw = str | int | float | bool | date | datetime | time | timedelta
"""A cell as the file has it; "" when blank."""

CSV = "CSV"
"""What the one worksheet of a text is called."""

LARGE = 2**18
"""From so many bytes a .csv is worth being read at once; below, the library takes longer to load."""
LOOKED_INTO = 4_096
"""First bytes by which a .csv shows its encoding."""


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


_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def place_of(cell: str) -> tuple[int, int] | None:
    """Row and column from 0 of a cell as a person sees it, the other way round from `address`; None for other texts."""
    match = _ADDRESS.fullmatch(cell)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def load(path: Path) -> bytes:
    """The bytes of a file, as far as they could be admitted: what is larger is refused without being read whole."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def grids(data: bytes, *, at_once: bool = False) -> Iterator[Grid]:
    """The worksheets of a file, in its order; a .csv has one, named CSV. `at_once`: its rows may be kept by columns,
    for whoever asks for columns of a large file. Raises Refused with a sentence."""
    admitted = admit(data)
    if admitted.format is Format.CSV:
        plain = read_plainly(data) if at_once and len(data) >= LARGE else None
        yield _csv_grid(data) if plain is None else Grid(CSV, plain)
    else:
        yield from _workbook_grids(data, admitted)


def _workbook_grids(data: bytes, admitted: Admitted) -> Iterator[Grid]:
    try:
        pages = parse(data, seconds=admitted.seconds, memory=admitted.memory)
    except Unreadable as why:
        text = {
            "locked": N_("文件设有打开密码，请取消密码后再试"),
            "swollen": N_("打开文件所需的内存或时间超过限度；请删去远处的空行和过长的文字，另存为 .xlsx 后再试"),
            "full": N_("服务器的临时目录写不进去（可能磁盘已满），暂时不能读取工作簿；请告诉系统管理员"),
        }.get(str(why), N_("文件无法作为工作簿打开；请用表格软件另存为 .xlsx 后再试"))
        raise Refused(text, code=f"file_{why}") from None
    for page in pages:
        _admit_size(len(page.rows), max(map(len, page.rows), default=0))
        yield Grid(page.title, page.rows, tuple(Merged(*span) for span in page.merged), page.hidden)


def _csv_grid(data: bytes) -> Grid:
    encoding = _encoding(data)
    delimiter = delimiter_of(_text(data, encoding))
    rows = _csv_rows(data, encoding, delimiter)
    for number, cells in enumerate(rows, start=1):  # looked over first: what is refused is not kept either
        _admit_size(number, len(cells))
    return Grid(CSV, [*_csv_rows(data, encoding, delimiter)])


def _csv_rows(data: bytes, encoding: str, delimiter: str) -> Iterator[list[Raw]]:
    row = 0
    try:
        for cells in csv.reader(_text(data, encoding), delimiter=delimiter, strict=True):
            row += 1
            yield [*cells]
    except csv.Error as broken:
        raise Refused(
            N_("第 {row} 行附近不是正确的 CSV（引号或长度有误）"), code="file_broken", row=row + 1
        ) from broken


def _text(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def opening(data: bytes) -> list[str]:
    """The first lines of a text, as far as a few thousand characters go. Raises Refused when it is none."""
    with _text(data, _encoding(data)) as text:
        return text.read(LOOKED_INTO).splitlines(keepends=True)[:LOOKED_AT]


def _encoding(data: bytes) -> str:
    """How a .csv from the office's machines is written: UTF-8 with or without mark, UTF-16, GB18030."""
    for encoding in _encodings(data):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(data), CHUNK):
                decoder.decode(data[start : start + CHUNK])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused(N_("文件既不是工作簿，也不是 UTF-8 或 GB18030 编码的文本"), code="file_encoding")


def _encodings(data: bytes) -> Sequence[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\x00" not in data:
        return ("utf-8-sig", "gb18030")
    # Without a mark UTF-16 is known by its line ends and commas, every other byte of which is nought.
    for encoding, first, end in (("utf-16-le", 1, b"\n\x00"), ("utf-16-be", 0, b"\x00\n")):
        if len(data) % 2 == 0 and data[first:LOOKED_INTO:2].count(0) > 1 and end in data[:LOOKED_INTO]:
            return (encoding,)
    return ()


def _admit_size(rows: int, columns: int) -> None:
    limits: dict[str, Any] = {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Refused(N_("表格超过 {rows} 行或 {columns} 列，请拆分后再试"), code="file_rows", **limits)
