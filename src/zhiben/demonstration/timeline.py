"""One order of time for everything that is replayed: threads of happenings, merged, each lived through on its own
moment of the clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from zhiben.kernel import clock


@dataclass(frozen=True, slots=True)
class Happening:
    """At `at`, `do` is done."""

    at: datetime
    do: Callable[[], object]


def play(*threads: Iterable[Happening], progress: Callable[[datetime], None] = lambda at: None) -> int:
    """Do everything in order of time; at one moment, the earlier thread goes first. Returns how many happened."""
    count = 0
    for one in _in_order(threads):
        with clock.at(one.at):
            one.do()
        progress(one.at)
        count += 1
    return count


def _in_order(threads: Iterable[Iterable[Happening]]) -> Iterator[Happening]:
    """Merged; raises ValueError when a thread is not in order of time itself."""
    last: datetime | None = None
    for one in heapq.merge(*threads, key=lambda happening: happening.at):
        if last is not None and one.at < last:
            raise ValueError(f"{one.at:%Y-%m-%d %H:%M} comes after {last:%Y-%m-%d %H:%M}")
        last = one.at
        yield one
