"""Putting tasks into the list: drafted, with assisting units, and assigned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.campaign.vocab import ASSISTING
from zhiben.foundation import audit, search
from zhiben.foundation.lifecycle import Step, begin_many, perform_many
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.vocab import Role

restamps(KeyTask)


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as it is to stand in the list; units by id."""

    number: str
    title: str
    target: str
    lead_unit: int
    due: date
    topic: str = ""
    evidence_required: str = ""
    assisting: tuple[int, ...] = ()


def draft_tasks(drafts: Sequence[Draft], *, actor: Actor, at: datetime | None = None) -> list[KeyTask]:
    """New tasks, at home with their lead units. Raises NotAllowed for a unit outside the office's territory."""
    units = {u for d in drafts for u in (d.lead_unit, *d.assisting)}
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
        parts = [_part(row, unit, places) for row, draft in zip(rows, drafts, strict=True) for unit in draft.assisting]
        Participation.objects.bulk_create(parts, batch_size=500)
        search.enter(KeyTask.found_by, rows)
    return rows


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
    )
    row.place_at(place)
    return row


def set_assisting(task: KeyTask, units: Sequence[int]) -> None:
    """Replace the assisting units of a task."""
    label = KeyTask._meta.label_lower
    Participation.objects.filter(model=label, record=task.pk, part=ASSISTING).exclude(unit__in=units).delete()
    places = orgs.unit_coordinates(units)
    Participation.objects.bulk_create([_part(task, unit, places) for unit in units], ignore_conflicts=True)


def _part(task: KeyTask, unit: int, places: dict[int, Coordinates]) -> Participation:
    return part_in(task, ASSISTING, unit, places[unit], state=task.state, due=task.due)


def assign_all(tasks: Sequence[KeyTask], *, actor: Actor, at: datetime | None = None) -> None:
    """Assign many drafted tasks at once."""
    perform_many([Step(task, "assign", actor) for task in tasks], at=at)
