"""Corrections of a task's wording by the office: a dated amendment in the ledger, never a silent change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.listing import set_assisting
from zhiben.campaign.vocab import RETRACTED
from zhiben.foundation import audit, search
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

UNUSABLE = N_("此编号不能用于导入，请核对")
"""All that is told of a task that somebody may not touch."""
CORRECTABLE = ("title", "topic", "target", "due", "evidence_required")


def correct(task: KeyTask, changes: Mapping[str, Any], assisting: Sequence[int] | None, *, actor: Actor) -> str:
    """Change the wording or assisting units of a task that is not finished, its due day until it is accepted; a
    sentence when it may not be."""
    grant = actor.holding(Role.OFFICE_OFFICER, task.coordinates)
    if actor is not SYSTEM and grant is None:
        return UNUSABLE
    if why := _why_not(task, changes):
        return why
    before = {name: getattr(task, name) for name in changes}
    said = KeyTask.found_by.texts(task)
    with audit.batch():
        amend([task], at=clock.now(), **changes)
        search.change(KeyTask.found_by, task, said)
        if assisting is not None:
            set_assisting(task, assisting)
        facts = {"from": before, "to": dict(changes), "assisting": None if assisting is None else list(assisting)}
        audit.record("amend", actor, subject=(KeyTask._meta.label_lower, task.pk), facts=facts, grant=grant)
    return ""


def _why_not(task: KeyTask, changes: Mapping[str, Any]) -> str:
    if task.state in ("done", "cancelled", "verified", RETRACTED):
        return N_("任务已{state}，不能经导入改动").format(state=task.state_shown.label)
    if set(changes) - set(CORRECTABLE):
        return N_("牵头单位不能经导入改动，请取消后另列")
    if task.state == "drafted":
        return ""
    if "due" in changes and task.state != "assigned":
        return N_("任务已签收，完成时限须由牵头单位申请延期")
    if "due" in changes and changes["due"] < clock.today():
        return N_("任务已下达，完成时限不能早于今天")
    emptied = "evidence_required" in changes and not changes["evidence_required"]
    return N_("任务已下达，佐证要求不能清空") if emptied else ""
