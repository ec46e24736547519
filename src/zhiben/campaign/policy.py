"""What a person may begin around a task beside its moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from zhiben.campaign.lifecycle import APPROVER, ASSISTS, DRAFTER, DRAFTERS, LEAD_UNIT, NOT_EXPIRED, OFFICERS, drafting
from zhiben.campaign.models import Consultation, KeyTask, Plan, PlanVersion
from zhiben.campaign.vocab import ASSISTING, READABLE, PlanKind
from zhiben.foundation.scope.query import at_home_with
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind


def reporting_grants(actor: Actor, task: KeyTask) -> list[Grant]:
    """The grants with which somebody may report on a task, one for each unit, the lead unit before those that
    assist."""
    places = [place for part, place in task.participants if part == ASSISTING]
    lead = [grant for grant in actor.grants if grant.role in OFFICERS and grant.unit == task.lead_unit_id]
    assisting = [grant for grant in actor.grants if grant.role in ASSISTS and grant.at in places]
    by_unit: dict[int, Grant] = {}
    for grant in (*lead, *assisting):
        by_unit.setdefault(grant.unit, grant)
    return list(by_unit.values())


def may_ask_extension(actor: Actor, task: KeyTask) -> bool:
    """The lead unit, before the due day has passed."""
    return task.state == "under_way" and (LEAD_UNIT & NOT_EXPIRED)(actor, task).allowed


def handles_many(actor: Actor) -> bool:
    """Office officers and leaders act on many tasks at once."""
    return any(grant.role in (Role.OFFICE_OFFICER, Role.OFFICE_LEADER) for grant in actor.grants)


def must_handle_many(actor: Actor) -> None:
    """Raise NotAllowed unless the person acts on many tasks at once."""
    if not handles_many(actor):
        raise NotAllowed(N_("须为安委办工作人员或领导"))


def _held(actor: Actor, grant: Grant | None, why: str) -> Grant | None:
    """The grant that is needed; none for the system. Raises NotAllowed with `why`."""
    if grant is None and actor is not SYSTEM:
        raise NotAllowed(why)
    return grant


def must_convene(actor: Actor, office: int) -> Grant | None:
    """The grant under which the person calls an office's task force together and writes to its liaison persons; none
    for the system. Raises NotAllowed."""
    return _held(actor, planning(actor).get(office), N_("须为该安委办的工作人员"))


def must_list(actor: Actor) -> int:
    """The office for which the person puts tasks into the list and hands them over. Raises NotAllowed."""
    grant = next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER), None)
    if grant is None:
        raise NotAllowed(N_("须为安委办工作人员"))
    return grant.unit


def lists_under(actor: Actor, plan: Plan) -> bool:
    """True for whoever lists tasks on measures of a plan: an office whose territory lies in that of the plan, or holds
    it."""
    ground = plan.coordinates.territory
    grants = (one.at for one in actor.grants if one.role == Role.OFFICE_OFFICER)
    return any(ground.covers(at) or at.covers(ground) for at in grants)


def must_list_under(actor: Actor, plan: Plan) -> None:
    """Raise NotAllowed for anybody else."""
    must_list(actor)
    if not lists_under(actor, plan):
        raise NotAllowed(N_("“{plan}”是其他区域的方案，不能在它的措施下列任务"), plan=str(plan))


def keeps_list(actor: Actor, task: KeyTask) -> Grant | None:
    """The grant under which the person lists tasks where `task` lies; None without."""
    return actor.holding(Role.OFFICE_OFFICER, task.coordinates)


def must_keep_list(actor: Actor, task: KeyTask) -> Grant | None:
    """The same; none for the system. Raises NotAllowed."""
    return _held(actor, keeps_list(actor, task), N_("只有安委办工作人员能合并或拆分本辖区的任务"))


def must_split(actor: Actor, task: KeyTask) -> Grant | None:
    """The same, where a task is split: of a part, others are made below the same whole. Raises NotAllowed."""
    grant = must_keep_list(actor, task)
    if task.parent is not None:
        must_break_down(actor, task.parent)
    return grant


def splits(actor: Actor, task: KeyTask) -> bool:
    """True for whoever may split a task."""
    return all(keeps_list(actor, one) is not None for one in (task, task.parent) if one is not None)


def must_break_down(actor: Actor, task: KeyTask) -> Grant | None:
    """The same, where a part of the task is to be made. Raises NotAllowed."""
    return _held(actor, keeps_list(actor, task), N_("只有本辖区安委办工作人员才能分解任务"))


def may_reshare(actor: Actor, part: KeyTask, whole: KeyTask | None) -> bool:
    """True where a drafted part gets another share on the page on which the person breaks the whole down."""
    if whole is None or part.state != "drafted" or part.amount is None:
        return False
    return whole.amount is not None and keeps_list(actor, whole) is not None


def must_revise_draft(actor: Actor, task: KeyTask) -> Grant | None:
    """The same, where a drafted task is to say something else. Raises NotAllowed."""
    return _held(actor, keeps_list(actor, task), N_("只有本辖区安委办工作人员才能修改拟稿任务"))


def planning(actor: Actor) -> dict[int, Grant]:
    """The offices whose campaign the person sets up and corrects, each with the grant that allows it."""
    return orgs.offices_run(actor)


def must_plan(actor: Actor, office: int) -> Grant | None:
    """The grant under which the person corrects an office's campaign; none for the system. Raises NotAllowed."""
    return _held(actor, planning(actor).get(office), N_("只有该安委办的工作人员才能修改行动和指标"))


@dataclass(frozen=True, slots=True)
class PlanOf:
    """What a plan is of; ids, 0 where there is none."""

    kind: PlanKind
    territory: int = 0
    sector: int = 0


@dataclass(frozen=True, slots=True)
class Answering:
    """Which unit may answer for which plan of an office's campaign, read once: for a district its government and its
    own office, for a sector a department of the office's level in whose line the sector lies. The office may answer for
    any, and for the whole nobody else."""

    office: orgs.UnitCard
    units: Sequence[orgs.UnitCard]
    lines: Mapping[int, tuple[int, int]]
    districts: Mapping[int, Coordinates]

    def fits(self, unit: orgs.UnitCard, of: PlanOf) -> bool:
        """True when `unit` may answer for a plan of `of`."""
        place = unit.coordinates.territory
        if unit.id == self.office.id or of.kind == PlanKind.MASTER:
            return unit.id == self.office.id
        if of.kind == PlanKind.DISTRICT:
            governs = unit.kind in (UnitKind.DISTRICT, UnitKind.COMMITTEE_OFFICE)
            return governs and self.districts.get(of.territory) == place
        line, subline = self.lines.get(of.sector, (0, 0))
        here = unit.kind == UnitKind.DEPARTMENT and place == self.office.coordinates.territory
        return here and line != 0 and unit.coordinates.line == line and unit.coordinates.subline in (0, subline)

    def units_for(self, of: PlanOf) -> list[orgs.UnitCard]:
        """The units that may answer for it, the office last: it stands in where nobody else answers."""
        found = [unit for unit in self.units if self.fits(unit, of)]
        return sorted(found, key=lambda unit: unit.id == self.office.id)


def answering(office: int) -> Answering:
    """Who may answer for the plans of an office's campaign today."""
    districts = {card.id: card.coordinates for card in orgs.districts()}
    units = orgs.units(UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT, UnitKind.DISTRICT)
    return Answering(orgs.unit(office), units, orgs.sector_lines(), districts)


WHO_ANSWERS = N_(
    "区子方案由该区政府或该区安委办负责，行业领域子方案由对应该行业领域的部门负责，也可由建立行动方案的安委办负责"
)


def must_found_plan(actor: Actor, who: Answering, of: PlanOf, owner: int) -> Grant | None:
    """The grant under which the person founds a plan: an officer of the campaign's office any, of a unit that may
    answer for it a sub-plan of its own; none for the system. Raises NotAllowed."""
    grant = planning(actor).get(who.office.id)
    if grant is None and owner in {unit.id for unit in who.units_for(of)}:
        grant = drafting(actor, owner)
    return _held(actor, grant, N_("本单位不能建立此方案：{rule}").format(rule=WHO_ANSWERS))


def hands_plan_over(actor: Actor, plan: Plan) -> bool:
    """True for whoever may give a plan to another unit."""
    return plan.campaign.office_id in planning(actor)


def must_hand_plan_over(actor: Actor, plan: Plan) -> Grant | None:
    """The grant under which the person gives a plan to another unit: that of the campaign's office; none for the
    system. Raises NotAllowed."""
    grant = planning(actor).get(plan.campaign.office_id)
    return _held(actor, grant, N_("只有建立行动方案的安委办工作人员才能变更方案责任单位"))


def founds_plans(actor: Actor) -> bool:
    """True for whoever may found some plan."""
    return any(grant.role in DRAFTERS and grant.unit for grant in actor.grants)


def drafts_plan(actor: Actor, plan: Plan) -> bool:
    """True for the officers of the unit that answers for a plan."""
    return drafting(actor, plan.owner_id) is not None


def must_draft_plan(actor: Actor, plan: Plan) -> Grant | None:
    """The grant under which the person writes a plan; none for the system. Raises NotAllowed."""
    return _held(actor, drafting(actor, plan.owner_id), N_("须为方案责任单位工作人员"))


def must_found_some_plan(actor: Actor) -> None:
    """Raise NotAllowed unless the person may found some plan."""
    if not founds_plans(actor):
        raise NotAllowed(N_("须为安委办或方案责任单位的工作人员"))


def keeps_signed(actor: Actor, version: PlanVersion) -> bool:
    """True for whoever may lay the signed file beside an issued version."""
    return version.state in READABLE and (DRAFTER | APPROVER)(actor, version).allowed


def must_keep_signed(actor: Actor, version: PlanVersion) -> Grant | None:
    """The grant under which the person lays the signed file beside a version. Raises NotAllowed."""
    verdict = (DRAFTER | APPROVER)(actor, version)
    if not verdict.allowed:
        raise NotAllowed(N_("须为方案责任单位工作人员或安委办领导"))
    return verdict.grant


def must_hang(actor: Actor, task: KeyTask) -> Grant | None:
    """The grant under which the person hangs a task on a measure: an office's, over where the task lies. Raises
    NotAllowed."""
    grant = keeps_list(actor, task) or actor.holding(Role.OFFICE_LEADER, task.coordinates)
    return _held(actor, grant, N_("只有安委办能在本辖区内把任务挂到措施上"))


def seen_versions(actor: Actor) -> Q:
    """Of the versions of plans that a person reads: what is or was in force, what is drafted where the plan is at home,
    and drafts on which the own unit is asked."""
    at_home = Plan._unfiltered().filter(at_home_with(Plan, actor) | Q(owner__in=actor.units))
    asked = Consultation._unfiltered().filter(unit__in=actor.units)
    return Q(state__in=READABLE) | Q(plan__in=at_home.values("pk")) | Q(pk__in=asked.values("draft"))


def seen_consultations(actor: Actor) -> Q:
    """Of the consultations on plans that a person reads: those of the own unit, and all where the plan is at home."""
    at_home = Plan._unfiltered().filter(at_home_with(Plan, actor) | Q(owner__in=actor.units))
    return Q(unit__in=actor.units) | Q(draft__plan__in=at_home.values("pk"))
