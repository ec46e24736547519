"""Plain lists as offices make them: heads of several rows, merged cells, notes below, no head at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from zhiben.foundation.tables import Grid, Merged
from zhiben.foundation.tables.listing import Listed, is_crowded, listed, together

BODY = [
    ["1", "YH1", "消防通道被占用", "甲公司", "2024-03-01", "王五"],
    ["2", "YH2", "临边防护缺失", "", "2024-03-02", "赵六"],
    ["3", "YH3", "燃气软管老化", "乙公司", "2024-03-05", "王五"],
]
NAMES = ("序号", "编号", "隐患", "企业", "期限", "责任人")


def of(rows: Sequence[Sequence[str]], *merged: tuple[int, int, int, int]) -> Listed | None:
    return listed(Grid("台账", [list(row) for row in rows], tuple(Merged(*one) for one in merged)))


def test_a_head_of_two_rows_is_one_row_of_names() -> None:
    upper = ["序号", "编号", "隐患", "企业", "整改情况", ""]
    lower = ["", "", "", "", "期限", "责任人"]
    title = ["隐患台账", "", "", "", "", ""]
    found = of([title, upper, lower, *BODY], (0, 0, 0, 5), *((1, place, 2, place) for place in range(4)), (1, 4, 1, 5))
    plain = of([title, upper, lower, *BODY])
    assert found is not None
    assert (found.headings, found.numbers) == (NAMES, [4, 5, 6])
    assert found == plain


def test_groups_over_every_name_tell_apart_what_is_called_alike() -> None:
    found = of([["发现", "", "整改", ""], ["单位", "日期", "单位", "日期"], ["甲", "2024-3-1", "乙", "2024-3-9"]])
    assert found is not None
    assert (found.headings, found.numbers) == (("发现/单位", "发现/日期", "整改/单位", "整改/日期"), [3])


def test_a_cell_merged_downwards_holds_for_every_row_it_covers() -> None:
    found = of([NAMES, *BODY], (1, 3, 2, 3))
    assert found is not None
    assert [row[3] for row in found.rows] == ["甲公司", "甲公司", "乙公司"]


def test_totals_notes_and_repeated_heads_are_no_rows() -> None:
    found = of(
        [
            NAMES,
            ["1", "2", "3", "4", "5", "6"],
            *BODY[:2],
            NAMES,
            BODY[2],
            ["合计", "", "3", "", "", ""],
            ["填表人：张三", "", "", "审核：李四", "", ""],
            ["注：数据截至3月底", "", "", "", "", ""],
        ]
    )
    assert found is not None
    assert (found.numbers, found.totals, found.notes) == ([3, 4, 6], (7,), (2, 5, 8, 9))


@pytest.mark.parametrize(
    "rows",
    [BODY, [row[1:] for row in BODY], [row[1:4] for row in BODY], [["甲", "上报"], ["乙", "上报"], ["丙", "上报"]], []],
)
def test_a_list_without_a_head_is_none(rows: list[list[str]]) -> None:
    assert of(rows) is None


def test_lists_with_the_same_names_become_one() -> None:
    one, other = of([NAMES, *BODY[:2]]), of([NAMES[::-1], BODY[2][::-1]])
    assert one is not None
    assert other is not None
    whole = together([("三月", one), ("四月", other)])
    assert whole is not None
    assert (whole.rows, whole.numbers) == ([*map(tuple, BODY)], ["三月!2", "三月!3", "四月!2"])
    strange = of([("编号", "街道"), ("YH9", "桂园")])
    assert strange is not None
    assert together([("三月", one), ("街道", strange)]) is None


def test_a_cover_is_no_list() -> None:
    assert [is_crowded(Grid("说明", rows)) for rows in ([["填表说明"], ["一、…"]], [*map(list, BODY)])] == [False, True]
