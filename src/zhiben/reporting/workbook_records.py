"""Records in a workbook, for few of them: written out as CSV, row for line, so that all that follows is one way."""

from __future__ import annotations

import csv
import io

from zhiben.foundation.importing.values import shown
from zhiben.foundation.tables import grids
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

ZIPPED, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def is_workbook(start: bytes) -> bool:
    """True for the first bytes of an .xlsx or .xls."""
    return start.startswith((ZIPPED, OLD))


def as_csv(data: bytes) -> bytes:
    """The first worksheet as CSV. Raises Refused for more worksheets with something in them, and for what is no
    workbook."""
    pages = [page for page in grids(data) if any(any(cell != "" for cell in row) for row in page.rows)]
    if len(pages) != 1:
        raise Refused(N_("记录须全在一张工作表里，这份文件有{number}张有内容"), number=len(pages), code="sheets")
    width = max(map(len, pages[0].rows))
    written = io.StringIO(newline="")
    rows = [[shown(cell) for cell in row] for row in pages[0].rows]
    csv.writer(written, lineterminator="\n").writerows(
        [*row, *[""] * (width - len(row))] if any(row) else [] for row in rows
    )
    return written.getvalue().encode()
