"""A round whose next step nobody makes is told of: first to who may make it, then to the rest of the office and to the
office above; once each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.dispatch.city import City, member
from tests.dispatch.conftest import advance, all_agree
from tests.dispatch.facts import task

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.operations import escalating
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import grant, substitute
from zhiben.orgs.queries import actor_of

RoundAt = Callable[..., Round]
PEOPLE = {
    "officer": ("市安委办", "office_officer"),
    "leader": ("市安委办", "office_leader"),
    "district's officer": ("福田区安委办", "office_officer"),
    "district's leader": ("福田区安委办", "office_leader"),
    "bureau": ("市住房建设局", "department_officer"),
}
KINDS = ("dispatch.reminded", "dispatch.raised")


def at(day: int, hour: int = 18) -> datetime:
    return datetime(2024, 10, day, hour, tzinfo=clock.TZ)


@pytest.fixture
def people(city: City) -> dict[str, Person]:
    return {who: member(city, *where) for who, where in PEOPLE.items()}


def told(people: dict[str, Person], moment: datetime) -> dict[str, list[str]]:
    """What each has been told by then, the clock having looked twice."""
    for _ in range(2):
        operations.open_due(moment)
    found = {who: Notice.objects.filter(person=one, kind__in=KINDS).order_by("pk") for who, one in people.items()}
    return {who: [notice.title for notice in rows] for who, rows in found.items() if rows}


def test_missing_approval_goes_to_the_leaders_then_to_the_whole_office(
    city: City, people: dict[str, Person], round_at: RoundAt
) -> None:
    round_at("draft")
    first = "2024年10月上半月调度的“核准并签发文件”已等待2个工作日以上，请办理或指定代理人"
    then = "2024年10月上半月调度的“核准并签发文件”已等待4个工作日以上仍未办理，请督促"
    assert told(people, at(18, 17)) == {}
    assert told(people, at(18)) == {"leader": [first]}
    assert told(people, at(22)) == {"leader": [first, then], "officer": [then]}
    assert told(people, at(31)) == {"leader": [first, then], "officer": [then]}


def test_office_above_learns_of_a_districts_round(city: City, people: dict[str, Person], round_at: RoundAt) -> None:
    round_at("draft", office="福田区安委办")
    assert set(told(people, at(18))) == {"district's leader"}
    assert set(told(people, at(22))) == {"district's leader", "district's officer", "officer", "leader"}


def test_answers_are_waited_for_before_the_approval(city: City, people: dict[str, Person], round_at: RoundAt) -> None:
    task(city, "市住房建设局", date(2024, 9, 30))
    one = round_at("draft")
    with unscoped(reason="a test"):
        assert {name.reply_by for name in one.names} == {datetime(2024, 10, 17, 17, 30, tzinfo=clock.TZ)}
    assert told(people, at(18)) == {}
    assert set(told(people, at(21))) == {"leader"}


def test_who_stands_in_is_told_too_and_an_approval_ends_it(
    city: City, people: dict[str, Person], round_at: RoundAt
) -> None:
    one = round_at("draft")
    deputy = people["deputy"] = member(city, "市安委办", "inspector")
    substitute(
        people["leader"], deputy, first=date(2024, 10, 16), last=date(2024, 10, 25), actor=actor_of(people["leader"].pk)
    )
    assert set(told(people, at(18))) == {"leader", "deputy"}
    with clock.at(at(21)), scope(city.leader):
        all_agree(city, one)
        operations.approve(queries.round_of(one.pk), actor=city.leader)
    assert set(told(people, at(22))) == {"leader", "deputy"}
    assert told(people, at(23))["officer"] == ["2024年10月上半月调度的“印发”已等待2个工作日以上，请办理或指定代理人"]


def test_who_comes_later_gets_no_old_messages_and_what_was_told_is_not_walked_again(
    city: City, people: dict[str, Person], round_at: RoundAt
) -> None:
    round_at("draft")
    assert set(told(people, at(18))) == {"leader"}
    assert set(told(people, at(22))) == {"leader", "officer"}
    people["new leader"] = Person.objects.create(username="new", name="新任")
    grant(
        people["new leader"], "office_leader", unit=city.units["市安委办"], actor=SYSTEM, valid_from=date(2024, 10, 23)
    )
    assert set(told(people, at(25))) == {"leader", "officer"}
    with unscoped(reason="a test looks"), clock.at(at(25)), CaptureQueriesContext(connection) as asked:
        assert escalating.escalate(at(25)) == 0
    assert len(asked) == 1


def test_what_found_nobody_is_tried_again_but_not_for_ever(city: City, round_at: RoundAt) -> None:
    one = round_at("draft")
    people: dict[str, Person] = {}
    assert told(people, at(18)) == {}
    people["leader"] = member(city, "市安委办", "office_leader")
    first = ["2024年10月上半月调度的“核准并签发文件”已等待2个工作日以上，请办理或指定代理人"]
    assert told(people, at(21)) == {"leader": first}
    Person.objects.update(is_active=False)
    tried = []
    for moment in (at(22), datetime(2024, 11, 20, 18, tzinfo=clock.TZ)):
        told(people, moment)
        with unscoped(reason="a test reads"):
            tried.append(Round.objects.get(pk=one.pk).raised_at)
    assert tried == [None, datetime(2024, 11, 20, 18, tzinfo=clock.TZ)]


def test_finished_rounds_are_told_of_to_nobody(city: City, people: dict[str, Person], round_at: RoundAt) -> None:
    advance(city, round_at(), "issue")
    assert told(people, at(31)) == {}
