"""Files that a form brings by id, because they were sent before it in pieces: they pass where a file sent along passes,
and are always the person's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhiben.foundation.files.models import StoredFile

DIGITS = 18


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was put away before."""

    stored: StoredFile

    @property
    def name(self) -> str:
        """What it is called."""
        return self.stored.name

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.stored.size


def kept_of(said: Iterable[str], actor_id: int) -> list[Kept]:
    """Those of the ids that are files of this person; whatever else is said is left out."""
    ids = [int(one) for one in said if one.isascii() and one.isdigit() and len(one) <= DIGITS]
    return [Kept(one) for one in StoredFile.objects.filter(pk__in=ids, uploaded_by=actor_id).order_by("pk")]
