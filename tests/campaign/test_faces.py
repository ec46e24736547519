"""The list's other faces count what the list shows, for whoever sees it, and keep its filters."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.factories.campaign import FACTS, Cast, framed_campaign, task
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, Plan, PlanMeasure
from zhiben.campaign.tables import Filters
from zhiben.campaign.vocab import Colour
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either


def shares(actor: Actor, face: str, **asked: str) -> dict[str, dict[str, int]]:
    with scope(actor):
        found = queries.shares(Filters({"state": "", **asked}, actor).rows(), face)
    return {one.name: {key: count for key, count in one.counts.items() if count} for one in found}


def reported(one: KeyTask, city: City, on: date) -> None:
    cast = Cast(city)
    with scope(cast.lead), clock.at(clock.day_start(on)):
        perform(one, "report", cast.lead, period=on, text="已排查")


def test_units_with_their_tasks_and_the_reported_part(city: City) -> None:
    with clock.at(clock.day_start(date(2024, 9, 20))):
        first, second = task(city), task(city)
    reported(first, city, date(2024, 10, 8))
    task(city, lead="市消防救援", due=date(2024, 9, 30))
    task(city, "done")
    returned = task(city, "submitted")
    cast = Cast(city)
    with scope(cast.office):
        perform(returned, "return", cast.office, **FACTS["return"])
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    assert shares(office, "unit") == {
        "市住房建设": {"total": 4, "done": 1, "returned": 1, "expected": 2, "reported": 1},
        "市消防救援": {"total": 1, "overdue": 1, "expected": 1},
    }
    page = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:divided", "unit", query="?state=")
    assert "50.0%（1/2）" in page and second.number not in page


def test_parts_are_told_apart_from_the_tasks_of_the_list(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    whole, part = task(city), task(city, lead="龙华区")
    with unscoped(reason="a test breaks down"):
        amend([part], at=clock.now(), parent_id=whole.pk)
    for level, found in (("", {whole.pk, part.pk}), ("whole", {whole.pk}), ("part", {part.pk})):
        with scope(office):
            filters = Filters({"level": level, "state": ""}, office)
            page = filters.page()
            assert ({one.pk for one in page.rows}, filters.parts(page)) == (found, None if level else 1)
    page = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:list", query="?state=")
    assert "其中整项任务1项，分解到区、街道等的任务1项" in page
    assert shares(office, "unit")["龙华区"] == {"total": 1, "parts": 1}


def test_tasks_of_a_plan_that_one_may_not_see_hang_all_the_same(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    framed = framed_campaign(city.unit("市安委办").pk, office)
    hung, loose = task(city), task(city)
    with unscoped(reason="a test builds a plan"):
        owner = city.unit("市安委办")
        plan = Plan(campaign=framed.action.campaign, kind="master", title="总体", owner=owner, founded_at=clock.now())
        plan.place_at(office.grants[0].at)
        plan.save()
        measure = PlanMeasure.objects.create(plan=plan, number="1-1")
        amend([hung], at=clock.now(), measure_id=measure.pk)
    lead = browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    page = text(lead, "campaign:divided", "plan", query="?state=")
    assert (page.count("挂在您看不到的方案上"), page.count("未挂方案"), f"plan={plan.pk}" in page) == (1, 2, False)
    pages = [text(lead, "campaign:page", one.pk) for one in (hung, loose)]
    assert ["挂在您看不到的方案上" in one for one in pages] == [True, False]


def test_a_stranger_counts_nothing(city: City) -> None:
    task(city, lead="龙华区住房建设")
    stranger = city.actor(Role.DISTRICT_OFFICER, "南山区")
    assert [shares(stranger, face) for face in ("unit", "action", "plan")] == [{}, {}, {}]
    with scope(stranger):
        rows = Filters({"state": ""}, stranger).rows()
        assert queries.due_days(rows, date(2024, 1, 1), date(2025, 12, 31)) == {}


def test_actions_and_plans_divide_the_list_and_filter_it(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    framed = framed_campaign(city.unit("市安委办").pk, office)
    hung, loose = task(city), task(city)
    with unscoped(reason="a test builds a plan"):
        plan = Plan(
            campaign=framed.action.campaign,
            kind="master",
            title="总体方案",
            owner=city.unit("市安委办"),
            founded_at=clock.now(),
        )
        plan.place_at(office.grants[0].at)
        plan.save()
        measure = PlanMeasure.objects.create(plan=plan, number="1-1")
        amend([hung], at=clock.now(), measure_id=measure.pk, action_id=framed.action.pk)
    assert shares(office, "action") == {str(framed.action): {"total": 1}, "": {"total": 1}}
    assert shares(office, "plan") == {"总体方案": {"total": 1}, "": {"total": 1}}
    for asked, row in (
        ({"action": framed.action.pk}, hung),
        ({"action": "0"}, loose),
        ({"plan": plan.pk}, hung),
        ({"plan": "0"}, loose),
    ):
        with scope(office):
            assert [one.pk for one in Filters({**asked, "state": ""}, office).page().rows] == [row.pk], asked


def test_every_row_of_a_face_opens_so_many_tasks(city: City) -> None:
    task(city)
    task(city, lead="市消防救援")
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = text(client, "campaign:divided", "unit", query="?state=under_way")
    links = re.findall(r'href="/tasks/\?([^"]*lead=\d+)"', page)
    assert len(links) == 2 and all("state=under_way" in link for link in links)
    for link in links:
        assert "共1条" in text(client, "campaign:list", query="?" + link.replace("&amp;", "&"))
    text(client, "campaign:divided", "colour", status=404)


def test_calendar_counts_due_days_and_leads_to_them(city: City) -> None:
    for due in (date(2024, 11, 5), date(2024, 11, 5), date(2024, 12, 31)):
        task(city, due=due)
    task(city, lead="市消防救援", due=date(2024, 9, 30))
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = text(client, "campaign:calendar", query="?state=open&month=2024-11")
    assert "2024年11月" in page and "本月到期2项" in page and "month=2024-10" in page and "month=2024-12" in page
    link = "state=open&amp;due_from=2024-11-05&amp;due_to=2024-11-05"
    assert f'href="/tasks/?{link}"' in page
    assert "共2条" in text(client, "campaign:list", query="?" + link.replace("&amp;", "&"))
    assert "逾期1项" in text(client, "campaign:calendar", query="?month=2024-09")
    assert "本月到期0项" in text(client, "campaign:calendar", query="?overdue=on&month=2024-11")


@pytest.mark.parametrize("month", ["", "2024-13", "9999-12", "0001-01", "x", "2024-10-10"])
def test_what_is_no_month_is_this_one(city: City, month: str) -> None:
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert "2024年10月" in text(client, "campaign:calendar", query=f"?month={month}")


def test_faces_keep_the_search(city: City) -> None:
    task(city)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    assert shares(office, "unit", q="示例") == {"市住房建设": {"total": 1}}
    assert shares(office, "unit", q="没有") == {}
    assert "q=" in text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:calendar", query="?q=示例")


def test_lights_are_shown_and_narrow_the_list(city: City) -> None:
    late, other = task(city, due=date(2024, 9, 30)), task(city)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    for colour, rows in (("late", [late.pk]), ("on_track", [other.pk]), ("stuck", [])):
        with scope(office):
            assert [one.pk for one in Filters({"light": colour}, office).page().rows] == rows, colour
    page = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:list", query="?light=late")
    assert "完成时限2024年9月30日已过，未报送完成" in page and "共1条" in page
    stranger = city.actor(Role.DISTRICT_OFFICER, "南山区")
    with scope(stranger):
        assert queries.in_light(Colour.LATE) == []


def test_district_and_days_narrow_the_list(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    there = task(city, lead="龙华区住房建设", due=date(2024, 12, 20))
    task(city)
    for asked in ({"district": city.territories["龙华区"].pk}, {"due_to": "2024-12-20"}):
        with scope(office):
            assert [one.pk for one in Filters(asked, office).page().rows] == [there.pk], asked
    with scope(office):
        assert Filters({"due_from": "2025-01-01"}, office).page().count == 0
        assert Filters({"overdue": "on", "state": "done"}, office).page().count == 0
