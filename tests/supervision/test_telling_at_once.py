"""What phones tell at the same moment: one act on two ways is done once, two people begin one visit."""

from __future__ import annotations

from threading import Barrier

import pytest
from tests.factories.supervision import ground
from tests.foundation.side_by_side import side_by_side
from tests.supervision.test_telling import FOUND, HERE, Team

from zhiben.foundation.audit import verify
from zhiben.kernel.rights import Actor
from zhiben.supervision.models import Finding, PhoneAct, Visit, VisitMember
from zhiben.supervision.operations import Answer, Said
from zhiben.supervision.vocab import Act, Outcome

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(team: Team, *ways: tuple[Actor, list[Said]]) -> list[list[Answer]]:
    """Each of the ways at the same moment."""
    start, heard = Barrier(len(ways)), [list[Answer]() for _way in ways]

    def way(number: int) -> None:
        actor, told = ways[number]
        start.wait(30)
        heard[number] += team.tell(actor, *told)

    assert side_by_side(lambda: way(0), lambda: way(1)) == [None, None]
    return heard


def test_one_act_on_two_ways_is_done_once() -> None:
    team = Team(ground())
    told = [team.said(Act.ARRIVE, HERE), team.said(Act.FIND, FOUND, 1)]
    for first, second in zip(*at_once(team, (team.first, told), (team.first, told)), strict=True):
        assert {first.outcome, second.outcome} <= {Outcome.DONE, Outcome.ALREADY}
        assert [first.outcome, second.outcome].count(Outcome.DONE) == 1
        assert (first.visit, first.finding) == (second.visit, second.finding)
    assert (Visit._unfiltered().count(), Finding._unfiltered().count()) == (1, 1)
    assert PhoneAct._unfiltered().count() == 2
    assert verify().ok


def test_two_who_arrive_at_once_are_at_one_visit() -> None:
    team = Team(ground())
    ways = [(actor, [team.said(Act.ARRIVE, HERE)]) for actor in (team.first, team.second)]
    outcomes = [answer.outcome for (answer,) in at_once(team, *ways)]
    assert set(outcomes) <= {Outcome.DONE, Outcome.WAITING} and Outcome.DONE in outcomes
    for actor, told in ways:
        assert team.tell(actor, *told)[0].outcome in (Outcome.DONE, Outcome.ALREADY)
    assert Visit._unfiltered().count() == 1
    people = VisitMember._unfiltered().values_list("person", flat=True)
    assert sorted(people) == sorted([team.first.id, team.second.id])
    assert verify().ok
