"""Pairs of rows with what is said for each: which are one whatever else may be found out, which need not be looked at
any further, and, once all is said, which are taken, each row once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zhiben.analysis.distinct import distinct
from zhiben.analysis.linkage.weighing import Bits, Rows, Which

SURE, DOUBT, APART = 5.0, 0.0, 2.0
"""By so many bits two rows must be likelier one than not to be taken for one, or to be shown to a person; and by so
many they must be likelier than any other pair of either row."""


@dataclass(frozen=True)
class Pairs:
    """Pairs worth comparing, of so many rows of either ledger that are not one with another yet. `part`: the share of
    all such pairs that these are, where they are a sample."""

    left: Rows
    right: Rows
    lefts: int
    rights: int
    part: float = 1.0

    def __len__(self) -> int:
        return len(self.left)

    def some(self, which: Which) -> Pairs:
        """Those pairs of them."""
        return replace(self, left=self.left[which], right=self.right[which])

    def of_some_rows(self, about: int, rng: np.random.Generator) -> Pairs:
        """All pairs of rows of the left ledger taken at random, about so many in all; all pairs where there are no
        more."""
        part = about / max(1, len(self))
        if part >= 1:
            return self
        taken = rng.random(int(self.left.max()) + 1) < part
        return replace(self.some(taken[self.left]), part=part)

    def open_beside(self, clear: Which) -> Which:
        """Which pairs have neither of their rows in those that are `clear`."""
        gone = [np.zeros(int(rows.max(initial=-1)) + 1, bool) for rows in (self.left, self.right)]
        gone[0][self.left[clear]] = gone[1][self.right[clear]] = True
        return np.asarray(~gone[0][self.left] & ~gone[1][self.right])

    def fewer(self, one: int) -> Pairs:
        """The same pairs when so many rows of either ledger are one with another."""
        return replace(self, lefts=self.lefts - one, rights=self.rights - one)

    def clear(self, least: Bits, most: Bits) -> Which:
        """Which are one, when for each at least and at most so much is said."""
        rival = np.maximum(_best_other(self.left, most), _best_other(self.right, most))
        return np.asarray((least + prior(self.lefts, self.rights) >= SURE) & (least - rival >= APART))

    def worth(self, most: Bits) -> Which:
        """Which could be taken, shown, or hold another up, if at most so much is said for each. As many rows may be one
        with another as there are in pairs; fewer left over make the others likelier."""
        rest = [all_ - len(distinct(rows)) for rows, all_ in ((self.left, self.lefts), (self.right, self.rights))]
        return np.asarray(most + prior(*rest) >= DOUBT)

    def judged(self, said: Bits, barred: Which) -> tuple[Bits, Which, Which]:
        """The bits of each pair, which are one (none of those `barred`), and which are in doubt. Once the clear ones
        are known, the others are judged among the rows that are left: there is less to agree with by chance."""
        base = prior(self.lefts, self.rights)
        bits, good, doubt = said + base, np.zeros(len(said), bool), np.zeros(len(said), bool)
        some = np.flatnonzero(said >= DOUBT - prior(1, 1) - APART)  # nobody takes, or is held up by, what says less
        left, right, weight = self.left[some], self.right[some], said[some]
        taken = _once_each(left, right, weight)
        rival = np.maximum(_best_other(left, weight), _best_other(right, weight))
        apart = taken & (weight - rival >= APART) & ~barred[some]
        sure = apart & (bits[some] >= SURE)
        rest = ~np.isin(self.left, left[sure]) & ~np.isin(self.right, right[sure])
        found = int(sure.sum() / self.part)
        bits[rest] = said[rest] + prior(self.lefts - found, self.rights - found)
        sure |= apart & rest[some] & (bits[some] >= SURE)
        good[some], doubt[some] = sure, taken & ~sure & (bits[some] >= DOUBT)
        return bits, good, doubt


def prior(left: int, right: int) -> float:
    """Bits against any two of so many rows being one, half of the fewer having their like."""
    return -float(np.log2(2 * max(left, right, 1)))


def _once_each(left: Rows, right: Rows, said: Bits) -> Which:
    """Which pairs remain when each row is in one only, the likeliest first: those that are the best of both of their
    rows, then those that are so among the rest, and so on."""
    taken = np.zeros(len(said), bool)
    order = np.argsort(-said, kind="stable")
    sizes = [int(rows.max(initial=-1)) + 1 for rows in (left, right)]
    while len(order):
        first = np.ones(len(order), bool)
        for rows, size in zip((left[order], right[order]), sizes, strict=True):
            best = np.empty(size, np.int64)
            best[rows[::-1]] = np.arange(len(order))[::-1]
            first &= best[rows] == np.arange(len(order))
        taken[order[first]] = True
        gone = [np.zeros(size, bool) for size in sizes]
        gone[0][left[order[first]]], gone[1][right[order[first]]] = True, True
        order = order[~gone[0][left[order]] & ~gone[1][right[order]]]
    return taken


def _best_other(rows: Rows, said: Bits) -> Bits:
    """For each pair what is said for the best other pair of the same row; nothing at all where there is none."""
    if not len(rows):
        return said
    order = np.argsort(rows, kind="stable")
    bits, first = said[order], np.flatnonzero(np.diff(rows[order], prepend=-1))
    counts = np.diff(first, append=len(rows))
    best = np.maximum.reduceat(bits, first)
    is_best = bits == np.repeat(best, counts)
    second = np.maximum.reduceat(np.where(is_best, -np.inf, bits), first)
    second = np.where(np.add.reduceat(is_best.astype(np.int64), first) > 1, best, second)
    found = np.empty(len(rows))
    found[order] = np.where(is_best, np.repeat(second, counts), np.repeat(best, counts))
    return found
