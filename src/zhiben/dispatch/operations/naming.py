"""The verbs of a naming: the unit answers once and in time, the office writes down what came late and decides on what
is contested. With each of them the draft follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhiben.dispatch import bulletin, closing, drafts, queries, restating
from zhiben.dispatch.lifecycle import NAMING
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.dispatch.operations import telling
from zhiben.documents import operations as documents
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

LONGEST = 500
"""How long an answer or an opinion may be that is printed beside a name; more goes into a file."""


def agree(name: NamedUnit, *, actor: Actor, at: datetime | None = None) -> NamedUnit:
    """The unit has nothing against being named."""
    perform_many([Step(name, "agree", actor)], at=at)
    return name


def contest(
    name: NamedUnit, text: str, *, actor: Actor, files: Sequence[int] = (), at: datetime | None = None
) -> NamedUnit:
    """The unit says what is wrong, with files as evidence if it has some."""
    perform_many([Step(name, "contest", actor, {"text": text, "files": list(files)})], at=at)
    return name


def note_late(
    name: NamedUnit, text: str, *, actor: Actor, files: Sequence[int] = (), at: datetime | None = None
) -> NamedUnit:
    """The office writes down on the unit's behalf what it says against being named, after the window."""
    perform_many([Step(name, "note_late", actor, {"text": text, "files": list(files)})], at=at)
    return name


def note_agreed(name: NamedUnit, *, actor: Actor, files: Sequence[int], at: datetime | None = None) -> NamedUnit:
    """The same of a unit that wrote, after the window, that it has nothing against it: nothing is left to decide.
    `files`: its letter."""
    perform_many([Step(name, "note_agreed", actor, {"files": list(files)})], at=at)
    return name


def keep(name: NamedUnit, opinion: str, *, actor: Actor, at: datetime | None = None) -> NamedUnit:
    """The unit stays named, for the reason that is printed beside its answer."""
    perform_many([Step(name, "keep", actor, {"opinion": opinion})], at=at)
    return name


def strike(name: NamedUnit, opinion: str, *, actor: Actor, at: datetime | None = None) -> NamedUnit:
    """The unit is named no longer; what was frozen stays in the seal."""
    perform_many([Step(name, "strike", actor, {"opinion": opinion})], at=at)
    return name


@effect(NAMING, "agree", "contest", "note_late", "note_agreed")
def _answered(change: Change) -> None:
    name: NamedUnit = change.record
    name.reply = _printable("text", change.facts.get("text", ""))
    name.replied_at, name.replied_by = change.at, change.actor.id
    name.late = change.move.name in ("note_late", "note_agreed")
    beside = (type(name)._meta.label_lower, name.pk)
    attach_own(change.facts.get("files", ()), to=beside, actor_id=change.actor.id, purpose="reply")
    one = _follow(change)
    if change.move.name == "contest":
        telling.contested(one, change)


@effect(NAMING, "keep", "strike")
def _decided(change: Change) -> None:
    name: NamedUnit = change.record
    name.opinion = _printable("opinion", change.facts["opinion"])
    name.decided_by = change.actor.id
    telling.decided(_follow(change), change)


def _printable(field: str, text: str) -> str:
    if len(text) > LONGEST:
        said = N_("最多{most}字，详情请附文件").format(most=LONGEST)
        raise Incomplete(N_("内容过长：{what}"), fields={field: said}, what=said)
    return text


def _follow(change: Change) -> Round:
    """The draft says at once how the name will stand after the move; returns the round. Units answer at the last
    minute, many at once: they queue for the draft instead of undoing each other."""
    name: NamedUnit = change.record
    one = Round._unfiltered().select_related("office").get(pk=name.round_id)
    if one.bulletin_id:
        documents.hold(one.bulletin_id)
    with scope(closing.reader(one)):
        names = queries.named(one, name, change.target)
        drafts.refresh(one, at=change.at, standing=bulletin.Standing(names, restating.restatements(one)))
    return one
