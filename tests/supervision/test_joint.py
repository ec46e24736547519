"""Special supervision by occasion, and joint teams: people of districts and departments by unit, never on their own
ground."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.pages import browser
from tests.factories.supervision import Ground, drawn, ground, planned, targets

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.orgs.queries import person_names
from zhiben.orgs.vocab import Role
from zhiben.supervision import occasions, operations
from zhiben.supervision.models import Round, TeamMember
from zhiben.supervision.vocab import Kind, Occasion

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


def name_of(actor: Actor) -> str:
    return person_names([actor.id])[actor.id]


def test_a_round_takes_what_its_occasion_looks_at_where_it_says_nothing_itself(built: Ground) -> None:
    flood = planned(built, kind=Kind.SPECIAL, occasion=Occasion.FLOOD)
    own = planned(built, kind=Kind.SPECIAL, occasion=Occasion.FLOOD, purpose="只查深基坑")
    without = planned(built, kind=Kind.SPECIAL)
    assert [one.purpose for one in (flood, own, without)] == [
        occasions.OCCASIONS[Occasion.FLOOD].looks_at,
        "只查深基坑",
        "",
    ]


def test_an_occasion_that_there_is_not_is_refused(built: Ground) -> None:
    with pytest.raises(Incomplete) as refused:
        planned(built, occasion="carnival")
    assert list(refused.value.fields) == ["occasion"]
    one = planned(built)
    with transaction.atomic(), pytest.raises(IntegrityError, match="occasion"):
        Round._unfiltered().filter(pk=one.pk).update(occasion="carnival")


def test_every_occasion_is_declared_and_those_of_the_month_come_first() -> None:
    assert set(occasions.OCCASIONS) == set(Occasion)
    first = occasions.usual_in(7)
    usual = [one.occasion for one in first if 7 in one.months]
    assert [one.occasion for one in first][: len(usual)] == usual == [Occasion.FLOOD, Occasion.TYPHOON, Occasion.HEAT]


def test_rounds_are_filtered_by_occasion_and_kind(built: Ground) -> None:
    planned(built, kind=Kind.SPECIAL, occasion=Occasion.FLOOD, title="汛期专项")
    planned(built, kind=Kind.SPECIAL, occasion=Occasion.SPRING, title="春节专项")
    planned(built, title="综合一轮")
    window = browser(built.keeper)

    def shown(query: str) -> list[bool]:
        said = window.get(f"/supervision/?{query}").content.decode()
        return [title in said for title in ("汛期专项", "春节专项", "综合一轮")]

    assert shown("occasion=flood") == [True, False, False]
    assert shown("kind=special") == [True, True, False]
    assert shown("") == shown("occasion=carnival") == [True, True, True]
    assert "本轮改写" in window.get("/supervision/new/").content.decode()


def test_people_of_other_units_are_offered_by_unit_alone(built: Ground) -> None:
    one = planned(built)
    officer = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    window = browser(built.keeper)
    plain = window.get(f"/supervision/{one.pk}/teams/1/").content.decode()
    asked = window.get(f"/supervision/{one.pk}/teams/1/?unit=龙华区&unit=没有的单位").content.decode()
    assert (name_of(officer) in plain, name_of(officer) in asked) == (False, True)
    assert "没有找到，或不在本安委办的范围内：没有的单位" in asked


def test_an_office_asks_for_units_of_its_own_ground_alone(built: Ground) -> None:
    district = built.built.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(district):
        one = operations.plan_round(
            operations.Plan(
                office=built.built.unit("龙华区安委办").pk,
                kind=Kind.SPECIAL,
                title="龙华专项",
                first=date(2024, 10, 1),
                last=date(2024, 10, 9),
                size=1,
            ),
            actor=district,
        )
    said = browser(district).get(f"/supervision/{one.pk}/teams/1/?unit=南山区&unit=民治街道").content.decode()
    assert "不在本安委办的范围内：南山区" in said and "可派的人员：民治街道" in said


def test_a_joint_team_does_not_go_to_its_members_own_ground(built: Ground) -> None:
    one = planned(built, size=6, least=2)
    officers = [built.built.actor(Role.DISTRICT_OFFICER, name) for name in ("龙华区", "南山区")]
    department = built.built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    window = browser(built.keeper)
    for number, (officer, unit) in enumerate(zip(officers, ("龙华区", "南山区"), strict=True), start=1):
        head = f"{built.inspectors[number - 1].id}-{built.inspectors[number - 1].grants[0].unit}"
        joined = f"{officer.id}-{officer.grants[0].unit}"
        address = f"/supervision/{one.pk}/teams/{number}/"
        refused = window.post(address, {"people": [head, joined], "head": head})
        assert refused.status_code == 422  # not offered without the unit
        assert window.post(f"{address}?unit={unit}", {"people": [head, joined], "head": head}).status_code == 302
    again = window.get(f"/supervision/{one.pk}/teams/1/").content.decode()
    assert name_of(officers[0]) in again  # who is of the team stays offered
    assert name_of(department) not in again
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
    with scope(built.leader):
        perform(one, "approve", built.leader)
    with scope(built.keeper):
        perform(one, "draw", built.keeper, public_value="3 1 4")
    went = {(row.site.territory.name, row.team.number) for row in targets(built, one) if row.team}
    assert {pair for pair in went if pair[0] in ("民治街道", "粤海街道")} == {("民治街道", 2), ("粤海街道", 1)}
    assert TeamMember._unfiltered().filter(team__round=one).count() == 4


def test_only_those_who_may_go_out_are_offered(built: Ground) -> None:
    one = planned(built)
    auditor, admin = (built.built.actor(role, "市安委办") for role in (Role.AUDITOR, Role.SYSTEM_ADMIN))
    officer = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    window = browser(built.keeper)
    for address in (f"/supervision/{one.pk}/teams/1/", "/supervision/interests/"):
        said = window.get(address).content.decode()
        assert name_of(built.keeper) in said and name_of(built.inspectors[0]) in said
        assert name_of(auditor) + "（" not in said and name_of(admin) + "（" not in said
    assert name_of(officer) in window.get("/supervision/interests/?among=龙华区").content.decode()
    assert "form-check-input" in window.get(f"/supervision/{one.pk}/teams/1/").content.decode()


def test_an_interest_without_site_or_unit_is_refused_at_the_form(built: Ground) -> None:
    said = {"person": built.inspectors[0].id, "site": "", "unit": "", "reason": "配偶任职"}
    answer = browser(built.keeper).post("/supervision/interests/", said)
    assert (answer.status_code, "填一个场所，或者一个单位" in answer.content.decode()) == (422, True)


def test_an_interest_noted_after_the_draw_is_told_to_keepers_alone(built: Ground) -> None:
    one = drawn(built)
    target = next(row for row in targets(built, one) if row.team_id)
    keeper, other = browser(built.keeper), browser(built.built.actor(Role.OFFICE_OFFICER, "市安委办"))
    told = "封存对象的督导组现在要回避"
    assert told not in keeper.get("/supervision/interests/").content.decode()
    with scope(built.keeper):
        operations.note_interest(
            built.office, person=min(target.team_people), site=target.site_id, reason="配偶任职", actor=built.keeper
        )
    assert "有1个" + told in keeper.get("/supervision/interests/").content.decode()
    assert told not in other.get("/supervision/interests/").content.decode()
    listed = keeper.post(f"/supervision/{one.pk}/targets/").content.decode()
    assert "有1个对象的督导组现在要回避" in listed and "（配偶任职）" in listed and "改派" in listed
