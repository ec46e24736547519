"""What rooms above know about a record, told on its page: each registers how to tell it; nobody below names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing as a sentence, since when (None: it is still being prepared), and its page ("" for whoever does not see
    that)."""

    words: str
    at: datetime | None
    address: str


Telling = Callable[[Any], Sequence[Ground]]
_tellings: dict[str, list[Telling]] = {}


def register(model: str, telling: Telling) -> None:
    """Let `telling` say what it knows of a record of the model with this label, within the open scope."""
    tellings = _tellings.setdefault(model, [])
    if telling not in tellings:
        tellings.append(telling)


def grounds_of(record: Model) -> list[Ground]:
    """Everything that is told of a record, in the order of time."""
    tellings = _tellings.get(record._meta.label_lower, ())
    found = [one for telling in tellings for one in telling(record)]
    return sorted(found, key=lambda one: (one.at is None, one.at and one.at.timestamp()))
