"""Who founds which plan: for a district its government or its office, for a sector the department in whose line it
lies, and the campaign's office any; which alone gives a plan to another unit, whom those who take part follow."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from tests.factories.orgs import City
from tests.factories.pages import browser, text
from tests.factories.plans import Planners, fresh

from zhiben.campaign import policy
from zhiben.campaign.models import Plan
from zhiben.campaign.operations import drafts_of, found_plan, hand_plan_over, revise_plan, set_measures
from zhiben.campaign.policy import PlanOf
from zhiben.campaign.vocab import PlanKind
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.orgs.vocab import Role


@pytest.fixture
def planners(city: City) -> Planners:
    return Planners(city)


def test_units_that_may_answer_for_a_plan(planners: Planners) -> None:
    city, who = planners.city, policy.answering(planners.campaign.office_id)
    longhua, sector = city.territories["龙华区"].pk, city.sectors["房屋建筑施工"].pk
    asked = [
        PlanOf(PlanKind.MASTER),
        PlanOf(PlanKind.DISTRICT, territory=longhua),
        PlanOf(PlanKind.SECTOR, sector=sector),
    ]
    assert [[unit.name for unit in who.units_for(of)] for of in asked] == [
        ["市安委办"],
        ["龙华区安委办", "龙华区", "市安委办"],
        ["市住房建设", "市安委办"],
    ]


@pytest.mark.parametrize(
    ("role", "unit", "kind"),
    [
        (Role.DISTRICT_OFFICER, "南山区", "district"),
        (Role.DEPARTMENT_OFFICER, "市住房建设", "district"),
        (Role.DEPARTMENT_OFFICER, "龙华区住房建设", "district"),
        (Role.DISTRICT_OFFICER, "龙华区", "sector"),
        (Role.DEPARTMENT_OFFICER, "市应急管理", "sector"),
        (Role.DEPARTMENT_OFFICER, "龙华区住房建设", "sector"),
    ],
)
def test_nobody_founds_the_plan_of_another_district_or_sector(
    planners: Planners, role: str, unit: str, kind: str
) -> None:
    """Of 龙华区 and of 房屋建筑施工."""
    city, person = planners.city, planners.city.actor(role, unit)
    of = {"territory": city.territories["龙华区"].pk} if kind == "district" else {}
    of |= {"sector": city.sectors["房屋建筑施工"].pk} if kind == "sector" else {}
    with scope(person), pytest.raises(NotAllowed):
        found_plan(planners.campaign, kind, owner=planners.unit(unit), actor=person, **of)
    assert Plan._unfiltered().count() == 0


def test_form_offers_what_the_own_unit_may_found(planners: Planners) -> None:
    longhua, nanshan = (planners.city.territories[name].pk for name in ("龙华区", "南山区"))
    page = browser(planners.city.person(Role.DISTRICT_OFFICER, "龙华区"))
    address = reverse("campaign:plan_new")
    form = page.get(address).content.decode()
    assert [f'<option value="{one}"' in form for one in ("district", "sector", "master")] == [True, False, False]
    assert [f'<option value="{pk}"' in form for pk in (longhua, nanshan, planners.unit("龙华区"))] == [
        True,
        False,
        True,
    ]
    said = {"kind": "district", "owner": planners.unit("龙华区")}
    assert page.post(address, {**said, "territory": nanshan}).status_code == 422
    assert page.post(address, {**said, "territory": longhua}).status_code == 302
    assert Plan._unfiltered().get().territory_id == longhua


def test_office_founds_a_plan_for_a_unit_that_may_answer_for_it_only(planners: Planners) -> None:
    page = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    sector = planners.city.sectors["房屋建筑施工"].pk
    address = f"{reverse('campaign:plan_new')}?kind=sector&sector={sector}"
    assert f'<option value="{planners.unit("市住房建设")}" selected' in page.get(address).content.decode()
    said = {"kind": "sector", "sector": sector}
    wrong = page.post(address, {**said, "owner": planners.unit("市应急管理")})
    assert (wrong.status_code, "“市应急管理”不能负责此方案，可选：市住房建设、市安委办" in wrong.content.decode()) == (
        422,
        True,
    )
    assert page.post(address, {**said, "owner": planners.unit("市住房建设")}).status_code == 302


@pytest.mark.parametrize(("kind", "field"), [("master", "territory"), ("master", "sector"), ("district", "sector")])
def test_plan_is_of_one_thing_only(planners: Planners, kind: str, field: str) -> None:
    page = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    said = {"kind": kind, "owner": planners.unit("市安委办"), "territory": planners.city.territories["龙华区"].pk}
    said |= {"sector": planners.city.sectors["房屋建筑施工"].pk} if field == "sector" else {}
    answer = page.post(reverse("campaign:plan_new"), said)
    told = {"territory": "只有区子方案才选区", "sector": "只有行业领域子方案才选行业领域"}[field]
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert Plan._unfiltered().count() == 0


def test_handed_over_plan_is_at_home_with_its_new_unit_and_read_by_who_is_named(planners: Planners) -> None:
    plan = planners.of_district(state="issued")
    other = planners.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(planners.officer):
        hand_plan_over(plan, owner=planners.unit("龙华区安委办"), reason="职责划转", actor=planners.officer)
    facts = json.loads(AuditEntry.objects.get(verb="hand_plan_over").facts)
    assert (facts["handed_over"], facts["reason"]) == ("龙华区 → 龙华区安委办", "职责划转")
    assert (fresh(plan).owner.name, fresh(plan).coordinates) == (
        "龙华区安委办",
        planners.city.unit("龙华区安委办").coordinates,
    )
    named = unfiltered(Participation).filter(model="campaign.plan", record=plan.pk).values_list("unit", flat=True)
    assert (planners.unit("龙华区") in named, planners.unit("龙华区安委办") in named) == (True, False)
    with scope(other):
        revise_plan(fresh(plan), reason="年度调整", actor=other)
    with scope(planners.district), pytest.raises(NotAllowed):
        revise_plan(fresh(plan), reason="年度调整", actor=planners.district)
    assert list(Notice.objects.filter(kind="campaign.plan_handed_over").values_list("person", flat=True)) == [other.id]
    assert verify().ok


def test_department_before_still_reads_a_sector_plan_that_names_it(planners: Planners) -> None:
    plan = planners.of_sector(state="issued")
    stranger = planners.city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    with scope(planners.officer):
        hand_plan_over(plan, owner=planners.unit("市安委办"), reason="机构调整", actor=planners.officer)
    for actor, seen in ((planners.department, [plan]), (planners.officer, [plan]), (stranger, [])):
        with scope(actor):
            assert list(Plan.objects.all()) == seen


def test_draft_is_written_on_by_the_new_unit(planners: Planners) -> None:
    plan = planners.of_sector()
    with scope(planners.officer):
        hand_plan_over(plan, owner=planners.unit("市安委办"), reason="机构调整", actor=planners.officer)
        version = plan.versions.get()
        set_measures(version, [*drafts_of(version), planners.measure("2")], actor=planners.officer)
        perform(version, "consult", planners.officer, reply_by=clock.today())
        asked = set(version.consultations.values_list("unit__name", flat=True))
    assert asked == {"市住房建设", "市消防救援"}


def test_plan_stays_with_its_unit_while_others_are_asked(planners: Planners) -> None:
    plan = planners.of_sector()
    with scope(planners.officer):
        version = plan.versions.get()
        set_measures(version, [*drafts_of(version), planners.measure("2")], actor=planners.department)
        perform(version, "consult", planners.department, reply_by=clock.today())
        with pytest.raises(Refused, match="正在征求意见"):
            hand_plan_over(plan, owner=planners.unit("市安委办"), reason="机构调整", actor=planners.officer)
        perform(version, "recall", planners.department, reason="措施要改")
        hand_plan_over(plan, owner=planners.unit("市安委办"), reason="机构调整", actor=planners.officer)
    assert plan.owner_id == planners.unit("市安委办")


@pytest.mark.parametrize("given", ["9" * 4400, "-1", "１"])
def test_address_that_names_no_record_opens_an_empty_form(planners: Planners, given: str) -> None:
    page = text(
        browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办")),
        "campaign:plan_new",
        query=f"?kind=sector&sector={given}",
    )
    assert "起草方案" in page


@pytest.mark.parametrize("unit", ["市应急管理", "市住房建设", "龙华区住房建设"])
def test_plan_is_given_only_to_another_unit_that_may_answer_for_it(planners: Planners, unit: str) -> None:
    plan = planners.of_sector()
    with scope(planners.officer), pytest.raises(Incomplete) as refusal:
        hand_plan_over(plan, owner=planners.unit(unit), reason="机构调整", actor=planners.officer)
    assert (list(refusal.value.fields), fresh(plan).owner.name) == (["owner"], "市住房建设")


def test_only_the_campaigns_office_gives_a_plan_to_another_unit(planners: Planners) -> None:
    plan = planners.of_sector()
    address = reverse("campaign:plan_owner", args=[plan.pk])
    for actor in (planners.department, planners.leader):
        with scope(actor), pytest.raises(NotAllowed):
            hand_plan_over(plan, owner=planners.unit("市安委办"), reason="机构调整", actor=actor)
    office, writer = (
        browser(planners.city.person(role, unit))
        for role, unit in ((Role.OFFICE_OFFICER, "市安委办"), (Role.DEPARTMENT_OFFICER, "市住房建设"))
    )
    assert [address in page.get(plan.get_absolute_url()).content.decode() for page in (office, writer)] == [True, False]
    assert office.post(address, {"owner": planners.unit("市安委办"), "reason": "机构调整"}).status_code == 302
    assert "市住房建设 → 市安委办" in office.get(plan.get_absolute_url()).content.decode()
