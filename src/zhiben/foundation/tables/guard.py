"""What a file claims to hold is checked before any parser opens it: size, parts, unpacked size, extent of the tables;
and from it follows what the parser may use.

A workbook of 300 KiB can unpack to gigabytes; every limit here answers with a sentence within a second.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
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
"""Also more than any text of a cell: 32,767 characters, each written in ten bytes at most."""

PLACES_A_CELL, STRAY_PLACES = 12, 1_000_000
"""The parser lays out the whole rectangle that the cells span. So many places there may be for each cell that is
filled, and some more for a cell that has strayed."""

MAX_UNPLACED = 300_000
"""Cells that don't begin by saying where they stand, as those of all usual programs do; they may make up one row."""

SPARE_TEXTS = 50_000
"""Texts of a workbook that no cell shows."""

RATIO, RATIO_FROM = 100, 8 * 2**20
"""No table packs as tightly as this; looked at from a size on that hurts."""

LONGEST_LINE = 4 * 2**20
"""Bytes of a text without any line end that may still be a row."""

BASE = 72 * 2**20
"""Address space that the parser needs for nothing: the interpreter, its libraries, some air."""

_CELL = re.compile(rb"""<c\s[^<>]*?\br=["']([A-Z]{1,4})([0-9]{1,9})["'][^<>]*(?<!/)>""")
_PREFIX = re.compile(rb"<\w{1,20}:(?=(?:c|row)[\s/>])")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|head|body|meta|\?xml|script|style|div|svg)", re.I)
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What a damaged package makes its reader raise: places before its beginning, names in no encoding, and so on."""

_LOCKED, _MACROS = "EncryptedPackage".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")
_OTHERS = tuple(name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document"))


class Format(StrEnum):
    """How the bytes are to be read; decided by their content, never by the file's name."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that may be parsed, and what the parser may use: bytes of address space, seconds of a processor."""

    format: Format
    memory: int = BASE
    seconds: int = 1


def admit(data: bytes) -> Admitted:
    """How `data` is to be read, if it may be; raises Refused with a sentence for the person who sent it."""
    if not data or data.isspace():
        raise Refused(N_("文件是空的"), code="file_empty")
    if len(data) > MAX_BYTES:
        raise Refused(N_("文件超过 {limit} 兆字节，请拆分后再试"), code="file_too_large", limit=MAX_BYTES // 2**20)
    if data.startswith(b"PK\x03\x04"):
        return _admitted_package(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _admitted_container(data)
    _admit_text(data)
    return Admitted(Format.CSV)


def _admitted_container(data: bytes) -> Admitted:
    """The old container, in which .xls, .et, .doc, .ppt and locked workbooks come. Each cell takes ten bytes or more,
    so its size says what reading it may cost."""
    if _LOCKED in data:
        raise _locked()
    if _MACROS in data:
        raise _with_macros()
    if any(name in data for name in _OTHERS):
        raise no_workbook()
    return Admitted(Format.XLS, BASE + 12 * len(data), 1 + len(data) // 2**19)


def _admit_text(data: bytes) -> None:
    if data.startswith(b"%PDF-"):
        raise no_workbook()
    if _MARKUP.match(data):
        raise Refused(
            N_("文件其实是网页或 XML，只是名称像工作簿；请用表格软件打开，另存为 .xlsx 后再试"), code="file_markup"
        )
    at = 0
    while len(data) - at > LONGEST_LINE:
        end = max(data.rfind(mark, at, at + LONGEST_LINE) for mark in (b"\n", b"\r"))
        if end < 0:
            raise Refused(N_("文件里有一行太长，不是表格"), code="file_line")
        at = end + 1


def no_workbook() -> Refused:
    """That this is another kind of file, and which may be read."""
    return Refused(N_("这不是工作簿；可以读的文件是 .xlsx、.xls、.et 和 .csv"), code="file_kind")


def _locked() -> Refused:
    return Refused(N_("文件设有打开密码，请取消密码后再试"), code="file_locked")


def _with_macros() -> Refused:
    return Refused(N_("工作簿含有宏，请另存为不含宏的 .xlsx 后再试"), code="file_macros")


def _admitted_package(data: bytes) -> Admitted:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _admit_parts(parts)
            extents = [_extent(package, part) for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    except _DAMAGED as broken:
        raise Refused(N_("文件已损坏，无法打开；请用表格软件重新另存为 .xlsx 后再试"), code="file_broken") from broken
    area, unpacked = sum(one.area for one in extents), sum(part.file_size for part in parts)
    if area > STRAY_PLACES + PLACES_A_CELL * sum(one.cells for one in extents):
        farthest = max(extents, key=lambda one: one.area)
        raise farthest.refusal()
    cells = sum(one.written for one in extents)
    if sum(one.unplaced for one in extents) > MAX_UNPLACED:
        raise Refused(
            N_("单元格没有写明位置，不是正常的工作簿；请用表格软件重新另存为 .xlsx 后再试"), code="file_unplaced"
        )
    if sum(one.texts for one in extents) > cells + SPARE_TEXTS:
        raise Refused(N_("文件里的文字比单元格多得多，不是正常的工作簿；请重新另存为 .xlsx 后再试"), code="file_texts")
    return Admitted(Format.XLSX, BASE + 48 * area + 64 * cells + 3 * unpacked, 1 + cells // 100_000 + unpacked // 2**23)


def _admit_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS:
        raise Refused(N_("文件内部有 {count} 个部分，不是正常的工作簿"), code="file_parts", count=len(parts))
    if "xl/workbook.xml" not in names:
        raise no_workbook()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _with_macros()
    if any(part.flag_bits & 0x1 for part in parts):
        raise _locked()
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise NotImplementedError("packed in a way that no spreadsheet uses")
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    swollen = unpacked > RATIO_FROM and unpacked > RATIO * packed
    if unpacked > MAX_UNPACKED or shared > MAX_SHARED_TEXT or swollen:
        raise Refused(
            N_("文件展开后有 {size} 兆字节，超过限度，请删去多余内容后再试"),
            code="file_unpacked",
            size=unpacked // 2**20,
        )


@dataclass
class _Extent:
    """What the cells of one part span, gathered while it streams by; a cell with nothing but a format is none."""

    cells: int = 0
    written: int = 0
    unplaced: int = 0
    texts: int = 0
    rows: int = 0
    last_row: int = 0
    columns: set[bytes] = field(default_factory=set)

    @property
    def width(self) -> int:
        return max((_number(column) for column in self.columns), default=0)

    @property
    def area(self) -> int:
        return self.width * self.last_row

    def add(self, text: bytes) -> None:
        """Some more of the part; raises Refused as soon as it is too much."""
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refused(N_("文件含有不允许的内容（实体声明）"), code="file_entities")
        if b":row" in text:  # some programs write a namespace's prefix before every name; taken off, all are alike
            text = _PREFIX.sub(b"<", text)
        self.rows += text.count(b"<row")
        self.texts += text.count(b"<si>") + text.count(b"<si ")
        self.unplaced += text.count(b"<c>") + text.count(b"<c t=") + text.count(b"<c s=")
        self.written += text.count(b"<c>") + text.count(b"<c ")
        found = _CELL.findall(text)
        self.cells += len(found)
        if found:
            self.columns.update({column for column, _row in found})
            self.last_row = max(self.last_row, *map(int, {row for _column, row in found}))
        if max(self.rows, self.last_row) > MAX_ROWS:
            raise Refused(N_("表格超过 {limit} 行，请拆分后再试"), code="file_rows", limit=MAX_ROWS)
        if self.width > MAX_COLUMNS or self.area > MAX_CELLS or self.written > MAX_CELLS:
            raise self.refusal()

    def refusal(self) -> Refused:
        """That the table reaches too far."""
        return Refused(
            N_("表格的范围到了第 {rows} 行、第 {columns} 列，超过限度；请删去远处的单元格后再试"),
            code="file_extent",
            rows=self.last_row,
            columns=self.width,
        )


def _extent(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Extent:
    """Refuse a table whose farthest cell would make the parser lay out an enormous grid, one with too many rows, and a
    text that no cell can hold."""
    extent, rest = _Extent(), b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            cut = max(text.rfind(b"<"), 0)
            if len(text) - cut > CHUNK:
                raise Refused(N_("文件里有一段文字太长，不是单元格的内容；请删去后再试"), code="file_text")
            extent.add(text[:cut])
            rest = text[cut:]
    extent.add(rest)
    return extent


def _number(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value
