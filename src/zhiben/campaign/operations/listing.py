"""Putting tasks into the list: drafted, hung on a measure or below another task, with assisting units and milestones,
and assigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from zhiben.campaign import policy, queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.campaign.operations.soundness import must_be_sound
from zhiben.campaign.operations.steps import MilestoneDraft, milestones_of, recurring
from zhiben.campaign.operations.taking_part import across, taking_part
from zhiben.campaign.vocab import OPEN, Cadence
from zhiben.foundation import audit, search
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Step, begin_many, perform_many
from zhiben.foundation.scope.models import Participation
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import Role

restamps(KeyTask)


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as it is to stand in the list; units, measure, action, the task above and the one it is split from by id.
    The action is that of the measure unless it is given."""

    number: str
    title: str
    target: str
    lead_unit: int
    due: date
    topic: str = ""
    evidence_required: str = ""
    assisting: tuple[int, ...] = ()
    measure: int = 0
    action: int = 0
    parent: int = 0
    split_from: int = 0
    amount: Decimal | None = None
    amount_unit: str = ""
    cadence: str = Cadence.HALF_MONTH
    recurrence: str = ""
    leader: str = ""
    responsible: str = ""
    accept_by: date | None = None
    milestones: tuple[MilestoneDraft, ...] = ()

    @property
    def steps(self) -> tuple[MilestoneDraft, ...]:
        """Its milestones; where it names none, one for each time that it recurs."""
        return self.milestones or recurring(self.recurrence, self.due)


def draft_tasks(drafts: Sequence[Draft], *, actor: Actor, at: datetime | None = None) -> list[KeyTask]:
    """New tasks, at home with their lead units. Raises NotAllowed for a unit outside the office's territory, Refused
    for a measure or a task above that is not there, Incomplete for what is unsound."""
    above = wholes_of(drafts, actor)
    drafts = _hung(drafts, above | queries.tasks_above(draft.split_from for draft in drafts if draft.split_from))
    must_be_sound(drafts)
    units = {u for d in drafts for u in (d.lead_unit, *d.assisting)} | {one.lead_unit_id for one in above.values()}
    places = orgs.unit_coordinates(units)
    rows, grants = [], []
    for draft in drafts:
        place = places[draft.lead_unit]
        grants.append(actor.holding(Role.OFFICE_OFFICER, place))
        if actor is not SYSTEM and grants[-1] is None:
            raise NotAllowed(N_("只有安委办工作人员能在本辖区内列入任务"))
        rows.append(task_row(draft, place))
    with audit.batch():
        begin_many(rows, actor, grants=grants, at=at)
        parts = [
            taking_part(row, unit, places) for row, draft in zip(rows, drafts, strict=True) for unit in draft.assisting
        ]
        for row in rows:
            if row.parent_id:
                parts += across(above[row.parent_id], row, places)
        Participation.objects.bulk_create(parts, batch_size=500, ignore_conflicts=True)
        insert([one for row, draft in zip(rows, drafts, strict=True) for one in milestones_of(row, draft.steps)])
        search.enter(KeyTask.found_by, rows)
    return rows


def wholes_of(drafts: Iterable[Draft], actor: Actor) -> dict[int, KeyTask]:
    """The tasks, by id, below which drafts hang. Raises NotAllowed, or Refused for one of which no part is made."""
    wanted = {draft.parent for draft in drafts if draft.parent}
    above = queries.tasks_above(wanted)
    if wanted - set(above):
        raise Refused(N_("没有找到上级任务，不能分解"))
    for whole in above.values():
        policy.must_break_down(actor, whole)
        must_be_open(whole)
    return above


def must_be_open(task: KeyTask) -> None:
    """Raise Refused for a task that is submitted, finished or set aside: no part is made of it any more."""
    if task.state not in OPEN:
        raise Refused(N_("任务现为“{state}”，不能再分解"), state=task.state_shown.label)


def _hung(drafts: Sequence[Draft], origins: Mapping[int, KeyTask]) -> list[Draft]:
    """The drafts with the actions of their measures. Raises Refused for a measure that is not in force; what hangs on
    the measure of the task above, or of the one it is split from, need not see it."""
    wanted = {draft.measure for draft in drafts if draft.measure and not _inherits(draft, origins)}
    actions = queries.actions_of_measures(wanted)
    if wanted - set(actions):
        raise Refused(N_("没有找到该措施，或它已不在现行方案里"))
    return [replace(draft, action=draft.action or actions.get(draft.measure, 0)) for draft in drafts]


def _inherits(draft: Draft, origins: Mapping[int, KeyTask]) -> bool:
    return any(origins[one].measure_id == draft.measure for one in (draft.parent, draft.split_from) if one)


def task_row(draft: Draft, place: Coordinates) -> KeyTask:
    """An unsaved task that says what `draft` says, at home at `place`."""
    row = KeyTask(
        number=draft.number,
        title=draft.title,
        topic=draft.topic,
        target=draft.target,
        evidence_required=draft.evidence_required,
        lead_unit_id=draft.lead_unit,
        due=draft.due,
        measure_id=draft.measure or None,
        action_id=draft.action or None,
        parent_id=draft.parent or None,
        split_from_id=draft.split_from or None,
        amount=draft.amount,
        amount_unit=draft.amount_unit,
        cadence=draft.cadence,
        recurrence=draft.recurrence,
        leader=draft.leader,
        responsible=draft.responsible,
        accept_by=draft.accept_by,
    )
    row.place_at(place)
    return row


def assign_all(tasks: Sequence[KeyTask], *, actor: Actor, at: datetime | None = None) -> None:
    """Assign many drafted tasks at once."""
    perform_many([Step(task, "assign", actor) for task in tasks], at=at)
