"""Which rows of two ledgers are worth comparing: those that share a word, or two words together, that few rows have,
and of those no pair in which far less agrees than in another one of the same row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.linkage.coding import Coded
from zhiben.analysis.linkage.weighing import Rows, Which

FEW = 60
"""Pairs that one word, or two together, may bring."""
MOST = 12
"""Columns by which rows are looked for, those with the most different words first."""
FAR_LESS = 0.25
"""Such a share of the agreement in a row's best pair is too little; ours. What agrees counts by how rare it is."""

Keys = NDArray[np.int64]


def candidates(columns: Sequence[Coded], left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pairs of the rows `left` and `right` that are worth comparing, each once."""
    width = int(right.max(initial=0)) + 1
    telling = sorted(columns, key=lambda column: -column.variety)[:MOST]
    found = [one * width + other for one, other in _by_key(telling, left, right)]
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return _likeliest(columns, pairs // width, pairs % width)


def _by_key(telling: Sequence[Coded], left: Rows, right: Rows) -> Iterator[tuple[Rows, Rows]]:
    words, common = [], []
    for column in telling:
        here, there = column.left[left].astype(np.int64), column.right[right].astype(np.int64)
        one, other, many = _sharing(here, there, left, right)
        yield one, other
        yield _sharing(column.cores(here).astype(np.int64), column.cores(there).astype(np.int64), left, right)[:2]
        words.append((here, there))
        common.append(many)
    for one_place, place in combinations(range(len(telling)), 2):
        size, rows = len(telling[place].words), common[one_place] & common[place]
        here = np.where(rows, words[one_place][0] * size + words[place][0], 0)
        there = _together(words[one_place][1], words[place][1], size)
        yield _sharing(here, there, left, right)[:2]


def _together(one: Keys, other: Keys, size: int) -> Keys:
    return np.where((one > 0) & (other > 0), one * size + other, 0)


def _sharing(here: Keys, there: Keys, left: Rows, right: Rows) -> tuple[Rows, Rows, Which]:
    """Pairs of rows whose keys are the same, of keys that bring few; key 0 is none. And which of the rows `left` have a
    key that brings too many: only those are worth another word beside it."""
    some = np.flatnonzero(here)
    keys, of_row, counts = np.unique(here[some], return_inverse=True, return_counts=True)
    order = np.flatnonzero(there)[np.argsort(there[there != 0], kind="stable")]
    begins, ends = (np.searchsorted(there[order], keys, side) for side in ("left", "right"))
    meeting = ends - begins
    few = counts * meeting <= FEW
    many = np.zeros(len(here), bool)
    many[some] = ~few[of_row]
    chosen = np.flatnonzero((few & (meeting > 0))[of_row])
    rows, times = some[chosen], meeting[of_row[chosen]]
    nth = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(left[rows], times), right[order[np.repeat(begins[of_row[chosen]], times) + nth]], many


def _likeliest(columns: Sequence[Coded], left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """The pairs in which not far less agrees than in the best one of either row."""
    agreed = np.zeros(len(left), np.float32)
    for column in columns:
        words = column.left[left]
        same = (words == column.right[right]) & (words > 0)
        agreed[same] -= np.log2(column.shares).astype(np.float32)[words[same]]
    enough = np.ones(len(left), bool)
    for rows in (left, right):
        best = np.zeros(int(rows.max(initial=-1)) + 1, np.float32)
        np.maximum.at(best, rows, agreed)
        enough &= agreed >= FAR_LESS * best[rows]
    return left[enough], right[enough]
