"""Listed supervision with its papers, clocks and publicity, from the proposal to the delisting; and the ways in which a
proposal ends without a listing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.documents import Desk
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon
from tests.factories.orgs import SINCE
from tests.factories.pages import browser, send, text

from zhiben.documents import queries as documents
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.operations import ask_extension, decide_request, propose_listing, set_clock
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.operations import add_unit
from zhiben.orgs.vocab import Role, UnitKind

pytestmark = pytest.mark.django_db

MONDAY = datetime(2024, 9, 2, 9, tzinfo=clock.TZ)


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def leader(cast: Cast) -> Actor:
    return cast.city.actor(Role.OFFICE_LEADER, "龙华区安委办")


def proposed(cast: Cast, record: Hazard | None = None, deadline: date | None = None) -> Listing:
    one = record or hazard(cast, "rectifying")
    with scope(cast.office):
        one.refresh_from_db()
        return propose_listing(
            one, level="district", facts="久拖不改", legal_basis=BASIS, deadline=deadline or soon(), actor=cast.office
        )


def step(listing: Listing, move: str, actor: Actor, **facts: Any) -> None:
    with unscoped(reason="test"):
        listing.hazard = Hazard.objects.get(pk=listing.hazard_id)
        perform(listing, move, actor, **facts)


def noticed(cast: Cast, record: Hazard | None = None) -> Listing:
    listing = proposed(cast, record)
    step(listing, "approve", leader(cast), decision="同意")
    step(listing, "notice", cast.office, document="深龙华安办〔2024〕1号")
    return listing


def inspected(cast: Cast, listing: Listing, verdict: str = "accept") -> Listing:
    """With its hazard reviewed, acceptance asked for, and the first inspector's verdict."""
    with unscoped(reason="test"):
        cast.bring(Hazard.objects.get(pk=listing.hazard_id), "reviewed")
    step(listing, "request_acceptance", cast.enterprise, evidence="已改")
    step(listing, "inspect", cast.office, record="现场查看", verdict=verdict)
    return listing


def test_a_proposal_names_its_basis_and_ends_within_the_longest_time(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    far = clock.today() + timedelta(days=400)
    with scope(cast.office), pytest.raises(Incomplete) as refused:
        propose_listing(record, level="district", facts=" ", legal_basis="", deadline=far, actor=cast.office)
    assert refused.value.fields == {"facts": "请填写", "legal_basis": "请填写", "deadline": "督办期限最长12个月"}


def test_a_proposal_is_refused_or_taken_back_and_can_be_made_again(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    first = proposed(cast, record)
    step(first, "refuse", leader(cast), reason="事实不清")
    second = proposed(cast, record)
    with pytest.raises(NotAllowed):
        step(second, "drop", leader(cast), reason="x")
    step(second, "drop", cast.office, reason="已立即整改")
    assert [(one.state, one.reason) for one in (first, second)] == [("refused", "事实不清"), ("dropped", "已立即整改")]
    third = proposed(cast, record)
    with unscoped(reason="test"), pytest.raises(Refused, match="已在挂牌督办中"):
        proposed(cast, record)
    assert third.state == "proposed"
    with unscoped(reason="test"):
        assert Hazard.objects.get(pk=record.pk).listing_level == ""


def test_levels_are_offered_to_those_who_may_propose_at_them(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    page = text(browser(cast.office), "hazards:propose", record.pk)
    assert "区级挂牌" in page and "市级挂牌" not in page
    page = text(browser(cast.city.person(Role.OFFICE_OFFICER, "市安委办")), "hazards:propose", record.pk)
    assert "市级挂牌" in page and "区级挂牌" not in page


def test_office_of_a_street_lists_nothing_and_is_shown_no_form(cast: Cast) -> None:
    record, street = hazard(cast, "rectifying"), cast.city.territories["民治街道"]
    cast.city.units["民治街道安委办"] = add_unit(
        "民治街道安委办", kind=UnitKind.COMMITTEE_OFFICE, territory=street, valid_from=SINCE
    )
    page = browser(cast.city.person(Role.OFFICE_OFFICER, "民治街道安委办"))
    answer = page.get(reverse("hazards:propose", args=[record.pk]))
    assert (answer.status_code, "由市、区安委办工作人员提请挂牌" in answer.content.decode()) == (403, True)


def test_a_notice_needs_a_number(cast: Cast) -> None:
    listing = proposed(cast)
    step(listing, "approve", leader(cast), decision="同意")
    with pytest.raises(Incomplete, match="请填写文号"):
        step(listing, "notice", cast.office)
    step(listing, "notice", cast.office, document="深龙华安办〔2024〕7号")
    assert (listing.state, listing.document) == ("noticed", "深龙华安办〔2024〕7号")


def desk(cast: Cast) -> Desk:
    reviewer = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    unit = cast.city.unit("龙华区安委办").pk
    return Desk(unit, cast.office, reviewer, leader(cast)).opened(code="深龙华安办")


def paper(cast: Cast, listing: Listing) -> OfficialDocument:
    """Begun on the page, and found again there."""
    send(browser(cast.office), "hazards:listing_paper", listing.pk)
    with scope(cast.office):
        listing.refresh_from_db()
        found = documents.documents().first()
    assert found is not None
    return found


def test_both_papers_are_written_issued_and_give_their_numbers(cast: Cast) -> None:
    office, listing = desk(cast), proposed(cast)
    step(listing, "approve", leader(cast), decision="同意")
    notice = paper(cast, listing)
    assert (notice.kind, notice.title) == ("listed_supervision_notice", "关于对“临边防护缺失”挂牌督办的通知")
    assert "久拖不改" in text(browser(cast.office), "documents:page", notice.pk)
    send(browser(cast.office), "hazards:listing_paper", listing.pk)
    with scope(cast.office):
        assert documents.documents().count() == 1
    with pytest.raises(Refused, match="尚未编号印发"):
        step(listing, "notice", cast.office)
    with scope(cast.office):
        notice = office.taken(notice, "issued")
    step(listing, "notice", cast.office)
    assert listing.document == notice.number != ""
    inspected(cast, listing)
    second = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    step(listing, "accept", second)
    with unscoped(reason="test"):
        record = Hazard.objects.get(pk=listing.hazard_id)
        perform(record, "accept", cast.office, conclusion="合格", commitments=True)
        perform(record, "close", second)
    delisting = paper(cast, listing)
    assert (delisting.kind, delisting.title) == ("delisting_notice", "关于解除“临边防护缺失”挂牌督办的通知")
    with scope(cast.office):
        delisting = office.taken(delisting, "issued")
    step(listing, "delist", leader(cast))
    assert (listing.state, listing.delisting_document) == ("delisted", delisting.number)
    page = text(browser(cast.office), "hazards:page", listing.hazard_id)
    assert notice.number in page and delisting.number in page


def test_kept_listed_the_hazard_goes_back_to_be_rectified(cast: Cast) -> None:
    listing = inspected(cast, noticed(cast), "keep")
    second = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    step(listing, "keep", second)
    with unscoped(reason="test"):
        record = Hazard.objects.get(pk=listing.hazard_id)
        assert (record.state, record.attempt_no, record.send_backs) == ("rectifying", 2, 1)
        assert record.last_move == "fail_acceptance"
        with pytest.raises(Refused, match="尚未复核通过"):
            step(listing, "request_acceptance", cast.enterprise, evidence="又改")
    inspected(cast, listing)
    step(listing, "accept", second)
    with unscoped(reason="test"), pytest.raises(Refused, match="尚未摘牌"):
        perform(Hazard.objects.get(pk=listing.hazard_id), "fail_acceptance", cast.office, reason="x")
    assert listing.state == "accepted"


def test_a_listing_is_not_accepted_once_its_hazard_went_back(cast: Cast) -> None:
    listing = inspected(cast, noticed(cast))
    with unscoped(reason="test"):
        perform(Hazard.objects.get(pk=listing.hazard_id), "fail_acceptance", cast.office, reason="另有一处未改")
    second = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with pytest.raises(Refused, match="整改中"):
        step(listing, "accept", second)
    step(listing, "inspect", cast.office, record="另有一处未改", verdict="keep")
    step(listing, "keep", second)
    assert listing.state == "kept_listed"


def test_nobody_but_the_listing_body_begins_its_paper(cast: Cast) -> None:
    listing = proposed(cast)
    send(browser(cast.office), "hazards:listing_paper", listing.pk, status=422)
    step(listing, "approve", leader(cast), decision="同意")
    send(browser(cast.department), "hazards:listing_paper", listing.pk, status=403)
    send(browser(cast.city.person(Role.STREET_OFFICER, "粤海街道")), "hazards:listing_paper", listing.pk, status=404)


def test_filing_and_publicity_run_in_working_days(cast: Cast) -> None:
    with clock.at(MONDAY):
        listing = noticed(cast, hazard(cast, "rectifying"))
        assert queries.file_by(listing) == date(2024, 9, 5)
    friday = datetime(2024, 9, 13, 9, tzinfo=clock.TZ)
    with clock.at(friday):
        with pytest.raises(Incomplete, match="请核对日期"):
            step(listing, "publish", cast.office, medium="区政府网站", on=date(2024, 9, 14))
        with pytest.raises(Incomplete, match="报备单位过长，最多120个字"):
            step(listing, "file", cast.office, to="市" * 121, on=date(2024, 9, 4))
        step(listing, "file", cast.office, to="市安委办", on=date(2024, 9, 4))
        # Saturday the 14th is worked for the Mid-Autumn days off, the 15th to the 17th.
        step(listing, "publish", cast.office, medium="区政府网站", on=date(2024, 9, 13))
    assert (listing.filed_to, listing.filed_on, queries.file_by(listing)) == ("市安委办", date(2024, 9, 4), None)
    assert (listing.published_on, listing.published_until) == (date(2024, 9, 13), date(2024, 9, 23))


def test_acceptance_is_due_so_many_days_after_it_was_asked_for(cast: Cast) -> None:
    listing = noticed(cast, hazard(cast, "rectifying"))
    with unscoped(reason="test"):
        cast.bring(Hazard.objects.get(pk=listing.hazard_id), "reviewed")
    assert queries.accept_by(listing) is None
    step(listing, "request_acceptance", cast.enterprise, evidence="已改")
    assert queries.accept_by(listing) == clock.today() + timedelta(days=10)
    city_office = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
    set_clock("acceptance", amount=7, source="本市规定（示例数据）", actor=city_office)
    assert queries.accept_by(listing) == clock.today() + timedelta(days=7)


def test_progress_is_told_while_listed(cast: Cast) -> None:
    listing = noticed(cast)
    step(listing, "progress", cast.enterprise, text="已购料")
    assert listing.state == "noticed"
    with pytest.raises(NotAllowed):
        step(listing, "progress", cast.office, text="x")


def test_a_listed_hazards_extension_is_asked_for_early_and_prolongs_the_listing(cast: Cast) -> None:
    with clock.at(MONDAY):
        record = hazard(cast, "verified")
        with unscoped(reason="test"):
            Hazard.objects.filter(pk=record.pk).update(due=date(2024, 9, 20))
            record.refresh_from_db()
        cast.step(record, "start")
        listing = noticed(cast, record)
        late = {"due": date(2024, 11, 30), "reason": "配件未到", "interim_control": "停用", "actor": cast.enterprise}
        with unscoped(reason="test"):
            record.refresh_from_db()
            # Saturday 14 September 2024 is worked, the 16th and 17th are not.
            with pytest.raises(Refused, match="须提前20个工作日申请延期，最迟2024年8月22日"):
                ask_extension(record, **late)
            office = cast.city.actor(Role.OFFICE_OFFICER, "市安委办")
            set_clock("extension_ask", amount=5, source="本市规定（示例数据）", actor=office)
            asked = ask_extension(record, **late)
            assert queries.decide_by(asked) == date(2024, 9, 14)
            decide_request(asked, grant=True, actor=cast.office)
            listing.refresh_from_db()
    assert (record.due, listing.deadline) == (date(2024, 11, 30), date(2024, 11, 30))
    assert queries.decide_by(asked) is None
    told = AuditEntry.objects.get(verb="prolong")
    assert (told.model, told.record, told.actor) == ("hazards.listing", listing.pk, cast.office.id)


def test_an_extension_beyond_the_longest_time_is_refused(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    with unscoped(reason="test"):
        Hazard.objects.filter(pk=record.pk).update(due=clock.today() + timedelta(days=60))
        record.refresh_from_db()
        noticed(cast, record)
        record = Hazard.objects.get(pk=record.pk)
        far = clock.today() + timedelta(days=380)
        asked = ask_extension(record, due=far, reason="x", interim_control="y", actor=cast.enterprise)
        with pytest.raises(Refused, match="督办期限最长12个月"):
            decide_request(asked, grant=True, actor=cast.office)
        record.refresh_from_db()
    assert record.due == clock.today() + timedelta(days=60)


def test_an_accepted_listing_is_ended_before_its_hazard_is_reopened(cast: Cast) -> None:
    listing = inspected(cast, noticed(cast))
    second = cast.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    step(listing, "accept", second)
    with unscoped(reason="test"):
        record = Hazard.objects.get(pk=listing.hazard_id)
        perform(record, "accept", cast.office, conclusion="合格", commitments=True)
        perform(record, "close", second)
        with pytest.raises(Refused, match="尚未摘牌"):
            cast.step(record, "reopen")
    step(listing, "delist", leader(cast), document="深龙华安办〔2024〕9号")
    with unscoped(reason="test"):
        record = Hazard.objects.get(pk=record.pk)
        cast.step(record, "reopen")
        record = Hazard.objects.get(pk=record.pk)
        # It is off the list: asked for as for any other, and it may be listed anew.
        ask_extension(record, due=FUTURE + days(31), reason="慢", interim_control="停用", actor=cast.enterprise)
        assert proposed(cast, record).state == "proposed"


def test_substitute_decides_on_no_listing_of_the_own_hand(cast: Cast) -> None:
    real = leader(cast)
    lent = replace(real.grants[0], substitute_for=real.id)
    clerk = replace(cast.office, grants=(*cast.office.grants, lent))
    other = replace(clerk, id=4343)
    first = proposed(cast)
    for move, facts in (("approve", {"decision": "同意"}), ("refuse", {"reason": "事实不清"})):
        with pytest.raises(NotAllowed, match="本件由您提请，您是代理负责人，不能再代负责人决定"):
            step(first, move, clerk, **facts)
    with scope(clerk):
        assert first not in [one.record for one in queries.waiting_for(clerk)]
    with scope(other):
        assert first in [one.record for one in queries.waiting_for(other)]
    step(first, "approve", other, decision="同意")
    step(first, "notice", cast.office, document="深龙华安办〔2024〕1号")
    inspected(cast, first)
    step(first, "accept", second := replace(cast.office, id=4242))
    with unscoped(reason="test"):
        perform(Hazard.objects.get(pk=first.hazard_id), "accept", cast.office, conclusion="合格", commitments=True)
    for one in (clerk, replace(second, grants=clerk.grants)):
        with pytest.raises(NotAllowed, match="本件由您验收，您是代理负责人"):
            step(first, "delist", one, document="深龙华安办〔2024〕2号")
    step(first, "delist", other, document="深龙华安办〔2024〕2号")
    assert first.state == "delisted"
