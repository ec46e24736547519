"""A round's plan is said otherwise until its frame is frozen: by its keepers, what it said before in the ledger."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from typing import Any

import pytest
from tests.factories.orgs import City
from tests.factories.pages import browser
from tests.factories.supervision import OFFICE, Ground, approved, ground, planned, teamed

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Round
from zhiben.supervision.operations import Plan
from zhiben.supervision.vocab import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.either]
FIRST, LAST = date(2024, 10, 16), date(2024, 10, 31)


@pytest.fixture
def built() -> Ground:
    return ground()


def form_of(one: Round, **said: Any) -> dict[str, Any]:
    """What the page sends back, with something said otherwise."""
    names = ("kind", "title", "mode", "frame_of", "choosing", "size", "least", "recent_days", "heavier", "purpose")
    sent = {name: getattr(one, name) for name in names} | {"first": f"{one.first}", "last": f"{one.last}"}
    return sent | {"territories": one.territories, "sectors": one.sectors, "occasion": one.occasion} | said


def district(city: City) -> int:
    return city.territories["龙华区"].pk


def test_a_keeper_says_the_plan_otherwise_and_the_ledger_has_what_it_said(built: Ground) -> None:
    one = teamed(built, planned(built))
    client, address = browser(built.keeper), f"/supervision/{one.pk}/plan/"
    assert f'href="{address}"' in client.get(one.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert "修改安排" in page and f'value="{one.title}"' in page and 'value="2024-10-31"' in page
    said = form_of(one, title="示例综合督导（改）", size=7, last="2024-11-05", territories=[district(built.built)])
    assert client.post(address, said)["Location"] == one.get_absolute_url()
    after = Round._unfiltered().get(pk=one.pk)
    assert (after.title, after.size, after.last, after.territories, after.state) == (
        *("示例综合督导（改）", 7, date(2024, 11, 5), [district(built.built)], "planned"),
    )
    facts = json.loads(AuditEntry.objects.get(verb="amend", record=one.pk).facts)
    assert facts["from"] == {"title": one.title, "size": 6, "last": "2024-10-31", "territories": "全部"}
    assert facts["to"] == {
        "title": "示例综合督导（改）",
        "size": 7,
        "last": "2024-11-05",
        "territories": "龙华区",
    }
    page = unescape(client.get(one.get_absolute_url()).content.decode())
    assert "区域：原为“全部”，改为“龙华区”" in page and "抽取个数：原为“6”，改为“7”" in page
    assert f'value="{district(built.built)}" selected' in client.get(address).content.decode()


def test_another_kind_brings_its_basis_along(built: Ground) -> None:
    one = planned(built)
    plan = Plan(built.office, Kind.HELP, one.title, FIRST, LAST)
    with scope(built.keeper):
        operations.amend_round(one, plan, actor=built.keeper)
    assert (one.kind, one.from_outside, one.choosing, one.frame_of) == ("help", False, "all", "sites")
    assert "第三条" in one.basis and one.planned_by == built.keeper.id and set(one.keepers) == {built.keeper.id}


def test_what_says_the_same_is_no_change(built: Ground) -> None:
    one = planned(built)
    assert browser(built.keeper).post(f"/supervision/{one.pk}/plan/", form_of(one)).status_code == 302
    assert not AuditEntry.objects.filter(verb="amend").exists()


def test_what_does_not_fit_is_refused_at_its_field_and_leaves_the_plan(built: Ground) -> None:
    one = planned(built)
    with scope(built.keeper), pytest.raises(Incomplete) as refused:
        plan = Plan(built.office, one.kind, " ", FIRST, date(2024, 10, 1), size=6)
        operations.amend_round(one, plan, actor=built.keeper)
    assert sorted(refused.value.fields) == ["last", "title"]
    answer = browser(built.keeper).post(f"/supervision/{one.pk}/plan/", form_of(one, size=0, title="另一名称"))
    assert answer.status_code == 422 and 'value="另一名称"' in answer.content.decode()
    assert Round._unfiltered().get(pk=one.pk).title == one.title


def test_a_frozen_round_is_thawed_first(built: Ground) -> None:
    one = approved(built)
    client, address = browser(built.keeper), f"/supervision/{one.pk}/plan/"
    assert address not in client.get(one.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert answer.status_code == 422 and "先退回筹备" in answer.content.decode()
    plan = Plan(built.office, one.kind, "另一名称", FIRST, LAST, size=6, least=1)
    with scope(built.keeper):
        fresh = queries.round_of(one.pk)
        with pytest.raises(Refused, match="先退回筹备"):
            operations.amend_round(fresh, plan, actor=built.keeper)
        with pytest.raises(Refused, match="只有“筹备中”时才能修改安排"):
            perform(fresh, "amend", built.keeper)
        perform(fresh, "thaw", built.keeper, reason="改名称")
        operations.amend_round(fresh, plan, actor=built.keeper)
    assert (fresh.title, fresh.state) == ("另一名称", "planned")


def test_nobody_but_its_keepers_says_it_otherwise(built: Ground) -> None:
    one = planned(built)
    other = built.built.actor(Role.OFFICE_OFFICER, OFFICE)
    plan = Plan(built.office, one.kind, "另一名称", FIRST, LAST, size=6, least=1)
    for actor in (other, built.leader):
        with scope(actor), pytest.raises(NotAllowed, match="名单保管人"):
            operations.amend_round(queries.round_of(one.pk), plan, actor=actor)
        assert browser(actor).post(f"/supervision/{one.pk}/plan/", form_of(one)).status_code == 403
    assert browser(built.inspectors[0]).get(f"/supervision/{one.pk}/plan/").status_code == 404


def test_two_keepers_do_not_write_over_each_other(built: Ground) -> None:
    one = planned(built)
    second = built.built.actor(Role.OFFICE_OFFICER, OFFICE)
    with scope(built.keeper):
        operations.add_keeper(one, second.id, actor=built.keeper)
    address = f"/supervision/{one.pk}/plan/"
    page = browser(second).get(address).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    said = form_of(one, territories=[district(built.built)])
    assert browser(built.keeper).post(address, said | {"seen": seen}).status_code == 302
    answer = browser(second).post(address, form_of(one, title="另一名称") | {"seen": seen})
    told = answer.content.decode()
    assert answer.status_code == 409 and "已另行保存" in told
    assert "龙华区" in told.split("zb-versions")[1].split("</table>")[0]
    assert Round._unfiltered().get(pk=one.pk).title == one.title
