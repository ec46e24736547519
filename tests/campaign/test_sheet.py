"""The key-task list as a workbook."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.campaign import task
from tests.factories.orgs import city

from zhiben.campaign.models import KeyTask
from zhiben.campaign.queries import assisting_units
from zhiben.foundation.importing import export, lookups, run
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
HEAD = "编号,任务,目标,牵头单位,配合单位,完成时限\n"
GOOD = (
    HEAD
    + "ZD-1,排查,全覆盖,市住房建设,市消防救援、市交通运输,2024-12-31\nZD-2,整治,全覆盖,市应急管理,,2024年11月30日\n"
)


def test_import_drafts_and_a_second_one_changes_nothing() -> None:
    built = city()
    office = built.actor(Role.OFFICE_OFFICER, "市安委办")
    sheet = catalogue()["tasks"]
    with scope(office):
        first = run(sheet, GOOD.encode(), name="清单.csv", actor=office)
        assert (first.refused, first.created) == ((), 2)
        task = KeyTask.objects.get(number="ZD-1")
        assert (task.state, task.lead_unit_id) == ("drafted", built.unit("市住房建设").pk)
        assert assisting_units(task) == [built.unit("市消防救援").pk, built.unit("市交通运输").pk]
        again = run(sheet, GOOD.encode(), name="清单.csv", actor=office)
        assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
        changed = run(sheet, GOOD.replace("整治", "整顿").encode(), name="清单.csv", actor=office)
        assert (changed.created, changed.updated, changed.unchanged) == (0, 1, 1)


def test_wrong_rows_are_named_by_cell_and_nothing_is_written() -> None:
    city()
    wrong = GOOD + "ZD-3,排查,全覆盖,市住建局,,2024-13-45\nZD-4,排查,,市应急管理,市消防救缓,2024-12-31\n"
    with unscoped(reason="test of an import"):
        report = run(catalogue()["tasks"], wrong.encode(), name="清单.csv", actor=SYSTEM)
        assert KeyTask.objects.count() == 0
    assert {p.cell for p in report.refused} == {"D4", "F4", "C5", "E5"}
    assert any("市住房建设" in p.message for p in report.refused if p.cell == "D4")


def test_unknown_assisting_unit_gets_suggestions() -> None:
    city()
    text = GOOD.replace("市消防救援、", "市消防救缓、")
    with unscoped(reason="test of an import"):
        report = run(catalogue()["tasks"], text.encode(), name="清单.csv", actor=SYSTEM)
    assert [(p.cell, p.code) for p in report.refused] == [("E2", "unknown_name")]
    assert "市消防救援" in report.refused[0].message


def test_who_cannot_lead_and_who_assists_itself_are_named() -> None:
    city()
    text = HEAD + "ZD-1,排查,全覆盖,市安委办,,2024-12-31\nZD-2,整治,全覆盖,市应急管理,市应急管理,2024-12-31\n"
    with unscoped(reason="test of an import"):
        report = run(catalogue()["tasks"], text.encode(), name="清单.csv", actor=SYSTEM)
    assert [(p.cell, p.code) for p in report.refused] == [("D2", "cannot_lead"), ("E3", "assists_itself")]


def test_a_stranger_cannot_list_tasks_for_others() -> None:
    built = city()
    stranger = built.actor(Role.OFFICE_OFFICER, "南山区安委办")
    with scope(stranger):
        report = run(catalogue()["tasks"], GOOD.encode(), name="清单.csv", actor=stranger)
    assert {p.code for p in report.refused} == {"not_allowed"}


def test_what_is_exported_comes_back_unchanged() -> None:
    city()
    sheet = catalogue()["tasks"]
    with unscoped(reason="test of an export"):
        run(sheet, GOOD.encode(), name="清单.csv", actor=SYSTEM)
        assert sheet.read is not None
        book = export(sheet, list(sheet.read(SYSTEM)))
        again = run(sheet, book, name="清单.xlsx", actor=SYSTEM)
    assert (again.refused, again.unchanged) == ((), 2)


def test_number_of_anothers_task_cannot_be_used_and_nothing_of_it_is_told() -> None:
    built = city()
    away = task(built)
    stranger = built.actor(Role.OFFICE_OFFICER, "南山区安委办")
    rows = (f"{away.number},{away.title},{away.target}", f"{away.number},别的,别的")
    told = []
    for row in rows:
        text = f"编号,任务,目标,牵头单位,完成时限\n{row},南山区住房建设,{away.due}\n"
        with scope(stranger):
            report = run(catalogue()["tasks"], text.encode(), name="清单.csv", actor=stranger)
        told.append([(one.cell, one.code, one.message) for one in report.refused])
    assert told == [[("A2", "not_correctable", "此编号不能用于导入，请核对")]] * 2


def test_another_lead_is_refused_in_the_offices_words() -> None:
    city()
    with unscoped(reason="test of an import"):
        run(catalogue()["tasks"], GOOD.encode(), name="清单.csv", actor=SYSTEM)
        report = run(
            catalogue()["tasks"], GOOD.replace("市应急管理", "市交通运输").encode(), name="清单.csv", actor=SYSTEM
        )
    assert [(p.cell, p.message) for p in report.refused] == [("D3", "牵头单位不能经导入改动，请取消后另列")]


def test_units_are_loaded_once_however_many_columns_and_rules_ask_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    city()
    loaded: list[str] = []

    def counting(load: lookups.Load) -> lookups.Load:
        def loading(actor: Actor) -> lookups.Directory:
            loaded.append("unit")
            return load(actor)

        return loading

    monkeypatch.setitem(lookups._registry, "unit", counting(lookups._registry["unit"]))
    with unscoped(reason="test of an import"):
        assert run(catalogue()["tasks"], GOOD.encode(), name="清单.csv", actor=SYSTEM).created == 2
    assert loaded == ["unit"]


def test_a_preview_asks_as_often_for_many_rows_as_for_few() -> None:
    built = city()
    office = built.actor(Role.OFFICE_OFFICER, "市安委办")

    def asked(rows: int) -> int:
        lines = "".join(f"YL-{number},排查,全覆盖,市住房建设,市消防救援,2024-12-31\n" for number in range(rows))
        with scope(office), CaptureQueriesContext(connection) as asked:
            report = run(catalogue()["tasks"], (HEAD + lines).encode(), name="清单.csv", actor=office, dry_run=True)
        assert (report.refused, report.created) == ((), rows)
        return len(asked)

    assert asked(3) == asked(60)
