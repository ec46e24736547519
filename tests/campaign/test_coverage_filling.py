"""Gaps filled through the site: what fills one removes that one and no other, and the campaign that was looked at is
kept on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.campaign.test_coverage import _no_holder, _no_measure_for_link, _stray, _two_holders
from tests.campaign.test_coverage_page import VIEW, read
from tests.factories.campaign import task
from tests.factories.coverage import Covered, covered, hang
from tests.factories.orgs import city as build
from tests.factories.pages import browser

from zhiben.campaign import queries
from zhiben.campaign.models import Campaign, CampaignAction, KeyTask, MeasureWording, Plan, PlanVersion
from zhiben.campaign.papers import coverage as papers
from zhiben.campaign.vocab import GapKind
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import queries as orgs
from zhiben.orgs.models import LinkUnit
from zhiben.orgs.operations import leave_link_to
from zhiben.orgs.vocab import Role


@pytest.fixture
def stands(db: None) -> Covered:
    built = build()
    return covered(built, [card.name for card in orgs.districts()])


@pytest.fixture
def office(stands: Covered) -> Client:
    return browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))


def gaps(campaign: Campaign) -> set[tuple[GapKind, str]]:
    with scope(SYSTEM):
        return {(gap.kind, gap.where) for gap in queries.coverage_of(campaign).gaps}


def another(stands: Covered) -> Campaign:
    """A second campaign, of the same office and later years, with one action and no plan."""
    first = stands.campaign
    made = Campaign.objects.create(
        office_id=first.office_id, name="下一轮", basis="示例", first_year=2027, last_year=2029, founded_at=clock.now()
    )
    CampaignAction.objects.create(campaign=made, position=1, name="下一轮行动", origin="city", founded_at=clock.now())
    return made


def _hold(stands: Covered, office: Client) -> None:
    said = {"unit": stands.city.unit("市应急管理").pk, "since": clock.today()}
    assert office.post(reverse("campaign:hold_link", args=[stands.link("登记").pk]), said).status_code == 302


def _leave(stands: Covered, office: Client) -> None:
    keep = LinkUnit.objects.get(link=stands.link("回收"), unit=stands.city.unit("市消防救援"))
    answer = office.post(reverse("campaign:leave_link", args=[keep.pk]), {"since": clock.today()})
    assert answer.status_code == 302


def _hang(stands: Covered, office: Client) -> None:
    with unscoped(reason="a test reads"):
        stray = KeyTask.objects.get(measure=None, parent=None)
        measure = stands.wording("工贸通用", 4).measure_id
    assert office.post(reverse("campaign:hang", args=[stray.pk]), {"measure": measure}).status_code == 302


@pytest.mark.parametrize(
    ("fill", "removed"),
    [
        (_hold, (GapKind.NO_OWNER, "电动自行车 · 登记")),
        (_leave, (GapKind.TWO_LEADS, "电动自行车 · 回收")),
        (_hang, (GapKind.STRAY_TASK, "")),
    ],
)
def test_filling_a_gap_removes_exactly_that_one(
    stands: Covered, office: Client, fill: Callable[[Covered, Client], None], removed: tuple[GapKind, str]
) -> None:
    with unscoped(reason="a test makes gaps"):
        _no_holder(stands, "登记")
        _two_holders(stands, "回收")
        _no_measure_for_link(stands, "生产")
        _stray(stands, "工贸通用")
        if not removed[1]:
            removed = (removed[0], KeyTask.objects.get(measure=None, parent=None).number)
    before = gaps(stands.campaign)
    assert len(before) == 4
    fill(stands, office)
    assert before - gaps(stands.campaign) == {removed} and gaps(stands.campaign) < before


def test_measure_that_a_link_lacks_is_begun_where_it_is_missing(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _no_measure_for_link(stands, "登记")
    link, writer = stands.link("登记").pk, browser(stands.city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    page = read(writer, f"{reverse('campaign:link', args=[link])}?campaign={stands.campaign.pk}")
    plan = stands.plans["房屋建筑施工"]
    revise = f"{reverse('campaign:plan_revise', args=[plan.pk])}?link={link}"
    assert f'href="{revise}"' in page
    onward = writer.post(revise, {"reason": "补上登记环节"})["Location"]
    assert f'<option value="{link}" selected' in read(writer, onward)
    said = {"number": "99", "text": "核对登记", "link": link, "lead_unit": stands.city.unit("市住房建设").pk}
    assert writer.post(onward, said).status_code == 302
    with unscoped(reason="a test reads"):
        assert MeasureWording.objects.get(version__state="drafted", measure__number="99").link_id == link
    stranger = browser(stands.city.person(Role.DEPARTMENT_OFFICER, "市交通运输"))
    assert revise not in read(stranger, reverse("campaign:link", args=[link]))


def test_link_without_measure_leads_the_office_to_where_one_is_begun(stands: Covered, office: Client) -> None:
    with unscoped(reason="a test makes a gap"):
        _no_measure_for_link(stands, "登记")
        Plan.objects.filter(pk=stands.plans[""].pk).update(owner=stands.city.unit("市安委办"))
    page = f"{reverse('campaign:link', args=[stands.link('登记').pk])}?campaign={stands.campaign.pk}"
    assert f'href="{page}#measures"' in read(office, f"{VIEW}?view=chains")
    assert f"{reverse('campaign:plan_revise', args=[stands.plans[''].pk])}?link=" in read(office, page)


def test_campaign_is_kept_on_the_way_to_what_fills_a_gap(stands: Covered, office: Client) -> None:
    made = another(stands)
    asked = f"campaign={made.pk}"
    page = read(office, f"{VIEW}?{asked}")
    sector = stands.city.sectors["工贸通用"].pk
    assert f"{reverse('campaign:plan_new')}?kind=sector&amp;sector={sector}&amp;{asked}" in page
    form = f"{reverse('campaign:plan_new')}?kind=sector&sector={sector}&{asked}"
    said = {"kind": "sector", "sector": sector, "owner": stands.city.unit("市应急管理").pk}
    assert office.post(form, said).status_code == 302
    with unscoped(reason="a test reads"):
        assert Plan.objects.get(campaign=made).sector_id == sector
    link = reverse("campaign:link", args=[stands.link("登记").pk])
    assert f'href="{link}?{asked}"' in read(office, f"{VIEW}?{asked}&view=chains")
    assert f"?{asked}&amp;view=chains#chain-" in read(office, f"{link}?{asked}")
    hold = f"{reverse('campaign:hold_link', args=[stands.link('登记').pk])}?{asked}"
    said = {"unit": stands.city.unit("市消防救援").pk, "since": clock.today()}
    assert office.post(hold, said)["Location"] == f"{link}?{asked}"


def test_two_campaigns_are_judged_apart(stands: Covered) -> None:
    made = another(stands)
    kinds = {kind for kind, _where in gaps(made)}
    assert (gaps(stands.campaign), kinds) == (set(), {GapKind.NO_PLAN, GapKind.NO_MEASURE})
    with unscoped(reason="a test makes gaps"):
        loose = task(stands.city)
        later = task(stands.city)
        KeyTask.objects.filter(pk__in=[loose.pk, later.pk]).update(due=date(2026, 6, 30))
        KeyTask.objects.filter(pk=later.pk).update(action=made.actions.get())
    strays = [{where for kind, where in gaps(one) if kind == GapKind.STRAY_TASK} for one in (stands.campaign, made)]
    assert strays == [{loose.number}, {later.number}]
    with scope(SYSTEM):
        views = [queries.coverage_of(one) for one in (stands.campaign, made)]
        in_force = PlanVersion.objects.filter(state="issued").count()
    counted = [sum(row.measures for row in (*one.blocks, *one.lines)) for one in views]
    assert (counted, in_force) == ([150, 0], 16)


def test_tasks_without_plan_are_found_however_many_others_one_may_not_see(stands: Covered) -> None:
    with unscoped(reason="a test makes gaps"):
        hang(stands, [stands.wording("工贸通用", 3)] * 3)
        KeyTask.objects.filter(lead_unit__name="市应急管理", parent=None).update(measure=None)
        own = task(stands.city, lead="市消防救援")
    actor = stands.city.actor(Role.DEPARTMENT_OFFICER, "市消防救援")
    with scope(actor):
        found = queries.coverage_of(stands.campaign).gaps
    assert [gap.where for gap in found if gap.kind == GapKind.STRAY_TASK] == [own.number]


def test_paper_and_workbook_tell_what_is_not_listed(stands: Covered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiben.campaign.queries.coverage.LISTED", 1)
    for _ in range(3):
        task(stands.city)
    with scope(SYSTEM):
        view = queries.coverage_of(stands.campaign)
        told = [getattr(block, "text", "") for block in papers.paper(view).blocks]
    assert "另有2项任务没有挂在措施下，未逐项列出。" in told


@pytest.mark.parametrize("case", ["ended", "to begin"])
def test_link_is_left_only_to_a_unit_that_holds_it_on_that_day(stands: Covered, case: str) -> None:
    with unscoped(reason="a test makes gaps"):
        _two_holders(stands, "回收")
    claim = LinkUnit.objects.get(link=stands.link("回收"), unit=stands.city.unit("市消防救援"))
    today = clock.today()
    values = {"ended": {"valid_to": today}, "to begin": {"valid_from": today.replace(year=today.year + 1)}}[case]
    LinkUnit.objects.filter(pk=claim.pk).update(**values)
    claim = LinkUnit.objects.select_related("unit", "link__chain").get(pk=claim.pk)
    with scope(SYSTEM), pytest.raises(Incomplete) as refusal:
        leave_link_to(claim, since=today, actor=SYSTEM)
    assert list(refusal.value.fields) == ["since"]
    assert LinkUnit.objects.filter(link=claim.link, valid_to=None).exists()
