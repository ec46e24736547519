"""What waits for a person: of many records, those whose next step this person may make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.lifecycle.offers import offers
from zhiben.kernel.machine import Move
from zhiben.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record and the step that somebody is waiting for; `step` in the office's words. `since` and `due` where the
    record itself does not tell since when and by which day; `first` where it goes before all else."""

    record: Any
    step: str
    since: datetime | None = None
    due: date | None = None
    first: bool = False


def waiting(records: Iterable[Any], actor: Actor, step: str = "") -> list[Waiting]:
    """Those of `records` (all of one machine) that wait for `actor`, in their order, each with the first such step, or
    with the word `step` for whatever is to be decided."""
    found = list(records)
    if not found:
        return []
    ready(found)
    steps = ((record, _next_step(record, actor)) for record in found)
    return [Waiting(record, step or move.label) for record, move in steps if move is not None]


def _next_step(record: Any, actor: Actor) -> Move | None:
    """The first open step onward: no withdrawal, no setting aside, nothing that leaves the record where it is."""
    for offer in offers(record, actor):
        move = offer.move
        if offer.allowed and move.target and not move.undoes and move.tone != "danger":
            return move
    return None
