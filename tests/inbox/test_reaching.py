"""Where a person is reached: entered and proved by the person, or entered by the system administrator, by nobody
else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from tests.factories.inbox import told
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text
from tests.inbox.conftest import MORNING

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.jobs import run_pending
from zhiben.inbox.models import Reach
from zhiben.inbox.operations import change_mail, confirm_mail, enter_mail
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role


@pytest.fixture
def person(city: City) -> Person:
    return city.person(Role.DEPARTMENT_OFFICER, "市住房建设")


@pytest.fixture
def actor(person: Person) -> Iterator[Actor]:
    yield actor_of(person)


def code() -> str:
    """The code in the last mail."""
    found = re.search(r"确认码：([A-Z2-7]{8})\b", mail.outbox[-1].body)
    assert found
    return found[1]


def ask_code(actor: Actor, address: str = "a@office.example") -> str:
    change_mail(address, actor=actor)
    assert run_pending() == 1
    assert mail.outbox[-1].to == [address]
    return code()


def test_address_counts_once_its_person_has_proved_it(person: Person) -> None:
    client = browser(person)
    send(client, "inbox:change_mail", mail="a@office.example")
    assert "待确认，尚不发送" in text(client, "inbox:reach")
    run_pending()
    told(person, "太早")
    assert "确认码不对" in send(client, "inbox:confirm_mail", code="AAAAAAAA", status=422)
    send(client, "inbox:confirm_mail", code=f" {code().lower()} ")
    assert "已确认" in text(client, "inbox:reach")
    told(person, "可以")
    run_pending()
    assert [letter.subject for letter in mail.outbox] == ["【治本】确认邮件地址", "【治本】可以"]


def test_changed_address_must_be_proved_anew(actor: Actor) -> None:
    first = ask_code(actor)
    confirm_mail(first, actor=actor)
    with clock.at(MORNING + timedelta(minutes=1)):
        second = ask_code(actor, "b@office.example")
        assert Reach.objects.get(pk=actor.id).confirmed_at is None
        with pytest.raises(Incomplete, match="确认码不对"):
            confirm_mail(first, actor=actor)
        confirm_mail(second, actor=actor)
        with pytest.raises(Refused, match="没有待确认的邮件地址"):
            confirm_mail(second, actor=actor)


def test_address_that_stands_and_is_proved_stays_so(person: Person, actor: Actor) -> None:
    confirm_mail(ask_code(actor), actor=actor)
    send(browser(person), "inbox:change_mail", mail="a@office.example")
    assert (Reach.objects.get(pk=person.pk).confirmed_at, run_pending()) == (MORNING, 0)


def test_code_holds_for_two_days(actor: Actor) -> None:
    sent = ask_code(actor)
    with clock.at(MORNING + timedelta(days=2, seconds=1)), pytest.raises(Incomplete, match="确认码已过期"):
        confirm_mail(sent, actor=actor)
    with clock.at(MORNING + timedelta(days=2)):
        confirm_mail(sent, actor=actor)


def test_code_of_one_person_is_not_anothers(city: City, actor: Actor) -> None:
    sent = ask_code(actor)
    other = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    change_mail("a@office.example", actor=other)
    with pytest.raises(Incomplete, match="确认码不对"):
        confirm_mail(sent, actor=other)


def test_only_the_last_address_is_sent_a_code(actor: Actor) -> None:
    change_mail("a@office.example", actor=actor)
    with clock.at(MORNING + timedelta(minutes=1)):
        change_mail("b@office.example", actor=actor)
    run_pending()
    assert [letter.to for letter in mail.outbox] == [["b@office.example"]]


@pytest.mark.parametrize("wrong", ["a", "a@", "@b.example", "a b@c.example", "a@office.example\nBcc: x@y.example"])
def test_what_is_no_address_is_refused(person: Person, wrong: str) -> None:
    assert "不是邮件地址" in send(browser(person), "inbox:change_mail", mail=wrong, status=422)
    with pytest.raises(Incomplete):
        change_mail(wrong, actor=actor_of(person))
    assert Reach.objects.count() == 0


def test_system_administrator_enters_somebodys_address(city: City, person: Person) -> None:
    admin = browser(city.person(Role.SYSTEM_ADMIN, "市安委办"))
    assert f'href="/inbox/people/{person.pk}/mail/"' in text(admin, "orgs:person", person.pk)
    send(admin, "inbox:enter_mail", person.pk, mail="given@office.example")
    row = Reach.objects.get(pk=person.pk)
    assert (row.mail, row.confirmed_at) == ("given@office.example", MORNING)
    send(admin, "inbox:enter_mail", person.pk, mail="")
    row.refresh_from_db()
    assert (row.mail, row.confirmed_at) == ("", None)
    text(admin, "inbox:enter_mail", 10**9, status=404)


@pytest.mark.parametrize("role", [Role.OFFICE_LEADER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_nobody_else_enters_it(city: City, person: Person, role: Role) -> None:
    other = browser(city.person(role, "市安委办"))
    text(other, "inbox:enter_mail", person.pk, status=403)
    send(other, "inbox:enter_mail", person.pk, mail="evil@office.example", status=403)
    with pytest.raises(NotAllowed, match="须为系统管理员"):
        enter_mail(person.pk, "evil@office.example", actor=city.actor(role, "市安委办"))
    assert Reach.objects.count() == 0


def test_ledger_knows_of_the_change_and_not_the_address(city: City, actor: Actor) -> None:
    confirm_mail(ask_code(actor), actor=actor)
    entries = AuditEntry.objects.filter(model="orgs.person", record=actor.id, verb__endswith="_mail").order_by("seq")
    assert [(one.verb, one.actor, one.facts) for one in entries] == [
        ("change_mail", actor.id, "{}"),
        ("confirm_mail", actor.id, "{}"),
    ]
    auditor = browser(city.person(Role.AUDIT_ADMIN, "市安委办"))
    assert "确认邮件地址" in text(auditor, "overview:ledger")


def test_what_comes_by_mail_is_the_persons_choice(person: Person) -> None:
    client = browser(person)
    send(client, "inbox:reach", digest="on")
    row = Reach.objects.get(pk=person.pk)
    assert (row.digest_by_mail, row.notices_by_mail) == (True, False)
    page = text(client, "inbox:reach")
    assert [bool(re.search(rf'name="{name}" checked', page)) for name in ("digest", "notices")] == [True, False]
