"""The calendar of dispatch: whose dates, which, and the feed that a person's own address leads to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from tests.dispatch.city import NOW, City, member
from tests.dispatch.conftest import STEPS, make
from tests.dispatch.facts import hazard, task
from tests.factories.pages import browser, send, text

from zhiben.dispatch.calendar import entries
from zhiben.dispatch.models import Feed, Round
from zhiben.dispatch.operations import open_due, open_round
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of
from zhiben.orgs.models import GrantRow, Person, SpecialDay
from zhiben.orgs.queries import actor_of

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
OCTOBER = (date(2024, 10, 1), date(2024, 10, 31))
PAST = date(2024, 9, 30)
LATEST = "最迟印发：2024年10月上半月调度（市安委办）"
"""Five working days after 15 October 2024: the 22nd."""


def told(person: Person, first: date, last: date, *, every: bool = False) -> list[tuple[str, str, str]]:
    actor = actor_of(person)
    with scope(actor):
        found = entries(actor, first, last, every=every)
    return [(f"{one.day} {one.hour}".strip(), one.what, one.title + ("?" if one.expected else "")) for one in found]


def officer(city: City, office: str = "市安委办") -> Person:
    return member(city, office, "office_officer")


def subscribe(person: Person) -> str:
    """The path of the person's own address."""
    found = re.search(r"<code>http://testserver(/rounds/feed/[\w-]{43}\.ics)</code>", send_renewal(person))
    assert found
    return found[1]


def send_renewal(person: Person) -> str:
    client = browser(person)
    answer = client.post(reverse("dispatch:renew_feed"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('dispatch:calendar')}#feed")
    shown = text(client, "dispatch:calendar")
    assert "<code>" not in text(client, "dispatch:calendar"), "shown once"
    return shown


def events(path: str) -> list[dict[str, str]]:
    """What a program reads there, without a login."""
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    read = Calendar.from_ical(answer.content)
    return [
        {"uid": str(one["uid"]), "summary": str(one["summary"]), "start": one["dtstart"].to_ical().decode()}
        for one in read.walk("VEVENT")
    ]


def test_office_finds_its_rounds_from_opening_to_issue_and_those_to_come(city: City, round_at: RoundAt) -> None:
    round_at("issue")
    title, coming = "2024年10月上半月调度（市安委办）", "2024年10月下半月调度（市安委办）?"
    assert told(officer(city), *OCTOBER) == [
        ("2024-10-01", "开启", title),
        ("2024-10-15", "收集截止", title),
        ("2024-10-16", "开启", coming),
        ("2024-10-16 09:00", "关闭", title),
        ("2024-10-16 09:00", "印发", title),
        ("2024-10-21", "开启", "2024年第43周调度（市安委办）?"),
        ("2024-10-28", "开启", "2024年第44周调度（市安委办）?"),
        ("2024-10-31", "收集截止", coming),
        ("2024-10-31", "收集截止", "2024年10月调度（市安委办）?"),
    ]


def test_office_finds_by_when_a_paper_is_to_be_issued_until_it_is(city: City, round_at: RoundAt) -> None:
    one, person = round_at("approve"), officer(city)
    day, november = date(2024, 10, 22), (date(2024, 11, 1), date(2024, 11, 7))
    latest = ("2024-10-22", "最迟印发", "2024年10月上半月调度（市安委办）")
    assert told(person, day, day) == [latest]
    assert [row for row in told(person, *november) if row[1] == "最迟印发"] == [
        ("2024-11-07", "最迟印发", "2024年10月下半月调度（市安委办）?"),
        ("2024-11-07", "最迟印发", "2024年10月调度（市安委办）?"),
    ]
    strangers = [officer(city, "福田区安委办"), member(city, "市住房建设局", "department_officer")]
    assert [told(one, day, day) for one in strangers] == [[], []]
    make(city, one, "issue")
    assert told(person, day, day) == []


def test_latest_day_is_found_however_long_ago_the_period_ended(city: City) -> None:
    """Seven days off and a weekend stand between the end of September and the fifth working day after it."""
    open_round("half_month", half_month_of(date(2024, 9, 16)), office=city.units["市安委办"].pk)
    person, days = officer(city), (date(2024, 10, 11), date(2024, 10, 12))
    found = [[what for _day, what, _title in told(person, day, day)] for day in days]
    assert found == [[], ["最迟印发"]]


def test_page_tells_what_is_over_and_not_issued_as_late(city: City, round_at: RoundAt) -> None:
    one, client, told_late = round_at("approve"), browser(officer(city)), "▲</span> 逾期未印发"
    pages = []
    for day in (22, 23):
        with clock.at(datetime(2024, 10, day, 9, tzinfo=clock.TZ)):
            pages.append(text(client, "dispatch:calendar"))
    assert [("<strong>最迟印发</strong>" in page, told_late in page) for page in pages] == [(True, False), (True, True)]
    make(city, one, "issue")
    with clock.at(datetime(2024, 10, 23, 9, tzinfo=clock.TZ)):
        assert "<strong>最迟印发</strong>" not in text(client, "dispatch:calendar")


def test_calendar_takes_as_many_queries_for_many_rounds_as_for_one(city: City) -> None:
    actor = actor_of(officer(city))

    def asked() -> int:
        with scope(actor), CaptureQueriesContext(connection) as queries:
            entries(actor, date(2024, 1, 1), date(2024, 12, 31))
        return len(queries)

    office = city.units["市安委办"].pk
    open_round("half_month", half_month_of(date(2024, 1, 1)), office=office)
    asked()
    few = asked()
    for month in range(2, 10):
        open_round("half_month", half_month_of(date(2024, month, 1)), office=office)
    assert asked() == few


def test_office_finds_its_own_dates_first_and_all_by_cycle_and_office_when_asked(city: City, round_at: RoundAt) -> None:
    open_due(datetime(2024, 9, 1, 9, tzinfo=clock.TZ))
    day = date(2024, 9, 1)
    own, other = "市安委办", "福田区安委办"
    titles = ["2024年9月上半月调度", "2024年9月调度"]
    person = officer(city)
    assert [title for _day, _what, title in told(person, day, day)] == [f"{title}（{own}）" for title in titles]
    assert [title for _day, _what, title in told(person, day, day, every=True)] == [
        f"{title}（{office}）" for title in titles for office in (own, other)
    ]
    client = browser(person)
    pages = [text(client, "dispatch:calendar", query=f"?month=2024-09{more}") for more in ("", "&offices=all")]
    assert [other in page for page in pages] == [False, True]
    assert [event["summary"] for event in events(subscribe(person)) if other in event["summary"]] == []


def test_others_find_nothing_of_an_offices_rounds(city: City, round_at: RoundAt) -> None:
    round_at("issue")
    strangers = [officer(city, "福田区安委办"), member(city, "市住房建设局", "department_officer")]
    assert [told(one, *OCTOBER) for one in strangers] == [[], []]


def test_named_units_find_until_when_they_answer_and_the_office_all_of_them(city: City, round_at: RoundAt) -> None:
    task(city, "市住房建设局", PAST, title="外墙脱落排查")
    hazard(city, "罗湖区", PAST, title="有限空间无通风")
    round_at("draft")
    until = "2024-10-17 17:30"
    unit = member(city, "罗湖区政府", "district_officer")
    assert told(unit, *OCTOBER) == [(until, "答复截止", "点名待答复：罗湖区政府")]
    person = officer(city)
    actor = actor_of(person)
    with scope(actor):
        addresses = [one.address for one in entries(actor, *OCTOBER) if one.what == "答复截止"]
    assert addresses == [reverse("dispatch:decisions", args=[Round._unfiltered().get(cycle="half_month").pk])]
    answers = [one for one in told(person, *OCTOBER) if one[1] == "答复截止"]
    assert len(answers) == 1
    assert (answers[0][0], set(answers[0][2].removeprefix("点名待答复：").split("、"))) == (
        until,
        {"市住房建设局", "罗湖区政府"},
    )
    with clock.at(datetime(2024, 10, 18, 9, tzinfo=clock.TZ)):
        assert told(unit, *OCTOBER) == [(until, "答复截止", "点名未答复：罗湖区政府")]


def test_page_shows_a_month_and_leads_to_the_next(city: City, round_at: RoundAt) -> None:
    one, client = round_at("close"), browser(officer(city))
    page = text(client, "dispatch:calendar")
    assert [words in page for words in (reverse("dispatch:page", args=[one.pk]), "2024年10月", "今天")] == [True] * 3
    later = text(client, "dispatch:calendar", query="?month=2025-01")
    assert ("2025年1月上半月调度" in later, "（预计）" in later, "?month=2024-12" in later) == (True, True, True)
    for asked in ("2024-13", "x", "0000-00"):
        assert "2024年10月" in text(client, "dispatch:calendar", query=f"?month={asked}")


def test_feed_shows_what_its_person_may_see(city: City, round_at: RoundAt) -> None:
    one = round_at("close")
    own, stranger = events(subscribe(officer(city))), events(subscribe(officer(city, "福田区安委办")))
    assert stranger == []
    stem = f"half_month-{one.office_id}-20241001"
    assert own[:2] == [
        {
            "uid": f"{stem}-opens@zhiben.invalid",
            "summary": "开启：2024年10月上半月调度（市安委办）",
            "start": "20241001",
        },
        {
            "uid": f"{stem}-collects@zhiben.invalid",
            "summary": "收集截止：2024年10月上半月调度（市安委办）",
            "start": "20241015",
        },
    ]
    closed = next(event for event in own if event["summary"].startswith("关闭"))
    assert closed["start"] == "20241016T090000"


def test_moments_stand_in_the_time_of_shanghai(city: City, round_at: RoundAt) -> None:
    round_at("close")
    content = Client().get(subscribe(officer(city))).content.decode()
    assert "DTSTART;TZID=Asia/Shanghai:20241016T090000" in content
    assert content.count("BEGIN:VTIMEZONE") == 1


def test_dates_keep_their_uid_when_what_was_expected_is_there(city: City, round_at: RoundAt) -> None:
    round_at("close")
    path = subscribe(officer(city))
    before = [event for event in events(path) if "10月下半月调度（市安委办）" in event["summary"]]
    with clock.at(NOW + timedelta(days=1)):
        open_due(clock.now())
        after = [event for event in events(path) if "10月下半月调度（市安委办）" in event["summary"]]
    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert [event["summary"] for event in before] == [f"{event['summary']}（预计）" for event in after]
    assert len({event["uid"] for event in events(path)}) == len(events(path))


def test_latest_day_keeps_its_uid_while_the_round_moves_on_and_goes_with_the_issue(
    city: City, round_at: RoundAt
) -> None:
    one = round_at()
    path = subscribe(officer(city))

    def latest() -> list[dict[str, str]]:
        return [event for event in events(path) if event["summary"].startswith(LATEST)]

    [first] = latest()
    uid = f"half_month-{one.office_id}-20241001-latest@zhiben.invalid"
    assert first == {"uid": uid, "summary": LATEST, "start": "20241022"}
    for step in STEPS[:-1]:
        make(city, one, step)
        assert latest() == [first], step
    SpecialDay.objects.create(day=date(2024, 10, 22), worked=False)
    with clock.at(datetime(2024, 10, 24, 9, tzinfo=clock.TZ)):
        assert latest() == [{"uid": uid, "summary": f"{LATEST}（逾期未印发）", "start": "20241023"}]
    make(city, one, "issue")
    assert latest() == []


def test_renewing_and_ending_and_closing_the_account_end_the_address(city: City, round_at: RoundAt) -> None:
    round_at("close")
    person = officer(city)
    told_first = send_renewal(person)
    assert "原来的地址已失效" not in told_first
    first = subscribe(person)
    assert "原来的地址已失效" in send_renewal(person)
    second = subscribe(person)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(second).status_code == 404
    Person.objects.filter(pk=person.pk).update(is_active=True)
    send(browser(person), "dispatch:end_feed")
    assert (Client().get(second).status_code, Feed.objects.count()) == (404, 0)


def test_address_is_kept_as_a_digest_and_shown_once(city: City) -> None:
    person = officer(city)
    word = subscribe(person).removeprefix("/rounds/feed/").removesuffix(".ics")
    kept = [Feed.objects.get().digest, *(f"{row.facts}" for row in AuditEntry.objects.all())]
    assert [one for one in kept if word in one] == []
    assert word not in text(browser(person), "dispatch:calendar")
    rows = AuditEntry.objects.filter(model="orgs.person", record=person.pk, verb="renew_feed")
    assert rows.count() == 1


def test_feed_of_an_ended_grant_leads_nowhere(city: City, round_at: RoundAt) -> None:
    round_at("close")
    person = officer(city)
    path = subscribe(person)
    with clock.at(datetime(2024, 10, 20, 9, tzinfo=clock.TZ)):
        GrantRow.objects.filter(person=person).update(valid_to=date(2024, 10, 18))
        assert Client().get(path).status_code == 404
