"""S5: sessions. The id changes at login, a change of rights, password or factor ends the others, time runs out, going
ends it on the server, the cookie keeps to itself, and a key that somebody has planted opens nothing."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from tests.factories.feeds import feed_of
from tests.factories.identity import OTHER, WORD, code_now, log_in, ruled, with_authenticator, with_password
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import PROGRAM, send, text
from tests.faults.record import Recorder

import zhiben
from zhiben.identity.models import Session
from zhiben.identity.operations import add_totp, end_own_others
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.operations import end_grant, grant, set_active
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
SOURCE = Path(zhiben.__file__).parent
BEGIN = datetime(2026, 6, 1, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"


@pytest.fixture
def city(db: None) -> City:
    return build()


@pytest.fixture
def person(city: City) -> Person:
    return with_password(city, Role.OFFICE_OFFICER)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set the machine's clock, by which sessions last, to a while after the beginning."""

    def put(later: timedelta) -> None:
        monkeypatch.setattr(clock, "real", lambda: BEGIN + later)

    return put


def inside(client: Client) -> bool:
    return client.get("/me/security/").status_code == 200


def key(client: Client) -> str:
    return client.cookies["sessionid"].value


def test_s5_in_one_row(city: City, person: Person, rows: Recorder) -> None:
    """Whoever holds a session of before, by any change, is out; the measured row names what was tried."""
    with rows.row(
        "S5", "id changes at login; rights, password, factor end others; logout on the server", full=True
    ) as row:
        outcomes = {name: act(city) for name, act in ENDINGS.items()}
        planted = Client()
        planted.get(reverse("login"))
        session = planted.session
        session["planted"] = True
        session.save()
        planted.cookies["sessionid"] = session.session_key or ""
        entered = log_in(person, client=planted)
        stolen = Client()
        stolen.cookies["sessionid"] = session.session_key or ""
        fixed = (key(entered) != session.session_key, inside(entered), inside(stolen))
        row.measured = f"{len(outcomes)} changes ended {sum(outcomes.values())} of {len(outcomes)} sessions of before; "
        row.measured += f"a planted key opened {int(fixed[2])}"
        assert (set(outcomes.values()), fixed) == ({True}, (True, True, False))


def _other_and_own(city: City) -> tuple[Person, Client, Client]:
    one = with_password(city, Role.OFFICE_OFFICER)
    return one, log_in(one), log_in(one)


def ended_by_password(city: City) -> bool:
    _one, own, other = _other_and_own(city)
    send(own, "identity:password", old=WORD, new=OTHER, again=OTHER)
    return inside(own) and not inside(other)


def ended_by_role(city: City) -> bool:
    one, own, other = _other_and_own(city)
    grant(one, Role.INSPECTOR, unit=city.unit("民治街道"), actor=SYSTEM)
    return not inside(own) and not inside(other)


def ended_by_demotion(city: City) -> bool:
    one, own, other = _other_and_own(city)
    end_grant(GrantRow.objects.get(person=one), actor=SYSTEM)
    return not inside(own) and not inside(other)


def ended_by_closing(city: City) -> bool:
    one, own, _other = _other_and_own(city)
    set_active(one, active=False, actor=SYSTEM)
    set_active(one, active=True, actor=SYSTEM)
    return not inside(own)


def ended_by_factor(city: City) -> bool:
    one, own, other = _other_and_own(city)
    add_totp(one, seed="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code=code_now(), actor=actor_of(one), keep=key(own))
    return own.get("/").status_code == 200 and not inside(other)


def ended_by_going(city: City) -> bool:
    _one, own, other = _other_and_own(city)
    kept = key(own)
    own.post(reverse("logout"))
    own.cookies["sessionid"] = kept
    return not inside(own) and inside(other)


def ended_by_owner(city: City) -> bool:
    one, own, other = _other_and_own(city)
    handle = Session.objects.get(session_key=key(other)).handle
    assert handle in text(own, "identity:security")
    send(own, "identity:end_session", handle)
    third = log_in(one)
    send(own, "identity:end_others")
    return inside(own) and not inside(other) and not inside(third)


ENDINGS: dict[str, Callable[[City], bool]] = {
    "password": ended_by_password,
    "role given": ended_by_role,
    "role ended": ended_by_demotion,
    "account closed": ended_by_closing,
    "factor": ended_by_factor,
    "logout": ended_by_going,
    "owner": ended_by_owner,
}


def test_idle_and_absolute_limits(person: Person, at: Callable[[timedelta], None]) -> None:
    at(timedelta())
    client, idle = log_in(person), log_in(person)
    for count in range(29, 8 * 60, 29):
        at(timedelta(minutes=count))
        assert inside(client), count
    at(timedelta(minutes=30))
    assert not inside(idle)
    at(timedelta(hours=8) - timedelta(seconds=1))
    assert inside(client)
    at(timedelta(hours=8))
    assert not inside(client)
    assert not Session.objects.filter(person=person.pk, session_key__in=[key(client)]).exists()


def test_idle_session_of_a_program_is_told_so(person: Person, at: Callable[[timedelta], None]) -> None:
    at(timedelta())
    client = log_in(person)
    at(timedelta(minutes=30))
    answer = client.get("/tasks/", headers=PROGRAM)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")


def test_what_a_page_asks_for_by_the_clock_keeps_nobody_in(person: Person, at: Callable[[timedelta], None]) -> None:
    at(timedelta())
    client, answers = log_in(person), []
    for minutes in range(1, 31):
        at(timedelta(minutes=minutes))
        answers.append(client.get("/tasks/", headers={"Zb-By-Clock": "1"}).status_code)
    assert answers == [200] * 29 + [302]


def test_every_page_that_renews_itself_says_so() -> None:
    pages = [one.read_text(encoding="utf-8") for one in SOURCE.rglob("*.html")]
    tags = [tag for page in pages for tag in re.findall(r"<[a-z][^>]*every \d+s[^>]*>", page)]
    assert len(tags) == 3
    assert [tag for tag in tags if "Zb-By-Clock" not in tag] == []


def test_the_limits_are_those_of_the_rules_in_force_now(person: Person, at: Callable[[timedelta], None]) -> None:
    at(timedelta())
    client = log_in(person)
    ruled(idle_minutes=5)
    at(timedelta(minutes=5))
    assert not inside(client)


def test_presence_is_written_once_a_minute_at_most(person: Person, at: Callable[[timedelta], None]) -> None:
    at(timedelta())
    client = log_in(person)
    seen = []
    for seconds in (0, 59, 60, 119, 120):
        at(timedelta(seconds=seconds))
        inside(client)
        seen.append((Session.objects.get(session_key=key(client)).seen - BEGIN).seconds)
    assert seen == [0, 0, 60, 60, 120]


def test_the_rules_cost_no_query_of_their_own(person: Person, django_assert_num_queries: Any) -> None:
    """Session with rules, account, whom one stands in for, grants, the installation, and the page's two: as before."""
    client = log_in(person)
    ruled(networks=("10.0.0.0/8",))
    with django_assert_num_queries(7):
        assert client.get("/no/such/page/", headers=PROGRAM).status_code == 404


def test_the_fourth_login_ends_the_first(person: Person, at: Callable[[timedelta], None]) -> None:
    clients = []
    for number in range(4):
        at(timedelta(minutes=number))
        clients.append(log_in(person))
    assert [inside(one) for one in clients] == [False, True, True, True]


def test_cookies_keep_to_themselves(person: Person) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        client = log_in(person)
    for name in ("sessionid", "zhiben_device"):
        cookie = client.cookies[name]
        assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (True, True, "Lax"), name


def test_sessions_of_others_are_neither_seen_nor_ended(city: City, person: Person) -> None:
    other = log_in(with_password(city, Role.OFFICE_OFFICER))
    client = log_in(person)
    handle = Session.objects.get(session_key=key(other)).handle
    assert handle not in text(client, "identity:security")
    send(client, "identity:end_session", handle, status=404)
    assert end_own_others(keep=key(client), actor=actor_of(person)) == 0
    assert inside(other)


def test_tokens_end_with_the_account_and_with_the_roles(city: City, person: Person) -> None:
    feed_of(person, "a-word")
    address = reverse("dispatch:feed", args=["a-word"])
    assert Client().get(address).status_code == 200
    row = GrantRow.objects.get(person=person)
    set_active(person, active=False, actor=SYSTEM)
    assert Client().get(address).status_code == 404
    set_active(person, active=True, actor=SYSTEM)
    assert Client().get(address).status_code == 200
    end_grant(row, actor=SYSTEM)
    assert Client().get(address).status_code == 404


def test_a_login_with_a_factor_says_which(city: City) -> None:
    leader = with_authenticator(with_password(city, Role.OFFICE_LEADER))
    client = log_in(leader)
    client.post(reverse("second_factor"), {"code": code_now()})
    assert Session.objects.get(person=leader.pk).factor == "totp"
    assert "动态口令" in text(client, "identity:security")


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_reading_waits_for_no_writer(person: Person, at: Callable[[timedelta], None]) -> None:
    """That somebody is there is left unwritten while another process holds the database."""
    at(timedelta())
    client = log_in(person)
    at(timedelta(minutes=2))
    holder = sqlite3.connect(str(connection.settings_dict["NAME"]))
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    assert (inside(client), time.monotonic() - began < 2) == (True, True)
    holder.rollback()
    holder.close()
    assert Session.objects.get(session_key=key(client)).seen == BEGIN
    assert inside(client)
    assert Session.objects.get(session_key=key(client)).seen == BEGIN + timedelta(minutes=2)
