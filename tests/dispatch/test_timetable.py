"""By which day a round's steps are to be made, where it is told, and that the steps on a paper lead to the paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.conftest import answering
from tests.dispatch.facts import hazard, task
from tests.dispatch.test_restating import corrected, whole
from tests.factories.pages import browser, text

from zhiben.dispatch import operations
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.dispatch.queries import timetable
from zhiben.foundation.scope import scope
from zhiben.inbox import queries as inbox
from zhiben.inbox.vocab import Urgency
from zhiben.kernel import clock
from zhiben.kernel.periods import month_of
from zhiben.kernel.rights import Actor

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
LATEST = date(2024, 10, 22)
"""Five working days after Tuesday, 15 October 2024."""


def waits(actor: Actor) -> list[tuple[str, date | None, Urgency]]:
    with scope(actor):
        return [(line.step, line.due, line.urgency) for line in inbox.waiting_for(actor)]


def test_every_step_of_a_round_is_due_by_the_issue(city: City, round_at: RoundAt) -> None:
    task(city, "市住房建设局", date(2024, 9, 30))
    one = round_at("collect")
    assert waits(city.officer) == [("关闭并冻结数据", LATEST, Urgency.AHEAD)]
    with scope(city.officer):
        operations.close(one, actor=city.officer)
        assert waits(city.officer) == [("起草文件", LATEST, Urgency.AHEAD)]
        operations.draft(one, actor=city.officer)
    unit = answering(city, "市住房建设局")
    for name in one.names:
        with scope(unit):
            operations.contest(NamedUnit.objects.get(pk=name.pk), "已办结", actor=unit)
        with scope(city.officer):
            assert waits(city.officer)[:1] == [("处理异议", LATEST, Urgency.AHEAD)]
            operations.keep(NamedUnit.objects.get(pk=name.pk), "以记录为准", actor=city.officer)
    assert waits(city.leader) == [("核准并签发文件", LATEST, Urgency.AHEAD)]
    with clock.at(datetime(2024, 10, 23, 9, tzinfo=clock.TZ)):
        assert waits(city.leader) == [("核准并签发文件", LATEST, Urgency.LATE)]


def test_what_was_issued_has_no_day_any_more(city: City, round_at: RoundAt) -> None:
    one = round_at("issue")
    with scope(city.leader):
        assert timetable.issue_by(one) is None
        operations.withdraw_issue(one, reason="有误", correction="另发", actor=city.leader)
    with scope(city.officer):
        operations.redraft(one, actor=city.officer)
        assert timetable.issue_by(one) is None


def test_what_was_restated_before_its_issue_is_still_due(city: City, round_at: RoundAt) -> None:
    record = hazard(city, "罗湖区", date(2024, 9, 30))
    one = round_at("approve")
    corrected(record)
    with scope(city.officer):
        operations.restate(one, whole(one), reason="补报", actor=city.officer)
    assert (one.mistakes, timetable.issue_by(one)) == (1, LATEST)


def test_holidays_put_the_day_off(city: City) -> None:
    """After 30 September 2024 the first working day is 8 October, and Saturday 12 October is worked."""
    one = operations.open_round("month", month_of(date(2024, 9, 1)), office=city.units["市安委办"].pk)
    assert timetable.issue_by(one) == date(2024, 10, 12)


def test_page_tells_the_day_until_the_paper_is_issued(city: City, round_at: RoundAt) -> None:
    client = browser(member(city, "市安委办", "office_officer"))
    one, told = round_at("approve"), "最迟2024-10-22印发（期末后5个工作日，默认值）"
    assert told in text(client, "dispatch:page", one.pk)
    with scope(city.officer):
        operations.issue(one, actor=city.officer)
    assert "最迟" not in text(client, "dispatch:page", one.pk)


def test_steps_on_a_paper_lead_to_it(city: City, round_at: RoundAt) -> None:
    one = round_at("draft")
    leader = browser(member(city, "市安委办", "office_leader"))
    officer = browser(member(city, "市安委办", "office_officer"))
    for client, move in ((leader, "approve"), (officer, "issue")):
        page = text(client, "dispatch:move", one.pk, move)
        for name, number in (("documents:page", one.bulletin_id), ("documents:pdf", one.bulletin_id)):
            assert f'href="{reverse(name, args=[number])}"' in page, (move, name)
        assert f'href="{reverse("dispatch:bulletin", args=[one.pk])}"' in page
        if move == "approve":
            with scope(city.leader):
                operations.approve(one, actor=city.leader)
    assert reverse("documents:pdf", args=[one.bulletin_id]) not in text(leader, "dispatch:move", one.pk, "restate")
