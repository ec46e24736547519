"""The same done for many things by several processors: what runs in libraries runs at once, as they let other threads
of Python go on meanwhile; what does not is made ahead by another process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice
from multiprocessing import get_context
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


def ahead(
    do: Callable[[One], Found], things: Iterable[One], *, prepare: Callable[[], object], after: int, portion: int = 100
) -> Iterator[Found]:
    """What comes of each, in their order, made by another process before it is asked for, while the caller is at
    something else. `do` is told by name, and `prepare` is called there first. The first so many (`after`) are made
    here: where few are wanted, no process is begun. Raises what is raised for one of them."""
    waiting = iter(things)
    yield from map(do, islice(waiting, after))
    if processors() < 2:
        yield from map(do, waiting)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=prepare) as pool:
        meanwhile = list(islice(waiting, portion))
        made = pool.submit(_all, do, list(islice(waiting, portion)))
        yield from map(do, meanwhile)
        while found := made.result():
            made = pool.submit(_all, do, list(islice(waiting, portion)))
            yield from found


def _all(do: Callable[[One], Found], things: list[One]) -> list[Found]:
    return [do(one) for one in things]
