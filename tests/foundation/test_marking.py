"""The marked copy: every kind of file becomes an .xlsx with its values as they were and the wrong cells told."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from zhiben.foundation.importing.marking import marked
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem


def opened(data: bytes, *problems: CellProblem) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(marked(data, problems)))


def workbook(title: str, *rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = title
    for row in rows:
        book.worksheets[0].append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_values_are_as_in_the_file() -> None:
    rows = [["文字", "=A1", "0012", "@x"], [3, 2.5, True, date(2024, 3, 5)], [datetime(2024, 3, 5, 8, 30, tzinfo=None)]]  # noqa: DTZ001
    book = opened(workbook("表", *rows[1:]).replace(b"", b""))
    page = book["表"]
    assert [page["A1"].value, page["B1"].value, page["C1"].value] == [3, 2.5, True]
    assert (str(page["D1"].value), str(page["A2"].value)) == ("2024-03-05 00:00:00", "2024-03-05 08:30:00")
    csv = "\n".join(",".join(map(str, row)) for row in rows[:1]).encode("gb18030")
    cells = opened(csv)["CSV"][1]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in rows[0]]


@pytest.mark.parametrize("title", ["问题清单", "a'b", "表 1"])
def test_list_leads_to_each_cell(title: str) -> None:
    book = opened(workbook(title, ["甲"], ["乙"]), CellProblem(title, "C9", "x", "不对", "现", "应"))
    first, second = book.sheetnames
    link = book[first]["B2"].hyperlink
    assert (first, link is not None and link.location) == ("问题清单", f"'{second.replace(chr(39), chr(39) * 2)}'!C9")
    assert [cell.value for cell in book[first][2]] == [title, "C9", "不对", "现", "应"]
    cell = book[second]["C9"]
    assert (cell.value, cell.fill.fgColor.rgb, cell.comment and cell.comment.text) == (None, "FFF4B6B6", "不对")


def test_merged_cells_stay_merged_and_show_their_marks() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "表"
    for row in (["编号", "牵头单位", None], ["1", "市住建", "甲"], ["2", None, "乙"], ["3", "市水务", "丙"]):
        page.append(row)
    for span in ("B1:C1", "B2:B3", "A4:A900"):
        page.merge_cells(span)
    written = io.BytesIO()
    book.save(written)
    copy = opened(written.getvalue(), CellProblem("表", "B3", "x", "没有这个名称"))["表"]
    assert sorted(map(str, copy.merged_cells.ranges)) == ["B1:C1", "B2:B3"]
    assert [[cell.value for cell in row] for row in copy.iter_rows(min_row=1, max_row=4)] == [
        ["编号", "牵头单位", None],
        ["1", "市住建", "甲"],
        ["2", None, "乙"],
        ["3", "市水务", "丙"],
    ]
    cell = copy["B2"]
    assert (cell.fill.fgColor.rgb, cell.comment and cell.comment.text) == ("FFF4B6B6", "没有这个名称")


def test_problem_without_a_cell_is_only_listed() -> None:
    book = opened(b"a,b\n1,2\n", CellProblem("CSV", "", "x", "没有表头"), CellProblem("", "A1", "x", "别处"))
    assert [row[2].value for row in book["问题清单"].iter_rows(min_row=2)] == ["没有表头", "别处"]
    assert book["CSV"]["A1"].comment is None


def test_same_file_gives_the_same_copy() -> None:
    with clock.at(datetime(2024, 10, 16, 9, tzinfo=clock.TZ)):
        problem = CellProblem("CSV", "A2", "x", "不对")
        assert marked(b"a\n1\n", [problem]) == marked(b"a\n1\n", [problem])
