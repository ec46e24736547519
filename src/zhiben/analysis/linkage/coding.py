"""Columns of two ledgers as numbers: each different word once, in its plain form and as its core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.linkage.words import core, plain

Codes = NDArray[np.int32]
UNSEEN = 60
"""Words that a column in which no two rows say the same is taken to have besides, at least; ours. Of no weight in a
ledger of thousands."""


@dataclass(frozen=True)
class Coded:
    """One column that both ledgers have. `words`: the plain forms, the first of them nothing; `left`, `right`: of each
    row the place of its word among them."""

    name: str
    words: tuple[str, ...]
    left: Codes
    right: Codes

    @cached_property
    def cores(self) -> Codes:
        """The number of each word's core, 0 for nothing."""
        numbers: dict[str, int] = {"": 0}
        found = [numbers.setdefault(core(word), len(numbers)) for word in self.words]
        return np.array(found, np.int32)

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """How common each word is among all rows that say anything, of both ledgers. Where few rows all say something
        else, most of what could be said there has not been said yet."""
        counts = np.bincount(np.concatenate([self.left, self.right]), minlength=len(self.words))
        return np.asarray(np.maximum(counts, 1) / (int(counts[1:].sum()) + UNSEEN * self.variety**3 + 1))

    @cached_property
    def variety(self) -> float:
        """How many different words there are to a row that says anything, in the ledger where there are fewer."""
        return min(_variety(self.left), _variety(self.right))


def _variety(codes: Codes) -> float:
    told = codes[codes > 0]
    return len(np.unique(told)) / len(told) if len(told) else 0.0


def numbered(columns: Sequence[Coded]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A number for each row of either ledger, from 0; rows that say the same in every column have the same."""
    rng = np.random.default_rng(0)
    one, other = np.zeros(len(columns[0].left), np.uint64), np.zeros(len(columns[0].right), np.uint64)
    for column in columns:  # a row is the sum of a number for each of its words; 64 bits do not meet by chance
        number = rng.integers(0, 2**64, len(column.words), np.uint64)
        one += number[column.left]
        other += number[column.right]
    _sums, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    return places[: len(one)], places[len(one) :]


def coded(name: str, left: Sequence[str], right: Sequence[str]) -> Coded:
    """A column of two ledgers, from its values as they are written."""
    raw: dict[str, int] = {"": 0}
    place = raw.setdefault
    sides = [np.array([place(value, len(raw)) for value in side], np.int32) for side in (left, right)]
    words: dict[str, int] = {"": 0}
    meant = np.array([words.setdefault(plain(value), len(words)) for value in raw], np.int32)
    return Coded(name, tuple(words), meant[sides[0]], meant[sides[1]])
