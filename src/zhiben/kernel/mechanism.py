"""The standing mechanisms of an office and how each is doing: a light by a stated rule, a line in words, a way down to
the records. A room says what it knows of a mechanism; who shows the board names no room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Light(IntEnum):
    """How a mechanism is doing, the worst last."""

    DARK = 0
    GREEN = 1
    YELLOW = 2
    RED = 3


@dataclass(frozen=True, slots=True)
class Health:
    """What the records say at a moment: the light, why, and how many records of the quarter stand behind it."""

    light: Light
    line: str
    records: int


@dataclass(frozen=True, slots=True)
class Source:
    """What one room knows of a mechanism. `rule` says in the office's words when the light changes; `read` looks at the
    records within the open scope; `address` names the page that lists them."""

    mechanism: str
    name: str
    rule: str
    read: Callable[[datetime], Health]
    address: str


_registry: dict[tuple[str, str], Source] = {}


def register(*sources: Source) -> None:
    """Make sources known; of one mechanism, a name is taken once."""
    for source in sources:
        if _registry.setdefault((source.mechanism, source.name), source) is not source:
            raise ValueError(f"the source {source.name} of {source.mechanism} is declared twice")


def sources(mechanism: str) -> list[Source]:
    """What rooms know of one mechanism, by name."""
    return [source for (of, _name), source in sorted(_registry.items()) if of == mechanism]
