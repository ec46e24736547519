"""What two names that are otherwise alike may both tell and differ in: what stands in brackets, the place at their
beginning (province, city, district), numbers in their order, and the branch. Names keep it as numbers, which stand for
it in here alone: so a million pairs of names are told apart at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz.distance import Postfix, Prefix

from zhiben.analysis.distinct import distinct
from zhiben.analysis.linkage.many_words import NUMERALS, OF_LETTERS, each_once, places_before
from zhiben.analysis.linkage.words import A_PLACE, BETWEEN, BRACKETED

Places = NDArray[np.int64]

_AND = "\x1f"
_OPENING = r"[(\[{【〔《<]"
_FIGURES = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_BRANCHES = "(?:店|分公司|分厂|支行|分行|营业部|营业厅|门市部|分部|分校|校区|院区|厂区|分院|加油站|车间|号楼)"
_BRANCH = re.compile(f".{{0,2}}?{_BRANCHES}")

BRACKETS, NUMBERS, BRANCH, PLACE = 0, 1, 2, slice(3, 6)
UNKNOWN = -1


class Marked:
    """Words with their marks, which are looked for when they are first asked for: for most that is never."""

    def __init__(self, words: pl.Series) -> None:
        self._words = words
        self._marks = np.full((len(words), PLACE.stop), UNKNOWN, np.int32)
        self._texts: dict[str | tuple[str, ...], int] = {"": 0, (): 0}
        self._understood: dict[str, int] = {}

    def apart(self, one: Places, other: Places) -> NDArray[np.bool_]:
        """Which two words, by their places, both tell a branch, a place, a building, a floor or another number, and not
        the same. What only one of them tells is left out by the other. A bare number or day tells nothing."""
        here, there = self._of(one), self._of(other)
        differ = (here != there) & (here > 0) & (there > 0)
        apart = np.asarray(differ[:, PLACE].any(axis=1))
        said = list(self._texts)
        for kind, told in ((BRACKETS, _brackets_apart), (NUMBERS, _numbers_apart)):
            left = np.flatnonzero(differ[:, kind] & ~apart)
            pairs = zip(here[left, kind].tolist(), there[left, kind].tolist(), strict=True)
            apart[left] = [told(said[mine], said[theirs]) for mine, theirs in pairs]
        left = np.flatnonzero((here[:, BRANCH] > 0) & (there[:, BRANCH] > 0) & ~apart)
        names = self._words.gather(one[left]), self._words.gather(other[left])
        apart[left] = [_branches(mine, theirs) for mine, theirs in zip(*names, strict=True)]
        return apart

    def _of(self, places: Places) -> NDArray[np.int32]:
        new = distinct(places[self._marks[places, BRANCH] == UNKNOWN])
        if len(new):
            self._marks[new] = self._looked_for(self._words.gather(new))
        return self._marks[places]

    def _looked_for(self, words: pl.Series) -> NDArray[np.int32]:
        """The marks of words. A word without a letter has none."""
        word, found = pl.col("word"), np.zeros((len(words), PLACE.stop), np.int32)
        told = words.alias("word").to_frame().with_row_index("place").filter(word.str.contains(r"\p{L}"))
        told = told.with_columns(
            numbers=word.str.extract_all(NUMERALS).list.join(_AND),
            branch=word.str.contains(_BRANCHES),
            brackets=word.str.contains(_OPENING),
            begins=word.str.contains(A_PLACE),
        )
        places = told["place"].to_numpy()
        found[places, NUMBERS] = _each(told["numbers"], self._numbers_of)
        found[places, BRANCH] = told["branch"].to_numpy()
        for place, said in told.filter("brackets").select("place", "word").iter_rows():
            found[place, BRACKETS] = self._number(
                "".join(BETWEEN.sub("", one[1:-1]) for one in BRACKETED.findall(said))
            )
        begun = told.filter("begins")
        for part, said in enumerate(places_before(begun["word"]) if len(begun) else ()):
            found[begun["place"].to_numpy(), PLACE.start + part] = _each(said, self._number)
        return found

    def _numbers_of(self, written: str) -> int:
        """Of the numbers that a word tells, in their order; the few that are written otherwise are understood once."""
        if written not in self._understood:
            numerals = tuple(map(_numeral, written.split(_AND))) if written else ()
            self._understood[written] = self._number(numerals)
        return self._understood[written]

    def _number(self, text: str | tuple[str, ...]) -> int:
        return self._texts.setdefault(text, len(self._texts))


def _each(texts: pl.Series, number: Callable[[str], int]) -> NDArray[np.int32]:
    """The number of each text, of which few are different."""
    different, codes = each_once(texts)
    return np.array([number(one) for one in different.to_list()], np.int32)[codes]


def _brackets_apart(one: str, other: str) -> bool:
    return one not in other and other not in one


def _numbers_apart(one: Sequence[str], other: Sequence[str]) -> bool:
    return not (_within(one, other) or _within(other, one))


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    left = iter(many)
    return all(one in left for one in few)


def _numeral(said: str) -> str:
    """三, ３ and 03 are 3, 地下一 is 负1, of a座 only a tells."""
    said = said.rstrip(OF_LETTERS)
    below = said.startswith(("地下", "负"))
    said = said.removeprefix("地下").removeprefix("负")
    if said[0] in _FIGURES or said[0] in _TENS:
        said = str(_chinese(said))
    elif said[0].isdecimal():
        said = said.lstrip("0") or "0"
    return f"负{said}" if below else said


def _chinese(said: str) -> int:
    if not any(mark in _TENS for mark in said):
        return int("".join(str(_FIGURES[mark]) for mark in said))
    total = figure = 0
    for mark in said:
        if mark in _TENS:
            total, figure = total + (figure or 1) * _TENS[mark], 0
        else:
            figure = _FIGURES[mark]
    return total + figure


def _branches(one: str, other: str) -> bool:
    """某某超市南山店 and 某某超市福田店."""
    begun = Prefix.similarity(one, other)
    ended = min(Postfix.similarity(one, other), min(len(one), len(other)) - begun)
    inner, outer = one[begun : len(one) - ended], other[begun : len(other) - ended]
    return bool(inner and outer and ended and _BRANCH.match(one[len(one) - ended :]))
