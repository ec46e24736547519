"""The height that a table surely stays below, and those of rows that have one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.rendering import reading, sample

from zhiben.foundation.rendering import Align, Column, Paper, Section, Style, Table, pdf, render
from zhiben.foundation.rendering.columns import MM_PER_PT, PADDING_MM, fit
from zhiben.foundation.rendering.heights import heights, tallest

NARROW = (Column("甲", width_mm=14), Column("乙", Align.LEFT, 30), Column("丙丙丙丙丙丙丙丙丙"))
BRIM = Table(
    "表",
    (
        Column("指标"),
        Column("本月末", width_mm=16),
        Column("较上月末", width_mm=28.5),
        Column("与整体比", width_mm=8 * 12 * MM_PER_PT + PADDING_MM),
    ),
    rows=(("整改率", "100.0%", "+6.5个百分点", "与整体无明显差异"),) * 5,
)
TABLES = {
    "full to the brim": BRIM,
    "districts": sample.district_table(),
    "one row": Table("表", (Column("区"), Column("数")), rows=(("甲", "1"),)),
    "many lines": Table("表", NARROW, rows=(("一二三", "字，" * 20, "0755-12345678 " * 9),) * 2, note="注" * 90),
    "figures": Table(
        "表", (Column("率", width_mm=10), Column("差", Align.LEFT, 15)), rows=(("-99,9%+0/8 " * 3,) * 2,) * 2
    ),
    "broken by hand": Table("表" * 60, (Column("区\n县"), Column("数")), rows=(("甲\n乙\n丙", "WWWWW@@@@ " * 20),)),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_table_is_taller_than_reckoned(table: Table, fonts: list[Path]) -> None:
    paper = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1), blocks=(table,))
    whole = render(paper, fonts)
    bare = {y for y, _text in reading.lines(render(replace(paper, blocks=()), fonts).content)}
    added = sorted({y for y, _text in reading.lines(whole.content)} - bare)
    assert whole.pages == 1
    assert 0 < (added[-1] - added[0]) / MM_PER_PT < tallest(table, fit(table))


def test_what_fits_its_column_to_the_last_bit_is_reckoned_as_one_line() -> None:
    assert fit(BRIM).size_pt == 12
    assert tallest(BRIM, fit(BRIM)) == tallest(replace(BRIM, rows=(("一",) * 4,) * 5), fit(BRIM))


def test_rows_of_one_line_are_told_how_tall_they_are() -> None:
    one, two = ("甲区", "1"), ("一二三四五六七八", "1")
    table = Table("表", (Column("区", width_mm=30), Column("数")), rows=(one, two, one))
    exact = 1.84 * fit(table).size_pt
    assert heights(table, fit(table)) == [exact, None, exact]
    assert heights(replace(table, rows=(one,) * 3, total=one), fit(table)) == [exact]
    sections = (Section("甲", rows=(one, ("甲", "一\n二"))),)
    assert heights(replace(table, rows=(), sections=sections), fit(table)) == [None, exact, None]


@pytest.mark.parametrize("cell", ["", " ", "\u2e3b"], ids=["empty", "blank", "wider than its type"])
def test_rows_that_are_not_known_to_have_one_line_are_left_to_the_typesetter(cell: str) -> None:
    table = Table("表", (Column("区"), Column("数")), rows=((cell, ""),))
    assert heights(table, fit(table)) == [None]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_rows_stand_as_they_do_when_the_typesetter_looks(
    table: Table, fonts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = replace(table, sections=(Section("甲", rows=table.rows[:3] * 9, note="注"),), total=table.rows[0])
    paper = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1), blocks=(table, both))
    told = render(paper, fonts).content
    monkeypatch.setattr(pdf, "heights", lambda *_given: [None])
    assert told == render(paper, fonts).content
