"""Columns of two ledgers as numbers: each different word once, in its plain form and as its core."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhiben.analysis.distinct import distinct
from zhiben.analysis.linkage.days import as_days
from zhiben.analysis.linkage.many_words import cores, each_once, frames, plains
from zhiben.analysis.linkage.marks import Marked

Codes = NDArray[np.int32]
Places = NDArray[np.int32] | NDArray[np.int64]
Numbers = NDArray[np.int64]
Values = Sequence[str] | pl.Series
UNSEEN = 60
"""Words that a column in which no two rows say the same is taken to have besides, at least; ours. Of no weight in a
ledger of thousands."""


class _Forms:
    """Words in another form, as numbers of which no two forms have the same but once in many millions of ledgers, 0 for
    nothing; each is made when it is first asked for, which for most is never."""

    def __init__(self, texts: pl.Series, forms: Callable[[pl.Series], pl.Series]) -> None:
        self._texts, self._forms = texts, forms
        self._numbers, self._known = np.zeros(len(texts), np.int64), np.zeros(len(texts), bool)

    def of(self, codes: Places) -> Numbers:
        """The numbers of the forms of these words."""
        new = distinct(codes[~self._known[codes]])
        if len(new):
            forms = self._forms(self._texts.gather(new))
            numbers = forms.hash().to_numpy().view(np.int64)
            self._numbers[new] = np.where((forms == "").to_numpy(), 0, numbers)
            self._known[new] = True
        return self._numbers[codes]


@dataclass(frozen=True)
class Coded:
    """One column that both ledgers have. `texts`: the plain forms of its words, the first of them nothing; `left`,
    `right`: of each row the place of its word among them; `aliases`: words that people have said to mean another."""

    name: str
    texts: pl.Series
    left: Codes
    right: Codes
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, for what is done with one after the other."""
        return tuple(self.texts)

    @cached_property
    def levels_known(self) -> NDArray[np.int8]:
        """How far two words agree, at the place of the one times how many there are, and of the other; 0 where that has
        not been asked yet."""
        return np.zeros(len(self.texts) ** 2, np.int8)

    @cached_property
    def _cores(self) -> _Forms:
        if not self.aliases:
            return _Forms(self.texts, cores)
        return _Forms(pl.Series(values=[self.aliases.get(word, word) for word in self.words]), cores)

    @cached_property
    def _frames(self) -> _Forms:
        return _Forms(self.texts, frames)

    @cached_property
    def _marked(self) -> Marked:
        return Marked(self.texts)

    def apart(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which two words tell different branches, places or numbers, and are not said by people to mean one."""
        apart = self._marked.apart(one, other)
        for place in np.flatnonzero(apart).tolist() if self.aliases else ():
            apart[place] = self._meant(one[place]) != self._meant(other[place])
        return apart

    def _meant(self, code: int) -> str:
        """What people have said that a word means."""
        word = self.words[code]
        return self.aliases.get(word, word)

    def cores(self, codes: Places) -> Numbers:
        """The number of the core of each of these words, 0 for nothing."""
        return self._cores.of(codes)

    def frames(self, codes: Places) -> Numbers:
        """The number of the frame of each of these words, 0 for none."""
        return self._frames.of(codes)

    @cached_property
    def runs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of either ledger the rows that say anything, those together that say the same."""
        left, right = map(_run, (self.left, self.right))
        return left, right

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """How common each word is among all rows that say anything, of both ledgers. Where few rows all say something
        else, most of what could be said there has not been said yet."""
        counts = np.bincount(np.concatenate([self.left, self.right]), minlength=len(self.texts))
        return np.asarray(np.maximum(counts, 1) / (int(counts[1:].sum()) + UNSEEN * self.variety**3 + 1))

    @cached_property
    def variety(self) -> float:
        """How many different words there are to a row that says anything, in the ledger where there are fewer."""
        return min(_variety(self.left), _variety(self.right))


def _run(codes: Codes) -> NDArray[np.int64]:
    rows = len(codes).bit_length()
    ordered = np.sort((codes.astype(np.int64) << rows) | np.arange(len(codes)))  # many times as fast as a stable order
    return (ordered & ((1 << rows) - 1))[int((codes == 0).sum()) :]


def _variety(codes: Codes) -> float:
    told = codes[codes > 0]
    return len(distinct(told)) / len(told) if len(told) else 0.0


def numbered(*sides: Sequence[Codes]) -> list[NDArray[np.int64]]:
    """For each ledger, given as its columns, a number for each row: rows that say the same in every column have the
    same, in whichever ledger they stand; rows that say nothing have 0."""
    rng = np.random.default_rng(0)
    sums = [np.zeros(len(columns[0]), np.uint64) for columns in sides]
    for codes in zip(*sides, strict=True):  # a row is the sum of a number for each of its words; 64 bits do not meet
        number = rng.integers(1, 2**64, max(int(one.max(initial=0)) for one in codes) + 1, np.uint64)
        number[0] = 0
        sums = [total + number[one] for total, one in zip(sums, codes, strict=True)]
    _sums, places = np.unique(np.concatenate([np.zeros(1, np.uint64), *sums]), return_inverse=True)
    return np.split(places[1:], np.cumsum([len(one) for one in sums])[:-1])


def coded(
    name: str,
    left: Values,
    right: Values,
    *,
    days: bool = False,
    means: Mapping[str, str] = MappingProxyType({}),
) -> Coded:
    """A column of two ledgers, from its values as they are written. `days`: its heading says that it tells a day;
    `means`: plain words that people have said to mean another."""
    seen, codes = _numbered_words([left, right])
    said = plains(seen)
    sides = codes[: len(left)], codes[len(left) :]
    if days:
        said = _series(as_days(said.to_list(), [np.bincount(side, minlength=len(said)) for side in sides]))
    if means:
        said = _series([means.get(word, word) for word in said.to_list()])
    if said.equals(seen):
        return Coded(name, seen, *sides)
    words, meant = _numbered_words([said])
    return Coded(name, words, meant[sides[0]], meant[sides[1]])


def _series(texts: Sequence[str]) -> pl.Series:
    return pl.Series(values=texts, dtype=pl.String)


def _numbered_words(texts: Iterable[Values]) -> tuple[pl.Series, Codes]:
    """Each different text once, nothing first, then as they come; and of each text its place among them."""
    whole = pl.concat([pl.Series(values=[""]), *(pl.Series(values=one, dtype=pl.String) for one in texts)])
    words, codes = each_once(whole)
    return words, codes[1:]
