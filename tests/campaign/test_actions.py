"""The campaign's frame: only what is known is shipped, the office fills in the rest, and nobody else."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.campaign import framed_campaign
from tests.factories.orgs import City
from tests.factories.pages import browser

from zhiben.campaign import operations, queries
from zhiben.campaign.models import Campaign, CampaignAction, Indicator
from zhiben.campaign.operations import ActionDraft, IndicatorDraft
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.measures import evaluate
from zhiben.kernel import measure
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

NATIONAL = [
    "主要负责人安全教育培训",
    "重大事故隐患判定标准体系提升",
    "重大事故隐患动态清零",
    "安全科技支撑和工程治理",
    "从业人员安全素质能力提升",
    "安全管理体系建设",
    "安全生产精准执法和帮扶",
    "全民安全素质提升",
]


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def campaign(city: City, officer: Actor) -> Campaign:
    return operations.found_campaign(city.unit("市安委办").pk, actor=officer)


def test_only_what_is_known_is_shipped(campaign: Campaign) -> None:
    told = [(one.name, one.origin, bool(one.source)) for one in campaign.actions.order_by("position")]
    assert told == [
        *((name, "nation", True) for name in NATIONAL),
        ("", "province", False),
        ("重点行业领域标本兼治行动", "city", True),
    ]
    assert str(campaign.actions.get(position=9)) == "（第9项行动，名称待填）"
    assert (campaign.basis, list(campaign.years)) == ("安委〔2024〕2号", [2024, 2025, 2026])
    goals = [(one.year, one.goal, one.default) for one in campaign.goals.order_by("year")]
    assert goals == [(2024, "清存量", True), (2025, "控增量", True), (2026, "建机制", True)]


def test_founding_twice_founds_once(city: City, officer: Actor, campaign: Campaign) -> None:
    again = operations.found_campaign(city.unit("市安委办").pk, actor=officer)
    assert (again, Campaign.objects.count(), CampaignAction.objects.count()) == (campaign, 1, 10)
    assert AuditEntry.objects.filter(verb="found_campaign").count() == 1


def test_actions_are_counted_from_rows_as_of_a_day(campaign: Campaign) -> None:
    known = measure.registered()
    before, later = Cut(campaign.founded_at), Cut(campaign.founded_at + timedelta(microseconds=1))
    found = [evaluate(known[name], cut).numerator for cut in (before, later) for name in ("A2.actions", "A2.local")]
    assert found == [0, 0, 10, 1]


def test_office_fills_in_what_is_not_known(campaign: Campaign, officer: Actor, city: City) -> None:
    ninth = campaign.actions.get(position=9)
    lead = city.unit("市住房建设").pk
    operations.set_action(ninth, ActionDraft(" 示例行动 ", basis="示例〔2024〕1号", owner=lead), actor=officer)
    ninth.refresh_from_db()
    assert (str(ninth), ninth.basis, ninth.owner_id) == ("示例行动", "示例〔2024〕1号", lead)
    goal = operations.set_goal(campaign.goals.get(year=2025), text="控制新增", actor=officer)
    assert (goal.goal, goal.default) == ("控制新增", False)
    entry = AuditEntry.objects.filter(verb="set_action").latest("seq")
    assert json.loads(entry.facts)["before"] == {"name": "", "basis": "", "source": "", "owner": 0}
    assert verify().ok


@pytest.mark.parametrize(("name", "field"), [("", "name"), ("重大事故隐患动态清零", "name")])
def test_action_keeps_a_name_of_its_own(campaign: Campaign, officer: Actor, name: str, field: str) -> None:
    first = campaign.actions.get(position=1)
    with pytest.raises(Incomplete) as refusal:
        operations.set_action(first, ActionDraft(name), actor=officer)
    assert list(refusal.value.fields) == [field]
    assert campaign.actions.get(position=1).name == NATIONAL[0]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (IndicatorDraft("", "人次"), ["name"]),
        (IndicatorDraft("培训人次", " "), ["unit"]),
        (IndicatorDraft("培训人数", "人", measure="Z9.none"), ["measure"]),
        (IndicatorDraft("培训人数", "人", targets={2027: Decimal(1)}), ["target_2027"]),
        (IndicatorDraft("培训人数", "人", targets={2024: Decimal(-1)}), ["target_2024"]),
        (IndicatorDraft("培训人次", "人次"), ["name"]),
    ],
)
def test_indicator_that_is_not_sound_is_refused(
    city: City, officer: Actor, draft: IndicatorDraft, fields: list[str]
) -> None:
    framed = framed_campaign(city.unit("市安委办").pk, officer)
    with pytest.raises(Incomplete) as refusal:
        operations.set_indicator(framed.action, draft, actor=officer)
    assert (sorted(refusal.value.fields), Indicator.objects.count()) == (fields, 1)


def test_targets_are_replaced_as_a_whole(city: City, officer: Actor) -> None:
    framed = framed_campaign(city.unit("市安委办").pk, officer)
    draft = IndicatorDraft("培训人次", "人次", measure="D1.rate", targets={2025: Decimal("2.5")})
    operations.set_indicator(framed.action, draft, actor=officer, standing=framed.indicator)
    row = Indicator.objects.get()
    assert [(one.year, one.amount) for one in row.targets.all()] == [(2025, Decimal("2.5"))]
    assert row.measure == "D1.rate"


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.OFFICE_LEADER, "市安委办"), (Role.OFFICE_OFFICER, "龙华区安委办"), (Role.DEPARTMENT_OFFICER, "市住房建设")],
)
def test_nobody_else_corrects_it(campaign: Campaign, city: City, role: Role, unit: str) -> None:
    actor = city.actor(role, unit)
    action = campaign.actions.get(position=1)
    for act in (
        lambda: operations.found_campaign(campaign.office_id, actor=actor),
        lambda: operations.set_goal(campaign.goals.get(year=2024), text="另立", actor=actor),
        lambda: operations.set_action(action, ActionDraft("另立"), actor=actor),
        lambda: operations.set_indicator(action, IndicatorDraft("另立", "项"), actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()
    page = browser(city.person(role, unit)).get(reverse("campaign:actions")).content.decode()
    assert ("主要负责人安全教育培训" in page, "增加指标" in page) == (True, False)


def test_office_sets_it_up_and_corrects_it_on_the_page(city: City) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    unit = city.unit("市安委办").pk
    assert "按已公开的行动建立" in office.get(reverse("campaign:actions")).content.decode()
    assert office.post(reverse("campaign:found", args=[unit])).status_code == 302
    action = CampaignAction.objects.get(position=3)
    said = {"name": "重大隐患整改率", "unit": "%", "measure": "D1.rate", "target_2024": "95"}
    assert office.post(reverse("campaign:add_indicator", args=[action.pk]), said).status_code == 302
    page = office.get(reverse("campaign:actions")).content.decode()
    assert "重大隐患整改率（%）" in page
    assert ("2024年目标" in page, ">95</td>" in page, "95.0000" in page) == (True, True, False)
    assert reverse("overview:figure", args=["D1.rate"]) in page
    filed = {"name": "受训人数", "unit": "人", "filed_in": "培训月报"}
    twice = office.post(reverse("campaign:add_indicator", args=[action.pk]), {**filed, "measure": "D1.rate"})
    assert (twice.status_code, "不能再取自报表" in twice.content.decode()) == (422, True)
    office.post(reverse("campaign:add_indicator", args=[action.pk]), filed)
    assert "取自培训月报" in office.get(reverse("campaign:actions")).content.decode()
    wrong = office.post(reverse("campaign:add_indicator", args=[action.pk]), said)
    assert (wrong.status_code, "该行动下已有同名的指标" in wrong.content.decode()) == (422, True)
    form = office.get(
        reverse("campaign:indicator", args=[Indicator.objects.get(measure="D1.rate").pk])
    ).content.decode()
    assert 'value="95"' in form
    assert [
        office.get(reverse(f"campaign:{name}", args=[99_999])).status_code for name in ("action", "goal", "indicator")
    ] == [404] * 3


def test_page_asks_as_often_however_many_indicators(city: City, officer: Actor) -> None:
    framed = framed_campaign(city.unit("市安委办").pk, officer)
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    with CaptureQueriesContext(connection) as few:
        office.get(reverse("campaign:actions"))
    for number in range(20):
        draft = IndicatorDraft(f"指标{number}", "项", targets={2024: Decimal(number)})
        operations.set_indicator(framed.action, draft, actor=officer)
    with CaptureQueriesContext(connection) as many:
        office.get(reverse("campaign:actions"))
    assert len(many) == len(few)
    assert len(queries.campaigns()) == 1


def test_district_shares_the_citys_campaign_and_founds_none_of_its_own(campaign: Campaign, city: City) -> None:
    person = city.person(Role.OFFICE_OFFICER, "龙华区安委办")
    with pytest.raises(Refused, match="上级安委办已建立"):
        operations.found_campaign(city.unit("龙华区安委办").pk, actor=actor_of(person))
    page = browser(person).get(reverse("campaign:actions")).content.decode()
    assert ("主要负责人安全教育培训" in page, "按已公开的行动建立" in page) == (True, False)
    assert Campaign.objects.count() == 1
