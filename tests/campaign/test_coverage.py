"""Line, block and chain: whole where everything stands, and each kind of gap found where it was made, once, and by
nobody who cannot judge it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.coverage import LEADS, Covered, covered, hang
from tests.factories.orgs import city as build

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.operations import found_campaign
from zhiben.campaign.queries import Spot
from zhiben.campaign.vocab import GapKind
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.models import LinkUnit
from zhiben.orgs.operations import claim_link
from zhiben.orgs.vocab import Role

Found = list[tuple[str, str]]


@pytest.fixture
def stands(db: None) -> Covered:
    city = build()
    return covered(city, [card.name for card in orgs.districts()])


def gaps(stands: Covered, actor: Actor = SYSTEM) -> Found:
    with scope(actor):
        return [(one.kind.value, one.where) for one in queries.coverage_of(stands.campaign).gaps]


def test_nothing_is_missing_where_everything_stands(stands: Covered) -> None:
    with scope(SYSTEM):
        view = queries.coverage_of(stands.campaign)
    assert (view.gaps, view.unplaced, view.further, view.judged) == ((), 0, 0, True)
    assert [len(rows) for rows in (view.actions, view.blocks, view.lines, view.chains)] == [10, 11, 4, 1]
    cells = [cell for row in (*view.blocks, *view.lines) for cell in row.cells]
    assert [(len(cell.measures), cell.tasks) for cell in cells] == [(1, 1)] * len(cells)
    assert [[len(link.cell.measures) for link in chain.links] for chain in view.chains] == [[1, 1, 1]]


def _plan_not_in_force(stands: Covered, name: str) -> None:
    Plan.objects.filter(pk=stands.plans[name].pk).update(current=None)
    ids = PlanMeasure.objects.filter(plan=stands.plans[name]).values("pk")
    KeyTask.objects.filter(measure__in=ids).update(measure=stands.wording("", 1).measure_id)


def _no_measure(stands: Covered, name: str) -> None:
    gone = stands.wording(name, 3)
    KeyTask.objects.filter(measure=gone.measure_id).update(measure=stands.wording(name, 4).measure_id)
    gone.delete()


def _no_task(stands: Covered, name: str) -> None:
    KeyTask.objects.filter(measure=stands.wording(name, 3).measure_id).update(
        measure=stands.wording(name, 4).measure_id
    )


def _no_owner(stands: Covered, name: str) -> None:
    MeasureWording.objects.filter(pk=stands.wording(name, 3).pk).update(lead_unit=None)


def _two_leads(stands: Covered, name: str) -> None:
    rows = KeyTask.objects.filter(measure=stands.wording(name, 3).measure_id)
    rows.update(lead_unit=stands.city.unit("市交通运输"))


def _stray(stands: Covered, name: str) -> None:
    hang(stands, [stands.wording(name, 3)])
    KeyTask.objects.filter(pk=KeyTask.objects.latest("pk").pk).update(measure=None, number="无着-1")


def _on_dropped(stands: Covered, name: str) -> None:
    old = PlanMeasure.objects.create(plan=stands.plans[name], number="旧", dropped=True)
    hang(stands, [stands.wording(name, 3)])
    KeyTask.objects.filter(pk=KeyTask.objects.latest("pk").pk).update(measure=old, number="无着-2")


def _no_holder(stands: Covered, name: str) -> None:
    LinkUnit.objects.filter(link=stands.link(name)).delete()


def _two_holders(stands: Covered, name: str) -> None:
    claim_link(stands.link(name), stands.city.unit("市消防救援").pk, since=clock.today(), actor=SYSTEM)


def _no_measure_for_link(stands: Covered, name: str) -> None:
    MeasureWording.objects.filter(link=stands.link(name)).update(link=None)


CASES: list[tuple[Callable[[Covered, str], None], str, Found]] = [
    (_plan_not_in_force, "盐田区", [("no_plan", "盐田区 · 区子方案")]),
    (_plan_not_in_force, "工贸通用", [("no_plan", "工贸通用 · 行业领域子方案")]),
    (_no_measure, "坪山区", [("no_measure", "坪山区 · 重大事故隐患动态清零")]),
    (_no_measure, "道路客运", [("no_measure", "道路客运 · 重大事故隐患动态清零")]),
    (_no_task, "光明区", [("no_task", "光明区方案 · 3")]),
    (_no_task, "", [("no_task", "全市方案 · 3")]),
    (_no_owner, "高层建筑消防", [("no_owner", "高层建筑消防方案 · 3")]),
    (_two_leads, "工贸通用", [("two_leads", "工贸通用方案 · 3")]),
    (_stray, "工贸通用", [("stray_task", "无着-1")]),
    (_on_dropped, "工贸通用", [("stray_task", "无着-2")]),
    (_no_holder, "登记", [("no_owner", "电动自行车 · 登记")]),
    (_two_holders, "回收", [("two_leads", "电动自行车 · 回收")]),
    (_no_measure_for_link, "生产", [("no_measure", "电动自行车 · 生产")]),
]


@pytest.mark.parametrize(("make", "name", "found"), CASES)
def test_each_gap_is_found_where_it_was_made(
    stands: Covered, make: Callable[[Covered, str], None], name: str, found: Found
) -> None:
    with unscoped(reason="a test makes a gap"):
        make(stands, name)
    assert gaps(stands) == found


def test_master_plan_that_is_not_in_force_is_one_gap(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        Plan.objects.filter(pk=stands.plans[""].pk).update(current=None)
        KeyTask.objects.filter(measure__plan=stands.plans[""]).update(measure=stands.wording("工贸通用", 1).measure_id)
    assert gaps(stands) == [("no_plan", "全市 · 总体方案")]


def test_plan_that_is_being_prepared_is_told_from_one_that_nobody_has_begun(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _plan_not_in_force(stands, "盐田区")
    told = []
    for state in ("issued", "consulting"):
        with scope(SYSTEM):
            PlanVersion._unfiltered().filter(plan=stands.plans["盐田区"]).update(state=state)
            told.append(queries.coverage_of(stands.campaign).gaps[0].what)
    assert told == ["没有现行方案", "方案正在编制，还没有印发"]


def test_measure_of_the_master_plan_is_carried_out_by_lower_ones_too(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _no_task(stands, "")
        lower = stands.wording("工贸通用", 3).measure_id
        PlanMeasure.objects.filter(pk=lower).update(upper=stands.wording("", 3).measure_id)
    assert gaps(stands) == []


def test_lead_that_the_measure_names_as_assisting_contests_nothing(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _two_leads(stands, "工贸通用")
        stands.wording("工贸通用", 3).assisting.add(stands.city.unit("市交通运输"))
    assert gaps(stands) == []


def test_part_of_a_task_carries_a_measure_and_contests_no_lead(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _two_leads(stands, "工贸通用")
        above = KeyTask.objects.filter(measure=stands.wording("工贸通用", 4).measure_id).get()
        KeyTask.objects.filter(measure=stands.wording("工贸通用", 3).measure_id).update(parent=above)
    assert gaps(stands) == []


def test_drafted_task_is_told_and_does_not_count(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        KeyTask.objects.filter(measure=stands.wording("光明区", 3).measure_id).update(state="drafted")
    with scope(SYSTEM):
        told = [(one.kind, one.what) for one in queries.coverage_of(stands.campaign).gaps]
    assert told == [(GapKind.NO_TASK, "措施没有已下达的任务：光明区第3条（已拟稿1项，尚未下达）")]


def test_measure_without_action_is_counted_apart(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        MeasureWording.objects.filter(pk=stands.wording("光明区", 3).pk).update(action=None)
    with scope(SYSTEM):
        view = queries.coverage_of(stands.campaign)
    assert ([one.where for one in view.gaps], view.unplaced) == (["光明区 · 重大事故隐患动态清零"], 1)


def test_many_tasks_without_plan_are_counted_and_the_first_listed(
    stands: Covered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiben.campaign.queries.coverage.LISTED", 3)
    with unscoped(reason="a test makes gaps"):
        ids = [row.pk for row in hang(stands, [stands.wording("工贸通用", 3)] * 5)]
        KeyTask.objects.filter(
            number__in=list(KeyTask.objects.order_by("-pk").values_list("number", flat=True)[:5])
        ).update(measure=None)
    with scope(SYSTEM):
        view = queries.coverage_of(stands.campaign)
    assert (len(ids), len(view.gaps), view.further, view.count(GapKind.STRAY_TASK)) == (5, 3, 2, 5)


@pytest.mark.parametrize(
    ("role", "unit", "blocks", "lines"),
    [
        (Role.OFFICE_LEADER, "市安委办", 11, 4),
        (Role.DISTRICT_OFFICER, "龙华区", 1, 0),
        (Role.OFFICE_OFFICER, "龙华区安委办", 1, 0),
        (Role.DEPARTMENT_OFFICER, "市消防救援", 0, 1),
        (Role.DEPARTMENT_OFFICER, "龙华区消防救援", 0, 0),
        (Role.STREET_OFFICER, "民治街道", 0, 0),
    ],
)
def test_reader_judges_what_the_grants_cover_whole(
    stands: Covered, role: Role, unit: str, blocks: int, lines: int
) -> None:
    with unscoped(reason="a test makes gaps"):
        for name in ("龙华区", "南山区", "高层建筑消防", "工贸通用"):
            _no_measure(stands, name)
        _two_holders(stands, "回收")
    actor = stands.city.actor(role, unit)
    with scope(actor):
        view = queries.coverage_of(stands.campaign)
    assert (len(view.blocks), len(view.lines)) == (blocks, lines)
    own = {"龙华区": ["龙华区"], "龙华区安委办": ["龙华区"], "市消防救援": ["高层建筑消防"]}
    everything = ["龙华区", "南山区", "工贸通用", "高层建筑消防", "电动自行车"]
    seen = everything if unit == "市安委办" else own.get(unit, [])
    assert sorted({gap.where.partition(" · ")[0] for gap in view.gaps}) == sorted(seen)


def test_number_of_queries_does_not_grow(stands: Covered) -> None:
    with scope(SYSTEM):
        with CaptureQueriesContext(connection) as few:
            queries.coverage_of(stands.campaign)
        with unscoped(reason="a test adds"):
            for name in LEADS:
                hang(stands, [stands.wording(name, 3)] * 40)
                _no_measure(stands, name)
        with CaptureQueriesContext(connection) as many:
            assert len(queries.coverage_of(stands.campaign).gaps) == 5
    assert len(many) == len(few)


def test_cell_is_found_by_its_spot(stands: Covered) -> None:
    action, city = stands.campaign.actions.get(position=3), stands.city
    spots = [
        Spot(action.pk, territory=city.territories["盐田区"].pk),
        Spot(action.pk, sector=city.sectors["工贸通用"].pk),
        Spot(link=stands.link("登记").pk),
        Spot(99_999, sector=city.sectors["工贸通用"].pk),
    ]
    with scope(SYSTEM):
        view = queries.coverage_of(stands.campaign)
    cells = [view.cell(spot) for spot in spots]
    assert [[one.text for one in cell.measures] if cell else None for cell in cells] == [
        ["盐田区第3条"],
        ["工贸通用第3条"],
        ["房屋建筑施工第2条"],
        None,
    ]


def test_campaign_without_any_plan_lacks_the_plans_and_nothing_else(db: None) -> None:
    city = build()
    campaign = found_campaign(city.unit("市安委办").pk, actor=SYSTEM)
    with scope(SYSTEM):
        view = queries.coverage_of(campaign)
    assert [view.count(kind) for kind in GapKind] == [16, 0, 0, 0, 0, 0]
