"""What a person may begin around a task beside its moves."""

from __future__ import annotations

from zhiben.campaign.lifecycle import ASSISTS, LEAD_UNIT, NOT_EXPIRED, OFFICERS
from zhiben.campaign.models import KeyTask
from zhiben.campaign.vocab import ASSISTING
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


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


def keeps_list(actor: Actor, task: KeyTask) -> Grant | None:
    """The grant under which the person lists tasks where `task` lies; None without."""
    return actor.holding(Role.OFFICE_OFFICER, task.coordinates)


def must_keep_list(actor: Actor, task: KeyTask) -> Grant | None:
    """The same; none for the system. Raises NotAllowed."""
    found = keeps_list(actor, task)
    if actor is not SYSTEM and found is None:
        raise NotAllowed(N_("只有安委办工作人员能合并或拆分本辖区的任务"))
    return found


def planning(actor: Actor) -> dict[int, Grant]:
    """The offices whose campaign the person sets up and corrects, each with the grant that allows it."""
    return {grant.unit: grant for grant in reversed(actor.grants) if grant.role == Role.OFFICE_OFFICER and grant.unit}


def must_plan(actor: Actor, office: int) -> Grant | None:
    """The grant under which the person corrects an office's campaign; none for the system. Raises NotAllowed."""
    if actor is SYSTEM:
        return None
    found = planning(actor).get(office)
    if found is None:
        raise NotAllowed(N_("只有该安委办的工作人员才能修改行动和指标"))
    return found
