"""挂牌督办 of a hazard: proposed, approved, noticed; accepted and taken off the list, or kept on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, amend, begin_many, effect, perform
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.hazards import policy, queries
from zhiben.hazards.lifecycle import CITY_OFFICE, DISTRICT_OFFICE, LISTING
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.operations.effects import stead_of
from zhiben.hazards.vocab import CAN_BE_LISTED, OPEN_LISTING, REVIEWED, Body, Grade
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


@dataclass(frozen=True, slots=True)
class _Part:
    """A paper of a listing: the column that names it, and its kind."""

    column: str
    kind: Kind


PAPERS = {"approved": _Part("notice_paper", Kind.LISTING), "accepted": _Part("delisting_paper", Kind.DELISTING)}
"""Which paper is drafted while a listing stands so."""


def propose_listing(
    hazard: Hazard,
    *,
    level: str,
    facts: str,
    deadline: date,
    legal_basis: str,
    actor: Actor,
    at: datetime | None = None,
) -> Listing:
    """Propose to list a verified major hazard at the city's or the district's level."""
    body = Body(level)
    verdict = (CITY_OFFICE if body is Body.CITY else DISTRICT_OFFICE)(actor, hazard)
    if not verdict.allowed:
        raise NotAllowed(N_("不能提请挂牌：{why}"), why=verdict.why)
    if hazard.level != Grade.MAJOR or hazard.state not in CAN_BE_LISTED:
        raise Refused(N_("只有已核定、尚未验收的重大事故隐患才能挂牌"))
    today = (at or clock.now()).astimezone(clock.TZ).date()
    wrong = {name: N_("请填写") for name, said in (("facts", facts), ("legal_basis", legal_basis)) if not said.strip()}
    if why := _why_not_until(deadline, today):
        wrong["deadline"] = why
    if wrong:
        raise Incomplete(N_("提请不完整"), fields=wrong)
    if Listing.objects.filter(hazard=hazard).exclude(state__in=LISTING.final).exists():
        raise Refused(N_("该隐患已在挂牌督办中"))
    row = Listing(
        hazard=hazard,
        level=body,
        facts=facts.strip(),
        legal_basis=legal_basis.strip(),
        deadline=deadline,
        proposed_by=actor.id,
    )
    with audit.batch():
        begin_many([row], actor, grants=[verdict.grant], facts={"hazard": hazard.pk, "level": body}, at=at)
        act_beside(hazard)
    return row


def _why_not_until(deadline: date, begins: date) -> str:
    """Why a listing that begins on a day cannot run to `deadline`; empty when it can."""
    if deadline < begins:
        return N_("督办期限不能早于今天")
    months = queries.clock_amount("longest")
    if deadline > months_after(begins, months):
        return N_("督办期限最长{months}个月").format(months=months)
    return ""


def prolong(hazard: Hazard, due: date, at: datetime, actor: Actor) -> None:
    """Let the hazard's open listing run until its later deadline. Raises Refused beyond the longest."""
    listing = Listing._unfiltered().filter(hazard=hazard.pk, state__in=OPEN_LISTING).first()
    if listing is None or listing.approved_at is None:
        return
    if why := _why_not_until(due, listing.approved_at.astimezone(clock.TZ).date()):
        raise Refused("{why}", why=why)
    listing.hazard = hazard
    if due > listing.deadline:
        facts = {"from": listing.deadline, "to": due}
        amend([listing], at=at, deadline=due)
        audit.record("prolong", actor, subject=(Listing._meta.label_lower, listing.pk), facts=facts, at=at)


def begin_paper(listing: Listing, written: Written, *, actor: Actor) -> OfficialDocument:
    """Begin the official document of a listing's next step, or find the one begun before unless it is void: the notice
    once it is approved, the notice of delisting once it is accepted. Raises NotAllowed, Refused, Incomplete."""
    part = PAPERS.get(listing.state)
    if part is None:
        raise Refused(N_("批准挂牌或验收通过以后，才能起草通知"))
    if listing.state == "accepted":
        _must_be_accepted(listing)
    if (standing := queries.paper_of(listing, part.column)) is not None:
        return standing
    with audit.batch():
        document = documents.write(part.kind, written, office=policy.office_of(actor, listing), actor=actor)
        amend([listing], at=clock.now(), **{f"{part.column}_id": document.pk})
        facts = {"document": document.pk}
        subject = (Listing._meta.label_lower, listing.pk)
        audit.record("begin_paper", actor, subject=subject, facts=facts, grant=policy.must_list(actor, listing))
    return document


def _must_be_accepted(listing: Listing) -> None:
    if listing.hazard.state not in ("accepted", "closed"):
        raise Refused(N_("该隐患尚未验收，不能摘牌；请先在隐患页办理“验收”"))


def _number(change: Change, column: str) -> str:
    """The number under which the paper went out: of the document begun here, else as it was told."""
    paper = queries.paper_of(change.record, column)
    told: str = change.facts.get("document", "")
    if paper is None and not told.strip():
        raise Incomplete(N_("请填写文号"), fields={"document": N_("请填写文号，或先在本系统起草并印发通知")})
    if paper is not None and not paper.number:
        raise Refused(N_("“{paper}”尚未编号印发"), paper=paper.title)
    return paper.number if paper is not None else told.strip()


@effect(LISTING, "refuse", "drop")
def _not_listed(change: Change) -> None:
    change.record.reason = change.facts["reason"]
    act_beside(change.record.hazard)


@effect(LISTING, "approve")
def _approved(change: Change) -> None:
    listing: Listing = change.record
    if listing.hazard.state not in CAN_BE_LISTED:
        raise Refused(N_("该隐患现为“{state}”，不再挂牌"), state=listing.hazard.state_shown.label)
    listing.approved_at = change.at
    amend([listing.hazard], at=change.at, listing_level=listing.level)
    act_beside(listing.hazard)
    subject = (Hazard._meta.label_lower, listing.hazard_id)
    facts = {"level": listing.level}
    audit.record("listed", change.actor, subject=subject, facts=facts, at=change.at, grant=change.grant)


@effect(LISTING, "notice")
def _noticed(change: Change) -> None:
    act_beside(change.record.hazard)
    change.record.document = change.noted["number"] = _number(change, "notice_paper")


@effect(LISTING, "file")
def _filed(change: Change) -> None:
    listing: Listing = change.record
    _must_be_past(change.facts["on"], listing, change)
    listing.filed_to, listing.filed_on = change.facts["to"], change.facts["on"]
    act_beside(listing.hazard)


@effect(LISTING, "publish")
def _published(change: Change) -> None:
    """Made public for so many working days: the listing while it runs, the delisting once it is off the list."""
    listing, day = change.record, change.facts["on"]
    _must_be_past(day, listing, change)
    until = orgs.workdays().after(day, queries.clock_amount("publicity"))
    change.noted["until"] = until
    part = "delisting_" if listing.state == "delisted" else ""
    setattr(listing, f"{part}medium", change.facts["medium"])
    setattr(listing, f"{part}published_on", day)
    setattr(listing, f"{part}published_until", until)
    act_beside(listing.hazard)


def _must_be_past(day: date, listing: Listing, change: Change) -> None:
    begun = listing.approved_at or change.at
    if not begun.astimezone(clock.TZ).date() <= day <= change.at.astimezone(clock.TZ).date():
        raise Incomplete(N_("请核对日期"), fields={"on": N_("应在批准挂牌之日和今天之间")})


@effect(LISTING, "progress")
def _progressed(change: Change) -> None:
    act_beside(change.record.hazard)
    to = ("hazards.hazard", change.record.hazard_id)
    attach_own(change.facts.get("files", ()), to=to, actor_id=change.actor.id, purpose="listing")


@effect(LISTING, "request_acceptance")
def _acceptance_requested(change: Change) -> None:
    listing: Listing = change.record
    if listing.hazard.state not in REVIEWED:
        raise Refused(N_("该隐患尚未复核通过，不能申请验收"))
    act_beside(listing.hazard)
    listing.verdict, listing.inspection, listing.requested_at = "", "", change.at
    listing.inspector_one = listing.inspector_one_for = listing.inspector_two = listing.inspector_two_for = 0
    to = ("hazards.hazard", listing.hazard_id)
    attach_own(change.facts.get("files", ()), to=to, actor_id=change.actor.id, purpose="listing")


@effect(LISTING, "inspect")
def _inspected(change: Change) -> None:
    """The first of two writes down what they found; whoever writes it anew takes the place of who did so before."""
    act_beside(change.record.hazard)
    listing: Listing = change.record
    listing.inspection, listing.verdict = change.facts["record"], change.facts["verdict"]
    listing.inspector_one, listing.inspector_one_for = change.actor.id, stead_of(change.grant)


@effect(LISTING, "accept", "keep")
def _countersigned(change: Change) -> None:
    """Accepted only while the review stands; kept listed, the hazard goes back to be rectified in another round."""
    listing: Listing = change.record
    reviewed = listing.hazard.state in REVIEWED
    if change.move.name == "accept" and not reviewed:
        raise Refused(N_("该隐患现为“{state}”，不能验收通过"), state=listing.hazard.state_shown.label)
    if change.move.name == "keep" and reviewed:
        perform(listing.hazard, "fail_acceptance", change.actor, reason=listing.inspection)
    else:
        act_beside(listing.hazard)
    listing.inspector_two, listing.inspector_two_for = change.actor.id, stead_of(change.grant)
    change.noted["inspectors"] = [listing.inspector_one, listing.inspector_two]


@effect(LISTING, "delist")
def _delisted(change: Change) -> None:
    _must_be_accepted(change.record)
    act_beside(change.record.hazard)
    change.record.delisted_at = change.at
    change.record.delisting_document = change.noted["number"] = _number(change, "delisting_paper")
