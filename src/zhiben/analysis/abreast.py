"""The same done for many things by several processors: what runs in libraries runs at once, as they let other threads
of Python go on meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

One = TypeVar("One")
Found = TypeVar("Found")


def abreast(do: Callable[[One], Found], things: Iterable[One]) -> list[Found]:
    """What comes of each, in their order."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None) as pool:
        return list(pool.map(do, things))
