"""Files that were made to do harm, or were made carelessly and look like it; each small, most of them swelling."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator

import xlsxwriter
import xlwt

Part = bytes | Iterable[bytes]
MIB = 2**20
SCHEMAS = b"http://schemas.openxmlformats.org"
PACKAGE, MAIN = SCHEMAS + b"/package/2006", SCHEMAS + b"/spreadsheetml/2006/main"
OFFICE = SCHEMAS + b"/officeDocument/2006/relationships"
HEAD = [["编号", "名称"], ["1", "=1+1"], ["2", "@SUM(A1)"]]


def book(parts: dict[str, Part] | None = None, *, sheets: int = 1, rows: bytes = b"") -> bytes:
    """An .xlsx of which single parts are as told; its worksheets hold `rows`."""
    listed = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n + 1) for n in range(sheets))
    usual: dict[str, Part] = {
        "[Content_Types].xml": b'<Types xmlns="%s/content-types"/>' % PACKAGE,
        "_rels/.rels": relations(b"officeDocument", b"xl/workbook.xml"),
        "xl/workbook.xml": b'<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (MAIN, OFFICE, listed),
        "xl/_rels/workbook.xml.rels": relations(b"worksheet", b"worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": page(rows),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in (usual | (parts or {})).items():
            with package.open(name, "w") as stream:
                for chunk in [content] if isinstance(content, bytes) else content:
                    stream.write(chunk)
    return buffer.getvalue()


def relations(kind: bytes, target: bytes) -> bytes:
    one = b'<Relationship Id="rId1" Type="%s/%s" Target="%s"/>' % (OFFICE, kind, target)
    return b'<Relationships xmlns="%s/relationships">%s</Relationships>' % (PACKAGE, one)


def page(rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    return b'%s<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (before, MAIN, rows, after)


def many(piece: bytes, count: int, *, first: bytes = b"", last: bytes = b"") -> Iterator[bytes]:
    """`piece` so many times, a megabyte at a time, so that the test needs no memory either."""
    yield first
    pieces = max(1, MIB // len(piece))
    for done in range(0, count, pieces):
        yield piece * min(pieces, count - done)
    yield last


def numbered(piece: bytes, count: int, *, first: bytes = b"", last: bytes = b"") -> Iterator[bytes]:
    """As `many`, each piece with its number from 1 in the place of %d."""
    yield first
    for start in range(1, count + 1, 10_000):
        yield b"".join(piece.replace(b"%d", b"%d" % n) for n in range(start, min(start + 10_000, count + 1)))
    yield last


def real() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("登记")
        for number, row in enumerate(HEAD):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def with_parts(data: bytes, **parts: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def old(*cells: tuple[int, int], sheets: int = 1) -> bytes:
    """An .xls with something in these cells of each worksheet."""
    made = xlwt.Workbook()
    for number in range(sheets):
        sheet = made.add_sheet(f"s{number}")
        for row, column in cells:
            sheet.write(row, column, "x")
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def old_locked() -> bytes:
    """The record behind the beginning of a workbook turned into the one that says that the rest is encrypted."""
    data = bytearray(old((0, 0)))
    begins = data.index(struct.pack("<HH", 0x0809, 16))
    data[begins + 20 : begins + 22] = struct.pack("<H", 0x002F)
    return bytes(data)


def container(*names: str) -> bytes:
    """The old container with streams of these names, as far as anybody looks at them."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(name.encode("utf-16-le") for name in names)


def lying() -> bytes:
    """A package that says of a part of 400 MiB that it is of 1,000 bytes."""
    data = bytearray(book({"xl/worksheets/sheet1.xml": many(b"<!-- -->", 50 * MIB)}))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    true, told = struct.pack("<I", part.file_size), struct.pack("<I", 1_000)
    while (at := data.find(true)) >= 0:
        data[at : at + 4] = told
    return bytes(data)


def overlapping() -> bytes:
    """A directory of 1,500 entries that all mean the same 8 MiB."""
    content = zlib.compress(bytes(8 * MIB), 9)[2:-4]
    size, check = 8 * MIB, zlib.crc32(bytes(8 * MIB))
    fields = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, check, len(content), size)
    local = b"PK\x03\x04" + fields + struct.pack("<HH", 15, 0) + b"xl/workbook.xml" + content
    listed = b"".join(
        b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
        for name in (b"xl/workbook.xml", *(b"xl/%d.xml" % n for n in range(1_500)))
    )
    return local + listed + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1_501, 1_501, len(listed), len(local), 0)


SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
START, END = page(b"\0").split(b"\0")
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCH = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FLAT = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
READ = ""
"""Not refused: harmless, and read."""

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    # the eight
    "a cell of 300 MiB": (lambda: book({TEXTS: many(b"x", 300 * MIB, first=b"<sst><si><t>")}), "file_unpacked"),
    "a million rows of one cell": (
        lambda: book({SHEET: numbered(FLAT, 1_000_000, first=START, last=END)}),
        "file_rows",
    ),
    "a lone cell in the last corner": (
        lambda: book(rows=b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "file_rows",
    ),
    "60,000 empty parts": (lambda: book({f"p{n}": b"" for n in range(60_000)}), "file_parts"),
    "entities that expand": (lambda: book({SHEET: page(b"<row/>", BOMB)}), "file_entities"),
    "entity from outside": (lambda: book({SHEET: page(b"<row/>", FETCH)}), "file_entities"),
    "parts that would climb out": (lambda: with_parts(real(), **{"../../evil.xml": b"<x/>"}), READ),
    "text that looks like a formula": (real, READ),
    # texts
    "a cell of 5 MiB": (lambda: book({TEXTS: many(b"x", 5 * MIB, first=b"<sst><si><t>")}), "file_text"),
    "an inline cell of 5 MiB": (
        lambda: book({SHEET: many(b"x", 5 * MIB, first=START + b'<row><c r="A1" t="inlineStr"><is><t>')}),
        "file_text",
    ),
    "two million texts for no cell": (
        lambda: book({TEXTS: many(b"<si><t>a</t></si>", 2_000_000, first=b"<sst>", last=b"</sst>")}),
        "file_unpacked",
    ),
    "half a million texts for no cell": (
        lambda: book({TEXTS: numbered(b"<si><t>%d</t></si>", 500_000, first=b"<sst>", last=b"</sst>")}),
        "file_texts",
    ),
    "entities in the texts": (lambda: book({TEXTS: BOMB + b"<sst/>"}), "file_entities"),
    # extents
    "a cell far to the right": (lambda: book(rows=b'<row r="9"><c r="XFD9"><v>1</v></c></row>'), "file_extent"),
    "two cells far apart": (
        lambda: book(rows=b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9000"><c r="SR9000"><v>1</v></c></row>'),
        "file_extent",
    ),
    "a cell that has strayed downwards": (
        lambda: book(rows=b'<row r="1"><c r="A1"><v>1</v></c></row><row r="65536"><c r="N65536"><v>1</v></c></row>'),
        READ,
    ),
    "formats to the last column": (
        lambda: book(rows=b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'),
        READ,
    ),
    "names with a prefix": (
        lambda: book(rows=b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>'),
        "file_extent",
    ),
    "a million cells that don't say where": (
        lambda: book({SHEET: numbered(b"<c><v>%d</v></c>", 1_000_000, first=START + b"<row>", last=b"</row>" + END)}),
        "file_unplaced",
    ),
    "one worksheet listed a thousand times": (
        lambda: book({SHEET: numbered(FLAT, 20_000, first=START, last=END)}, sheets=1_000),
        "file_swollen",
    ),
    "rows without cells": (lambda: book({SHEET: many(b"<row/>", 1_000_000, first=START, last=END)}), "file_rows"),
    # what keeps an expression busy
    "cells that never end": (lambda: book({SHEET: many(b"<c ", 2_000_000, first=START, last=END)}), "file_broken"),
    "a cell with endless attributes": (
        lambda: book({SHEET: many(b' r="', 500_000, first=START + b"<row><c", last=END)}),
        "file_broken",
    ),
    "errors that never end": (
        lambda: book({SHEET: many(b'<c t="e" r="A1">', 300_000, first=START, last=END)}),
        "file_broken",
    ),
    "brackets within brackets": (
        lambda: book({SHEET: many(b"<a>", 5_000_000, first=START, last=END)}),
        "file_unpacked",
    ),
    "merged cells on merged cells": (
        lambda: book(
            {
                SHEET: page(
                    b'<row r="1"><c r="A1"><v>1</v></c></row>',
                    after=b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 100_000 + b"</mergeCells>",
                )
            }
        ),
        READ,
    ),
    # packages
    "sizes that are not true": (lying, "file_broken"),
    "parts that overlap": (overlapping, "file_unpacked"),
    "cut off": (lambda: real()[:3_000], "file_broken"),
    "with macros": (lambda: with_parts(real(), **{"xl/vbaProject.bin": b"x"}), "file_macros"),
    "with links to other workbooks": (
        lambda: with_parts(real(), **{"xl/externalLinks/externalLink1.xml": b'<externalLink r:id="rId1"/>'}),
        READ,
    ),
    "a text document": (lambda: with_parts(package({}), **{"word/document.xml": b"<x/>"}), "file_kind"),
    # the old container
    "an old workbook with far cells": (lambda: old((0, 0), (65_535, 255)), "file_swollen"),
    "an old workbook with twenty of them": (lambda: old((0, 0), (65_535, 255), sheets=20), "file_swollen"),
    "an old workbook that is locked": (old_locked, "file_locked"),
    "an old workbook with macros": (lambda: container("Workbook\0", "_VBA_PROJECT_CUR"), "file_macros"),
    "an old workbook cut off": (lambda: old((0, 0), (9, 9))[:2_000], "file_broken"),
    "a locked workbook": (lambda: container("EncryptionInfo", "EncryptedPackage"), "file_locked"),
    "an old text document": (lambda: container("WordDocument"), "file_kind"),
    "an old workbook": (lambda: old((0, 0), (9, 9)), READ),
    # texts
    "text with nought bytes": ("编号,名称\n1,\0甲\n".encode, "file_encoding"),
    "text in GB18030": (lambda: "编号,名称\n1,甲\n".encode("gb18030"), READ),
    "text with a mark": (lambda: "编号,名称\n1,甲\n".encode("utf-8-sig"), READ),
    "text in UTF-16": (lambda: "编号\t名称\n1\t甲\n".encode("utf-16"), READ),
    "text in UTF-16 without a mark": (lambda: "编号\t名称\n1\t甲\n".encode("utf-16-le"), READ),
    "text in no encoding": (lambda: b"a,b\n\xff\xfe\x81\n", "file_encoding"),
    "a line of 49 MB": (lambda: b"x" * (49 * MIB), "file_line"),
    "lines without an end of quotation": (lambda: b'"' + b"x\n" * (20 * MIB), "file_broken"),
    "a million lines": (lambda: b"a,b\n" * 1_000_000, "file_rows"),
    "a line of 600 columns": (lambda: b"," * 600 + b"\n", "file_rows"),
    "too large": (lambda: b"a,b\n" * (13 * MIB), "file_too_large"),
    "a page called a workbook": (lambda: b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table>", "file_markup"),
    "an XML workbook of 2003": (lambda: b'<?xml version="1.0"?><Workbook/>', "file_markup"),
    "a PDF": (lambda: b"%PDF-1.7\n1 0 obj", "file_kind"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_encoding"),
    "nothing": (lambda: b" \n", "file_empty"),
}


def package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()
