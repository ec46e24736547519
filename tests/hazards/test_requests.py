"""Extensions, transfers and listings of hazards: asked by one side, decided by the other."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard, Listing, Request
from zhiben.hazards.operations import ask_extension, ask_transfer, decide_request, propose_listing, set_clock
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.periods import months_after
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def test_an_extension_moves_the_deadline_only_when_granted(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    later = FUTURE + days(30)
    with scope(cast.enterprise):
        request = ask_extension(
            record, due=later, reason="配件未到", interim_control="停用并设警戒", actor=cast.enterprise
        )
        with pytest.raises(NotAllowed, match="核定部门"):
            decide_request(request, grant=True, actor=cast.enterprise)
        with pytest.raises(Refused, match="已有一件待批的延期申请"):
            ask_extension(record, due=later, reason="再要", interim_control="同上", actor=cast.enterprise)
    with scope(cast.department):
        assert Hazard.objects.get(pk=record.pk).due == FUTURE
        decide_request(Request.objects.get(pk=request.pk), grant=True, actor=cast.department)
        moved = Hazard.objects.get(pk=record.pk)
    assert (moved.due, moved.state, moved.attempt.due if moved.attempt else None) == (later, "rectifying", later)


def test_an_extension_says_all_that_is_missing(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    with scope(cast.enterprise), pytest.raises(Incomplete) as refused:
        ask_extension(record, due=FUTURE, reason=" ", interim_control="", actor=cast.enterprise)
    assert set(refused.value.fields) == {"due", "reason", "interim_control"}


def test_an_extension_is_not_asked_after_the_deadline(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    with unscoped(reason="test"):
        Hazard.objects.filter(pk=record.pk).update(due=clock.today() - days(1))
        late = Hazard.objects.get(pk=record.pk)
    with scope(cast.enterprise), pytest.raises(Refused, match="期限已过"):
        ask_extension(late, due=FUTURE, reason="配件", interim_control="停用", actor=cast.enterprise)


def test_a_deadline_lies_within_what_the_office_lets_it_be(cast: Cast) -> None:
    """So far off that it would never be overdue is a slip of the year, until the office says otherwise."""
    reported, record = hazard(cast, "reported"), hazard(cast, "rectifying")
    last = months_after(clock.today(), 60)
    verified = {**cast.facts("verify"), "due": last + days(1)}
    asked = {"reason": "配件未到", "interim_control": "停用", "actor": cast.enterprise}
    said = f"须在今天起60个月以内（不晚于{clock.in_words(last)}）"
    with scope(cast.department), pytest.raises(Incomplete) as refused:
        perform(Hazard.objects.get(pk=reported.pk), "verify", cast.department, **verified)
    assert said in refused.value.fields["due"]
    with scope(cast.enterprise), pytest.raises(Incomplete) as refused:
        ask_extension(record, due=last + days(1), **asked)
    assert said in refused.value.fields["due"]
    with pytest.raises(Incomplete, match="60个月以内"):
        cast.step(hazard(cast, "closed"), "reopen", due=last + days(1))
    another = hazard(cast, "reported")
    cast.step(another, "verify", due=last)
    assert another.due == last
    office = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    set_clock("rectify_longest", amount=61, source="深安〔2024〕3号（示例数据）", actor=office)
    with scope(cast.department):
        perform(Hazard.objects.get(pk=reported.pk), "verify", cast.department, **verified)
    with scope(cast.enterprise):
        assert ask_extension(record, due=last + days(1), **asked).due_asked == last + days(1)


def test_a_transfer_is_taken_over_by_the_receiving_department(cast: Cast) -> None:
    record = hazard(cast, "verified")
    fire = cast.city.actor(Role.DEPARTMENT_OFFICER, "龙华区消防救援")
    with scope(fire):
        assert Hazard.objects.filter(pk=record.pk).count() == 0
    with scope(cast.department):
        request = ask_transfer(
            record, to_unit=cast.city.unit("龙华区消防救援").pk, reason="属消防职责", actor=cast.department
        )
        with pytest.raises(NotAllowed):
            decide_request(request, grant=True, actor=cast.department)
    with scope(fire):
        decide_request(Request.objects.get(pk=request.pk), grant=True, actor=fire)
        taken = Hazard.objects.get(pk=record.pk)
        perform(taken, "reject", fire, reason="已消除")
    assert taken.state == "rejected"


def test_a_refused_transfer_leaves_the_other_department_outside(cast: Cast) -> None:
    record = hazard(cast, "verified")
    fire = cast.city.actor(Role.DEPARTMENT_OFFICER, "龙华区消防救援")
    with scope(cast.department):
        request = ask_transfer(
            record, to_unit=cast.city.unit("龙华区消防救援").pk, reason="属消防职责", actor=cast.department
        )
    with scope(fire):
        decide_request(Request.objects.get(pk=request.pk), grant=False, reason="不属本部门", actor=fire)
        assert Hazard.objects.filter(pk=record.pk).count() == 0


def test_who_read_the_hazard_before_it_was_listed_must_read_it_again(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    leader, officer = (cast.city.actor(role, "市安委办") for role in (Role.OFFICE_LEADER, Role.OFFICE_OFFICER))
    with unscoped(reason="test"):
        stale = Hazard.objects.get(pk=record.pk)
        listing = propose_listing(
            record, level="city", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=officer
        )
        perform(listing, "approve", leader, decision="同意")
        assert record.listing_level == "city"
        with pytest.raises(Conflict, match="刚被他人改动"):
            perform(stale, "progress", cast.enterprise, **cast.facts("progress"))
        old = Listing.objects.get(pk=listing.pk)
        assert old.hazard.version == record.version
        perform(Hazard.objects.get(pk=record.pk), "progress", cast.enterprise, **cast.facts("progress"))


def test_a_listing_is_not_approved_over_a_hazard_that_moved_meanwhile(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    leader, officer = (cast.city.actor(role, "市安委办") for role in (Role.OFFICE_LEADER, Role.OFFICE_OFFICER))
    with unscoped(reason="test"):
        listing = propose_listing(
            record, level="city", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=officer
        )
        cast.step(Hazard.objects.get(pk=record.pk), "declare")
        with pytest.raises(Conflict, match="已先办理“报整改完成”"):
            perform(listing, "approve", leader, decision="同意")
        assert (Listing.objects.get(pk=listing.pk).state, Hazard.objects.get(pk=record.pk).listing_level) == (
            "proposed",
            "",
        )


def test_a_listing_goes_its_way_and_the_body_accepts(cast: Cast) -> None:
    record = hazard(cast, "declared")
    officer, second = (cast.city.actor(Role.OFFICE_OFFICER, "市安委办") for _ in range(2))
    leader = cast.city.actor(Role.OFFICE_LEADER, "市安委办")
    with unscoped(reason="test"):
        with pytest.raises(NotAllowed):
            propose_listing(
                record, level="city", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=cast.office
            )
        listing = propose_listing(
            record, level="city", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=officer
        )
        with pytest.raises(NotAllowed):
            perform(listing, "approve", officer, decision="同意")
        perform(listing, "approve", leader, decision="同意")
        perform(listing, "notice", officer, document="示例〔2024〕1号")
        record.refresh_from_db()
        assert record.listing_level == "city"
        assert [(one.verb, one.facts) for one in audit.of(record)][-1] == ("listed", {"level": "city"})
        with pytest.raises(Refused, match="尚未复核通过"):
            perform(listing, "request_acceptance", cast.enterprise, evidence="已整改")
        cast.sign(record, "review")
        with pytest.raises(NotAllowed):
            cast.step(record, "accept")
        cast.step(record, "accept", officer)
        listing.refresh_from_db()
        perform(listing, "request_acceptance", cast.enterprise, evidence="已整改")
        with pytest.raises(NotAllowed, match="须先由一人起草验收意见"):
            perform(listing, "accept", second)
        perform(listing, "inspect", officer, record="符合", verdict="accept")
        assert listing.state == "acceptance_requested"
        with pytest.raises(NotAllowed, match="起草验收意见的人本人及其代理人不得办理"):
            perform(listing, "accept", officer)
        with pytest.raises(NotAllowed, match="须先由一人起草验收意见：继续挂牌"):
            perform(listing, "keep", second)
        perform(listing, "accept", second)
        assert (listing.inspector_one, listing.inspector_two) == (officer.id, second.id)
        perform(listing, "delist", leader, document="示例〔2024〕2号")
        record.refresh_from_db()
        with pytest.raises(NotAllowed):
            cast.step(record, "close")
        cast.step(record, "close", second)
    assert (record.state, listing.state) == ("closed", "delisted")


def test_a_listing_of_another_district_is_not_found(cast: Cast) -> None:
    record = hazard(cast, "declared")
    with unscoped(reason="test"):
        listing = propose_listing(
            record, level="district", facts="久拖不改", legal_basis=BASIS, deadline=soon(), actor=cast.office
        )
    stranger = cast.city.actor(Role.OFFICE_LEADER, "南山区安委办")
    with scope(stranger), pytest.raises(NotFound):
        perform(listing, "approve", stranger, decision="同意")


def test_extension_is_not_granted_after_the_day_it_asks_for(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    later = FUTURE + days(9)
    with scope(cast.enterprise):
        asked = ask_extension(record, due=later, reason="慢", interim_control="停用", actor=cast.enterprise)
    too_late = pytest.raises(Refused, match="申请的新期限已过，请重新申请")
    with scope(cast.department), clock.at(clock.day_end(later)), too_late:
        decide_request(asked, grant=True, actor=cast.department)
    with scope(cast.department), clock.at(clock.day_start(later)):
        decide_request(asked, grant=True, actor=cast.department)
    assert Hazard._unfiltered().get(pk=record.pk).due == later


@pytest.mark.parametrize(("due", "fits"), ((date(2024, 1, 1), False), (FUTURE, True)))
def test_reopened_hazard_gets_a_due_day_to_come(cast: Cast, due: date, fits: bool) -> None:
    record = hazard(cast, "closed")
    if fits:
        cast.step(record, "reopen", due=due)
    else:
        with pytest.raises(Refused, match="整改期限不能早于今天"):
            cast.step(record, "reopen", due=due)
    assert record.state == ("rectifying" if fits else "closed")
