"""Areas on the ground: listed by decision, treated by a plan, looked at every month, accepted after a visit by two."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.factories.pages import browser
from tests.factories.photos import PNG
from tests.factories.supervision import Ground, drawn, ground, signed, visited

from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox import queries as inbox
from zhiben.insight.listings import Listing, listings
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import ListedArea, Visit
from zhiben.supervision.operations import Proposal
from zhiben.supervision.vocab import Kind

pytestmark = pytest.mark.django_db
MAY = datetime(2024, 5, 10, 9, tzinfo=clock.TZ)
UNTIL = date(2024, 12, 31)
WHY = "街道撤并，由新街道接着治理"
PLAN = "打通消防通道；民治街道；2024-08-31\n拆除违规阳光板；龙华区住房建设；2024-09-30"


@pytest.fixture
def built() -> Ground:
    return ground()


def proposed(built: Ground, *streets: str, basis: str = "2023年亡人事故3起，居全市第1位") -> ListedArea:
    chosen = [built.built.territories[name].pk for name in streets or ("民治街道",)]
    with scope(built.keeper):
        said = Proposal(built.office, "示例高风险区域", chosen, basis, UNTIL)
        return operations.propose_area(said, actor=built.keeper)


def move(one: ListedArea, name: str, actor: Actor, **facts: object) -> ListedArea:
    with scope(actor):
        return perform(queries.area_of(one.pk), name, actor, **facts)


def district(built: Ground, name: str = "龙华区") -> Actor:
    return built.built.actor(Role.DISTRICT_OFFICER, name)


def treating(built: Ground) -> ListedArea:
    one = proposed(built)
    move(one, "list", built.leader, decision="深安委〔2024〕3号")
    move(one, "submit_plan", district(built), measures=PLAN)
    return move(one, "approve_plan", built.leader)


def asked(built: Ground) -> ListedArea:
    one, officer = treating(built), district(built)
    with scope(officer):
        file = store(PNG, name="现场.png", actor_id=officer.id).pk
    return move(one, "ask_acceptance", officer, text="措施都已完成", files=[file])


def months(built: Ground, one: ListedArea) -> list[tuple[str, int, str, bool]]:
    with scope(built.keeper):
        found = queries.months_of(queries.area_of(one.pk))
    return [(f"{each.first:%m}", each.visits, each.reason, each.is_missed) for each in found]


@pytest.mark.parametrize(
    ("streets", "basis", "field"),
    [(("民治街道", "粤海街道"), "事故多", "streets"), (("民治街道",), " ", "basis")],
)
def test_an_area_lies_in_one_district_and_says_why(
    built: Ground, streets: tuple[str, ...], basis: str, field: str
) -> None:
    with clock.at(MAY), pytest.raises(Incomplete) as refused:
        proposed(built, *streets, basis=basis)
    assert list(refused.value.fields) == [field]


def test_an_area_is_seen_by_office_district_and_its_streets(built: Ground) -> None:
    with clock.at(MAY):
        one, both = proposed(built), proposed(built, "粤海街道", "南头街道")
        for role, unit, seen in (
            (Role.DISTRICT_OFFICER, "龙华区", {one.pk}),
            (Role.STREET_OFFICER, "民治街道", {one.pk}),
            (Role.DISTRICT_OFFICER, "南山区", {both.pk}),
            (Role.STREET_OFFICER, "粤海街道", {both.pk}),
            (Role.STREET_OFFICER, "南园街道", set()),
        ):
            actor = built.built.actor(role, unit)
            with scope(actor):
                assert set(queries.areas().values_list("pk", flat=True)) == seen
        page = browser(built.built.actor(Role.STREET_OFFICER, "粤海街道")).get(both.get_absolute_url())
    assert "居全市第1位" in page.content.decode()


def test_the_district_plans_and_the_leader_approves(built: Ground) -> None:
    with clock.at(MAY):
        one = proposed(built)
        with pytest.raises(NotAllowed):
            move(one, "list", built.keeper, decision="深安委〔2024〕3号")
        listed = move(one, "list", built.leader, decision="深安委〔2024〕3号")
        assert (listed.since, listed.decision) == (MAY.date(), "深安委〔2024〕3号")
        with pytest.raises(Incomplete) as refused:
            move(one, "submit_plan", district(built), measures=PLAN + "\n加强巡查；民治街道")
        assert "第3行" in refused.value.fields["measures"]
        move(one, "submit_plan", district(built), measures="加强巡查；民治街道；2024-06-30")
        move(one, "return_plan", built.leader, reason="措施太少")
        move(one, "submit_plan", district(built), measures=PLAN)
        after = move(one, "approve_plan", built.leader)
        with scope(built.keeper):
            told = [(each.what, each.who, each.until) for each in queries.measures_of(after)]
    assert told == [
        ("打通消防通道", "民治街道", date(2024, 8, 31)),
        ("拆除违规阳光板", "龙华区住房建设", date(2024, 9, 30)),
    ]


def test_every_month_is_looked_at_or_says_why_not(built: Ground) -> None:
    with clock.at(MAY):
        one = treating(built)
        signed(visited(built, drawn(built, kind=Kind.LISTED_AREA, first=MAY.date())))
        other = drawn(built, recent_days=0, first=MAY.date())
    with clock.at(MAY + timedelta(days=31)):
        visited(built, other)  # a comprehensive round: not a check of the area
    with clock.at(MAY + timedelta(days=95)):
        for month in ("2024-05", "2024-04", "五月"):  # listed on 10 May: nothing to be excused of that month
            with pytest.raises(Incomplete):
                move(one, "excuse_month", built.keeper, month=month, reason="台风停工")
        move(one, "excuse_month", built.keeper, month="2024-07", reason="台风停工")
        assert months(built, one) == [
            ("08", 0, "", False),
            ("07", 0, "台风停工", False),
            ("06", 0, "", True),
            ("05", 1, "", False),
        ]
        said = browser(district(built)).get("/supervision/areas/").content.decode()
    assert '<span class="text-danger">1</span>' in said


def test_the_month_of_listing_is_not_missed(built: Ground) -> None:
    with clock.at(MAY):
        one = treating(built)
    first = datetime(2024, 6, 1, 9, tzinfo=clock.TZ)
    with clock.at(first):
        other = treating(built)
    with clock.at(first + timedelta(days=31)):
        assert months(built, one) == [("07", 0, "", False), ("06", 0, "", True), ("05", 0, "", False)]
        assert months(built, other) == [("07", 0, "", False), ("06", 0, "", True)]
        with pytest.raises(Incomplete):
            move(one, "excuse_month", built.keeper, month="2024-05", reason="刚挂牌")
        page = browser(built.keeper).get(one.get_absolute_url()).content.decode()
    assert "当月挂牌，次月起检查" in page and page.count("漏查") == 1


def test_a_visit_far_from_its_site_counts_once_it_is_accepted(built: Ground) -> None:
    with clock.at(MAY):
        one = asked(built)
        visit = signed(visited(built, drawn(built, kind=Kind.LISTED_AREA, first=MAY.date())))
        Visit._unfiltered().filter(pk=visit.pk).update(far_reason="大门在山的另一侧")
        with scope(built.keeper):
            area = queries.area_of(one.pk)
            assert (list(queries.visits_to(area)), queries.acceptance_visit(area)) == ([], None)
        assert months(built, one) == [("05", 0, "", False)]
        with pytest.raises(Refused, match="两人以上到场"):
            move(one, "accept", built.leader, conclusion="通过")
        accepted = {"far_accepted_at": clock.now(), "far_accepted_by": built.keeper.id, "far_accepted_why": "属实"}
        Visit._unfiltered().filter(pk=visit.pk).update(**accepted)
        assert months(built, one) == [("05", 1, "", False)]
        assert move(one, "accept", built.leader, conclusion="通过", despite=WHY).visit == visit.pk


def test_whoever_sees_an_area_sees_its_months_whole(built: Ground) -> None:
    with clock.at(MAY):
        one = proposed(built, "粤海街道", "南头街道")
        move(one, "list", built.leader, decision="深安委〔2024〕3号")
    later = MAY + timedelta(days=30)
    with clock.at(later):
        visit = visited(built, drawn(built, kind=Kind.LISTED_AREA, first=MAY.date()), street="粤海街道")
        next_door = built.built.territories["南头街道"].pk
        Visit._unfiltered().filter(pk=visit.pk).update(street=next_door)
        with scope(built.keeper):
            place = visit.site.name
    with clock.at(later + timedelta(days=31)):
        street = built.built.actor(Role.STREET_OFFICER, "粤海街道")
        with scope(street):
            area = queries.area_of(one.pk)
            assert [(each.visits, each.is_missed) for each in queries.months_of(area)] == [
                (0, False),
                (1, False),
                (0, False),
            ]
            assert list(queries.visits_to(area)) == []
        page = browser(street).get(one.get_absolute_url()).content.decode()
    assert "检查1次" in page and place not in page


def test_an_area_waits_for_whose_turn_it_is(built: Ground) -> None:
    def waits(actor: Actor) -> list[str]:
        with scope(actor):
            return [line.step for line in inbox.waiting_for(actor) if str(line.record) == "示例高风险区域"]

    officer = district(built)
    with clock.at(MAY):
        one = proposed(built)
        assert (waits(built.leader), waits(officer), waits(built.keeper)) == (["决定挂牌"], [], [])
        move(one, "list", built.leader, decision="深安委〔2024〕3号")
        assert (waits(built.leader), waits(officer)) == ([], ["报治理方案"])
        move(one, "submit_plan", officer, measures=PLAN)
        assert (waits(built.leader), waits(officer)) == (["批准方案"], [])
        move(one, "approve_plan", built.leader)
        assert (waits(built.leader), waits(officer)) == ([], [])
        with scope(officer):
            file = store(PNG, name="现场.png", actor_id=officer.id).pk
        move(one, "ask_acceptance", officer, text="措施都已完成", files=[file])
        assert (waits(built.leader), waits(officer)) == (["验收，或延长治理"], [])


def test_an_area_is_accepted_after_a_signed_visit_by_two_since_it_was_asked_for(built: Ground) -> None:
    with clock.at(MAY):
        before = drawn(built, kind=Kind.LISTED_AREA, first=MAY.date())
        signed(visited(built, before))
    with clock.at(MAY + timedelta(days=100)):
        one = asked(built)
        with pytest.raises(Refused, match="两人以上到场"):
            move(one, "accept", built.leader, conclusion="通过")
        visit = visited(built, drawn(built, kind=Kind.LISTED_AREA, first=MAY.date()))
        with pytest.raises(Refused, match="两人以上到场"):
            move(one, "accept", built.leader, conclusion="通过")
        signed(visit)
        after = move(one, "accept", built.leader, conclusion="隐患清零，通过", despite=WHY)
        with scope(built.keeper), pytest.raises(Refused, match="“示例高风险区域”的验收检查"):
            perform(queries.visit_of(visit.pk), "void", built.keeper, reason="走错门")
    said = "“治理措施全部完成”、“预期事故回到控制限以内”不具备或未评估，仍予摘牌，理由："
    assert (after.state, after.visit, after.conclusion) == ("accepted", visit.pk, f"隐患清零，通过。{said}{WHY}。")


def test_one_that_is_not_accepted_goes_on_for_longer(built: Ground) -> None:
    with clock.at(MAY + timedelta(days=100)):
        one = asked(built)
        with pytest.raises(Incomplete) as refused:
            move(one, "extend", built.leader, reason="消防通道仍堵", until=UNTIL)
        assert list(refused.value.fields) == ["until"]
        after = move(one, "extend", built.leader, reason="消防通道仍堵", until=date(2025, 3, 31))
    assert (after.state, after.until, after.asked_at) == ("treating", date(2025, 3, 31), None)


def test_an_area_is_proposed_by_the_office_on_its_page(built: Ground) -> None:
    with clock.at(MAY):
        keeper = browser(built.keeper)
        street = built.built.territories["民治街道"].pk
        said = {"title": "示例片区", "streets": [street], "basis": "事故多", "until": "2024-12-31"}
        answer = keeper.post("/supervision/areas/new/", said)
        assert answer.status_code == 302
        page = keeper.get(answer["Location"]).content.decode()
        assert "拟挂牌" in page and "民治街道" in page and "决定挂牌以后逐月检查" in page
        assert "挂牌以前先看" in page and "没有登记不等于没有事故" in page and "下一年合计一般也会回落" in page
        assert browser(district(built)).get("/supervision/areas/new/").status_code == 403


def test_what_is_or_was_listed_is_told_to_analyses(built: Ground) -> None:
    at, street = orgs.unit(built.office).coordinates, built.built.territories["民治街道"].pk
    with clock.at(MAY):
        proposed(built, "粤海街道")
        one = asked(built)
        told = Listing((street,), date(2024, 5, 10), None, "示例高风险区域", one.decision)
        assert queries.listings(at) == [told]
        assert told in listings(at)
        assert queries.listings(built.built.territories["南山区"].coordinates) == []
        signed(visited(built, drawn(built, kind=Kind.LISTED_AREA, first=MAY.date())))
    with clock.at(MAY + timedelta(days=100)):
        move(one, "accept", built.leader, conclusion="通过", despite=WHY)
        assert [listing.until for listing in queries.listings(at)] == [date(2024, 8, 18)]
