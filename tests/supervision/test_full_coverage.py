"""Major hazards gone to one by one: a pair that may confirm goes, and what two sign at the visit is the ledger's own
confirmation."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories.hazards import Cast, hazard
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.factories.supervision import HERE, Ground, again, drawn, ground, planned, targets, teamed, visited

from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard, SiteRecord
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Round, Target, Visit
from zhiben.supervision.vocab import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground(1)


@pytest.fixture
def found(built: Ground) -> Hazard:
    return hazard(Cast(built.built), "rectifying")


@pytest.fixture
def one(built: Ground, found: Hazard) -> Round:
    """Team 1 is two of 市住房建设, whose line the hazard is on; team 2 of others."""
    made = teamed(built, planned(built, kind=Kind.FULL_COVERAGE, size=0, least=0))
    with scope(built.keeper):
        operations.freeze(made, actor=built.keeper)
    with scope(built.leader):
        perform(made, "approve", built.leader)
    with scope(built.keeper):
        perform(made, "take_all", built.keeper)
    return made


def arrived(target: Target) -> Visit:
    for person in sorted(target.team_people):
        actor = again(person)
        with scope(actor):
            visit = operations.arrive(queries.target_of(target.pk), HERE, actor=actor)
    return visit


def pair(visit: Visit) -> tuple[Actor, Actor]:
    first, second = sorted(visit.people)
    return again(first), again(second)


def moved(visit: Visit, move: str, actor: Actor, **facts: Any) -> Visit:
    with scope(actor):
        perform(queries.visit_of(visit.pk), move, actor, **facts)
        return queries.visit_of(visit.pk)


def confirmed(visit: Visit, actor: Actor) -> Visit:
    file = store(another_photo(), name="现场.png", actor_id=actor.id)
    return moved(visit, "confirm_hazard", actor, conclusion="隐患属实，正在整改", position="二层东侧", files=[file.pk])


def closed(visit: Visit, actor: Actor) -> Visit:
    return moved(visit, "close", actor, conclusion="已现场确认", refused="负责人不在", witness="示例乙（物业经理）")


def standing(found: Hazard) -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=found.pk)


def test_only_a_team_of_two_who_may_confirm_goes(built: Ground, one: Round) -> None:
    (target,) = targets(built, one)
    assert target.team is not None and target.team.number == 1
    with scope(built.keeper):
        other = next(team for team in queries.teams_of(one) if team.number == 2)
        with pytest.raises(Refused, match="能作现场确认的不足两人"):
            operations.assign(target, other, actor=built.keeper)


def test_where_no_team_may_confirm_a_target_waits(built: Ground, found: Hazard) -> None:
    made = planned(built, kind=Kind.FULL_COVERAGE, size=0, least=0)
    officer, inspector = built.keeper, built.inspectors[0]
    with scope(built.keeper):
        operations.set_team(made, 1, built.sent(inspector, officer), actor=built.keeper)
        operations.freeze(made, actor=built.keeper)
    with scope(built.leader):
        perform(made, "approve", built.leader)
    with scope(built.keeper):
        perform(made, "take_all", built.keeper)
    assert [row.team_id for row in targets(built, made)] == [None]


def test_what_two_sign_at_the_visit_confirms_the_hazard(built: Ground, one: Round, found: Hazard) -> None:
    visit = arrived(targets(built, one)[0])
    first, second = pair(visit)
    drafted = confirmed(visit, first)
    assert (drafted.record_state, standing(found).confirmed_at) == ("drafted", None)
    after = closed(visit, second)
    record = SiteRecord._unfiltered().get(pk=after.site_record)
    assert (record.state, record.kind, record.first, record.second, record.on_site_at) == (
        *("signed", "confirm", first.id, second.id, visit.arrived_at),
    )
    assert standing(found).confirmed_at is not None
    with scope(built.keeper):
        assert queries.confirmed_of(one) == (1, 1)
    assert "其中两人现场确认1次" in browser(built.keeper).get(one.get_absolute_url()).content.decode()
    assert "两人已会签，已记入隐患台账" in browser(built.keeper).get(visit.get_absolute_url()).content.decode()


def test_whoever_drafted_does_not_sign_the_visit(built: Ground, one: Round, found: Hazard) -> None:
    visit = arrived(targets(built, one)[0])
    first, second = pair(visit)
    confirmed(visit, first)
    with pytest.raises(Refused, match="请同组另一人签字"):
        closed(visit, first)
    with scope(first):
        assert queries.visit_of(visit.pk).state == "under_way"
    assert standing(found).confirmed_at is None
    assert closed(visit, second).state == "closed"


def test_a_confirmation_is_drafted_once_and_again_after_it_was_dropped(built: Ground, one: Round) -> None:
    visit = arrived(targets(built, one)[0])
    first, second = pair(visit)
    after = confirmed(visit, first)
    with pytest.raises(NotAllowed, match="已作现场确认"):
        confirmed(visit, second)
    with scope(first):
        perform(SiteRecord.objects.get(pk=after.site_record), "drop", first, reason="写错")
    again_drafted = confirmed(visit, second)
    assert (again_drafted.record_state, again_drafted.site_record != after.site_record) == ("drafted", True)


def test_a_confirmation_has_photos_and_words(built: Ground, one: Round) -> None:
    visit = arrived(targets(built, one)[0])
    first, _second = pair(visit)
    with pytest.raises(Incomplete):
        moved(visit, "confirm_hazard", first, conclusion="属实", position="二层", files=[])


def test_photos_of_somebody_else_are_refused(built: Ground, one: Round) -> None:
    visit = arrived(targets(built, one)[0])
    first, second = pair(visit)
    file = store(another_photo(), name="现场.png", actor_id=second.id)
    with pytest.raises(Refused):
        moved(visit, "confirm_hazard", first, conclusion="属实", position="二层", files=[file.pk])
    assert not SiteRecord._unfiltered().exists()


def test_a_visit_whose_confirmation_was_signed_is_not_void(built: Ground, one: Round) -> None:
    visit = arrived(targets(built, one)[0])
    first, second = pair(visit)
    confirmed(visit, first)
    closed(visit, second)
    with pytest.raises(Refused, match="已会签入隐患台账"):
        moved(visit, "void", built.keeper, reason="重复")


def test_a_visit_whose_confirmation_waits_for_its_signature_is_void_once_that_is_dropped(
    built: Ground, one: Round
) -> None:
    visit = arrived(targets(built, one)[0])
    first, _second = pair(visit)
    after = confirmed(visit, first)
    with pytest.raises(Refused, match="请先在隐患台账作废该现场确认"):
        moved(visit, "void", built.keeper, reason="重复")
    with scope(first):
        perform(SiteRecord.objects.get(pk=after.site_record), "drop", first, reason="走错门")
    assert moved(visit, "void", built.keeper, reason="重复").state == "void"


def test_a_visit_without_a_hazard_asks_for_no_confirmation(built: Ground) -> None:
    visit = visited(built, drawn(built, size=3))
    actor = again(min(visit.people))
    with pytest.raises(NotAllowed, match="没有待现场确认的隐患"):
        confirmed(visit, actor)
    assert "还没有作现场确认" not in browser(actor).get(visit.get_absolute_url()).content.decode()
