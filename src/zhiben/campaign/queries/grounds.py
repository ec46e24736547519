"""Why a task came into the list or was changed, as far as rooms above know: each registers how to tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiben.campaign.models import KeyTask


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason as a sentence, since when, and its page ("" for whoever does not see that)."""

    words: str
    at: datetime
    address: str


Telling = Callable[[KeyTask], Sequence[Ground]]
_tellings: list[Telling] = []


def register_grounds(telling: Telling) -> None:
    """Let `telling` say why a task is as it is, within the open scope."""
    if telling not in _tellings:
        _tellings.append(telling)


def grounds_of(task: KeyTask) -> list[Ground]:
    """Everything that is told of a task, in the order of time."""
    return sorted((one for telling in _tellings for one in telling(task)), key=lambda one: one.at)
