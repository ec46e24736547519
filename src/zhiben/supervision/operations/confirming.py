"""A hazard confirmed on site at a visit: one of the two drafts the hazard ledger's own record, the other's signature
under the visit signs it, and the hazard is confirmed without being entered twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.foundation.lifecycle import Change, effect
from zhiben.hazards import operations as ledger
from zhiben.hazards import queries as hazards
from zhiben.hazards.operations import RecordDraft
from zhiben.hazards.vocab import RecordKind
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision.lifecycle import VISIT
from zhiben.supervision.models import Visit

if TYPE_CHECKING:
    from zhiben.hazards.models import Hazard


def _hazard_of(visit: Visit) -> Hazard:
    found = hazards.hazards_by_id([visit.hazard])
    if not found:
        raise NotFound(N_("没有找到这项隐患，或不在您的范围内"))
    return found[0]


@effect(VISIT, "confirm_hazard")
def _confirmed(change: Change) -> None:
    visit, facts = change.record, change.facts
    made = ledger.draft_record(
        RecordDraft(
            _hazard_of(visit),
            RecordKind.CONFIRM,
            change.actor,
            facts["conclusion"],
            facts["position"],
            visit.arrived_at,
            facts["files"],
        )
    )
    visit.site_record = made.pk
    change.noted["site_record"] = made.pk


def sign_confirmation(visit: Visit, actor: Actor) -> None:
    """Sign what a colleague has drafted at this visit, if it waits for that. Raises Refused for whoever has drafted
    it, NotAllowed for whoever may not confirm."""
    drafters = hazards.drafted_by(visit.site_record) if visit.site_record else frozenset()
    if not drafters:
        return
    if actor.people & drafters:
        raise Refused(N_("现场确认由您起草，请同组另一人签字结束检查，签字同时会签现场确认"), code="other_signs")
    ledger.sign_standing(_hazard_of(visit), actor=actor)


def must_not_be_confirmed(visit: Visit) -> None:
    """Raise Refused where the hazard ledger has the confirmation: signed it stands there, drafted it waits there for a
    signature that nobody could give under this visit any more."""
    state = hazards.record_states([visit.site_record]).get(visit.site_record)
    if state == "signed":
        raise Refused(N_("这次检查的现场确认已会签入隐患台账，不能作废"))
    if state == "drafted":
        raise Refused(N_("这次检查在隐患台账里起草了现场确认，还没有会签，请先在隐患台账作废该现场确认，再作废检查"))
