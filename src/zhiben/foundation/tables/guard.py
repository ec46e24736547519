"""What a file claims to hold is checked before any parser opens it: size, parts, unpacked size, extent of the tables.

A workbook of 300 KiB can unpack to gigabytes; every limit here answers with a sentence within a second.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum

from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

MAX_BYTES = 50 * 2**20
MAX_PARTS = 2_000
MAX_UNPACKED = 256 * 2**20
MAX_SHARED_TEXT = 96 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELLS = 5_000_000
CHUNK = 2**20

_CELL = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,4})([0-9]{1,9})"')


class Format(StrEnum):
    """How the bytes are to be read; decided by their content, never by the file's name."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


def admit(data: bytes) -> Format:
    """The format of `data`, if it may be parsed; raises Refused with a sentence for the person who sent it."""
    if not data.strip():
        raise Refused(N_("文件是空的"), code="file_empty")
    if len(data) > MAX_BYTES:
        raise Refused(N_("文件超过 {limit} 兆字节，请拆分后再试"), code="file_too_large", limit=MAX_BYTES // 2**20)
    if data.startswith(b"PK\x03\x04"):
        _admit_package(data)
        return Format.XLSX
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(N_("文件设有打开密码，请取消密码后再试"), code="file_locked")
        return Format.XLS
    return Format.CSV


def _admit_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _admit_parts(parts)
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _admit_extent(package, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as broken:
        raise Refused(N_("文件已损坏，无法打开；请用表格软件重新另存为 .xlsx 后再试"), code="file_broken") from broken


def _admit_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS:
        raise Refused(N_("文件内部有 {count} 个部分，不是正常的工作簿"), code="file_parts", count=len(parts))
    if "xl/workbook.xml" not in names:
        raise Refused(N_("这不是工作簿；可以读的文件是 .xlsx、.xls 和 .csv"), code="file_kind")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(N_("工作簿含有宏，请另存为不含宏的 .xlsx 后再试"), code="file_macros")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(N_("文件设有打开密码，请取消密码后再试"), code="file_locked")
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if unpacked > MAX_UNPACKED or shared > MAX_SHARED_TEXT:
        raise Refused(
            N_("文件展开后有 {size} 兆字节，超过限度，请删去多余内容后再试"),
            code="file_unpacked",
            size=unpacked // 2**20,
        )


def _admit_extent(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a table whose farthest cell would make the parser lay out an enormous grid, and one with too many rows."""
    columns: set[bytes] = set()
    last_row = rows = 0
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            chunk = tail + chunk
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Refused(N_("文件含有不允许的内容（实体声明）"), code="file_entities")
            rows += chunk.count(b"<row")
            for column, row in _CELL.findall(chunk):
                columns.add(column)
                last_row = max(last_row, int(row))
            tail = chunk[chunk.rfind(b"<") :][-200:]
            rows -= tail.count(b"<row")
            if max(rows, last_row) > MAX_ROWS:
                raise Refused(N_("表格超过 {limit} 行，请拆分后再试"), code="file_rows", limit=MAX_ROWS)
    width = max((_number(column) for column in columns), default=0)
    if width > MAX_COLUMNS or width * last_row > MAX_CELLS:
        raise Refused(
            N_("表格的范围到了第 {rows} 行、第 {columns} 列，超过限度；请删去远处的单元格后再试"),
            code="file_extent",
            rows=last_row,
            columns=width,
        )


def _number(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value
