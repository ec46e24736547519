"""What an import changed, kept as an act and taken back as one: every sheet, every reason against it, strangers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.hazards import Cast
from tests.factories.orgs import SINCE, City
from tests.factories.pages import browser

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import assign_all
from zhiben.campaign.queries import assisting_units
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import queries as hazards
from zhiben.hazards.models import Hazard
from zhiben.inbox import operations, queries
from zhiben.inbox.models import ImportAct
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Person, Sector, SectorLine, Site, SpecialDay, Unit
from zhiben.orgs.operations import grant
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
TASKS = "编号,任务,目标,牵头单位,配合单位,完成时限,佐证要求\n"
T1 = "ZD-1,排查,全覆盖,市住房建设,市消防救援,2099-12-31,台账\n"
T2 = "ZD-2,整治,全覆盖,市应急管理,,2099-11-30,台账\n"


@pytest.fixture
def office(built: City) -> Actor:
    return built.actor(Role.OFFICE_OFFICER, "市安委办")


def taken_in(sheet: str, text: str, actor: Actor) -> ImportReport:
    with scope(actor):
        stored = operations.keep(text.encode(), name="表.csv", actor=actor)
        report = operations.take_in(sheet, stored, actor=actor)
    assert report.refused == ()
    return report


def last() -> ImportAct:
    return ImportAct.objects.latest_first()[0]


def undone(act: ImportAct, actor: Actor) -> None:
    with scope(actor):
        operations.undo(act, actor=actor, reason="传错文件")


def told(act: ImportAct) -> list[tuple[int, str, list[list[str]]]]:
    """Row, record, and [column, before, after] of each change."""
    return [(row.row, row.label, [one[:3] for one in row.changes or []]) for row in act.rows.order_by("row")]


def all_tasks() -> list[KeyTask]:
    with unscoped(reason="a test reads"):
        return list(KeyTask.objects.order_by("number"))


def test_act_tells_each_record_and_the_ledger_bears_its_number(office: Actor) -> None:
    taken_in("tasks", TASKS + T1 + T2, office)
    act = last()
    assert (act.person, act.sheet, act.read, act.created, act.updated) == (office.id, "tasks", 2, 2, 0)
    assert (act.unit, act.coordinates) == (office.grants[0].unit, office.grants[0].at)
    assert told(act) == [(2, "ZD-1 排查", []), (3, "ZD-2 整治", [])]
    entry = AuditEntry.objects.get(verb="import", model="sheet.tasks")
    assert (entry.record, act.effects_sha256 in entry.facts) == (act.pk, True)


def test_drafted_tasks_go_out_and_come_back_under_their_numbers(office: Actor) -> None:
    taken_in("tasks", TASKS + T1 + T2, office)
    undone(last(), office)
    assert [task.state for task in all_tasks()] == ["retracted", "retracted"]
    other = T1.replace("排查", "清查").replace("市消防救援", "市交通运输")
    again = taken_in("tasks", TASKS + other, office)
    assert (again.created, again.updated) == (1, 0)
    first = all_tasks()[0]
    assert (len(all_tasks()), first.state, first.title) == (2, "drafted", "清查")
    with scope(office):
        assert assisting_units(first) == [Unit.objects.get(name="市交通运输").pk]
    assert verify().ok


def test_changed_words_and_partners_are_as_before(office: Actor) -> None:
    taken_in("tasks", TASKS + T1 + T2, office)
    before = [(task.title, task.due, task.state) for task in all_tasks()]
    changed = T1.replace("排查", "清查").replace("2099-12-31", "2099-10-01").replace("市消防救援", "市交通运输")
    taken_in("tasks", TASKS + changed + T2, office)
    act = last()
    assert told(act) == [
        (
            2,
            "ZD-1 清查",
            [
                ["title", "排查", "清查"],
                ["assisting", "市消防救援", "市交通运输"],
                ["due", "2099-12-31", "2099-10-01"],
            ],
        )
    ]
    undone(act, office)
    first = all_tasks()[0]
    assert [(task.title, task.due, task.state) for task in all_tasks()] == before
    with scope(office):
        assert assisting_units(first) == [Unit.objects.get(name="市消防救援").pk]


def test_act_whose_records_moved_on_stays_whole(office: Actor) -> None:
    taken_in("tasks", TASKS + T1 + T2, office)
    with scope(office):
        assign_all([KeyTask.objects.get(number="ZD-2")], actor=office)
    with pytest.raises(Conflict, match="1条记录在导入后已有改动，不能撤销：ZD-2 整治"):
        undone(last(), office)
    assert [task.state for task in all_tasks()] == ["drafted", "assigned"]
    page = browser(Person.objects.get(pk=office.id)).get(reverse("inbox:act", args=[last().pk])).content.decode()
    assert "1条记录在导入后已有改动" in page and "ZD-2 整治：已有后续改动" in page


def test_act_is_taken_back_once(office: Actor) -> None:
    taken_in("tasks", TASKS + T1, office)
    undone(last(), office)
    with pytest.raises(Conflict, match="已经撤销"):
        undone(last(), office)
    taken_in("tasks", TASKS + T1, office)
    taken_in("tasks", TASKS + T1, office)
    with pytest.raises(Refused, match="没有改动任何记录"):
        undone(last(), office)


def test_imports_on_top_of_each_other_are_taken_back_one_after_the_other(office: Actor) -> None:
    for title in ("排查", "清查", "普查"):
        taken_in("tasks", TASKS + T1.replace("排查", title) + T2, office)
    acts = list(ImportAct.objects.latest_first())
    with pytest.raises(Conflict):
        undone(acts[1], office)
    found = []
    for act in acts:
        undone(act, office)
        found.append([(task.state, task.title) for task in all_tasks()])
    drafted, retracted = ("drafted", "整治"), ("retracted", "整治")
    assert found == [[("drafted", "清查"), drafted], [("drafted", "排查"), drafted], [("retracted", "排查"), retracted]]


def test_what_somebody_did_between_two_imports_keeps_the_earlier_one(office: Actor) -> None:
    taken_in("tasks", TASKS + T1, office)
    first = last()
    with scope(office):
        assign_all([KeyTask.objects.get()], actor=office)
    taken_in("tasks", TASKS + T1.replace("排查", "清查"), office)
    undone(last(), office)
    with pytest.raises(Conflict, match="ZD-1 排查"):
        undone(first, office)


HAZARDS = "编号,隐患,场所,发现日期,判定依据\n"


def test_reported_hazards_go_out_count_no_more_and_come_back(built: City) -> None:
    cast = Cast(built)
    row = f"LH-1,临边防护缺失,{cast.site.name},{clock.today()},建质规\n"
    taken_in("hazards", HAZARDS + row, cast.street)

    def counted() -> int:
        with scope(cast.office):
            return hazards.valid(Cut(clock.now())).count()

    assert counted() == 1
    undone(last(), cast.street)
    with unscoped(reason="a test reads"):
        one = Hazard.objects.get()
    assert (one.state, one.reporter, counted()) == ("retracted", 0, 0)
    assert taken_in("hazards", HAZARDS + row.replace("缺失", "不足"), cast.street).created == 1
    with unscoped(reason="a test reads"):
        one = Hazard.objects.get()
    assert (one.state, one.title, one.reporter, counted()) == ("reported", "临边防护不足", cast.street.id, 1)
    assert verify().ok


def test_number_of_another_streets_hazard_is_not_taken_over(built: City) -> None:
    cast = Cast(built)
    row = f"LH-1,临边防护缺失,{cast.site.name},{clock.today()},建质规\n"
    taken_in("hazards", HAZARDS + row, cast.street)
    undone(last(), cast.street)
    elsewhere, city_office = built.site("南园街道"), built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(city_office):
        text = HAZARDS + row.replace(cast.site.name, elsewhere.name)
        stored = operations.keep(text.encode(), name="表.csv", actor=city_office)
        found = operations.take_in("hazards", stored, actor=city_office)
    assert [(one.cell, "另一街道" in one.message) for one in found.refused] == [("A2", True)]


def test_hazard_that_was_verified_is_not_taken_back(built: City) -> None:
    cast = Cast(built)
    taken_in("hazards", HAZARDS + f"LH-1,临边,{cast.site.name},{clock.today()},建质规\n", cast.street)
    with unscoped(reason="a test reads"):
        one = Hazard.objects.get()
    cast.step(one, "verify")
    with pytest.raises(Conflict, match="LH-1 临边"):
        undone(last(), cast.street)


SITES = "场所名称,统一社会信用代码,本地编号,所在街道,行业领域,地址\n"


def test_sites_are_removed_while_nothing_refers_to_them(built: City) -> None:
    cast = Cast(built)
    standing = f"{cast.site.name},,{cast.site.local_id},民治街道,工贸通用,新路1号\n"
    taken_in("sites", SITES + "示例甲,,J-1,民治街道,工贸通用,某路1号\n" + standing, cast.street)
    act = last()
    assert told(act) == [
        (2, "示例甲", []),
        (3, cast.site.name, [["address", "", "新路1号"], ["sector", "房屋建筑施工", "工贸通用"]]),
    ]
    undone(act, cast.street)
    with unscoped(reason="a test reads"):
        assert [(one.address, one.sector_id, one.line) for one in Site.objects.all()] == [
            ("", cast.site.sector_id, cast.site.line)
        ]
    assert AuditEntry.objects.filter(verb="remove_site").count() == 1
    assert taken_in("sites", SITES + "示例甲,,J-1,民治街道,工贸通用,某路1号\n", cast.street).created == 1


def test_site_with_a_hazard_stays(built: City) -> None:
    cast = Cast(built)
    taken_in("sites", SITES + "示例甲,,J-1,民治街道,工贸通用,\n", cast.street)
    act = last()
    taken_in("hazards", HAZARDS + f"LH-1,临边,示例甲,{clock.today()},建质规\n", cast.street)
    with pytest.raises(Refused, match="1条记录已被使用，不能撤销：示例甲"):
        undone(act, cast.street)
    with unscoped(reason="a test reads"):
        assert Site.objects.filter(local_id="J-1").count() == 1


def test_site_that_was_amended_since_stays(built: City) -> None:
    cast = Cast(built)
    taken_in("sites", SITES + "示例甲,,J-1,民治街道,工贸通用,\n", cast.street)
    act = last()
    taken_in("sites", SITES + "示例甲,,J-1,民治街道,工贸通用,某路9号\n", cast.street)
    with pytest.raises(Conflict, match="示例甲"):
        undone(act, cast.street)


def test_units_sectors_and_days_go_out_and_are_as_before(built: City) -> None:
    admin = built.actor(Role.SYSTEM_ADMIN, "市安委办")
    office = built.actor(Role.OFFICE_OFFICER, "市安委办")
    before = state_of_the_lists()
    head = "单位名称,简称,单位类别,所在区域,条线\n"
    taken_in("units", head + "市示例局,示例局,部门,深圳市,住房建设\n市住房建设,住建局,部门,深圳市,住房建设\n", admin)
    taken_in("sectors", "行业领域,主管条线\n示例行业,住房建设\n工贸通用,消防救援\n", office)
    taken_in("workdays", "日期,是否上班,说明\n2024-10-12,是,调休\n", admin)
    taken_in("workdays", "日期,是否上班,说明\n2024-10-12,否,更正\n2024-10-13,是,\n", admin)
    assert state_of_the_lists() != before
    whose: Iterator[Actor] = iter((admin, admin, office, admin))
    for act in ImportAct.objects.latest_first():
        undone(act, next(whose))
    assert state_of_the_lists() == before
    assert verify().ok


def state_of_the_lists() -> list[Any]:
    lines = SectorLine.objects.filter(valid_to__isnull=True).order_by("sector__name")
    return [
        list(Unit.objects.order_by("name").values_list("name", "short_name")),
        list(Sector.objects.order_by("name").values_list("name", flat=True)),
        list(lines.values_list("sector__name", "line__name")),
        list(SpecialDay.objects.order_by("day").values_list("day", "worked", "note")),
    ]


def test_division_lists_stand_and_say_why(built: City) -> None:
    admin = built.actor(Role.SYSTEM_ADMIN, "市安委办")
    taken_in("territories", "区划代码,名称,上级区县代码\n440304099,示例街道,440304\n", admin)
    with pytest.raises(Refused, match="区划清单是公布的名录"):
        undone(last(), admin)


def test_every_sheet_can_be_taken_back_or_says_why_not() -> None:
    assert [one.name for one in catalogue().values() if bool(one.undo) == bool(one.stands)] == []


def test_strangers_find_no_act(built: City, office: Actor) -> None:
    taken_in("tasks", TASKS + T1, office)
    act = last()
    people = {
        "colleague": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "another district": built.person(Role.OFFICE_OFFICER, "南山区安委办"),
        "auditor": built.person(Role.AUDITOR, "市安委办"),
        "department": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
    }
    pages = [reverse("inbox:act", args=[act.pk]), reverse("inbox:act", args=[act.pk + 99])]
    found = {who: [browser(person).get(page).status_code for page in pages] for who, person in people.items()}
    assert found == {
        "colleague": [200, 404],
        "leader": [200, 404],
        "another district": [404, 404],
        "auditor": [404, 404],
        "department": [404, 404],
    }
    undo = reverse("inbox:undo", args=[act.pk])
    assert browser(people["another district"]).post(undo).status_code == 404
    with pytest.raises(NotFound):
        queries.import_act(act.pk, actor_of(people["department"]))
    assert Job.objects.count() == 0


def test_nobody_takes_back_what_they_may_not_touch(built: City, office: Actor) -> None:
    taken_in("tasks", TASKS + T1, office)
    leader = built.actor(Role.OFFICE_LEADER, "市安委办")
    with pytest.raises(NotAllowed):
        undone(last(), leader)
    with scope(leader), pytest.raises(NotAllowed):
        operations.ask_undo(last(), actor=built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), reason="传错文件")
    assert [task.state for task in all_tasks()] == ["drafted"]


@pytest.mark.parametrize("reason", ["", " 　", "多" * 201])
def test_nothing_is_taken_back_without_a_reason(office: Actor, reason: str) -> None:
    taken_in("tasks", TASKS + T1, office)
    client = browser(Person.objects.get(pk=office.id))
    answer = client.post(reverse("inbox:undo", args=[last().pk]), {"reason": reason})
    assert (answer.status_code, "请写明撤销的理由" in answer.content.decode()) == (422, True)
    with scope(office), pytest.raises(Refused, match="理由"):
        operations.undo(last(), actor=office, reason=reason)
    assert (Job.objects.count(), last().undone_at) == (0, None)


def test_act_shows_only_records_in_ones_scope(built: City) -> None:
    cast = Cast(built)
    away = built.site(street="粤海街道")
    officer = built.person(Role.STREET_OFFICER, "民治街道")
    # Two streets in one hand; the act belongs to the first.
    grant(officer, Role.STREET_OFFICER, unit=built.unit("粤海街道"), actor=SYSTEM, valid_from=SINCE)
    both = actor_of(officer)
    rows = "".join(
        f"{number},临边,{site.name},{clock.today()},建质规\n" for number, site in (("A-1", cast.site), ("B-1", away))
    )
    taken_in("hazards", HAZARDS + rows, both)
    colleague = built.person(Role.STREET_OFFICER, "民治街道")
    page = browser(colleague).get(reverse("inbox:act", args=[last().pk])).content.decode()
    assert ("A-1 临边" in page, "B-1" in page, "另有1条不在您的查看范围内" in page) == (True, False, True)
    with pytest.raises(Refused, match="不在您查看范围内"):
        undone(last(), actor_of(colleague))


def test_undoing_in_the_background_says_what_it_did_or_why_not(office: Actor) -> None:
    taken_in("tasks", TASKS + T1, office)
    with scope(office):
        job = operations.ask_undo(last(), actor=office, reason=" 传错文件")
        assert operations.ask_undo(last(), actor=office, reason=" 传错文件").pk == job.pk
    assert run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"undone": 1, "act": last().pk})
    assert last().undone_reason == "传错文件"
    taken_in("tasks", TASKS + T1, office)
    with scope(office):
        job = operations.ask_undo(last(), actor=office, reason=" 传错文件")
        assign_all([KeyTask.objects.get()], actor=office)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.REFUSED, "1条记录在导入后已有改动，不能撤销：ZD-1 排查")
