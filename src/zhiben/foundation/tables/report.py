"""A whole file's totals, as a person is told of them: worksheet and cell, column, printed and summed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhiben.foundation.tables.book import CSV, Grid, address, grids
from zhiben.foundation.tables.finding import find
from zhiben.foundation.tables.guard import no_workbook
from zhiben.foundation.tables.totals import check
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

MAX_CHECKED = 1_000_000
"""Cells of a worksheet whose totals are looked at; reports have thousands, and this many take some seconds."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A printed total that is not the sum of its rows; `across`, of its columns."""

    sheet: str
    cell: str
    label: str
    column: str
    printed: Decimal
    summed: Decimal
    across: bool
    without: tuple[str, str] | None = None
    """The row that was kept out of the sum because it is not complete, and its cell without a figure."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A column or total that was not compared, and why."""

    sheet: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a file's totals come to."""

    tables: int
    compared: int
    wrong: tuple[WrongCell, ...]
    left: tuple[LeftAlone, ...]


def check_file(data: bytes) -> Report:
    """Every printed total of a workbook or .csv. Raises Refused with a sentence when it cannot be read."""
    tables = compared = 0
    wrong: list[WrongCell] = []
    left: list[LeftAlone] = []
    for grid in grids(data):
        _admit(grid)
        if all(len(cells) < 2 for cells in grid.rows) and grid.title == CSV:
            raise no_workbook()  # a letter, a list of one column: text, but no table
        for table in find(grid):
            done = check(table, complete=True)
            tables += 1
            compared += done.compared
            wrong += [
                WrongCell(
                    grid.title,
                    address(one.row, one.column),
                    one.label,
                    one.title,
                    one.printed,
                    one.summed,
                    one.across,
                    (one.without[0], address(*one.without[1:])) if one.without else None,
                )
                for one in done.wrong
            ]
            left += [LeftAlone(grid.title, one.what, one.reason) for one in done.left]
    return Report(tables, compared, tuple(wrong), tuple(dict.fromkeys(left)))


def _admit(grid: Grid) -> None:
    if sum(map(len, grid.rows)) > MAX_CHECKED:
        raise Refused(
            N_("工作表“{sheet}”超过{limit}个单元格，不能核对合计；请只留下要核对的表再试"),
            code="file_cells",
            sheet=grid.title,
            limit=MAX_CHECKED,
        )


def spelled(figure: Decimal) -> str:
    """A figure as it is read: 124,841 and 2.49, no exponent, no noughts at the end of its decimals."""
    text = f"{figure:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(one: WrongCell) -> str:
    """What is wrong with a total in words; of a row that isn't complete, that the total closes once it counts."""
    printed, summed = spelled(one.printed), spelled(one.summed)
    if one.without:
        row, cell = one.without
        return N_("印{printed}，完整的各行之和{summed}；“{row}”行{cell}为“/”、不完整，未计入，计入则相符").format(
            printed=printed, summed=summed, row=row, cell=cell
        )
    of = N_("各栏之和") if one.across else N_("各行之和")
    return N_("印{printed}，{of}{summed}").format(printed=printed, of=of, summed=summed)
