"""The same done for many things by several processors: what runs in libraries runs at once, as they let other threads
of Python go on meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

One = TypeVar("One")
Found = TypeVar("Found")


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def abreast(do: Callable[[One], Found], things: Iterable[One]) -> list[Found]:
    """What comes of each, in their order. Raises what is raised first for one of them."""
    waiting = list(things)
    hands = min(processors(), len(waiting))
    if hands < 2:
        return [do(one) for one in waiting]
    with ThreadPoolExecutor(hands, thread_name_prefix="abreast") as pool:
        return list(pool.map(do, waiting))
