"""Two entries of one site become one: hazards and roles go over, what the other was called still finds it, and figures
of days gone by stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser, send, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import export, run
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.lifecycle.models import was_in
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard
from zhiben.hazards.queries import was_valid
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs import queries as orgs
from zhiben.orgs.models import Person, Site
from zhiben.orgs.operations import merge_sites
from zhiben.orgs.queries import actor_of
from zhiben.orgs.queries.accounts import site_known_as
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]
WHY = "同一地址的重复登记"


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def now(one: Hazard) -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=one.pk)


def fresh(site: Site) -> Site:
    with unscoped(reason="a test reads"):
        return Site.objects.get(pk=site.pk)


def merged(kept: Site, given_up: Site, actor: Actor) -> None:
    with scope(actor):
        merge_sites(fresh(kept), fresh(given_up), reason=WHY, actor=actor)


def test_hazards_and_contact_go_over_and_the_ledger_tells_of_it_on_both(cast: Cast) -> None:
    kept, one, lying = cast.city.site(), hazard(cast, "rectifying"), hazard(Cast(cast.city))
    merged(kept, cast.site, cast.office)
    assert (now(one).site_id, now(one).state, now(lying).site_id == kept.pk) == (kept.pk, "rectifying", False)
    enterprise = actor_of(Person.objects.get(pk=cast.enterprise.id))
    assert [grant.at.site for grant in enterprise.grants] == [kept.pk]
    text(browser(cast.enterprise), "hazards:page", one.pk)
    told = AuditEntry.objects.filter(verb__in=("merge_sites", "follow_site")).order_by("seq")
    assert [(row.verb, row.model, row.record) for row in told] == [
        ("follow_site", "hazards.hazard", one.pk),
        ("follow_site", "orgs.person", cast.enterprise.id),
        ("merge_sites", "orgs.site", kept.pk),
        ("merge_sites", "orgs.site", cast.site.pk),
    ]
    assert "随场所合并转入" in text(browser(cast.office), "hazards:page", one.pk)


def test_ledger_is_narrowed_by_what_a_site_is_or_was_called(cast: Cast) -> None:
    """A code means one site, in whatever case, and not those whose name holds it; a name that was given up leads on."""
    kept, beside = cast.city.site(), Cast(cast.city)
    one, other = hazard(cast), hazard(beside)
    with unscoped(reason="a test names sites"):
        Site.objects.filter(pk=cast.site.pk).update(name="旧名仓库", local_id="b-17")
        Site.objects.filter(pk=beside.site.pk).update(name="B-17号仓库", uscc="91440300MA5EXAMPL3")
    merged(kept, cast.site, cast.office)
    office = browser(cast.office)
    for said, expected in (
        ("旧名", [one]),
        ("b-17", [one]),
        (kept.local_id, [one]),
        ("91440300ma5exampl3", [other]),
        ("号仓库", [other]),
        ("仓库", [one, other]),
    ):
        page = text(office, "hazards:list", query=f"?site={said}")
        assert [row.number for row in (one, other) if row.number in page] == [row.number for row in expected], said
    assert f"?site={kept.uscc or kept.local_id}" in text(office, "orgs:site", kept.pk)


def test_what_had_come_back_under_the_other_entry_is_found(cast: Cast) -> None:
    kept = cast.city.site()
    before = hazard(cast, "closed")
    again, pending = hazard(Cast(cast.city, kept), "verified"), hazard(Cast(cast.city, kept), "reported")
    assert now(again).relapse_of_id is None
    merged(kept, cast.site, cast.office)
    assert [now(one).relapse_of_id for one in (again, pending, before)] == [before.pk, None, None]
    told = AuditEntry.objects.get(verb="find_relapse")
    assert (told.model, told.record) == ("hazards.hazard", again.pk)


def test_whatever_the_other_was_called_finds_the_kept_one(cast: Cast) -> None:
    kept = cast.city.site()
    with unscoped(reason="a test sets its stage"):
        Site.objects.filter(pk=cast.site.pk).update(address="梅龙路9号")
    merged(kept, cast.site, cast.office)
    with scope(cast.street):
        known = directory("site", cast.street)
        assert [known.find(said) for said in (cast.site.name, cast.site.local_id, "梅龙路9号")] == [{kept.pk}] * 3
        assert orgs.site_places([cast.site.pk]) == {}
        assert cast.site.pk not in orgs.sites().values_list("pk", flat=True)
    found = site_known_as(cast.site.local_id)
    assert found is not None and found.pk == kept.pk
    page = text(browser(cast.street), "orgs:sites", query=f"?q={cast.site.local_id}")
    assert kept.name in page and cast.site.name not in page
    assert "此登记已并入" in text(browser(cast.street), "orgs:site", cast.site.pk)
    assert cast.site.name in text(browser(cast.street), "orgs:site", kept.pk)


def test_merging_further_leads_all_entries_to_the_last(cast: Cast) -> None:
    second, third = cast.city.site(), cast.city.site()
    merged(second, cast.site, cast.office)
    merged(third, second, cast.office)
    assert [fresh(one).merged_into_id for one in (cast.site, second, third)] == [third.pk, third.pk, None]


def test_figures_of_past_days_stay_when_the_other_street_takes_over(cast: Cast) -> None:
    there = cast.city.site("粤海街道")
    one, chief = hazard(cast), cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    before, after = clock.now() + timedelta(seconds=1), clock.now() + timedelta(days=2)
    with clock.at(clock.now() + timedelta(days=1)):
        merged(there, cast.site, chief)
    with unscoped(reason="a test counts"), clock.at(clock.now() + timedelta(days=3)):
        districts = [was_valid(at).values_list("district_then", flat=True).get(pk=one.pk) for at in (before, after)]
        assert districts == [cast.site.district, there.district]
        assert Hazard.objects.filter(was_in(HAZARD, ("reported",), before), pk=one.pk).exists()
    assert (now(one).district, now(one).street) == (there.district, there.street)


def test_who_may_not_merge_is_refused_and_nothing_moves(cast: Cast) -> None:
    kept, one = cast.city.site(), hazard(cast)
    for who in (cast.street, cast.department, cast.district, cast.city.actor(Role.OFFICE_LEADER, "龙华区安委办")):
        with pytest.raises(NotAllowed):
            merged(kept, cast.site, who)
    away = cast.city.site("粤海街道")
    with pytest.raises(NotAllowed):
        merged(away, cast.site, cast.office)
    for wrong, error in ((cast.site, Refused), (kept, Incomplete)):
        with scope(cast.office), pytest.raises(error):
            merge_sites(fresh(wrong), fresh(cast.site), reason=" ", actor=cast.office)
    assert (now(one).site_id, fresh(cast.site).merged_into_id) == (cast.site.pk, None)


def test_slower_of_two_who_merge_is_told(cast: Cast) -> None:
    kept, third = cast.city.site(), cast.city.site()
    seen = fresh(cast.site)
    merged(third, cast.site, cast.office)
    with scope(cast.office), pytest.raises(Conflict, match="刚被他人改动"):
        merge_sites(fresh(kept), seen, reason=WHY, actor=cast.office)
    with scope(cast.office), pytest.raises(Refused, match="已并入另一场所"):
        merge_sites(fresh(cast.site), fresh(kept), reason=WHY, actor=cast.office)


def test_page_shows_both_and_what_will_move(cast: Cast) -> None:
    office, double = browser(cast.office), cast.city.site()
    with unscoped(reason="a test sets its stage"):
        Site.objects.filter(pk__in=(cast.site.pk, double.pk)).update(address="梅龙路9号")
    one = hazard(cast)
    assert f"/sites/{double.pk}/merge/{cast.site.pk}/" in text(office, "orgs:site", double.pk)
    assert "并入本场所" not in text(browser(cast.street), "orgs:site", double.pk)
    page = text(office, "orgs:merge_sites", double.pk, cast.site.pk)
    assert "事故隐患 1；监测告警 0；事故案件 0；企业联系人授权 1" in page
    assert cast.site.local_id in page and double.local_id in page
    assert "请填写或选择此项" in send(office, "orgs:merge_sites", double.pk, cast.site.pk, reason="", status=422)
    send(office, "orgs:merge_sites", double.pk, cast.site.pk, reason=WHY)
    assert now(one).site_id == double.pk
    stranger = browser(cast.city.actor(Role.OFFICE_OFFICER, "南山区安委办"))
    text(stranger, "orgs:site", double.pk, status=404)
    text(stranger, "orgs:merge_sites", double.pk, cast.site.pk, status=404)


def test_workbooks_of_before_are_known_again(cast: Cast) -> None:
    kept = cast.city.site()
    hazard(cast)
    with scope(cast.office):
        sheets = {name: catalogue()[name] for name in ("sites", "hazards")}
        books = {name: export(one, one.read(cast.office) if one.read else ()) for name, one in sheets.items()}
    merged(kept, cast.site, cast.office)
    for name, sheet in sheets.items():
        with scope(cast.office):
            again = run(sheet, books[name], name=f"{name}.xlsx", actor=cast.office)
        assert (again.refused, again.created, again.updated) == ((), 0, 0)


def test_row_that_would_correct_a_merged_entry_is_refused(cast: Cast) -> None:
    kept = cast.city.site()
    merged(kept, cast.site, cast.office)
    head = "场所名称,统一社会信用代码,本地编号,所在街道,行业领域,地址\n"
    row = f"改了名,,{cast.site.local_id},民治街道,房屋建筑施工,\n"
    with scope(cast.office):
        report = run(catalogue()["sites"], (head + row).encode(), name="场所.csv", actor=cast.office)
    assert [(one.cell, one.code) for one in report.refused] == [("C2", "merged")]
