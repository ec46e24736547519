"""The ledger of the office itself: the audit administrator reads all of it, auditors their territory's, nobody else
any; and the audit administrator reads no business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import WORKS_AT, City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import scope
from zhiben.identity.operations import note_entered, prove
from zhiben.inbox.operations import export_bytes
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import add_person, grant, reorganise, set_active
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import ADMINISTRATORS, Role
from zhiben.overview.views import ledger

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.at(MORNING):
        yield build()


def read(client: Client, query: str = "?about=office") -> list[tuple[str, str]]:
    """What was done and to whom or what, newest first, as the page of the office's own entries has it."""
    page = text(client, "overview:ledger", query=query)
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>", 1)[1] if "<tbody>" in page else "", re.S)
    cells = [
        [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in re.findall(r"<td.*?</td>", row, re.S)] for row in rows
    ]
    return [(cell[3], cell[4]) for cell in cells if len(cell) == 6]


def since(first: int, client: Client) -> list[tuple[str, str]]:
    """The entries read that came after number `first`."""
    number = AuditEntry.objects.filter(seq__gt=first).exclude(verb="begin").count()
    return read(client)[:number]


def newest() -> int:
    return AuditEntry.objects.latest("seq").seq


def test_the_audit_administrator_reads_what_was_done_to_the_office(city: City) -> None:
    admin, first = browser(city.person(Role.AUDIT_ADMIN, "市安委办")), newest()
    person = add_person("zhang", name="张三", password="correct-horse-battery", actor=SYSTEM)
    grant(person, Role.OFFICE_OFFICER, unit=city.unit("南山区安委办"), actor=SYSTEM)
    note_entered(prove("zhang", "correct-horse-battery"))
    for name, password in (("zhang", "wrong"), ("nobody", "wrong")):
        with pytest.raises(Refused):
            prove(name, password)
    actor = actor_of(person)
    with scope(actor):
        export_bytes("hazards", actor=actor)
    set_active(person, active=False, actor=SYSTEM)
    street = city.territories["粤海街道"]
    reorganise(street, to=city.territories["福田区"], on=date(2024, 10, 16), actor=SYSTEM)
    assert since(first, admin) == [
        ("区划调整", "粤海街道"),
        ("停用", "张三"),
        ("导出", "重大事故隐患台账：0行"),
        ("登录失败", "没有这个用户名"),
        ("登录失败", "张三：口令不对"),
        ("登录", "张三"),
        ("授权", "张三：安委办工作人员（南山区安委办）"),
        ("新建账号", "张三"),
    ]


def test_the_audit_administrator_reads_no_business(city: City) -> None:
    one = hazard(Cast(city))
    admin = browser(city.person(Role.AUDIT_ADMIN, "市安委办"))
    for query in ("", "?about=office", "?about=records"):
        page = text(admin, "overview:ledger", query=query)
        assert one.number not in page
        assert "重大事故隐患" not in page.split("<main")[1]
        assert reverse("overview:record", args=["hazards.hazard", one.pk]) not in page
    text(admin, "overview:record", "hazards.hazard", one.pk, status=404)


def test_an_auditor_reads_the_own_territory(city: City) -> None:
    here, there = (browser(city.person(Role.AUDITOR, f"{name}安委办")) for name in ("南山区", "福田区"))
    everywhere, first = browser(city.person(Role.AUDITOR, "市安委办")), newest()
    person = city.person(Role.OFFICE_OFFICER, "南山区安委办")
    told = [("授权", f"{person.name}：安委办工作人员（南山区安委办）")]
    assert since(first, here) == since(first, everywhere) == told
    assert told[0] not in read(there)
    assert read(there) != []


def test_an_auditor_reads_business_too(city: City) -> None:
    cast = Cast(city)
    one = hazard(cast)
    address = reverse("overview:record", args=["hazards.hazard", one.pk])
    assert address in text(browser(city.person(Role.AUDITOR, "龙华区安委办")), "overview:ledger")
    assert address not in text(browser(city.person(Role.AUDITOR, "南山区安委办")), "overview:ledger")


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.AUDIT_ADMIN, Role.AUDITOR, Role.ENTERPRISE_CONTACT)]
)
def test_nobody_else_reads_it(city: City, role: Role) -> None:
    person = city.person(role, WORKS_AT.get(role, "市安委办"))
    page = text(browser(person), "overview:ledger", query="?about=office")
    assert (person.name in page.split("<main")[1], "授权" in page, "about=office" in page) == (False, False, False)
    assert (reverse("overview:ledger") in page.split("<main")[0]) == (role not in ADMINISTRATORS)


def test_older_entries_are_on_later_pages(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = browser(city.person(Role.AUDIT_ADMIN, "市安委办"))
    for _ in range(4):
        city.person(Role.OFFICE_OFFICER, "市安委办")
    whole = read(admin)
    monkeypatch.setattr(ledger, "LATEST", 2)
    found, query = [], "?about=office"
    while query:
        found += read(admin, query)
        more = re.search(r'href="(\?about=office&amp;before=\d+)"', text(admin, "overview:ledger", query=query))
        query = more[1].replace("&amp;", "&") if more else ""
    assert (found, len(found) > 4) == (whole, True)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_a_strange_beginning_is_no_error(city: City, before: str) -> None:
    text(browser(city.person(Role.AUDIT_ADMIN, "市安委办")), "overview:ledger", query=f"?before={before}")
