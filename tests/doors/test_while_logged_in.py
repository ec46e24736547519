"""Rights that change while somebody is logged in count from the next request on, and for work asked for before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from tests.doors import posts as doors
from tests.doors.answers import taken_back
from tests.doors.stage import LEAD, OFFICE, Stage, sheet_of

from zhiben.foundation.files import store
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow, Person, Substitution
from zhiben.orgs.operations import end_grant, grant, set_active
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

DOORS = {
    "P.own": ("hazards:page", "campaign:page", "documents:page@issued", "dispatch:naming", "file", "file@reply"),
    "O.own": ("documents:page", "documents:pdf", "dispatch:page", "dispatch:rows", "overview:record@round"),
    "S.own": ("hazards:page", "hazards:move", "file@record"),
    "E.own": ("hazards:page", "hazards:ask_extend", "file"),
}
"""By post, doors that are open to it."""

ENDED = [pytest.param(who, row, id=f"{who} {row}") for who, rows in DOORS.items() for row in rows]


def status(stage: Stage, who: str, row: str) -> int:
    name = row.partition("@")[0]
    answer = stage.posts.browser(who).get(reverse(name, args=stage.arguments[row]))
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


def demote(person: Person) -> None:
    for row in GrantRow.objects.filter(person=person):
        end_grant(row, actor=SYSTEM)


def comes_back(stage: Stage, who: str) -> None:
    """Log in again: whoever's rights have changed has been logged out. Within what is taken back."""
    client = Client()
    client.force_login(stage.posts.people[who])
    stage.posts.cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(autouse=True)
def cookies_of_before(stage: Stage) -> Iterator[None]:
    """Sessions that are taken back are no use to the next test."""
    kept = dict(stage.posts.cookies)
    yield
    stage.posts.cookies = kept


@pytest.mark.parametrize(("who", "row"), ENDED)
def test_next_request_of_who_lost_the_role_is_refused(stage: Stage, who: str, row: str) -> None:
    with taken_back():
        assert status(stage, who, row) == 200
        demote(stage.posts.people[who])
        assert status(stage, who, row) == 302
        comes_back(stage, who)
        assert status(stage, who, row) == 404


@pytest.mark.parametrize("who", sorted(DOORS))
def test_next_request_of_a_closed_account_leads_to_the_login(stage: Stage, who: str) -> None:
    with taken_back():
        set_active(stage.posts.people[who], active=False, actor=SYSTEM)
        assert [status(stage, who, row) for row in DOORS[who]] == [302] * len(DOORS[who])
        sent = stage.posts.browser(who).post(reverse("identity:password"), {"old": doors.PASSWORD})
        assert (sent.status_code, sent["Location"]) == (302, reverse("login"))


@pytest.mark.parametrize("who", ["P.own", "O.own"])
def test_who_moves_to_another_place_finds_what_lies_there_and_no_more(stage: Stage, who: str) -> None:
    rows = DOORS[who]
    there = {"P.own": "南山区住房建设", "O.own": "南山区安委办"}[who]
    with taken_back():
        person = stage.posts.people[who]
        role = GrantRow.objects.get(person=person).role
        demote(person)
        grant(person, role, unit=stage.posts.city.unit(there), actor=SYSTEM)
        assert [status(stage, who, row) for row in rows] == [302] * len(rows)
        comes_back(stage, who)
        assert [status(stage, who, row) for row in rows] == [404] * len(rows)
        grant(person, role, unit=stage.posts.city.unit({"P.own": LEAD, "O.own": OFFICE}[who]), actor=SYSTEM)
        comes_back(stage, who)
        assert [status(stage, who, row) for row in rows if row != "file@reply"] == [
            200 for row in rows if row != "file@reply"
        ]


@pytest.mark.parametrize(
    "how", ["the substitution ends", "the colleague's role ends", "the colleague's account closes"]
)
def test_who_stood_in_no_longer_does(stage: Stage, how: str) -> None:
    person, colleague = stage.posts.people["P.substitute"], stage.posts.people["P.own"]
    with taken_back():
        assert status(stage, "P.substitute", "hazards:page") == 200
        if how == "the substitution ends":
            Substitution.objects.filter(substitute=person).update(valid_to=clock.today())
        elif how == "the colleague's role ends":
            demote(colleague)
        else:
            set_active(colleague, active=False, actor=SYSTEM)
        assert status(stage, "P.substitute", "hazards:page") == 404


def test_who_stood_in_and_whose_account_is_closed_holds_nothing(stage: Stage) -> None:
    """Neither their own nor what was lent to them: work that they have asked for would otherwise go on in it."""
    person = stage.posts.people["P.substitute"]
    with taken_back():
        assert [held.role for held in actor_of(person.pk).grants] == ["department_officer"]
        set_active(person, active=False, actor=SYSTEM)
        assert actor_of(person.pk).grants == ()


def test_a_role_that_begins_tomorrow_opens_nothing_today(stage: Stage) -> None:
    with taken_back():
        one = Person.objects.create(username="tomorrow", name="明日", password=make_password(doors.PASSWORD))
        tomorrow = clock.today() + timedelta(days=1)
        grant(one, Role.DEPARTMENT_OFFICER, unit=stage.posts.city.unit(LEAD), actor=SYSTEM, valid_from=tomorrow)
        with scope(actor_of(one)):
            assert not Hazard.objects.exists()


CHANGED = {
    "demoted": "您不能导入",
    "closed": "您不能导入",
    "moved": "没有这个",
}
"""What happens between asking and running, and what the job then says."""


@pytest.mark.parametrize("how", sorted(CHANGED))
def test_work_asked_for_before_runs_within_the_rights_of_now(stage: Stage, how: str) -> None:
    person = stage.posts.people["S.own"]
    with taken_back():
        actor = actor_of(person)
        with scope(actor):
            stored = store(sheet_of(stage.posts, number="LH-LATER-1"), name="台账.xlsx", actor_id=actor.id)
            job = operations.ask_import("hazards", stored, actor=actor)
        if how == "closed":
            set_active(person, active=False, actor=SYSTEM)
        else:
            demote(person)
        if how == "moved":
            grant(person, Role.STREET_OFFICER, unit=stage.posts.city.unit("大浪街道"), actor=SYSTEM)
        run_pending()
        ended = Job.objects.get(pk=job.pk)
        with unscoped(reason="a test reads"):
            written = Hazard.objects.filter(number="LH-LATER-1").exists()
        assert (ended.state, written) == ("refused", False)
        assert CHANGED[how] in ended.error


def test_work_asked_for_runs_when_nothing_changed(stage: Stage) -> None:
    with taken_back():
        actor = stage.posts.actor("S.own")
        with scope(actor):
            stored = store(sheet_of(stage.posts, number="LH-LATER-2"), name="台账.xlsx", actor_id=actor.id)
            job = operations.ask_import("hazards", stored, actor=actor)
        run_pending()
        assert (Job.objects.get(pk=job.pk).state, Job.objects.get(pk=job.pk).result["created"]) == ("done", 1)


def test_jobs_and_messages_are_their_askers_alone(stage: Stage) -> None:
    with taken_back():
        actor = stage.posts.actor("O.own")
        with scope(actor):
            stored = store(sheet_of(stage.posts, number="LH-MINE-1"), name="我的台账.xlsx", actor_id=actor.id)
            operations.ask_import("hazards", stored, actor=actor)
        for headers in ({}, {"HX-Request": "true"}):
            for who, seen in (("O.own", True), ("O.parent", False), ("O.substitute", False), ("Y.own", False)):
                page = stage.posts.browser(who).get(reverse("inbox:jobs"), headers=headers).content.decode()
                assert ("我的台账" in page) == seen, who
