"""Which rows of two ledgers are worth comparing: those that share a word, or two words together, that few rows have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.linkage.coding import Coded
from zhiben.analysis.linkage.weighing import Rows

FEW = 60
"""Pairs that one word, or two together, may bring."""
MOST = 12
"""Columns by which rows are looked for, those with the most different words first."""

Keys = NDArray[np.int64]


def candidates(columns: Sequence[Coded], left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pairs of the rows `left` and `right` that are worth comparing, each once."""
    width = int(right.max(initial=0)) + 1
    found = [one * width + other for one, other in _by_key(columns, left, right)]
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return pairs // width, pairs % width


def _by_key(columns: Sequence[Coded], left: Rows, right: Rows) -> Iterator[tuple[Rows, Rows]]:
    telling = sorted(columns, key=lambda column: -column.variety)[:MOST]
    words = [(one.left[left].astype(np.int64), one.right[right].astype(np.int64)) for one in telling]
    for column, (here, there) in zip(telling, words, strict=True):
        yield _sharing(here, there, left, right)
        yield _sharing(column.cores(here).astype(np.int64), column.cores(there).astype(np.int64), left, right)
    for one, other in combinations(range(len(telling)), 2):
        size = len(telling[other].words)
        here, there = (_together(words[one][side], words[other][side], size) for side in (0, 1))
        yield _sharing(here, there, left, right)


def _together(one: Keys, other: Keys, size: int) -> Keys:
    return np.where((one > 0) & (other > 0), one * size + other, 0)


def _sharing(here: Keys, there: Keys, left: Rows, right: Rows) -> tuple[Rows, Rows]:
    """Pairs of rows whose keys are the same, of keys that bring few; key 0 is none."""
    keys, of_row, counts = np.unique(here, return_inverse=True, return_counts=True)
    order = np.argsort(there, kind="stable")
    begins, ends = (np.searchsorted(there[order], keys, side) for side in ("left", "right"))
    meeting = ends - begins
    good = (keys > 0) & (meeting > 0) & (counts * meeting <= FEW)
    rows = np.flatnonzero(good[of_row])
    times = meeting[of_row[rows]]
    nth = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(left[rows], times), right[order[np.repeat(begins[of_row[rows]], times) + nth]]
