"""What can wait for a person: each upper room registers here how to find it, so that lists, home page and digest name
no room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiben.foundation.lifecycle import Waiting
from zhiben.kernel.rights import Actor

WaitingFor = Callable[[Actor, int], list[Waiting]]
"""What waits for a person within the open scope, looked for among so many open records of each kind."""


def own_due(record: Any) -> date | None:
    """The record's own due day."""
    found: date | None = getattr(record, "due", None)
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """One room's way of finding what waits. `due` is the day by which the step must be made, None where none runs."""

    name: str
    title: str
    waiting_for: WaitingFor
    due: Callable[[Any], date | None] = own_due


_registry: dict[str, Source] = {}


def register(name: str, title: str, waiting_for: WaitingFor, *, due: Callable[[Any], date | None] = own_due) -> Source:
    """Make a source known; a name is taken once.

    A record that waits has a `pk`, a sentence (`str`) and a page (`get_absolute_url`); `title` names it where it lives
    by no machine.
    """
    source = Source(name, title, waiting_for, due)
    if _registry.setdefault(name, source) != source:
        raise ValueError(f"the source {name} is registered twice")
    return source


def registered() -> list[Source]:
    """All sources by name."""
    return [source for _, source in sorted(_registry.items())]
