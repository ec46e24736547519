"""What a person may begin around a hazard beside its moves: records on site, requests, a proposal to list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from zhiben.hazards.lifecycle import (
    CITY_OFFICE,
    CONTROLLER,
    DISTRICT_OFFICE,
    FIRST,
    HAZARD,
    RESPONSIBLE_UNIT,
    SECTOR_DEPARTMENT,
)
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import CAN_BE_LISTED, CONTROLLED, ControlKind, Grade, RecordKind, RequestKind
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor, Grant, Level
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
    if controls(actor, hazard):
        found.append(Action("登记管控措施", reverse("hazards:order_control", args=[hazard.pk])))
    if _may_propose(actor, hazard):
        found.append(Action("提请挂牌", reverse("hazards:propose", args=[hazard.pk])))
    return found


def controls(actor: Actor, hazard: Hazard) -> list[ControlKind]:
    """The kinds of control that somebody may order on a hazard now."""
    if hazard.state not in CONTROLLED:
        return []
    if SECTOR_DEPARTMENT(actor, hazard).allowed:
        return list(ControlKind)
    return [ControlKind.INTERIM] if CONTROLLER(actor, hazard).allowed else []


HANDLES_MANY = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.INSPECTOR, Role.OFFICE_OFFICER)


def handles_many(actor: Actor) -> bool:
    """True for those whose moves can be made on many hazards at once."""
    return any(grant.role in HANDLES_MANY for grant in actor.grants)


def offices(actor: Actor) -> list[int]:
    """The committee offices for which somebody draws second looks."""
    return sorted({grant.unit for grant in actor.grants if grant.role == Role.OFFICE_OFFICER})


def sets_clocks(actor: Actor) -> Grant | None:
    """The grant under which somebody sets the ledger's clocks: an officer of the city's committee office."""
    return next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER and one.level <= Level.CITY), None)


def must_set_clocks(actor: Actor) -> Grant:
    """The same. Raises NotAllowed."""
    if (grant := sets_clocks(actor)) is None:
        raise NotAllowed(N_("时限由市安委办工作人员设定"))
    return grant


def _may_propose(actor: Actor, hazard: Hazard) -> bool:
    open_to_it = hazard.level == Grade.MAJOR and not hazard.listing_level and hazard.state in CAN_BE_LISTED
    return open_to_it and (CITY_OFFICE | DISTRICT_OFFICE)(actor, hazard).allowed
