"""Reads of reminders: the list, one with its ladder and tasks, why a task was changed, what waits, and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from zhiben.campaign import queries as campaign
from zhiben.dispatch import sources
from zhiben.dispatch.lifecycle import REMINDER
from zhiben.dispatch.models import Reminder, TaskChange
from zhiben.dispatch.vocab import How
from zhiben.documents import queries as documents
from zhiben.foundation.grounds import Ground
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.scope import current
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.documents.models import OfficialDocument
    from zhiben.hazards.models import Hazard
    from zhiben.supervision.models import Finding


RECORDS = {
    sources.HAZARD.key: "hazards.hazard",
    sources.FINDING.key: "supervision.finding",
    sources.TASK.key: "campaign.keytask",
}
"""Of which model a source's records are."""

NO_MORE = ("withdrawn", "void")
"""States of a letter that stands no longer."""

HELD_DAYS = 5
"""So many working days an unanswered reminder that was left where it is waits for no new decision: a default of this
product, as long as a reminder letter gives for its reply."""

OF_THE_CITY = {"document__district": 0, "document__street": 0}
"""Whose reminders the city's figures count."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a reminder did to a task; no `task` where the person does not see it."""

    how: How
    what: str
    at: datetime
    number: str
    task: KeyTask | None


def reminders() -> QuerySet[Reminder]:
    """All reminders in scope, the newest first."""
    return Reminder.objects.select_related("document__office").order_by("-pk")


def unread() -> QuerySet[Reminder]:
    """The same without the papers, for lists."""
    return reminders().defer("document__paper_json")


def reminder_of(pk: int) -> Reminder:
    """One reminder in scope. Raises NotFound."""
    found = reminders().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该提醒"))
    return found


def prepare(rows: Sequence[Reminder]) -> None:
    """Read for many reminders who is late, whether a letter further up the ladder is in their place, and whether all
    have answered: the letter itself, or that one."""
    above = _above(rows)
    every = [*rows, *above.values()]
    late = documents.overdue(row.document_id for row in rows)
    open_still = documents.unsettled([row.document for row in every])
    done = {row.pk: _is_done(row, open_still) for row in every}
    for row in rows:
        steps = _steps(row, above)
        # A letter that was taken back has ended the matter only where no other one was begun after it.
        ends = [one for one in steps if one is steps[-1] or one.document.state not in NO_MORE]
        row.__dict__["_late"], row.__dict__["_answered"] = row.document_id in late, any(done[one.pk] for one in ends)
        row.__dict__["_followed"] = len(steps) > 1 and steps[-1].document.state not in NO_MORE


def _above(rows: Sequence[Reminder]) -> dict[int, Reminder]:
    """What followed them up the ladder, by what each follows; read a step at a time, for all of them."""
    found: dict[int, Reminder] = {}
    step = [row for row in rows if row.state == "escalated"]
    while step:
        above = Reminder._unfiltered().filter(follows__in=[row.pk for row in step])
        above = above.select_related("document").defer("document__paper_json")
        step = list(above)
        found |= {row.follows_id: row for row in step if row.follows_id}
    return found


def _steps(row: Reminder, above: Mapping[int, Reminder]) -> list[Reminder]:
    steps = [row]
    while steps[-1].pk in above:
        steps.append(above[steps[-1].pk])
    return steps


def _is_done(row: Reminder, open_still: set[int]) -> bool:
    state = row.document.state
    return state in ("closed", *NO_MORE) or (state == "issued" and row.document_id not in open_still)


def ladder_of(one: Reminder) -> list[Reminder]:
    """The reminder with those before and after it, as far as they are seen, the first letter first."""
    chain = [one]
    while before := reminders().filter(pk=chain[0].follows_id or 0).first():
        chain.insert(0, before)
    while after := reminders().filter(follows=chain[-1].pk).first():
        chain.append(after)
    return chain


def changes_of(chain: Iterable[Reminder]) -> list[Changed]:
    """What reminders did to tasks, in the order of time."""
    rows = list(TaskChange.objects.filter(reminder__in=[one.pk for one in chain]).order_by("pk"))
    seen = {task.pk: task for task in campaign.tasks_by_id(row.task_id for row in rows)}
    named = campaign.wholes(row.task_id for row in rows)
    return [Changed(How(row.how), row.what, row.at, named[row.task_id].number, seen.get(row.task_id)) for row in rows]


def about(record: Hazard | KeyTask | Finding) -> list[Ground]:
    """The reminders that were begun from a record, as far as they are seen."""
    source = next(key for key, model in RECORDS.items() if model == record._meta.label_lower)
    rows = unread().filter(source=source, record=record.pk).order_by("pk")
    said = N_("{letter}（{state}）")
    return [
        Ground(said.format(letter=one, state=one.state_shown.label), one.document.issued_at, one.get_absolute_url())
        for one in rows
    ]


def of_letter(document: OfficialDocument) -> list[Ground]:
    """Of which reminder a document is the letter; what that comes from is told to its own office, and to whoever sees
    the record itself."""
    opened = current()
    own = opened.everything or document.is_home_to(opened.actor)
    rows = unread().filter(document=document.pk)
    return [
        Ground(N_("随时提醒：{told}").format(told=_source_told(one, own=own)), None, one.get_absolute_url())
        for one in rows
    ]


def _source_told(one: Reminder, *, own: bool) -> str:
    label, address = source_of(one)
    return one.told if one.told and (own or address) else label


def grounds(task: KeyTask) -> list[Ground]:
    """Why a task is in the list, or was changed: told to whoever sees the task; the way to the reminder to whoever sees
    that."""
    rows = list(TaskChange._unfiltered().filter(task=task.pk).order_by("pk"))
    behind = Reminder._unfiltered().in_bulk({row.reminder_id for row in rows})
    papers = documents.titles(one.document_id for one in behind.values())
    seen = {one.pk: one for one in reminders().filter(pk__in=list(behind))}
    return [
        Ground(
            N_("因{paper}{how}：{what}").format(
                paper=papers[behind[row.reminder_id].document_id], how=How(row.how).label, what=row.what
            ),
            row.at,
            seen[row.reminder_id].get_absolute_url() if row.reminder_id in seen else "",
        )
        for row in rows
    ]


def source_of(one: Reminder) -> tuple[str, str]:
    """The word for a reminder's source, and its page ("" where the record is not seen, or there is none)."""
    source = sources.registered().get(one.source)
    if source is None:
        return one.source, ""
    told = source.read(one.record, one.coordinates)
    return source.label, told.address if told else ""


def waiting_for(actor: Actor, among: int) -> list[Waiting]:
    """Reminders with an overdue reply on which this person has to decide, and those that it may settle."""
    rows = unread().filter(state__in=("open", "escalated"), document__state__in=("issued", "closed"))
    found = list(rows.order_by("pk")[:among])
    settleable = waiting(found, actor)
    escalate = REMINDER.by_name["escalate"]
    undecided = [one for one in found if not _is_decided(one) and escalate.may(actor, one).allowed]
    settled = [one for one in settleable if one.record not in undecided]
    return [*(Waiting(one, N_("决定是否升级")) for one in undecided), *settled]


def _is_decided(one: Reminder) -> bool:
    """What was decided stands for its time; a letter up the ladder that was taken back is none."""
    return one.is_followed if one.state == "escalated" else held_until(one) is not None


def held_until(one: Reminder) -> datetime | None:
    """Until when it stays decided that a reminder is left where it is; None where that was not decided, or is over."""
    if one.state != "open" or one.decided_at is None:
        return None
    until = orgs.reply_deadline(one.decided_at, HELD_DAYS)
    return until if clock.now() <= until else None


def issued(cut: Cut) -> QuerySet[Reminder]:
    """Reminders of city offices whose letter was issued within the year of the cut and stood then; what followed one
    that stands up the ladder is no reminder of its own."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    standing = documents.standing(cut.as_of).values("pk")
    rows = Reminder.objects.filter(document__in=standing, document__issued_at__gte=since, **OF_THE_CITY)
    return rows.exclude(follows__document__in=standing).order_by("pk")


def tasks_changed(cut: Cut) -> QuerySet[Any]:
    """Tasks in the list that were opened or amended within the year of the cut because of a city office's reminder that
    stood then."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    sent = Reminder.objects.filter(document__in=documents.standing(cut.as_of).values("pk"), **OF_THE_CITY)
    rows = TaskChange.objects.filter(at__gte=since, at__lt=cut.as_of, reminder__in=sent.values("pk"))
    return campaign.in_force(cut.as_of).filter(pk__in=rows.values("task")).order_by("pk")
