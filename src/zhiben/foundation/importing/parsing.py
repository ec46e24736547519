"""The workbook parser, in a process of its own under limits of memory and time; run as a script, it loads nothing else.

A damaged .xls can make the compiled parser panic or ask for 200 GB; that ends this child, never the server.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from datetime import date, datetime
from typing import Any

MEMORY = 1536 * 2**20
SECONDS = 60
_ENDINGS = {3: "locked", 4: "swollen", 5: "broken"}


class Unreadable(Exception):
    """The bytes are no workbook that can be opened: `locked` (password), `broken`, or `swollen` (over the limits)."""


def parse(data: bytes, *, seconds: int = SECONDS) -> list[tuple[str, list[list[Any]]]]:
    """The worksheets of a workbook as (title, rows from row 1 and column A). Raises Unreadable."""
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
    found: list[tuple[str, list[list[Any]]]] = []
    for line in child.stdout.splitlines():
        entry = json.loads(line, object_hook=_revived)
        if isinstance(entry, str):
            found.append((entry, []))
        else:
            found[-1][1].append(entry)
    return found


def _revived(entry: dict[str, str]) -> date | datetime:
    if "day" in entry:
        return date.fromisoformat(entry["day"])
    return datetime.fromisoformat(entry["moment"])


def _frozen(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def main() -> int:
    """Standard input to standard output: a line with each worksheet's title, then a line for each of its rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="\n")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for meta in book.sheets_metadata:
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue
            page = book.get_sheet_by_name(meta.name)
            out.write(json.dumps(meta.name) + "\n")
            indent: list[Any] = [""] * (page.start[1] if page.start else 0)
            for cells in page.iter_rows():
                out.write(json.dumps(indent + cells, default=_frozen) + "\n")
        out.flush()
    except PasswordError:
        return 3
    except MemoryError:
        return 4
    except CalamineError:
        return 5
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
