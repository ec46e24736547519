"""Reads of what leaders instructed: lists, one with the letters made of it, what waits, what is told on the page of a
record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.dispatch import sources
from zhiben.dispatch.models import Instruction, Reminder
from zhiben.dispatch.queries.reminders import NO_MORE, RECORDS
from zhiben.foundation.grounds import Ground
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.lifecycle.door import ready
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.hazards.models import Hazard

ABOUT = {**RECORDS, sources.REMINDER.key: "dispatch.reminder"}
"""Of which model those records are on whose page stands what was instructed about them."""

SHOWN = 100
"""How many open ones a list shows."""
DONE = 20
"""How many of the newest others stand below them."""


def instructions() -> QuerySet[Instruction]:
    """All instructions in scope, the newest first."""
    return Instruction.objects.select_related("office").order_by("-pk")


def instruction_of(pk: int) -> Instruction:
    """One instruction in scope, ready for its page. Raises NotFound."""
    found = instructions().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该批示"))
    ready([found])
    return found


def listed() -> list[Instruction]:
    """Those of which something is to be made, the longest waiting first, then the newest of the others, with their
    letters."""
    still = instructions().filter(_waits()).order_by("pk")[:SHOWN]
    found = [*still, *instructions().exclude(_waits())[:DONE]]
    if found:
        ready(found)
    return found


def _waits() -> Q:
    """What `Instruction.waits` says of one, asked of the table."""
    letters = Reminder._unfiltered().filter(source=sources.INSTRUCTION.key, record=OuterRef("pk"))
    stands = Q(Exists(letters.exclude(document__state__in=NO_MORE)))
    return Q(state="open") | (Q(state="followed") & ~stands)


def behind(reminder: Reminder) -> Instruction | None:
    """What a reminder was made of, as far as it is seen; None where it comes from something else."""
    if reminder.source != sources.INSTRUCTION.key:
        return None
    return instructions().filter(pk=reminder.record).first()


def told_of(one: Instruction) -> tuple[str, str] | None:
    """The word for the kind of record that was instructed about, and that record's page ("" where it is not seen); None
    where it is about none."""
    source = sources.registered().get(one.source)
    if source is None:
        return (one.source, "") if one.source else None
    told = source.read(one.record, one.coordinates)
    return source.label, told.address if told else ""


def letters_of(one: Instruction) -> list[Reminder]:
    """The reminders made of an instruction, as far as they are seen, with those up the ladder, the first one first."""
    made = Reminder.objects.filter(source=sources.INSTRUCTION.key, record=one.pk).select_related("document")
    return list(made.defer("document__paper_json").order_by("pk"))


def prepare(rows: Sequence[Instruction]) -> None:
    """Read for many instructions which letter was made of them last, and whether one stands."""
    made = Reminder._unfiltered().filter(source=sources.INSTRUCTION.key, record__in=[row.pk for row in rows])
    by_row: dict[int, list[Reminder]] = {row.pk: [] for row in rows}
    for letter in made.select_related("document").defer("document__paper_json").order_by("pk"):
        by_row[letter.record].append(letter)
    for row in rows:
        letters = by_row[row.pk]
        row.__dict__["_letter"] = letters[-1] if letters else None
        standing = [letter for letter in letters if letter.document.state not in NO_MORE]
        row.__dict__["_standing"] = str(standing[-1]) if standing else ""


def waiting_for(actor: Actor, among: int) -> list[Waiting]:
    """The instructions of which this person has to make something, the oldest first, before all else that waits: no day
    is set for them, and no day is to put them behind what has one."""
    rows = instructions().filter(_waits()).order_by("pk")[:among]
    found = waiting(rows, actor, N_("办理批示"))
    return [replace(one, since=one.record.written_at, first=True) for one in found]


def about(record: Hazard | KeyTask | Reminder) -> list[Ground]:
    """What was instructed about a record, as far as it is seen."""
    source = next(key for key, model in ABOUT.items() if model == record._meta.label_lower)
    rows = list(instructions().filter(source=source, record=record.pk).order_by("pk"))
    if rows:
        prepare(rows)
    said = N_("领导批示：{text}（{state}）")
    return [
        Ground(said.format(text=one, state=one.state_shown.label), one.written_at, one.get_absolute_url())
        for one in rows
    ]
