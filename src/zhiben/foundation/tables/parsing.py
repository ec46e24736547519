"""The workbook parser, in a process of its own under limits of memory and time; run as a script, it loads nothing else.

A damaged .xls can make the compiled parser panic or ask for 200 GB; that ends this child, never the server.
"""

from __future__ import annotations

import html
import io
import json
import re
import resource
import subprocess
import sys
import zipfile
from datetime import date, datetime
from typing import Any, NamedTuple

_SHEET = re.compile(rb'<sheet\s[^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_RELATION = re.compile(rb'<Relationship\s[^>]*?Id="([^"]*)"[^>]*?Target="([^"]*)"')
_RELATION_TURNED = re.compile(rb'<Relationship\s[^>]*?Target="([^"]*)"[^>]*?Id="([^"]*)"')
_FAILED = re.compile(
    rb'<c\s(?=[^>]*?t="e")[^>]*?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:(?!</c>).)*?<v>(#[^<]{1,12})</v>', re.S
)

MEMORY = 1536 * 2**20
SECONDS = 60
_ENDINGS = {3: "locked", 4: "swollen", 5: "broken"}


MAX_TEXT = 512 * 2**20
"""What is told of a workbook, in characters: a long text that a million cells share would fill the parent's memory."""

MAX_MERGED = 20_000
"""More merged ranges than this are no table's; the rest is not told."""


class Page(NamedTuple):
    """A worksheet: rows from row 1 and column A; merged ranges as (top, left, bottom, right), from 0, ends included."""

    title: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]]


class Unreadable(Exception):
    """The bytes are no workbook that can be opened: `locked` (password), `broken`, or `swollen` (over the limits)."""


def parse(data: bytes, *, seconds: int = SECONDS) -> list[Page]:
    """The worksheets of a workbook. Raises Unreadable."""
    try:
        child = subprocess.run(  # noqa: S603 - our own file, no shell, the input is only data
            [sys.executable, "-I", __file__, str(seconds)],
            input=data,
            capture_output=True,
            timeout=2 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("swollen") from None
    if child.returncode:
        raise Unreadable(_ENDINGS.get(child.returncode, "broken" if child.returncode > 0 else "swollen"))
    found: list[Page] = []
    for line in child.stdout.splitlines():
        entry = json.loads(line, object_hook=_revived)
        if isinstance(entry, dict):
            found.append(Page(entry["title"], [], [tuple(span) for span in entry["merged"]]))
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


def failed_formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Cells of an .xlsx whose formula gave an error, by worksheet and (row, column) from 0.

    The parser gives them as blank, and a blank would wipe out what stands in the ledger.
    """
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = dict(_RELATION.findall(package.read("xl/_rels/workbook.xml.rels")))
        parts |= {
            identity: target
            for target, identity in _RELATION_TURNED.findall(package.read("xl/_rels/workbook.xml.rels"))
        }
        for name, identity in _SHEET.findall(package.read("xl/workbook.xml")):
            target = parts.get(identity, b"").decode()
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            page = package.read(path) if path in package.namelist() else b""
            if b't="e"' in page:
                found[html.unescape(name.decode())] = {
                    (int(row) - 1, _index(column)): error.decode() for column, row, error in _FAILED.findall(page)
                }
    return found


def _index(column: bytes) -> int:
    index = 0
    for letter in column:
        index = index * 26 + letter - 64
    return index - 1


def main() -> int:
    """Standard input to standard output: a line on each worksheet, then a line for each of its rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
    from python_calamine import CalamineError, PasswordError

    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="\n")
    try:
        _tell(sys.stdin.buffer.read(), out)
        out.flush()
    except PasswordError:
        return 3
    except MemoryError:
        return 4
    except (CalamineError, KeyError, ValueError):
        return 5
    return 0


def _tell(data: bytes, out: io.TextIOWrapper) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    failed, written = failed_formulas(data) if data.startswith(b"PK") else {}, 0
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        page = book.get_sheet_by_name(meta.name)
        merged = [(*start, *end) for start, end in (page.merged_cell_ranges or [])[:MAX_MERGED]]
        out.write(json.dumps({"title": meta.name, "merged": merged}) + "\n")
        indent: list[Any] = [""] * (page.start[1] if page.start else 0)
        errors = failed.get(meta.name, {})
        for number, cells in enumerate(page.iter_rows()):
            row = indent + cells
            for index in range(len(row)) if errors else ():
                row[index] = errors.get((number, index), row[index])
            line = json.dumps(row, default=_frozen)
            written += len(line)
            if written > MAX_TEXT:
                raise MemoryError
            out.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
