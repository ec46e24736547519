"""Passwords by the rules: none of before, none too old, and the old one is known by whoever changes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.identity import OTHER, WORD, log_in, ruled, with_password
from tests.factories.orgs import City
from tests.factories.pages import PROGRAM, send, text

from zhiben.identity.models import PasswordMark
from zhiben.identity.operations import change_password
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either


@pytest.fixture
def person(city: City) -> Person:
    return with_password(city, Role.OFFICE_OFFICER)


def changed(person: Person, old: str, new: str) -> str:
    """What is wrong with the new password; empty when it was taken."""
    try:
        change_password(person, old=old, new=new, actor=actor_of(person))
    except Incomplete as refusal:
        return refusal.fields["new"]
    return ""


def test_the_last_five_passwords_are_not_taken_again(person: Person) -> None:
    words = [f"Word-of-turn-{number}" for number in range(6)]
    assert [changed(person, old, new) for old, new in zip([WORD, *words], words, strict=False)] == [""] * 6
    assert [changed(person, words[5], one) for one in words[1:5]] == ["新口令不得与最近5个口令相同"] * 4
    assert changed(person, words[5], words[0]) == ""
    assert not PasswordMark.objects.filter(hash__contains="Word").exists()


def test_a_password_that_is_hashed_anew_grows_no_younger(person: Person, settings: Any) -> None:
    log_in(person)
    begun = PasswordMark.objects.get(person=person.pk).at
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    with clock.at(begun + timedelta(days=89)):
        log_in(person)
    person.refresh_from_db()
    mark = PasswordMark.objects.get(person=person.pk)
    assert (mark.at, mark.hash == person.password, mark.hash[:6]) == (begun, True, "pbkdf2")


def test_a_password_of_ninety_days_is_changed_before_anything_else(person: Person) -> None:
    log_in(person)
    begun = PasswordMark.objects.get(person=person.pk).at
    with clock.at(begun + timedelta(days=90) - timedelta(seconds=1)):
        assert log_in(person).get("/").status_code == 200
    with clock.at(begun + timedelta(days=90)):
        client = log_in(person)
        password = reverse("identity:password")
        for path in ("/", "/tasks/", "/me/security/", "/me/security/totp/"):
            assert (client.get(path).status_code, client.get(path)["Location"]) == (302, password)
        program = client.get("/tasks/", headers=PROGRAM)
        assert (program.status_code, program.json()["code"]) == (403, "password_due")
        assert client.post("/tasks/together/", {"task": "1"})["Location"] == password
        assert "您的口令已使用满90天" in text(client, "identity:password")
        send(client, "identity:password", old=WORD, new=OTHER, again=OTHER)
        assert client.get("/tasks/").status_code == 200
        assert log_in(person, OTHER).get("/tasks/").status_code == 200


def test_wrong_old_passwords_on_the_page_are_counted(person: Person) -> None:
    """What the form refuses is taken back, but not the count: after five, not even the right one is looked at."""
    client = log_in(person)
    for _ in range(5):
        send(client, "identity:password", status=422, old="wrong", new=OTHER, again=OTHER)
    send(client, "identity:password", status=422, old=WORD, new=OTHER, again=OTHER)
    person.refresh_from_db()
    assert person.check_password(WORD)


def test_the_rules_say_what_is_weak(person: Person) -> None:
    ruled(min_length=16, classes=4, history=1)
    assert changed(person, WORD, OTHER) == "口令至少16位"
    assert changed(person, WORD, "Aa1-") == "口令至少16位"
    assert changed(person, WORD, "quiet-meadow-of-81") == "口令须含大写字母、小写字母、数字、符号中的至少4类"
    assert changed(person, WORD, "Quiet-meadow-of-81") == ""


def test_nobody_changes_a_password_without_a_login(person: Person) -> None:
    answer = Client().post(reverse("identity:password"), {"old": WORD, "new": OTHER, "again": OTHER})
    assert (answer.status_code, answer["Location"]) == (302, reverse("login"))
