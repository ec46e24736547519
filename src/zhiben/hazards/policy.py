"""Who may report and finish a draft; what a person may begin around a hazard beside its moves: records on site,
requests, a proposal to list; and who keeps the catalogue of determination standards."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from zhiben.hazards.lifecycle import (
    BODY_OFFICER,
    CITY_OFFICE,
    CONTROLLER,
    DISTRICT_OFFICE,
    FIRST,
    HAZARD,
    REPORTER,
    REPORTING_ROLES,
    RESPONSIBLE_UNIT,
    SECTOR_DEPARTMENT,
)
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.vocab import (
    CAN_BE_LISTED,
    CONTROLLED,
    DRAFT,
    VALID,
    Body,
    ControlKind,
    Grade,
    RecordKind,
    RequestKind,
    Source,
)
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
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
    if controls(actor, hazard):
        found.append(Action("登记管控措施", reverse("hazards:order_control", args=[hazard.pk])))
    if bodies(actor, hazard):
        found.append(Action("提请挂牌", reverse("hazards:propose", args=[hazard.pk])))
    if hazard.state in VALID and orgs.offices_run(actor):
        found.append(Action("发提醒函", f"{reverse('dispatch:remind')}?hazard={hazard.pk}"))
    if hazard.state in VALID and orgs.offices_led(actor):
        found.append(Action("批示", f"{reverse('dispatch:instruct')}?hazard={hazard.pk}"))
    return found


def must_draft(actor: Actor, hazard: Hazard, kind: RecordKind) -> Grant:
    """The grant under which somebody is the first of the two of a site record. Raises NotAllowed."""
    verdict = FIRST[kind](actor, hazard)
    if not verdict.allowed or verdict.grant is None:
        raise NotAllowed(N_("您不能起草{kind}：{why}"), kind=kind.label, why=verdict.why)
    return verdict.grant


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


READS_SIGNALS = (Role.OFFICE_LEADER, Role.OFFICE_OFFICER, Role.AUDITOR)


def reads_signals(actor: Actor) -> bool:
    """True for those before whom signals to be checked may lie at all."""
    return any(grant.role in READS_SIGNALS for grant in actor.grants)


def must_read_signals(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not reads_signals(actor):
        raise NotAllowed(N_("待核实线索由安委办核实"))


def must_set_templates(actor: Actor) -> Grant:
    """The grant under which somebody says what everybody may write alike. Raises NotAllowed."""
    if (grant := of_city_office(actor)) is None:
        raise NotAllowed(N_("通用语句由市安委办工作人员设定"))
    return grant


CHASING = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER)


def chases(actor: Actor) -> bool:
    """True for those who remind units of what they are to mend."""
    return any(grant.role in CHASING for grant in actor.grants)


def must_chase(actor: Actor) -> None:
    """Raise NotAllowed for whoever does not remind units."""
    if not chases(actor):
        raise NotAllowed(N_("站内提醒由安委办、行业主管部门和区的工作人员发送"))


def offices(actor: Actor) -> list[int]:
    """The committee offices for which somebody draws second looks."""
    return sorted({grant.unit for grant in actor.grants if grant.role == Role.OFFICE_OFFICER})


def must_be_of_a_listing_office(actor: Actor) -> None:
    """Raises NotAllowed for whoever could propose to list no hazard anywhere: offices of the city and its districts
    list, those of streets do not."""
    levels = (Level.CITY, Level.DISTRICT)
    if not any(grant.role == Role.OFFICE_OFFICER and grant.level in levels for grant in actor.grants):
        raise NotAllowed(N_("由市、区安委办工作人员提请挂牌"))


def must_set_clocks(actor: Actor) -> Grant:
    """The grant under which somebody sets the ledger's clocks. Raises NotAllowed."""
    if (grant := of_city_office(actor)) is None:
        raise NotAllowed(N_("时限由市安委办工作人员设定"))
    return grant


def bodies(actor: Actor, hazard: Hazard) -> list[Body]:
    """At which levels somebody may propose to list a hazard now."""
    if hazard.level != Grade.MAJOR or hazard.state not in CAN_BE_LISTED:
        return []
    offices = {Body.DISTRICT: DISTRICT_OFFICE, Body.CITY: CITY_OFFICE}
    found = [body for body, office in offices.items() if office(actor, hazard).allowed]
    # Whether one is open is not asked of those who could propose none.
    return found if found and not hazard.is_listed else []


def lists(actor: Actor, listing: Listing) -> bool:
    """True for officers of the listing body."""
    return BODY_OFFICER(actor, listing).allowed


def must_list(actor: Actor, listing: Listing) -> Grant | None:
    """The grant under which an officer of the listing body acts on a listing. Raises NotAllowed."""
    verdict = BODY_OFFICER(actor, listing)
    if not verdict.allowed:
        raise NotAllowed(N_("须为挂牌单位的工作人员"))
    return verdict.grant


def office_of(actor: Actor, listing: Listing) -> int:
    """The listing body's office, for which an officer of it writes. Raises NotAllowed."""
    grant = must_list(actor, listing)
    return grant.unit if grant else 0


def of_city_office(actor: Actor) -> Grant | None:
    """The grant under which somebody keeps what is the same for the whole ledger, its catalogue and its clocks: an
    office officer's of the city."""
    return next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER and one.level <= Level.CITY), None)


def must_keep_criteria(actor: Actor) -> Grant | None:
    """The grant under which somebody keeps the catalogue; none for the system. Raises NotAllowed."""
    found = of_city_office(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("判定标准目录由市安委办工作人员维护"))
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
