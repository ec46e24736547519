"""One move for many tasks, with a result per row: what could be done is done, and each refusal says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle import perform
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task; `why` is empty when the move was made."""

    task: KeyTask
    why: str = ""


def move_many(tasks: Iterable[KeyTask], move: str, facts: Mapping[str, Any], *, actor: Actor) -> list[Outcome]:
    """Make `move` on each task, each on its own."""
    outcomes = []
    for task in tasks:
        try:
            perform(task, move, actor, **facts)
        except Refused as refusal:
            outcomes.append(Outcome(task, refusal.text))
        else:
            outcomes.append(Outcome(task))
    return outcomes
