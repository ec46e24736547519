"""挂牌督办 of a hazard: proposed, approved, noticed; accepted and taken off the list, or kept on it."""

from __future__ import annotations

from datetime import date, datetime

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, begin_many, effect
from zhiben.hazards.lifecycle import BODY_OFFICER, CITY_OFFICE, DISTRICT_OFFICE, LISTING
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.vocab import CAN_BE_LISTED, NO_DUE, REVIEWED, Body, Grade
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


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
    if not facts.strip() or deadline >= NO_DUE:
        raise Incomplete(N_("提请不完整"), fields={"facts": N_("请填写事由和期限")})
    if Listing.objects.filter(hazard=hazard).exclude(state="delisted").exists():
        raise Refused(N_("该隐患已在挂牌督办中"))
    row = Listing(
        hazard=hazard, level=body, facts=facts.strip(), legal_basis=legal_basis, deadline=deadline, proposed_by=actor.id
    )
    begin_many([row], actor, grants=[verdict.grant], facts={"hazard": hazard.pk, "level": body}, at=at)
    return row


@effect(LISTING, "approve")
def _approved(change: Change) -> None:
    listing: Listing = change.record
    if listing.hazard.state not in CAN_BE_LISTED:
        raise Refused(N_("该隐患现为“{state}”，不再挂牌"), state=listing.hazard.state_shown.label)
    listing.approved_at = change.at
    Hazard._unfiltered().filter(pk=listing.hazard_id).update(listing_level=listing.level)
    subject = (Hazard._meta.label_lower, listing.hazard_id)
    facts = {"level": listing.level}
    audit.record("listed", change.actor, subject=subject, facts=facts, at=change.at, grant=change.grant)


@effect(LISTING, "notice")
def _noticed(change: Change) -> None:
    change.record.document = change.facts["document"]


@effect(LISTING, "request_acceptance")
def _acceptance_requested(change: Change) -> None:
    listing: Listing = change.record
    if listing.hazard.state not in REVIEWED:
        raise Refused(N_("该隐患尚未复核通过，不能申请验收"))
    to = ("hazards.hazard", listing.hazard_id)
    attach_own(change.facts.get("files", ()), to=to, actor_id=change.actor.id, purpose="listing")


@effect(LISTING, "accept", "keep")
def _inspected(change: Change) -> None:
    second = change.facts["second"]
    if second == change.actor.id:
        raise Incomplete(N_("须两人验收"), fields={"second": N_("另一名验收人不能是您本人")})
    verdict = BODY_OFFICER(orgs.actor_of(second, change.at), change.record)
    if not verdict.allowed:
        raise Incomplete(N_("验收人不符合要求"), fields={"second": N_("另一名验收人须是挂牌单位工作人员")})


@effect(LISTING, "delist")
def _delisted(change: Change) -> None:
    if change.record.hazard.state not in ("accepted", "closed"):
        raise Refused(N_("该隐患尚未验收，不能摘牌"))
    change.record.delisted_at = change.at
