"""Login and logout as a browser does them, and what is open without."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from tests.orgs.reading import ledger

from zhiben.identity.models import Session
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_person, set_active

pytestmark = pytest.mark.either

RIGHT, WRONG = "lantern-harbour-27", "lantern-harbour-28"
HOME, LOGIN = "/", "/login/"


@pytest.fixture
def person(db: None) -> Person:
    return add_person("li.ming", name="李明", password=RIGHT, actor=SYSTEM)


@pytest.fixture
def inside(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def answer(client: Client, password: str = RIGHT, **sent: str) -> tuple[int, str]:
    """Status and where it leads, of sending the login form."""
    got = client.post(LOGIN, {"username": "li.ming", "password": password, **sent})
    return got.status_code, got.get("Location", "")


def test_login_leads_home(person: Person) -> None:
    client = Client()
    assert client.get(LOGIN).status_code == 200
    assert answer(client) == (302, HOME)
    assert client.get(reverse("orgs:me")).status_code == 200


def test_refused_login_stays_on_the_page_with_a_sentence(person: Person) -> None:
    page = Client().post(LOGIN, {"username": "li.ming", "password": WRONG, "next": "/people/"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "登录失败：用户名或口令不对" in text and 'value="/people/"' in text and WRONG not in text


@pytest.mark.parametrize("wanted", ["/people/", "/people/?name=%E6%9D%8E&role=auditor"])
def test_login_leads_to_what_was_asked_for(person: Person, wanted: str) -> None:
    client = Client()
    asked = client.get(wanted)
    assert (asked.status_code, asked["Location"]) == (302, f"{LOGIN}?next={quote(wanted)}")
    page = client.get(asked["Location"]).content.decode()
    assert f'name="next" value="{wanted.replace("&", "&amp;")}"' in page
    assert answer(client, next=wanted) == (302, wanted)


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", r"/\evil.example"]
)
def test_login_leads_nowhere_else(person: Person, wanted: str) -> None:
    assert answer(Client(), next=wanted) == (302, HOME)


def test_session_gets_a_new_key(person: Person) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    assert answer(client) == (302, HOME)
    assert client.cookies["sessionid"].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_who_is_inside_needs_no_login(inside: Client) -> None:
    got = inside.get(LOGIN, {"next": "/units/"})
    assert (got.status_code, got["Location"]) == (302, "/units/")


def test_logout_is_a_deed_and_not_a_link(inside: Client, person: Person) -> None:
    assert inside.get(reverse("logout")).status_code == 405
    got = inside.post(reverse("logout"))
    assert (got.status_code, got["Location"]) == (302, LOGIN)
    assert ledger(person)[-1] == ("logout", person.pk, {})
    assert inside.get(reverse("orgs:me"))["Location"] == f"{LOGIN}?next=/me/"


def test_forms_need_their_token(person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    assert answer(client)[0] == 403


def test_without_login_nothing_is_sent(db: None) -> None:
    got = Client().post("/people/1/grants/", {"role": "auditor"})
    assert (got.status_code, got["Location"]) == (302, LOGIN)


def test_unknown_address_tells_strangers_nothing(db: None) -> None:
    assert Client().get("/no/such/page/").status_code == 302


def test_programs_and_parts_of_pages_are_told_to_log_in(db: None) -> None:
    program = Client().get("/people/", headers={"accept": "application/json"})
    assert (program.status_code, program.json()["code"]) == (401, "login_required")
    part = Client().get("/people/", headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (401, LOGIN)


def test_closed_account_is_out_at_the_next_request(inside: Client, person: Person) -> None:
    set_active(person, active=False, actor=SYSTEM)
    assert inside.get(reverse("orgs:me")).status_code == 302


def test_new_password_ends_other_sessions(inside: Client, person: Person) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)
    sent = {"old": RIGHT, "new": WRONG, "again": WRONG}
    got = inside.post(reverse("identity:password"), sent)
    assert (got.status_code, got["Location"]) == (302, reverse("identity:security"))
    assert [client.get(reverse("orgs:me")).status_code for client in (inside, elsewhere)] == [200, 302]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"old": WRONG, "new": "another-word-1", "again": "another-word-1"}, "原口令不对"),
        ({"old": RIGHT, "new": "another-word-1", "again": "another-word-2"}, "两次输入的新口令不一致"),
        ({"old": RIGHT, "new": RIGHT, "again": RIGHT}, "新口令须与原口令不同"),
        ({"old": RIGHT, "new": "short", "again": "short"}, "口令至少10位"),
    ],
)
def test_refused_password_is_explained_beside_its_field(inside: Client, sent: dict[str, str], sentence: str) -> None:
    page = inside.post(reverse("identity:password"), sent)
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
