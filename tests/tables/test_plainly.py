"""What is read at once says the same as what is read row by row, wherever it is read at once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.analysis.columnar import Rows
from zhiben.foundation.tables.book import Grid, grids
from zhiben.foundation.tables.listing import listed
from zhiben.foundation.tables.plainly import delimiter_of, read_plainly

PIECES = st.sampled_from(["a", "中", ",", ",", '"', '"', "\n", "\n", "\r\n", "\r", " ", ";", '"b"', '""'])


@given(st.lists(PIECES, min_size=1, max_size=14).map("".join))
def test_rows_are_those_of_the_standard_reader(text: str) -> None:
    found = read_plainly(text.encode())
    if found is not None:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, delimiter=delimiter_of(text.splitlines(keepends=True)), strict=True))
        assert [list(row) for row in found] == [row + [""] * (found.width - len(row)) for row in rows]


def test_usual_files_are_read_at_once() -> None:
    text = '\ufeff名称,"说明"\r\n甲,"有，逗号, 和""引号"""\r\n\r\n乙\r\n丙,"两\n行"'
    found = read_plainly(text.encode())
    assert found is not None
    rows = [("名称", "说明"), ("甲", '有，逗号, 和"引号"'), ("", ""), ("乙", ""), ("丙", "两\n行")]
    assert (list(found), found[1:3], found[3], list(found.column(0)[:2])) == (rows, rows[1:3], rows[3], ["名称", "甲"])


def test_what_is_written_otherwise_is_left_to_the_reader_of_rows() -> None:
    for text in ('a,b\n"1,2\n', 'a,b\n"1"2,3\n', "a,b\n1,2,3\n", "a,b\r1,2\r", "a\n" * 200_001):
        assert read_plainly(text.encode()) is None, text[:20]


def test_a_row_is_found_wherever_it_stands() -> None:
    text = "".join(f"{number},甲{number}\n" for number in range(3000))
    found = read_plainly(text.encode())
    assert found is not None
    asked = [0, 1023, 1024, 2999, -1, 5]
    assert [found[place] for place in asked] == [(str(n), f"甲{n}") for n in (0, 1023, 1024, 2999, 2999, 5)]
    with pytest.raises(IndexError):
        found[3000]


CELLS = st.sampled_from(
    ["", "", "甲", " 乙 ", "3", "小计", "合计", "填表人：王", "注", "名称", "数量", "说明", "序号", "1", "2"]
)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=25), st.integers(0, 2))
def test_a_list_read_at_once_is_the_list_read_row_by_row(body: list[list[str]], above: int) -> None:
    head = [["某市统计表", "", "", "", ""]] * above + [["序号", "名称", "数量", "说明", "地区"]]
    body = [*body, ["9", "丁", "4", "说明甲", "某区"]]
    rows = [tuple(row) for row in (*head, *body)]
    one = listed(Grid("", rows))
    other = listed(Grid("", Rows(pl.DataFrame(rows, orient="row", schema=[f"c{n}" for n in range(5)]))))
    told = [replace(found, rows=list(found.rows)) if found else None for found in (one, other)]
    assert told[0] == told[1]


@pytest.mark.parametrize("line", ["," * 600, "," * 250])
def test_what_would_lay_out_too_many_cells_is_left_to_the_reader_of_rows(line: str) -> None:
    text = (line + "\n") * 60_000
    assert read_plainly(text.encode()) is None


def test_short_lines_below_a_wide_head_are_no_cells() -> None:
    text = ",".join(f"列{place}" for place in range(500)) + "\n" + "甲,乙\n" * 80_000
    assert read_plainly(text.encode()) is None
    (grid,) = grids(text.encode(), at_once=True)
    assert (len(grid.rows), list(grid.rows[1])) == (80_001, ["甲", "乙"])


def test_large_files_are_kept_by_columns_for_who_asks() -> None:
    text = "名称,数\n" + "".join(f"甲{number},{number}\n" for number in range(40_000))
    one, other = (next(iter(grids(text.encode(), at_once=at_once))) for at_once in (True, False))
    assert (isinstance(one.rows, Rows), isinstance(other.rows, Rows)) == (True, False)
    assert [list(row) for row in one.rows] == [list(row) for row in other.rows]
