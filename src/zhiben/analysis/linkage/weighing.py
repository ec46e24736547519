"""How much it says for or against two rows being one that they agree in a column, nearly agree, or differ.

Method: Fellegi and Sunter 1969, the logarithm (base 2, so bits) of how much likelier that is in rows that are one than
in rows that are not; what a rare value agrees in weighs more (Newcombe 1959). A column that another one decides (a
street its district) adds only what the other leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from zhiben.analysis.linkage.coding import Coded
from zhiben.kernel.abreast import abreast, processors

Rows = NDArray[np.int64]
Levels = NDArray[np.int8]
Bits = NDArray[np.float64]
Which = NDArray[np.bool_]

SITE = re.compile(
    r"(?:企业|(?<!责任)(?<!牵头)(?<!监管)(?<!主管)(?<!报送)(?<!填报)(?<!检查)(?<!整改)单位|场所|公司|门店|店铺|商户|工地)(?:全?名称?)?$"
)
"""Headings of the enterprise or site that an entry is about."""
UNSAID, SAME, CORE, NEAR, FAIR, TWIN, OTHER = range(7)
"""How far two rows agree: one of them says nothing; as written; but for what offices add or leave out; nearly; in
part; but for a branch, place or number that both tell and that differs, which is no more than in part; not."""
NEAR_FROM, FAIR_FROM = 0.85, 0.65
BEGINNING = 0.08
"""What a likeness that favours beginnings is lowered by, beside the one that counts changed characters."""
BELIEVED = np.array([0.0, 0.84, 0.03, 0.05, 0.02, 0.01, 0.05])
"""Shares of the levels in rows that are one, before any such rows are known; ours."""
BELIEVED_FOR = 20
"""So many rows are those shares worth beside rows that are known."""
SAMPLE = 5_000
"""So many rows of a ledger tell how often they agree."""
CHANCE, CHANCE_IN_ALL = 20_000, 95_000
"""So many pairs of rows taken at random tell how often a level comes about by chance, as far as those of all columns
together are not more; of many columns each matters less. Ours."""
MANY = 10_000
"""More pairs of words are likened by several processors."""
MOST_KEPT = 1_000_000
"""A column whose words make no more pairs keeps how far they agree, once they are likened."""
DECIDES, SUPPORT = 0.2, 20
"""A column decides another where, of rows of one ledger that agree there, at least this share agrees here too, seen in
so many pairs."""
DECIDING = 4
"""So many columns that decide another are asked in turn, for the first of them may say nothing or be misspelt."""


def seen(column: Coded, left: Rows, right: Rows) -> Levels:
    """Whether each pair of rows says the same in a column, as written; words that differ are not likened."""
    one, other = column.left[left], column.right[right]
    found = np.where(one == other, np.int8(SAME), np.int8(OTHER))
    found[(one == 0) | (other == 0)] = UNSAID
    return found


def levels(column: Coded, left: Rows, right: Rows) -> Levels:
    """How far each pair of rows agrees in a column."""
    found = seen(column, left, right)
    apart = np.flatnonzero(found == OTHER)
    if not len(apart):
        return found
    size = len(column.texts)
    words = column.left[left[apart]].astype(np.int64) * size + column.right[right[apart]]
    if size**2 > MOST_KEPT:
        pairs, back = np.unique(words, return_inverse=True)
        found[apart] = _likened(column, pairs // size, pairs % size)[back]
        return found
    known, asked = column.levels_known, np.zeros(size**2, bool)
    asked[words] = True
    new = np.flatnonzero(asked & (known == UNSAID))
    known[new] = _likened(column, new // size, new % size)
    found[apart] = known[words]
    return found


def all_levels(columns: Sequence[Coded], left: Rows, right: Rows) -> list[Levels]:
    """How far each pair of rows agrees in each column."""
    return abreast(lambda column: levels(column, left, right), columns)


def barring(column: Coded, left: Rows, right: Rows) -> Levels:
    """How far each pair of rows agrees in a column, as far as that may keep them apart although all else says that they
    are one; `FAIR` where it may not."""
    if SITE.search(column.name):
        return levels(column, left, right)
    found = seen(column, left, right)
    apart = np.flatnonzero(found == OTHER)
    found[apart] = FAIR
    one, other = column.left[left[apart]].astype(np.int64), column.right[right[apart]].astype(np.int64)
    marked = np.flatnonzero(column.apart(one, other))
    found[apart[marked]] = _likened(column, one[marked], other[marked])
    return found


def _likened(column: Coded, one: Rows, other: Rows) -> Levels:
    alike = _alike(column.texts, one, other)
    found = np.full(len(one), OTHER, np.int8)
    found[alike >= FAIR_FROM] = FAIR
    found[alike >= NEAR_FROM] = NEAR
    found[column.cores(one) == column.cores(other)] = CORE
    maybe = found != OTHER
    far = np.flatnonzero(~maybe)
    frames = column.frames(one[far])
    maybe[far] = (frames != 0) & (frames == column.frames(other[far]))
    likely = np.flatnonzero(maybe)
    found[likely[column.apart(one[likely], other[likely])]] = TWIN
    return found


def _alike(words: pl.Series, one: Rows, other: Rows) -> Bits:
    """How like two words each are, from 0 to 1; not counted where it is too little to matter."""
    sides = words.gather(one), words.gather(other)
    here, there = (side.to_list() for side in sides)
    least = FAIR_FROM - 0.01
    hands = processors() if len(here) > MANY else 1
    alike = cpdist(here, there, scorer=OSA.normalized_similarity, score_cutoff=least, dtype=np.float32, workers=hands)
    long = np.flatnonzero((alike < NEAR_FROM) & (sides[0].str.len_chars().to_numpy() > 3))
    here, there = (side.gather(long).to_list() for side in sides)
    begun = cpdist(
        here, there, scorer=JaroWinkler.similarity, score_cutoff=least + BEGINNING, dtype=np.float32, workers=hands
    )
    alike[long] = np.maximum(alike[long], begun - BEGINNING)
    return alike


@dataclass(frozen=True)
class Parent:
    """A column that decides another, by its place, and the share of rows agreeing there that agree here too."""

    place: int
    share: float


def parents(columns: Sequence[Coded]) -> list[tuple[Parent, ...]]:
    """What decides each column, of those with more different words; what decides it most comes first."""
    order = sorted(range(len(columns)), key=lambda place: -columns[place].variety)
    found: list[tuple[Parent, ...]] = [()] * len(columns)
    together = {place: _together(columns[place]) for place in order[:-1]}
    for rank, place in enumerate(order):
        usual = float((columns[place].shares[1:] ** 2).sum())
        shares = [Parent(earlier, _decided(together[earlier], columns[place])) for earlier in order[:rank]]
        deciding = [one for one in shares if one.share > max(DECIDES, 3 * usual)]
        found[place] = tuple(sorted(deciding, key=lambda one: -one.share)[:DECIDING])
    return found


def _together(column: Coded) -> list[tuple[Rows, Rows]]:
    """Of either ledger, two different rows each that agree in a column; in a large ledger some of them."""
    found = []
    for order, codes in zip(column.runs, (column.left, column.right), strict=True):
        places = np.arange(0, len(order), 1 + len(order) // SAMPLE)
        near, far = (
            np.concatenate([order[places[places < len(order) - step] + other] for step, other in steps])
            for steps in (((1, 0), (2, 0)), ((1, 1), (2, 2)))
        )
        agree = codes[near] == codes[far]
        found.append((near[agree], far[agree]))
    return found


def _decided(together: Sequence[tuple[Rows, Rows]], column: Coded) -> float:
    """Of those two rows each, the share that agrees in this column as well; 0 where hardly any tell it."""
    agree = support = 0
    for (near, far), codes in zip(together, (column.left, column.right), strict=True):
        here, there = codes[near], codes[far]
        told = (here > 0) & (there > 0)
        support += int(told.sum())
        agree += int((told & (here == there)).sum())
    return agree / support if support >= SUPPORT else 0.0


def by_chance(columns: Sequence[Coded], rng: np.random.Generator) -> list[Bits]:
    """How often each level comes about in each column between rows taken at random."""
    sizes = len(columns[0].left), len(columns[0].right)
    draws = min(CHANCE, max(SAMPLE, CHANCE_IN_ALL // len(columns)))
    taken = [(column, [rng.integers(0, size, draws) for size in sizes]) for column in columns]

    def of(one: tuple[Coded, list[Rows]]) -> Bits:
        counts = np.bincount(levels(one[0], *one[1]), minlength=len(BELIEVED)).astype(float)
        return _as_shares(counts, np.array([0.0, 1, 1, 1, 1, 1, 1]), 0.5)

    return abreast(of, taken)


def in_one(*found: Levels) -> Bits:
    """How often each level comes about in rows that are one, those pairs."""
    counts = np.zeros(len(BELIEVED))
    for some in found:
        counts += np.bincount(some, minlength=len(BELIEVED))
    return _as_shares(counts, BELIEVED, BELIEVED_FOR)


def _as_shares(counts: Bits, believed: Bits, weight: float) -> Bits:
    counts[UNSAID] = 0
    counts += believed * weight
    return np.asarray(counts / counts.sum())


@dataclass(frozen=True)
class Evidence:
    """What a column's levels weigh, in bits. `usual` by level; `rare`: agreement in each of its words; `given`: places
    of the columns that decide it, and by level what it weighs where that one agrees."""

    usual: Bits
    rare: Bits
    given: tuple[tuple[int, Bits], ...]

    def unlikened(self, pick: Callable[[Bits], float]) -> Evidence:
        """The same for words that differ and are not likened yet: what `pick` takes of all that they may weigh."""

        def picked(bits: Bits) -> Bits:
            return np.concatenate([bits[:OTHER], [pick(bits[CORE:])]])

        return Evidence(picked(self.usual), self.rare, tuple((place, picked(bits)) for place, bits in self.given))


def evidence(column: Coded, one: Bits, chance: Bits, deciding: Sequence[Parent]) -> Evidence:
    """What the levels of a column weigh, from how often each comes about in rows that are one and by chance."""
    rare = np.log2(one[SAME] / column.shares)
    rest = chance.copy()
    rest[:CORE] = 0
    given = []
    for parent in deciding:
        decided = rest / rest.sum() * (1 - min(parent.share, 0.999))
        decided[SAME] = max(parent.share, 1e-6)
        given.append((parent.place, _bits(one, decided)))
    return Evidence(_bits(one, chance), rare, tuple(given))


def _bits(one: Bits, chance: Bits) -> Bits:
    found = np.zeros(len(BELIEVED))
    found[SAME:] = np.log2(one[SAME:] / np.maximum(chance[SAME:], 1e-6))
    found[TWIN] = min(found[TWIN], found[FAIR])
    return found


def weighed(columns: Sequence[Coded], known: Sequence[Evidence], found: Sequence[Levels], left: Rows) -> Bits:
    """The sum of what all columns say for and against each pair of rows, in bits."""
    total = np.zeros(len(left))
    agree = [level == SAME for level in found]
    for column, one, level, same in zip(columns, known, found, agree, strict=True):
        bits, places = np.take(one.usual, level), np.flatnonzero(same)
        bits[places] = one.rare[column.left[left[places]]]
        open_yet = np.ones(len(left), bool)
        for place, given in one.given:
            decided = np.flatnonzero(open_yet & agree[place])
            bits[decided] = given[level[decided]]
            open_yet[decided] = False
        total += bits
    return total
