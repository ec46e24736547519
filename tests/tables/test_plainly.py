"""What is read at once says the same as what is read row by row, wherever it is read at once."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

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
