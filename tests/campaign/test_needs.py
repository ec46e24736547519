"""What the moves of a key task ask for: a task that can be assigned, days that can be true, half-months that are
due."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.factories.campaign import Cast, task
from tests.factories.orgs import SINCE, City

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.campaign.operations import Draft, draft_tasks, nil_return
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import grant
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

TODAY, YESTERDAY = date(2024, 10, 16), date(2024, 10, 15)
COMPLETE = {"target": "全覆盖", "evidence_required": "检查记录", "due": TODAY}


def drafted(city: City, cast: Cast, **given: object) -> KeyTask:
    draft = Draft(number="ZD-1", title="排查", lead_unit=city.unit("市住房建设").pk, **{**COMPLETE, **given})  # type: ignore[arg-type]
    with unscoped(reason="a test sets its stage"):
        return draft_tasks([draft], actor=cast.office)[0]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"target": " "}, "没有目标"),
        ({"evidence_required": ""}, "没有佐证要求"),
        ({"due": YESTERDAY}, "完成时限已过"),
        ({"target": "", "evidence_required": " ", "due": YESTERDAY}, "没有目标、没有佐证要求、完成时限已过"),
    ],
)
def test_task_that_does_not_say_what_is_wanted_is_not_assigned(city: City, given: dict[str, object], what: str) -> None:
    cast = Cast(city)
    one = drafted(city, cast, **given)
    with unscoped(reason="test"), pytest.raises(Refused) as refused:
        perform(one, "assign", cast.office)
    assert (refused.value.text, one.state) == (f"ZD-1{what}，请用“修改拟稿”补正后再下达", "drafted")


def test_who_works_for_the_lead_unit_too_does_not_verify(city: City) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    grant(person, Role.DEPARTMENT_OFFICER, unit=city.unit("市住房建设"), actor=SYSTEM, valid_from=SINCE)
    one = task(city, "submitted")
    with unscoped(reason="test"), pytest.raises(NotAllowed, match="核验人不得属于牵头单位"):
        perform(one, "verify", actor_of(person), checked="查阅台账")
    with unscoped(reason="test"):
        perform(one, "verify", city.actor(Role.OFFICE_OFFICER, "市安委办"), checked="查阅台账")
    assert one.state == "verified"


def test_task_due_today_is_assigned_today(city: City) -> None:
    cast = Cast(city)
    one = drafted(city, cast)
    with unscoped(reason="test"):
        perform(one, "assign", cast.office)
        assert KeyTask.objects.get(pk=one.pk).assigned_on == TODAY


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2024, 10, 9), "不能早于下达之日"),
        (date(2024, 10, 10), ""),
        (TODAY, ""),
        (date(2024, 10, 17), "不能晚于今天"),
    ],
)
def test_task_is_accepted_between_its_assignment_and_today(city: City, on: date, why: str) -> None:
    with clock.at(datetime(2024, 10, 10, 9, tzinfo=clock.TZ)):
        one = task(city, "assigned")
    with unscoped(reason="test"):
        if not why:
            perform(one, "accept", Cast(city).lead, on=on)
            assert one.accepted_on == on
            return
        with pytest.raises(Incomplete) as refused:
            perform(one, "accept", Cast(city).lead, on=on)
    assert (refused.value.fields, one.state) == ({"on": why}, "assigned")


@pytest.mark.parametrize("move", ["report", "nil"])
@pytest.mark.parametrize(
    ("period", "why"),
    [
        (date(2001, 1, 1), "任务于2024年9月20日下达，2001年1月上半月无需报送"),
        (date(2024, 9, 15), "任务于2024年9月20日下达，2024年9月上半月无需报送"),
        (date(2024, 9, 16), ""),
        (date(2024, 10, 1), ""),
        (date(2024, 10, 31), ""),
        (date(2024, 11, 1), "2024年11月上半月尚未开始，不能报送"),
    ],
)
def test_half_months_from_the_assignment_to_the_present_one_are_reported_on(
    city: City, move: str, period: date, why: str
) -> None:
    with clock.at(datetime(2024, 9, 20, 9, tzinfo=clock.TZ)):
        one = task(city)
    facts = {"period": period} if move == "nil" else {"period": period, "text": "已排查"}
    with unscoped(reason="test"):
        if not why:
            perform(one, move, Cast(city).lead, **facts)
            assert TaskReport.objects.filter(task=one).count() == 1
            return
        with pytest.raises(Refused) as refused:
            perform(one, move, Cast(city).lead, **facts)
        assert (refused.value.text, TaskReport.objects.count()) == (why, 0)


def test_nil_return_leaves_out_tasks_assigned_after_the_half_month(city: City) -> None:
    with clock.at(datetime(2024, 10, 10, 9, tzinfo=clock.TZ)):
        early = task(city)
    task(city)
    unit = city.unit("市住房建设").pk
    with unscoped(reason="test"):
        assert nil_return(unit, day=date(2024, 10, 1), actor=Cast(city).lead) == 1
        assert list(TaskReport.objects.values_list("task", flat=True)) == [early.pk]
