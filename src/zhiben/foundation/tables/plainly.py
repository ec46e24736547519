"""A .csv that is written as most are, read at once by a library. What it would read in another way than the house's own
reader does, row by row, or refuse without telling where, is left to that one."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING

from zhiben.foundation.tables.guard import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.analysis.columnar import Rows

_QUOTED = re.compile(rb'"(?:[^"]++|"")*+"')
_UNUSUAL = (b"\x00", b"\x1c", b"\x1d", b"\x1e", b"\x1f")
"""Of UTF-16, and blanks that the library takes for signs."""
_ALONE = re.compile(rb"\r(?!\n)")
LOOKED_AT = 40
"""First lines by which a .csv shows its delimiter."""
MANY_QUOTES = 200_000
"""Texts in quotes that are looked at one after the other; with more of them little would be won."""


def read_plainly(data: bytes) -> Rows | None:
    """The rows of a .csv in UTF-8, each as long as the first one; None where it has to be read row by row: in another
    encoding, or when so many cells would be too many."""
    lines = data.count(b"\n")
    if lines > MAX_ROWS or any(mark in data for mark in _UNUSUAL) or _ALONE.search(data):
        return None
    try:
        delimiter = delimiter_of(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""))
    except UnicodeDecodeError:
        return None
    width = len(next(csv.reader([data[: data.find(b"\n")].decode("utf-8-sig", "replace")], delimiter=delimiter), []))
    if width > MAX_COLUMNS or (lines + 1) * width > MAX_CELLS:
        return None
    if not _is_well_quoted(data, delimiter.encode()):
        return None
    import polars as pl

    from zhiben.analysis.columnar import Rows

    whole = data if data.endswith(b"\n") else data + b"\n"
    try:
        found = pl.read_csv(whole, has_header=False, infer_schema=False, separator=delimiter)
    except pl.exceptions.PolarsError:
        return None
    return Rows(found.fill_null(""))


def delimiter_of(text: Iterable[str]) -> str:
    """The mark that the most of the first lines have; titles above a table have none. What is pasted has tabs."""
    lines = list(islice(text, LOOKED_AT))
    return max("\t,;", key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)))


def _is_well_quoted(data: bytes, delimiter: bytes) -> bool:
    """True where quotes stand around whole cells, and doubled in them, only."""
    before, start = (b"", delimiter, b"\n"), data.find(b'"')
    if start >= 0 and data.count(b'"', start) > 2 * MANY_QUOTES:
        return False
    while start >= 0:
        found = _QUOTED.match(data, start)
        if found is None or data[max(start - 1, 0) : start] not in before:
            return False
        if data[found.end() : found.end() + 1] not in (b"", delimiter, b"\n", b"\r"):
            return False
        start = data.find(b'"', found.end())
    return True
