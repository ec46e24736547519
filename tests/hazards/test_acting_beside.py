"""Acts beside a hazard's own moves: whoever moved it last can no longer take that back, and what was written down
stands only for what it was written down for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon

from zhiben.foundation.lifecycle import Waiting, offers, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import queries
from zhiben.hazards.models import Attempt, Hazard, Listing, SiteRecord
from zhiben.hazards.operations import ask_extension, ask_transfer, decide_request, propose_listing, sign_record
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person
from zhiben.orgs.operations import reorganise
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def fresh(record: Hazard) -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=record.pk)


def drafted(cast: Cast, record: Hazard, kind: str, first: Actor | None = None) -> SiteRecord:
    with unscoped(reason="a test drafts"):
        return cast.record(record, kind, first or cast.colleague)


def _draft_review(cast: Cast, record: Hazard) -> None:
    drafted(cast, record, "review")


def _draft_confirm(cast: Cast, record: Hazard) -> None:
    drafted(cast, record, "confirm")


def _draft_and_drop(cast: Cast, record: Hazard) -> None:
    with unscoped(reason="a test drops"):
        perform(drafted(cast, record, "confirm"), "drop", cast.colleague, reason="写错")


def _propose(cast: Cast, record: Hazard) -> None:
    with unscoped(reason="a test proposes"):
        propose_listing(record, level="district", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=cast.office)


def _ask(cast: Cast, record: Hazard) -> None:
    with unscoped(reason="a test asks"):
        ask_extension(record, due=FUTURE + days(9), reason="慢", interim_control="停用", actor=cast.enterprise)


def _ask_transfer(cast: Cast, record: Hazard) -> None:
    with unscoped(reason="a test asks"):
        ask_transfer(record, to_unit=cast.city.unit("龙华区消防救援").pk, reason="属消防", actor=cast.department)


ACTS: tuple[tuple[str, str, Callable[[Cast, Hazard], None]], ...] = (
    ("declared", "declare", _draft_review),
    ("declared", "declare", _draft_and_drop),
    ("rectifying", "start", _draft_confirm),
    ("rectifying", "start", _ask),
    ("verified", "verify", _draft_confirm),
    ("verified", "verify", _propose),
    ("verified", "verify", _ask_transfer),
)


@pytest.mark.parametrize(("state", "move", "act"), ACTS, ids=lambda value: getattr(value, "__name__", value))
def test_last_move_is_not_withdrawn_once_somebody_has_acted_beside(
    cast: Cast, state: str, move: str, act: Callable[[Cast, Hazard], None]
) -> None:
    record = hazard(cast, state)
    undo = next(m.name for m in Hazard.machine.leaving(state) if m.undoes == move)
    assert undo in {offer.name for offer in offers(record, cast.who(move))}
    act(cast, record)
    assert undo not in {offer.name for offer in offers(fresh(record), cast.who(move))}
    with pytest.raises(NotAllowed, match="后续无人办理时才能撤回"):
        cast.step(fresh(record), undo, cast.who(move), reason="误点")


def test_next_move_may_be_withdrawn_again(cast: Cast) -> None:
    record = hazard(cast, "verified")
    _draft_and_drop(cast, record)
    again = fresh(record)
    cast.step(again, "start")
    cast.step(again, "withdraw_start", cast.enterprise, reason="误点")
    assert fresh(record).state == "verified"


def test_withdrawal_that_crosses_an_act_is_a_conflict(cast: Cast) -> None:
    record = hazard(cast, "declared")
    as_seen = fresh(record)
    drafted(cast, record, "review")
    with pytest.raises(Conflict, match="请刷新后再办"):
        cast.step(as_seen, "withdraw_declare", cast.enterprise, reason="误点")
    assert fresh(record).state == "declared"


def test_act_that_crosses_a_withdrawal_is_a_conflict(cast: Cast) -> None:
    record = hazard(cast, "declared")
    as_seen = fresh(record)
    cast.step(record, "withdraw_declare", cast.enterprise, reason="误点")
    with pytest.raises(Conflict, match="请刷新后再办"), transaction.atomic():
        drafted(cast, as_seen, "review")
    with unscoped(reason="a test counts"):
        assert SiteRecord.objects.count() == 0


def test_listed_hazard_is_neither_withdrawn_nor_rejected(cast: Cast) -> None:
    record = hazard(cast, "verified")
    officer = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    leader = cast.city.actor(Role.OFFICE_LEADER, "市安委办")
    with unscoped(reason="test"):
        listing = propose_listing(record, level="city", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=officer)
        perform(listing, "approve", leader, decision="同意")
    other = hazard(cast, "reported")
    for move, facts in (("reject", {"reason": "不是"}), ("mark_duplicate", {"other": other.number})):
        with pytest.raises(NotAllowed, match="已挂牌督办的隐患不能再作此认定"):
            cast.step(fresh(record), move, cast.department, **facts)
    with pytest.raises(NotAllowed):
        cast.step(fresh(record), "withdraw_verify", cast.department, reason="误点")
    assert (fresh(record).state, fresh(record).listing_level) == ("verified", "city")


def test_record_of_another_declaration_is_not_signed(cast: Cast) -> None:
    record = hazard(cast, "declared")
    one = drafted(cast, record, "review")
    with unscoped(reason="a test moves the declaration"):
        Attempt.objects.filter(hazard=record).update(declared_at=clock.now())
        again = SiteRecord.objects.get(pk=one.pk)
        with pytest.raises(Refused, match="起草之后情况已有变动，请作废后重新起草"):
            sign_record(again, actor=cast.district)
    assert fresh(record).state == "declared"


def test_confirmation_goes_on_to_hold_when_rectifying_begins(cast: Cast) -> None:
    record = hazard(cast, "verified")
    one = drafted(cast, record, "confirm")
    cast.step(record, "start")
    with unscoped(reason="test"):
        sign_record(SiteRecord.objects.get(pk=one.pk), actor=cast.district)
    assert (fresh(record).state, fresh(record).confirmed_at is not None) == ("rectifying", True)


@pytest.mark.parametrize("who", ("department", "office"))
def test_record_of_somebody_who_left_is_dropped_by_department_or_office(cast: Cast, who: str) -> None:
    record = hazard(cast, "declared")
    one = drafted(cast, record, "review")
    Person.objects.filter(pk=cast.colleague.id).update(is_active=False)
    neighbour = cast.city.actor(Role.DEPARTMENT_OFFICER, "龙华区消防救援")
    with unscoped(reason="test"):
        for other in (cast.district, cast.enterprise, neighbour):
            with pytest.raises(Refused):
                perform(SiteRecord.objects.get(pk=one.pk), "drop", other, reason="离任")
        perform(SiteRecord.objects.get(pk=one.pk), "drop", getattr(cast, who), reason="起草人已离任")
    cast.sign(fresh(record), "review", first=cast.department)
    assert fresh(record).state == "reviewed"


@pytest.mark.parametrize("move", ("reject", "mark_duplicate"))
def test_hazard_is_not_set_aside_over_an_unsigned_record(cast: Cast, move: str) -> None:
    record, other = hazard(cast, "verified"), hazard(cast, "reported")
    drafted(cast, record, "confirm")
    facts = {"reason": "不是"} if move == "reject" else {"other": other.number}
    with pytest.raises(Refused, match="已有一份待会签的现场记录，请先会签或作废"):
        cast.step(record, move, cast.department, **facts)


def test_granted_transfer_hands_the_say_on(cast: Cast) -> None:
    record = hazard(cast, "reported")
    fire, traffic = cast.fire, cast.city.actor(Role.DEPARTMENT_OFFICER, "龙华区交通运输")

    def hand_over(by: Actor, to: str, receiver: Actor) -> None:
        with scope(by):
            seen = Hazard.objects.get(pk=record.pk)
            asked = ask_transfer(seen, to_unit=cast.city.unit(to).pk, reason="职责", actor=by)
        with scope(receiver):
            decide_request(asked, grant=True, actor=receiver)

    def verifies(actor: Actor) -> bool:
        with scope(actor):
            found = Hazard.objects.get(pk=record.pk)
            return any(offer.name == "verify" and offer.allowed for offer in offers(found, actor))

    hand_over(cast.department, "龙华区消防救援", fire)
    assert (verifies(cast.department), verifies(fire)) == (False, True)
    with pytest.raises(NotAllowed, match="已移送，由受移送部门办理"):
        cast.step(fresh(record), "verify", cast.department)
    hand_over(fire, "龙华区交通运输", traffic)
    assert (verifies(cast.department), verifies(fire), verifies(traffic)) == (False, False, True)
    with scope(fire), pytest.raises(NotAllowed, match="不能提出申请"):
        ask_transfer(fresh(record), to_unit=cast.city.unit("龙华区住房建设").pk, reason="退回", actor=fire)
    hand_over(traffic, "龙华区住房建设", cast.department)
    assert (verifies(cast.department), verifies(traffic)) == (True, False)
    stranger = cast.city.actor(Role.DEPARTMENT_OFFICER, "南山区消防救援")
    with scope(stranger):
        assert Hazard.objects.filter(pk=record.pk).count() == 0


def inspected(cast: Cast, verdict: str) -> tuple[Hazard, Listing]:
    """A hazard that its district has listed, and the verdict of the office's first officer on it."""
    record = hazard(cast, "verified")
    leader = cast.city.actor(Role.OFFICE_LEADER, "龙华区安委办")
    with unscoped(reason="test"):
        listing = propose_listing(
            record, level="district", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=cast.office
        )
        perform(listing, "approve", leader, decision="同意")
        perform(listing, "notice", cast.office, document="示例〔2024〕1号")
    again = fresh(record)
    cast.step(again, "start")
    cast.step(again, "declare")
    cast.sign(again, "review")
    with unscoped(reason="test"):
        listing = Listing.objects.get(pk=listing.pk)
        perform(listing, "request_acceptance", cast.enterprise, evidence="已整改")
        perform(listing, "inspect", cast.office, record="现场查看", verdict=verdict)
    return again, listing


def test_inspection_waits_for_its_second_inspector(cast: Cast) -> None:
    record, listing = inspected(cast, "keep")
    second = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    for actor, expected in ((second, ["会签：继续挂牌"]), (cast.office, [])):
        with scope(actor):
            found = [one.step for one in queries.waiting_for(actor) if one.record == listing]
        assert found == expected
    with unscoped(reason="test"):
        perform(listing, "keep", second)
        assert listing.state == "kept_listed"
        cast.bring(fresh(record), "reviewed")
        listing = Listing.objects.get(pk=listing.pk)
        perform(listing, "request_acceptance", cast.enterprise, evidence="已再次整改")
    assert (listing.verdict, listing.inspector_one, listing.inspector_two) == ("", 0, 0)


def test_database_wants_two_different_inspectors(cast: Cast) -> None:
    _record, listing = inspected(cast, "accept")
    rows = Listing._unfiltered().filter(pk=listing.pk)
    for values, rule in (
        ({"inspector_two": cast.office.id}, "listing_inspectors_are_two_people"),
        ({"inspector_two": 9, "inspector_two_for": cast.office.id}, "listing_inspectors_are_two_people"),
        ({"state": "accepted"}, "inspected_listing_names_two_inspectors"),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            rows.update(**values)


def test_database_wants_another_signature_under_a_record(cast: Cast) -> None:
    record = hazard(cast, "declared")
    one = drafted(cast, record, "review")
    rows = SiteRecord._unfiltered().filter(pk=one.pk)
    for values in ({"second": cast.colleague.id}, {"second": 9, "second_for": cast.colleague.id}):
        with pytest.raises(IntegrityError, match="site_record_is_signed_by_another"), transaction.atomic():
            rows.update(**values)


def test_street_that_moves_takes_along_that_somebody_has_acted(cast: Cast) -> None:
    record = hazard(cast, "declared")
    drafted(cast, record, "review")
    assert fresh(record).acted_beside
    places = cast.city.territories
    reorganise(places["民治街道"], to=places["南山区"], on=clock.today(), actor=SYSTEM)
    moved = fresh(record)
    assert (moved.district, moved.acted_beside) == (places["南山区"].pk, True)


def waits(actor: Actor) -> list[Waiting]:
    with scope(actor):
        return queries.waiting_for(actor)


def _listed(cast: Cast, record: Hazard) -> Listing:
    leader = cast.city.actor(Role.OFFICE_LEADER, "龙华区安委办")
    with unscoped(reason="a test lists"):
        listing = propose_listing(
            record, level="district", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=cast.office
        )
        assert [one.step for one in waits(leader)] == ["批准挂牌"]
        return perform(listing, "approve", leader, decision="同意")


def test_listed_hazard_is_not_closed_before_two_inspectors_have_accepted(cast: Cast) -> None:
    record = hazard(cast, "declared")
    listing = _listed(cast, record)
    cast.sign(fresh(record), "review")
    second = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with unscoped(reason="a test closes"):
        perform(fresh(record), "accept", cast.office, **cast.facts("accept"))
        with pytest.raises(Refused) as refusal:
            perform(fresh(record), "close", second)
        assert refusal.value.text == "挂牌验收尚未通过，不能销号"
        for move, who, facts in (
            ("notice", cast.office, {"document": "深龙华安办〔2024〕1号"}),
            ("request_acceptance", cast.street, {"evidence": "已完成"}),
            ("inspect", cast.office, {"record": "合格", "verdict": "accept"}),
            ("accept", second, {}),
        ):
            listing = Listing.objects.get(pk=listing.pk)
            label = Listing.machine.by_name[move].label
            assert label in [one.step for one in waits(who)]
            perform(listing, move, who, **facts)
        assert perform(fresh(record), "close", second).state == "closed"


def test_listing_is_not_proposed_with_a_day_gone_by(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    yesterday = clock.today() - days(1)
    with unscoped(reason="a test proposes"), pytest.raises(Incomplete) as refusal:
        propose_listing(
            record, level="district", facts="久拖", legal_basis=BASIS, deadline=yesterday, actor=cast.office
        )
    assert refusal.value.fields == {"deadline": "督办期限不能早于今天"}
