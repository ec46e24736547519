"""The verbs of a reminder: its letter begun from a source, taken up the ladder or left, tasks opened or amended because
of it, settled. Each is one transaction with what it does to the letter or the task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiben.campaign import operations as campaign
from zhiben.dispatch import sources
from zhiben.dispatch.lifecycle import REMINDER
from zhiben.dispatch.models import Reminder, TaskChange
from zhiben.dispatch.operations.instructions import take_up
from zhiben.dispatch.queries import reminders
from zhiben.dispatch.vocab import AMENDED, ANSWERING, How
from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, begin, effect, perform, prepare
from zhiben.inbox.operations import tell
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import queries as supervision
from zhiben.supervision.lifecycle import FINDING
from zhiben.supervision.vocab import Becomes

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask

prepare(REMINDER)(reminders.prepare)


def _ladder(first: Kind) -> tuple[Kind, ...]:
    above = documents.declared(first).next_up
    return (first, *_ladder(above)) if above else (first,)


LADDER = _ladder(Kind.REMINDER)
"""The letters of a reminder, the lowest first, as the declarations of documents chain them: names and order are a
proposal of this product and vary by city."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a reminder is sent: the record of a registered source, or what was instructed (`said`, with `files` as photos
    of it)."""

    source: str
    record: int = 0
    said: str = ""
    files: Sequence[int] = ()


def remind(origin: Origin, written: Written, *, kind: Kind = Kind.REMINDER, office: int, actor: Actor) -> Reminder:
    """A new reminder of `office` with the draft of its letter; an instruction of which it is made is followed by it.
    Raises NotAllowed, NotFound for a record that is not seen, Incomplete at the field that is wrong."""
    if kind not in LADDER:
        raise Refused(N_("提醒只用提醒函、督促函、通报或约谈通知"))
    with audit.batch():
        row = _row(origin, office)
        if row.source == sources.INSTRUCTION.key and row.record:
            take_up(row.record, office=office, actor=actor)
        return _begun(row, origin.files, written, (kind, office), actor)


def _row(origin: Origin, office: int) -> Reminder:
    """The unsaved reminder, without its letter."""
    source = sources.registered().get(origin.source)
    if origin.record or source is None or not source.on_the_spot:
        if source and source.instead:
            raise Refused(source.instead)
        told = sources.found(origin.source, origin.record, orgs.unit(office).coordinates)
        return Reminder(source=origin.source, record=origin.record, told=told.name)
    if not origin.said.strip() and not origin.files:
        raise Incomplete(N_("请写明批示"), fields={"said": N_("请填写批示内容，或上传批示的照片")})
    return Reminder(source=origin.source, told=origin.said.strip())


def _begun(row: Reminder, files: Sequence[int], written: Written, by: tuple[Kind, int], actor: Actor) -> Reminder:
    kind, office = by
    with audit.batch():
        row.document = documents.write(kind, written, office=office, actor=actor)
        grant = orgs.offices_run(actor).get(office)
        begin(row, actor, grant, source=row.source, record=row.record, document=row.document_id)
        attach_own(files, to=(row._meta.label_lower, row.pk), actor_id=actor.id, purpose="begin")
    return row


def escalate(one: Reminder, written: Written, *, reason: str, actor: Actor) -> Reminder:
    """Take an unanswered reminder one step up the ladder, for a reason that is kept: the next letter is begun as a
    reminder of its own, after the one that was taken back where there is such. Returns that. Raises Refused at the
    ladder's end."""
    kind = documents.declared(one.document.kind).next_up
    if kind is None:
        raise Refused(N_("“{kind}”已是最高一级，没有更高的文种"), kind=one.document.get_kind_display())
    with audit.batch():
        last = reminders.ladder_of(one)[-1]
        row = Reminder(source=one.source, record=one.record, told=one.told, follows=last)
        perform(one, "escalate", actor, reason=reason)
        _begun(row, (), written, (kind, one.document.office_id), actor)
    return row


def hold(one: Reminder, reason: str, *, actor: Actor) -> Reminder:
    """Leave an unanswered reminder where it is, for a reason that is kept."""
    return perform(one, "hold", actor, reason=reason)


def settle(one: Reminder, conclusion: str, *, actor: Actor) -> Reminder:
    """Nothing more is to be done about it."""
    return perform(one, "settle", actor, conclusion=conclusion)


def open_task(one: Reminder, draft: campaign.Draft, *, actor: Actor) -> KeyTask:
    """Put a new task into the list because of a reminder. Raises what `campaign.draft_tasks` raises."""
    with audit.batch():
        (task,) = campaign.draft_tasks([draft], actor=actor)
        perform(one, "open_task", actor, task=task.pk, what=draft.title)
        _enlist(one, task, actor)
    return task


def amend_task(one: Reminder, task: KeyTask, changes: Mapping[str, Any], *, what: str, actor: Actor) -> KeyTask:
    """Change what a task says because of a reminder; `what` tells it in a sentence. Raises NotAllowed, or Refused when
    the task stands no more, or nothing would change."""
    if actor.holding(Role.OFFICE_OFFICER, task.coordinates) is None:
        raise NotAllowed(N_("只有本辖区安委办工作人员能修改该任务"))
    changed = {name: value for name, value in changes.items() if value and value != getattr(task, name)}
    if not changed:
        raise Refused(N_("没有改动：请填写新的目标、目标量或佐证要求"))
    with audit.batch():
        if why := campaign.correct(task, changed, None, actor=actor, by_letter=True):
            raise Refused("{why}", why=why)
        perform(one, "amend_task", actor, task=task.pk, what=what)
        _enlist(one, task, actor)
        tell(
            AMENDED,
            N_("重点任务{task}因{letter}有修改：{what}").format(task=task.number, letter=one.called, what=what),
            address=task.get_absolute_url(),
            units=[task.lead_unit_id],
            roles=[role.value for role in ANSWERING],
            about=task,
            key=f"{AMENDED}:{task.pk}:{TaskChange._unfiltered().filter(task=task).count()}",
            actor=actor,
        )
    return task


def _enlist(one: Reminder, task: KeyTask, actor: Actor) -> None:
    """A finding that was to become a task, and of which nothing has become yet, is taken up by this one, if it is the
    actor's to say so: another office's letter leaves it as it is."""
    if one.source != sources.FINDING.key:
        return
    for found in supervision.findings_by_id([one.record]):
        waits = (found.becomes, found.state, found.visit_state) == (Becomes.TASK, "recorded", "closed")
        if waits and FINDING.by_name["enlist"].may(actor, found).allowed:
            perform(found, "enlist", actor, task=task.number)


@effect(REMINDER, "open_task", "amend_task")
def _task_changed(change: Change) -> None:
    how = How.OPENED if change.move.name == "open_task" else How.AMENDED
    change.related.append(
        TaskChange(
            reminder=change.record,
            task_id=change.facts["task"],
            how=how,
            what=change.facts["what"],
            at=change.at,
            person=change.actor.id,
        )
    )


@effect(REMINDER, "escalate", "hold")
def _decided(change: Change) -> None:
    one: Reminder = change.record
    one.decision, one.decided_by, one.decided_at = change.facts["reason"], change.actor.id, change.at


@effect(REMINDER, "settle")
def _settled(change: Change) -> None:
    change.record.conclusion = change.facts["conclusion"]
