"""One account each: a phone or staff number that another account has opens no second one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from tests.factories.orgs import City
from tests.factories.orgs import city as built
from tests.factories.pages import browser, send

from zhiben.cli import main
from zhiben.foundation import secrets
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return built()


def test_a_phone_or_staff_number_opens_one_account_only() -> None:
    first = add_person("li.ming", name="李明", phone="+86 138-0000-0000", staff_number="sz0001", actor=SYSTEM)
    assert (secrets.texts_of("orgs.person", "phone", [first.pk]), first.staff_number) == (
        {first.pk: "13800000000"},
        "SZ0001",
    )
    with pytest.raises(Incomplete) as refused:
        add_person("lm", name="李明", phone="１３８ ０００００００0", staff_number=" SZ0001 ", actor=SYSTEM)
    told = "已用于账号“li.ming”，一人只能有一个账号"
    assert refused.value.fields == {"phone": told, "staff_number": told}
    assert list(Person.objects.values_list("username", flat=True)) == ["li.ming"]


def test_accounts_without_numbers_are_as_many_as_one_likes() -> None:
    for number in range(3):
        add_person(f"user{number}x", name="无号", actor=SYSTEM)
    assert Person.objects.filter(phone_digest="", staff_number="").count() == 3


@pytest.mark.parametrize("field", ("phone_digest", "staff_number"))
def test_the_database_holds_it_too(field: str) -> None:
    first = add_person("li.ming", name="李明", phone="13800000000", staff_number="SZ0001", actor=SYSTEM)
    other = add_person("wang", name="王", actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(**{field: getattr(first, field)})


def test_page_and_console_say_whose_it_is(city: City) -> None:
    add_person("li.ming", name="李明", phone="13800000000", actor=SYSTEM)
    admin = browser(city.person(Role.SYSTEM_ADMIN, "市安委办"))
    given = {"username": "lm", "name": "李明", "phone": "138 0000 0000"}
    assert "已用于账号“li.ming”" in send(admin, "identity:add", **given, status=422)
    words = ["people", "add", "lm", "--name", "李明", "--role", "inspector", "--unit", "市安委办"]
    done = CliRunner().invoke(main, [*words, "--phone", "13800000000", "--json"])
    assert (done.exit_code, list(json.loads(done.stdout)["fields"])) == (1, ["phone"])
