"""Which rows of two ledgers are one: each row once, the likeliest pairs first; what is in doubt is left to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zhiben.analysis.linkage.blocking import candidates, of_rare_words
from zhiben.analysis.linkage.coding import Coded, numbered
from zhiben.analysis.linkage.keys import Key, joined, numbers_of_another
from zhiben.analysis.linkage.pairs import DOUBT, SURE, Pairs, prior
from zhiben.analysis.linkage.weighing import (
    BELIEVED,
    OTHER,
    SITE,
    TWIN,
    Bits,
    Evidence,
    Levels,
    Rows,
    Which,
    all_levels,
    barring,
    by_chance,
    evidence,
    in_one,
    levels,
    parents,
    seen,
    weighed,
)
from zhiben.kernel.abreast import abreast

ROUNDS = 4
LEARNT_FROM, LEARNT_IN_ALL = 6_000, 114_000
"""What columns weigh is learnt from so many pairs at least, and of few columns from more: so many words are likened."""
FEW_WORDS = 1000
"""A column of no more words is likened at once: most pairs of words stand in many pairs of rows."""
FEW_PAIRS = 8_000
"""So many pairs are likened throughout at once."""
AT_FIRST = 2
"""Columns of many words that are likened while what is clear is looked for; ours."""

Judged = tuple[Rows, Rows, Bits, Which, Which]
"""Pairs with the bits that speak for each (at least, where more makes no difference), which of them are one, and which
are in doubt."""


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
    columns = [one for one in columns if not numbers_of_another(one)]
    left, right = same_throughout(columns)
    free = ~np.isin(left, by_number.left) & ~np.isin(right, by_number.right)
    whole = left[free], right[free]
    left = _but(np.arange(len(columns[0].left)), [whole[0], by_number.left])
    right = _but(np.arange(len(columns[0].right)), [whole[1], by_number.right])
    numbered = all_levels(columns, by_number.left, by_number.right)
    same = all_levels(columns, *whole)
    sure = ~by_number.contrary
    given = [[one[sure] for one in numbered], same]
    known, judged = _judged(columns, holding, left, right, given, np.random.default_rng(seed))
    number_bits = weighed(columns, known, numbered, by_number.left) + prior(len(sure), len(sure))
    whole_bits = weighed(columns, known, same, whole[0]) + prior(len(whole[0]), len(whole[1]))
    says, may = whole_bits >= SURE, (whole_bits >= DOUBT) & (whole_bits < SURE)  # who says next to nothing is nobody
    taken, shown = _parted(
        [
            (by_number.left, by_number.right, number_bits, sure, ~sure),
            (*whole, whole_bits, says, may),
            *judged,
        ]
    )
    false = [key for key in keys if not key.counted and not any(key is held for held in holding)]
    return Linked(*taken, *_with_same_number(false, columns, known, taken, shown))


def _judged(
    columns: Sequence[Coded],
    keys: Sequence[Key],
    left: Rows,
    right: Rows,
    given: Sequence[Sequence[Levels]],
    rng: np.random.Generator,
) -> tuple[list[Evidence], list[Judged]]:
    """What each column weighs, and the pairs of those rows that are one or in doubt. In large ledgers what is clear is
    found first among the rows that share a rare word: only the others are looked for by all that is said."""
    pairs = Pairs(*of_rare_words(columns, left, right), len(left), len(right))
    learnt_from = max(LEARNT_FROM, LEARNT_IN_ALL // len(columns))
    if len(pairs) <= learnt_from:
        pairs = Pairs(*candidates(columns, left, right), len(left), len(right))
        known = _learnt(columns, pairs, keys, given, rng)
        return known, list(_Open(columns, known, keys, pairs).all())
    known = _learnt(columns, pairs.of_some_rows(learnt_from, rng), keys, given, rng)
    judged = list(_Open(columns, known, keys, pairs).clear(AT_FIRST))
    left, right = _but(left, [one[0] for one in judged]), _but(right, [one[1] for one in judged])
    pairs = Pairs(*candidates(columns, left, right), len(left), len(right))
    return known, judged + list(_Open(columns, known, keys, pairs).all())


def _learnt(
    columns: Sequence[Coded],
    some: Pairs,
    keys: Sequence[Key],
    given: Sequence[Sequence[Levels]],
    rng: np.random.Generator,
) -> list[Evidence]:
    """What each column weighs, learnt from the pairs themselves beside `given` rows that are one."""
    found = all_levels(columns, some.left, some.right)
    chance, decided = by_chance(columns, rng), parents(columns)
    barred = _barred(columns, found, some, keys)
    shares = [BELIEVED] * len(columns)
    for _round in range(ROUNDS - 1):
        known = [evidence(*each) for each in zip(columns, shares, chance, decided, strict=True)]
        _bits, good, _doubt = some.judged(weighed(columns, known, found, some.left), barred)
        shares = [in_one(one[good], *others) for one, *others in zip(found, *given, strict=True)]
    return [evidence(*each) for each in zip(columns, shares, chance, decided, strict=True)]


class _Open:
    """Pairs that are not judged yet. Words that differ are likened as far as that can still change anything: those of
    columns with few words at once, of others one column after the other."""

    def __init__(self, columns: Sequence[Coded], known: Sequence[Evidence], keys: Sequence[Key], pairs: Pairs) -> None:
        self._columns, self._known, self._keys, self._pairs = columns, known, keys, pairs
        order = sorted(range(len(columns)), key=lambda place: -columns[place].variety)
        self._unknown = [place for place in order if len(columns[place].texts) > FEW_WORDS]
        self._found = abreast(
            lambda place: (seen if place in self._unknown else levels)(columns[place], pairs.left, pairs.right),
            range(len(columns)),
        )

    def clear(self, columns: int) -> Iterator[Judged]:
        """Those that are one whatever may be found out, unless a person has to look: at first, and when each of so many
        columns is likened. They, and what nothing can come of, are judged then."""
        for place in self._unknown[:columns]:
            most = self._said(np.max)
            worth = self._pairs.worth(most)
            self._leave(worth)
            least = self._said(np.min)
            clear = self._pairs.clear(least, most[worth])
            yield self._of_clear(clear, least[clear])
            self._leave(self._pairs.open_beside(clear))
            self._pairs = self._pairs.fewer(int(clear.sum()))
            self._found[place] = levels(self._columns[place], self._pairs.left, self._pairs.right)
            self._unknown = self._unknown[1:]

    def all(self) -> Iterator[Judged]:
        """All of them. Of the last few everything is likened at once."""
        while self._unknown and len(self._pairs) > FEW_PAIRS:
            yield from self.clear(1)
        left, right = self._pairs.left, self._pairs.right
        last = abreast(lambda place: levels(self._columns[place], left, right), self._unknown)
        for place, level in zip(self._unknown, last, strict=True):
            self._found[place] = level
        said = weighed(self._columns, self._known, self._found, self._pairs.left)
        barred = _barred(self._columns, self._found, self._pairs, self._keys)
        yield self._pairs.left, self._pairs.right, *self._pairs.judged(said, barred)

    def _said(self, pick: Callable[[Bits], float]) -> Bits:
        known = [one.unlikened(pick) if place in self._unknown else one for place, one in enumerate(self._known)]
        return weighed(self._columns, known, self._found, self._pairs.left)

    def _leave(self, which: Which) -> None:
        self._pairs, self._found = self._pairs.some(which), [one[which] for one in self._found]

    def _of_clear(self, clear: Which, said: Bits) -> Judged:
        pairs, found = self._pairs.some(clear), [one[clear] for one in self._found]
        barring_levels = abreast(lambda place: barring(self._columns[place], pairs.left, pairs.right), self._unknown)
        for place, level in zip(self._unknown, barring_levels, strict=True):
            found[place] = level
        barred = _barred(self._columns, found, pairs, self._keys)
        return pairs.left, pairs.right, said + prior(pairs.lefts, pairs.rights), ~barred, barred


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
        bits = weighed(columns, known, all_levels(columns, left, right), left)
        bits += prior(len(left), len(right))
        shown = (
            np.concatenate([shown[0], left]),
            np.concatenate([shown[1], right]),
            np.concatenate([shown[2], bits]),
        )
    return shown


def _but(rows: Rows, taken: Sequence[Rows]) -> Rows:
    """Those rows that are not taken."""
    free = np.ones(int(rows.max(initial=-1)) + 1, bool)
    for some in taken:
        free[some] = False
    return rows[free[rows]]


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
