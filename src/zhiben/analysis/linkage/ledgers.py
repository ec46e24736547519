"""Two ledgers side by side: which columns are the same, and every row of either in exactly one set: agreed, different,
doubtful, met twice in its own ledger, outside of the other's period, or there only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any

import numpy as np

from zhiben.analysis.linkage.coding import Coded, Values, coded
from zhiben.analysis.linkage.columns import Ledger, same_columns, too_few
from zhiben.analysis.linkage.days import Days, days_of, tells_day
from zhiben.analysis.linkage.deciding import linked
from zhiben.analysis.linkage.doubles import Groups, twice
from zhiben.analysis.linkage.keys import Key, keys_of, numbers_of_another
from zhiben.analysis.linkage.weighing import SITE, Rows
from zhiben.kernel.abreast import abreast

__all__ = ["VERSION", "Comparison", "Incomparable", "Ledger", "Side", "compare"]

VERSION = "5"
"""Of the method; another number when the same two ledgers may be told apart differently."""


class Incomparable(ValueError):
    """The ledgers cannot be compared: `reason` is "empty_left", "empty_right", "no_columns" or "few_columns", and
    `columns` are the headings that both have."""

    def __init__(self, reason: str, columns: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.columns = tuple(columns)


@dataclass(frozen=True, slots=True)
class Side:
    """What is of one ledger alone, by places of its rows. `paired`: of the rows that it says twice those which stand in
    a pair all the same, at most one of a group."""

    only: tuple[int, ...]
    outside: tuple[int, ...]
    twice: Groups
    paired: tuple[int, ...] = ()

    @property
    def again(self) -> int:
        """How many of the rows that it says twice stand in no pair."""
        return sum(map(len, self.twice)) - len(self.paired)

    @property
    def rows(self) -> int:
        """How many of its rows stand in no pair."""
        return len(self.only) + len(self.outside) + self.again


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two ledgers told apart. `columns`: pairs of headings; `differ`: two rows that are one and the headings of the
    left one that do not say the same; `review`: two rows that may be one, and the bits that speak for it. `coded`: the
    columns as they were compared; `days`: the day of each row, where both ledgers tell days of entries."""

    columns: tuple[tuple[str, str], ...]
    agree: tuple[tuple[int, int], ...]
    differ: tuple[tuple[int, int, tuple[str, ...]], ...]
    review: tuple[tuple[int, int, float], ...]
    left: Side
    right: Side
    coded: tuple[Coded, ...] = field(default=(), repr=False, compare=False)
    days: Days | None = field(default=None, repr=False, compare=False)

    def fields(self, one: int, other: int) -> tuple[str, ...]:
        """The headings of the left ledger in which any two rows, by their places, do not say the same."""
        return tuple(column.name for column in self.coded if column.left[one] != column.right[other])

    def closes(self, lefts: int, rights: int) -> bool:
        """True when every row of either ledger stands in exactly one set."""
        both = len(self.agree) + len(self.differ) + len(self.review)
        return all(both + side.rows == rows for side, rows in ((self.left, lefts), (self.right, rights)))


def compare(
    left: Ledger,
    right: Ledger,
    *,
    same: Mapping[str, str] | None = None,
    aliases: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Comparison:
    """The rows of two ledgers, each in its set. `same`: headings of the left one and what the right one calls them,
    both to the letter, as a person says; others are known by their name or by what stands in them. `aliases`:
    plain names of enterprises that people have said to mean another; rows are known by them, and still differ there.
    `words`: by headings of the left ledger plain words that people have said to mean another, which do not differ.
    Raises Incomparable."""
    places = _comparable(left, right, same or {})
    names = [(left.headings[one], right.headings[other]) for one, other in places]
    columns = abreast(
        lambda each: _coded(each[0], left.column(each[1][0]), right.column(each[1][1]), aliases or {}, words or {}),
        zip(names, places, strict=True),
    )
    whole = [one for one in zip(places, columns, names, strict=True) if not tells_day(one[2])]  # times tell rows apart
    known = {place[0]: one.left for place, one, _name in whole}, {place[1]: one.right for place, one, _name in whole}
    doubled = abreast(lambda side: twice(*side), zip((left, right), known, strict=True))
    free = [_without(len(ledger.rows), groups) for ledger, groups in zip((left, right), doubled, strict=True)]
    told = [replace(one, left=one.left[free[0]], right=one.right[free[1]]) for one in columns]
    keys = keys_of(told, names)
    few = not same and too_few(left, right, places)
    if (few or all(map(numbers_of_another, told))) and not _meet(keys):
        raise Incomparable("few_columns", [name for name, _other in names])
    found = linked(told, keys)
    order = np.argsort(free[0][found.left])  # no row is in two pairs
    one, other = free[0][found.left][order], free[1][found.right][order]
    doubtful = free[0][found.doubtful_left], free[1][found.doubtful_right]
    apart = list(zip(one.tolist(), other.tolist(), _fields(columns, one, other), strict=True))
    days = days_of(columns, [f"{one} {other}" for one, other in names])
    return Comparison(
        columns=tuple(names),
        agree=tuple(pair[:2] for pair in apart if not pair[2]),
        differ=tuple(pair for pair in apart if pair[2]),
        review=tuple(sorted(zip(*(said.tolist() for said in (*doubtful, found.doubtful_bits.round(1))), strict=True))),
        left=_side(free[0], np.concatenate([one, doubtful[0]]), doubled[0], days, "left"),
        right=_side(free[1], np.concatenate([other, doubtful[1]]), doubled[1], days, "right"),
        coded=tuple(columns),
        days=days,
    )


def _comparable(left: Ledger, right: Ledger, same: Mapping[str, str]) -> list[tuple[int, int]]:
    for ledger, reason in ((left, "empty_left"), (right, "empty_right")):
        if not ledger.rows:
            raise Incomparable(reason)
    places = same_columns(left, right, same)
    if not places:
        raise Incomparable("no_columns")
    return places


def _coded(
    names: tuple[str, str],
    left: Values,
    right: Values,
    aliases: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
) -> Coded:
    name = names[0]
    column = coded(name, left, right, days=tells_day(names), means=words.get(name, {}))
    return replace(column, aliases=aliases) if aliases and SITE.search(name) else column


def _meet(keys: Iterable[Key]) -> bool:
    return any(len(key.shared()[0]) for key in keys if key.joins)


def _without(rows: int, groups: Iterable[Sequence[int]]) -> Rows:
    """The places of all rows, but of each group the first alone: whoever has the others too has that one."""
    free = np.ones(rows, bool)
    free[np.array([place for group in groups for place in group[1:]], np.int64)] = False
    return np.flatnonzero(free)


def _fields(columns: Sequence[Coded], one: Rows, other: Rows) -> list[tuple[str, ...]]:
    """Of each pair the columns that do not say the same."""
    apart = np.stack([column.left[one] != column.right[other] for column in columns], axis=1)
    names, told = [column.name for column in columns], dict[Any, tuple[str, ...]]()
    kinds = np.packbits(apart, axis=1)
    found = []
    for place, kind in enumerate(kinds.view(np.dtype((np.void, kinds.shape[1]))).ravel().tolist()):
        if kind not in told:
            told[kind] = tuple(compress(names, apart[place].tolist()))
        found.append(told[kind])
    return found


def _side(free: Rows, paired: Rows, doubled: Groups, days: Days | None, side: str) -> Side:
    again = {group[0] for group in doubled}
    alone = np.ones(int(free.max(initial=-1)) + 1, bool)
    alone[paired] = False
    alone[np.array(sorted(again), np.int64)] = False
    rows = free[alone[free]].tolist()
    outside = days.outside(side, rows) if days is not None else set()
    only = tuple(place for place in rows if place not in outside) if outside else tuple(rows)
    return Side(only, tuple(sorted(outside)), doubled, tuple(sorted(again.intersection(paired.tolist()))))
