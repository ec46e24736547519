"""Measures of drafted plans by workbook: every wrong cell told, taken in whole, exported and imported again unchanged,
taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.factories.orgs import City
from tests.factories.plans import Planners

from zhiben.campaign.models import MeasureWording, PlanVersion
from zhiben.campaign.operations import drafts_of
from zhiben.campaign.sheets import MEASURES
from zhiben.foundation.importing import ImportReport, export, run
from zhiben.foundation.scope import scope
from zhiben.inbox import operations as inbox
from zhiben.inbox.models import ImportAct
from zhiben.kernel.rights import Actor

Cells = dict[str, Any]


@pytest.fixture
def planners(city: City) -> Planners:
    return Planners(city)


@pytest.fixture
def version(planners: Planners) -> PlanVersion:
    """A sector's draft with two measures, below a master plan in force."""
    planners.master()
    plan = planners.of_sector((planners.measure("1"), planners.measure("2")))
    return PlanVersion._unfiltered().select_related("plan__campaign").get(plan=plan)


def row(version: PlanVersion, number: str, **cells: Any) -> Cells:
    return {"plan": str(version.plan), "number": number, "text": "逐项复核", **cells}


def take(rows: list[Cells], actor: Actor, *, dry_run: bool = False) -> ImportReport:
    with scope(actor):
        return run(MEASURES, export(MEASURES, rows), name="措施.xlsx", actor=actor, dry_run=dry_run)


def test_measures_are_added_and_corrected_and_others_stay(planners: Planners, version: PlanVersion) -> None:
    rows = [
        row(version, "2", text="改过的措施"),
        row(
            version,
            "3",
            goal="全部销号",
            action="重大事故隐患动态清零",
            upper="2",
            lead_unit="市住房建设",
            assisting="市应急管理、市消防救援",
            due=date(2025, 6, 30),
        ),
    ]
    report = take(rows, planners.department)
    assert (report.refused, report.created, report.updated) == ((), 1, 1)
    with scope(planners.department):
        first, second, third = drafts_of(version)
    assert first == planners.measure("1")
    assert (second.text, second.assisting) == ("改过的措施", ())
    units = tuple(sorted(planners.unit(name) for name in ("市应急管理", "市消防救援")))
    assert (third.goal, third.action, third.assisting) == ("全部销号", planners.action(3), units)
    assert third.due == date(2025, 6, 30)


def test_every_wrong_cell_is_told_at_once_and_nothing_is_written(planners: Planners, version: PlanVersion) -> None:
    before = list(MeasureWording._unfiltered().order_by("pk").values("pk", "text"))
    rows = [
        row(version, "3", lead_unit="市住房建设、市应急管理"),
        row(version, "4", lead_unit="市住房建社"),
        row(version, "5", assisting="市住房建设、没有的局"),
        row(version, "6", action="没有的行动"),
        row(version, "7", upper="99"),
        row(version, "8", due=date(2030, 1, 1)),
        row(version, "9", lead_unit="市住房建设", assisting="市住房建设"),
    ]
    report = take(rows, planners.department)
    told = [(one.cell, one.code) for one in report.refused]
    assert told == [
        ("G2", "two_leads"),
        ("G3", "unknown_name"),
        ("H4", "unknown_name"),
        ("E5", "not_known"),
        ("F6", "not_known"),
        ("I7", "not_sound"),
        ("H8", "not_sound"),
    ]
    assert list(MeasureWording._unfiltered().order_by("pk").values("pk", "text")) == before


def test_only_drafts_of_the_own_unit_are_written(planners: Planners, version: PlanVersion) -> None:
    with scope(planners.officer):
        master = PlanVersion.objects.select_related("plan").get(plan__kind="master")
    for actor, target in ((planners.officer, version), (planners.officer, master)):
        report = take([row(target, "9")], actor)
        assert [(one.cell, one.code) for one in report.refused] == [("A2", "not_drafted")]
    stranger = take([row(version, "9")], planners.other)
    assert [one.cell for one in stranger.refused] == ["A2"]


def test_what_is_exported_imports_unchanged(planners: Planners, version: PlanVersion) -> None:
    with scope(planners.department):
        assert MEASURES.read is not None
        rows = [dict(one) for one in MEASURES.read(planners.department)]
    own = [one for one in rows if one["plan"] == str(version.plan)]
    assert [one["number"] for one in own] == ["1", "2"]
    report = take(own, planners.department)
    assert (report.refused, report.created, report.updated, report.unchanged) == ((), 0, 0, 2)


def test_import_is_taken_back_as_one_act_until_somebody_writes_on(planners: Planners, version: PlanVersion) -> None:
    actor = planners.department
    with scope(actor):
        before = drafts_of(version)
        content = export(MEASURES, [row(version, "2", text="改过", assisting=""), row(version, "3")])
        file = inbox.keep(content, name="措施.xlsx", actor=actor)
        inbox.take_in("plan_measures", file, actor=actor)
        assert [draft.number for draft in drafts_of(version)] == ["1", "2", "3"]
        inbox.undo(ImportAct.objects.get(), reason="传错文件", actor=actor)
        assert drafts_of(version) == before
