"""More time: asked by the lead unit before the due day has passed, decided by the office's leader; the task moves
only when it is granted."""

from __future__ import annotations

from datetime import date

from zhiben.campaign.lifecycle import EXTENSION, LEAD_UNIT, NOT_EXPIRED, TASK
from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.operations.soundness import why_not_due
from zhiben.foundation.audit import batch
from zhiben.foundation.lifecycle import Change, begin, effect, perform
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def ask_extension(task: KeyTask, *, due: date, reason: str, actor: Actor) -> Extension:
    """Ask for a later due day. Raises NotAllowed, Incomplete, or Refused when one is open already."""
    verdict = (LEAD_UNIT & NOT_EXPIRED)(actor, task)
    if not verdict.allowed:
        raise NotAllowed(N_("不能申请延期：{why}"), why=verdict.why)
    if task.state != "under_way":
        raise Refused(N_("只有推进中的任务才能申请延期"))
    if due <= task.due or not reason.strip():
        wrong = {"due": N_("新时限须晚于原时限")} if due <= task.due else {"reason": N_("请填写原因")}
        raise Incomplete(N_("延期申请不完整"), fields=wrong)
    if why := why_not_due(task, due):
        raise Incomplete(N_("不能延期到这一天：{why}"), fields={"due": why}, why=why)
    if Extension.objects.filter(task=task, state="asked").exists():
        raise Refused(N_("已有一件待批的延期申请"))
    request = Extension(
        task=task, due_before=task.due, due_asked=due, reason=reason, asked_by=actor.id, asked_at=clock.now()
    )
    return begin(request, actor, verdict.grant, task=task.pk, due=due)


def decide_extension(request: Extension, *, grant: bool, reason: str = "", actor: Actor) -> Extension:
    """Grant or refuse a request."""
    if not grant:
        return perform(request, "refuse", actor, reason=reason)
    with batch():
        perform(request, "grant", actor)
        perform(request.task, "extend", actor, request=request.pk)
    return request


@effect(EXTENSION, "grant")
def _granted(change: Change) -> None:
    if change.record.task.state != "under_way":
        raise Refused(N_("任务已不在推进中，不能延期"))


@effect(TASK, "extend")
def _extended(change: Change) -> None:
    task: KeyTask = change.record
    request = Extension.objects.filter(pk=change.facts["request"], task=task.pk, state="granted").first()
    if request is None:
        raise Refused(N_("没有已获同意的申请"))
    if request.due_before != task.due:
        raise Refused(N_("时限在申请之后已有变动，请重新申请"))
    if why := why_not_due(task, request.due_asked):
        raise Refused(N_("不能延期到{day}：{why}"), day=clock.in_words(request.due_asked), why=why)
    change.noted["due"] = {"from": task.due, "to": request.due_asked}
    task.due = request.due_asked
