"""A workbook is no second way around rights: who may not enter or change a row otherwise does not by importing it, and
a cell that names somebody else's record is answered like one that names none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from tests.doors import posts as doors
from tests.doors.answers import fingerprint, taken_back
from tests.doors.neighbours import LEAD as LEAD_THERE
from tests.doors.neighbours import Neighbours
from tests.doors.stage import ASSISTING, LEAD, Stage
from tests.factories.hazards import FUTURE

from zhiben.foundation.audit.models import LedgerHead
from zhiben.foundation.files import store
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import ImportReport, export
from zhiben.foundation.scope import scope
from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.sheet import catalogue

pytestmark = pytest.mark.django_db

HERE = [f"{letter}.own" for letter in "LOPDSIEAYXZ"]
TRIED = [*HERE, "O.parent", "O.sibling", "P.beside", "S.substitute"]
Cells = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A row of a sheet as somebody tries to bring it in, and by whom it is taken: created, updated, or not at all."""

    sheet: str
    what: str
    cells: Callable[[Stage, Neighbours], Cells]
    taken_by: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.what}"


def _hazard(number: str, site: str, **other: Any) -> Cells:
    cells = {"number": number, "title": "临边防护缺失", "site": site, "sector": "房屋建筑施工"}
    return {**cells, "found_on": clock.today(), **other}


LAST_DAY = date(2026, 12, 31)
"""Of the campaign: no new task is due later. One that stands keeps its day."""


def _task(number: str, lead: str, **other: Any) -> Cells:
    due = FUTURE if "title" in other else LAST_DAY
    cells = {"number": number, "title": "示例任务", "target": "完成", "lead_unit": lead, "due": due}
    return {**cells, "evidence_required": "检查记录", **other}


def _accident(street: str, **other: Any) -> Cells:
    cells = {"department": "住房建设", "occurred_on": clock.today(), "street": street, "sector": "房屋建筑施工"}
    return {**cells, "unit_name": "示例公司", "deaths": 1, **other}


def _known(case: Any, street: str, **other: Any) -> Cells:
    """One that stands; who does not see it has brought a number of nobody's."""
    return _accident(street, number=case.number, occurred_on=case.occurred_on, unit_name=case.unit_name, **other)


def _size(street: str) -> Cells:
    return {"street": street, "year": 2022, "employees": 52_000, "source": "示例普查"}


def _expert() -> Cells:
    return {"name": "李四", "employer": "示例中心", "fields": "消防", "valid_from": date(2024, 1, 1)}


def _help(site: str) -> Cells:
    return {"site": site, "day": date(2024, 1, 5), "expert": "李四", "content": "看了现场"}


def _work(street: str, unit: str) -> Cells:
    cells = {"kind": "老旧场所消防设施改造", "number": "示例-7", "unit": unit, "street": street, "premises": "示例楼"}
    return {**cells, "address": "示例路1号", "done_on": date(2024, 3, 5), "checked_by": "王五"}


def _penalty(street: str, unit: str) -> Cells:
    cells = {"number": "示例-7", "unit": unit, "street": street, "party": "示例公司", "sanction": "警告"}
    return {**cells, "decided_on": date(2024, 3, 5)}


def _weighed(stage: Stage, scheme: str) -> Cells:
    cells = {"scheme": str(stage.records[scheme]), "pillar": "基础", "name": "新的一项", "kind": "人工评分"}
    return {**cells, "weight": 5}


def _points(stage: Stage, run: str) -> Cells:
    return {"run": str(stage.records[run]), "unit": "民治街道", "indicator": "台账差错", "numerator": 2}


def _liaison(unit: str, part: str) -> Cells:
    return {"unit": unit, "part": part, "name": "新联络人"}


def _site(local_id: str, street: str, **other: Any) -> Cells:
    return {"name": "新场所", "local_id": local_id, "street": street, "sector": "房屋建筑施工", **other}


def _measure(stage: Stage, plan: str, number: str) -> Cells:
    return {"plan": str(stage.records[plan]), "number": number, "text": "逐项复核"}


def _watched(code: str, street: str, **other: Any) -> Cells:
    cells = {"name": "示例企业", "code": code, "street": street, "sector": "房屋建筑施工", "watched": "电气火灾"}
    return {**cells, "since": date(2024, 5, 20), "evidence": "验收单", **other}


REPORTING = ("O.own", "P.own", "D.own", "S.own", "O.parent", "S.substitute")
ENTERING = ("O.own", "D.own", "S.own", "O.parent", "S.substitute")
OFFICERS = ("O.own", "O.parent")
RECORDING = ("O.own", "P.own", "O.parent")
ROWS = (
    Row("accident_cases", "a new one here", lambda *_: _accident("民治街道"), RECORDING),
    Row("accident_cases", "a new one there", lambda *_: _accident("粤海街道"), ("O.parent", "O.sibling")),
    Row("accident_cases", "a new one of nobody's line", lambda *_: _accident("民治街道", sector=""), OFFICERS),
    Row(
        "accident_cases",
        "one of ours altered",
        lambda s, _: _known(s.records["accident"], "民治街道", deaths=2),
        RECORDING,
    ),
    Row(
        "accident_cases",
        "one of theirs altered",
        lambda _, t: _known(t.accident, "粤海街道", deaths=2),
        ("O.parent", "O.sibling"),
    ),
    Row("accident_cases", "one of theirs drawn over here", lambda _, t: _known(t.accident, "民治街道"), ("O.parent",)),
    Row("street_exposures", "one of a street here", lambda *_: _size("民治街道"), OFFICERS),
    Row("street_exposures", "one of a street there", lambda *_: _size("粤海街道"), ("O.parent", "O.sibling")),
    Row("experts", "a new one", lambda *_: _expert(), ("O.own", "P.own", "O.parent", "O.sibling", "P.beside")),
    Row("help_visits", "one to a site here", lambda *_: _help("示例企业"), ("O.own", "P.own", "O.parent")),
    Row("help_visits", "one to a site there", lambda *_: _help("粤海场所"), ("O.parent", "O.sibling")),
    Row("outcome_works", "one of a street here", lambda *_: _work("民治街道", LEAD), REPORTING),
    Row("outcome_works", "one of a street there", lambda *_: _work("粤海街道", LEAD_THERE), ("O.parent", "O.sibling")),
    Row("outcome_penalties", "one of a street here", lambda *_: _penalty("民治街道", LEAD), REPORTING),
    Row(
        "outcome_penalties",
        "one of a street there",
        lambda *_: _penalty("粤海街道", LEAD_THERE),
        ("O.parent", "O.sibling"),
    ),
    Row("appraisal_indicators", "one of our draft", lambda s, _: _weighed(s, "drafted scheme"), ("O.own",)),
    Row("appraisal_indicators", "one of what is in force", lambda s, _: _weighed(s, "published scheme"), ()),
    Row("appraisal_assessments", "one of our run", lambda s, _: _points(s, "opened run"), ("O.own",)),
    Row("appraisal_assessments", "one of what was told", lambda s, _: _points(s, "told run"), ()),
    Row("territories", "a new one", lambda *_: {"code": "440309777", "name": "新街道", "area": "440309"}, ("Y.own",)),
    Row(
        "units",
        "a new one",
        lambda *_: {"name": "市水务局", "kind": "部门", "territory": "深圳市", "line": "水务"},
        ("Y.own",),
    ),
    Row(
        "provincial_ranking",
        "a month",
        lambda *_: {
            "city": "深圳市",
            "indicator": "隐患整改率",
            "month": "2024-09",
            "edition": "首次公布",
            "published_on": date(2024, 10, 12),
            "value": "95%",
            "rank": 1,
        },
        ("O.parent",),
    ),
    Row("workdays", "a new one", lambda *_: {"day": clock.today(), "worked": True}, ("Y.own",)),
    Row("sectors", "a new one", lambda *_: {"name": "新行业", "line": "住房建设"}, ("O.parent",)),
    Row("chains", "a new one", lambda *_: {"chain": "锂电池", "link": "生产", "position": 1}, ("O.parent",)),
    Row("sites", "a new one here", lambda *_: _site("W-1", "民治街道"), ENTERING),
    Row("sites", "a new one there", lambda *_: _site("W-2", "粤海街道"), ("O.parent", "O.sibling")),
    Row("sites", "one of ours renamed", lambda *_: _site("示例企业", "民治街道", name="改名"), ENTERING),
    Row(
        "sites",
        "one of theirs renamed",
        lambda *_: _site("粤海场所", "粤海街道", name="改名"),
        ("O.parent", "O.sibling"),
    ),
    Row("sites", "one of theirs drawn over here", lambda *_: _site("粤海场所", "民治街道", name="改名"), ()),
    Row("criterion_standards", "a new one", lambda *_: {"code": "XX", "title": "某标准"}, ("O.parent",)),
    Row(
        "criteria",
        "a new one",
        lambda *_: {"code": "XX-1", "standard": "GM", "summary": "某情形"},
        ("O.parent",),
    ),
    Row(
        "criteria",
        "one that stands",
        lambda *_: {"code": "GM-3(2)", "standard": "GM", "summary": "改写"},
        ("O.parent",),
    ),
    Row("hazards", "a new one here", lambda *_: _hazard("LH-1", "示例企业"), REPORTING),
    Row("hazards", "a new one there", lambda *_: _hazard("LH-2", "粤海场所"), ("O.parent", "O.sibling")),
    Row(
        "hazards",
        "one of ours altered",
        lambda s, _: _hazard(s.records["rectifying"].number, "示例企业", title="改题"),
        (),
    ),
    Row("hazards", "one of theirs altered", lambda _, t: _hazard(t.hazard.number, "粤海场所", title="改题"), ()),
    Row("hazards", "one of theirs drawn over here", lambda _, t: _hazard(t.hazard.number, "示例企业"), ()),
    Row("monitoring_systems", "a new one here", lambda *_: _watched("QY-1", "民治街道"), REPORTING),
    Row("monitoring_systems", "a new one there", lambda *_: _watched("QY-2", "粤海街道"), ("O.parent", "O.sibling")),
    Row(
        "monitoring_systems",
        "one of ours altered",
        lambda s, _: _watched(s.posts.sites["示例企业"].local_id, "民治街道", watched="可燃有毒气体"),
        REPORTING,
    ),
    Row(
        "monitoring_systems",
        "one of theirs drawn over here",
        lambda _, t: _watched(t.watched.system.enterprise.code, "民治街道"),
        ("O.parent",),
    ),
    Row("liaisons", "a new one here", lambda *_: _liaison(LEAD, "deputy"), OFFICERS),
    Row("liaisons", "a new one there", lambda *_: _liaison(LEAD_THERE, "first"), ("O.parent", "O.sibling")),
    Row("liaisons", "one of ours succeeded", lambda *_: _liaison(LEAD, "first"), OFFICERS),
    Row("tasks", "a new one here", lambda *_: _task("ZD-1", LEAD, assisting=ASSISTING), OFFICERS),
    Row("tasks", "a new one there", lambda *_: _task("ZD-2", LEAD_THERE), ("O.parent", "O.sibling")),
    Row("tasks", "one of ours altered", lambda s, _: _task(s.records["task"].number, LEAD, title="改题"), OFFICERS),
    Row(
        "tasks",
        "one of theirs altered",
        lambda _, t: _task(t.task.number, LEAD_THERE, title="改题"),
        ("O.parent", "O.sibling"),
    ),
    Row("tasks", "one of theirs drawn over here", lambda _, t: _task(t.task.number, LEAD, title="改题"), ()),
    Row(
        "checklists",
        "a new one of the own office",
        lambda *_: {"checklist": "夜查", "text": "有人值守", "becomes": "hazard", "about": "of_sites"},
        ("O.own", "O.parent", "O.sibling"),
    ),
    Row("plan_measures", "a new one of a draft", lambda s, _: _measure(s, "drafted plan", "9"), ("D.own",)),
    Row("plan_measures", "one of a draft altered", lambda s, _: _measure(s, "drafted plan", "1"), ("D.own",)),
    Row("plan_measures", "a new one of what is issued", lambda s, _: _measure(s, "issued plan", "9"), ()),
    Row("plan_measures", "a new one of what is being asked", lambda s, _: _measure(s, "asked plan", "9"), ()),
)
"""Written by hand: of `TRIED`, by whom each row is taken."""


@pytest.fixture(scope="module")
def there(stage: Stage) -> Neighbours:
    return Neighbours(stage)


def take_in(stage: Stage, who: str, sheet: str, cells: Cells) -> tuple[str, ImportReport | None]:
    """What became of the row: created, updated, unchanged, or refused; with its report unless the person may not."""
    actor = stage.posts.actor(who)
    data = export(catalogue()[sheet], [cells])
    with scope(actor):
        stored = store(data, name="表.xlsx", actor_id=actor.id)
        try:
            report = operations.take_in(sheet, stored, actor=actor)
        except NotAllowed:
            return "refused", None
    done = [name for name in ("created", "updated", "unchanged") if getattr(report, name)]
    return (done[0] if report.ok and done else "refused"), report


def test_every_sheet_is_tried() -> None:
    assert sorted({row.sheet for row in ROWS}) == sorted(catalogue())


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_is_taken_from_whom_the_table_says(stage: Stage, there: Neighbours, row: Row) -> None:
    cells, taken = row.cells(stage, there), []
    before = fingerprint()
    for who in TRIED:
        with taken_back():
            outcome, _report = take_in(stage, who, row.sheet, cells)
            if outcome in ("created", "updated"):
                taken.append(who)
            elif outcome == "refused":
                after = fingerprint()
                assert {name for name in before if before[name] != after[name]} <= {"foundation_stored_file"}, who
    assert sorted(taken) == sorted(row.taken_by)


@pytest.mark.parametrize(
    ("sheet", "column", "who", "theirs", "none"),
    [
        ("hazards", "site", "P.own", "辖区外甲", "辖区外乙"),
        ("hazards", "site", "S.own", "辖区外甲", "辖区外乙"),
        ("hazards", "site", "O.own", "辖区外甲", "辖区外乙"),
    ],
)
def test_a_cell_that_names_anothers_record_is_answered_like_none(
    stage: Stage, there: Neighbours, sheet: str, column: str, who: str, theirs: str, none: str
) -> None:
    def said(value: str) -> list[tuple[str, str, str]]:
        _outcome, report = take_in(stage, who, sheet, {**_hazard("LH-9", "示例企业"), column: value})
        assert report is not None
        return [(one.cell, one.code, one.message.replace(value, "it")) for one in report.refused]

    with taken_back():
        doors.site(stage.posts.city, "辖区外甲", "粤海街道", "房屋建筑施工")
        assert said(theirs) == said(none) != []


def test_another_ones_upload_is_not_imported(stage: Stage) -> None:
    """Whoever asks, in whatever role: the file is somebody else's, and told like none."""
    file = StoredFile.objects.get(pk=stage.records["file@alone"].pk)
    head = LedgerHead.objects.get().seq
    for who in ("O.parent", "O.substitute", "D.own"):
        actor = stage.posts.actor(who)
        with scope(actor), pytest.raises(NotFound):
            operations.take_in("hazards", file, actor=actor)
    assert LedgerHead.objects.get().seq == head
