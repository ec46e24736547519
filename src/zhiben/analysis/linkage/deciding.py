"""Which rows of two ledgers are one: each row once, the likeliest pairs first; what is in doubt is left to a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zhiben.analysis.linkage.blocking import candidates
from zhiben.analysis.linkage.coding import Coded, numbered
from zhiben.analysis.linkage.keys import Joined, Key, is_number, joined, may_be_one_series
from zhiben.analysis.linkage.pairs import DOUBT, SURE, Pairs, prior
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
    seen,
    weighed,
)

ROUNDS = 4
SITE = re.compile(
    r"(?:企业|(?<!责任)(?<!牵头)(?<!监管)(?<!主管)(?<!报送)(?<!填报)(?<!检查)(?<!整改)单位|场所|公司|门店|店铺|商户|工地)(?:全?名称?)?$"
)
"""Headings of the enterprise or site that an entry is about."""
LEARNT_FROM = 30_000
"""Pairs of which what columns weigh is learnt."""
FEW_WORDS = 1000
"""A column of no more words is likened at once: most pairs of words stand in many pairs of rows."""


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
    pairs = Pairs(*candidates(columns, left, right), len(left), len(right))
    numbered = [levels(column, by_number.left, by_number.right) for column in columns]
    same = [levels(column, *whole) for column in columns]
    sure = ~by_number.contrary
    given = [[one[sure] for one in numbered], same]
    known = _learnt(columns, pairs, holding, given, np.random.default_rng(seed))
    number_bits = weighed(columns, known, numbered, by_number.left) + prior(len(sure), len(sure))
    whole_bits = weighed(columns, known, same, whole[0]) + prior(len(whole[0]), len(whole[1]))
    says, may = whole_bits >= SURE, (whole_bits >= DOUBT) & (whole_bits < SURE)  # who says next to nothing is nobody
    taken, shown = _parted(
        [
            (by_number.left, by_number.right, number_bits, sure, ~sure),
            (*whole, whole_bits, says, may),
            *_settled(columns, known, pairs, holding),
        ]
    )
    false = [key for key in keys if not key.counted and not any(key is held for held in holding)]
    return Linked(*taken, *_with_same_number(false, columns, known, taken, shown))


def _learnt(
    columns: Sequence[Coded],
    pairs: Pairs,
    keys: Sequence[Key],
    given: Sequence[Sequence[Levels]],
    rng: np.random.Generator,
) -> list[Evidence]:
    """What each column weighs, learnt from the pairs themselves beside `given` rows that are one: from those of some
    rows taken at random where there are many."""
    chance, decided = [by_chance(column, rng) for column in columns], parents(columns)
    some = pairs.of_some_rows(LEARNT_FROM, rng)
    found = [levels(column, some.left, some.right) for column in columns]
    barred = _barred(columns, found, some, keys)
    shares = [BELIEVED] * len(columns)
    for _round in range(ROUNDS - 1):
        known = [evidence(*each) for each in zip(columns, shares, chance, decided, strict=True)]
        _bits, good, _doubt = some.judged(weighed(columns, known, found, some.left), barred)
        shares = [in_one(one[good], *others) for one, *others in zip(found, *given, strict=True)]
    return [evidence(*each) for each in zip(columns, shares, chance, decided, strict=True)]


Judged = tuple[Rows, Rows, Bits, Which, Which]
"""Pairs with the bits of each, which of them are one, and which are in doubt."""


def _settled(
    columns: Sequence[Coded], known: Sequence[Evidence], pairs: Pairs, keys: Sequence[Key]
) -> Iterator[Judged]:
    """Pairs that are one or in doubt. Words that differ are likened as far as that can still change anything: one
    column after the other, those with few words first."""
    order = sorted(range(len(columns)), key=lambda place: -columns[place].variety)
    unknown = [place for place in order if len(columns[place].words) > FEW_WORDS]
    found = [
        (seen if place in unknown else levels)(column, pairs.left, pairs.right) for place, column in enumerate(columns)
    ]
    while unknown:
        least, most = (
            weighed(columns, _unlikened(known, unknown, pick), found, pairs.left) for pick in (np.min, np.max)
        )
        clear = pairs.clear(least, most)
        yield _of_clear(columns, known, pairs.some(clear), [one[clear] for one in found], unknown, keys)
        worth = pairs.open_beside(clear) & pairs.worth(most)
        pairs = pairs.some(worth).fewer(int(clear.sum()))
        found = [one[worth] for one in found]
        place = unknown.pop(0)
        found[place] = levels(columns[place], pairs.left, pairs.right)
    barred = _barred(columns, found, pairs, keys)
    yield pairs.left, pairs.right, *pairs.judged(weighed(columns, known, found, pairs.left), barred)


def _unlikened(known: Sequence[Evidence], unknown: Sequence[int], pick: Callable[[Bits], float]) -> list[Evidence]:
    return [one.unlikened(pick) if place in unknown else one for place, one in enumerate(known)]


def _of_clear(
    columns: Sequence[Coded],
    known: Sequence[Evidence],
    pairs: Pairs,
    found: list[Levels],
    unknown: Sequence[int],
    keys: Sequence[Key],
) -> Judged:
    """Pairs that are one whatever the columns yet unknown say, unless a person has to look."""
    for place in unknown:
        found[place] = levels(columns[place], pairs.left, pairs.right)
    barred = _barred(columns, found, pairs, keys)
    bits = weighed(columns, known, found, pairs.left) + prior(pairs.lefts, pairs.rights)
    return pairs.left, pairs.right, bits, ~barred, barred


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
        bits += prior(len(left), len(right))
        shown = (
            np.concatenate([shown[0], left]),
            np.concatenate([shown[1], right]),
            np.concatenate([shown[2], bits]),
        )
    return shown


def _but(by_number: Joined, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    free = ~np.isin(left, by_number.left) & ~np.isin(right, by_number.right)
    return left[free], right[free]


def _barred(columns: Sequence[Coded], found: Sequence[Levels], pairs: Pairs, keys: Sequence[Key]) -> Which:
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
