"""Who may report and finish a draft; what a person may begin around a hazard beside its moves: records on site,
requests, a proposal to list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from zhiben.hazards.lifecycle import (
    CITY_OFFICE,
    DISTRICT_OFFICE,
    FIRST,
    HAZARD,
    REPORTER,
    REPORTING_ROLES,
    RESPONSIBLE_UNIT,
    SECTOR_DEPARTMENT,
)
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import CAN_BE_LISTED, DRAFT, Grade, RecordKind, RequestKind, Source
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

SOURCE_OF_ROLE = {
    Role.ENTERPRISE_CONTACT: Source.ENTERPRISE,
    Role.STREET_OFFICER: Source.STREET,
    Role.DISTRICT_OFFICER: Source.DEPARTMENT,
    Role.DEPARTMENT_OFFICER: Source.DEPARTMENT,
    Role.INSPECTOR: Source.SUPERVISION,
    Role.OFFICE_OFFICER: Source.SUPERVISION,
}
"""Where a hazard comes from when its reporter does not say."""


@dataclass(frozen=True, slots=True)
class Action:
    """A form that this person may open on this hazard."""

    label: str
    href: str


def actions(actor: Actor, hazard: Hazard) -> list[Action]:
    """Everything beside the moves, in the order in which it comes up."""
    if edits_draft(actor, hazard):
        return [Action("继续填写", reverse("hazards:edit", args=[hazard.pk]))]
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


def must_report(actor: Actor) -> None:
    """Raise NotAllowed unless the person holds a role that reports hazards, wherever it is."""
    if not any(grant.role in REPORTING_ROLES for grant in actor.grants):
        raise NotAllowed(N_("您的角色不能上报隐患"))


def edits_draft(actor: Actor, hazard: Hazard) -> bool:
    """May go on with a draft: whoever began it, or withdrew the report, and may report there."""
    own = hazard.state == DRAFT and hazard.last_actor in actor.people
    return own and REPORTER(actor, hazard).allowed


def must_edit_draft(actor: Actor, hazard: Hazard) -> None:
    """Raise Refused for what is no draft, NotAllowed for a draft of somebody else's."""
    if hazard.state != DRAFT:
        raise Refused(N_("该隐患已上报，不能再作为草稿修改；需要修改的，请先撤回上报"), code="wrong_state")
    if not edits_draft(actor, hazard):
        raise NotAllowed(N_("草稿只能由起草人本人修改、上报"))


def _may_propose(actor: Actor, hazard: Hazard) -> bool:
    open_to_it = hazard.level == Grade.MAJOR and not hazard.listing_level and hazard.state in CAN_BE_LISTED
    return open_to_it and (CITY_OFFICE | DISTRICT_OFFICE)(actor, hazard).allowed
