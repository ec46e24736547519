"""When two photos are the same: the thresholds, and the index that applies them to many photos at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zhiben.analysis.photos.hashing import VARIANTS, Words
from zhiben.analysis.photos.index import Near, Places

SAME_DHASH, SAME_PHASH = 5, 6
"""Bits apart, at most, of two pictures that are taken for the same. Of generated scenes the nearest two were 18 apart
by either hash."""

LOOK_TOGETHER = 23
"""Bits apart by both hashes together, at most, where somebody has to look: a small crop or a slight turn. The smaller
of the two is then 11 at most. One hash alone between 7 and 12 is met by chance once in two thousand pairs, which in a
large ledger is every photo; both together below 26 were not met in 80,000."""

REACH = LOOK_TOGETHER // 2
FAR = 1_000
"""More than any distance."""


@dataclass(frozen=True, slots=True)
class Match:
    """A photo near to the one asked for: its place, in which variant the one asked for is like it, bits apart by either
    hash."""

    place: int
    variant: str
    phash: int
    dhash: int

    @property
    def verdict(self) -> str:
        """ "same", "look" (somebody has to), or "" for pictures that have nothing to do with one another."""
        if self.dhash <= SAME_DHASH or self.phash <= SAME_PHASH:
            return "same"
        return "look" if self.phash + self.dhash <= LOOK_TOGETHER else ""

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Same before look, then the nearer, then the plainer variant."""
        return self.verdict != "same", self.phash + self.dhash, VARIANTS.index(self.variant)

    def turned_back(self) -> Match:
        """The same, told from the other photo's side. What is mirrored is its own way back."""
        return replace(self, variant=_BACK.get(self.variant, self.variant))


_BACK = {"turned_90": "turned_270", "turned_270": "turned_90"}


def compared(phashes: Words, dhashes: Words, phash: int, dhash: int, *, place: int = 0) -> Match:
    """The variant of one picture (eight hashes of each kind) that is nearest to another picture."""
    by_phash = np.bitwise_count(phashes ^ np.uint64(phash)).tolist()
    by_dhash = np.bitwise_count(dhashes ^ np.uint64(dhash)).tolist()
    all_ = (Match(place, *one) for one in zip(VARIANTS, by_phash, by_dhash, strict=True))
    return min(all_, key=lambda one: one.rank)


class PhotoIndex:
    """The hashes of photos by place, in order of arrival. Dark and blank photos must not be put in."""

    def __init__(self) -> None:
        self._phash, self._dhash = Near(), Near()

    def __len__(self) -> int:
        return len(self._phash)

    @property
    def nbytes(self) -> int:
        """What it takes in the process."""
        return self._phash.nbytes + self._dhash.nbytes

    def add(self, phash: Words, dhash: Words) -> None:
        """Append photos by their own hashes."""
        self._phash.add(phash)
        self._dhash.add(dhash)

    def row(self, place: int) -> tuple[int, int]:
        """The hashes of the photo in that place, as signed 64-bit words."""
        return int(self._phash.words[place].view(np.int64)), int(self._dhash.words[place].view(np.int64))

    def alike(self, phash: Words, dhash: Words, *, look: bool = True) -> list[Match]:
        """The photos that are the same as the one with these hashes (eight of each, as `hashes` gives them) in any
        variant; with `look`, also those to be looked at. One match per photo, its nearest variant; by place."""
        near = self._near(self._phash, phash, REACH if look else SAME_PHASH)
        near = np.union1d(near, self._near(self._dhash, dhash, REACH if look else SAME_DHASH))
        by_phash = np.bitwise_count(phash[:, None] ^ self._phash.words[near]).astype(int)
        by_dhash = np.bitwise_count(dhash[:, None] ^ self._dhash.words[near]).astype(int)
        # As Match.rank has it: what is the same comes before all that is not, however near by both together.
        rank = by_phash + by_dhash + np.where((by_phash <= SAME_PHASH) | (by_dhash <= SAME_DHASH), 0, FAR)
        best, at = rank.argmin(axis=0), np.arange(len(near))
        told = np.flatnonzero(rank[best, at] <= (FAR + LOOK_TOGETHER if look else FAR - 1))
        columns = (near, best, by_phash[best, at], by_dhash[best, at])
        rows = zip(*(column[told].tolist() for column in columns), strict=True)
        return [Match(place, VARIANTS[which], waves, rises) for place, which, waves, rises in rows]

    def _near(self, words: Near, asked: Words, radius: int) -> Places:
        return words.within(asked, radius)[1]
