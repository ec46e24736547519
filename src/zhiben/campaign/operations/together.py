"""One act on many tasks, with a result per row: what could be done is done, and each refusal says why. The ledger keeps
the outcome of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.correcting import set_due
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import perform
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor

MOST = 500
"""On so many tasks one acts at once; a default of this product."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task; `why` is empty when the move was made."""

    task: KeyTask
    why: str = ""


def move_many(tasks: Iterable[KeyTask], move: str, facts: Mapping[str, Any], *, actor: Actor) -> list[Outcome]:
    """Make `move` on each task, each on its own."""

    def act(task: KeyTask) -> str:
        perform(task, move, actor, **facts)
        return ""

    return _each(tasks, move, act, actor)


def set_due_many(tasks: Iterable[KeyTask], due: date, *, actor: Actor) -> list[Outcome]:
    """Give each task another due day, as far as the office may still set it; the outcomes are in the order given."""
    asked = list(tasks)
    known = {one.pk: one for one in asked}
    places = {one.pk: place for place, one in enumerate(asked)}
    done = _each(
        sorted(asked, key=lambda one: _turn(one, due, known)),
        "set_due",
        lambda task: set_due(task, due, actor=actor),
        actor,
    )
    return sorted(done, key=lambda one: places[one.task.pk])


def _turn(task: KeyTask, due: date, known: Mapping[int, KeyTask]) -> tuple[bool, int]:
    """When a task gets its new day, so that none of those that are moved with it stands in its way: first those that
    get a later one, wholes before their parts; then those that get an earlier one, parts before their wholes."""
    depth, above = 0, known.get(task.parent_id or 0)
    while above is not None:
        depth, above = depth + 1, known.get(above.parent_id or 0)
    earlier = due < task.due
    return earlier, -depth if earlier else depth


def _each(tasks: Iterable[KeyTask], what: str, act: Callable[[KeyTask], str], actor: Actor) -> list[Outcome]:
    outcomes = []
    for task in tasks:
        try:
            why = act(task)
        except Refused as refusal:
            why = refusal.text
        outcomes.append(Outcome(task, why))
    done = [one.task.pk for one in outcomes if not one.why]
    refused = {one.task.number: one.why for one in outcomes if one.why}
    facts = {"move": what, "done": done, "refused": refused}
    audit.record("move_many", actor, subject=("orgs.person", actor.id), facts=facts)
    return outcomes
