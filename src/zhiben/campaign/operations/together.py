"""One act on many tasks, with a result per row: what could be done is done, and each refusal says why. The ledger keeps
the outcome of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.correcting import set_due
from zhiben.foundation.lifecycle import Outcome, act_on_each, perform
from zhiben.kernel.rights import Actor


def move_many(tasks: Iterable[KeyTask], move: str, facts: Mapping[str, Any], *, actor: Actor) -> list[Outcome[KeyTask]]:
    """Make `move` on each task, each on its own."""

    return _each(tasks, move, lambda task: perform(task, move, actor, **facts), actor)


def set_due_many(tasks: Iterable[KeyTask], due: date, *, actor: Actor) -> list[Outcome[KeyTask]]:
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
    return sorted(done, key=lambda one: places[one.record.pk])


def _turn(task: KeyTask, due: date, known: Mapping[int, KeyTask]) -> tuple[bool, int]:
    """When a task gets its new day, so that none of those that are moved with it stands in its way: first those that
    get a later one, wholes before their parts; then those that get an earlier one, parts before their wholes."""
    depth, above = 0, known.get(task.parent_id or 0)
    while above is not None:
        depth, above = depth + 1, known.get(above.parent_id or 0)
    earlier = due < task.due
    return earlier, -depth if earlier else depth


def _each(
    tasks: Iterable[KeyTask], what: str, act: Callable[[KeyTask], object], actor: Actor
) -> list[Outcome[KeyTask]]:
    return act_on_each(tasks, what, act, actor=actor, verb="move_many", name_of=lambda task: task.number)
