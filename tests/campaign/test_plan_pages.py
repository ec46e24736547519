"""The pages of the plan system, as the people see them for whom they are, and as strangers do not."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.campaign import task
from tests.factories.orgs import City
from tests.factories.pages import browser
from tests.factories.plans import Planners

from zhiben.campaign.models import Consultation, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.operations import drafts_of, hang_tasks, revise_plan, set_measures
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either


@pytest.fixture
def planners(city: City) -> Planners:
    return Planners(city)


def version_of(plan: Plan) -> PlanVersion:
    return PlanVersion._unfiltered().select_related("plan").order_by("-number").filter(plan=plan)[0]


def test_list_shows_the_plans_as_one_and_districts_and_sectors(planners: Planners) -> None:
    planners.master()
    planners.of_district()
    planners.of_sector(state="consulting")
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = office.get(reverse("campaign:plans")).content.decode()
    found = [page.index(words) for words in ("总体方案（1）", "区子方案（1）", "行业领域子方案（1）")]
    assert found == sorted(found)
    assert ("起草中" in page, "征求意见" in page, "第1版" in page) == (True, True, True)
    stranger = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市交通运输"))
    assert "您的范围内还没有方案" in stranger.get(reverse("campaign:plans")).content.decode()
    assert "起草方案" in page


def test_list_asks_as_often_however_many_plans(planners: Planners) -> None:
    planners.of_district(state="consulting")
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("campaign:plans"))
    planners.master()
    planners.of_sector(state="issued")
    with CaptureQueriesContext(connection) as many:
        office.get(reverse("campaign:plans"))
    assert len(many) == len(few)


def test_plan_is_founded_on_the_page_with_what_the_address_names(planners: Planners) -> None:
    city = planners.city
    officer = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    sector, owner = city.sectors["工贸通用"].pk, planners.unit("市应急管理")
    address = f"{reverse('campaign:plan_new')}?kind=sector&sector={sector}"
    form = officer.get(address).content.decode()
    assert re.search(rf'<option value="{sector}" selected', form) is not None
    wrong = officer.post(address, {"kind": "district", "owner": owner})
    assert (wrong.status_code, "请选择区" in wrong.content.decode()) == (422, True)
    done = officer.post(address, {"kind": "sector", "sector": sector, "owner": owner})
    plan = Plan._unfiltered().get()
    assert (done.status_code, done["Location"], str(plan)) == (
        302,
        plan.get_absolute_url(),
        "工贸通用领域安全生产治本攻坚三年行动子方案",
    )
    street = browser(city.person(Role.STREET_OFFICER, "民治街道"))
    assert street.get(reverse("campaign:plan_new")).status_code == 403


def test_draft_is_written_measure_by_measure(planners: Planners) -> None:
    version = version_of(planners.of_sector())
    writer = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    add = reverse("campaign:measure_add", args=[version.pk])
    form = writer.get(f"{add}?action={planners.action(5)}").content.decode()
    assert 'value="2"' in form
    assert f'<option value="{planners.action(5)}" selected' in form
    said = {"number": "2", "text": "开展培训", "lead_unit": planners.unit("市住房建设"), "due": "2024-12-31"}
    unknown = writer.post(add, {**said, "assisting": "没有的局"})
    assert (unknown.status_code, "没有名为“没有的局”的单位" in unknown.content.decode()) == (422, True)
    late = writer.post(add, {**said, "due": "2027-01-01"})
    assert (late.status_code, "完成时限须在行动期内（2024—2026年）" in late.content.decode()) == (422, True)
    assert writer.post(add, {**said, "assisting": "市应急管理、市消防救援"}).status_code == 302
    row = version.wordings.model._unfiltered().get(measure__number="2")
    edit = reverse("campaign:measure_edit", args=[row.pk])
    assert "市应急管理、市消防救援" in writer.get(edit).content.decode()
    assert writer.post(edit, {"text": "开展全员培训", "number": "99"}).status_code == 302
    with scope(planners.department):
        assert [(one.number, one.text) for one in drafts_of(version)][1] == ("2", "开展全员培训")
    shift = reverse("campaign:measure_shift", args=[row.pk])
    for to, order in (("up", ["2", "1"]), ("down", ["1", "2"])):
        assert writer.post(shift, {"to": to}).status_code == 302
        with scope(planners.department):
            assert [one.number for one in drafts_of(version)] == order
    assert writer.post(shift, {"to": "out"}).status_code == 422
    out = reverse("campaign:measure_out", args=[row.pk])
    assert f'href="{out}"' in writer.get(version.get_absolute_url()).content.decode()
    assert "没有任务挂在这条措施上，也没有下级措施落实它。" in writer.get(out).content.decode()
    with scope(planners.department):
        assert [one.number for one in drafts_of(version)] == ["1", "2"]
    assert writer.post(out)["Location"] == f"{version.get_absolute_url()}#measures"
    with scope(planners.department):
        assert [one.number for one in drafts_of(version)] == ["1"]
    goals = reverse("campaign:plan_goals", args=[version.pk])
    assert writer.post(goals, {"goals": "三年内清零"}).status_code == 302
    assert "三年内清零" in writer.get(version.get_absolute_url()).content.decode()


def test_two_writers_do_not_write_over_each_other(planners: Planners) -> None:
    version = version_of(planners.of_sector())
    row = version.wordings.model._unfiltered().get()
    edit = reverse("campaign:measure_edit", args=[row.pk])
    first, second = (browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市住房建设")) for _ in range(2))
    seen = re.findall(r'name="seen" value="(\w+)"', first.get(edit).content.decode())[0]
    assert second.post(edit, {"text": "后写的", "seen": seen}).status_code == 302
    answer = first.post(edit, {"text": "先打开的", "seen": seen})
    assert (answer.status_code, "后写的" in answer.content.decode()) == (409, True)


def test_only_its_writers_change_a_draft_and_only_a_draft(planners: Planners) -> None:
    version = version_of(planners.of_sector())
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    writer = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    row = version.wordings.model._unfiltered().get()
    addresses = [reverse("campaign:plan_goals", args=[version.pk]), reverse("campaign:measure_edit", args=[row.pk])]
    assert [office.get(address).status_code for address in addresses] == [403, 403]
    planners.bring(version, "consulting", planners.department)
    assert [writer.get(address).status_code for address in addresses] == [422, 422]


def test_asked_unit_answers_on_the_plans_page_and_sees_its_own_reply_only(planners: Planners) -> None:
    asked = (planners.unit("市应急管理"), planners.unit("市消防救援"))
    plan = planners.of_sector((planners.measure("1", assisting=asked),), state="consulting")
    version = version_of(plan)
    here = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市应急管理"))
    there = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市消防救援"))
    one = Consultation._unfiltered().get(unit=asked[0])
    move = reverse("campaign:consultation_move", args=[one.pk, "object"])
    assert move in here.get(version.get_absolute_url()).content.decode()
    assert there.get(move).status_code == 404
    done = here.post(move, {"opinion": "期限偏紧"})
    assert (done.status_code, done["Location"]) == (302, version.get_absolute_url())
    pages = [client.get(version.get_absolute_url()).content.decode() for client in (here, there)]
    assert ["期限偏紧" in page for page in pages] == [True, False]
    writer = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    answer = reverse("campaign:consultation_move", args=[one.pk, "answer"])
    told = writer.get(answer).content.decode()
    said = [one.unit.name, "期限偏紧", clock.in_words(clock.today())]
    assert re.findall(r"<dt>(?:征求意见单位|意见|反馈日期)</dt><dd>(.*?)</dd>", told) == said
    assert writer.post(answer, {"adopted": "yes", "answer": "已放宽"}).status_code == 302
    page = writer.get(version.get_absolute_url()).content.decode()
    assert ("采纳" in page, "已放宽" in page) == (True, True)


def test_revision_begins_on_the_page_and_leads_on_to_the_missing_measure(planners: Planners) -> None:
    plan = planners.of_sector(state="issued")
    writer = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    address = f"{reverse('campaign:plan_revise', args=[plan.pk])}?action={planners.action(7)}"
    done = writer.post(address, {"reason": "补上精准执法"})
    version = version_of(plan)
    onward = f"{reverse('campaign:measure_add', args=[version.pk])}?action={planners.action(7)}"
    assert (version.number, done["Location"]) == (2, onward)
    assert writer.get(address)["Location"] == onward


def test_two_versions_stand_side_by_side_with_changed_words_marked(planners: Planners) -> None:
    plan = planners.master()
    with scope(planners.officer):
        version = revise_plan(plan, reason="年度调整", actor=planners.officer)
        changed = planners.measure("1", text="第1条：对重大事故隐患限期清零")
        set_measures(version, [changed, planners.measure("9")], actor=planners.officer)
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = office.get(reverse("campaign:plan_compare", args=[plan.pk])).content.decode()
    assert ("<del>动态</del>" in page, "<ins>限期</ins>" in page) == (True, True)
    assert "增加1条，去掉1条，修改1条，未变0条" in page
    same = office.get(reverse("campaign:plan_compare", args=[plan.pk]), {"old": "1", "new": "1"}).content.decode()
    assert "增加0条，去掉0条，修改0条，未变2条" in same
    district = browser(planners.city.person(Role.DISTRICT_OFFICER, "龙华区"))
    assert "限期" not in district.get(reverse("campaign:plan_compare", args=[plan.pk])).content.decode()


def test_measure_is_traced_upward_and_downward(planners: Planners) -> None:
    master = planners.master()
    with scope(planners.officer):
        above = PlanMeasure.objects.get(plan=master, number="1")
    plan = planners.of_sector((planners.measure("5", upper=above.pk),), state="issued")
    with scope(planners.officer):
        own = PlanMeasure.objects.get(plan=plan)
        made = task(planners.city)
        hang_tasks(own, [made], actor=planners.officer)
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    down = office.get(reverse("campaign:measure", args=[above.pk])).content.decode()
    assert reverse("campaign:measure", args=[own.pk]) in down
    up = office.get(reverse("campaign:measure", args=[own.pk])).content.decode()
    assert (reverse("campaign:measure", args=[above.pk]) in up, made.number in up) == (True, True)
    assert "重大事故隐患动态清零" in up
    stranger = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市交通运输"))
    assert stranger.get(reverse("campaign:measure", args=[own.pk])).status_code == 404


def test_tasks_of_a_measure_are_counted_for_whoever_sees_it(planners: Planners) -> None:
    plan = planners.master()
    with scope(planners.officer):
        own = PlanMeasure.objects.get(plan=plan, number="1")
        made = task(planners.city)
        hang_tasks(own, [made], actor=planners.officer)
    district = browser(planners.city.person(Role.DISTRICT_OFFICER, "龙华区"))
    page = district.get(reverse("campaign:measure", args=[own.pk])).content.decode()
    assert made.number not in page and "向下：任务（您能看到0项）" in page
    assert "没有您能看到的任务" in page and "另有1项任务不在您的范围内，只计数，不列名" in page
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    whole = office.get(reverse("campaign:measure", args=[own.pk])).content.decode()
    assert "向下：任务（您能看到1项）" in whole and "不在您的范围内" not in whole
    counted = [
        re.findall(r'data-label="任务" class="text-end">(\d+)<', client.get(plan.get_absolute_url()).content.decode())
        for client in (district, office)
    ]
    assert counted == [["1", "0"], ["1", "0"]]


def test_who_takes_a_measure_out_is_told_what_hangs_on_it(planners: Planners) -> None:
    plan = planners.master()
    with scope(planners.officer):
        above = PlanMeasure.objects.get(plan=plan, number="1")
        hang_tasks(above, [task(planners.city)], actor=planners.officer)
    planners.of_sector((planners.measure("5", upper=above.pk),), state="issued")
    with scope(planners.officer):
        version = revise_plan(plan, reason="年度调整", actor=planners.officer)
    row = version.wordings.model._unfiltered().get(version=version, measure=above)
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = office.get(reverse("campaign:measure_out", args=[row.pk])).content.decode()
    assert "挂在这条措施上的任务1项，落实它的下级措施1条。" in page


def test_task_names_its_measures_plan_and_leads_to_it(planners: Planners) -> None:
    plan = planners.of_sector(state="issued")
    with scope(planners.officer):
        own, made = PlanMeasure.objects.get(plan=plan), task(planners.city)
        hang_tasks(own, [made], actor=planners.officer)
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = office.get(made.get_absolute_url()).content.decode()
    assert f'<a href="{reverse("campaign:measure", args=[own.pk])}">{plan} · 1</a>' in page


def test_search_marks_what_was_found(planners: Planners) -> None:
    planners.master((planners.measure("1", text="整治违规动火作业"),))
    office = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = office.get(reverse("campaign:plans"), {"q": "动火"}).content.decode()
    assert "整治违规<mark>动火</mark>作业" in page
    assert "没有找到" in office.get(reverse("campaign:plans"), {"q": "<b>"}).content.decode()


def test_unit_that_is_home_to_no_version_is_told_that_it_is_being_drafted(planners: Planners) -> None:
    plan = planners.master(state="drafted")
    with scope(planners.officer):
        assert version_of(plan).state == "drafted"
    planners.bring(version_of(plan), "consulting", planners.officer)
    asked = browser(planners.city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    assert asked.get(reverse("campaign:plan", args=[plan.pk])).status_code == 200
    moved = clock.now()
    assert version_of(plan).changed_at <= moved
    export = reverse("campaign:plan_export", args=[plan.pk, 1])
    assert asked.get(export)["Content-Type"].endswith("spreadsheetml.sheet")
