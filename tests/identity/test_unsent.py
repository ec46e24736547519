"""What was filled in while a login ended: carried over the login of the same person, sent only by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from tests.factories.identity import with_authenticator
from tests.factories.photos import PNG

from zhiben.identity import devices, unsent
from zhiben.identity.models import Session
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_person

pytestmark = pytest.mark.either

WORD, LOGIN, UNSENT = "lantern-harbour-27", "/login/", "/login/unsent/"
WRITTEN = {"title": "临边防护缺失", "description": "二层东侧", "kept": ["7", "8"]}
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def person(db: None) -> Person:
    add_person("wang.fang", name="王芳", password=WORD, actor=SYSTEM)
    return add_person("li.ming", name="李明", password=WORD, actor=SYSTEM)


def hidden(page: str, action: str) -> list[tuple[str, str]]:
    """The hidden fields of the form that goes to `action`."""
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return INPUT.findall(form)


def token(client: Client, path: str) -> str:
    """The token of the first form of a page."""
    return dict(INPUT.findall(client.get(path).content.decode()))["csrfmiddlewaretoken"]


def enter(client: Client, name: str = "li.ming", **more: str) -> tuple[int, str]:
    """Log in by the page; the status and where it leads."""
    said = {"username": name, "password": WORD, "csrfmiddlewaretoken": token(client, LOGIN), **more}
    got = client.post(LOGIN, said)
    return got.status_code, got.get("Location", "")


@pytest.fixture
def expired(person: Person) -> tuple[Client, str]:
    """A browser whose login has ended, and the token of a page that it still shows."""
    client = Client(enforce_csrf_checks=True)
    assert enter(client) == (302, "/")
    shown = token(client, reverse("orgs:me"))
    Session.objects.all().delete()
    return client, shown


def sent(expired: tuple[Client, str], row: str = "hazards:report", **said: object) -> tuple[int, str]:
    """Send a form of the page that is still shown; the status, and what the login page carries."""
    client, shown = expired
    got = client.post(reverse(row), {"csrfmiddlewaretoken": shown, "once": "k", **(said or WRITTEN)})
    found = dict(hidden(got.content.decode(), LOGIN)) if got.status_code == 401 else {}
    return got.status_code, found.get("unsent", "")


def test_what_was_filled_in_comes_back_after_the_login_and_is_sent_by_a_button_only(
    expired: tuple[Client, str],
) -> None:
    client = expired[0]
    status, sealed = sent(expired)
    assert (status, enter(client, unsent=sealed)) == (401, (302, UNSENT))
    page = client.get(UNSENT).content.decode()
    fields = hidden(page, "/hazards/new/")
    assert [one for one in fields if one[0] not in ("csrfmiddlewaretoken", "once")] == [
        ("title", "临边防护缺失"),
        ("description", "二层东侧"),
        ("kept", "7"),
        ("kept", "8"),
    ]
    assert "<li>临边防护缺失</li>" in page and "继续提交" in page
    once = [dict(hidden(client.get(UNSENT).content.decode(), "/hazards/new/"))["once"] for _again in range(2)]
    assert once[0] == once[1] == dict(fields)["once"] != "k"


def test_what_comes_back_can_be_sent(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired, "inbox:change_mail", mail="li@example.org")
    enter(client, unsent=sealed)
    address = reverse("inbox:change_mail")
    got = client.post(address, dict(hidden(client.get(UNSENT).content.decode(), address)))
    assert got.status_code == 302


def test_what_was_sent_is_kept_no_longer_and_what_was_refused_is(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired, "inbox:change_mail", mail="no address")
    enter(client, unsent=sealed)
    address = reverse("inbox:change_mail")
    fields = dict(hidden(client.get(UNSENT).content.decode(), address))
    assert client.post(address, fields).status_code == 422
    assert "继续提交" in client.get(UNSENT).content.decode()
    assert client.post(address, {**fields, "mail": "li@example.org"}).status_code == 302
    assert "没有等待提交的内容" in client.get(UNSENT).content.decode()


def test_a_wrong_password_loses_nothing(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired)
    said = {"username": "li.ming", "password": "wrong", "csrfmiddlewaretoken": token(client, LOGIN), "unsent": sealed}
    page = client.post(LOGIN, said).content.decode()
    assert dict(hidden(page, LOGIN))["unsent"] == sealed


def test_somebody_else_does_not_get_the_words(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired)
    assert enter(client, "wang.fang", unsent=sealed) == (302, "/")
    assert "没有等待提交的内容" in (page := client.get(UNSENT).content.decode())
    assert "属于另一账号" in page and "临边" not in page


def test_a_page_older_than_the_last_login_carries_nothing(expired: tuple[Client, str]) -> None:
    """Its token was renewed, so that nobody takes what another wrote before them at the same screen."""
    client = expired[0]
    enter(client, "wang.fang")
    Session.objects.all().delete()
    assert sent(expired) == (302, "")


def test_a_wrong_token_carries_nothing(expired: tuple[Client, str]) -> None:
    assert sent((expired[0], "x" * 64)) == (302, "")


def test_nobody_known_and_nothing_filled_in_lead_to_the_login(expired: tuple[Client, str]) -> None:
    client, _shown = expired
    assert sent(expired, "logout", once="k") == (302, "")
    client.cookies.pop(devices.NAME)
    assert sent(expired) == (302, "")


def test_too_much_and_an_address_that_is_none_carry_nothing(expired: tuple[Client, str]) -> None:
    client, shown = expired
    assert sent(expired, title="长" * (unsent.LONGEST + 1)) == (302, "")
    assert client.post("/nowhere/", {"csrfmiddlewaretoken": shown, "title": "有"}).status_code == 302


def test_files_are_named_that_did_not_come_along(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired, title="缺失", photos=SimpleUploadedFile("现场.png", PNG, "image/png"))
    enter(client, unsent=sealed)
    page = client.get(UNSENT).content.decode()
    assert "没有保留，请在提交后的页面重新选择：现场.png" in page


def test_programs_and_parts_of_pages_are_answered_as_before(expired: tuple[Client, str]) -> None:
    client, shown = expired
    said = {"csrfmiddlewaretoken": shown, **WRITTEN}
    program = client.post(reverse("hazards:report"), said, headers={"Accept": "application/json"})
    part = client.post(reverse("hazards:report"), said, headers={"HX-Request": "true"})
    assert (program.status_code, program.json()["code"]) == (401, "login_required")
    assert (part.status_code, part["HX-Redirect"], part.content) == (401, LOGIN, b"")


def test_passwords_and_tokens_never_go_along(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired, "identity:add", username="newcomer", password="a first word of 2024")
    assert sent(expired, "identity:password", old="a", new="b", again="b") == (302, "")
    enter(client, unsent=sealed)
    page = client.get(UNSENT).content.decode()
    assert [name for name, _value in hidden(page, "/people/new/")] == ["csrfmiddlewaretoken", "once", "username"]


def planted_in(text: str) -> list[str]:
    """Where a secret is read, in what the page carries or in a row of a session, opened as whoever has the tables and
    the signing key can open it."""
    rows = [str(Session().get_session_store_class()().decode(row.session_data)) for row in Session.objects.all()]
    for one in (text, *(found for row in rows for found in re.findall(r"[\w.:-]{60,}", row))):
        try:
            rows.append(str(signing.loads(one, salt=unsent.SALT)))
        except signing.BadSignature:
            continue
    return [one for one in rows if "planted" in one]


def test_whatever_is_secret_in_a_form_stands_nowhere_in_clear(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired, code="planted-code-7", secret="planted-word")
    enter(client, unsent=sealed)
    assert sealed and planted_in(sealed) == []
    fields = dict(hidden(client.get(UNSENT).content.decode(), "/hazards/new/"))
    assert (fields["code"], fields["secret"]) == ("planted-code-7", "planted-word")


def test_it_waits_for_the_second_step_as_sealed(expired: tuple[Client, str], person: Person) -> None:
    client = expired[0]
    _status, sealed = sent(expired, code="planted-code-7")
    with_authenticator(person)
    assert enter(client, unsent=sealed) == (302, reverse("second_factor"))
    assert planted_in(sealed) == []


def test_without_its_keyring_nothing_is_carried_and_nothing_opens(expired: tuple[Client, str], settings: Any) -> None:
    client = expired[0]
    _status, sealed = sent(expired)
    enter(client, unsent=sealed)
    lost = Path(settings.ZHIBEN_KEYRING)
    Path(lost).rename(lost.with_suffix(".away"))
    assert "没有等待提交的内容" in client.get(UNSENT).content.decode()
    Session.objects.all().delete()


def test_logging_out_takes_it_along(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired)
    enter(client, unsent=sealed)
    client.post(reverse("logout"), {"csrfmiddlewaretoken": token(client, reverse("orgs:me"))})
    assert not Session.objects.exclude(person=0).exists()


def test_it_can_be_dropped(expired: tuple[Client, str]) -> None:
    client = expired[0]
    _status, sealed = sent(expired)
    enter(client, unsent=sealed)
    shown = dict(hidden(client.get(UNSENT).content.decode(), UNSENT))
    assert client.post(UNSENT, shown).status_code == 302
    assert "没有等待提交的内容" in client.get(UNSENT).content.decode()


def test_what_is_sealed_by_nobody_is_not_opened(person: Person) -> None:
    assert unsent.opened("forged", person.pk) is None


def forms_below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for one in kind.__subclasses__():
        yield one
        yield from forms_below(one)


def test_a_field_is_called_like_a_password_if_and_only_if_it_is_one() -> None:
    get_resolver().url_patterns  # noqa: B018 - faces bring their forms along
    ours = [one for one in forms_below(forms.BaseForm) if one.__module__.startswith("zhiben.")]
    fields = [(name, one) for kind in ours for name, one in getattr(kind, "base_fields", {}).items()]
    secret = {name for name, one in fields if isinstance(one.widget, forms.PasswordInput)}
    assert secret == unsent.PASSWORDS
    assert {name for name, one in fields if not isinstance(one.widget, forms.PasswordInput)} & secret == set()
