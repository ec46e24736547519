"""Two ledgers side by side: which columns are the same, and every row of either in exactly one set: agreed, different,
doubtful, met twice in its own ledger, outside of the other's period, or there only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.fabrication import groups
from zhiben.analysis.linkage.coding import Coded, coded, numbered
from zhiben.analysis.linkage.deciding import linked
from zhiben.analysis.linkage.weighing import Rows
from zhiben.analysis.linkage.words import plain

VERSION = "1"
"""Of the method; another number when the same two ledgers may be told apart differently."""

Numbers = NDArray[np.integer[Any]]
KEY = re.compile(r"(?:编号|编码|代码|代号|单号|文号)$|(?:^|[_ ])(?:id|code|no|number|key)$")
DAY = re.compile(r"日期|时间|date|time|day")
BIRTH = re.compile(r"出生|birth")
COUNTS = frozenset({"", "序号", "行号", "行次", "no.", "no"})
KEYS_DIFFER, MOSTLY_DAYS, ALIKE_CONTENT = 0.9, 0.8, 0.3
"""Shares: of different values in a key, of days in a column of days, of common values in columns called differently."""


class Incomparable(ValueError):
    """The ledgers cannot be compared: `reason` is "empty_left", "empty_right" or "no_columns"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it is written: its headings, and its rows as texts, each as long as the headings."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    def column(self, place: int) -> list[str]:
        """One column from the top."""
        return [row[place] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Side:
    """What is of one ledger alone, by places of its rows."""

    only: tuple[int, ...]
    outside: tuple[int, ...]
    twice: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two ledgers told apart. `columns`: pairs of headings; `differ`: two rows that are one and the headings of the
    left one that do not say the same; `review`: two rows that may be one, and the bits that speak for it."""

    columns: tuple[tuple[str, str], ...]
    agree: tuple[tuple[int, int], ...]
    differ: tuple[tuple[int, int, tuple[str, ...]], ...]
    review: tuple[tuple[int, int, float], ...]
    left: Side
    right: Side

    def closes(self, lefts: int, rights: int) -> bool:
        """True when every row of either ledger stands in exactly one set."""
        both = len(self.agree) + len(self.differ) + len(self.review)
        return all(
            both + len(side.only) + len(side.outside) + sum(map(len, side.twice)) == rows
            for side, rows in ((self.left, lefts), (self.right, rights))
        )


def compare(left: Ledger, right: Ledger, *, same: Mapping[str, str] | None = None) -> Comparison:
    """The rows of two ledgers, each in its set. `same`: headings of the left one and what the right one calls them,
    both to the letter, as a person says; others are known by their name or by what stands in them. Raises
    Incomparable."""
    for ledger, reason in ((left, "empty_left"), (right, "empty_right")):
        if not ledger.rows:
            raise Incomparable(reason)
    places = same_columns(left, right, same or {})
    if not places:
        raise Incomparable("no_columns")
    columns = [coded(left.headings[one], left.column(one), right.column(other)) for one, other in places]
    keys = [column for column in columns if KEY.search(column.name.strip().casefold())]
    whole = numbered(columns)
    twice = [_twice((one.left for one in keys), whole[0]), _twice((one.right for one in keys), whole[1])]
    free = [_without(len(ledger.rows), groups) for ledger, groups in zip((left, right), twice, strict=True)]
    told = [Coded(one.name, one.words, one.left[free[0]], one.right[free[1]]) for one in columns]
    found = linked(told)
    pairs = sorted(zip(free[0][found.left].tolist(), free[1][found.right].tolist(), strict=True))
    review = sorted(
        zip(
            free[0][found.doubtful_left].tolist(),
            free[1][found.doubtful_right].tolist(),
            found.doubtful_bits.round(1).tolist(),
            strict=True,
        )
    )
    apart = [(one, other, fields) for (one, other), fields in zip(pairs, _fields(columns, pairs), strict=True)]
    days = _days(columns)
    return Comparison(
        columns=tuple((left.headings[one], right.headings[other]) for one, other in places),
        agree=tuple((one, other) for one, other, fields in apart if not fields),
        differ=tuple(one for one in apart if one[2]),
        review=tuple(review),
        left=_side(free[0], [one[0] for one in (*pairs, *review)], twice[0], days, "left"),
        right=_side(free[1], [one[1] for one in (*pairs, *review)], twice[1], days, "right"),
    )


def same_columns(left: Ledger, right: Ledger, same: Mapping[str, str]) -> list[tuple[int, int]]:
    """Places of columns that say the same: as a person says, by their headings, else by what stands in them."""
    found: dict[int, int] = {}
    for name, other in same.items():
        found[left.headings.index(name)] = right.headings.index(other)
    names = {_heading(name): place for place, name in reversed(list(enumerate(right.headings)))}
    for place, name in enumerate(left.headings):
        theirs = names.get(_heading(name)) if place not in found else None
        if theirs is not None and theirs not in found.values() and _tells(name):
            found[place] = theirs
    for place in sorted(set(range(len(left.headings))) - found.keys()):
        if not _tells(left.headings[place]):
            continue
        likely = _by_content(left, right, place, set(range(len(right.headings))) - set(found.values()))
        if likely is not None:
            found[place] = likely
    return sorted(found.items())


def _heading(name: str) -> str:
    return "".join(plain(name).split()).rstrip("*")


def _tells(name: str) -> bool:
    """False for what merely counts the rows of a ledger, and for a column without a name."""
    return _heading(name) not in COUNTS


def _by_content(left: Ledger, right: Ledger, place: int, others: Iterable[int]) -> int | None:
    own = {plain(value) for value in left.column(place)} - {""}
    best, most = None, ALIKE_CONTENT
    for other in sorted(others):
        theirs = {plain(value) for value in right.column(other)} - {""}
        common = len(own & theirs) / max(min(len(own), len(theirs)), 1)
        if min(len(own), len(theirs)) > 10 and common > most:
            best, most = other, common
    return best


def _twice(keys: Iterable[Numbers], whole: Numbers) -> tuple[tuple[int, ...], ...]:
    """Rows of one ledger that say the same throughout, or bear the same key."""
    pairs: list[tuple[int, int]] = []
    for codes in (*filter(_differ, keys), whole + 1):
        order = np.argsort(codes, kind="stable")
        same = (codes[order][1:] == codes[order][:-1]) & (codes[order][1:] > 0)
        pairs += zip(order[:-1][same].tolist(), order[1:][same].tolist(), strict=True)
    return tuple(map(tuple, groups(pairs)))


def _differ(codes: Numbers) -> bool:
    told = codes[codes > 0]
    return bool(len(told)) and len(np.unique(told)) / len(told) >= KEYS_DIFFER


def _without(rows: int, groups: Iterable[Sequence[int]]) -> Rows:
    return np.setdiff1d(np.arange(rows), [place for group in groups for place in group])


def _fields(columns: Sequence[Coded], pairs: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """Of each pair the columns that do not say the same."""
    one, other = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    found: list[list[str]] = [[] for _pair in pairs]
    for column in columns:
        for place in np.flatnonzero(column.left[one] != column.right[other]).tolist():
            found[place].append(column.name)
    return [tuple(names) for names in found]


def _days(columns: Sequence[Coded]) -> Coded | None:
    """The column that tells the day of what the ledger is about."""
    for column in columns:
        name = column.name.casefold()
        if DAY.search(name) and not BIRTH.search(name):
            told = Counter(_is_day(column.words[code]) for code in (*column.left[:500], *column.right[:500]) if code)
            if told[True] > MOSTLY_DAYS * (told[True] + told[False]):
                return column
    return None


def _is_day(word: str) -> bool:
    return len(word) == 8 and word.isdigit() and "20000101" <= word <= "20991231" and "01" <= word[4:6] <= "12"


def _side(free: Rows, paired: Sequence[int], twice: tuple[tuple[int, ...], ...], days: Coded | None, side: str) -> Side:
    alone = np.setdiff1d(free, paired).tolist()
    outside: set[int] = set()
    if days is not None:
        own, theirs = (days.left, days.right) if side == "left" else (days.right, days.left)
        told = [word for code in np.unique(theirs).tolist() if _is_day(word := days.words[code])]
        first, last = min(told, default=""), max(told, default="")
        words = {place: days.words[own[place]] for place in alone}
        outside = {place for place, word in words.items() if told and _is_day(word) and not first <= word <= last}
    return Side(tuple(place for place in alone if place not in outside), tuple(sorted(outside)), twice)
