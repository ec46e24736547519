"""Which photos of a set show the same picture. Equal bytes come first; dark and blank ones are never compared by what
they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from zhiben.analysis.photos.hashing import Words
from zhiben.analysis.photos.telling import Match, PhotoIndex
from zhiben.analysis.photos.toning import Tone

VERSION = "1"
"""Of the method; another number when the same photos may be told differently."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What is known of one photo: the hash of its bytes, eight hashes of each kind, its tone."""

    sha256: str
    phash: Words
    dhash: Words
    tone: Tone


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos of a set, by their place in it, the earlier first; `match` tells how the earlier is turned to be like
    the other, and is None when their bytes are equal."""

    one: int
    other: int
    match: Match | None = None

    @property
    def verdict(self) -> str:
        """ "exact", "same" or "look"."""
        return self.match.verdict if self.match else "exact"


@dataclass(slots=True)
class Group:
    """Photos that hang together by pairs."""

    members: list[int] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


def pairs(photos: Sequence[Photo]) -> list[Pair]:
    """All pairs that are the same, or to be looked at; of equal ones only the first is compared with others."""
    first: dict[str, int] = {}
    found, asked = [], []
    for place, photo in enumerate(photos):
        original = first.setdefault(photo.sha256, place)
        if original != place:
            found.append(Pair(original, place))
        elif not photo.tone.fault:
            asked.append(place)
    index = PhotoIndex()
    index.add(
        np.array([photos[place].phash[0] for place in asked], np.uint64),
        np.array([photos[place].dhash[0] for place in asked], np.uint64),
    )
    nearest: dict[tuple[int, int], Match] = {}
    for place in asked:
        for match in index.alike(photos[place].phash, photos[place].dhash):
            other = asked[match.place]
            both = (min(place, other), max(place, other))
            told = match if place < other else match.turned_back()
            if other != place and (both not in nearest or told.rank < nearest[both].rank):
                nearest[both] = told
    return sorted([*found, *(Pair(*both, match) for both, match in nearest.items())], key=_order)


def _order(pair: Pair) -> tuple[int, int]:
    return pair.one, pair.other


def groups(photos: Sequence[Photo]) -> list[Group]:
    """The photos that hang together by pairs, directly or through others; by their first member."""
    leader = list(range(len(photos)))

    def head(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    found = pairs(photos)
    for pair in found:
        one, other = sorted((head(pair.one), head(pair.other)))
        leader[other] = one
    by_head: dict[int, Group] = {}
    for pair in found:
        by_head.setdefault(head(pair.one), Group()).pairs.append(pair)
    for group in by_head.values():
        group.members = sorted({place for pair in group.pairs for place in (pair.one, pair.other)})
    return [by_head[first] for first in sorted(by_head)]
