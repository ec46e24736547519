"""Which rows of two ledgers are one: each row once, the likeliest pairs first; what is in doubt is left to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhiben.analysis.linkage.blocking import candidates
from zhiben.analysis.linkage.coding import Coded, numbered
from zhiben.analysis.linkage.keys import Joined, Key, is_number, joined, may_be_one_series
from zhiben.analysis.linkage.weighing import (
    BELIEVED,
    OTHER,
    TWIN,
    Bits,
    Evidence,
    Levels,
    Rows,
    Which,
    by_chance,
    evidence,
    in_one,
    levels,
    parents,
    weighed,
)

ROUNDS = 4
SITE = re.compile(
    r"(?:企业|(?<!责任)(?<!牵头)(?<!监管)(?<!主管)(?<!报送)(?<!填报)(?<!检查)(?<!整改)单位|场所|公司|门店|店铺|商户|工地)(?:全?名称?)?$"
)
"""Headings of the enterprise or site that an entry is about."""
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


def linked(columns: Sequence[Coded], keys: Sequence[Key] = (), *, seed: int = 1) -> Linked:
    """The rows of two ledgers that are one: first those that share the number of an entry (`keys`), then those that say
    the same throughout, then by all that is said. `seed`: of the sample of rows taken at random."""
    if not (len(columns[0].left) and len(columns[0].right)):
        return Linked(*_parted([])[0], *_parted([])[1])
    by_number, holding = joined(columns, keys)
    columns = [one for one in columns if not is_number(one.name) or may_be_one_series(one)]  # another's say nothing
    whole = _but(by_number, *same_throughout(columns))
    left, right = (
        np.setdiff1d(np.arange(len(side)), np.concatenate(taken))
        for side, taken in (
            (columns[0].left, (whole[0], by_number.left)),
            (columns[0].right, (whole[1], by_number.right)),
        )
    )
    pairs = _Pairs(*candidates(columns, left, right), len(left), len(right))
    found = [levels(column, pairs.left, pairs.right) for column in columns]
    barred = _barred(columns, found, pairs, holding)
    numbered = [levels(column, by_number.left, by_number.right) for column in columns]
    same = [levels(column, *whole) for column in columns]
    rng = np.random.default_rng(seed)
    chance = [by_chance(column, rng) for column in columns]
    decided = parents(columns)
    sure, shares = ~by_number.contrary, [BELIEVED] * len(columns)
    for _round in range(ROUNDS):
        known = [evidence(*each) for each in zip(columns, shares, chance, decided, strict=True)]
        bits, good, doubt = pairs.judged(weighed(columns, known, found, pairs.left), barred)
        shares = [in_one(one[good], two[sure], three) for one, two, three in zip(found, numbered, same, strict=True)]
    number_bits = weighed(columns, known, numbered, by_number.left) + _prior(len(sure), len(sure))
    whole_bits = weighed(columns, known, same, whole[0]) + _prior(len(whole[0]), len(whole[1]))
    says, may = whole_bits >= SURE, (whole_bits >= DOUBT) & (whole_bits < SURE)  # who says next to nothing is nobody
    taken, shown = _parted(
        [
            (by_number.left, by_number.right, number_bits, sure, ~sure),
            (*whole, whole_bits, says, may),
            (pairs.left, pairs.right, bits, good, doubt),
        ]
    )
    false = [key for key in keys if not key.counted and not any(key is held for held in holding)]
    return Linked(*taken, *_with_same_number(false, columns, known, taken, shown))


Taken = tuple[Rows, Rows, Bits]


def _parted(sets: Sequence[tuple[Rows, Rows, Bits, Which, Which]]) -> tuple[Taken, Taken]:
    """Of pairs with their bits those that are one, and those in doubt."""
    none = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    parts = [
        tuple(np.concatenate([none[place], *(one[place][one[which]] for one in sets)]) for place in range(3))
        for which in (3, 4)
    ]
    (left, right, bits), (other_left, other_right, other_bits) = parts
    return (left, right, bits), (other_left, other_right, other_bits)


def _with_same_number(
    keys: Sequence[Key], columns: Sequence[Coded], known: Sequence[Evidence], taken: Taken, shown: Taken
) -> Taken:
    """The pairs for a person, and besides those that share a number of a column that does not hold and would be in no
    pair otherwise."""
    for key in keys:
        left, right = key.shared()
        paired = [np.concatenate([taken[side], shown[side]]) for side in (0, 1)]
        free = ~np.isin(left, paired[0]) & ~np.isin(right, paired[1])
        left, right = left[free], right[free]
        bits = weighed(columns, known, [levels(column, left, right) for column in columns], left)
        bits += _prior(len(left), len(right))
        shown = (
            np.concatenate([shown[0], left]),
            np.concatenate([shown[1], right]),
            np.concatenate([shown[2], bits]),
        )
    return shown


def _but(by_number: Joined, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    free = ~np.isin(left, by_number.left) & ~np.isin(right, by_number.right)
    return left[free], right[free]


def _barred(columns: Sequence[Coded], found: Sequence[Levels], pairs: _Pairs, keys: Sequence[Key]) -> Which:
    """Pairs that only a person may take for one: whose names tell different branches, places or numbers, which are
    about enterprises with quite other names, or which bear different numbers of entries."""
    barred = np.zeros(len(pairs.left), bool)
    for column, level in zip(columns, found, strict=True):
        barred |= level == TWIN
        if SITE.search(column.name):
            barred |= level == OTHER
    for key in keys:
        if key.binding:
            barred |= key.apart(pairs.left, pairs.right)
    return barred


def same_throughout(columns: Sequence[Coded]) -> tuple[Rows, Rows]:
    """Rows that say the same in every column, where either ledger has that row once."""
    here, there = numbered([one.left for one in columns], [one.right for one in columns])
    rows = max(here.max(), there.max()) + 1
    once = (np.bincount(here, minlength=rows) == 1) & (np.bincount(there, minlength=rows) == 1)
    once[0] = False
    left, right = np.flatnonzero(once[here]), np.flatnonzero(once[there])
    return left[np.argsort(here[left])], right[np.argsort(there[right])]


@dataclass(frozen=True)
class _Pairs:
    """Pairs worth comparing, of so many rows of either ledger that are not one with another yet."""

    left: Rows
    right: Rows
    lefts: int
    rights: int

    def judged(self, said: Bits, barred: Which) -> tuple[Bits, Which, Which]:
        """The bits of each pair, which are one (none of those `barred`), and which are in doubt. Once the clear ones
        are known, the others are judged among the rows that are left: there is less to agree with by chance."""
        base = _prior(self.lefts, self.rights)
        bits, good, doubt = said + base, np.zeros(len(said), bool), np.zeros(len(said), bool)
        some = np.flatnonzero(said >= DOUBT - _prior(1, 1) - APART)  # nobody takes, or is held up by, what says less
        left, right, weight = self.left[some], self.right[some], said[some]
        taken = _once_each(left, right, weight)
        rival = np.maximum(_best_other(left, weight), _best_other(right, weight))
        apart = taken & (weight - rival >= APART) & ~barred[some]
        sure = apart & (bits[some] >= SURE)
        rest = ~np.isin(self.left, left[sure]) & ~np.isin(self.right, right[sure])
        bits[rest] = said[rest] + _prior(self.lefts - int(sure.sum()), self.rights - int(sure.sum()))
        sure |= apart & rest[some] & (bits[some] >= SURE)
        good[some], doubt[some] = sure, taken & ~sure & (bits[some] >= DOUBT)
        return bits, good, doubt


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
