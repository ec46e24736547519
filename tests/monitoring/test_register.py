"""The register: told by hand or out of a workbook, counted by enterprise, read where it lies."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from tests.factories.monitoring import Plant, plant_in_city, system_draft
from tests.factories.orgs import SINCE

from zhiben.foundation.importing import ImportReport
from zhiben.foundation.measures.evaluation import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox import operations as inbox
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.measure import Cut, registered
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.monitoring import queries
from zhiben.monitoring.models import Alert, MonitoredEnterprise, MonitoringSystem
from zhiben.monitoring.operations import draft_of, set_watched, tell_system
from zhiben.monitoring.vocab import WATCHED
from zhiben.orgs.operations import reorganise
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
USCC = "91440300708461136T"


def told(plant: Plant, actor: Actor, **given: Any) -> MonitoringSystem:
    with scope(actor):
        return tell_system(system_draft(plant.city, **given), actor=actor)


def counted(actor: Actor, as_of: Any = None) -> int:
    with scope(actor):
        return evaluate(registered()["D3.monitoring"], Cut(as_of or clock.day_end(clock.today()))).numerator


def test_systems_of_one_enterprise_count_once(plant: Plant) -> None:
    assert counted(plant.office) == 1
    told(plant, plant.street, code="QY-2", watched="电气火灾")
    told(plant, plant.street, code="QY-2", watched="有限空间气体")
    assert (MonitoringSystem._unfiltered().count(), counted(plant.office)) == (3, 2)
    told(plant, plant.street, code="QY-3", since=None)
    assert counted(plant.office) == 2, "not in operation yet"
    assert counted(plant.city.actor(Role.OFFICE_OFFICER, "南山区安委办")) == 0


def test_the_number_is_that_of_its_day() -> None:
    with clock.at(clock.day_start(date(2024, 3, 1))):
        plant = plant_in_city()
    noon = clock.day_start(date(2024, 5, 10)) + timedelta(hours=12)
    with clock.at(noon):
        system = told(plant, plant.street, code="QY-2", since=date(2024, 5, 9))
    with clock.at(noon + timedelta(days=30)):
        with scope(plant.street):
            tell_system(replace(draft_of(system), ended_on=date(2024, 6, 8)), actor=plant.street, system=system)
        days = (date(2024, 5, 8), date(2024, 5, 9), date(2024, 5, 10), date(2024, 6, 7), date(2024, 6, 8))
        # Registered on the 10th: before that nobody knew of it. Out of operation on 8 June.
        assert [counted(plant.office, clock.day_end(day)) for day in days] == [1, 1, 2, 2, 1]
        # Within a day, what has begun on that day counts, and what has ended on it counts no more.
        noons = [clock.day_start(day) + timedelta(hours=13) for day in (date(2024, 5, 10), date(2024, 6, 8))]
        assert [counted(plant.office, noon) for noon in noons] == [2, 1]


def test_what_is_wrong_is_told_by_field(plant: Plant) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    wrong = {"name": " ", "code": "91440300708461136X", "watched": "天气", "since": tomorrow, "evidence": ""}
    with pytest.raises(Incomplete) as refusal:
        told(plant, plant.street, **wrong, ended_on=clock.today())
    assert sorted(refusal.value.fields) == ["code", "ended_on", "evidence", "name", "since", "watched"]
    assert refusal.value.fields["code"] == "统一社会信用代码校验不通过，请核对"
    assert told(plant, plant.street, code=f" {USCC.lower()} ").enterprise.code == USCC


def test_a_system_is_registered_where_one_answers_for_it(plant: Plant) -> None:
    elsewhere = plant.city.territories["粤海街道"].pk
    with pytest.raises(NotAllowed, match="不在您负责的区域或条线内"):
        told(plant, plant.street, code="QY-2", street=elsewhere)
    housing = plant.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    with pytest.raises(NotAllowed):
        told(plant, housing, code="QY-2")
    assert told(plant, housing, code="QY-2", sector=plant.city.sectors["房屋建筑施工"].pk).enterprise.line
    nanshan = plant.city.actor(Role.STREET_OFFICER, "粤海街道")
    with pytest.raises(Incomplete, match="请核对监测预警系统") as refusal:
        told(plant, nanshan, code="QY-2", street=elsewhere)
    assert refusal.value.fields == {"code": "该企业已由其他区域登记，请与上级安委办核对"}


def test_the_enterprises_contact_sees_its_own(plant: Plant) -> None:
    other = told(plant, plant.street, code="QY-2")
    unit = plant.city.unit("民治街道").name
    contact = plant.city.actor(Role.ENTERPRISE_CONTACT, unit, site=plant.site)
    with scope(contact):
        assert [one.pk for one in MonitoredEnterprise.objects.all()] == [plant.system.enterprise_id]
        assert [one.pk for one in MonitoringSystem.objects.all()] == [plant.system.pk]
    with pytest.raises(NotAllowed):
        told(plant, contact, code="QY-9")
    assert other.enterprise.site_id is None


def test_the_office_keeps_the_list_of_what_is_watched(plant: Plant) -> None:
    officer = plant.city.actor(Role.OFFICE_OFFICER, "市安委办")
    assert queries.watched_kinds() == list(WATCHED)
    assert set_watched([" 电梯 ", "", "可燃有毒气体", "电梯"], actor=officer) == ["电梯", "可燃有毒气体"]
    assert queries.watched_kinds() == ["电梯", "可燃有毒气体"]
    told(plant, plant.street, code="QY-2", watched="电梯")
    set_watched(["电梯"], actor=officer)
    # What stands keeps its word; a new one has to choose from the list.
    with scope(plant.street):
        tell_system(replace(draft_of(plant.system), supplier="另一家"), actor=plant.street, system=plant.system)
    with pytest.raises(Incomplete):
        told(plant, plant.street, code="QY-3", watched="可燃有毒气体")
    set_watched([], actor=officer)
    assert queries.watched_kinds() == list(WATCHED)
    with pytest.raises(Incomplete):
        set_watched(["x" * 41], actor=officer)
    with pytest.raises(NotAllowed):
        set_watched(["电梯"], actor=plant.office)


def test_an_enterprise_goes_with_its_street(plant: Plant) -> None:
    alert = plant.alert()
    street, to = plant.city.territories["民治街道"], plant.city.territories["南山区"]
    admin = plant.city.actor(Role.SYSTEM_ADMIN, "市安委办")
    with scope(SYSTEM):
        new = reorganise(street, to=to, on=max(SINCE, clock.today()), actor=admin)
    row = MonitoredEnterprise._unfiltered().get(pk=plant.system.enterprise_id)
    alert = Alert._unfiltered().get(pk=alert.pk)
    assert (row.street, row.district, alert.street, alert.district) == (new.pk, to.pk, new.pk, to.pk)


# Workbooks

HEADS = ("企业", "统一社会信用代码", "街镇", "行业", "监测内容", "厂商", "启用日期", "停用日期", "佐证材料")
ROW = ("示例仓储公司", USCC, "民治街道", "工贸通用", "电气火灾", "示例物联公司", "2024-05-20", "", "验收单")


def taken(actor: Actor, *rows: tuple[Any, ...]) -> ImportReport:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row in (HEADS, *rows):
        page.append(list(row))
    written = io.BytesIO()
    made.save(written)
    with scope(actor):
        stored = inbox.keep(written.getvalue(), name="监测系统.xlsx", actor=actor)
        return inbox.take_in("monitoring_systems", stored, actor=actor)


def test_a_workbook_registers_and_corrects(plant: Plant) -> None:
    second = (*ROW[:4], "消防水压、水位", *ROW[5:])
    report = taken(plant.street, ROW, second)
    assert (report.refused, report.created, report.updated) == ((), 2, 0)
    assert MonitoredEnterprise._unfiltered().get(code=USCC).systems.model is MonitoringSystem
    again = taken(plant.street, (*ROW[:7], "2024-09-01", ROW[8]), second)
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)
    told = [(change.column, change.before, change.after) for one in again.effects for change in one.changes]
    assert told == [("ended_on", "", "2024-09-01")]


def test_every_wrong_cell_is_named_and_nothing_written(plant: Plant) -> None:
    report = taken(
        plant.street,
        ("示例仓储公司", "914403007084611361", "民治街道", "工贸通用", "天气", "", "2099-01-01", "", "验收单"),
        ("示例仓储公司", "QY-5", "粤海街道", "工贸通用", "电气火灾", "", "", "", ""),
        ("示例仓储公司", "QY-6", "民治街道", "工贸通用", "电气火灾", "", "2024-05-20", "2024-05-19", ""),
    )
    assert sorted((one.cell, one.code) for one in report.refused) == [
        ("B2", "wrong"),
        ("C3", "outside"),
        ("E2", "wrong"),
        ("G2", "wrong"),
        ("H4", "wrong"),
        ("I4", "wrong"),
    ]
    assert MonitoringSystem._unfiltered().count() == 1


def test_an_enterprise_of_others_is_not_taken_over_by_a_workbook(plant: Plant) -> None:
    nanshan = plant.city.actor(Role.STREET_OFFICER, "粤海街道")
    code = plant.system.enterprise.code
    report = taken(nanshan, ("改名公司", code, "粤海街道", "工贸通用", "电气火灾", "", "", "", ""))
    assert [(one.cell, one.message) for one in report.refused] == [("B2", "该企业已由其他区域登记，请与上级安委办核对")]
    with unscoped(reason="a test reads"):
        assert MonitoredEnterprise.objects.get(code=code).name == plant.site.name
