"""What a person may begin around a hazard beside its moves: records on site, requests, a proposal to list; and who
keeps the catalogue of determination standards."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from zhiben.hazards.lifecycle import CITY_OFFICE, DISTRICT_OFFICE, FIRST, HAZARD, RESPONSIBLE_UNIT, SECTOR_DEPARTMENT
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import CAN_BE_LISTED, Grade, RecordKind, RequestKind
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


@dataclass(frozen=True, slots=True)
class Action:
    """A form that this person may open on this hazard."""

    label: str
    href: str


def actions(actor: Actor, hazard: Hazard) -> list[Action]:
    """Everything beside the moves, in the order in which it comes up."""
    found = [
        Action(f"起草{kind.label}", reverse("hazards:draft_record", args=[hazard.pk, kind]))
        for kind in RecordKind
        if hazard.state in HAZARD.by_name[kind].sources and FIRST[kind](actor, hazard).allowed
    ]
    asks = ((RequestKind.EXTEND, RESPONSIBLE_UNIT), (RequestKind.TRANSFER, SECTOR_DEPARTMENT))
    for kind, may in asks:
        if hazard.state in HAZARD.by_name[kind].sources and may(actor, hazard).allowed:
            found.append(Action(kind.label, reverse(f"hazards:ask_{kind}", args=[hazard.pk])))
    if _may_propose(actor, hazard):
        found.append(Action("提请挂牌", reverse("hazards:propose", args=[hazard.pk])))
    return found


def _may_propose(actor: Actor, hazard: Hazard) -> bool:
    open_to_it = hazard.level == Grade.MAJOR and not hazard.listing_level and hazard.state in CAN_BE_LISTED
    return open_to_it and (CITY_OFFICE | DISTRICT_OFFICE)(actor, hazard).allowed


def keeping_criteria(actor: Actor) -> Grant | None:
    """The grant under which somebody keeps the catalogue: an office officer's of the city."""
    return next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER and not one.at.district), None)


def must_keep_criteria(actor: Actor) -> Grant | None:
    """The same where it is needed; none for the system. Raises NotAllowed."""
    found = keeping_criteria(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("判定标准目录由市安委办工作人员维护"))
    return found
