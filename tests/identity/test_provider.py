"""Another house's login, against a small issuer on loopback: real HTTP, tokens signed by a real key."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from tests.factories.identity import code_now, with_authenticator, with_password
from tests.factories.orgs import City
from tests.orgs.reading import ledger

from zhiben.config.env import Provider
from zhiben.identity.models import Bond, Session
from zhiben.identity.operations import reset_factors
from zhiben.identity.views import provider
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import set_active
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
KEY, FORGED = (RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("one", "two"))


@dataclass
class Issuer:
    """The other house: what it says next, and what it was asked for."""

    address: str = ""
    username: str = ""
    subject: str = "1"
    other: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)
    spent: list[dict[str, str]] = field(default_factory=list)

    read: list[str] = field(default_factory=list)
    shown: RSAKey = field(default_factory=lambda: KEY)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
        }

    def token(self, given: dict[str, str]) -> dict[str, Any]:
        self.spent.append(given)
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        )
        if given["code"] != "the-code" or challenge != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.address, "aud": "zhiben", "sub": self.subject, "iat": now, "exp": now + 300}
        claims |= {"nonce": self.asked["nonce"], "preferred_username": self.username, **self.other}
        header = {"alg": self.algorithm, "kid": "one"}
        return {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(header, claims, self.key)}


class Answers(BaseHTTPRequestHandler):
    """The issuer's three addresses."""

    issuer: Issuer

    def do_GET(self) -> None:
        self.issuer.read.append(self.path)
        jwks = KeySet([self.issuer.shown]).as_dict(private=False)
        self._say(jwks if self.path == "/jwks" else self.issuer.configuration())

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        found = self.issuer.token({name: values[0] for name, values in parse_qs(sent).items()})
        self._say(found, 400 if "error" in found else 200)

    def _say(self, document: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Nothing."""


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    found = Issuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Of", (Answers,), {"issuer": found}))
    server.daemon_threads = True
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings.ZHIBEN_PROVIDER = Provider(found.address, "zhiben", "a-secret", label="市统一认证")
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def sent_there(issuer: Issuer, client: Client, onward: str = "") -> dict[str, str]:
    """What the browser brings to the issuer."""
    got = client.get(reverse("identity:provider"), {"next": onward} if onward else {})
    assert got["Location"].startswith(f"{issuer.address}/authorize?")
    issuer.asked = {name: values[0] for name, values in parse_qs(urlsplit(got["Location"]).query).items()}
    return issuer.asked


def come_back(issuer: Issuer, client: Client, onward: str = "", **other: str) -> tuple[int, str]:
    """Go there and come back; where that leads."""
    asked = sent_there(issuer, client, onward)
    got = client.get(reverse("identity:provider_back"), {"code": "the-code", "state": asked["state"], **other})
    return got.status_code, got["Location"]


def told(client: Client) -> str:
    return client.get(reverse("login")).content.decode()


@pytest.fixture
def officer(city: City) -> Person:
    return with_password(city, Role.OFFICE_OFFICER)


def test_the_button_stands_where_a_provider_is_named(issuer: Issuer, officer: Person, settings: Any) -> None:
    assert "用市统一认证登录" in told(Client())
    settings.ZHIBEN_PROVIDER = None
    assert "/login/oidc/" not in told(Client())
    assert Client().get(reverse("identity:provider"))["Location"] == "/login/"


def test_an_account_that_is_vouched_for_comes_in(issuer: Issuer, officer: Person) -> None:
    issuer.username = officer.username
    client = Client()
    assert come_back(issuer, client, onward="/documents/") == (302, "/documents/")
    assert client.get("/documents/").status_code == 200
    asked = issuer.asked
    assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == ("zhiben", "code", "S256")
    assert set(asked["scope"].split()) == {"openid", "profile"} and len(asked["nonce"]) >= 20
    assert issuer.spent[0]["redirect_uri"] == "http://testserver/login/oidc/back/"


def test_no_account_is_made_and_no_closed_one_opened(issuer: Issuer, officer: Person) -> None:
    set_active(officer, active=False, actor=SYSTEM)
    for issuer.username in ("somebody-new", officer.username, ""):
        client = Client()
        assert come_back(issuer, client) == (302, "/login/")
        assert "在本平台没有账号，或账号已停用" in told(client)
    assert not Person.objects.filter(username="somebody-new").exists()
    assert not Session.objects.filter(person__gt=0).exists()


FORGERIES = {
    "state": {"state": "another"},
    "code": {"code": "another"},
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_way_back_leads_nowhere(issuer: Issuer, officer: Person, what: str) -> None:
    issuer.username = officer.username
    client = Client()
    assert come_back(issuer, client, **FORGERIES[what]) == (302, "/login/")
    assert "统一身份认证没有通过" in told(client)


@pytest.mark.parametrize(
    "other",
    [{"nonce": "another"}, {"aud": "somebody-else"}, {"iss": "https://evil.example"}, {"exp": 1000}],
    ids=["nonce", "receiver", "issuer", "time"],
)
def test_a_token_that_is_not_for_us_now_is_refused(issuer: Issuer, officer: Person, other: dict[str, Any]) -> None:
    issuer.username, issuer.other = officer.username, other
    client = Client()
    assert come_back(issuer, client) == (302, "/login/")
    assert "统一身份认证没有通过" in told(client)


def test_a_token_of_another_key_is_refused(issuer: Issuer, officer: Person) -> None:
    issuer.username, issuer.key = officer.username, FORGED
    assert come_back(issuer, Client()) == (302, "/login/")


def test_a_way_back_is_gone_once(issuer: Issuer, officer: Person) -> None:
    issuer.username = officer.username
    client = Client()
    asked = sent_there(issuer, client)
    assert (
        Client().get(reverse("identity:provider_back"), {"code": "the-code", "state": asked["state"]})["Location"]
        == "/login/"
    )
    back = {"code": "the-code", "state": asked["state"]}
    assert [client.get(reverse("identity:provider_back"), back)["Location"] for _ in range(2)] == ["/", "/login/"]


def test_our_own_second_factor_is_asked_for_unless_theirs_counts(issuer: Issuer, city: City, settings: Any) -> None:
    leader = with_password(city, Role.OFFICE_LEADER)
    issuer.username = leader.username
    client = Client()
    assert come_back(issuer, client) == (302, "/")
    assert client.get("/")["Location"] == reverse("identity:security")
    with_authenticator(leader)
    assert come_back(issuer, client := Client()) == (302, reverse("second_factor"))
    assert client.post(reverse("second_factor"), {"code": code_now()})["Location"] == "/"
    settings.ZHIBEN_PROVIDER = replace(settings.ZHIBEN_PROVIDER, second_factor=("mfa", "hwk"))
    for issuer.other, onward in (
        ({}, reverse("second_factor")),
        ({"amr": ["pwd"], "acr": "0"}, reverse("second_factor")),
        ({"amr": "mfa"}, reverse("second_factor")),
        ({"amr": ["pwd", "hwk"]}, "/"),
        ({"acr": "mfa"}, "/"),
    ):
        assert come_back(issuer, client := Client()) == (302, onward)
    assert client.get("/").status_code == 200


def test_a_name_that_is_given_to_somebody_else_opens_nothing(issuer: Issuer, city: City) -> None:
    """Issuer and subject tell a person; the name only finds the account at their first login."""
    officer, other = (with_password(city, Role.OFFICE_OFFICER) for _ in range(2))
    issuer.username = officer.username
    assert come_back(issuer, Client()) == (302, "/")
    issuer.subject = "2"
    assert come_back(issuer, client := Client()) == (302, "/login/")
    assert "先前由统一身份认证的另一用户登录过" in told(client)
    issuer.subject, issuer.username = "1", other.username
    assert come_back(issuer, client := Client()) == (302, "/")
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert [(one.person, one.subject) for one in Bond.objects.all()] == [(officer.pk, "1")]
    assert [verb for verb, _who, _facts in ledger(officer)][1:] == ["bind_provider", "login", "login_failed", "login"]


def test_a_closed_account_is_not_opened_by_its_bond(issuer: Issuer, officer: Person) -> None:
    issuer.username = officer.username
    assert come_back(issuer, Client()) == (302, "/")
    set_active(officer, active=False, actor=SYSTEM)
    assert come_back(issuer, client := Client()) == (302, "/login/")
    assert "账号已停用" in told(client)


def test_a_reset_unties_an_account_from_the_other_house(issuer: Issuer, officer: Person) -> None:
    issuer.username = officer.username
    assert come_back(issuer, Client()) == (302, "/")
    reset_factors(officer, actor=SYSTEM)
    issuer.subject = "2"
    assert come_back(issuer, Client()) == (302, "/")
    assert Bond.objects.get().subject == "2"


@pytest.mark.parametrize("subject", ["", "s" * 256])
def test_a_token_that_tells_nobody_is_refused(issuer: Issuer, officer: Person, subject: str) -> None:
    issuer.username, issuer.subject = officer.username, subject
    assert come_back(issuer, client := Client()) == (302, "/login/")
    assert ("统一身份认证没有通过" in told(client), Bond.objects.exists()) == (True, False)


def test_the_other_house_is_not_asked_anew_by_everybody(issuer: Issuer, officer: Person) -> None:
    issuer.username = officer.username
    for _each in range(3):
        assert come_back(issuer, Client()) == (302, "/")
    assert issuer.read == ["/.well-known/openid-configuration", "/jwks"]
    issuer.key = issuer.shown = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    assert come_back(issuer, Client()) == (302, "/")
    assert issuer.read[2:] == ["/jwks"]


def test_who_only_sets_out_is_stopped_and_soon_forgotten(
    issuer: Issuer, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "MOST", 3)
    issuer.username = officer.username
    stranger = reverse("identity:provider")
    got = [Client(REMOTE_ADDR="203.0.113.9").get(stranger)["Location"] for _each in range(3)]
    assert all(one.startswith(issuer.address) for one in got)
    assert not Session.objects.filter(expire_date__gt=clock.real() + timedelta(seconds=601)).exists()
    client = Client(REMOTE_ADDR="203.0.113.9")
    assert (client.get(stranger)["Location"], "登录请求过多" in told(client)) == ("/login/", True)
    for _each in range(4):
        assert come_back(issuer, Client()) == (302, "/")


def test_a_provider_that_is_silent_is_told_of(officer: Person, settings: Any) -> None:
    settings.ZHIBEN_PROVIDER = Provider("http://127.0.0.1:9", "zhiben", "a-secret")
    client = Client()
    assert client.get(reverse("identity:provider"))["Location"] == "/login/"
    assert "统一身份认证没有应答" in told(client)


def test_a_provider_that_calls_itself_otherwise_is_refused(issuer: Issuer, officer: Person, settings: Any) -> None:
    settings.ZHIBEN_PROVIDER = Provider(issuer.address.replace("127.0.0.1", "localhost"), "zhiben", "a-secret")
    assert Client().get(reverse("identity:provider"))["Location"] == "/login/"
