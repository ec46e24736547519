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
        counts = self._counts(self.left) + self._counts(self.right)
        return np.asarray(np.maximum(counts, 1) / (int(counts[1:].sum()) + UNSEEN * self.variety**3 + 1))

    @cached_property
    def variety(self) -> float:
        """How many different words there are to a row that says anything, in the ledger where there are fewer."""
        return min(_variety(self.left), _variety(self.right))

    @cached_property
    def shared(self) -> int:
        """How many pairs of rows, one from each ledger, agree here."""
        return int((self._counts(self.left)[1:] * self._counts(self.right)[1:]).sum())

    def _counts(self, codes: Codes) -> NDArray[np.int64]:
        return np.bincount(codes, minlength=len(self.words)).astype(np.int64)


def _variety(codes: Codes) -> float:
    told = codes[codes > 0]
    return len(np.unique(told)) / len(told) if len(told) else 0.0


def coded(name: str, left: Sequence[str], right: Sequence[str]) -> Coded:
    """A column of two ledgers, from its values as they are written."""
    raw: dict[str, int] = {"": 0}
    place = raw.setdefault
    sides = [np.array([place(value, len(raw)) for value in side], np.int32) for side in (left, right)]
    words: dict[str, int] = {"": 0}
    meant = np.array([words.setdefault(plain(value), len(words)) for value in raw], np.int32)
    return Coded(name, tuple(words), meant[sides[0]], meant[sides[1]])
