"""Finding, among a million hashes of photos, those near to a given one: exactly, in a few milliseconds, with additions.

Keeps to itself how the hashes are cut into chunks. Two words that differ in at most r bits agree nearly in one of their
chunks (M. Norouzi, A. Punjani and D. J. Fleet, Fast search in Hamming space with multi-index hashing, 2012): each chunk
has its words in order, so that the few with a near chunk are looked up and only those are counted.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.distinct import distinct
from zhiben.analysis.photos.hashing import Words

Places = NDArray[np.int64]

CHUNKS, BITS = 4, 16
WAITING = 8_192
"""So many additions at least wait, and are simply counted, until they are put in order with the rest."""


class Near:
    """64-bit words by their place, in order of arrival; 8 bytes a word, and 48 more for them in order."""

    def __init__(self) -> None:
        self._words: Words = np.empty(0, np.uint64)
        self._count = 0
        self._ordered = 0
        self._orders: list[NDArray[np.int32]] = []
        self._sorted: list[Words] = []
        self._starts: list[NDArray[np.int32]] = []

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """What the arrays take."""
        numbers = sum(one.nbytes for one in (*self._orders, *self._starts))
        return numbers + sum(one.nbytes for one in (self._words, *self._sorted))

    @property
    def words(self) -> Words:
        """All words, by place."""
        return self._words[: self._count]

    def add(self, words: Words) -> None:
        """Append; now and then everything is put in order again, which takes a fraction of a second at a million."""
        needed = self._count + len(words)
        if needed > len(self._words):
            grown = np.empty(max(needed, self._count + self._count // 8), np.uint64)
            grown[: self._count] = self.words
            self._words = grown
        self._words[self._count : needed] = words
        self._count = needed
        if needed - self._ordered > max(WAITING, self._ordered // 16):
            self._put_in_order()

    def within(self, words: Words, radius: int) -> tuple[Places, Places, NDArray[np.uint8]]:
        """Every pair (which of `words`, which place) at most `radius` bits apart, and how many bits; in no order."""
        found = [self._counted(words, self._ordered, self._count, radius)]
        scanned, looked_up = self._chosen(words, radius)
        found += [self._counted(words[one : one + 1], 0, self._ordered, radius, first=one) for one in scanned]
        if len(looked_up):
            found.append(self._looked_up(words, looked_up, radius))
        which, places, apart = (np.concatenate(part) for part in zip(*found, strict=True))
        return which, places, apart

    def _put_in_order(self) -> None:
        self._ordered = self._count
        self._orders, self._sorted, self._starts = [], [], []
        for chunk in range(CHUNKS):
            values = _chunk(self.words, chunk)
            self._orders.append(np.argsort(values, kind="stable").astype(np.int32))
            # Words that share a chunk lie side by side, which is much of the speed.
            self._sorted.append(self.words[self._orders[-1]])
            counts = np.bincount(values, minlength=1 << BITS)
            self._starts.append(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))

    def _chosen(self, words: Words, radius: int) -> tuple[list[int], Places]:
        """Which words are better compared with every place, because too many share their chunks; and the others."""
        if not self._ordered:
            return [], np.empty(0, np.int64)
        load = np.zeros(len(words), np.int64)
        for chunk, masks in enumerate(_masks(radius)):
            near = _chunk(words, chunk)[:, None] ^ masks[None, :]
            starts = self._starts[chunk]
            load += (starts[near.astype(np.int64) + 1] - starts[near]).sum(axis=1)
        many = load > self._ordered // 8
        return np.flatnonzero(many).tolist(), np.flatnonzero(~many)

    def _counted(
        self, words: Words, begin: int, end: int, radius: int, first: int = 0
    ) -> tuple[Places, Places, NDArray[np.uint8]]:
        """Every word against every place from `begin` to `end`."""
        which, places, apart = [], [], []
        for number, word in enumerate(words):
            bits = np.bitwise_count(self._words[begin:end] ^ word)
            near = np.flatnonzero(bits <= radius)
            which.append(np.full(len(near), first + number, np.int64))
            places.append(near + begin)
            apart.append(bits[near])
        if not which:
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8)
        return np.concatenate(which), np.concatenate(places), np.concatenate(apart)

    def _looked_up(self, words: Words, chosen: Places, radius: int) -> tuple[Places, Places, NDArray[np.uint8]]:
        """The near places of the chosen words by their chunks; a pair that several chunks show is told once."""
        pairs = []
        for chunk, masks in enumerate(_masks(radius)):
            near = (_chunk(words[chosen], chunk)[:, None] ^ masks[None, :]).astype(np.int64)
            begins, ends = self._starts[chunk][near], self._starts[chunk][near + 1]
            counts = (ends - begins).ravel()
            total = int(counts.sum())
            if not total:
                continue
            offsets = np.repeat(begins.ravel() - (np.cumsum(counts) - counts), counts)
            offsets += np.arange(total)
            which = np.repeat(chosen, counts.reshape(near.shape).sum(axis=1))
            close = np.flatnonzero(np.bitwise_count(self._sorted[chunk][offsets] ^ words[which]) <= radius)
            pairs.append(which[close] * self._count + self._orders[chunk][offsets[close]])
        both = distinct(np.concatenate(pairs)) if pairs else np.empty(0, np.int64)
        which, at = both // max(self._count, 1), both % max(self._count, 1)
        return which, at, np.bitwise_count(self._words[at] ^ words[which])


def _chunk(words: Words, number: int) -> NDArray[np.uint16]:
    return ((words >> np.uint64(number * BITS)) & np.uint64((1 << BITS) - 1)).astype(np.uint16)


_KNOWN: dict[int, list[NDArray[np.uint16]]] = {}


def _masks(radius: int) -> list[NDArray[np.uint16]]:
    """For each chunk, all changes of it to be tried: r bits over four chunks leave one chunk with r // 4 at most, and
    when the first r % 4 + 1 chunks have more than that, the others have less."""
    if radius not in _KNOWN:
        whole, rest = divmod(radius, CHUNKS)
        _KNOWN[radius] = [_changes(whole if chunk <= rest else whole - 1) for chunk in range(CHUNKS)]
    return _KNOWN[radius]


def _changes(most: int) -> NDArray[np.uint16]:
    found = [sum(1 << bit for bit in bits) for size in range(most + 1) for bits in combinations(range(BITS), size)]
    return np.array(found, np.uint16)
