"""Corrections of a task's wording by the office: a dated amendment in the ledger, never a silent change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from zhiben.campaign import policy, queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.listing import Draft, task_row
from zhiben.campaign.operations.soundness import before_parts, must_be_sound, why_not_due
from zhiben.campaign.operations.steps import read_steps, replace_milestones, written_steps
from zhiben.campaign.operations.taking_part import read_merged, set_assisting, take_part_across
from zhiben.campaign.vocab import RETRACTED
from zhiben.foundation import audit, search
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

UNUSABLE = N_("此编号不能用于导入，请核对")
"""All that is told of a task that somebody may not touch."""
ACCEPTED = N_("任务已签收，完成时限须由牵头单位申请延期")
PASSED = N_("任务已下达，完成时限不能早于今天")
CORRECTABLE = ("title", "topic", "target", "due", "evidence_required", "leader", "responsible")
WHILE_DRAFTED = ("measure_id", "action_id", "amount", "amount_unit", "cadence", "recurrence", "accept_by", "milestones")
"""What a unit has agreed to when it accepted, or is about to."""


def correct(
    task: KeyTask,
    changes: Mapping[str, Any],
    assisting: Sequence[int] | None,
    *,
    actor: Actor,
    by_letter: bool = False,
) -> str:
    """Change the wording or assisting units of a task that is not finished, its due day until it is accepted, its
    amount too where an issued letter asks for that (`by_letter`); a sentence when it may not be."""
    grant = actor.holding(Role.OFFICE_OFFICER, task.coordinates)
    if actor is not SYSTEM and grant is None:
        return UNUSABLE
    if why := _why_not(task, changes, frozenset({"amount"} if by_letter else ())):
        return why
    before = {name: getattr(task, name) for name in changes if name != "milestones"}
    steps, said = changes.get("milestones"), KeyTask.found_by.texts(task)
    if steps is not None:
        before["milestones"] = written_steps(task.milestones.order_by("position"))
    with audit.batch():
        amend([task], at=clock.now(), **{name: value for name, value in changes.items() if name != "milestones"})
        search.change(KeyTask.found_by, task, said)
        if steps is not None:
            replace_milestones(task, read_steps(steps))
        if assisting is not None:
            set_assisting(task, assisting)
        facts = {"from": before, "to": dict(changes), "assisting": None if assisting is None else list(assisting)}
        audit.record("amend", actor, subject=(KeyTask._meta.label_lower, task.pk), facts=facts, grant=grant)
    return ""


def set_due(task: KeyTask, due: date, *, actor: Actor) -> None:
    """Give a task that nobody has accepted another due day. Raises NotAllowed, or Refused when it may not be."""
    grant = policy.keeps_list(actor, task)
    if actor is not SYSTEM and grant is None:
        raise NotAllowed(N_("只有本辖区安委办工作人员才能修改完成时限"))
    if why := _why_not_set(task, due) or why_not_due(task, due):
        raise Refused(why)
    before = task.due
    with audit.batch():
        amend([task], at=clock.now(), due=due)
        facts = {"from": {"due": before}, "to": {"due": due}, "assisting": None}
        audit.record("amend", actor, subject=(KeyTask._meta.label_lower, task.pk), facts=facts, grant=grant)


def _why_not_set(task: KeyTask, due: date) -> str:
    if task.state in ("accepted", "under_way", "submitted"):
        return ACCEPTED
    if task.state not in ("drafted", "assigned"):
        return N_("任务已{state}，不能修改完成时限").format(state=task.state_shown.label)
    return PASSED if task.state == "assigned" and due < clock.today() else ""


def _why_not(task: KeyTask, changes: Mapping[str, Any], asked: frozenset[str]) -> str:
    if task.state in ("done", "cancelled", "verified", RETRACTED):
        return N_("任务已{state}，不能改动").format(state=task.state_shown.label)
    if strange := set(changes) - {*CORRECTABLE, *WHILE_DRAFTED}:
        what = N_("上级任务") if "parent_id" in strange else N_("牵头单位")
        return N_("{what}不能经导入改动，请取消后另列").format(what=what)
    if "amount" in changes and (why := _why_shared(task)):
        return why
    return "" if task.state == "drafted" else _why_not_any_more(task, changes, asked)


def _why_not_any_more(task: KeyTask, changes: Mapping[str, Any], asked: frozenset[str]) -> str:
    """What a unit that was given a task may not find changed."""
    if set(changes) & set(WHILE_DRAFTED) - asked:
        return N_("任务已下达，措施、目标量、节点、报送频次和签收期限不能经导入改动")
    if "due" in changes and task.state != "assigned":
        return ACCEPTED
    if "due" in changes and changes["due"] < clock.today():
        return PASSED
    emptied = "evidence_required" in changes and not changes["evidence_required"]
    return N_("任务已下达，佐证要求不能清空") if emptied else ""


REDRAWN = (
    *("title", "topic", "target", "evidence_required", "lead_unit_id", "due", "measure_id", "action_id"),
    *("amount", "amount_unit", "cadence", "recurrence", "leader", "responsible", "accept_by"),
    *("province", "city", "district", "street", "line", "subline"),
)


def revise_draft(task: KeyTask, draft: Draft, *, actor: Actor) -> KeyTask:
    """Let a drafted task say what `draft` says, its lead unit included: what the office does after an objection. Its
    number and the task above stay. Raises NotAllowed, Refused once it is assigned, Incomplete."""
    draft = replace(draft, parent=task.parent_id or 0)
    places = orgs.unit_coordinates({draft.lead_unit, *draft.assisting})
    grant = policy.must_revise_draft(actor, task)
    if actor is not SYSTEM and not actor.holding(Role.OFFICE_OFFICER, places[draft.lead_unit]):
        raise NotAllowed(N_("只有安委办工作人员能在本辖区内列入任务"))
    if task.state != "drafted":
        raise Refused(N_("任务现为“{state}”，不能再按拟稿修改"), state=task.state_shown.label)
    must_be_sound([draft])
    _must_keep_its_share(task, draft)
    row, before = task_row(draft, places[draft.lead_unit]), {name: getattr(task, name) for name in REDRAWN}
    values = {name: getattr(row, name) for name in REDRAWN}
    changed = {name: value for name, value in values.items() if value != before[name]}
    said = KeyTask.found_by.texts(task)
    with audit.batch():
        amend([task], at=clock.now(), **changed)
        search.change(KeyTask.found_by, task, said)
        set_assisting(task, draft.assisting)
        replace_milestones(task, draft.steps)
        if "lead_unit_id" in changed:
            take_part_across({task.pk, task.parent_id})
            read_merged(task, before=before["lead_unit_id"])
        facts = {
            "from": {name: before[name] for name in changed},
            "to": changed,
            "assisting": list(draft.assisting),
            "milestones": written_steps(draft.steps),
        }
        audit.record("revise_draft", actor, subject=(KeyTask._meta.label_lower, task.pk), facts=facts, grant=grant)
    return task


def _must_keep_its_share(task: KeyTask, draft: Draft) -> None:
    if draft.amount != task.amount and (wrong := _why_shared(task)):
        raise Incomplete(wrong, fields={"amount": wrong})
    if wrong := before_parts(task, draft.due):
        raise Incomplete(wrong, fields={"due": wrong})


def _why_shared(task: KeyTask) -> str:
    """Why an amount is not changed alone: it is a share, or was shared out; "" where it is neither."""
    if whole := queries.wholes([task.parent_id or 0]).get(task.parent_id or 0):
        sentence = N_("分解任务的量不能单独改动，请到上级任务{number}的“分解任务”页改量")
        return sentence.format(number=whole.number)
    return N_("任务已分解，目标量不能单独改动") if KeyTask.objects.filter(parent=task).exists() else ""
