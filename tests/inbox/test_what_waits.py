"""What waits for a person: from every registered source, most urgent first, with whose place it is, within sight."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.campaign import task
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City
from tests.factories.pages import browser, text
from tests.inbox.conftest import MORNING

from zhiben.campaign.models import KeyTask
from zhiben.foundation.scope import scope
from zhiben.inbox import queries, sources
from zhiben.inbox.queries import Line
from zhiben.inbox.vocab import Urgency
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person
from zhiben.orgs.operations import substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

BUREAU = "市住房建设"


def due(city: City, day: date, lead: str = BUREAU, *, since: int = 30) -> KeyTask:
    """A task that waits to be accepted by its lead unit."""
    with clock.at(MORNING - timedelta(days=since)):
        return task(city, "assigned", lead=lead, due=day)


def waiting(actor: Actor) -> list[Line]:
    with scope(actor):
        return queries.waiting_for(actor)


def records(lines: list[Line]) -> list[object]:
    return [line.record for line in lines]


def officers(city: City, *units: str) -> list[Person]:
    return [city.person(Role.DEPARTMENT_OFFICER, unit) for unit in units]


def test_late_comes_first_then_today_then_by_day_then_what_has_no_day(city: City) -> None:
    later, today, late, later_late = (
        due(city, day) for day in (date(2024, 11, 1), date(2024, 10, 16), date(2024, 10, 2), date(2024, 10, 9))
    )
    cast = Cast(city)
    request = hazard(cast)
    [person] = officers(city, BUREAU)
    found = waiting(actor_of(person))
    assert records(found) == [late, later_late, today, later, request]
    assert [line.urgency for line in found] == [Urgency(number) for number in (0, 0, 1, 2, 3)]
    assert [(line.step, line.kind, line.due) for line in found[:1]] == [("签收", "重点任务", date(2024, 10, 2))]
    assert {line.since for line in found} == {MORNING - timedelta(days=30), MORNING}
    undated = waiting(cast.department)
    assert [(line.record, line.step, line.due, line.urgency) for line in undated] == [
        (request, "核定", None, Urgency.OPEN)
    ]


def test_what_goes_before_all_is_late_all_the_same() -> None:
    def line(day: date | None) -> Line:
        return Line(None, "监测告警", "研判告警", None, day, 0, "", ("monitoring.alert", 1), first=True)

    found = [line(day) for day in (date(2024, 10, 15), date(2024, 10, 16), None)]
    with clock.at(MORNING):
        assert [one.urgency for one in found] == [Urgency.FIRST] * 3
        assert [one.is_late for one in found] == [True, False, False]


def test_of_the_same_day_the_longest_waiting_comes_first(city: City) -> None:
    newer, older = due(city, date(2024, 11, 1), since=3), due(city, date(2024, 11, 1), since=20)
    assert records(waiting(actor_of(officers(city, BUREAU)[0]))) == [older, newer]


def test_stranger_finds_nothing_of_it(city: City) -> None:
    due(city, date(2024, 10, 2))
    hazard(Cast(city))
    stranger = city.person(Role.OFFICE_OFFICER, "南山区安委办")
    assert waiting(actor_of(stranger)) == []
    page = text(browser(stranger), "overview:waiting")
    assert "没有等您办理的事项" in page


def test_substitute_finds_the_colleagues_and_says_so_until_the_last_day_ends(city: City) -> None:
    mine, theirs = due(city, date(2024, 11, 1)), due(city, date(2024, 11, 2), "市消防救援")
    own, away = officers(city, BUREAU, "市消防救援")
    last = date(2024, 10, 18)
    substitute(away, own, first=date(2024, 10, 16), last=last, actor=SYSTEM)
    assert [(line.record, line.place, line.place_name) for line in waiting(actor_of(own))] == [
        (mine, 0, ""),
        (theirs, away.pk, away.name),
    ]
    page = text(browser(own), "overview:waiting")
    assert page.count(f"代{away.name}办理") == 2  # the tab, and the record's own line
    assert f"代{away.name}办理" in text(browser(own), "overview:home")
    with clock.at(clock.day_end(last) - timedelta(microseconds=1)):
        assert records(waiting(actor_of(own))) == [mine, theirs]
    with clock.at(clock.day_end(last)):
        assert records(waiting(actor_of(own))) == [mine]


def test_what_both_may_do_is_the_substitutes_own(city: City) -> None:
    one = due(city, date(2024, 11, 1))
    own, away = officers(city, BUREAU, BUREAU)
    substitute(away, own, first=clock.today(), last=clock.today(), actor=SYSTEM)
    assert [(line.record, line.place) for line in waiting(actor_of(own))] == [(one, 0)]


def test_who_goes_on_leave_sees_that_the_substitute_has_everything(city: City) -> None:
    due(city, date(2024, 11, 1))
    own, away = officers(city, "市消防救援", BUREAU)
    substitute(away, own, first=date(2024, 10, 21), last=date(2024, 10, 25), actor=SYSTEM)
    page = text(browser(away), "overview:waiting")
    assert f"2024年10月21日至2024年10月25日由{own.name}代理" in page
    assert "现有1件中，1件可由其办理。" in page and "按规定不得由其办理" not in page
    assert "代理" not in text(browser(own), "overview:waiting").split("<main")[1]


def test_who_goes_on_leave_sees_what_the_substitute_may_not_do(city: City) -> None:
    cast = Cast(city)
    one = hazard(cast, "verified")
    with scope(cast.colleague):
        record = cast.record(one, "confirm", cast.colleague)
    signer, drafter = Person.objects.get(pk=cast.district.id), Person.objects.get(pk=cast.colleague.id)
    before = waiting(cast.district)
    assert record in records(before)
    substitute(signer, drafter, first=clock.today(), last=clock.today(), actor=SYSTEM)
    with scope(cast.district):
        [covered] = queries.covered(cast.district, before)
    assert (covered.substitute, covered.passed_on, records(covered.left)) == (drafter.name, len(before) - 1, [record])
    assert "以下1件按规定不得由其办理" in text(browser(signer), "overview:waiting")


def test_owed_reports_wait_for_whom_they_are_owed_by_each_unit(city: City) -> None:
    with clock.at(MORNING - timedelta(days=10)):
        task(city, "under_way")
    [person] = officers(city, BUREAU)
    [line] = waiting(actor_of(person))
    assert (line.kind, line.step, line.due, line.urgency) == ("半月报送", "报送", date(2024, 10, 15), Urgency.LATE)
    assert str(line.record) == "市住房建设：2024年10月上半月还有1项任务未报"
    assert line.address == f"/tasks/report/?period=2024-10-01&unit={city.unit(BUREAU).pk}"


def test_deadline_of_what_has_been_handed_in_runs_no_more(city: City) -> None:
    with clock.at(MORNING - timedelta(days=30)):
        task(city, "submitted", due=date(2024, 10, 1))
    [line] = waiting(city.actor(Role.OFFICE_OFFICER, "市安委办"))
    assert (line.step, line.due, line.urgency) == ("核验", None, Urgency.OPEN)


def test_a_source_is_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_registry", {})
    one = sources.register("b", "乙", lambda actor, among: [])
    other = sources.register("a", "甲", lambda actor, among: [])
    with pytest.raises(ValueError, match="registered twice"):
        sources.register("b", "乙", lambda actor, among: [])
    assert sources.registered() == [other, one]
