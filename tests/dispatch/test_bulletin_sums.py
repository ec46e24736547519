"""The bulletin's own tables add up, by the rule that keeps a wrong one from going out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.dispatch.city import City
from tests.dispatch.facts import hazard, task
from tests.dispatch.test_bulletin import FUTURE, PAST, paper_of, tables

from zhiben.campaign.models import KeyTask
from zhiben.campaign.vocab import ASSISTING
from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round
from zhiben.foundation.rendering import Paper, Para
from zhiben.foundation.rendering.sums import require_sums, wrong_sums
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import part_in
from zhiben.kernel.errors import Refused

pytestmark = pytest.mark.either


def test_tables_of_a_bulletin_add_up_and_a_changed_one_does_not(city: City, round_at: Callable[..., Round]) -> None:
    task(city, "市住房建设局", PAST)
    hazard(city, "罗湖区", PAST)
    hazard(city, "福田区", FUTURE)
    paper = paper_of(round_at("draft"))
    require_sums(paper)
    areas = tables(paper)[0]
    changed = replace(areas, total=(areas.total[0], "3", *areas.total[2:]))
    wrong = replace(paper, blocks=tuple(changed if block is areas else block for block in paper.blocks))
    assert [(one.label, one.title, one.printed, one.summed) for one in wrong_sums(wrong)] == [
        ("合计", "有效隐患", 3, 2)
    ]
    with pytest.raises(Refused, match="“合计”“有效隐患”栏：印3，各行之和2"):
        require_sums(wrong)


def part(city: City, unit: str, of: KeyTask) -> None:
    row = task(city, unit, FUTURE)
    with unscoped(reason="a test sets its stage"):
        KeyTask.objects.filter(pk=row.pk).update(parent=of.pk)


@pytest.fixture
def divided(city: City) -> City:
    """A bureau's task with a part in one district, whose government assists in the whole too; a task of that
    district's own with a part of its street's. Nobody has reported."""
    whole = task(city, "市住房建设局", FUTURE)
    part(city, "福田区政府", whole)
    part_in(whole, ASSISTING, city.units["福田区政府"].pk, city.place("福田区政府")).save()
    own = task(city, "福田区政府", FUTURE)
    part(city, "福田区一街道办事处", own)
    return city


def unreported(paper: Paper) -> tuple[list[tuple[str, ...]], tuple[str, ...], dict[str, str]]:
    """The table of tasks, its sum, and how many unreported items each unit is named with."""
    found = {table.caption[3:]: table for table in tables(paper)}
    tasks, names = found["有逾期或未报任务的单位（单位：项）"], found["点名单位（单位：项）"]
    return list(tasks.rows), tasks.total, {row[0]: row[2] for row in names.rows}


def test_tasks_of_sentence_table_and_naming_are_the_same(divided: City, round_at: Callable[..., Round]) -> None:
    paper = paper_of(round_at("draft"))
    rows, total, named = unreported(paper)
    assert rows == [
        ("市住房建设局", "1", "0", "0", "1", "1"),
        ("福田区一街道办事处", "0", "0", "0", "1", "1"),
        ("福田区政府", "1", "0", "0", "2", "2"),
    ]
    assert total == ("小计", "2", "0", "0", "4", "4")
    assert named == {"福田区政府": "2", "市住房建设局": "1", "福田区一街道办事处": "1"}
    assert "重点任务2项，已办结0项，逾期未办结0项；本期应报进展4项，已报（含零报告）0项" in said(paper)


def test_names_that_are_struck_are_told_with_their_items(divided: City, round_at: Callable[..., Round]) -> None:
    one = round_at("draft")
    government = divided.actor("福田区政府", "district_officer")
    with unscoped(reason="a test reads"):
        name = next(name for name in one.names if name.unit_name == "福田区政府")
    with scope(government):
        operations.contest(queries.name_of(name.pk, government), "已报", actor=government)
    with scope(divided.officer):
        operations.strike(queries.name_of(name.pk, divided.officer), "属实", actor=divided.officer)
    assert "另有1条拟点名经单位答复、安委办核实，不再点名。所涉2项未列入上表。" in said(paper_of(one))


def test_district_counts_what_its_own_units_carry(divided: City, round_at: Callable[..., Round]) -> None:
    """The city's task is the city's, though the district assists in it; the part and the own task are the district's
    list, of which the street's part is no task of its own."""
    paper = paper_of(round_at("draft", office="福田区安委办"))
    rows, total, named = unreported(paper)
    assert rows == [("福田区一街道办事处", "0", "0", "0", "1", "1"), ("福田区政府", "2", "0", "0", "2", "2")]
    assert total == ("小计", "2", "0", "0", "3", "3")
    assert named == {"福田区政府": "2", "福田区一街道办事处": "1"}
    assert "重点任务2项，已办结0项，逾期未办结0项；本期应报进展3项，已报（含零报告）0项" in said(paper)


def said(paper: Paper) -> str:
    return "".join(block.text for block in paper.blocks if isinstance(block, Para))
