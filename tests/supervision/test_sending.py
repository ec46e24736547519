"""Who goes where, who sees what is sealed, and being there: nobody but keepers and team before, the second joins."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from tests.factories.pages import browser
from tests.factories.photos import photo_bytes
from tests.factories.supervision import (
    Ground,
    again,
    approved,
    drawn,
    goers,
    ground,
    planned,
    signed,
    targets,
    teamed,
    visited,
)

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached, store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.rendering import to_json
from zhiben.foundation.scope import scope
from zhiben.foundation.scope.models import Confidant, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.operations import end_grant, grant
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, papers, queries
from zhiben.supervision.models import Round, Target, Team, TeamMember, Visit
from zhiben.supervision.operations import Position, Sent
from zhiben.supervision.vocab import Kind

pytestmark = pytest.mark.django_db
HERE = Position(22.6, 114.0, 10)
EVERY_ROLE = [
    (Role.OFFICE_LEADER, "市安委办"),
    (Role.OFFICE_OFFICER, "市安委办"),
    (Role.AUDITOR, "市安委办"),
    (Role.OFFICE_OFFICER, "龙华区安委办"),
    (Role.DISTRICT_OFFICER, "龙华区"),
    (Role.STREET_OFFICER, "民治街道"),
    (Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
    (Role.INSPECTOR, "市住房建设"),
    (Role.SYSTEM_ADMIN, "市安委办"),
]


@pytest.fixture
def built() -> Ground:
    return ground()


def seen_by(actor: Actor) -> set[int]:
    with scope(actor):
        return set(Target.objects.values_list("pk", flat=True))


def arrived(target: Target, person: int, position: Position = HERE) -> Visit:
    actor = again(person)
    with scope(actor):
        return operations.arrive(queries.target_of(target.pk), position, actor=actor)


def test_targets_are_shared_out_evenly(built: Ground) -> None:
    one = drawn(built)
    assert sorted(Counter(row.team_id for row in targets(built, one)).values()) == [3, 3]


def test_only_keepers_and_the_own_team_see_a_target(built: Ground) -> None:
    one = drawn(built)
    rows = targets(built, one)
    assert seen_by(built.keeper) == {row.pk for row in rows}
    for person in built.inspectors:
        assert seen_by(person) == {row.pk for row in rows if person.id in row.team_people}
    for role, unit in EVERY_ROLE:
        stranger = built.built.actor(role, unit)
        assert seen_by(stranger) == set()
        with scope(stranger), pytest.raises(NotFound, match="没有找到该督导对象"):
            queries.target_of(rows[0].pk)


def test_a_target_opens_to_its_team_on_its_day(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    team = target.team
    assert team is not None
    person = again(min(target.team_people))
    day = clock.today() + timedelta(days=2)
    with scope(built.keeper):
        operations.assign(target, team, opens_on=day, actor=built.keeper)
    assert target.pk not in seen_by(person)
    with clock.at(clock.day_start(day)):
        assert target.pk in seen_by(person)


def test_nobody_is_sent_to_the_own_district(built: Ground) -> None:
    """For 民治街道 of 龙华 the team with somebody of 龙华 is passed over, and giving it by hand is refused."""
    one = planned(built)
    local = built.built.actor(Role.INSPECTOR, "龙华区住房建设")
    with scope(built.keeper):
        operations.set_team(one, 1, built.sent(built.inspectors[0], local), actor=built.keeper)
        operations.set_team(one, 2, built.sent(*built.inspectors[2:]), actor=built.keeper)
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
    _approve_and_draw(built, one)
    rows = targets(built, one)
    by_team = {row.pk: row.team.number for row in rows if row.team}
    there = [row for row in rows if row.site.territory.name == "民治街道"]
    assert there and all(by_team[row.pk] == 2 for row in there)
    assert 1 in by_team.values()
    first = Team._unfiltered().get(round=one, number=1)
    with scope(built.keeper), pytest.raises(Refused, match=r"第1组不能去：人员\d+（当地人员）") as refused:
        operations.assign(there[0], first, actor=built.keeper)
    assert refused.value.code == "interest"


def test_where_everybody_has_an_interest_a_target_waits_for_a_team(built: Ground) -> None:
    one = approved(built)
    with scope(built.keeper):
        for person in (built.inspectors[0], built.inspectors[2]):
            operations.note_interest(
                built.office,
                person=person.id,
                unit=built.built.unit("民治街道").pk,
                reason="配偶任职",
                actor=built.keeper,
            )
        perform(one, "draw", built.keeper, public_value="3 1 4")
    without = [row for row in targets(built, one) if row.team_id is None]
    assert {row.site.territory.name for row in without} == {"民治街道"}
    assert len(without) == 2


def test_an_interest_that_has_ended_keeps_nobody_away(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    team = target.team
    assert team is not None
    person = min(target.team_people)
    with scope(built.keeper):
        row = operations.note_interest(
            built.office, person=person, site=target.site_id, reason="本人持股", actor=built.keeper
        )
        with pytest.raises(Refused, match="本人持股"):
            operations.assign(target, team, actor=built.keeper)
        operations.end_interest(row, actor=built.keeper)
        operations.assign(target, team, actor=built.keeper)
        with pytest.raises(NotAllowed, match="已终止"):
            operations.end_interest(row, actor=built.keeper)


@pytest.mark.parametrize(
    ("people", "said"),
    [([0], "不少于2人"), ([0, 0], "一人只列一次"), ([0, 2], "已在第2组"), ([0, 9], "不是所填单位")],
)
def test_a_team_is_two_people_that_may_go_out(built: Ground, people: list[int], said: str) -> None:
    one = teamed(built, planned(built))
    sent = [
        Sent(built.inspectors[place].id, built.inspectors[place].grants[0].unit)
        if place < 4
        else Sent(built.leader.id, built.built.unit("市交通运输").pk)
        for place in people
    ]
    with scope(built.keeper), pytest.raises(Refused, match=said):
        operations.set_team(one, 1, sent, actor=built.keeper)
    assert TeamMember._unfiltered().filter(team__round=one).count() == 4


def test_a_team_goes_unchanged_once_targets_are_drawn(built: Ground) -> None:
    one = drawn(built)
    with scope(built.keeper), pytest.raises(Refused, match="批准以后"):
        operations.set_team(one, 1, built.sent(*built.inspectors[:2]), actor=built.keeper)


def test_whoever_looks_is_noted(built: Ground) -> None:
    one = drawn(built)
    with scope(built.keeper):
        assert len(operations.look(one, actor=built.keeper)) == 6
    noted = AuditEntry.objects.filter(verb="open_seal").latest("seq")
    assert (noted.actor, noted.record) == (built.keeper.id, one.pk)
    other = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(other), pytest.raises(NotAllowed, match="保管人"):
        operations.look(one, actor=other)


def test_being_there_opens_the_seal_to_whom_the_place_is_home(built: Ground) -> None:
    one = drawn(built)
    target = next(row for row in targets(built, one) if row.site.territory.name == "民治街道")
    street = built.built.actor(Role.STREET_OFFICER, "民治街道")
    with scope(street):
        assert not Visit.objects.exists()
    visit = arrived(target, min(target.team_people))
    with scope(street):
        assert [row.pk for row in Visit.objects.all()] == [visit.pk]
    elsewhere = built.built.actor(Role.STREET_OFFICER, "粤海街道")
    with scope(elsewhere):
        assert not Visit.objects.exists()
    with scope(built.keeper):
        assert [row.pk for row in queries.visits_of(one)] == [visit.pk]
    assert (visit.site_id, visit.state, visit.title, visit.mode) == (
        target.site_id,
        "under_way",
        one.title,
        "covert",
    )


def test_the_second_of_the_team_joins_and_once(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    first, second = sorted(target.team_people)
    visit = arrived(target, first)
    for _turn in range(2):
        assert arrived(target, second).pk == visit.pk
    with scope(built.keeper):
        assert sorted(visit.members.values_list("person", flat=True)) == [first, second]
    assert Visit._unfiltered().count() == 1


def test_what_is_left_for_somebody_goes_when_they_are_there(built: Ground) -> None:
    """A colleague's visit goes on to be offered to the second of the team, until they have joined or it is signed."""
    target = targets(built, drawn(built))[0]
    first, second = sorted(target.team_people)

    def left(person: int) -> bool:
        with scope(again(person)):
            return target.pk in {row.pk for row in queries.left_for(person)}

    assert (left(first), left(second)) == (True, True)
    arrived(target, first)
    assert (left(first), left(second)) == (False, True)
    visit = arrived(target, second)
    assert (left(first), left(second)) == (False, False)
    with scope(again(first)):
        perform(visit, "close", again(first), conclusion="未见异常", refused="拒签", witness="示例乙（物业经理）")
    assert left(second) is False


def test_nobody_else_arrives(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    other = next(person for person in built.inspectors if person.id not in target.team_people)
    with scope(other), pytest.raises(NotFound):
        queries.target_of(target.pk)
    with scope(built.keeper), pytest.raises(NotAllowed, match="督导组成员"):
        operations.arrive(queries.target_of(target.pk), HERE, actor=built.keeper)


@pytest.mark.parametrize("position", [Position(), Position(22.6, None), Position(95.0, 114.0), Position(22.6, 181.0)])
def test_a_place_that_is_none_is_refused(built: Ground, position: Position) -> None:
    target = targets(built, drawn(built))[0]
    with pytest.raises(Incomplete):
        arrived(target, min(target.team_people), position)
    assert not Visit._unfiltered().exists()


def test_without_a_position_the_reason_is_kept(built: Ground) -> None:
    target = targets(built, drawn(built))[0]
    visit = arrived(target, min(target.team_people), Position(without="地下室无信号"))
    assert (visit.no_position, visit.latitude) == ("地下室无信号", None)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"conclusion": "未见异常", "counterpart": "示例甲 安全主任"}, "填写陪同人员并附签字"),
        ({"conclusion": "未见异常"}, "填写陪同人员并附签字"),
        ({"conclusion": "未见异常", "counterpart": "示例甲", "refused": "拒签"}, "请写明见证人的姓名和职务"),
        ({"conclusion": "未见异常", "counterpart": "示例甲", "witness": "示例乙"}, "请写明拒绝签字的情况"),
        ({"conclusion": "未见异常", "refused": "拒签"}, "请写明见证人的姓名和职务"),
        ({"conclusion": "未见异常", "witness": "示例乙"}, "请写明拒绝签字的情况"),
        ({"conclusion": "未见异常", "refused": "拒签", "witness": "乙" * 81}, "见证人过长，最多80个字"),
        ({"refused": "拒签", "witness": "示例乙（物业经理）"}, "检查情况"),
    ],
)
def test_a_visit_is_closed_by_signatures_or_by_a_refusal(built: Ground, facts: dict[str, str], said: str) -> None:
    target = targets(built, drawn(built))[0]
    first, second = sorted(target.team_people)
    arrived(target, first)
    visit = arrived(target, second)
    with scope(again(first)), pytest.raises(Incomplete, match=said):
        perform(visit, "close", again(first), **facts)
    with scope(again(second)):
        said = {"refused": "负责人拒签", "witness": "示例乙（物业经理）"}
        perform(visit, "close", again(second), conclusion="临边防护缺失一处", **said)
    assert (visit.state, visit.conclusion, visit.closed_at is not None) == ("closed", "临边防护缺失一处", True)
    assert (visit.counterpart, visit.refused, visit.witness) == ("", *said.values())


def test_a_refusal_without_a_witness_comes_back_at_its_field_and_with_one_is_told_and_printed(built: Ground) -> None:
    target = targets(built, drawn(built))[0]
    first, second = sorted(target.team_people)
    arrived(target, first)
    visit = arrived(target, second)
    client, move = browser(again(first)), f"/supervision/visits/{visit.pk}/moves/close"
    refused = client.post(move, {"conclusion": "未见异常", "refused": "负责人拒签"})
    page = refused.content.decode()
    assert refused.status_code == 422 and page.count("请写明见证人的姓名和职务") >= 1
    assert 'aria-describedby="id_witness_helptext id_witness_error"' in page
    said = {"conclusion": "未见异常", "refused": "负责人拒签。", "witness": "示例乙（物业经理）"}
    assert client.post(move, said).status_code == 302
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "见证人" in page and said["witness"] in page
    with scope(built.keeper):
        told = to_json(papers.checked(queries.visit_of(visit.pk)))
    assert "拒绝签字：负责人拒签；见证人：示例乙（物业经理）。" in told


def test_a_refusal_tells_who_refused_and_carries_the_signatures_of_those_who_visit(built: Ground) -> None:
    visit = visited(built, drawn(built))
    actor = goers(visit)[0]
    file = store(photo_bytes(3), name="督导人员签字.png", actor_id=actor.id)
    said = {"counterpart": "示例甲 安全主任", "refused": "负责人拒签。", "witness": "示例乙 物业经理"}
    with scope(actor):
        fresh = queries.visit_of(visit.pk)
        perform(fresh, "close", actor, conclusion="未见异常", signatures=[file.pk], **said)
    kept = attached(visit._meta.label_lower, visit.pk)
    assert [(row.purpose, row.file.sha256) for row in kept] == [("close", file.sha256)]
    with scope(built.keeper):
        printed = to_json(papers.checked(queries.visit_of(visit.pk)))
    assert "拒绝签字：负责人拒签；陪同人员：示例甲 安全主任；见证人：示例乙 物业经理。" in printed
    page = browser(built.keeper).get(visit.get_absolute_url()).content.decode()
    assert all(each in page for each in said.values())


def test_an_older_refusal_that_names_its_witness_itself_is_printed_as_it_is(built: Ground) -> None:
    visit = signed(visited(built, drawn(built)))
    Visit._unfiltered().filter(pk=visit.pk).update(refused="负责人拒签，见证人示例乙", witness="")
    with scope(built.keeper):
        told = to_json(papers.checked(queries.visit_of(visit.pk)))
    assert "拒绝签字：负责人拒签，见证人示例乙。" in told and "见证人：" not in told
    assert "见证人示例乙" in browser(built.keeper).get(visit.get_absolute_url()).content.decode()


def test_the_sealed_list_is_opened_by_a_press_alone_and_its_address_leads_to_the_round(built: Ground) -> None:
    one = drawn(built)
    client, address = browser(built.keeper), f"/supervision/{one.pk}/targets/"
    opened = AuditEntry.objects.filter(verb="open_seal")
    answer = client.get(address)
    assert (answer.status_code, answer["Location"], opened.count()) == (302, one.get_absolute_url(), 0)
    assert (client.post(address).status_code, opened.count()) == (200, 1)
    assert browser(built.inspectors[0]).get(address).status_code == 404


def test_nobody_arrives_before_the_first_day_and_late_ones_still_do(built: Ground) -> None:
    day = clock.today() + timedelta(days=3)
    one = drawn(built, first=day, last=day + timedelta(days=1))
    target = targets(built, one)[0]
    person = min(target.team_people)
    with pytest.raises(Refused, match=f"本轮{clock.in_words(day)}开始，首日以前不能到场登记") as refused:
        arrived(target, person)
    assert refused.value.code == "round_to_come" and not Visit._unfiltered().exists()
    with clock.at(clock.day_start(day + timedelta(days=9))):
        assert arrived(target, person).state == "under_way"


def test_a_phone_that_tells_later_is_taken_by_the_day_of_its_own_time(built: Ground) -> None:
    day = clock.today() + timedelta(days=1)
    one = drawn(built, first=day, last=day)
    early, late = targets(built, one)[:2]
    actor = again(min(early.team_people))
    with clock.at(clock.day_start(day) + timedelta(hours=9)), scope(actor):
        before = clock.day_start(day) - timedelta(minutes=1)
        with pytest.raises(Refused, match="首日以前不能到场登记"):
            operations.arrive(queries.target_of(early.pk), HERE, at=before, actor=actor)
        at = clock.day_start(day)
        assert operations.arrive(queries.target_of(early.pk), HERE, at=at, actor=actor).arrived_at == at
    assert late.state == "sealed"


def test_a_round_is_not_closed_before_its_first_day(built: Ground) -> None:
    day = clock.today() + timedelta(days=1)
    one = drawn(built, first=day, last=day)
    with scope(built.keeper):
        with pytest.raises(Refused, match=f"本轮{clock.in_words(day)}开始，首日以前不能结束"):
            perform(one, "close", built.keeper)
        with clock.at(clock.day_start(day)):
            perform(one, "close", built.keeper)
    assert one.state == "closed"


@pytest.mark.parametrize("joins", [False, True])
def test_an_interest_noted_after_the_draw_keeps_that_person_away_and_nobody_else(built: Ground, joins: bool) -> None:
    target = targets(built, drawn(built))[0]
    kept, other = sorted(target.team_people)
    if joins:
        arrived(target, other)
    said = {"person": kept, "site": target.site_id, "reason": "配偶任职"}
    with scope(built.keeper):
        row = operations.note_interest(built.office, **said, actor=built.keeper)
    with pytest.raises(Refused, match="您要回避，不能到场登记：配偶任职。请告知名单保管人改派") as refused:
        arrived(target, kept)
    assert refused.value.code == "interest"
    arrived(target, other)
    before = row.noted_at - timedelta(minutes=1)
    actor = again(kept)
    with scope(actor):  # who was there before anybody noted it, and whose phone tells it now, was there
        visit = operations.arrive(queries.target_of(target.pk), HERE, at=before, actor=actor)
    assert visit.people == {kept, other}


def test_an_interest_that_has_ended_stops_no_arrival_and_own_ground_stops_one(built: Ground) -> None:
    target = targets(built, drawn(built))[0]
    first, second = sorted(target.team_people)
    with scope(built.keeper):
        said = {"person": first, "site": target.site_id, "reason": "本人持股"}
        row = operations.note_interest(built.office, **said, actor=built.keeper)
        operations.end_interest(row, actor=built.keeper)
    unit = built.built.unit(
        {"民治街道": "龙华区", "粤海街道": "南山区", "南园街道": "福田区"}[target.site.territory.name]
    )
    with scope(SYSTEM):
        grant(Person.objects.get(pk=second), Role.DISTRICT_OFFICER, unit=unit, actor=SYSTEM)
    arrived(target, first)
    with pytest.raises(Refused, match="您要回避，不能到场登记：当地人员"):
        arrived(target, second)


def test_a_visit_of_one_is_not_closed(built: Ground) -> None:
    target = targets(built, drawn(built))[0]
    person = min(target.team_people)
    visit = arrived(target, person)
    with scope(again(person)), pytest.raises(NotAllowed, match="不足两人"):
        perform(visit, "close", again(person), conclusion="未见异常", refused="拒签", witness="示例乙（物业经理）")


def test_full_coverage_lists_every_open_major_hazard_with_its_site(built: Ground) -> None:
    from tests.factories.hazards import Cast, hazard

    cast = Cast(built.built)
    rows = [hazard(cast, state) for state in ("verified", "rectifying", "declared", "closed", "reported")]
    one = teamed(built, planned(built, kind=Kind.FULL_COVERAGE, size=0, least=0))
    assert (one.frame_of, one.choosing, one.from_outside) == ("hazards", "all", False)
    with scope(built.keeper):
        operations.freeze(one, actor=built.keeper)
    with scope(built.leader):
        perform(one, "approve", built.leader)
    with scope(built.keeper):
        perform(one, "take_all", built.keeper)
    found = {row.hazard: row.site_id for row in targets(built, one)}
    assert found == {row.pk: row.site_id for row in rows[:3]}


def test_confidants_are_people_and_never_whoever_stands_in(built: Ground) -> None:
    one = drawn(built)
    rows = unfiltered(Confidant).filter(model="supervision.target")
    people = {built.keeper.id, *(person.id for person in built.inspectors)}
    assert set(rows.values_list("person", flat=True)) == people
    assert rows.filter(person=built.keeper.id).count() == 6
    assert Round._unfiltered().get(pk=one.pk).state == "under_way"
    assert datetime.now(clock.TZ) >= max(rows.values_list("since", flat=True))


def _approve_and_draw(built: Ground, one: Round) -> None:
    with scope(built.leader):
        perform(one, "approve", built.leader)
    with scope(built.keeper):
        perform(one, "draw", built.keeper, public_value="3 1 4")


def test_a_round_without_teams_is_not_approved(built: Ground) -> None:
    one = planned(built)
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
    with scope(built.leader), pytest.raises(Refused, match="还没有编组"):
        perform(one, "approve", built.leader)


def test_a_keeper_who_is_added_after_the_freeze_draws_and_ends_the_round(built: Ground) -> None:
    one = teamed(built, planned(built))
    other = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
        operations.add_keeper(one, other.id, actor=built.keeper)
    with scope(built.leader):
        perform(one, "approve", built.leader)
    with scope(other):
        perform(one, "draw", other, public_value="3 1 4")
        perform(one, "close", other)
    assert "secret" in AuditEntry.objects.filter(verb="close").latest("seq").facts


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN, Role.OFFICE_LEADER, Role.INSPECTOR])
def test_nobody_but_an_officer_keeps_a_list(built: Ground, role: Role) -> None:
    one = planned(built)
    somebody = built.built.actor(role, "市安委办")
    with scope(built.keeper), pytest.raises(Refused, match="经办人员"):
        operations.add_keeper(one, somebody.id, actor=built.keeper)


def test_the_leader_names_a_keeper_where_none_is_left(built: Ground) -> None:
    one = drawn(built)
    other = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(built.leader), pytest.raises(NotAllowed):
        operations.add_keeper(one, other.id, actor=built.leader)
    _leaves(built.keeper)
    with scope(built.leader):
        operations.add_keeper(queries.round_of(one.pk), other.id, actor=built.leader)
    assert len(seen_by(other)) == 6
    with scope(other):
        perform(queries.round_of(one.pk), "close", other)


def test_who_has_left_the_unit_is_in_on_nothing_any_more(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    person = again(min(target.team_people))
    assert target.pk in seen_by(person)
    _leaves(person)
    assert seen_by(again(person.id)) == set()
    assert target.pk in seen_by(built.keeper)


def _leaves(actor: Actor) -> None:
    for row in GrantRow.objects.filter(person=actor.id):
        end_grant(row, actor=SYSTEM)


def test_who_works_in_a_district_too_is_not_sent_there_for_another_unit(built: Ground) -> None:
    one = planned(built)
    grant(
        Person.objects.get(pk=built.inspectors[0].id),
        Role.DISTRICT_OFFICER,
        unit=built.built.unit("龙华区"),
        actor=SYSTEM,
        valid_from=clock.today(),
    )
    teamed(built, one)
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
    _approve_and_draw(built, one)
    there = [row for row in targets(built, one) if row.site.territory.name == "民治街道"]
    assert [row.team.number for row in there if row.team] == [2, 2]


def test_a_void_visit_lets_the_target_be_reached_again(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    first = min(target.team_people)
    visit = arrived(target, first)
    with scope(built.keeper):
        perform(queries.visit_of(visit.pk), "void", built.keeper, reason="走错门")
        assert not queries.visits_of(one).exists()
    once_more = arrived(target, first)
    assert once_more.pk != visit.pk
    with scope(built.keeper):
        assert [row.pk for row in queries.visits_of(one)] == [once_more.pk]


def test_nobody_arrives_when_the_round_is_over(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    with scope(built.keeper):
        perform(one, "close", built.keeper)
    with pytest.raises(Refused, match="已结束"):
        arrived(target, max(target.team_people))


def test_a_keeper_who_opens_one_target_is_noted_and_its_team_is_not(built: Ground) -> None:
    target = targets(built, drawn(built))[0]
    before = AuditEntry.objects.filter(verb="open_seal").count()
    browser(again(min(target.team_people))).get(target.get_absolute_url())
    assert AuditEntry.objects.filter(verb="open_seal").count() == before
    browser(built.keeper).get(target.get_absolute_url())
    assert AuditEntry.objects.filter(verb="open_seal").count() == before + 1


def test_a_whole_frame_is_the_list_and_goes_to_its_keepers(built: Ground) -> None:
    one = teamed(built, planned(built, choosing="all", size=0, least=0))
    with scope(built.keeper):
        operations.freeze(one, actor=built.keeper)
    address = f"/supervision/{one.pk}/frame.txt"
    assert [browser(actor).get(address).status_code for actor in (built.keeper, built.leader)] == [200, 403]


def test_whoever_is_there_is_led_from_the_target_to_the_visit(built: Ground) -> None:
    target = targets(built, drawn(built))[0]
    first, second = (browser(again(person)) for person in sorted(target.team_people))
    address = target.get_absolute_url()
    assert "我已到场" in first.get(address).content.decode()
    visit = arrived(target, min(target.team_people))
    there, to_come = (each.get(address).content.decode() for each in (first, second))
    assert "我已到场" not in there and f'href="{visit.get_absolute_url()}"' in there
    assert "我已到场" in to_come and "到场以前" not in to_come
