"""The workbook parser, in a process of its own under limits of memory and time; run as a script, it loads nothing else.

A damaged .xls can make the compiled parser panic or ask for 200 GB; that ends this child, never the server.
"""

from __future__ import annotations

import errno
import html
import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Programs differ in quotes, in the order of attributes, and in whether a namespace's prefix stands before a name.
_LISTED = re.compile(rb"<(?:\w{1,20}:)?(?:sheet|Relationship)\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]{1,40})\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""")
_FAILED = re.compile(
    rb"""<(?:\w{1,20}:)?c\s(?=[^<>]*?\bt=["']e["'])[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*>\s*"""
    rb"(?:<[\w:]{0,21}f\b[^<>]*(?:/>|>[^<>]*</[\w:]{0,21}f>)\s*)?<[\w:]{0,21}v>(#[^<]{1,12})</"
)
_UNTOLD = re.compile(
    rb"""<(?:\w{1,20}:)?c\s(?![^<>]*?\bt=["'](?:str|e)["'])[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*>\s*"""
    rb"<[\w:]{0,21}f\b[^<>]*(?:/>|>[^<>]*</[\w:]{0,21}f>)\s*"
    rb"(?:<[\w:]{0,21}v\s*/>|<[\w:]{0,21}v>\s*</[\w:]{0,21}v>)?\s*</[\w:]{0,21}c>"
)
UNTOLD = "#CALC?"
"""In a cell with a formula whose result nobody has worked out yet: a program made the file, and no spreadsheet has
opened and kept it."""
LONGEST_CELL = 2**16
"""Bytes of a cell with the formula that failed in it."""

MEMORY = 512 * 2**20
SECONDS = 60
WAITING = 30
"""Seconds besides, on a machine that has no processor for the child."""

_ENDINGS = {3: "locked", 4: "swollen", 5: "broken", 6: "full"}
_ENDING = {b"PK": ".xlsx", b"\xd0\xcf": ".xls"}
"""The compiled parser goes by a name's ending, or else does not say what is wrong; ours goes by the content."""

MAX_TEXT = 128 * 2**20
"""What is told of a workbook, in characters; the rest would fill the parent's memory."""

LONG, MAX_LONG = 4_000, 8 * 2**20
"""Texts longer than this, together: one that many cells share is a few bytes in the file and a copy each when read."""

MOST_COLUMNS = 16_384
"""No program writes more; cells that don't say where they stand could make up more."""

MAX_MERGED = 20_000
"""More merged ranges than this are no table's; the rest is not told."""

MAX_LISTED = 2**20
"""Bytes of a workbook's list of worksheets that are looked at."""

CHUNK = 2**20


class Page(NamedTuple):
    """A worksheet: rows from row 1 and column A; merged ranges as (top, left, bottom, right), from 0, ends included."""

    title: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]]
    hidden: bool = False


UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.EACCES, errno.EROFS)
"""Why nothing can be written where files are unfolded: it is full, is not there, or is not ours."""


class Unreadable(Exception):
    """The bytes are no workbook that can be opened: `locked` (password), `broken`, or `swollen` (over the limits);
    or there is no room to unfold them: `full`."""


def parse(data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> list[Page]:
    """The worksheets of a workbook, read within so many seconds of a processor and bytes of memory. Raises Unreadable.

    Nothing is taken over before the child has come to its end: a workbook which swells costs the parent nothing.
    """
    try:
        return _parsed(data, seconds, memory)
    except OSError as failure:
        if failure.errno not in UNWRITABLE:
            raise
        raise Unreadable("full") from None


def _parsed(data: bytes, seconds: int, memory: int) -> list[Page]:
    with tempfile.NamedTemporaryFile(suffix=_ENDING.get(data[:2], "")) as given, tempfile.TemporaryFile() as told:
        given.write(data)
        given.flush()
        try:
            child = subprocess.run(  # noqa: S603 - our own file, no shell, the input is only data
                [sys.executable, "-I", __file__, given.name, str(seconds), str(memory)],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.PIPE,  # waited for; without a pipe the child would be asked again and again
                timeout=WAITING + seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unreadable("swollen") from None
        if child.returncode:
            raise Unreadable(_ENDINGS.get(child.returncode, "broken" if child.returncode > 0 else "swollen"))
        told.seek(0)
        return _taken(told)


def _taken(told: IO[bytes]) -> list[Page]:
    decode = json.JSONDecoder(object_hook=_revived).decode
    found: list[Page] = []
    for line in told:
        entry = decode(line.decode())
        if isinstance(entry, dict):
            found.append(Page(entry["title"], [], [tuple(span) for span in entry["merged"]], entry["hidden"]))
        else:
            found[-1].rows.append(entry)
    return found


def _revived(entry: dict[str, Any]) -> dict[str, Any] | date | datetime:
    if "title" in entry:
        return entry
    if "day" in entry:
        return date.fromisoformat(entry["day"])
    return datetime.fromisoformat(entry["moment"])


def _frozen(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def failed_formulas(place: str) -> dict[str, dict[tuple[int, int], str]]:
    """Cells of an .xlsx whose formula gave an error, or nothing yet, by worksheet and (row, column) from 0.

    The parser gives them as blank, and a blank would wipe out what stands in the ledger.
    """
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(place) as package:
        relations = _listed(package, "xl/_rels/workbook.xml.rels")
        parts = {one["Id"]: one["Target"] for one in relations if {"Id", "Target"} <= one.keys()}
        for sheet in _listed(package, "xl/workbook.xml"):
            target = parts.get(next((value for name, value in sheet.items() if name.endswith(":id")), ""), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "name" in sheet and path in package.namelist():
                found[sheet["name"]] = _failed_in(package, path)
    return found


def _listed(package: zipfile.ZipFile, path: str) -> list[dict[str, str]]:
    """The attributes of each worksheet, or relation, that a part lists."""
    return [
        {
            name.decode(): html.unescape((double or single).decode())
            for name, double, single in _ATTRIBUTE.findall(attributes)
        }
        for attributes in _LISTED.findall(_beginning(package, path))
    ]


def _beginning(package: zipfile.ZipFile, path: str) -> bytes:
    with package.open(path) as stream:
        return stream.read(MAX_LISTED)


def _failed_in(package: zipfile.ZipFile, path: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    rest = b""
    with package.open(path) as stream:
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            if b't="e"' in text or b"t='e'" in text:
                for column, row, error in _FAILED.findall(text):
                    found[int(row) - 1, _index(column)] = error.decode()
            if b"<f" in text or b":f" in text:
                found.update(((int(row) - 1, _index(column)), UNTOLD) for column, row in _UNTOLD.findall(text))
            rest = text[-LONGEST_CELL:]
    return found


def _index(column: bytes) -> int:
    index = 0
    for letter in column:
        index = index * 26 + letter - 64
    return index - 1


def main() -> int:
    """A file to standard output: a line on each worksheet, then a line for each of its rows."""
    place, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, PasswordError

    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="\n")
    try:
        _tell(place, out)
        out.flush()
    except PasswordError:
        return 3
    except MemoryError:
        return 4
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, EOFError):
        return 5
    except OSError as failure:
        return 6 if failure.errno in (errno.ENOSPC, errno.EDQUOT) else 5
    return 0


def _tell(place: str, out: io.TextIOWrapper) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    failed = failed_formulas(place) if place.endswith(".xlsx") else {}
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_frozen).encode
    book, written, long = CalamineWorkbook.from_path(place), 0, 0
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        page = book.get_sheet_by_name(meta.name)
        if page.total_width > MOST_COLUMNS:
            raise ValueError
        merged = [(*start, *end) for start, end in (page.merged_cell_ranges or [])[:MAX_MERGED]]
        hidden = meta.visible is not SheetVisibleEnum.Visible
        out.write(encode({"title": meta.name, "merged": merged, "hidden": hidden}) + "\n")
        for row in _rows(page, failed.get(meta.name, {})):
            line = encode(row)
            written += len(line)
            if len(line) > LONG:
                long += sum(len(cell) for cell in row if isinstance(cell, str) and len(cell) > LONG)
            if written > MAX_TEXT or long > MAX_LONG:
                raise MemoryError
            out.write(line + "\n")
        del page  # before the next one is laid out


def _rows(page: Any, errors: dict[tuple[int, int], str]) -> Iterator[list[Any]]:
    indent: list[Any] = [""] * (page.start[1] if page.start else 0)
    for number, cells in enumerate(page.iter_rows()):
        row = indent + cells
        for index in range(len(row)) if errors else ():
            row[index] = errors.get((number, index), row[index])
        yield row


if __name__ == "__main__":
    raise SystemExit(main())
