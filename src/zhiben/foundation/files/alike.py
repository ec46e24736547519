"""Which photos of the whole ledger show the same as given ones. Answers with ids, whoever asks: it is for what looks
for re-used photos; who may see one is decided elsewhere.

The hashes lie in this process, fed from the table by ascending id. Rows that a transaction has not committed never
enter them: within one, the newest rows are compared apart.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from django.db import connection

from zhiben.analysis.photos.toning import Tone
from zhiben.foundation.files.models import Photo
from zhiben.foundation.files.photos import words_of

AT_ONCE = 20_000
LATE = 1_000
"""An id may be committed after a higher one; so many below the highest are asked for again while they are missing."""

Row = tuple[int, int, int, float, float]
COLUMNS = ("pk", "phash", "dhash", "brightness", "spread")

Near = tuple["Alike", int, int]
"""A photo with the hashes by which it was found."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A photo by id that is like the one asked for. `verdict`: "exact" (equal bytes), "same", or "look" (somebody has
    to). `variant` says how the one asked for is turned to be like it; `phash`, `dhash`: bits apart."""

    photo: int
    verdict: str
    variant: str
    phash: int
    dhash: int


def alike(photos: Sequence[Photo]) -> dict[int, list[Alike]]:
    """Of each photo, by id, all photos like it but itself, by id. A dark or blank one is like those with the same bytes
    only.

    Call it outside of a transaction, where the index keeps what it reads, and with some hundreds at once.
    """
    clear = [photo for photo in photos if not photo.tone.fault]
    standing = _standing(dict(zip((photo.pk for photo in clear), _INDEX.near(clear), strict=True)))
    found = {}
    for pk, exact in _same_bytes(photos).items():
        near = {one.photo: one for one in standing.get(pk, ())} | {
            one: Alike(one, "exact", "plain", 0, 0) for one in exact
        }
        found[pk] = [near[other] for other in sorted(near) if other != pk]
    return found


def _same_bytes(photos: Sequence[Photo]) -> dict[int, list[int]]:
    """Of each photo those with its bytes, itself among them."""
    rows = Photo.objects.filter(file__sha256__in={photo.file.sha256 for photo in photos}).order_by("pk")
    by_bytes: dict[str, list[int]] = {}
    for pk, sha256 in rows.values_list("pk", "file__sha256"):
        by_bytes.setdefault(sha256, []).append(pk)
    return {photo.pk: by_bytes.get(photo.file.sha256, []) for photo in photos}


def _standing(near: Mapping[int, Sequence[Near]]) -> dict[int, list[Alike]]:
    """Those whose rows are still there as they were."""
    wanted = sorted({one.photo for found in near.values() for one, _phash, _dhash in found})
    kept: set[tuple[int, int, int]] = set()
    for start in range(0, len(wanted), 500):
        rows = Photo.objects.filter(pk__in=wanted[start : start + 500])
        kept |= set(rows.values_list("pk", "phash", "dhash"))
    return {pk: [one for one, phash, dhash in found if (one.photo, phash, dhash) in kept] for pk, found in near.items()}


class _Portion:
    """Photos by id in an index, dark and blank ones left out."""

    def __init__(self) -> None:
        from zhiben.analysis.photos.telling import PhotoIndex

        self._index, self._ids = PhotoIndex(), array("q")

    def take(self, rows: Sequence[Row]) -> None:
        """Add photos."""
        import numpy as np

        told = [row[:3] for row in rows if not Tone(row[3], row[4]).fault]
        columns = np.array(told, np.int64).reshape(-1, 3).T
        self._ids.extend(columns[0].tolist())
        self._index.add(columns[1].view(np.uint64), columns[2].view(np.uint64))

    def matches(self, photo: Photo) -> list[Near]:
        """What is near to the photo."""
        phash, dhash = words_of(photo)
        return [
            (Alike(self._ids[one.place], one.verdict, one.variant, one.phash, one.dhash), *self._index.row(one.place))
            for one in self._index.alike(phash, dhash)
        ]


class _Fed:
    """The index of this process, and how far it has read."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: _Portion | None = None
        self._last: tuple[int, int, int] = (0, 0, 0)
        self._missing: frozenset[int] = frozenset()

    def near(self, photos: Sequence[Photo]) -> list[list[Near]]:
        """What is near to each photo among all rows that can be seen now."""
        with self._lock:
            if self._known is None or not self._still_true():
                self._known, self._last, self._missing = _Portion(), (0, 0, 0), frozenset()
            if not connection.in_atomic_block:
                for rows in self._new():
                    self._feed(self._known, rows)
                return [self._known.matches(photo) for photo in photos]
            apart = _Portion()
            for rows in self._new():
                apart.take(rows)
            return [[*self._known.matches(photo), *apart.matches(photo)] for photo in photos]

    def _still_true(self) -> bool:
        """False when the row read last is not there any more: another database, or an older state of it."""
        row = Photo.objects.filter(pk=self._last[0]).values_list(*COLUMNS[:3]).first()
        return row == self._last or not self._last[0]

    def _new(self) -> Iterator[Sequence[Row]]:
        """The rows not read yet, in portions by ascending id; those first that came late."""
        if self._missing:
            yield list(Photo.objects.filter(pk__in=self._missing).order_by("pk").values_list(*COLUMNS))
        after = self._last[0]
        while rows := list(Photo.objects.filter(pk__gt=after).order_by("pk").values_list(*COLUMNS)[:AT_ONCE]):
            yield rows
            after = rows[-1][0]

    def _feed(self, known: _Portion, rows: Sequence[Row]) -> None:
        if not rows:
            return
        known.take(rows)
        read = {row[0] for row in rows}
        last = max(self._last, rows[-1][:3])
        skipped = range(max(self._last[0] + 1, last[0] - LATE), last[0])
        self._missing = frozenset(
            one for one in (*self._missing, *skipped) if one not in read and one >= last[0] - LATE
        )
        self._last = last


_INDEX = _Fed()
