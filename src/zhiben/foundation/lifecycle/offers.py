"""What a person can do with a record now: the buttons of its page."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.foundation.lifecycle.models import Living
from zhiben.kernel.machine import Move
from zhiben.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that is open from the record's state, and whether this person may make it; else why not."""

    move: Move
    allowed: bool
    why: str = ""

    @property
    def name(self) -> str:
        """The move's name, as in its address."""
        return self.move.name

    @property
    def label(self) -> str:
        """The button's text."""
        return self.move.label


def offers(record: Living, actor: Actor) -> list[Offer]:
    """The open moves of `record`; withdrawals only where they are possible."""
    found = []
    for move in type(record).machine.leaving(record.state):
        verdict = move.may(actor, record)  # type: ignore[arg-type]
        if move.shown and (verdict.allowed or not move.undoes):
            found.append(Offer(move, verdict.allowed, verdict.why))
    return found
