"""Progress and lights: plain rules over facts, every threshold at its edge; and the same read from records with a fixed
number of queries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.campaign import framed_campaign, task
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.campaign.models import Campaign, KeyTask, LightLimits, Milestone
from zhiben.campaign.operations import ask_extension
from zhiben.campaign.queries import Course, Light, Step, light_of, lights
from zhiben.campaign.queries.limits import limits_of
from zhiben.campaign.vocab import Limits
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.inserting import insert
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

NOW = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
FAR = date(2025, 1, 24)
"""A hundred days after the 17th of October: with the 16th, the hundred-and-first day."""


def course(**given: Any) -> Course:
    """A task under way since today that is due in a hundred days."""
    return replace(Course("under_way", FAR, assigned_on=date(2024, 10, 16)), **given)


def step(day: date, *, reached: bool = False, weight: int = 1) -> Step:
    return Step("验收", day, weight, reached)


def shown(one: Course, now: datetime = NOW) -> tuple[str, str]:
    light = light_of(one, now)
    assert light is not None
    return light.key, light.reason


def test_share_is_the_amount_done() -> None:
    assert course(amount=Decimal(200), achieved=Decimal(50)).share == 0.25
    assert course(amount=Decimal(200)).share == 0.0
    assert course(amount=Decimal(200), achieved=Decimal(300)).share == 1.0


def test_share_is_the_weight_of_the_milestones_reached() -> None:
    steps = [step(FAR, reached=True), step(FAR, weight=3)]
    assert course(steps=steps).share == 0.25


def test_share_of_both_is_their_mean() -> None:
    both = course(amount=Decimal(100), achieved=Decimal(50), steps=[step(FAR, reached=True)])
    assert both.share == 0.75


def test_share_of_a_whole_is_that_of_its_parts_by_their_amounts() -> None:
    parts = [
        course(amount=Decimal(30), achieved=Decimal(30)),
        course(amount=Decimal(70), achieved=Decimal(0)),
    ]
    assert course(amount=Decimal(100), parts=parts).share == 0.3
    equal = [course(state="done"), course()]
    assert course(parts=equal).share == 0.5


def test_nothing_tells_of_a_task_without_amount_and_milestones() -> None:
    assert course().share is None
    assert shown(course()) == ("on_track", "只按时限判断，没有目标量和节点")


@pytest.mark.parametrize("state", ["verified", "done"])
def test_finished_is_all_and_on_track(state: str) -> None:
    one = course(state=state, due=date(2024, 1, 1), amount=Decimal(5))
    assert one.share == 1.0
    assert shown(one) == ("on_track", "已报送完成")


@pytest.mark.parametrize("state", ["drafted", "cancelled", "retracted"])
def test_what_is_not_in_the_list_has_no_light(state: str) -> None:
    assert light_of(course(state=state), NOW) is None


def test_late_from_the_end_of_the_due_day() -> None:
    one = course(due=date(2024, 10, 16), amount=Decimal(1), achieved=Decimal(1))
    last_moment = clock.day_end(one.due) - timedelta(microseconds=1)
    assert shown(one, last_moment)[0] == "on_track"
    assert shown(one, clock.day_end(one.due)) == ("late", "完成时限2024年10月16日已过，未报送完成")


def test_late_by_a_milestone_that_was_not_reached() -> None:
    one = course(steps=[step(date(2024, 10, 15)), step(FAR)])
    assert shown(one) == ("late", "节点“验收”应于2024年10月15日完成，尚未完成")
    assert shown(course(steps=[step(date(2024, 10, 15), reached=True), step(FAR)]))[0] == "on_track"


def test_stuck_by_three_reports_that_bring_nothing_or_by_two_returns() -> None:
    assert shown(course(idle=2))[0] == "on_track"
    assert shown(course(idle=3)) == ("stuck", "连续3期空报或零报告，没有进展")
    assert shown(course(returns=1))[0] == "on_track"
    assert shown(course(returns=2)) == ("stuck", "已被退回2次")
    assert shown(course(idle=3, parts=[course()]))[0] == "on_track"
    assert shown(course(idle=3, due=date(2024, 10, 15)))[0] == "late"


def test_at_risk_when_more_than_fifteen_points_behind() -> None:
    begun = date(2024, 10, 16) - timedelta(days=49)
    half = Course("under_way", date(2024, 12, 5), assigned_on=begun, amount=Decimal(100))
    assert half.elapsed(date(2024, 10, 16)) == 0.5
    assert shown(replace(half, achieved=Decimal(35)))[0] == "on_track"
    behind = replace(half, achieved=Decimal(34))
    assert shown(behind) == ("at_risk", "时间已过50%，完成34%，落后16个百分点")


def test_at_risk_near_the_due_day_with_less_than_eighty_percent() -> None:
    near = course(due=date(2024, 10, 31), amount=Decimal(100), achieved=Decimal(79))
    assert shown(near) == ("at_risk", "距完成时限15天，完成79%")
    assert shown(replace(near, achieved=Decimal(80)))[0] == "on_track"
    assert shown(replace(near, due=date(2024, 11, 1)))[0] == "on_track"


def test_at_risk_when_time_was_asked_for_or_nobody_has_accepted() -> None:
    assert shown(course(asked_until=date(2025, 3, 1))) == ("at_risk", "已申请延期至2025年3月1日")
    waiting = course(state="assigned", accept_by=date(2024, 10, 15))
    assert shown(waiting) == ("at_risk", "签收期限2024年10月15日已过，未签收")
    assert shown(replace(waiting, accept_by=date(2024, 10, 16)))[0] == "on_track"


def test_percent_is_never_rounded_up_to_all() -> None:
    light = light_of(course(amount=Decimal(1000), achieved=Decimal(999)), NOW)
    assert light is not None and light.percent == 99
    assert Light("late", "滞后", "danger", "").percent is None


def with_step(one: KeyTask, day: date) -> None:
    insert([Milestone(task_id=one.pk, position=1, name="方案印发", due=day)])


def test_lights_are_read_from_the_records(city: City) -> None:
    late, asked, plain, drafted = task(city), task(city, due=date(2024, 12, 1)), task(city), task(city, "drafted")
    lead = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(SYSTEM):
        with_step(late, date(2024, 10, 1))
    with scope(lead):
        ask_extension(asked, due=date(2024, 12, 20), reason="受阻", actor=lead)
        found = lights([late, asked, plain, drafted], NOW)
    assert {pk: (light.key, light.reason) for pk, light in found.items()} == {
        late.pk: ("late", "节点“方案印发”应于2024年10月1日完成，尚未完成"),
        asked.pk: ("at_risk", "已申请延期至2024年12月20日"),
        plain.pk: ("on_track", "只按时限判断，没有目标量和节点"),
    }


def test_lights_take_as_many_queries_for_many_as_for_one(city: City) -> None:
    tasks = [task(city) for _ in range(6)]
    with scope(SYSTEM):
        with CaptureQueriesContext(
            connection,
        ) as one:
            lights(tasks[:1], NOW)
        with CaptureQueriesContext(connection) as many:
            lights(tasks, NOW)
    assert len(many) == len(one)


# Limits


def said(**given: int) -> dict[str, int]:
    return {"behind_points": 15, "near_days": 15, "near_percent": 80, "idle_reports": 3, "returns": 2} | given


@pytest.mark.parametrize(
    ("limits", "given", "key"),
    [
        ({"behind_points": 30}, {"amount": Decimal(100), "assigned_on": date(2024, 7, 9)}, "at_risk"),
        ({"behind_points": 60}, {"amount": Decimal(100), "assigned_on": date(2024, 7, 9)}, "on_track"),
        ({"near_days": 101}, {"amount": Decimal(100), "achieved": Decimal(79)}, "at_risk"),
        ({"near_days": 101, "near_percent": 79}, {"amount": Decimal(100), "achieved": Decimal(79)}, "on_track"),
        ({"idle_reports": 4}, {"idle": 3}, "on_track"),
        ({"idle_reports": 2}, {"idle": 2}, "stuck"),
        ({"returns": 3}, {"returns": 2}, "on_track"),
        ({"returns": 1}, {"returns": 1}, "stuck"),
    ],
)
def test_light_turns_where_the_office_says(limits: dict[str, int], given: dict[str, Any], key: str) -> None:
    light = light_of(course(**given), NOW, Limits(**said(**limits)))
    assert light is not None and light.key == key


def test_task_of_no_action_is_judged_by_the_campaign_in_whose_years_it_is_due(city: City) -> None:
    framed = framed_campaign(city.unit("市安委办").pk, city.actor(Role.OFFICE_OFFICER, "市安委办"))
    now, later, never = task(city), task(city), task(city)
    with unscoped(reason="a test founds a campaign of other years"):
        first = framed.action.campaign
        other = Campaign.objects.create(
            office=first.office, name="下一轮行动", first_year=2027, last_year=2029, founded_at=clock.now()
        )
        LightLimits.objects.create(campaign=other, **said(returns=5))
        KeyTask.objects.filter(pk=later.pk).update(due=date(2027, 6, 30))
        KeyTask.objects.filter(pk=never.pk).update(due=date(2031, 6, 30))
        found = limits_of(KeyTask.objects.all())
    assert {pk: one.returns for pk, one in found.items()} == {later.pk: 5}
    assert (now.pk in found, never.pk in found) == (False, False)


def test_limits_are_set_on_the_page_and_hold_for_the_campaigns_tasks(city: City) -> None:
    actor = city.actor(Role.OFFICE_OFFICER, "市安委办")
    framed = framed_campaign(city.unit("市安委办").pk, actor)
    named, loose = task(city), task(city)
    with unscoped(reason="a test returns them"):
        KeyTask.objects.update(returns=2)
        KeyTask.objects.filter(pk=named.pk).update(action=framed.action)
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    address = reverse("campaign:light_limits", args=[framed.action.campaign_id])
    assert f'href="{address}"' in text(office, "campaign:actions")
    wrong = office.post(address, said(returns=0, near_percent=101))
    assert (wrong.status_code, "须为1至24的整数" in wrong.content.decode()) == (422, True)

    def keys() -> list[str]:
        with scope(actor):
            return [light.key for light in lights(KeyTask.objects.order_by("pk"), clock.now()).values()]

    assert keys() == ["stuck", "stuck"]
    assert office.post(address, said(returns=3)).status_code == 302
    assert keys() == ["on_track", "on_track"]
    page = text(office, "campaign:actions")
    assert ("被退回3次，为停滞" in page, "不追溯" in page) == (True, True)
    facts = json.loads(AuditEntry.objects.get(verb="set_light_limits").facts)
    assert (facts["returns"], facts["before"]) == (3, said())
    stranger = browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    assert (address in text(stranger, "campaign:actions"), stranger.post(address, said()).status_code) == (False, 403)
    assert loose.pk != named.pk
