"""Frozen figures, and whether they still are what they were."""

from __future__ import annotations

from zhiben.accidents.models import DataFreeze
from zhiben.accidents.queries.facts import facts


def freezes() -> list[DataFreeze]:
    """The cuts that offices have frozen, the newest first."""
    return list(DataFreeze.objects.select_related("office").order_by("-at", "-pk"))


def still_holds(freeze: DataFreeze) -> bool:
    """Whether the rows of the office's ground, taken anew as of then, say the same, whoever asks."""
    return facts(as_of=freeze.as_of, ground=freeze.coordinates.territory).sha256 == freeze.sha256
