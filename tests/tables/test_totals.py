"""Totals that close and totals that do not, however the table is laid out; what cannot be added up is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tables.sheets import Laid, compared, grid, looked_at, pages, tables, workbook, wrong

HEAD = ["区域", "排查", "整改"]
ROWS = [["福田", 3, 2], ["罗湖", 4, 4]]


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_right_totals_never_alarm_under_any_layout(laid: Laid) -> None:
    assert wrong(laid.grid()) == []
    assert compared(laid.grid()) == len(laid.totals) * len(laid.columns)


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.data())
def test_one_changed_cell_alarms_in_its_column_alone(laid: Laid, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(laid.entries + laid.totals))
    column = data.draw(st.sampled_from(laid.columns))
    before = laid.rows[row][column]
    laid.rows[row][column] = (before if isinstance(before, int) else 0) + data.draw(st.integers(1, 50))
    assert {cell.rstrip("0123456789") for cell, *_ in wrong(laid.grid())} == {"ABCDEFG"[column]}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_a_real_workbook_says_the_same_as_the_grid(laid: Laid) -> None:
    read = pages(workbook(laid.rows, laid.merged))
    assert (wrong(*read), compared(*read)) == ([], compared(laid.grid()))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param([["合计", 8, 6], *ROWS], [("B2", "合计", "排查", 8, 7)], id="first"),
        pytest.param([*ROWS, ["总　计", 7, 5]], [("C4", "总计", "整改", 5, 6)], id="last"),
        pytest.param([["合计", 7, 6], *ROWS, ["合计", 7, 7]], [("C5", "合计", "整改", 7, 6)], id="both ends"),
        pytest.param(
            [*ROWS, ["小计", 7, 6], ["南山", 1, 1], ["宝安", 2, 2], ["小计", 3, 9], ["合计", 10, 9]],
            [("C7", "小计", "整改", 9, 3)],
            id="groups",
        ),
        pytest.param(
            [*ROWS, ["小计", 7, 6], ["市直", 5, 5], ["合计", 12, 10]], [("C6", "合计", "整改", 10, 11)], id="one group"
        ),
        pytest.param(
            [*ROWS, ["合计", 7, 6], ["南山", 1, 1], ["合计", 1, 1], ["合计", 9, 7]],
            [("B7", "合计", "排查", 9, 8)],
            id="same name stacked",
        ),
        pytest.param([*ROWS, ["以上共计", 8, 6]], [("B4", "以上共计", "排查", 8, 7)], id="words before"),
        pytest.param([*ROWS, ["合计", 7, 6], ["上年同期", 1, 1], ["增减", 6, 5]], [], id="comparison below"),
        pytest.param([*ROWS, ["上年合计", 1, 1]], [], id="another year"),
        pytest.param([["全市", 8, 6], *ROWS], [("B2", "全市", "排查", 8, 7)], id="the whole city"),
        pytest.param([["全市", 5, 5], *ROWS], [], id="the whole city, not a sum"),
        pytest.param([["福田", 3, 2], ["其中：工贸", 1, 1], ["罗湖", 4, 4], ["合计", 7, 6]], [], id="parts"),
        pytest.param(
            [["一、区", 7, 6], ["1. 福田", 3, 2], ["2. 罗湖", 4, 4], ["二、市直", 1, 1], ["合计", 8, 8]],
            [("C6", "合计", "整改", 8, 7)],
            id="outline",
        ),
    ],
)
def test_totals_wherever_they_stand(body: list[list[Any]], expected: list[Any]) -> None:
    assert wrong(grid([HEAD, *body])) == expected


@pytest.mark.parametrize(
    "name",
    [
        "上年结转",
        "上月未办结",
        "主要负责人",
        "统计局",
        "日期不明",
        "含有限空间的企业",
        "高增长企业",
        "会计",
        "注册安全工程师",
        "审计",
        "报送单位",
    ],
)
def test_entries_that_look_like_something_else_are_counted(name: str) -> None:
    assert wrong(grid([HEAD, ["福田", 3, 2], [name, 4, 4], ["罗湖", 1, 1], ["合计", 9, 7]])) == [
        ("B5", "合计", "排查", 9, 8)
    ]


@pytest.mark.parametrize("title", ["标准化达标企业", "按时间节点完成", "持证电话销售企业数", "率先完成数", "2013年"])
def test_titles_that_look_like_something_else_are_counts(title: str) -> None:
    page = grid([["区域", title], ["福田", 1], ["罗湖", 2], ["合计", 4]])
    assert wrong(page) == [("B4", "合计", title, 4, 3)]


@pytest.mark.parametrize("note", ["注：3家未报", "审核人：张三", "联系电话：", "填报日期：", "※1"])
def test_notes_below_are_no_entries(note: str) -> None:
    assert wrong(grid([["合计", 7, 6], *ROWS, [note, 13800000000, 2024]])) == []


def test_groups_are_told_by_merged_cells() -> None:
    rows = [
        ["区", "类别", "数量"],
        ["市直", "机关", 9],
        ["福田", "工贸", 1],
        ["", "建筑", 2],
        ["", "小计", 4],
        ["罗湖", "工贸", 3],
        ["", "建筑", 5],
        ["", "小计", 8],
        ["合计", "", 20],
    ]
    merged = [(2, 0, 4, 0), (5, 0, 7, 0), (8, 0, 8, 1)]
    assert wrong(grid(rows, *merged)) == [("C5", "小计", "数量", 4, 3)]
    assert wrong(*pages(workbook(rows, merged))) == [("C5", "小计", "数量", 4, 3)]


def test_joined_heads_name_the_column() -> None:
    rows = [
        ["2024年情况表", "", "", "", ""],
        ["地　区", "总体情况", "", "死亡（人）", ""],
        ["", "2024年", "2023年", "2024年", "2023年"],
        ["北　京", 1, 2, 3, 4],
        ["天　津", 1, 2, 3, 4],
        ["合　计", 2, 4, 6, 9],
    ]
    merged = [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)]
    expected = [("E6", "合计", "死亡（人）/2023年", 9, 8)]
    assert wrong(grid(rows, *merged)) == expected
    assert wrong(grid(rows)) == expected, "a .csv has lost its merged cells"


@pytest.mark.parametrize("years", [["", 2024, 2023], ["甲", 1, 2]], ids=["years", "numbers of columns"])
def test_numbers_over_columns_are_no_entries(years: list[Any]) -> None:
    assert wrong(grid([HEAD, years, ["北京", 1, 2], ["天津", 2, 3], ["合计", 3, 5]])) == []
    assert wrong(grid([HEAD, ["甲", 1, 2], ["乙", 2, 3], ["合计", 3, 5]])) == [], "here 甲 is an entry"
    assert wrong(grid([["区域", "数量"], ["合计", 1900], ["福田", 900], ["罗湖", 900]])) == [
        ("B2", "合计", "数量", 1900, 1800)
    ]
    months = [["区域", 1, 2, "合计"], ["福田", 1, 2, 3], ["罗湖", 3, 4, 7], ["合计", 4, 6, 10]]
    assert (wrong(grid(months)), compared(grid(months))) == ([], 6)


def test_several_tables_stand_under_and_beside_each_other() -> None:
    under = [HEAD, *ROWS, ["合计", 7, 6], [], ["表2"], HEAD, ["南山", 1, 1], ["宝安", 1, 1], ["合计", 2, 3], ["注：无"]]
    assert wrong(grid(under)) == [("C10", "合计", "整改", 3, 2)]
    beside = [[*HEAD, "", *HEAD], *([*row, "", *row] for row in ROWS), ["合计", 7, 6, "", "合计", 7, 5]]
    assert wrong(grid(beside)) == [("G4", "合计", "整改", 5, 6)]
    assert len(looked_at(grid(beside))) == len(looked_at(grid(under))) == 2


def test_head_printed_again_on_the_next_page_is_one_table() -> None:
    paged = [HEAD, *ROWS, ["本页小计", 7, 6], HEAD, ["南山", 1, 1], ["本页合计", 1, 1], ["合计", 8, 8]]
    assert wrong(grid(paged)) == [("C8", "合计", "整改", 8, 7)]
    assert wrong(grid([HEAD, *ROWS, HEAD, ["南山", 1, 1], ["合计", 8, 8]])) == [("C6", "合计", "整改", 8, 7)]


@pytest.mark.parametrize(
    ("title", "values", "total"),
    [
        ("整改率", [0.5, 1], 0.75),
        ("整改率（%）", [50, 100], 75),
        ("占比", ["50%", "100%"], "75%"),
        ("完成情况", ["50%", "100％"], "75%"),
        ("平均天数", [3, 4], 3.5),
        ("排名", [1, 2], 9),
        ("完成", [0.25, 0.5], 0.4),
        ("同比", [-0.5, 1], 0.1),
        ("说明", ["3（含1）", "2"], 9),
        ("人数", ["17万余", "2万"], "25万"),
        ("合同期限", [12, 24], 9),
    ],
)
def test_what_cannot_be_added_up_is_left_alone_and_said(title: str, values: list[Any], total: Any) -> None:
    page = grid([["区域", "数量", title], ["甲区", 1, values[0]], ["乙区", 2, values[1]], ["合计", 3, total]])
    (done,) = looked_at(page)
    assert (done.wrong, done.compared, [one.what for one in done.left]) == ([], 1, [title])


def test_differences_are_added_up_and_quotients_are_not() -> None:
    head = ["地区", "2013年", "2012年", "同期比", "同期比"]
    rows = [["甲区", 2, 4, -2, -0.5], ["乙区", 3, 0, 3, "/"], ["丙区", 9, 6, 3, 0.5], ["合计", 14, 10, 4, 0.4]]
    assert wrong(grid([head, *rows])) == []
    rows[-1][3] = 5
    assert wrong(grid([head, *rows])) == [("D5", "合计", "同期比", 5, 4)]


@pytest.mark.parametrize(
    ("values", "total", "expected"),
    [
        (["1,234", "２,０００"], "3,234", []),
        (["1 234", "2 000"], "3 235", [(3235.0, 3234.0)]),
        (["27起", "3起"], "31起", [(31.0, 30.0)]),
        (["-3", "−2"], "-5", []),
        (["/", "—"], "", []),
        (["9.3万", "354.2万"], "363.6万", []),
        (["9.3万", "354.2万"], "364万", []),
        (["9.3万", "354.2万"], "365.0万", [(3650000.0, 3635000.0)]),
        (["120641", "1.4万"], "13.5万", []),
        ([0.1, 0.2], 0.3, []),
        ([1.25, 1.24], 2.5, []),
        ([1.25, 1.24], 2.6, [(2.6, 2.49)]),
        ([1 / 3 * 100, 100 / 3], 66.67, []),
        ([100, 200], 301, [(301.0, 300.0)]),
    ],
)
def test_figures_as_people_write_them(values: list[Any], total: Any, expected: list[Any]) -> None:
    page = grid([["区域", "数量"], ["甲区", values[0]], ["乙区", values[1]], ["合计", total]])
    assert [(one[3], one[4]) for one in wrong(page)] == expected


def test_whole_numbers_in_a_rounded_unit_may_be_off_by_rounding() -> None:
    rows = [["甲区", 17], ["乙区", 355], ["合计", 373]]
    assert wrong(grid([["区域", "人次（万）"], *rows])) == []
    assert wrong(grid([["单位：万元"], ["区域", "金额"], *rows])) == []
    assert wrong(grid([["区域", "人次"], *rows])) == [("B4", "合计", "人次", 373, 372)]


def test_rows_that_name_areas_and_what_lies_in_them_are_left_alone_and_said() -> None:
    page = grid([HEAD, ["合计", 10, 20], ["福田区", 3, 6], ["园岭", 3, 6], ["罗湖区", 7, 14], ["东门", 7, 14]])
    (done,) = looked_at(page)
    assert (done.wrong, done.compared) == ([], 0)
    assert [one.reason for one in done.left] == ["各行之和恰是它的两倍，像是各行中已含小计，未核对"]


def test_what_has_run_up_is_no_sum_of_the_periods_beside_it() -> None:
    assert wrong(grid([HEAD, ["本月", 1, 2], ["累计", 12, 20]])) == []
    assert wrong(grid([HEAD, ["1月", 1, 2], ["2月", 2, 3], ["累计", 3, 6]])) == [("C4", "累计", "整改", 6, 5)]
    assert wrong(grid([["区域", "本月", "累计"], ["甲区", 1, 10], ["乙区", 2, 20], ["合计", 3, 30]])) == []


def test_table_printed_in_halves_side_by_side_is_one() -> None:
    rows = [["序号", "单位", "起数"] * 2, [1, "甲区", 1, 3, "丙区", 3], [2, "乙区", 2, 4, "丁区", 4]]
    assert wrong(grid([*rows, ["", "", "", "", "合计", 10]])) == []
    assert wrong(grid([*rows, ["", "", "", "", "合计", 11]])) == [("F4", "合计", "起数", 11, 10)]
    assert wrong(grid([*rows, ["", "合计", 11]])) == [("C4", "合计", "起数", 11, 10)]


def test_rows_of_words_are_entries_and_make_their_columns_doubtful() -> None:
    page = grid([["区域", "起数", "人数"], ["甲区", "3（1）", 1], ["乙区", 2, 20], ["合计", 5, 22]])
    (done,) = looked_at(page)
    assert [(one.what, one.reason) for one in done.left] == [("起数", "有的行不是数，未核对")]
    assert wrong(page) == [("C4", "合计", "人数", 22, 21)]
    first = grid([["区域", "起数"], ["甲区", "未报"], ["乙区", 2], ["合计", 5]])
    assert [(done.compared, done.wrong) for done in looked_at(first)] == [(0, [])]


def test_totals_of_three_depths_hold_what_stands_in_their_column() -> None:
    rows = [
        ["区", "行业", "类", "数"],
        ["福田", "建筑", "房建", 1],
        ["", "", "市政", 2],
        ["", "", "小计", 3],
        ["", "交通", "道路", 1],
        ["", "", "小计", 1],
        ["", "小计", "", 4],
        ["罗湖", "建筑", "房建", 5],
        ["", "", "小计", 5],
        ["", "小计", "", 5],
        ["合计", "", "", 9],
    ]
    assert (wrong(grid(rows)), compared(grid(rows))) == ([], 6)
    rows[6][3] = 7
    assert wrong(grid(rows)) == [("D7", "小计", "数", 7, 4)]


def test_total_columns_are_added_up_across() -> None:
    rows = [
        ["区域", "重大隐患", "", "", "督导"],
        ["", "合计", "住建", "交通", ""],
        ["福田", 3, 1, 2, 9],
        ["罗湖", 8, 3, 4, 9],
        ["南山", 2, 1, 1, 9],
        ["合计", 13, 5, 7, 27],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4)]
    found = looked_at(grid(rows, *merged))[0].wrong
    assert [(one.row, one.column, one.across, one.printed, one.summed) for one in found] == [
        (3, 1, True, 8, 7),
        (5, 1, True, 13, 12),
    ]


def test_total_column_over_groups_of_columns_goes_by_the_lower_titles() -> None:
    rows = [
        ["区域", "建筑", "", "交通", "", "合计", ""],
        ["", "起数", "人数", "起数", "人数", "起数", "人数"],
        ["福田", 1, 2, 3, 4, 4, 6],
        ["罗湖", 2, 2, 3, 5, 5, 8],
        ["南山", 1, 1, 1, 1, 2, 2],
        ["合计", 4, 5, 7, 10, 11, 16],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 0, 6)]
    expected = [("G4", "罗湖", "合计/人数", 8, 7), ("G6", "合计", "合计/人数", 16, 15)]
    assert wrong(grid(rows, *merged)) == expected


def test_total_column_that_no_row_bears_out_is_left_alone_and_said() -> None:
    page = grid([["区域", "合计", "重大", "较大"], ["福田", 9, 1, 2], ["罗湖", 8, 1, 3], ["合计", 17, 2, 5]])
    (done,) = looked_at(page)
    assert (done.wrong, done.compared) == ([], 3)
    assert [(one.what, one.reason) for one in done.left] == [("合计", "看不出是哪几栏之和，未核对")]


def test_table_without_a_total_has_nothing_to_compare() -> None:
    assert [(done.compared, done.wrong, done.left) for done in looked_at(grid([HEAD, *ROWS]), grid([]))] == [
        (0, [], [])
    ]
