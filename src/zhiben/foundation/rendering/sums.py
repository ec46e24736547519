"""The sums of a printed table: no paper goes out whose 合计 is not the sum of its rows. The totals' rules are those of
workbooks (`foundation.tables`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhiben.foundation.rendering.blocks import Paper, Table
from zhiben.foundation.tables import FoundTable, Head, TableRow, check, is_rounded
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

TOLD = 5
"""So many wrong totals are named in one sentence; of the others the number is told."""


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A printed total that is not the sum. `number` counts the table's rows as printed, from 1, without headings;
    `across` says that the columns of one row were added up."""

    caption: str
    number: int
    label: str
    title: str
    printed: Decimal
    summed: Decimal
    across: bool = False


def wrong_sums(paper: Paper) -> tuple[WrongSum, ...]:
    """Every total of the paper's tables that is not the sum of what it holds, in printed order."""
    tables = [block for block in paper.all_blocks() if isinstance(block, Table)]
    return tuple(wrong for table in tables for wrong in _wrong(table))


def require_sums(paper: Paper) -> None:
    """Refused when a printed total is wrong; the sentence names table, row, column, and both figures."""
    wrong = wrong_sums(paper)
    if not wrong:
        return
    told = "；".join(told_of(one) for one in wrong[:TOLD])
    if len(wrong) > TOLD:
        told += N_("；另有 {count} 处").format(count=len(wrong) - TOLD)
    raise Refused(N_("合计与明细不符：{told}。请核对后再办"), code="sums", told=told)


def told_of(one: WrongSum) -> str:
    """What is wrong with one total, in words: table, row, column, and both figures."""
    sentence = (
        N_("表“{caption}”第{number}行“{label}”“{title}”栏：印{printed}，各栏之和{summed}")
        if one.across
        else N_("表“{caption}”第{number}行“{label}”“{title}”栏：印{printed}，各行之和{summed}")
    )
    return sentence.format(
        caption=one.caption,
        number=one.number,
        label=one.label,
        title=one.title,
        printed=f"{one.printed:f}",
        summed=f"{one.summed:f}",
    )


def _wrong(table: Table) -> list[WrongSum]:
    cells, rows, numbers = _laid_out(table)
    found = FoundTable(
        sheet="",
        caption=table.caption,
        left=0,
        heads=tuple(Head((column.title,)) for column in table.columns),
        rows=tuple(rows),
        cells=cells,
        rounded=any(is_rounded(text) for text in (table.caption, table.note) if "单位" in text),
    )
    return [
        WrongSum(table.caption, numbers[one.row], one.label, one.title, one.printed, one.summed, one.across)
        for one in check(found).wrong
    ]


def _laid_out(table: Table) -> tuple[list[tuple[str, ...]], list[TableRow], dict[int, int]]:
    """The table as a worksheet has it: sections' titles on lines of their own, the total last; and the printed numbers
    of its rows."""
    cells: list[tuple[str, ...]] = []
    rows: list[TableRow] = []
    numbers: dict[int, int] = {}

    def put(row: tuple[str, ...], *, heading: bool = False, total: bool = False) -> None:
        if not heading:
            numbers[len(cells)] = len(numbers) + 1
        rows.append(TableRow(len(cells), heading=heading, total=total))
        cells.append(row)

    for row in table.rows:
        put(row)
    for section in table.sections:
        put((section.title,), heading=True)
        for row in section.rows:
            put(row)
    if table.total:
        put(table.total, total=True)
    return cells, rows, numbers
