"""What phones tell of arrivals: the earliest of the team is the visit's, a visit that was made void is waited for no
longer and may begin anew, and when an original was told says nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.photos import another_photo, photo_bytes
from tests.factories.supervision import ground
from tests.supervision.test_telling import FOUND, HERE, SIGNED, Team, later, outcomes

from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached, store
from zhiben.foundation.files.models import Photo
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.supervision import queries
from zhiben.supervision.models import Finding, PhoneAct, PhoneVersion, Shot, Visit, VisitMember
from zhiben.supervision.operations import Said
from zhiben.supervision.vocab import Act, Outcome

pytestmark = pytest.mark.django_db
VOID = "这次检查已作废，不再收下记录；需要的请重新到场后另记"


@pytest.fixture
def team() -> Team:
    return Team(ground())


def _made_void(team: Team) -> Visit:
    keeper = team.built.keeper
    with scope(keeper):
        visit = queries.visit_to(team.target.pk)
        assert visit is not None
        return perform(queries.visit_of(visit.pk), "void", keeper, reason="走错门")


def test_what_is_told_of_a_void_visit_is_refused_and_an_arrival_anew_begins_another(team: Team) -> None:
    team.there()
    known = team.said(Act.FIND, FOUND)
    assert team.one(team.first, known) == (Outcome.DONE, "")
    before = _made_void(team)
    acts = [
        team.said(Act.FIND, FOUND),
        team.said(Act.CHECK, {"item": 1, "verdict": "meets"}),
        team.said(Act.AGAIN, {"finding": 1, "verdict": "still"}),
        team.said(Act.STRIKE, {"finding": known.key, "reason": "看错"}),
        team.said(Act.CLOSE, SIGNED, 1),
    ]
    answers = team.tell(team.first, *acts)
    assert {(one.outcome, one.code, one.sentence) for one in answers} == {(Outcome.REFUSED, "visit_void", VOID)}
    assert Finding._unfiltered().count() == 1
    with later(1):
        assert team.one(team.first, team.said(Act.ARRIVE, HERE, 30)) == (Outcome.DONE, "")
        assert team.one(team.first, acts[0]) == (Outcome.DONE, "")
        # The colleague was at the void one alone, and this one goes on without them.
        (other,) = team.tell(team.second, team.said(Act.FIND, FOUND, 40))
        assert (other.outcome, other.code) == (Outcome.REFUSED, "visit_void")
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 41)) == (Outcome.DONE, "")
    visit = Visit._unfiltered().exclude(state="void").get()
    assert visit.pk != before.pk and Finding._unfiltered().filter(visit=visit).count() == 1


def test_who_was_at_no_visit_that_is_void_goes_on_waiting(team: Team) -> None:
    team.there(team.first)
    _made_void(team)
    (answer,) = team.tell(team.second, team.said(Act.FIND, FOUND))
    assert (answer.outcome, answer.sentence) == (Outcome.WAITING, "到场登记还没有收到，收到后自动再传")


def test_an_original_of_a_void_visit_is_taken(team: Team) -> None:
    team.there(team.first)
    found, original = _shot(team)
    _made_void(team)
    assert team.one(team.first, original) == (Outcome.DONE, "")
    assert Shot._unfiltered().get().came_at is not None
    lying = attached("supervision.finding", Finding._unfiltered().get(key=found.key).pk)
    assert [row.purpose for row in lying] == ["begin", "original"]


def _shot(team: Team) -> tuple[Said, Said]:
    """A finding with a photo that came smaller, and its original's coming."""
    small, large = (store(photo_bytes(n), name=f"{n}.png", actor_id=team.first.id) for n in (1, 2))
    photos = [{"sha256": small.sha256, "original": large.sha256}]
    found = team.said(Act.FIND, FOUND | {"photos": photos})
    assert team.one(team.first, found) == (Outcome.DONE, "")
    return found, team.said(Act.ORIGINAL, {"finding": found.key, "original": large.sha256})


def test_an_original_told_again_at_another_moment_is_the_same(team: Team) -> None:
    team.there(team.first)
    _found, original = _shot(team)
    with later(1):
        again = replace(original, at=original.at + timedelta(minutes=20))
        assert outcomes(team.tell(team.first, original, again)) == [Outcome.DONE, Outcome.ALREADY]
        arrival = team.said(Act.FIND, FOUND)
        assert replace(arrival, at=again.at).digest != arrival.digest
    assert not PhoneVersion._unfiltered().exists() and PhoneAct._unfiltered().filter(kind=Act.ORIGINAL).count() == 1


def test_the_earliest_arrival_of_the_team_is_the_visits(team: Team) -> None:
    with later(2):
        told = clock.now()
        assert team.one(team.first, team.said(Act.ARRIVE, HERE, 40)) == (Outcome.DONE, "")
        early = team.said(Act.CLOSE, SIGNED, 20)
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 10)) == (Outcome.DONE, "")
        visit = Visit._unfiltered().get()
        assert (visit.arrived_at, visit.told_at) == (team.since + timedelta(minutes=10), told)
        moments = VisitMember._unfiltered().order_by("arrived_at").values_list("person", "arrived_at")
        assert list(moments) == [
            (team.second.id, team.since + timedelta(minutes=10)),
            (team.first.id, team.since + timedelta(minutes=40)),
        ]
        assert team.one(team.second, replace(early, at=team.since + timedelta(minutes=2)))[0] == Outcome.REFUSED
        assert team.one(team.second, early) == (Outcome.DONE, "")
    assert AuditEntry.objects.filter(verb="join", facts__contains="arrived_at").count() == 1
    assert verify().ok


def test_a_later_arrival_changes_nothing_of_when_the_visit_began(team: Team) -> None:
    with later(1):
        team.there(team.first)
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 10)) == (Outcome.DONE, "")
    assert Visit._unfiltered().get().arrived_at == team.since
    assert not AuditEntry.objects.filter(verb="join", facts__contains="arrived_at").exists()


def test_an_earlier_arrival_that_is_told_after_the_signature_counts_too(team: Team) -> None:
    with later(2):
        team.there(team.first)
        Visit._unfiltered().update(team_size=1, arrived_at=team.since + timedelta(minutes=30))
        assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 60)) == (Outcome.DONE, "")
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 20)) == (Outcome.DONE, "")
        visit = Visit._unfiltered().get()
        assert (visit.arrived_at, visit.told_at) == (team.since + timedelta(minutes=20), clock.now())
    assert AuditEntry.objects.filter(verb="join_late", facts__contains="arrived_at").count() == 1


def test_a_photo_of_the_first_who_came_is_not_older_than_the_visit_because_another_told_first(team: Team) -> None:
    with later(2):
        assert team.one(team.first, team.said(Act.ARRIVE, HERE, 60)) == (Outcome.DONE, "")
        file = store(another_photo(), name="现场.png", actor_id=team.first.id)
        Photo.objects.filter(file=file).update(taken_at=team.since + timedelta(minutes=30))
        photos = [{"sha256": file.sha256, "original": file.sha256}]
        assert team.one(team.first, team.said(Act.FIND, FOUND | {"photos": photos}, 61)) == (Outcome.DONE, "")

        def older() -> int:
            with scope(team.first):
                return len(queries.older_photos([queries.finding_of(Finding._unfiltered().get().pk)]))

        assert older() == 1
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 25)) == (Outcome.DONE, "")
        assert older() == 0
