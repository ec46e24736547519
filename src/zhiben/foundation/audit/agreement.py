"""Tables beside the ledger that must say what it says. Whoever keeps such tables registers a comparison here, so that
`verify` knows no room and no record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A record whose tables and ledger differ; `why` is a Chinese clause."""

    model: str
    record: int
    why: str


Comparison = Callable[[], Iterator[Mismatch]]
_comparisons: dict[str, Comparison] = {}


def agrees(name: str) -> Callable[[Comparison], Comparison]:
    """Register a comparison; a name is taken once."""

    def registered(function: Comparison) -> Comparison:
        if _comparisons.setdefault(name, function) is not function:
            raise ValueError(f"the comparison {name} is declared twice")
        return function

    return registered


def mismatches() -> Iterator[Mismatch]:
    """Everything that differs, comparison after comparison, found while it is asked for."""
    return chain.from_iterable(function() for function in _comparisons.values())
