"""A file's grids to the table of a sheet: its header is found by the sheet's headings and aliases.

Row numbers and cell addresses are those a person sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.tables import Grid, Raw, address, fold, grids
from zhiben.kernel.errors import CellProblem, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.kernel.rights import Actor
    from zhiben.kernel.sheet import Sheet

HEADER_WITHIN = 20
"""A header stands in one of the first rows; above it there may be title rows."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row with its number on the worksheet."""

    number: int
    cells: Sequence[Raw]


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """A heading of the file."""

    index: int
    address: str
    title: str
    name: str
    key: str
    how: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A grid whose header was found: which column of the sheet stands where, and the rows below that are not empty."""

    title: str
    header_row: int
    positions: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]
    rows: tuple[RawRow, ...] = field(repr=False)
    headings: tuple[FoundHeading, ...] = ()
    pages: tuple[str, ...] = ()
    warnings: tuple[CellProblem, ...] = ()

    def address(self, row: int, key: str) -> str:
        """The cell of column `key` in row number `row`, as a person sees it: "B7"."""
        return address(row - 1, self.positions[key])


def read(
    data: bytes,
    sheet: Sheet,
    *,
    chosen: Mapping[str, str] | None = None,
    page: str = "",
    actor: Actor | None = None,
) -> Table:
    """The table of `data` that looks most like `sheet`.

    Raises Refused when the file can't be read or no header is recognised.
    """
    names = header_names(sheet) | dict(chosen or {})
    best: tuple[int, Grid, int] | None = None
    pages = []
    for grid in grids(data):
        pages.append(grid.title)
        if page and grid.title != page:
            continue
        for index, cells in enumerate(grid.rows[:HEADER_WITHIN]):
            score = len({names[name] for cell in cells if (name := heading(cell)) in names})
            if score and (best is None or score > best[0]):
                best = (score, grid, index)
    if best is None:
        expected = "、".join(column.title for column in sheet.columns if column.required)
        raise Refused(
            _("前 {within} 行内没有找到表头；「{sheet}」的表头应有：{expected}"),
            code="no_header",
            within=HEADER_WITHIN,
            sheet=sheet.title,
            expected=expected or sheet.columns[0].title,
        )
    return _table(best[1], best[2], names, tuple(pages))


def header_names(sheet: Sheet) -> dict[str, str]:
    """Column key by every heading it answers to, in comparable form."""
    return {heading(name): column.key for column in sheet.columns for name in (column.title, *column.aliases)}


def heading(cell: object) -> str:
    """A heading in comparable form: without spaces, line breaks, the mark of a required column, full-width letters."""
    if not isinstance(cell, str):
        return ""
    return re.sub(r"[\s*＊]|[（(]必填[)）]", "", fold(cell))


def _table(grid: Grid, header: int, names: dict[str, str], pages: tuple[str, ...]) -> Table:
    positions: dict[str, int] = {}
    unknown: list[str] = []
    twice: list[tuple[str, str]] = []
    for index, cell in enumerate(grid.rows[header]):
        key = names.get(heading(cell))
        if not key:
            if str(cell).strip():
                unknown.append(str(cell).strip())
        elif key in positions:
            twice.append((address(header, index), str(cell).strip()))
        else:
            positions[key] = index
    known = tuple(positions.values())
    rows = tuple(
        RawRow(number, cells)
        for number, cells in enumerate(grid.rows[header + 1 :], start=header + 2)
        if any(index < len(cells) and _filled(cells[index]) for index in known)
    )
    headings = tuple(
        FoundHeading(
            index,
            address(header, index),
            str(cell).strip(),
            heading(cell),
            names.get(heading(cell), ""),
            "alias",
            tuple(str(row.cells[index]) for row in rows[:3] if index < len(row.cells)),
        )
        for index, cell in enumerate(grid.rows[header])
        if str(cell).strip()
    )
    return Table(grid.title, header + 1, positions, tuple(unknown), tuple(twice), rows, headings, pages)


def fingerprint(table: Table) -> str:
    """What tells one source's head from another's."""
    import hashlib

    return hashlib.sha256("|".join(one.name for one in table.headings).encode()).hexdigest()[:32]


def _filled(cell: Raw) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())
