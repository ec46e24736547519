"""Cases out of workbooks: previewed with every wrong cell, written as a whole, known again by their numbers, kept with
the department that sent them."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from tests.factories.accidents import Bureau, code

from zhiben.accidents.models import AccidentCase, CaseCause, Code, Revision, SourceRow
from zhiben.accidents.operations import code_causes, end_code, revise, revise_code
from zhiben.accidents.operations.reading import moment_of, time_in_words, time_of
from zhiben.accidents.vocab import department_called
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport, export
from zhiben.foundation.scope import scope
from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.vocab import Role

DAY = clock.today() - timedelta(days=3)
HEADS = (
    *("报送部门", "部门编号", "发生日期", "发生时刻", "区", "街道", "地点", "行业领域", "责任单位"),
    *("死亡人数", "重伤人数", "直接经济损失（万元）", "事故类型", "原因代码", "事故经过", "部门接报时间"),
)
ROW: dict[str, Any] = {
    "报送部门": "住房建设",
    "部门编号": "ZJ-1",
    "发生日期": DAY.isoformat(),
    "发生时刻": "10时30分",
    "区": "龙华区",
    "街道": "民治街道",
    "地点": "示例路1号工地",
    "行业领域": "房屋建筑施工",
    "责任单位": "示例建筑公司",
    "死亡人数": 1,
    "重伤人数": 2,
    "直接经济损失（万元）": 120.5,
    "事故类型": "高处坠落",
    "原因代码": "7.11、M2",
    "事故经过": "死者张三丰（男），电话13800138000，从脚手架坠落。",
    "部门接报时间": f"{DAY.isoformat()} 11:20",
}


def book(*rows: dict[str, Any], heads: tuple[str, ...] = HEADS) -> bytes:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(list(heads))
    for row in rows:
        page.append([(ROW | row).get(head) for head in heads])
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def taken(data: bytes, actor: Actor, *, only_try: bool = False) -> ImportReport:
    with scope(actor):
        stored = operations.keep(data, name="住建事故.xlsx", actor=actor)
        if only_try:
            return operations.try_out("accident_cases", stored, actor=actor)
        return operations.take_in("accident_cases", stored, actor=actor)


def refused(report: ImportReport) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in report.refused]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10:30", (10, 30)),
        ("10时30分", (10, 30)),
        ("10时", (10, None)),
        ("9", (9, None)),
        ("9：05", (9, 5)),
        ("10:30:15", (10, 30)),
        ("24:00", None),
        ("10:60", None),
        ("上午", None),
    ],
)
def test_times_of_day_are_read_as_written(text: str, found: tuple[int, int | None] | None) -> None:
    assert time_of(text) == found
    if found is not None:
        assert time_of(time_in_words(*found)) == found


@pytest.mark.parametrize(
    "text", ["2024-10-15 14:30", "2024/10/15 14:30", "2024年10月15日14时30分", "2024-10-15 14:30:00"]
)
def test_moments_are_read_as_written(text: str) -> None:
    found = moment_of(text)
    assert found is not None
    assert clock.to_the_minute(found) == "2024-10-15 14:30"
    assert moment_of("2024-13-01 10:00") is None
    assert moment_of("10:30") is None


@pytest.mark.django_db
def test_row_becomes_a_case_with_its_source(bureau: Bureau) -> None:
    report = taken(book({}), bureau.department)
    assert (report.refused, report.created) == ((), 1)
    case, source = AccidentCase._unfiltered().get(), SourceRow._unfiltered().get()
    assert (case.hour, case.minute, case.deaths, case.serious, case.loss) == (10, 30, 1, 2, Decimal(1_205_000))
    assert (case.type_1986_id, case.type_2025_id) == (code("type-1986", "09"), None)
    assert case.narrative == "死者〔姓名〕（男），电话〔电话〕，从脚手架坠落。"
    assert (source.department, source.number, source.file_name, len(source.file_sha256)) == (
        "housing",
        "ZJ-1",
        "住建事故.xlsx",
        64,
    )
    assert (source.said["narrative"], source.said["unit_name"]) == (case.narrative, "示例建筑公司")
    assert CaseCause._unfiltered().filter(case=case.pk).count() == 2


@pytest.mark.django_db
def test_same_workbook_twice_changes_nothing_and_other_figures_are_a_revision(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    again = taken(book({}), bureau.department)
    assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, 1)
    more = taken(book({"死亡人数": 2, "原因代码": "7.11"}), bureau.department)
    assert (more.refused, more.updated) == ((), 1)
    assert [(one.column, one.before, one.after) for one in more.effects[0].changes] == [
        ("deaths", "1", "2"),
        ("causes", "7.11、M2", "7.11"),
    ]
    rows = Revision._unfiltered().order_by("number")
    assert [(row.number, row.deaths, row.reason) for row in rows] == [
        (1, 1, ""),
        (2, 2, "导入更新：住建事故.xlsx"),
    ]
    assert SourceRow._unfiltered().get().said["deaths"] == "2"


@pytest.mark.django_db
def test_row_without_a_number_is_known_by_its_words(bureau: Bureau) -> None:
    heads = tuple(head for head in HEADS if head != "部门编号")
    taken(book({}, heads=heads), bureau.department)
    again = taken(book({"死亡人数": 3}, heads=heads), bureau.department)
    assert (again.created, again.updated) == (0, 1)
    other = taken(book({"地点": "另一工地"}, heads=heads), bureau.department)
    assert (other.created, other.updated) == (1, 0)


@pytest.mark.django_db
def test_department_is_the_importers_own_where_nothing_is_said(bureau: Bureau) -> None:
    heads = tuple(head for head in HEADS if head != "报送部门")
    taken(book({}, heads=heads), bureau.department)
    taken(book({}, heads=heads), bureau.office)
    told = list(SourceRow._unfiltered().order_by("pk").values_list("department", flat=True))
    assert told == ["housing", "office"]


@pytest.mark.django_db
def test_regime_follows_the_department(bureau: Bureau) -> None:
    taken(book({"报送部门": "公安交管"}, {"报送部门": "消防救援"}, {}), bureau.office)
    told = AccidentCase._unfiltered().order_by("pk").values_list("regime", flat=True)
    assert list(told) == ["road", "fire", "work"]


@pytest.mark.django_db
def test_every_wrong_cell_is_named_and_nothing_written(bureau: Bureau) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    rows = (
        {"部门编号": "1", "发生时刻": "下午"},
        {"部门编号": "2", "发生日期": tomorrow, "部门接报时间": None},
        {"部门编号": "3", "区": "南山区"},
        {"部门编号": "4", "原因代码": "9.99"},
        {"部门编号": "5", "部门接报时间": "昨天"},
        {"部门编号": "6", "责任单位": None, "地点": None},
        {"部门编号": "7", "死亡人数": -1},
        {"部门编号": "8"},
    )
    report = taken(book(*rows), bureau.department, only_try=True)
    cells = {one.cell for one in report.refused}
    assert cells == {"D2", "C3", "F4", "N5", "P6", "I7", "J8"}
    assert (report.created, AccidentCase._unfiltered().count()) == (0, 0)


@pytest.mark.django_db
def test_day_long_before_any_record_is_refused_at_its_cell(bureau: Bureau) -> None:
    """A row of 1900 stretched the weeks of the whole ground over a century."""
    report = taken(
        book({"部门编号": "1", "发生日期": "1989-12-31", "部门接报时间": None}), bureau.department, only_try=True
    )
    assert [(one.cell, one.message) for one in report.refused] == [("C2", "发生日期不能早于1990年，请核对")]
    first = book({"部门编号": "1", "发生日期": "1990-01-01", "部门接报时间": None})
    assert refused(taken(first, bureau.department, only_try=True)) == []


@pytest.mark.django_db
def test_place_or_line_of_others_is_refused_at_its_cell(bureau: Bureau) -> None:
    of_district = bureau.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    rows = (
        {"部门编号": "1", "区": "南山区", "街道": "粤海街道"},
        {"部门编号": "2", "行业领域": None},
        {"部门编号": "3", "行业领域": "道路客运"},
        {"部门编号": "4", "街道": None},
    )
    report = taken(book(*rows), of_district, only_try=True)
    assert refused(report) == [("F2", "not_allowed"), ("H3", "not_allowed"), ("F4", "not_allowed")]


@pytest.mark.django_db
def test_number_of_a_case_that_is_not_seen_is_used_by_nobody_else(bureau: Bureau) -> None:
    taken(book({"区": "南山区", "街道": "粤海街道"}), bureau.office)
    report = taken(book({}), bureau.district_office, only_try=True)
    assert refused(report) == [("B2", "not_importable")]
    heads = ("案件编号", *HEADS)
    unknown = taken(book({"案件编号": AccidentCase._unfiltered().get().number}, heads=heads), bureau.district_office)
    assert refused(unknown) == [("A2", "unknown_number")]


@pytest.mark.django_db
def test_approved_case_of_the_past_is_carried_over(bureau: Bureau) -> None:
    heads = (*HEADS, "批复日期", "批复文号")
    past = {"发生日期": "2021-05-01", "部门接报时间": None, "批复日期": "2021-07-20", "批复文号": "示例批〔2021〕3号"}
    report = taken(book(past, heads=heads), bureau.office)
    case = AccidentCase._unfiltered().get()
    assert (report.refused, case.state, case.approval_no) == ((), "approved", "示例批〔2021〕3号")


@pytest.mark.django_db
def test_export_of_a_case_coded_by_an_earlier_edition_comes_back_unchanged(bureau: Bureau) -> None:
    taken(book({}), bureau.office)
    with scope(bureau.office):
        revise_code(Code.objects.get(pk=code("type-1986", "09")), label="高坠", actor=bureau.office)
        sheet = catalogue()["accident_cases"]
        assert sheet.read is not None
        data = export(sheet, sheet.read(bureau.office))
    report = taken(data, bureau.office)
    assert (report.refused, report.unchanged) == ((), 1)


@pytest.mark.django_db
def test_only_who_records_imports(bureau: Bureau) -> None:
    for actor in (bureau.district, bureau.street):
        with pytest.raises(NotAllowed):
            taken(book({}), actor)


@pytest.mark.django_db
def test_wide_workbook_is_taken_in_at_once(bureau: Bureau) -> None:
    rows = [{"部门编号": f"N-{number}", "地点": f"第{number}处"} for number in range(300)]
    report = taken(book(*rows), bureau.office)
    assert (report.refused, report.created, AccidentCase._unfiltered().count()) == ((), 300, 300)


@pytest.mark.django_db
def test_row_that_may_stand_already_is_doubted_and_entered_all_the_same(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    case = AccidentCase._unfiltered().get()
    theirs = {"报送部门": "应急管理", "部门编号": "YJ-1", "责任单位": "深圳市示例建筑有限公司"}
    far = {"报送部门": "应急管理", "部门编号": "YJ-2", "街道": "大浪街道"}
    report = taken(book(theirs, far), bureau.office, only_try=True)
    assert [(one.cell, one.code) for one in report.doubts] == [("C2", "maybe_double")]
    assert f"{case.number} 示例建筑公司" in report.doubts[0].message
    assert "同一天" in report.doubts[0].message
    assert taken(book(theirs, far), bureau.office).created == 2
    assert taken(book({}), bureau.department, only_try=True).doubts == ()
    assert taken(book(theirs), bureau.district_office, only_try=True).doubts == ()


@pytest.mark.django_db
def test_masked_row_comes_back_unchanged(bureau: Bureau) -> None:
    rows = [
        {"地点": "业主王小明家中", "责任单位": "驾驶员李四光"},
        {"部门编号": None, "地点": "业主王小明家中", "责任单位": "驾驶员李四光", "发生日期": "2024-01-02"},
    ]
    rows[1]["部门接报时间"] = None
    taken(book(*rows), bureau.department)
    again = taken(book(*rows), bureau.department)
    assert (again.refused, again.created, again.unchanged) == ((), 0, 2)
    with scope(bureau.office):
        sheet = catalogue()["accident_cases"]
        assert sheet.read is not None
        assert "王小明" not in str(list(sheet.read(bureau.office)))


@pytest.mark.django_db
def test_what_people_decided_stays_when_the_department_says_the_same_again(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    case = AccidentCase._unfiltered().get()
    with scope(bureau.office):
        changes = {"territory": bureau.city.territories["大浪街道"].pk, "type_1986": code("type-1986", "10")}
        revise(case, deaths=2, reason="核实", actor=bureau.office, **changes)
        code_causes(case, [code("act-1986", "7.01")], actor=bureau.office)
    again = taken(book({}), bureau.department)
    assert (again.refused, again.updated, again.unchanged) == ((), 0, 1)
    later = taken(book({"重伤人数": 3}), bureau.department)
    assert [one.column for one in later.effects[0].changes] == ["serious"]
    case = AccidentCase._unfiltered().get(pk=case.pk)
    assert (case.deaths, case.serious, case.type_1986_id) == (2, 3, code("type-1986", "10"))
    assert case.street == bureau.city.territories["大浪街道"].pk
    assert CaseCause._unfiltered().filter(case=case.pk, until__isnull=True).count() == 1


@pytest.mark.django_db
def test_department_that_comes_to_say_what_people_decided_is_kept_as_saying_so(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    with scope(bureau.office):
        revise(AccidentCase.objects.get(), deaths=2, reason="核实", actor=bureau.office)
    assert taken(book({"死亡人数": 2}), bureau.department).unchanged == 1
    assert SourceRow._unfiltered().get().said["deaths"] == "2"
    note = AuditEntry.objects.get(verb="tell_source")
    assert '"from":{"deaths":"1"}' in note.facts.replace(" ", "")


@pytest.mark.django_db
def test_blank_cells_change_nothing(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    blank: dict[str, Any] = dict.fromkeys(HEADS[3:])
    report = taken(book({**blank, "责任单位": "示例建筑公司"}), bureau.department)
    assert (report.refused, report.updated, report.unchanged) == ((), 0, 1)


@pytest.mark.django_db
def test_district_alone_takes_no_case_out_of_its_street(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    case = AccidentCase._unfiltered().get()
    numbered = ("案件编号", "区", "死亡人数", "发生日期")
    for heads, given in ((tuple(head for head in HEADS if head != "街道"), {}), (numbered, {"案件编号": case.number})):
        taken(book({**given, "死亡人数": 2}, heads=heads), bureau.department)
        case = AccidentCase._unfiltered().get(pk=case.pk)
        assert case.street == bureau.city.territories["民治街道"].pk
    elsewhere = {"案件编号": case.number, "区": "南山区"}
    taken(book(elsewhere, heads=numbered), bureau.department)
    case = AccidentCase._unfiltered().get(pk=case.pk)
    assert (case.district, case.street) == (bureau.city.territories["南山区"].pk, 0)


@pytest.mark.django_db
def test_second_departments_record_stands_beside_the_first(bureau: Bureau) -> None:
    taken(book({}), bureau.department)
    case = AccidentCase._unfiltered().get()
    heads = ("案件编号", *HEADS)
    theirs = {"案件编号": case.number, "报送部门": "应急管理", "部门编号": "YJ-1", "死亡人数": 2}
    report = taken(book(theirs, heads=heads), bureau.office)
    assert (report.refused, report.updated) == ((), 1)
    rows = SourceRow._unfiltered().order_by("pk")
    assert [(row.department, row.number, row.said["deaths"]) for row in rows] == [
        ("housing", "ZJ-1", "1"),
        ("emergency", "YJ-1", "2"),
    ]
    assert AuditEntry.objects.filter(verb="add_source", record=case.pk).count() == 1
    own = {**theirs, "报送部门": None, "部门编号": None, "死亡人数": 3}
    taken(book(own, heads=heads), bureau.office)
    assert [row.department for row in rows.all()] == ["housing", "emergency", "office"]
    taken(book({"部门编号": "ZJ-2", "地点": "另一工地"}), bureau.department)
    wrong = taken(book({**theirs, "报送部门": "住房建设", "部门编号": "ZJ-2"}, heads=heads), bureau.office)
    assert refused(wrong) == [("C2", "not_importable")]


@pytest.mark.django_db
def test_rows_that_could_be_one_case_or_two_are_named(bureau: Bureau) -> None:
    unnumbered = {"部门编号": None}
    report = taken(book(unnumbered, {**unnumbered, "死亡人数": 2}), bureau.department)
    assert refused(report) == [("B3", "told_twice")]
    assert "第2行" in report.refused[0].message
    taken(book({"部门编号": "A"}, {"部门编号": "A", "报送部门": None}), bureau.department)
    assert AccidentCase._unfiltered().count() == 0
    taken(book(unnumbered, {**unnumbered, "地点": "另一工地"}), bureau.department)
    with scope(bureau.office):
        for case in AccidentCase.objects.all():
            revise(case, place="同一工地", reason="更正", actor=bureau.office)
    again = taken(book(unnumbered, {**unnumbered, "地点": "另一工地"}), bureau.department)
    assert (again.refused, again.created, again.unchanged) == ((), 0, 2)
    assert refused(taken(book({**unnumbered, "地点": "同一工地"}), bureau.department)) == [("B2", "several_cases")]


@pytest.mark.django_db
def test_causes_of_ended_editions_come_back_unchanged(bureau: Bureau) -> None:
    taken(book({"原因代码": "M2、7.11"}), bureau.office)
    with scope(bureau.office):
        revise_code(Code.objects.get(pk=code("act-1986", "7.11")), label="另名", actor=bureau.office)
        end_code(Code.objects.get(pk=code("management-24", "M2")), actor=bureau.office)
        sheet = catalogue()["accident_cases"]
        assert sheet.read is not None
        data = export(sheet, sheet.read(bureau.office))
    report = taken(data, bureau.office)
    assert (report.refused, report.unchanged) == ((), 1)
    other = taken(book({"部门编号": "ZJ-2", "地点": "别处", "原因代码": "M2"}), bureau.office)
    assert [one.code for one in other.refused] == ["wrong"]


@pytest.mark.django_db
def test_approval_of_a_standing_case_is_doubted_and_changes_nothing(bureau: Bureau) -> None:
    taken(book({}), bureau.office)
    heads = (*HEADS, "批复日期", "批复文号")
    told = {"批复日期": clock.today().isoformat(), "批复文号": "示例批1号"}
    report = taken(book(told, heads=heads), bureau.office, only_try=True)
    assert [(one.cell, one.code) for one in report.doubts] == [("Q2", "not_changed"), ("R2", "not_changed")]
    taken(book(told, heads=heads), bureau.office)
    assert AccidentCase._unfiltered().get().state == "reported"
    alone = taken(
        book({"部门编号": "ZJ-9", "地点": "别处", "批复文号": "批"}, heads=heads), bureau.office, only_try=True
    )
    assert refused(alone) == [("R2", "wrong")]


@pytest.mark.django_db
def test_credit_code_is_kept_in_capitals(bureau: Bureau) -> None:
    heads = (*HEADS, "统一社会信用代码")
    for told in ("91440300ma5dem0006", "91440300MA5DEM0006"):
        report = taken(book({"统一社会信用代码": told}, heads=heads), bureau.office)
        assert report.refused == ()
        assert AccidentCase._unfiltered().get().unit_code == "91440300MA5DEM0006"
    assert Revision._unfiltered().count() == 1


@pytest.mark.parametrize(
    ("unit", "department"),
    [
        ("深圳市公安局交通警察局", "police"),
        ("龙华区交警大队", "police"),
        ("市消防救援支队", "fire"),
        ("市交通运输局", "transport"),
        ("市应急管理局", "emergency"),
        ("龙华区住房和建设局", "housing"),
        ("市住房建设", "housing"),
        ("市市场监督管理局", "market"),
        ("市水务局", "water"),
        ("市安委办", "office"),
        ("市教育局", "other"),
    ],
)
def test_department_is_known_by_the_name_of_its_unit(unit: str, department: str) -> None:
    assert department_called(unit) == department
