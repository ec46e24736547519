"""Accounts that want a look, by reasons worked out by hand."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from tests.factories.identity import log_in, with_authenticator, with_password
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.identity.queries.stale import accounts
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.operations import end_grant, set_active
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=clock.TZ)


def test_each_reason_is_told_for_whom_it_holds(city: City) -> None:
    with clock.at(NOON):
        used = with_password(city, Role.OFFICE_OFFICER)
        log_in(used)
        long = with_password(city, Role.OFFICE_OFFICER)
        never = city.person(Role.INSPECTOR, "民治街道")
        signer = with_password(city, Role.OFFICE_LEADER)
        safe = with_authenticator(with_password(city, Role.OFFICE_LEADER))
        ended = city.person(Role.INSPECTOR, "民治街道")
        end_grant(GrantRow.objects.get(person=ended), actor=SYSTEM)
        bare = Person.objects.create(username="bare", name="无授权", password="!")
        locked = city.person(Role.INSPECTOR, "民治街道")
        Person.objects.filter(pk=locked.pk).update(locked_until=NOON + timedelta(minutes=5))
        closed = city.person(Role.INSPECTOR, "民治街道")
        set_active(closed, active=False, actor=SYSTEM)
    with clock.at(NOON - timedelta(days=91)):
        log_in(long)
    with clock.at(NOON):
        told = {one.id: (one.last, one.reasons) for one in accounts()}
        day = (NOON - timedelta(days=91)).date()
        assert told == {
            long.pk: (day, ("long",)),
            never.pk: (None, ("never",)),
            signer.pk: (None, ("never", "factor")),
            safe.pk: (None, ("never",)),
            ended.pk: (None, ("never", "ended")),
            bare.pk: (None, ("never", "none")),
            locked.pk: (None, ("never", "locked")),
        }
        assert [one.id for one in accounts("locked")] == [locked.pk]


def test_page_and_workbook_tell_the_same(city: City) -> None:
    client = browser(city.person(Role.AUDIT_ADMIN, "市安委办"))
    Person.objects.create(username="=cmd", name="=1+1", password="!")
    page = text(client, "identity:stale", query="?why=none")
    assert "=1+1" in page and "没有授权" in page and "共1个" in page
    answer = client.get("/people/stale/book/?why=none")
    rows = [tuple(cell.value for cell in row) for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active]
    assert rows == [("用户名", "姓名", "最近登录", "原因"), ("=cmd", "=1+1", None, "从未登录、没有授权")]
    assert "没有这样的账号" in text(client, "identity:stale", query="?why=locked")
