"""A paper whose printed totals are not the sums of its rows does not go out; the sentence says where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.rendering.sample import district_table

from zhiben.foundation.rendering import Attachment, Block, Column, Paper, Para, Section, Style, Table
from zhiben.foundation.rendering.sums import require_sums, wrong_sums
from zhiben.kernel.errors import Refused

COUNTIES = ("谯城", "涡阳", "蒙城", "利辛", "高新", "经开", "市直")


def paper(*blocks: Block) -> Paper:
    return Paper(Style.BULLETIN, "简报", "四季度情况", "市安委办", date(2024, 1, 8), blocks=blocks)


def table(*titles: str, rows: tuple[tuple[str, ...], ...] = (), total: tuple[str, ...] = (), **more: object) -> Table:
    named = tuple(Column(title) for title in titles)
    return replace(Table("重大事故隐患", named, rows=rows, total=total), **more)


def bozhou(found: str, fixed: str) -> Table:
    """A city's quarterly bulletin as far as its rows can be read."""
    counts = zip(COUNTIES, (75, 82, 87, 159, 45, 43, 140), (70, 82, 84, 159, 45, 43, 140), strict=True)
    rows = tuple((name, str(one), str(two), f"{two / one:.1%}") for name, one, two in counts)
    return table("县区", "排查", "整改", "整改率", rows=rows, total=("合计", found, fixed, "98.4%"))


def told(*blocks: Block) -> list[tuple[int, str, str, int, int]]:
    found = wrong_sums(paper(*blocks))
    return [(one.number, one.label, one.title, int(one.printed), int(one.summed)) for one in found]


def test_headline_that_is_not_the_sum_of_its_rows_is_refused_with_both_figures() -> None:
    issue = paper(Para("情况如下。"), bozhou("630", "620"))
    assert told(*issue.blocks) == [(8, "合计", "排查", 630, 631), (8, "合计", "整改", 620, 623)]
    with pytest.raises(Refused) as refusal:
        require_sums(issue)
    assert refusal.value.code == "sums"
    assert refusal.value.text == (
        "合计与明细不符：表“重大事故隐患”第8行“合计”“排查”栏：印630，各行之和631；"
        "表“重大事故隐患”第8行“合计”“整改”栏：印620，各行之和623。请核对后再办"
    )


def test_right_tables_pass_and_percentages_are_left_alone() -> None:
    require_sums(paper(bozhou("631", "623"), district_table()))


def test_separators_and_full_width_digits_are_read() -> None:
    rows = (("一般", "120,641"), ("重大", "１，３６１"))
    assert told(table("等级", "数量", rows=rows, total=("合计", "124,841"))) == [(3, "合计", "数量", 124841, 122002)]
    assert told(table("等级", "数量", rows=rows, total=("合计", "122,002"))) == []


def test_rounded_figures_may_be_off_by_rounding_alone() -> None:
    rows = (("负责人", "9.3万"), ("从业人员", "354.2万"), ("基层干部", "2.1万"))
    assert told(table("对象", "人次", rows=rows, total=("合计", "365.7万"))) == []
    assert told(table("对象", "人次", rows=rows, total=("合计", "17万"))) == [(4, "合计", "人次", 170000, 3656000)]


def test_rows_named_as_totals_count_as_totals() -> None:
    rows = (("福田", "1"), ("罗湖", "2"), ("小计", "4"), ("市直", "5"), ("合计", "8"))
    assert told(table("区域", "数量", rows=rows)) == [(3, "小计", "数量", 4, 3)]


def test_sections_are_held_by_the_total() -> None:
    sections = (Section("一、区", (("福田", "1"), ("罗湖", "2"), ("小计", "3"))), Section("二、部门", (("住建", "4"),)))
    assert told(table("单位", "数量", sections=sections, total=("合计", "7"))) == []
    assert told(table("单位", "数量", sections=sections, total=("总数", "10"))) == [(5, "总数", "数量", 10, 7)]


def test_columns_are_added_up_across() -> None:
    rows = (("福田", "3", "1", "2"), ("罗湖", "8", "3", "4"), ("南山", "2", "1", "1"))
    found = wrong_sums(paper(table("区域", "合计", "住建", "交通", rows=rows)))
    assert [(one.number, one.label, one.title, one.across) for one in found] == [(2, "罗湖", "合计", True)]
    with pytest.raises(Refused, match="第2行“罗湖”“合计”栏：印8，各栏之和7"):
        require_sums(paper(table("区域", "合计", "住建", "交通", rows=rows)))


def test_attachments_are_looked_at_and_a_long_list_is_cut_short() -> None:
    attached = replace(paper(), attachments=(Attachment("附表", (bozhou("1", "2"),) * 4),))
    assert len(wrong_sums(attached)) == 8
    with pytest.raises(Refused, match=r"；另有 3 处。请核对后再办$"):
        require_sums(attached)
