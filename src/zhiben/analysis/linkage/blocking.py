"""Which rows of two ledgers are worth comparing: those that share a word, or two words together, that few rows have,
and of those no pair in which far less agrees than in another one of the same row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.distinct import distinct
from zhiben.analysis.linkage.coding import Coded
from zhiben.analysis.linkage.weighing import Rows
from zhiben.kernel.abreast import abreast

FEW = 60
"""Pairs that one word, or two together, may bring."""
RARE = 20
"""Pairs that a word may bring which is looked for before all others."""
MOST = 12
"""Columns by which rows are looked for, those with the most different words first."""
FAR_LESS = 0.25
"""Such a share of the agreement in a row's best pair is too little; ours. What agrees counts by how rare it is."""

Keys = NDArray[np.int64]
_Common = tuple[int, Keys, Keys]
"""How many words a column has, and the common ones of either row."""


def candidates(columns: Sequence[Coded], left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pairs of the rows `left` and `right` that are worth comparing, each once."""
    telling = _telling(columns)
    single = abreast(lambda column: _by_one(column, left, right), telling)
    both = combinations([(len(column.texts), *one.common) for column, one in zip(telling, single, strict=True)], 2)
    together = abreast(lambda two: _sharing(*_together(two), left, right), both)
    return _gathered(columns, [*(pairs for one in single for pairs in (one.rare, one.core)), *together], right)


def of_rare_words(columns: Sequence[Coded], left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Those of them that share a single word that hardly any rows have, as it is written."""

    def of(column: Coded) -> tuple[Rows, Rows]:
        rare, _common = _words(column, left, right, RARE)
        return _sharing(*rare, left, right)

    return _gathered(columns, abreast(of, _telling(columns)), right)


def _telling(columns: Sequence[Coded]) -> list[Coded]:
    return sorted(columns, key=lambda column: -column.variety)[:MOST]


def _gathered(columns: Sequence[Coded], found: Iterable[tuple[Rows, Rows]], right: Rows) -> tuple[Rows, Rows]:
    """Each pair once, but for those in which far less agrees."""
    width = int(right.max(initial=0)).bit_length()
    keys = [one << width | other for one, other in found]
    pairs = distinct(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    return _likeliest(columns, pairs >> width, pairs & ((1 << width) - 1))


@dataclass(frozen=True)
class _ByOne:
    """Pairs that share a rare word of a column, or the core of one; and the column's words that are worth another one
    beside them."""

    rare: tuple[Rows, Rows]
    core: tuple[Rows, Rows]
    common: tuple[Keys, Keys]


def _by_one(column: Coded, left: Rows, right: Rows) -> _ByOne:
    rare, common = _words(column, left, right, FEW)
    here, there = (column.cores(codes) for codes in (column.left[left], column.right[right]))
    return _ByOne(_sharing(*rare, left, right), _sharing(here, there, left, right), common)


def _words(column: Coded, left: Rows, right: Rows, most: int) -> tuple[tuple[Keys, Keys], tuple[Keys, Keys]]:
    """Of either row the word that no more pairs share than `most`, 0 where it is another; and the word that more do."""
    here, there = column.left[left].astype(np.int64), column.right[right].astype(np.int64)
    size = len(column.texts)
    few = np.bincount(here, minlength=size) * np.bincount(there, minlength=size) <= most
    rare, common = np.where(few, np.arange(size), 0), np.where(few, 0, np.arange(size))
    return (rare[here], rare[there]), (common[here], common[there])


def _together(two: tuple[_Common, _Common]) -> tuple[Keys, Keys]:
    """Two words together as one key, 0 where either is none."""
    (_size, *ones), (size, *others) = two
    here, there = (
        np.where((one > 0) & (other > 0), one * size + other, 0) for one, other in zip(ones, others, strict=True)
    )
    return here, there


def _sharing(here: Keys, there: Keys, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pairs of rows whose keys are the same, of keys that bring few; key 0 is none."""
    mine, theirs = _ordered(here), _ordered(there)
    keys = here[mine]
    first = np.flatnonzero(np.diff(keys, prepend=0))
    counts = np.diff(first, append=len(keys))
    begins, ends = (np.searchsorted(there[theirs], keys[first], side) for side in ("left", "right"))
    meeting = np.where(counts * (ends - begins) <= FEW, ends - begins, 0)
    times = np.repeat(meeting, counts)
    nth = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(left[mine], times), right[theirs[np.repeat(np.repeat(begins, counts), times) + nth]]


def _ordered(keys: Keys) -> Rows:
    """The places of those that have a key, by their keys."""
    some = np.flatnonzero(keys)
    return some[np.argsort(keys[some])]


def _likeliest(columns: Sequence[Coded], left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """The pairs in which not far less agrees than in the best one of either row."""
    agreed = np.zeros(len(left), np.float32)
    for column in columns:
        words, weighs = column.left[left], -np.log2(column.shares).astype(np.float32)
        weighs[0] = 0
        agreed += np.where(words == column.right[right], weighs[words], np.float32(0))
    enough = np.ones(len(left), bool)
    for rows in (left, right):
        best = np.zeros(int(rows.max(initial=-1)) + 1, np.float32)
        np.maximum.at(best, rows, agreed)
        enough &= agreed >= FAR_LESS * best[rows]
    return left[enough], right[enough]
