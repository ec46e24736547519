"""What waits for a person in the hazard ledger, since when and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef, Q

from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.hazards import policy
from zhiben.hazards.lifecycle import FIRST, HAZARD, LISTING, LOOKER, SECOND, SITE_RECORD
from zhiben.hazards.models import Hazard, Listing, Request, SecondLook, SiteRecord, load_attempts
from zhiben.hazards.queries.clocks import decisions_due
from zhiben.hazards.queries.looks import LOOKED_THROUGH, looks_waiting
from zhiben.hazards.vocab import DRAFT, NO_DUE, REVIEWED, UNDECLARED, RecordKind
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def waiting_for(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """Hazards, records to be signed and requests whose next step `actor` may make, the nearest deadline first."""
    steps = ("reported", "verified", "rectifying", "reviewed", "accepted")
    hazards = Hazard.objects.filter(state__in=steps).order_by("due", "pk")[:among]
    drafted = list(SiteRecord.objects.filter(state="drafted").select_related("hazard").order_by("pk"))
    load_attempts([one.hazard for one in drafted])
    requests = Request.objects.filter(state="asked").select_related("hazard").order_by("pk")
    to_sign = [Waiting(one, SITE_RECORD.by_name["sign"].label) for one in drafted if may_sign(actor, one)]
    inspected = Listing.objects.exclude(verdict="").filter(state="acceptance_requested").select_related("hazard")
    to_sign += [Waiting(one, LISTING.by_name[one.verdict].label) for one in inspected if _countersigns(actor, one)]
    listings = _listings_to_move(actor)
    return (
        to_sign
        + listings
        + waiting(hazards, actor)
        + _to_review(actor, among)
        + _to_decide(requests, actor)
        + _to_look_at(actor)
        + _own_drafts(actor)
    )


def _to_decide(requests: Iterable[Request], actor: Actor) -> list[Waiting]:
    """Requests that can still be granted, each until the day by which it must be decided."""
    able = [one for one in requests if one.hazard.state in HAZARD.by_name[one.kind].sources]
    found = waiting(able, actor, N_("办理"))
    days = decisions_due([one.record for one in found])
    return [replace(one, due=days.get(one.record.pk)) for one in found]


def _own_drafts(actor: Actor) -> list[Waiting]:
    """Drafts that the person has begun, or come back to by withdrawing a report."""
    drafts = Hazard.objects.filter(state=DRAFT, last_actor__in=actor.people).order_by("pk")
    return [Waiting(one, N_("继续填写")) for one in drafts if policy.edits_draft(actor, one)]


def _listings_to_move(actor: Actor) -> list[Waiting]:
    """Listings whose next step `actor` may make, where the hazard has come so far."""
    ready = (
        Q(state__in=("proposed", "approved"))
        | Q(state__in=("noticed", "kept_listed"), hazard__state__in=REVIEWED)
        | Q(state="accepted", hazard__state__in=("accepted", "closed"))
    )
    listings = Listing.objects.filter(ready).select_related("hazard").order_by("pk")
    to_inspect = Listing.objects.filter(state="acceptance_requested", verdict="").select_related("hazard")
    inspect = LISTING.by_name["inspect"]
    first = [Waiting(one, inspect.label) for one in to_inspect.order_by("pk") if inspect.may(actor, one).allowed]
    return waiting(listings, actor) + first


def _to_review(actor: Actor, among: int) -> list[Waiting]:
    """Declared hazards for which nobody has drafted a record yet, where `actor` may be the first of the two."""
    unsigned = SiteRecord.objects.filter(hazard=OuterRef("pk"), state="drafted")
    declared = list(Hazard.objects.filter(~Exists(unsigned), state="declared").order_by("due", "pk")[:among])
    load_attempts(declared)
    may = FIRST[RecordKind.REVIEW]
    return [Waiting(one, HAZARD.by_name["review"].label) for one in declared if may(actor, one).allowed]


def _to_look_at(actor: Actor) -> list[Waiting]:
    """Second looks that `actor` may take, and hazards found to have come back that `actor` may reopen."""
    found = [Waiting(one, N_("回头看")) for one in looks_waiting() if LOOKER(actor, one).allowed]
    back = SecondLook.objects.filter(state="relapsed", hazard__state="closed").select_related("hazard").order_by("pk")
    reopen = HAZARD.by_name["reopen"]
    return found + [
        Waiting(one.hazard, reopen.label, one.looked_at)
        for one in back[:LOOKED_THROUGH]
        if one.attempt_no == one.hazard.attempt_no and reopen.may(actor, one.hazard).allowed
    ]


def running_deadline(record: Hazard | SiteRecord | Request | Listing | SecondLook) -> date | None:
    """The day by which the hazard, or the hazard that `record` stands beside, must be declared rectified, or the day of
    a listing's own; None where no deadline runs."""
    if isinstance(record, Listing) and record.state in ("noticed", "kept_listed"):
        return record.deadline
    one = record if isinstance(record, Hazard) else record.hazard
    return one.due if one.state in UNDECLARED and one.due < NO_DUE else None


def may_sign(actor: Actor, record: SiteRecord) -> bool:
    """True when `record` waits for a second signature that `actor` may give."""
    second = SECOND[RecordKind(record.kind)](actor, record.hazard).allowed
    return record.state == "drafted" and second and not actor.people & record.drafters


def _countersigns(actor: Actor, listing: Listing) -> bool:
    return LISTING.by_name[listing.verdict].may(actor, listing).allowed
