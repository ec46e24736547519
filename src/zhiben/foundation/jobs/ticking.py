"""Work that the clock asks for.

Each slot of time is a unique key, so any number of workers may tick and each slot runs once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.foundation.jobs.asking import ask
from zhiben.foundation.jobs.models import Job
from zhiben.kernel import clock

if TYPE_CHECKING:
    from django_tasks.base import Task


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task due once per slot; slots are counted from midnight, +08:00, of 1 January 1970."""

    name: str
    every: timedelta
    task: Task[Any, Any]

    def slot(self, now: datetime) -> str:
        """The key of the slot that `now` lies in."""
        origin = datetime(1970, 1, 1, tzinfo=clock.TZ)
        start = origin + (now - origin) // self.every * self.every
        return f"{self.name}@{start:%Y-%m-%dT%H:%M:%S}"


_registry: dict[str, Periodic] = {}


def periodic(name: str, *, every: timedelta, task: Task[Any, Any]) -> Periodic:
    """Have `task` done once in every slot of length `every`; a name is taken once."""
    entry = Periodic(name, every, task)
    if _registry.setdefault(name, entry) != entry:
        raise ValueError(f"periodic job {name} is declared twice")
    return entry


def registered() -> dict[str, Periodic]:
    """All periodic jobs by name."""
    return dict(sorted(_registry.items()))


def tick(now: datetime) -> int:
    """Ask for every periodic job whose present slot has not been asked for; the number newly asked.

    A slot that passed while no worker ran is not made up: each periodic job looks itself for what is due by now.
    """
    due = {entry.slot(now): entry for entry in _registry.values()}
    standing = set(Job.objects.filter(key__in=due).values_list("key", flat=True))
    for key in due.keys() - standing:
        ask(due[key].task, key=key)
    return len(due.keys() - standing)
