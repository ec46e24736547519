"""The ledger names the unit for which somebody acted and for whom they stood in, whatever else they hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.factories import campaign
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon
from tests.factories.orgs import SINCE, City

from zhiben.campaign import operations as tasks
from zhiben.campaign.operations.correcting import correct
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import ask_extension, propose_listing
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person
from zhiben.orgs.operations import grant, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
Hand = Callable[..., tuple[Actor, tuple[int, int]]]
LATER = FUTURE + days(30)


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


@pytest.fixture(params=["second_role", "substitute"])
def hand(request: pytest.FixtureRequest, cast: Cast) -> Hand:
    """A person who is something elsewhere first, and may act for a unit by a second role or as 代理. The actor, and
    what the ledger is to note: the unit, and whom they stand in for."""

    def make(role: Role, unit: str, **given: object) -> tuple[Actor, tuple[int, int]]:
        built = cast.city
        person = built.person(Role.INSPECTOR, "市交通运输")
        if request.param == "second_role":
            grant(person, role, unit=built.unit(unit), actor=SYSTEM, valid_from=SINCE, **given)  # type: ignore[arg-type]
            return actor_of(person), (built.unit(unit).pk, 0)
        absent: Person = built.person(role, unit, **given)
        substitute(absent, person, first=clock.today(), last=clock.today(), actor=SYSTEM)
        return actor_of(person), (built.unit(unit).pk, absent.pk)

    return make


def noted(verb: str, model: str) -> tuple[int, int]:
    entry = AuditEntry.objects.filter(verb=verb, model=model).latest("seq")
    return entry.unit, entry.substitute_for


def test_a_hazard_entered(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.STREET_OFFICER, "民治街道")
    record = cast.draft(by=actor)
    assert noted("begin", "hazards.hazard") == expected
    cast.step(record, "report", actor)
    assert noted("report", "hazards.hazard") == expected


def test_a_move_taken_back(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    record = hazard(cast, "reported")
    cast.step(record, "verify", actor)
    with unscoped(reason="test data"):
        perform(record, "withdraw_verify", actor, reason="误操作")
    assert noted("withdraw_verify", "hazards.hazard") == expected


def test_a_record_drafted_on_site(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    record = hazard(cast, "declared")
    with unscoped(reason="test data"):
        cast.record(record, "review", actor)
    assert noted("begin", "hazards.siterecord") == expected


def test_a_later_deadline_asked_for(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.STREET_OFFICER, "民治街道")
    record = hazard(cast, "rectifying")
    with unscoped(reason="test data"):
        ask_extension(record, due=LATER, reason="材料未到", interim_control="停工", actor=actor)
    assert noted("begin", "hazards.request") == expected


def test_a_listing_proposed_and_approved(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.OFFICE_OFFICER, "龙华区安委办")
    record: Hazard = hazard(cast, "verified")
    with unscoped(reason="test data"):
        listing = propose_listing(
            record, level="district", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=actor
        )
        assert noted("begin", "hazards.listing") == expected
        leader, expected = hand(Role.OFFICE_LEADER, "龙华区安委办")
        perform(listing, "approve", leader, decision="同意挂牌")
    assert noted("listed", "hazards.hazard") == noted("approve", "hazards.listing") == expected


def test_a_task_listed_and_amended(cast: Cast, hand: Hand) -> None:
    built: City = cast.city
    actor, expected = hand(Role.OFFICE_OFFICER, "市安委办")
    given = tasks.Draft("ZD-1", "排查", "全覆盖", built.unit("市住房建设").pk, LATER)
    with unscoped(reason="test data"):
        [task] = tasks.draft_tasks([given], actor=actor)
        assert noted("begin", "campaign.keytask") == expected
        assert correct(task, {"title": "大排查"}, None, actor=actor) == ""
    assert noted("amend", "campaign.keytask") == expected


def test_a_task_reported_without_progress(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.DEPARTMENT_OFFICER, "市住房建设")
    campaign.task(cast.city, "under_way")
    with unscoped(reason="test data"):
        tasks.nil_return(cast.city.unit("市住房建设").pk, day=clock.today(), actor=actor)
    assert noted("nil_return", "orgs.unit") == expected


def test_more_time_for_a_task_asked_for(cast: Cast, hand: Hand) -> None:
    actor, expected = hand(Role.DEPARTMENT_OFFICER, "市住房建设")
    task = campaign.task(cast.city, "under_way", due=FUTURE)
    with unscoped(reason="test data"):
        tasks.ask_extension(task, due=LATER, reason="材料未到", actor=actor)
    assert noted("begin", "campaign.extension") == expected
