"""Worksheets for tests, written as they look; and random tables under random layouts with right totals."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from zhiben.foundation.tables import Checked, Grid, Merged, address, check, find, grids

Cells = list[list[Any]]


def grid(rows: Sequence[Sequence[Any]], *merged: tuple[int, int, int, int], title: str = "表") -> Grid:
    """A worksheet; merged ranges as (top, left, bottom, right) from 0."""
    return Grid(title, rows, tuple(Merged(*one) for one in merged))


def looked_at(*pages: Grid) -> list[Checked]:
    """What came of each table."""
    return [check(table) for page in pages for table in find(page)]


def wrong(*pages: Grid) -> list[tuple[str, str, str, float, float]]:
    """Cell, row, column, printed and summed of each wrong total."""
    return [
        (address(one.row, one.column), one.label, one.title, float(one.printed), float(one.summed))
        for done in looked_at(*pages)
        for one in done.wrong
    ]


def compared(*pages: Grid) -> int:
    """How many printed totals were compared."""
    return sum(done.compared for done in looked_at(*pages))


def workbook(rows: Cells, merged: Sequence[tuple[int, int, int, int]] = (), title: str = "表") -> bytes:
    """The worksheet as a real .xlsx, an empty one behind it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet(title)
        for number, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value != "":
                    page.write(number, column, value)
        for top, left, bottom, right in merged:
            page.merge_range(top, left, bottom, right, rows[top][left])
        book.add_worksheet("Sheet2")
    return buffer.getvalue()


def pages(data: bytes) -> list[Grid]:
    """The worksheets of a file."""
    return list(grids(data))


@dataclass
class Laid:
    """A table as it was laid out, and where its figures and totals went: (row, column of the table) to cell."""

    rows: Cells
    merged: list[tuple[int, int, int, int]]
    entries: list[int]
    totals: list[int]
    columns: list[int]

    def grid(self) -> Grid:
        return grid(self.rows, *self.merged)


NAMES = [
    "福　田",
    "罗　湖",
    "盐　田",
    "南　山",
    "宝　安",
    "龙　岗",
    "龙　华",
    "坪　山",
    "光　明",
    "大　鹏",
    "深　汕",
    "前海",
]
BLANKS = ["", "/", "—", 0]


@st.composite
def tables(draw: st.DrawFn) -> Laid:
    """A table with right totals: title lines, one to three head rows, totals above or below, groups with 小计 or
    none, a column of numbers before, notes after."""
    width = draw(st.integers(1, 5))
    groups = draw(st.lists(st.integers(2, 5), min_size=1, max_size=3))
    numbered, on_top = draw(st.booleans()), draw(st.booleans())
    subtotals = len(groups) > 1 and draw(st.booleans())
    lead = 2 if numbered else 1
    titles = draw(st.sampled_from([[], ["附件："], ["附件1", "2024年10月情况表"]]))
    rows: Cells = [[one] + [""] * (width + lead - 1) for one in titles]
    merged = [(place, 0, place, width + lead - 1) for place in range(len(titles))]
    top = len(rows)
    for above in draw(st.sampled_from([[], ["总体情况"], ["总体情况", "起数（起）"]])):
        rows.append([""] * lead + [above] + [""] * (width - 1))
        if width > 1:
            merged.append((len(rows) - 1, lead, len(rows) - 1, width + lead - 1))
    rows.append([""] * lead + [f"第{'一二三四五'[place]}项" for place in range(width)])
    rows[top][:lead] = ["序号", "地　区"][-lead:]
    merged += [(top, place, len(rows) - 1, place) for place in range(lead if len(rows) - 1 > top else 0)]
    figure = st.one_of(st.integers(0, 400), st.sampled_from(BLANKS))
    laid = Laid(rows, merged, [], [], list(range(lead, width + lead)))
    everything = [0] * width
    slots = []
    for size in groups:
        entries = [[draw(figure) for _ in range(width)] for _ in range(size)]
        entries[0] = [draw(st.integers(0, 400)) for _ in range(width)]
        sums = [sum(v for v in column if isinstance(v, int)) for column in zip(*entries, strict=True)]
        everything = [a + b for a, b in zip(everything, sums, strict=True)]
        slots.append((entries, sums))
    grand = (draw(st.sampled_from(["合　计", "合计：", "总 计"])), everything)
    body: list[tuple[str, list[Any]]] = [grand] if on_top else []
    names = iter(NAMES + [f"单位{n}" for n in range(20)])
    for entries, sums in slots:
        body += [("小　计", sums)] if subtotals and on_top else []
        body += [(next(names), one) for one in entries]
        body += [("小　计", sums)] if subtotals and not on_top else []
    body += [] if on_top else [grand]
    for place, (name, values) in enumerate(body, start=1):
        total = name.replace("　", "").replace(" ", "").strip("：") in ("合计", "总计", "小计")
        (laid.totals if total else laid.entries).append(len(rows))
        rows.append([*["" if total else place][: lead - 1], name, *values])
    rows += draw(st.sampled_from([[], [["注：数据截至月末。"]], [[], ["填表人：某某", "电话：0755-12345678"]]]))
    return laid
