"""The digest of a working morning: one for each person for whom something waits, built of what that person may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from tests.factories.campaign import task
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, text
from tests.foundation.side_by_side import side_by_side
from tests.inbox.conftest import MORNING
from tests.inbox.test_what_waits import due, waiting

from zhiben.foundation import installation
from zhiben.foundation.jobs import ask, lease, run_pending, tick, worker
from zhiben.foundation.jobs.models import Job
from zhiben.inbox import jobs, queries
from zhiben.inbox.models import Morning, Notice
from zhiben.inbox.operations import mornings, send_digests
from zhiben.inbox.vocab import DIGEST
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import GrantRow, Person, SpecialDay
from zhiben.orgs.operations import set_active, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

BUREAU, FIRE = "市住房建设", "市消防救援"
DAY = timedelta(days=1)


def at(moment: datetime) -> int:
    """The tick of a moment."""
    with clock.at(moment):
        return send_digests(moment)


def digests(person: Person | None = None) -> list[Notice]:
    rows = Notice.objects.filter(kind=DIGEST).order_by("pk")
    return list(rows.filter(person=person) if person else rows)


def officer(city: City, unit: str = BUREAU, role: Role = Role.DEPARTMENT_OFFICER) -> Person:
    return city.person(role, unit)


def told(notice: Notice) -> dict[str, object]:
    """What a digest counts."""
    return {name: value for name, value in (notice.digest or {}).items() if name != "lines"}


def test_each_for_whom_something_waits_is_told_once_and_nobody_else(city: City) -> None:
    person, idle = officer(city), officer(city, FIRE)
    late, ahead = due(city, date(2024, 10, 2)), due(city, date(2024, 11, 1))
    everybody = [one.pk for one in Person.objects.order_by("pk") if waiting(actor_of(one))]
    assert (person.pk in everybody, idle.pk in everybody) == (True, False)
    assert at(MORNING) == len(everybody)
    assert [one.person_id for one in digests()] == everybody
    [one] = digests(person)
    assert (one.title, one.at, one.address) == ("10月16日待办提示：共2件，逾期1件", MORNING, "/waiting/")
    assert told(one) == {"count": 2, "kinds": [{"kind": "重点任务", "count": 2}], "late": 1, "today": 0, "new": 0}
    assert [(line["record"], line["title"], line["new"]) for line in queries_lines(one)] == [
        (late.pk, str(late), False),
        (ahead.pk, str(ahead), False),
    ]
    assert at(MORNING) == at(MORNING + timedelta(hours=5)) == 0
    assert len(digests()) == len(everybody)


def test_what_waits_is_read_before_anything_is_written(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.person(Role.OFFICE_OFFICER, "市安委办")
    read, begun = queries.waiting_for, len(connection.savepoint_ids)
    writing: list[bool] = []

    def seen(actor: Actor) -> list[queries.Line]:
        writing.append(len(connection.savepoint_ids) > begun)
        return read(actor)

    monkeypatch.setattr(queries, "waiting_for", seen)
    at(MORNING)
    assert (bool(writing), any(writing)) == (True, False)


def queries_lines(notice: Notice) -> list[dict[str, object]]:
    return list((notice.digest or {})["lines"])


def test_digest_holds_only_lines_of_what_its_person_may_read(city: City) -> None:
    cast = Cast(city)
    for state in ("reported", "verified", "declared", "accepted"):
        hazard(cast, state)
    due(city, date(2024, 11, 1))
    due(city, date(2024, 11, 1), FIRE)
    for unit, role in ((BUREAU, Role.DEPARTMENT_OFFICER), (FIRE, Role.DEPARTMENT_OFFICER)):
        officer(city, unit, role)
    officer(city, "南山区安委办", Role.OFFICE_OFFICER)
    at(MORNING)
    found = digests()
    assert len(found) >= 5
    for one in found:
        lines = waiting(actor_of(one.person))
        assert [(line["model"], line["record"]) for line in queries_lines(one)] == [line.about for line in lines][:8]
        assert one.digest is not None and one.digest["count"] == len(lines)


def test_first_digest_takes_for_new_what_waits_since_the_working_day_before(city: City) -> None:
    person = officer(city)
    monday = datetime(2024, 10, 21, 9, tzinfo=clock.TZ)
    due(city, date(2024, 11, 1))
    with clock.at(monday - 3 * DAY):
        fresh = task(city, "assigned", lead=BUREAU, due=date(2024, 12, 1))
    at(monday)
    [one] = digests(person)
    assert [line["record"] for line in queries_lines(one) if line["new"]] == [fresh.pk]


def test_what_is_new_since_the_last_digest_is_told(city: City) -> None:
    person = officer(city)
    old = due(city, date(2024, 11, 1))
    at(MORNING)
    with clock.at(MORNING + timedelta(hours=3)):
        new = task(city, "assigned", lead=BUREAU, due=date(2024, 12, 1))
    at(MORNING + DAY)
    _, second = digests(person)
    assert told(second)["new"] == 1
    assert [(line["record"], line["new"]) for line in queries_lines(second)] == [(old.pk, False), (new.pk, True)]


def test_long_digest_shows_the_most_urgent_and_what_is_new(city: City) -> None:
    person = officer(city)
    late = [due(city, date(2024, 10, 1) + timedelta(days=number)) for number in range(9)]
    at(MORNING)
    with clock.at(MORNING):
        new = [task(city, "assigned", lead=BUREAU, due=date(2024, 12, 1)) for _ in range(6)]
    at(MORNING + DAY)
    last = digests(person)[-1]
    assert [line["record"] for line in queries_lines(last)] == [one.pk for one in (*late[:8], *new[:5])]
    assert (told(last)["count"], told(last)["new"]) == (15, 6)


@pytest.mark.parametrize(
    ("moment", "due_by_then"),
    [
        (datetime(2024, 10, 16, 8, 29, 59, tzinfo=clock.TZ), False),
        (datetime(2024, 10, 16, 8, 30, tzinfo=clock.TZ), True),
        (datetime(2024, 10, 16, 23, 59, tzinfo=clock.TZ), True),
        (datetime(2024, 10, 19, 9, tzinfo=clock.TZ), False),
        (datetime(2024, 10, 20, 9, tzinfo=clock.TZ), True),
        (datetime(2024, 10, 21, 9, tzinfo=clock.TZ), False),
    ],
)
def test_digest_comes_on_working_mornings(city: City, moment: datetime, due_by_then: bool) -> None:
    SpecialDay.objects.create(day=date(2024, 10, 20), worked=True, note="调休上班")
    SpecialDay.objects.create(day=date(2024, 10, 21), worked=False, note="放假")
    person = officer(city)
    due(city, date(2024, 11, 1))
    at(moment)
    assert len(digests(person)) == due_by_then


def test_time_of_the_digest_is_a_setting(city: City, settings: object) -> None:
    settings.ZHIBEN_DIGEST_AT = "14:00"  # type: ignore[attr-defined]
    person = officer(city)
    due(city, date(2024, 11, 1))
    assert [at(MORNING), len(digests(person)), bool(at(MORNING + timedelta(hours=5)))] == [0, 0, True]


def test_machine_that_was_off_for_a_week_sends_one(city: City) -> None:
    person = officer(city)
    due(city, date(2024, 11, 1))
    at(MORNING)
    at(MORNING + 7 * DAY)
    assert [one.at for one in digests(person)] == [MORNING, MORNING + 7 * DAY]


def test_nobody_is_told_of_an_empty_desk_and_not_again_the_same_day(city: City) -> None:
    person = officer(city)
    at(MORNING)
    due(city, date(2024, 11, 1))
    at(MORNING + timedelta(hours=1))
    assert digests(person) == []
    at(MORNING + DAY)
    assert len(digests(person)) == 1


def test_morning_that_another_worker_has_taken_is_left_alone(city: City) -> None:
    person = officer(city)
    due(city, date(2024, 11, 1))
    at(MORNING)
    held = Morning.objects.get(pk=person.pk).keys
    with clock.at(MORNING):
        task(city, "assigned", lead=BUREAU)
        assert mornings._tell(person.pk, MORNING.date()) is False
    assert (Morning.objects.get(pk=person.pk).keys, len(held)) == (held, 1)


def test_closed_account_is_told_nothing(city: City) -> None:
    person = officer(city)
    due(city, date(2024, 11, 1))
    set_active(person, active=False, actor=SYSTEM)
    at(MORNING)
    assert digests(person) == []


def test_substitute_is_told_of_the_colleagues_while_it_lasts(city: City) -> None:
    away, own = officer(city), officer(city, FIRE)
    one = due(city, date(2024, 11, 1))
    substitute(away, own, first=date(2024, 10, 16), last=date(2024, 10, 16), actor=SYSTEM)
    at(MORNING)
    at(MORNING + DAY)
    [only] = digests(own)
    assert [(line["record"], line["place"]) for line in queries_lines(only)] == [(one.pk, away.pk)]
    assert [notice.at for notice in digests(away)] == [MORNING, MORNING + DAY]


def test_worker_sends_them_when_it_ticks(city: City) -> None:
    person = officer(city)
    due(city, date(2024, 11, 1))
    for minutes in (0, 4, 5, 10):
        with clock.at(MORNING + timedelta(minutes=minutes)):
            tick(clock.now())
            run_pending()
    assert len(digests(person)) == 1


def test_look_ahead_uses_up_no_morning_of_a_real_installation(city: City) -> None:
    person = officer(city)
    due(city, date(2024, 11, 1))
    assert (send_digests(MORNING + DAY), Morning.objects.count()) == (0, 0)
    installation.mark_demonstration(MORNING)
    assert send_digests(MORNING + DAY) >= 1
    clock.install(None)
    assert len(digests(person)) == 1


def test_trouble_with_one_person_is_nobody_elses(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = officer(city), officer(city)
    due(city, date(2024, 11, 1))
    usual = queries.waiting_for

    def breaking(actor: object) -> list[queries.Line]:
        if actor.id == first.pk:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return usual(actor)  # type: ignore[arg-type]

    monkeypatch.setattr(mornings.queries, "waiting_for", breaking)
    with pytest.raises(ZeroDivisionError):
        at(MORNING)
    assert (len(digests(first)), len(digests(second))) == (0, 1)
    monkeypatch.setattr(mornings.queries, "waiting_for", usual)
    at(MORNING)
    assert (len(digests(first)), len(digests(second))) == (1, 1)


def test_digest_page_shows_only_what_is_still_in_sight(city: City) -> None:
    person = officer(city)
    one = due(city, date(2024, 10, 2))
    at(MORNING)
    [notice] = digests(person)
    client = browser(person)
    page = text(client, "inbox:message", notice.pk)
    assert one.number in page and f'href="{one.get_absolute_url()}"' in page and "逾期" in page
    assert Notice.objects.get(pk=notice.pk).read_at == MORNING
    GrantRow.objects.filter(person=person).update(valid_to=clock.today())
    page = text(client, "inbox:message", notice.pk)
    assert (one.number in page, "所列事项已不在您的范围内" in page) == (False, True)
    text(browser(officer(city)), "inbox:message", notice.pk, status=404)


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_tell_each_person_once() -> None:
    with clock.at(MORNING):
        city = build()
        people = [officer(city) for _ in range(4)]
        due(city, date(2024, 11, 1))

    def ticking() -> int:
        with clock.at(MORNING):
            return send_digests(MORNING)

    works: list[Callable[[], object]] = [ticking, ticking, ticking]
    results = side_by_side(*works)
    assert sum(one for one in results if isinstance(one, int)) == len(digests())
    assert [len(digests(person)) for person in people] == [1] * 4


@pytest.mark.django_db
def test_whoever_asks_meanwhile_need_not_wait_for_everybodys_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    done: list[str] = []
    made = mornings._tell_each
    monkeypatch.setattr(mornings, "_tell_each", lambda *told: (done.append("digest"), made(*told))[1])
    with clock.at(MORNING):
        city = build()
        people = [officer(city) for _ in range(4)]
        due(city, date(2024, 11, 1))
        tick(clock.now())
        job = lease.claim(("default",), "test")
        while job is not None and job.path != "zhiben.inbox.jobs.send_due_digests":
            worker.run(job)
            job = lease.claim(("default",), "test")
        assert job is not None
        worker.run(job)
        assert Job.objects.filter(path="zhiben.inbox.jobs.send_some_digests", state="ready").count() >= 4
        asked = ask(jobs.send_due_digests, title="asked by somebody meanwhile")
        following = None
        while following is None or following.pk != asked.pk:
            following = lease.claim(("default",), "test")
            assert following is not None
            worker.run(following)
        assert done == []
        run_pending()
        assert [len(digests(person)) for person in people] == [1] * 4
        assert done == ["digest"] * len(done)
        tick(clock.now())
        assert run_pending() == 0
