"""The task list as a workbook with what a task hangs on, brings, is broken down to; every refusal names its cell."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.campaign import measure_in_force
from tests.factories.orgs import City

from zhiben.campaign.models import KeyTask
from zhiben.foundation.importing import export, run
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Unit
from zhiben.orgs.vocab import Role

HEAD = (
    "编号,任务,目标,牵头单位,完成时限,措施编号,所属行动,目标量,计量单位,"
    "责任领导,责任人,报送频次,重复,签收期限,节点,上级任务编号\n"
)
WHOLE = (
    "ZD-1,排查,全覆盖,市住房建设,2024-12-31,总体方案/1,,100,家,"
    "王局,张三,每月,,2024-10-25,验收x2@2024-12-20；方案印发@2024-10-30,\n"
)
PART = "ZD-1-01,排查,全覆盖,龙华区,2024-12-31,,,60,家,,,,,,,ZD-1\n"


@pytest.fixture
def office(city: City) -> Actor:
    measure_in_force(city, "市安委办", lead="市住房建设")
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


def read(office: Actor, *rows: str, head: str = HEAD) -> Any:
    with scope(office):
        return run(catalogue()["tasks"], (head + "".join(rows)).encode(), name="清单.csv", actor=office)


def problems(office: Actor, *rows: str) -> list[tuple[str, str]]:
    found = [(one.cell, one.message) for one in read(office, *rows).refused]
    with scope(office):
        assert KeyTask.objects.count() == 0
    return found


def test_row_says_what_the_task_hangs_on_and_brings(city: City, office: Actor) -> None:
    report = read(office, PART, WHOLE)
    assert (report.refused, report.created) == ((), 2)
    with scope(office):
        whole, part = KeyTask.objects.get(number="ZD-1"), KeyTask.objects.get(number="ZD-1-01")
        assert whole.measure is not None and whole.action is not None
        assert (whole.measure.number, whole.action.position) == ("1", 1)
        told = (whole.amount, whole.amount_unit, whole.leader, whole.responsible, whole.cadence, whole.accept_by)
        assert told == (Decimal(100), "家", "王局", "张三", "month", date(2024, 10, 25))
        assert list(whole.milestones.order_by("position").values_list("name", "due", "weight")) == [
            ("方案印发", date(2024, 10, 30), 1),
            ("验收", date(2024, 12, 20), 2),
        ]
        assert (part.parent_id, part.amount, part.cadence) == (whole.pk, Decimal(60), "half_month")


def test_second_import_and_an_exported_one_change_nothing(city: City, office: Actor) -> None:
    rows = (WHOLE, PART, "ZD-2,整治,全覆盖,市应急管理,2024-12-31,,主要负责人安全教育培训,,,,,,每月一次,,,\n")
    read(office, *rows)
    again = read(office, *rows)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    with scope(office):
        sheet = catalogue()["tasks"]
        out = export(sheet, sheet.read(office))  # type: ignore[misc]
        third = run(sheet, io.BytesIO(out).read(), name="清单.xlsx", actor=office)
        steps = list(KeyTask.objects.get(number="ZD-2").milestones.order_by("position").values_list("name", "due"))
    assert (third.refused, third.created, third.updated, third.unchanged) == ((), 0, 0, 3)
    assert steps == [
        ("2024年10月", date(2024, 10, 31)),
        ("2024年11月", date(2024, 11, 30)),
        ("2024年12月", date(2024, 12, 31)),
    ]


def test_narrower_workbook_changes_nothing_that_it_does_not_show(city: City, office: Actor) -> None:
    read(office, WHOLE)
    narrow = "编号,任务,目标,牵头单位,完成时限\nZD-1,排查,全覆盖,市住房建设,2024-12-31\n"
    report = read(office, narrow, head="")
    assert (report.refused, report.unchanged) == ((), 1)


def test_drafted_task_is_corrected_and_taken_back_to_what_it_was(city: City, office: Actor) -> None:
    read(office, WHOLE)
    changed = WHOLE.replace(",100,家,", ",120,家,").replace("2024-10-30", "2024-11-05").replace("每月,", "每季度,")
    report = read(office, changed)
    assert (report.refused, report.updated) == ((), 1)
    undo = catalogue()["tasks"].undo
    with scope(office):
        one = KeyTask.objects.get(number="ZD-1")
        assert (one.amount, one.cadence, one.milestones.get(position=1).due) == (
            Decimal(120),
            "quarter",
            date(2024, 11, 5),
        )
        assert undo is not None
        undo.take_back(report.effects, office)
        one.refresh_from_db()
        assert (one.amount, one.cadence, one.milestones.get(position=1).due) == (
            Decimal(100),
            "month",
            date(2024, 10, 30),
        )


def test_two_leads_in_one_cell_are_named(city: City, office: Actor) -> None:
    found = problems(office, WHOLE.replace("市住房建设", "市住房建设、市应急管理"))
    assert ("D2", "一项任务只能有一个牵头单位，其他请填在配合单位") in found
    assert {cell for cell, _message in found} == {"D2"}


@pytest.mark.parametrize(
    ("row", "cell", "message"),
    [
        (WHOLE.replace("总体方案/1", "总体方案/9"), "F2", "总体方案/1"),
        (WHOLE.replace("2024-12-31", "2027-01-31"), "E2", "2027年1月31日不在本次行动的年份（2024年至2026年）内"),
        (WHOLE.replace("2024-12-20", "2025-02-20"), "O2", "节点“验收”晚于完成时限"),
        (WHOLE.replace("方案印发@2024-10-30", "方案印发"), "O2", "应写成：名称@日期"),
        (WHOLE.replace("2024-10-25", "2025-10-25"), "N2", "签收期限不能晚于完成时限"),
        (WHOLE.replace("家", "", 1), "I2", "有目标量的，请填写计量单位"),
        (PART, "P2", "没有编号为“ZD-1”的任务"),
    ],
)
def test_what_is_wrong_is_named_by_its_cell(city: City, office: Actor, row: str, cell: str, message: str) -> None:
    found = problems(office, row)
    assert [one for one, _message in found] == [cell]
    assert message in found[0][1]


def test_circle_of_tasks_is_named(city: City, office: Actor) -> None:
    a = "A,排查,全覆盖,市住房建设,2024-12-31,,,,,,,,,,,B\n"
    b = "B,排查,全覆盖,龙华区,2024-12-31,,,,,,,,,,,A\n"
    assert problems(office, a, b) == [("P2", "上级任务绕成了圈：A"), ("P3", "上级任务绕成了圈：B")]


def test_shares_over_the_whole_are_named_at_the_last_one(city: City, office: Actor) -> None:
    other = PART.replace("ZD-1-01", "ZD-1-02").replace("龙华区", "南山区").replace(",60,", ",70,")
    assert problems(office, WHOLE, PART, other) == [("H4", "分解的量合计130，超过上级任务的目标量100（130%）")]


def test_part_later_than_the_whole_is_named(city: City, office: Actor) -> None:
    late = PART.replace("2024-12-31", "2025-01-31")
    assert problems(office, WHOLE, late) == [("E3", "分解任务的完成时限不能晚于上级任务")]


def test_unit_that_is_gone_by_then_is_named(city: City, office: Actor) -> None:
    Unit.objects.filter(pk=city.unit("市住房建设").pk).update(valid_to=date(2024, 12, 1))
    found = problems(office, WHOLE)
    assert found == [("D2", "“市住房建设”自2024年12月1日起撤销，到完成时限时已不存在")]


def test_task_above_is_not_changed_by_an_import(city: City, office: Actor) -> None:
    read(office, WHOLE, PART)
    report = read(office, WHOLE, PART.replace(",ZD-1\n", ",\n"))
    assert [(one.cell, one.message) for one in report.refused] == [("P3", "上级任务不能经导入改动，请取消后另列")]


def test_measure_that_one_does_not_see_is_no_measure(city: City, office: Actor) -> None:
    stranger = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    row = "LH-1,排查,全覆盖,龙华区,2024-12-31,总体方案/1,,,,,,,,,,\n"
    report = read(stranger, row)
    assert [one.cell for one in report.refused] == ["F2"]


def sees(city: City, role: Role, unit: str, *numbers: str) -> list[bool]:
    with scope(city.actor(role, unit)):
        return [KeyTask.objects.filter(number=number).exists() for number in numbers]


def test_part_that_comes_again_after_an_undo_takes_part_as_it_does_then(city: City, office: Actor) -> None:
    read(office, WHOLE)
    brought, undo = read(office, PART), catalogue()["tasks"].undo
    with scope(office):
        assert undo is not None
        undo.take_back(brought.effects, office)
    again = read(office, PART.replace("龙华区", "南山区"))
    assert (again.refused, again.created) == ((), 1)
    assert sees(city, Role.DISTRICT_OFFICER, "南山区", "ZD-1", "ZD-1-01") == [True, True]
    assert sees(city, Role.DISTRICT_OFFICER, "龙华区", "ZD-1", "ZD-1-01") == [False, False]
    assert sees(city, Role.DEPARTMENT_OFFICER, "市住房建设", "ZD-1-01") == [True]


def test_part_that_comes_again_as_a_task_of_its_own_is_no_part(city: City, office: Actor) -> None:
    read(office, WHOLE)
    brought, undo = read(office, PART), catalogue()["tasks"].undo
    with scope(office):
        assert undo is not None
        undo.take_back(brought.effects, office)
    assert read(office, PART.replace(",ZD-1\n", ",\n")).refused == ()
    assert sees(city, Role.DISTRICT_OFFICER, "龙华区", "ZD-1", "ZD-1-01") == [False, True]
    assert sees(city, Role.DEPARTMENT_OFFICER, "市住房建设", "ZD-1-01") == [False]


@pytest.mark.parametrize(
    ("whole", "part", "told"),
    [
        ("2024-12-25", "", [("E2", "完成时限不能早于分解任务ZD-1-01的（2024年12月31日）")]),
        ("", "2025-01-31", [("E2", "分解任务的完成时限不能晚于上级任务")]),
        ("2024-12-25", "2024-12-28", [("E2", "完成时限不能早于分解任务ZD-1-01的（2024年12月28日）")]),
        ("2024-12-25", "2024-12-20", []),
        ("2025-01-31", "2025-01-31", []),
    ],
)
def test_days_of_a_whole_and_its_parts_are_examined_together(
    city: City, office: Actor, whole: str, part: str, told: list[tuple[str, str]]
) -> None:
    read(office, WHOLE, PART)
    narrow = "编号,任务,目标,牵头单位,完成时限\n"
    rows = [f"ZD-1,排查,全覆盖,市住房建设,{whole}\n"] if whole else []
    rows += [f"ZD-1-01,排查,全覆盖,龙华区,{part}\n"] if part else []
    report = read(office, *rows, head=narrow)
    assert [(one.cell, one.message) for one in report.refused] == told
    with scope(office):
        days = {str(one.due) for one in KeyTask.objects.all()}
    assert days == ({"2024-12-31"} if told else {whole, part})


def test_part_that_comes_with_its_whole_put_off_fits_the_new_day(city: City, office: Actor) -> None:
    read(office, WHOLE.replace("2024-12-31", "2024-12-25"))
    report = read(office, WHOLE, PART)
    assert (report.refused, report.created, report.updated) == ((), 1, 1)
    with scope(office):
        assert {str(one.due) for one in KeyTask.objects.all()} == {"2024-12-31"}


def test_undo_does_not_set_a_whole_before_a_part_that_came_meanwhile(city: City, office: Actor) -> None:
    read(office, WHOLE.replace("2024-12-31", "2024-12-25"))
    put_off, undo = read(office, WHOLE), catalogue()["tasks"].undo
    read(office, PART)
    assert undo is not None
    with scope(office):
        with pytest.raises(Refused, match="ZD-1：完成时限不能早于分解任务ZD-1-01的（2024年12月31日）"):
            undo.take_back(put_off.effects, office)
        assert {str(one.due) for one in KeyTask.objects.all()} == {"2024-12-31"}


def test_undo_brings_a_whole_and_its_part_back_together(city: City, office: Actor) -> None:
    early = [row.replace("2024-12-31", "2024-12-25") for row in (WHOLE, PART)]
    read(office, *early)
    put_off, undo = read(office, WHOLE, PART), catalogue()["tasks"].undo
    assert undo is not None
    with scope(office):
        undo.take_back(put_off.effects, office)
        assert {str(one.due) for one in KeyTask.objects.all()} == {"2024-12-25"}


def test_units_of_undone_parts_do_not_see_the_whole_any_more(city: City, office: Actor) -> None:
    read(office, WHOLE)
    other = PART.replace("ZD-1-01", "ZD-1-02").replace(",60,", ",40,")
    brought, undo = read(office, PART, other), catalogue()["tasks"].undo
    assert sees(city, Role.DISTRICT_OFFICER, "龙华区", "ZD-1") == [True]
    with scope(office):
        assert undo is not None
        undo.take_back(brought.effects, office)
    assert sees(city, Role.DISTRICT_OFFICER, "龙华区", "ZD-1") == [False]


def test_blank_measure_leaves_a_task_where_it_hangs(city: City, office: Actor) -> None:
    read(office, WHOLE)
    report = read(office, WHOLE.replace("总体方案/1", "").replace("100,家", "120,家"))
    assert (report.refused, report.updated) == ((), 1)
    with scope(office):
        one = KeyTask.objects.get(number="ZD-1")
    assert (one.amount, one.measure_id is None, one.action_id is None) == (Decimal(120), False, False)
