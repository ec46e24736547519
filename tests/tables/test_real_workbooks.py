"""Forty-four workbooks of a ministry: title lines, three head rows, merged cells, padded names, '/' for a division by
zero, empty worksheets. Every one of them closes; a list that was typed off them lacks a row, and does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables.sheets import compared, grid, pages, wrong

from zhiben.foundation.tables.report import WrongCell, check_file

FOLDER = "mohurd-monthly-accidents"


@pytest.fixture
def folder(shared_data: Path) -> Path:
    return shared_data / FOLDER


def test_every_printed_total_of_the_workbooks_closes(folder: Path) -> None:
    found = {file.name: check_file(file.read_bytes()) for file in sorted((folder / "raw").glob("*.xls"))}
    assert len(found) == 44
    assert [name for name, one in found.items() if any(wrong.without is None for wrong in one.wrong)] == []
    assert min(one.compared for one in found.values()) == 12
    assert sum(one.compared for one in found.values()) == 542
    assert {one.tables for one in found.values()} == {1, 2}
    assert {left.what.rpartition("/")[2] for one in found.values() for left in one.left} == {"同期比"}


def test_row_that_is_not_complete_is_named_with_the_totals_that_rest_on_it(folder: Path) -> None:
    """In April 2013 西藏 has an accident, and '/' where every other row writes 0."""
    found = {file.name: check_file(file.read_bytes()).wrong for file in sorted((folder / "raw").glob("*.xls"))}
    told = {name: wrong for name, wrong in found.items() if wrong}
    assert [name[:7] for name in told] == ["2013年4月"]
    [wrong] = told.values()
    assert [(one.cell, one.printed, one.summed, one.without) for one in wrong] == [
        ("B6", 27, 26, ("西藏", "J32")),
        ("D6", -21, -22, ("西藏", "J32")),
        ("F6", 32, 31, ("西藏", "J32")),
        ("H6", -25, -26, ("西藏", "J32")),
    ]


def test_a_row_left_out_is_noticed_in_every_column_that_it_counts_in(folder: Path) -> None:
    (file,) = (folder / "raw").glob("2013年4月*.xls")
    page = pages(file.read_bytes())[0]
    rows = [list(cells) for cells in page.rows]
    place = next(number for number, cells in enumerate(rows) if "".join(str(cells[0]).split()) == "西藏")
    merged = [(one.top, one.left, one.bottom, one.right) for one in page.merged]
    assert wrong(grid(rows, *merged)) == []
    del rows[place]
    head = "总体情况/事故起数（起）", "总体情况/死亡人数（人）"
    assert wrong(grid(rows, *merged)) == [
        ("B6", "合计", f"{head[0]}/2013年", 27, 26),
        ("D6", "合计", f"{head[0]}/同期比", -21, -22),
        ("F6", "合计", f"{head[1]}/2013年", 32, 31),
        ("H6", "合计", f"{head[1]}/同期比", -25, -26),
    ]
    assert compared(grid(rows, *merged)) == 12


def test_one_changed_total_is_noticed_in_each_column_of_the_real_layouts(folder: Path) -> None:
    for file in sorted((folder / "raw").glob("201[124]年1[02]*.xls")):
        page = pages(file.read_bytes())[0]
        rows = [list(cells) for cells in page.rows]
        total = next(cells for cells in rows if "".join(str(cells[0]).split()) == "合计")
        merged = [(one.top, one.left, one.bottom, one.right) for one in page.merged]
        for column in (1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15):
            total[column] += 1
            assert [one[3] - one[4] for one in wrong(grid(rows, *merged))] == [1], (file.name, column)
            total[column] -= 1


def test_list_typed_off_them_lacks_a_row_in_one_month(folder: Path) -> None:
    found = check_file((folder / "monthly_2011_2014.csv").read_bytes())
    assert found.compared == 440
    assert found.wrong == (
        WrongCell("CSV", "F738", "合计", "accidents", 27, 26, across=False),
        WrongCell("CSV", "H738", "合计", "accidents_diff_printed", -21, -22, across=False),
        WrongCell("CSV", "I738", "合计", "deaths", 32, 31, across=False),
        WrongCell("CSV", "K738", "合计", "deaths_diff_printed", -25, -26, across=False),
    )
