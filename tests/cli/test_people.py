"""Letting people in from the console: the first three, and whoever has been kept out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from tests.factories.identity import WORD, log_in, ruled, with_authenticator, with_password
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.orgs.reading import ledger

from zhiben.cli import main
from zhiben.identity.operations import person_of_link
from zhiben.identity.queries import has_factor, rules_in_force
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.queries import administrators_missing
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
THREE = ("--system", "sys", "--security", "sec", "--audit", "aud")


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> City:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    settings.ZHIBEN_BASE_URL = "https://zhiben.example/"
    return build()


def said(*words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(main, ["people", *words, "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def behind(link: str) -> str:
    """Whose link it is."""
    word = link.removeprefix("https://zhiben.example/setup/").rstrip("/")
    return person_of_link(word).username


def test_three_links_for_three_administrators(city: City) -> None:
    rows = said("administrators", "--unit", "市安委办", *THREE)
    assert [(one["role"], one["username"], behind(one["link"])) for one in rows] == [
        ("system_admin", "sys", "sys"),
        ("security_admin", "sec", "sec"),
        ("audit_admin", "aud", "aud"),
    ]
    assert (administrators_missing(), GrantRow.objects.count()) == ([], 3)
    assert not any(one.has_usable_password() for one in Person.objects.all())


def test_all_three_or_none(city: City) -> None:
    Person.objects.create(username="aud", name="已有", password="!")
    said("administrators", "--unit", "市安委办", *THREE, code=1)
    assert (GrantRow.objects.count(), Person.objects.count()) == (0, 1)


def test_whoever_was_kept_out_is_let_in(city: City) -> None:
    leader = with_authenticator(with_password(city, Role.OFFICE_LEADER))
    assert behind(said("link", leader.username)["link"]) == leader.username
    link = said("reset-factors", leader.username)["link"]
    assert (behind(link), has_factor(leader.pk), log_in(leader, WORD).said.status_code) == (  # type: ignore[attr-defined]
        *(leader.username, False, 422),
    )
    assert [verb for verb, _who, _facts in ledger(leader)][-3:] == ["reset_factors", "issue_link", "login_failed"]
    assert said("unlock", "nobody", code=1)["error"] == "没有名为“nobody”的用户"


def test_networks_that_have_changed_are_lifted(city: City) -> None:
    ruled(networks=("10.0.0.0/8",), min_length=12)
    said("any-network")
    assert (rules_in_force().networks, rules_in_force().min_length) == ((), 12)


def test_the_last_administrator_of_a_kind_is_not_closed_on_a_page(city: City) -> None:
    client = Client()
    client.force_login(with_password(city, Role.SYSTEM_ADMIN))
    said("administrators", "--unit", "市安委办", *THREE)
    security = Person.objects.get(username="sec")
    address = reverse("orgs:active", args=[security.pk])
    refused = client.post(address, {"active": "0"}, HTTP_ACCEPT="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "last_administrator")
    another = with_password(city, Role.SECURITY_ADMIN)
    assert client.post(address, {"active": "0"}).status_code == 302
    assert (Person.objects.get(username="sec").is_active, administrators_missing()) == (False, [])
    Person.objects.filter(pk=another.pk).update(is_active=False)
    assert administrators_missing() == ["安全管理员"]
    assert said("activate", "sec") == {"username": "sec", "active": True}
    assert administrators_missing() == []
