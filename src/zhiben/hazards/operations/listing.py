"""挂牌督办 of a hazard: proposed, approved, noticed; accepted and taken off the list, or kept on it."""

from __future__ import annotations

from datetime import date, datetime

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, amend, begin_many, effect
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.hazards.lifecycle import CITY_OFFICE, DISTRICT_OFFICE, LISTING
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.operations.effects import stead_of
from zhiben.hazards.vocab import CAN_BE_LISTED, NO_DUE, REVIEWED, Body, Grade
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def propose_listing(
    hazard: Hazard,
    *,
    level: str,
    facts: str,
    deadline: date,
    legal_basis: str = "",
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
    if deadline < (at or clock.now()).astimezone(clock.TZ).date():
        raise Incomplete(N_("提请不完整"), fields={"deadline": N_("督办期限不能早于今天")})
    if not facts.strip() or deadline >= NO_DUE:
        raise Incomplete(N_("提请不完整"), fields={"facts": N_("请填写事由和期限")})
    if Listing.objects.filter(hazard=hazard).exclude(state="delisted").exists():
        raise Refused(N_("该隐患已在挂牌督办中"))
    row = Listing(
        hazard=hazard, level=body, facts=facts.strip(), legal_basis=legal_basis, deadline=deadline, proposed_by=actor.id
    )
    with audit.batch():
        begin_many([row], actor, grants=[verdict.grant], facts={"hazard": hazard.pk, "level": body}, at=at)
        act_beside(hazard)
    return row


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
    change.record.document = change.facts["document"]


@effect(LISTING, "request_acceptance")
def _acceptance_requested(change: Change) -> None:
    listing: Listing = change.record
    if listing.hazard.state not in REVIEWED:
        raise Refused(N_("该隐患尚未复核通过，不能申请验收"))
    act_beside(listing.hazard)
    listing.verdict, listing.inspection = "", ""
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
    act_beside(change.record.hazard)
    listing: Listing = change.record
    listing.inspector_two, listing.inspector_two_for = change.actor.id, stead_of(change.grant)
    change.noted["inspectors"] = [listing.inspector_one, listing.inspector_two]


@effect(LISTING, "delist")
def _delisted(change: Change) -> None:
    if change.record.hazard.state not in ("accepted", "closed"):
        raise Refused(N_("该隐患尚未验收，不能摘牌"))
    act_beside(change.record.hazard)
    change.record.delisted_at = change.at
