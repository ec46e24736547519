"""What is exported and edited comes back as exactly the edits: every sheet of the catalogue, in our own columns and in
the layout that the office brought."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from tests.factories.accidents import Bureau
from tests.factories.assistance import helped
from tests.factories.campaign import task
from tests.factories.hazards import Cast, hazard
from tests.factories.monitoring import plant
from tests.factories.orgs import City, city
from tests.factories.outcomes import outcomes
from tests.factories.plans import Planners

from zhiben.accidents.operations import tell_exposure
from zhiben.appraisal.operations import Said, SchemeDraft, assess, draft_scheme, open_run
from zhiben.appraisal.vocab import Audience
from zhiben.dispatch.models import ProvincialRank
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.importing.reading import read
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox import operations
from zhiben.inbox.models import KnownHead
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.operations import LiaisonDraft, claim_link, found_chain, set_liaison, set_special_days
from zhiben.orgs.queries import territory
from zhiben.orgs.vocab import LiaisonPart, Role
from zhiben.supervision.operations import ChecklistDraft, ItemDraft, add_checklist

pytestmark = [pytest.mark.django_db, pytest.mark.either]

EDITS: dict[str, tuple[str, str, str]] = {
    "appraisal_assessments": ("note", "查阅台账", "现场查看"),
    "appraisal_indicators": ("guidance", "示例权重，请按本地文件修改", "按办法附件评分"),
    "accident_cases": ("unit_name", "示例建筑公司", "示例建筑有限公司"),
    "chains": ("units", "市应急管理", "市消防救援"),
    "checklists": ("section", "作业面", "现场"),
    "criteria": ("category", "管理类", "管理"),
    "criterion_standards": ("issuing_body", "", "国家矿山安监局"),
    "experts": ("fields", "粉尘防爆", "消防"),
    "help_visits": ("content", "看了现场", "看了别处"),
    "hazards": ("title", "临边防护缺失", "临边防护不足"),
    "liaisons": ("post", "", "科长"),
    "monitoring_systems": ("supplier", "示例物联公司", "示例物联有限公司"),
    "outcome_penalties": ("party", "示例公司", "另一公司"),
    "outcome_works": ("premises", "示例楼", "示例商业楼"),
    "plan_measures": ("goal", "年内销号率不低于95%", "年内全部销号"),
    "provincial_ranking": ("value", "88%", "89%"),
    "sectors": ("line", "应急管理", "消防救援"),
    "sites": ("address", "", "新路9号"),
    "street_exposures": ("source", "示例普查", "经济普查"),
    "tasks": ("assisting", "市消防救援", "市交通运输、市消防救援"),
    "territories": ("name", "民治街道", "民治新街道"),
    "units": ("short_name", "", "住建局"),
    "workdays": ("worked", "是", "否"),
}
"""For each sheet a column, what stands there, and what somebody writes instead."""

OWN: dict[str, dict[str, str]] = {
    "appraisal_assessments": {
        "run": "哪次考评",
        "unit": "哪家",
        "indicator": "哪项",
        "points": "打几分",
        "note": "凭什么",
    },
    "appraisal_indicators": {
        "scheme": "哪个方案",
        "pillar": "哪一类",
        "name": "哪一项",
        "kind": "怎么算",
        "weight": "占几分",
        "guidance": "怎么评",
    },
    "accident_cases": {
        "number": "系统号",
        "department": "谁报的",
        "source_number": "他们的号",
        "occurred_on": "哪天",
        "time": "几点",
        "street": "哪个街道",
        "unit_name": "哪家",
        "deaths": "亡",
        "serious": "重伤几人",
        "type_1986": "哪类",
        "causes": "为什么",
        "narrative": "怎么回事",
    },
    "chains": {"chain": "哪条链", "link": "哪一环", "position": "第几环", "units": "归谁管"},
    "checklists": {
        "checklist": "哪张表",
        "text": "查什么",
        "section": "在哪查",
        "basis": "凭什么",
        "valid_from": "何时起用",
    },
    "criteria": {
        "code": "哪一款",
        "standard": "归哪个标准",
        "article": "第几条",
        "item_no": "第几项",
        "category": "门类",
        "summary": "怎么算",
        "keywords": "找得到的词",
        "valid_from": "何时起",
    },
    "criterion_standards": {
        "code": "简号",
        "title": "叫什么",
        "document_no": "何文",
        "issuing_body": "谁发的",
        "issued_on": "何时发",
        "effective_on": "何时行",
        "repealed_on": "何时废",
        "superseded_by": "谁代替",
        "sectors": "管哪些",
        "source": "从哪来",
        "note": "别的话",
    },
    "experts": {
        "name": "谁",
        "employer": "哪里的",
        "fields": "会什么",
        "valid_from": "何时起任",
        "valid_to": "何时满任",
    },
    "help_visits": {"site": "去了哪家", "day": "哪天去的", "expert": "谁去的", "content": "看了什么"},
    "hazards": {"number": "隐患编号", "title": "存在问题", "site": "地点", "found_on": "排查日期"},
    "liaisons": {"unit": "哪个单位", "part": "A角还是B角", "name": "谁", "post": "职级", "phone": "手机号"},
    "outcome_penalties": {
        "number": "哪一份",
        "unit": "谁罚的",
        "street": "在哪条街",
        "party": "罚了谁",
        "decided_on": "哪天定的",
        "sanction": "怎么罚",
        "amount": "罚多少",
    },
    "outcome_works": {
        "kind": "哪一类",
        "number": "哪一处",
        "unit": "谁报的",
        "street": "在哪条街",
        "premises": "叫什么",
        "address": "在哪里",
        "content": "改了什么",
        "done_on": "哪天完的",
        "checked_by": "谁看过",
    },
    "plan_measures": {
        "plan": "哪份方案",
        "number": "条号",
        "text": "做什么",
        "goal": "做到什么",
        "action": "哪项行动",
        "lead_unit": "谁来做",
        "assisting": "谁帮着做",
        "due": "何时做完",
    },
    "provincial_ranking": {
        "city": "哪个市",
        "indicator": "比什么",
        "month": "哪一月",
        "edition": "第几版",
        "published_on": "何日公布",
        "numerator": "上面的数",
        "denominator": "下面的数",
        "value": "结果",
        "rank": "第几名",
        "better": "大好小好",
    },
    "sectors": {"name": "行业", "line": "归口"},
    "sites": {
        "name": "企业名称",
        "uscc": "代码证",
        "local_id": "自编号",
        "street": "属地",
        "sector": "类型",
        "address": "地址",
    },
    "monitoring_systems": {
        "name": "哪家厂",
        "code": "什么码",
        "street": "哪条街上",
        "sector": "干哪行",
        "watched": "看什么",
        "supplier": "谁装的",
        "since": "哪天用上",
        "evidence": "凭据",
    },
    "street_exposures": {
        "street": "哪条街",
        "year": "哪年",
        "employees": "干活的人",
        "enterprises": "厂店数",
        "road_km": "路有多长",
        "source": "谁说的",
    },
    "tasks": {
        "number": "任务编号",
        "lead_unit": "责任单位",
        "title": "事项",
        "target": "要求",
        "due": "时限",
        "assisting": "参与",
    },
    "territories": {"code": "代码", "name": "称谓", "area": "所属区", "city": "所属市", "province": "所属省"},
    "units": {"name": "全称", "kind": "性质", "territory": "辖区", "short_name": "叫法", "line": "归口"},
    "workdays": {"day": "日子", "worked": "上不上班", "note": "缘由"},
}
"""The office's own headings, many of which nobody would know; other columns it does not have."""

WHOSE = {"territories": Role.SYSTEM_ADMIN, "units": Role.SYSTEM_ADMIN, "workdays": Role.SYSTEM_ADMIN}


@pytest.fixture
def built(db: None) -> City:
    """Something in every sheet."""
    one = city()
    hazard(Cast(one))
    task(one, "drafted", assisting=("市消防救援",))
    set_special_days([(clock.today(), True, "调休")])
    Bureau(one).case(
        unit_name="示例建筑公司", department="housing", causes=(("act-1986", "7.11"), ("management-24", "M2"))
    )
    with scope(SYSTEM):
        street = one.territories["民治街道"].pk
        tell_exposure(street, 2023, {"employees": 52_000}, source="示例普查", actor=SYSTEM)
    chain = found_chain("电动自行车", ("生产",), actor=SYSTEM)
    claim_link(chain.links.get(), one.unit("市应急管理").pk, since=clock.today(), actor=SYSTEM)
    with scope(SYSTEM):
        set_liaison(one.unit("市住房建设").pk, LiaisonPart.FIRST, LiaisonDraft("李四"), actor=SYSTEM)
    plant(one)
    Planners(one).master(state="drafted")
    ranked(one)
    officer = one.actor(Role.OFFICE_OFFICER, "市安委办")
    appraised(one, officer)
    with scope(officer):
        items = [ItemDraft("临边、洞口有防护", "作业面"), ItemDraft("动火有审批", "管理", basis="动火管理制度")]
        outcomes(one, officer, "市住房建设", {})
        helped(officer, one.site(), {})
        add_checklist(one.unit("市安委办").pk, ChecklistDraft("示例检查表"), items, actor=officer)
    return one


def appraised(one: City, officer: Actor) -> None:
    """A drafted scheme, and a run by a published one in which a department has its points."""
    office, leader = one.unit("市安委办").pk, one.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(officer):
        drafts = [SchemeDraft(name, 2024, Audience.DEPARTMENTS) for name in ("部门考评", "部门试评")]
        other = [draft_scheme(draft, office=office, actor=officer, example=True) for draft in drafts][1]
    with scope(leader):
        perform(other, "publish", leader)
    with scope(officer):
        day = clock.today()
        run = open_run(other, first=day, last=day, self_by=day, actor=officer)
        card = run.cards.select_related("run__scheme__office").get(unit=one.unit("市住房建设"))
        training = other.indicators.get(name="宣传培训")
        assess(card, {training.pk: Said(points=Decimal(7), note="查阅台账")}, actor=officer)


def ranked(one: City) -> None:
    """The city's place in one month."""
    office = one.unit("市安委办")
    row = ProvincialRank(region=territory(office.city).name, indicator="隐患整改率", month=date(2024, 9, 1))
    row.edition, row.published_on, row.value, row.share = "first", date(2024, 10, 12), Decimal(88), True
    row.place_at(office.coordinates.territory)
    with scope(SYSTEM):
        row.save()


def tried(name: str, data: bytes, actor: Actor, reading: Any = None) -> ImportReport:
    with scope(actor):
        stored = operations.keep(data, name="表.xlsx", actor=actor)
        return operations.try_out(name, stored, actor=actor, reading=reading)


def exported(name: str, actor: Actor, *, own: bool = False) -> bytes:
    with scope(actor):
        return operations.export_bytes(name, actor=actor, own_layout=own)[0]


def edited(name: str, data: bytes, heading: str) -> bytes:
    """The first row in which the column says what is expected, changed in the way somebody types."""
    _key, before, after = EDITS[name]
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if any(str(cell.value or "").rstrip("*") == heading for cell in row))
    column = next(cell.column for cell in head if str(cell.value or "").rstrip("*") == heading)
    cells = (page.cell(row, column) for row in range(head[0].row + 1, page.max_row + 1))
    next(cell for cell in cells if (cell.value or "") == before).value = after
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def must_show_the_edit_alone(name: str, report: ImportReport) -> None:
    key, before, after = EDITS[name]
    if name == "provincial_ranking":
        # What was published stays as it was published.
        assert [(one.code, one.found) for one in report.refused] == [("published_already", after)]
        return
    if name == "help_visits":
        # A visit that was entered stays as it was entered.
        assert [(one.code, one.found) for one in report.refused] == [("stands_already", after)]
        return
    if name == "hazards":
        # What was reported is not changed by an import: the row is named, and it alone.
        assert [(one.code, one.found[:2]) for one in report.refused] == [("not_importable", "YH")]
        return
    assert report.refused == ()
    if name == "checklists":
        # An edition stays as it is: with one changed cell the whole list is written as its next edition.
        assert (report.created, report.updated, report.unchanged) == (2, 0, 0)
        return
    told = [(change.column, change.before, change.after) for one in report.effects for change in one.changes]
    assert (told, report.created, report.updated) == ([(key, before, after)], 0, 1)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_export_in_our_columns_comes_back_with_the_edits_alone(name: str, built: City) -> None:
    actor = built.actor(WHOSE.get(name, Role.OFFICE_OFFICER), "市安委办")
    data = exported(name, actor)
    again = tried(name, data, actor)
    assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, again.read)
    assert again.read > 0
    must_show_the_edit_alone(
        name, tried(name, edited(name, data, catalogue()[name].by_key[EDITS[name][0]].title), actor)
    )


@pytest.mark.parametrize("name", sorted(EDITS))
def test_export_in_the_offices_layout_comes_back_with_the_edits_alone(name: str, built: City) -> None:
    actor = built.actor(WHOSE.get(name, Role.OFFICE_OFFICER), "市安委办")
    brought = in_own_layout(name, exported(name, actor))
    first = tried(name, brought, actor)
    columns = {one.name: key for one in first.table.headings for key in [meant(name, one.title)]} if first.table else {}
    with scope(actor):
        stored = operations.keep(brought, name="本单位.xlsx", actor=actor)
        trial = operations.try_out(name, stored, actor=actor, reading=replace(first.reading, columns=columns))
        assert (trial.refused, trial.created, trial.updated) == ((), 0, 0)
        operations.take_in(name, stored, actor=actor, reading=trial.reading, expected=trial.effects_sha256)
    data = exported(name, actor, own=True)
    assert heads_of(data) == ["某市某办（内部）", "报送表", ["序", *OWN[name].values(), "备注"]]
    again = tried(name, data, actor)
    assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, again.read)
    must_show_the_edit_alone(name, tried(name, edited(name, data, OWN[name][EDITS[name][0]]), actor))


def meant(name: str, title: str) -> str:
    return next((key for key, own in OWN[name].items() if own == title), "")


def in_own_layout(name: str, data: bytes) -> bytes:
    """The standard export as the office would keep it: two title lines, its headings in its order, a column of its
    own at either end."""
    sheet = catalogue()[name]
    table = read(data, sheet)
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["某市某办（内部）"])
    page.append(["报送表"])
    page.append(["序", *OWN[name].values(), "备注"])
    for row in table.rows:
        cells = [row.cells[table.positions[key]] if table.positions[key] < len(row.cells) else "" for key in OWN[name]]
        page.append(["", *cells, ""])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def heads_of(data: bytes) -> list[Any]:
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(max_row=3, values_only=True))
    return [rows[0][0], rows[1][0], list(rows[2])]


TWO_ROWS = {
    "known groups": (
        ("序号", "任务", "", "", "牵头单位", "办理", "", "备注"),
        ("", "编号", "任务名称", "目标", "", "完成时限", "佐证要求", ""),
        ("A1:A2", "B1:D1", "E1:E2", "F1:G1", "H1:H2"),
    ),
    "a hint below one heading": (
        ("序号", "编号", "任务名称", "目标", "牵头单位", "完成时限", "佐证要求", "备注"),
        ("", "", "", "", "", "（年月日）", "", ""),
        ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "G1:G2", "H1:H2"),
    ),
    "a group nobody knows": (
        ("保障", "", "编号", "任务名称", "目标", "牵头单位", "完成时限", "序号"),
        ("经费", "物资", "", "", "", "", "", ""),
        ("A1:B1", "C1:C2", "D1:D2", "E1:E2", "F1:F2", "G1:G2", "H1:H2"),
    ),
}
CELLS = {
    "编号": "ZD-8",
    "任务名称": "排查",
    "目标": "全覆盖",
    "牵头单位": "市应急管理",
    "完成时限": "2026-12-31",
    "佐证要求": "台账",
    "序号": 1,
}


def in_two_rows(layout: str) -> bytes:
    """A workbook of one task under such a head."""
    upper, lower, spans = TWO_ROWS[layout]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for cells in (upper, lower):
        page.append([cell or None for cell in cells])
    page.append([CELLS.get(below, CELLS.get(above)) for above, below in zip(upper, lower, strict=True)])
    for span in spans:
        page.merge_cells(span)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("layout", TWO_ROWS)
def test_head_of_two_rows_is_kept_and_its_count_stays_a_count(layout: str, built: City) -> None:
    """Nobody's memory is needed: the export reads by itself as the workbook did that it looks like."""
    actor = built.actor(Role.OFFICE_OFFICER, "市安委办")
    brought = in_two_rows(layout)
    with scope(actor):
        stored = operations.keep(brought, name="两行表头.xlsx", actor=actor)
        report = operations.take_in("tasks", stored, actor=actor)
    assert (report.refused, report.created) == ((), 1)
    data = exported("tasks", actor, own=True)
    KnownHead.objects.all().delete()
    again = tried("tasks", data, actor)
    assert report.table is not None and again.table is not None
    assert [(one.parts, one.key) for one in again.table.headings] == [
        (one.parts, one.key) for one in report.table.headings
    ]
    assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, again.read)
    assert [one.code for one in again.warnings if one.code != "repeated_row"] == []
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sorted(map(str, page.merged_cells.ranges)) == sorted(TWO_ROWS[layout][2])
    counts = next(cells for cells in page.iter_cols() if cells[0].value == "序号")
    assert [cell.value for cell in counts][2:] == list(range(1, again.read + 1))


def test_every_sheet_is_tried() -> None:
    assert sorted(EDITS) == sorted(OWN) == sorted(catalogue())
