"""Tasks that an import has brought, taken out of the list again with it, and brought back by a later one. Nothing is
deleted: the number stays used, and the ledger tells of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.correcting import correct
from zhiben.campaign.operations.listing import Draft, task_row, wholes_of
from zhiben.campaign.operations.soundness import why_not_among
from zhiben.campaign.operations.steps import replace_milestones
from zhiben.campaign.operations.taking_part import set_assisting, take_part_across
from zhiben.campaign.vocab import UPPER
from zhiben.foundation import audit, search
from zhiben.foundation.importing import refuse_some
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.foundation.scope.models import Participation
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

WORDING = (
    *("title", "topic", "target", "evidence_required", "lead_unit_id", "due", "measure_id", "action_id", "parent_id"),
    *("amount", "amount_unit", "cadence", "recurrence", "leader", "responsible", "accept_by"),
)
PLACE = ("province", "city", "district", "street", "line", "subline")


def retract_tasks(tasks: Collection[int], *, actor: Actor) -> None:
    """Take drafted tasks out, all or none. Raises NotAllowed, or Refused for what is no draft any more."""
    rows = list(KeyTask.objects.filter(pk__in=list(tasks)).order_by("pk"))
    with audit.batch():
        perform_many([Step(task, "retract", actor) for task in rows])
        take_part_across({task.parent_id for task in rows})


def redraft_tasks(pairs: Sequence[tuple[KeyTask, Draft]], *, actor: Actor) -> None:
    """Bring retracted tasks back as drafts that say what their `Draft` says. Raises NotAllowed outside the office's
    territory."""
    places = orgs.unit_coordinates({draft.lead_unit for _task, draft in pairs})
    for task, draft in pairs:
        task.__dict__["_redrafted"] = task_row(draft, places[draft.lead_unit])
    wholes_of((draft for _task, draft in pairs), actor)
    before = {task.parent_id for task, _draft in pairs}
    said = {task.pk: KeyTask.found_by.texts(task) for task, _draft in pairs}
    with audit.batch():
        perform_many([Step(task, "redraft", actor) for task, _draft in pairs])
        for task, draft in pairs:
            set_assisting(task, draft.assisting)
            replace_milestones(task, draft.steps)
            search.change(KeyTask.found_by, task, said[task.pk])
        alone = [task.pk for task, _draft in pairs if not task.parent_id]
        Participation.objects.filter(model=KeyTask._meta.label_lower, record__in=alone, part=UPPER).delete()
        take_part_across({task.parent_id for task, _draft in pairs} | before)


@effect(TASK, "redraft")
def _redrafted(change: Change) -> None:
    if (new := change.record.__dict__.pop("_redrafted", None)) is None:
        return
    change.noted["to"] = {name: getattr(new, name) for name in WORDING}
    for name in (*WORDING, *PLACE):
        setattr(change.record, name, getattr(new, name))


def restore_tasks(
    changes: Mapping[int, Mapping[str, Any]], assisting: Mapping[int, Sequence[int]], *, actor: Actor
) -> None:
    """Correct tasks back to the wording and the assisting units that an import had changed, all or none. Raises Refused
    naming those that cannot be corrected any more, or whose due day would not fit a part or whole that has come
    meanwhile."""
    against = {}
    rows = list(KeyTask.objects.filter(pk__in=[*changes, *assisting]).order_by("pk"))
    with audit.batch():
        for task in rows:
            if why := correct(task, changes.get(task.pk, {}), assisting.get(task.pk), actor=actor):
                against[task.number] = why
        for task in rows:
            if "due" in changes.get(task.pk, {}) and (why := why_not_among(task, task.due)):
                against.setdefault(task.number, why)
        refuse_some(against)
