"""Second factors: owed by signers and administrators, and there is no way around."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from tests import whole_login
from tests.factories.feeds import feed_of
from tests.factories.identity import OTHER, SEED, WORD, code_now, log_in, ruled, with_authenticator, with_password
from tests.factories.orgs import City
from tests.factories.pages import PROGRAM, browser, send, text

from zhiben.foundation.secrets.models import Secret
from zhiben.identity.models import RecoveryCode, Totp, Tries
from zhiben.identity.operations import issue_link, passkeys, renew_codes
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import grant, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
OBLIGED = (Role.OFFICE_LEADER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SECURITY = "/me/security/"


@pytest.fixture
def leader(city: City) -> Person:
    return with_password(city, Role.OFFICE_LEADER)


def second(client: Client, code: str) -> tuple[int, str]:
    """Status and where it leads, of sending a code."""
    got = client.post(reverse("second_factor"), {"code": code})
    return got.status_code, got.get("Location", "")


@pytest.mark.parametrize("role", OBLIGED)
def test_whoever_owes_a_factor_is_led_to_it_whatever_they_ask_for(city: City, role: Role) -> None:
    client = log_in(with_password(city, role))
    for path in ("/", "/tasks/", "/documents/", "/people/", "/ledger/", "/people/rules/", "/no/such/page/"):
        got = client.get(path)
        assert (got.status_code, got["Location"]) == (302, SECURITY), path
    program = client.get("/tasks/", headers=PROGRAM)
    assert (program.status_code, program.json()["code"]) == (403, "second_factor_required")
    sent = client.post("/documents/sign/", '{"document": [1]}', content_type="application/json")
    assert (sent.status_code, sent.json()["code"]) == (403, "second_factor_required")
    part = client.get("/tasks/", headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (403, SECURITY)
    assert client.post("/people/new/", {"username": "x", "name": "x"})["Location"] == SECURITY
    phone = client.post("/supervision/phone/sync/", "{}", content_type="application/json", headers=PROGRAM)
    assert phone.status_code == 403
    assert "请先登记动态口令或通行密钥" in client.get(SECURITY).content.decode()
    assert client.post(reverse("logout")).status_code == 302


def test_others_come_in_with_the_password_alone(city: City) -> None:
    assert log_in(with_password(city, Role.OFFICE_OFFICER)).get("/").status_code == 200


def test_who_stands_in_for_a_signer_owes_a_factor_too(city: City, leader: Person) -> None:
    stand_in = with_password(city, Role.OFFICE_OFFICER)
    today = clock.today()
    substitute(leader, stand_in, first=today, last=today, actor=actor_of(leader))
    assert log_in(stand_in).get("/")["Location"] == SECURITY


def test_the_rules_say_who_owes_one(city: City, leader: Person) -> None:
    ruled(second_factor=("office_officer",))
    assert log_in(leader).get("/").status_code == 200
    assert log_in(with_password(city, Role.OFFICE_OFFICER)).get("/")["Location"] == SECURITY


def test_a_calendar_is_not_read_for_who_owes_a_factor(city: City, leader: Person) -> None:
    feed_of(leader, "a-word")
    assert Client().get(reverse("dispatch:feed", args=["a-word"])).status_code == 404
    with_authenticator(leader)
    assert Client().get(reverse("dispatch:feed", args=["a-word"])).status_code == 200


def test_an_authenticator_is_registered_by_its_code(leader: Person) -> None:
    client, elsewhere = log_in(leader), log_in(leader)
    page = text(client, "identity:totp")
    seed = re.findall(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[0]
    sealed = re.findall(r'name="seed" value="([^"]+)"', page)[0]
    assert "<svg" in page
    wrong = send(client, "identity:totp", status=422, code="000000", seed=sealed, password=WORD)
    assert "验证码不对，请核对手机时间" in wrong and seed in wrong
    key = client.cookies["sessionid"].value
    codes = re.findall(
        r"<code>([0-9A-Z-]{19})</code>",
        send(client, "identity:totp", status=200, code=code_now(seed), seed=sealed, password=WORD),
    )
    assert (len(codes), len(set(codes)), RecoveryCode.objects.filter(person=leader.pk).count()) == (10, 10, 10)
    assert client.cookies["sessionid"].value != key
    assert [client.get("/").status_code, elsewhere.get("/").status_code] == [200, 302]
    assert not Secret.objects.filter(body__contains=seed).exists()
    assert seed not in str(Totp.objects.values())


def test_a_session_that_somebody_left_open_becomes_no_way_in(leader: Person) -> None:
    client = log_in(leader)
    sealed = re.findall(r'name="seed" value="([^"]+)"', text(client, "identity:totp"))[0]
    seed = signing.loads(sealed, salt="zhiben.seed")[1]
    for said in ({}, {"password": "wrong"}):
        send(client, "identity:totp", status=422, code=code_now(seed), seed=sealed, **said)
        page = send(client, "identity:add_passkey", status=422, name="钥匙", credential="{}", **said)
        assert ("原口令不对" in page) is bool(said)
    assert not Totp.objects.exists()
    assert Tries.objects.get(key__startswith="d:").count == 2


def test_codes_are_not_renewed_without_the_password(leader: Person) -> None:
    client = browser(with_authenticator(leader))
    old = renew_codes(leader, actor=actor_of(leader))
    for said in ({}, {"password": "wrong"}):
        assert "恢复码已" not in send(client, "identity:renew_codes", status=422, **said)
    assert second(log_in(leader), old[0])[0] == 302


def test_whoever_has_just_set_the_password_is_not_asked_for_it_again(leader: Person) -> None:
    client = Client()
    word = issue_link(leader, actor=SYSTEM)
    client.post(reverse("set_up", args=[word]), {"new": OTHER, "again": OTHER})
    page = text(client, "identity:totp")
    assert 'name="password"' not in page and 'name="password"' not in text(client, "identity:add_passkey")
    session = client.session
    session["set_up"] -= 901
    session.save()
    assert 'name="password"' in text(client, "identity:totp")
    sealed = re.findall(r'name="seed" value="([^"]+)"', page)[0]
    seed = signing.loads(sealed, salt="zhiben.seed")[1]
    send(client, "identity:totp", status=422, code=code_now(seed), seed=sealed)
    send(client, "identity:totp", status=200, code=code_now(seed), seed=sealed, password=OTHER)


def test_a_session_without_the_factor_that_its_person_has_opens_no_own_account(leader: Person) -> None:
    client = whole_login.password_only(leader)
    assert client.get(SECURITY).status_code == 200
    with_authenticator(leader)
    client = whole_login.password_only(leader)
    assert client.post(reverse("identity:renew_codes"), {"password": WORD})["Location"] == "/login/"
    assert client.get(SECURITY)["Location"] == f"/login/?next={SECURITY}"


def test_a_seed_of_another_person_or_of_nobody_is_not_taken(city: City, leader: Person) -> None:
    client = log_in(leader)
    other = signing.dumps([leader.pk + 1, SEED], salt="zhiben.seed")
    for sealed in (other, "forged"):
        assert "页面已过期" in send(client, "identity:totp", status=422, code=code_now(), seed=sealed, password=WORD)
    assert not Totp.objects.exists()


def test_login_takes_two_steps_and_goes_where_it_was_to_go(leader: Person) -> None:
    with_authenticator(leader)
    client = Client()
    sent = {"username": leader.username, "password": WORD, "next": "/documents/"}
    assert client.post(reverse("login"), sent)["Location"] == reverse("second_factor")
    assert client.get("/documents/")["Location"] == "/login/?next=/documents/"
    assert second(client, code_now()) == (302, "/documents/")
    assert client.get("/documents/").status_code == 200


@pytest.mark.parametrize(("minutes", "later", "good"), [(10, 10, 422), (10, 15, 302), (20, 15, 422), (20, 20, 302)])
def test_no_more_than_twenty_codes_an_hour_are_looked_at(leader: Person, minutes: int, later: int, good: int) -> None:
    ruled(failures=3, lock_minutes=minutes)
    with_authenticator(leader)
    begun = clock.machine()
    with clock.at(begun):
        client = log_in(leader)
        assert [second(client, "000000")[0] for _each in range(5)] == [422] * 5
    with clock.at(begun + timedelta(minutes=later, seconds=1)):
        assert second(log_in(leader), code_now())[0] == good


def test_the_second_step_alone_leads_nowhere(leader: Person) -> None:
    with_authenticator(leader)
    assert second(Client(), code_now()) == (302, reverse("login"))


def test_a_password_changed_meanwhile_ends_the_second_step(leader: Person) -> None:
    client = log_in(with_authenticator(leader))
    leader.set_password("Another-word-12")
    leader.save()
    assert second(client, code_now()) == (302, reverse("login"))


def test_who_owes_a_factor_keeps_one(leader: Person) -> None:
    with_authenticator(leader)
    client = browser(leader)
    page = send(client, "identity:drop_totp", status=422, password=WORD)
    assert "不能取消最后一个" in page and Totp.objects.count() == 1
    ruled(second_factor=())
    assert "原口令不对" in send(client, "identity:drop_totp", status=422, password="wrong")
    send(client, "identity:drop_totp", password=WORD)
    assert (Totp.objects.count(), Secret.objects.filter(model="identity.totp").count()) == (0, 0)


def test_recovery_codes_are_renewed_and_the_old_ones_are_void(leader: Person) -> None:
    with_authenticator(leader)
    old = renew_codes(leader, actor=actor_of(leader))
    client = browser(leader)
    send(client, "identity:renew_codes", status=200, password=WORD)
    assert second(log_in(leader), old[0])[0] == 422


def test_what_the_browser_says_of_no_passkey_is_no_passkey(leader: Person) -> None:
    options, state = passkeys.ask_new(leader, "zhiben.example")
    assert '"rp": {"id": "zhiben.example"' in options or '"id": "zhiben.example"' in options
    for said in ("", "{}", "[]", '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}'):
        with pytest.raises(Incomplete):
            passkeys.add(leader, said, state, name="", host="zhiben.example", actor=actor_of(leader))
    with_authenticator(leader)
    got = log_in(leader).post(reverse("second_factor"), {"credential": '{"id": "x"}'})
    assert (got.status_code, "通行密钥验证没有通过" in got.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "junk",
    [b"", b"\x82", b"\xa1\x61", b"\x19\x01", b"\xff", b"\xa3cfmtdnonegattStmt\xa0hauthDataA\x00"],
    ids=lambda junk: junk.hex() or "empty",
)
def test_a_passkey_that_nothing_can_read_is_refused(leader: Person, junk: bytes) -> None:
    def sealed(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    _options, state = passkeys.ask_new(leader, "zhiben.example")
    client = {"type": "webauthn.create", "challenge": state["challenge"], "origin": "https://zhiben.example"}
    response = {"clientDataJSON": sealed(json.dumps(client).encode()), "attestationObject": sealed(junk)}
    said = {"id": sealed(b"x"), "rawId": sealed(b"x"), "type": "public-key", "response": response}
    with pytest.raises(Incomplete) as refusal:
        passkeys.add(leader, json.dumps(said), state, name="", host="zhiben.example", actor=actor_of(leader))
    assert refusal.value.fields == {"credential": "没有收到通行密钥，请重试"}


@pytest.mark.parametrize(
    ("before", "count", "good"), [(0, 0, True), (0, 1, True), (4, 5, True), (4, 4, False), (4, 3, False), (4, 0, False)]
)
def test_a_copy_of_a_key_is_told_by_its_counter(before: int, count: int, good: bool) -> None:
    assert passkeys.grown(before, count) is good


@pytest.mark.parametrize(
    ("host", "can"), [("zhiben.example", True), ("localhost", True), ("127.0.0.1", False), ("::1", False)]
)
def test_passkeys_are_bound_to_a_name(host: str, can: bool) -> None:
    assert passkeys.possible(host) is can


def test_a_promotion_owes_the_factor_at_once(city: City, settings: Any) -> None:
    officer = with_password(city, Role.INSPECTOR)
    client = whole_login.password_only(officer)
    assert client.get("/").status_code == 200
    grant(officer, Role.OFFICE_LEADER, unit=city.unit("市安委办"), actor=SYSTEM)
    assert client.get("/")["Location"] == "/login/"
    assert log_in(officer).get("/")["Location"] == SECURITY
