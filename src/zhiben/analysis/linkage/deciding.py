"""Which rows of two ledgers are one: each row once, the likeliest pairs first; what is in doubt is left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.linkage.blocking import candidates
from zhiben.analysis.linkage.coding import Coded, numbered
from zhiben.analysis.linkage.weighing import BELIEVED, Bits, Rows, by_chance, evidence, in_one, levels, parents, weighed

ROUNDS = 4
SURE, DOUBT, APART = 5.0, 0.0, 2.0
"""By so many bits two rows must be likelier one than not to be taken for one, or to be shown to a person; and by so
many they must be likelier than any other pair of either row."""


@dataclass(frozen=True)
class Linked:
    """Pairs of rows that are one, and doubtful ones, by their places, with the bits that speak for them."""

    left: Rows
    right: Rows
    bits: Bits
    doubtful_left: Rows
    doubtful_right: Rows
    doubtful_bits: Bits


def linked(columns: Sequence[Coded], *, seed: int = 1) -> Linked:
    """The rows of two ledgers that are one. `seed`: of the sample of rows taken at random."""
    if not (len(columns[0].left) and len(columns[0].right)):
        nobody, nothing = np.empty(0, np.int64), np.empty(0)
        return Linked(nobody, nobody, nothing, nobody, nobody, nothing)
    whole_left, whole_right = same_throughout(columns)
    left, right = (
        np.setdiff1d(np.arange(len(side)), taken)
        for side, taken in ((columns[0].left, whole_left), (columns[0].right, whole_right))
    )
    one, other = candidates(columns, left, right)
    pairs = _Pairs(one, other, len(left), len(right))
    found = [levels(column, one, other) for column in columns]
    rng = np.random.default_rng(seed)
    chance = [by_chance(column, rng) for column in columns]
    decided = parents(columns)
    already = [int((column.left[whole_left] > 0).sum()) for column in columns]
    shares = [BELIEVED] * len(columns)
    for _round in range(ROUNDS):
        known = [evidence(*each) for each in zip(columns, shares, chance, decided, strict=True)]
        bits, good, doubt = pairs.judged(weighed(columns, known, found, one))
        shares = [in_one(level[good], known_same) for level, known_same in zip(found, already, strict=True)]
    whole_levels = [levels(column, whole_left, whole_right) for column in columns]
    whole_bits = weighed(columns, known, whole_levels, whole_left) + _prior(len(whole_left), len(whole_right))
    says, may = whole_bits >= SURE, (whole_bits >= DOUBT) & (whole_bits < SURE)  # who says next to nothing is nobody
    return Linked(
        np.concatenate([whole_left[says], one[good]]),
        np.concatenate([whole_right[says], other[good]]),
        np.concatenate([whole_bits[says], bits[good]]),
        np.concatenate([whole_left[may], one[doubt]]),
        np.concatenate([whole_right[may], other[doubt]]),
        np.concatenate([whole_bits[may], bits[doubt]]),
    )


def same_throughout(columns: Sequence[Coded]) -> tuple[Rows, Rows]:
    """Rows that say the same in every column, where either ledger has that row once."""
    here, there = numbered(columns)
    rows = max(here.max(), there.max()) + 1
    once = (np.bincount(here, minlength=rows) == 1) & (np.bincount(there, minlength=rows) == 1)
    left, right = np.flatnonzero(once[here]), np.flatnonzero(once[there])
    return left[np.argsort(here[left])], right[np.argsort(there[right])]


@dataclass(frozen=True)
class _Pairs:
    """Pairs worth comparing, of so many rows of either ledger that are not one with another yet."""

    left: Rows
    right: Rows
    lefts: int
    rights: int

    def judged(self, said: Bits) -> tuple[Bits, NDArray[np.bool_], NDArray[np.bool_]]:
        """The bits of each pair, which are one, and which are in doubt. Once the clear ones are known, the others are
        judged among the rows that are left: there is less to agree with by chance."""
        base = _prior(self.lefts, self.rights)
        taken, rival = self._once_each(said)
        apart = said - rival >= APART
        good = taken & apart & (said + base >= SURE)
        rest = ~np.isin(self.left, self.left[good]) & ~np.isin(self.right, self.right[good])
        later = _prior(self.lefts - int(good.sum()), self.rights - int(good.sum()))
        bits = said + np.where(rest, later, base)
        good |= taken & apart & rest & (bits >= SURE)
        return bits, good, taken & ~good & (bits >= DOUBT)

    def _once_each(self, said: Bits) -> tuple[NDArray[np.bool_], Bits]:
        """Which pairs remain when each row is in one only, the likeliest first; and for each pair what is said for the
        best other one of either row."""
        taken = np.zeros(len(said), bool)
        lefts, rights = self.left.tolist(), self.right.tolist()
        free_left, free_right = set(lefts), set(rights)
        for place in np.argsort(-said, kind="stable").tolist():
            if lefts[place] in free_left and rights[place] in free_right:
                taken[place] = True
                free_left.remove(lefts[place])
                free_right.remove(rights[place])
        return taken, np.maximum(_best_other(self.left, said), _best_other(self.right, said))


def _prior(left: int, right: int) -> float:
    """Bits against any two of so many rows being one, half of the fewer having their like."""
    return -float(np.log2(2 * max(left, right, 1)))


def _best_other(rows: Rows, said: Bits) -> Bits:
    """For each pair what is said for the best other pair of the same row; nothing at all where there is none."""
    order = np.lexsort((-said, rows))
    sorted_rows, sorted_bits = rows[order], said[order]
    first = np.ones(len(rows), bool)
    first[1:] = sorted_rows[1:] != sorted_rows[:-1]
    best = sorted_bits[np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))]
    second_at = np.flatnonzero(first) + 1
    second = np.full(len(rows), -np.inf)
    inside = second_at[second_at < len(rows)]
    inside = inside[~first[inside]]
    second[inside - 1] = sorted_bits[inside]
    found = np.empty(len(rows))
    found[order] = np.where(first, second, best)
    return found
