"""Which columns of two ledgers say the same: as a person says, by their headings, else by what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from zhiben.analysis.columnar import Rows
from zhiben.analysis.linkage.keys import is_of_entry
from zhiben.analysis.linkage.many_words import plains
from zhiben.analysis.linkage.words import plain

COUNTS = frozenset({"", "序号", "行号", "行次", "no.", "no"})
SYNONYMS = {
    **dict.fromkeys(("整改状态", "整改进度", "隐患状态", "办理状态"), "状态"),
    **dict.fromkeys(("属地街道", "所属街道", "所在街道"), "街道"),
}
"""Headings that offices give to the same column; two systems may still tell it in words of their own."""
ALIKE_CONTENT, ENOUGH = 0.3, 10
"""The share of common values in columns that are called differently, of more than so many."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it is written: its headings, and its rows as texts, each as long as the headings."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    def column(self, place: int) -> pl.Series:
        """One column from the top."""
        if isinstance(self.rows, Rows):
            return self.rows.column(place)
        return pl.Series(values=[row[place] for row in self.rows], dtype=pl.String)

    def telling(self) -> list[int]:
        """Places of the columns that have a name and do more than count the rows."""
        return [place for place, name in enumerate(self.headings) if _tells(name)]


def same_columns(left: Ledger, right: Ledger, same: Mapping[str, str]) -> list[tuple[int, int]]:
    """Places of columns that say the same."""
    found: dict[int, int] = {}
    for name, other in same.items():
        found[left.headings.index(name)] = right.headings.index(other)
    for called in (_heading, _meant):
        names = {called(name): place for place, name in reversed(list(enumerate(right.headings)))}
        for place in left.telling():
            theirs = names.get(called(left.headings[place])) if place not in found else None
            if theirs is None or theirs in found.values():
                continue
            if called is _heading or _alike(_said(left, place), _said(right, theirs)) > ALIKE_CONTENT:
                found[place] = theirs
    rest = [place for place in left.telling() if place not in found]
    free = set(range(len(right.headings))) - set(found.values()) if rest else set[int]()
    others = {place: _said(right, place) for place in sorted(free)}
    for place in rest:
        numbers = {one for one in others if is_of_entry(right.headings[one]) and is_of_entry(left.headings[place])}
        likely = _by_content(_said(left, place), others, numbers)
        if likely is not None:
            found[place] = likely
            del others[likely]
    return sorted(found.items())


def too_few(left: Ledger, right: Ledger, places: Sequence[tuple[int, int]]) -> bool:
    """True where the ledger with fewer columns shares less than half of them: what is alike in two rows then says
    little of what they are about."""
    return 2 * len(places) < min(len(left.telling()), len(right.telling()))


def _heading(name: str) -> str:
    return "".join(plain(name).split()).rstrip("*")


def _meant(name: str) -> str:
    return SYNONYMS.get(_heading(name), _heading(name))


def left_over(headings: Iterable[str], compared: Iterable[str]) -> list[str]:
    """Those headings of a ledger that tell something and are none of the `compared` ones."""
    known = set(compared)
    return [name for name in headings if _tells(name) and name not in known]


def _tells(name: str) -> bool:
    """False for what merely counts the rows of a ledger, and for a column without a name."""
    return _heading(name) not in COUNTS


def _said(ledger: Ledger, place: int) -> set[str]:
    return set(plains(ledger.column(place).unique())) - {""}


def _by_content(own: set[str], others: Mapping[int, set[str]], likely: set[int]) -> int | None:
    """The column that says much the same; of the `likely` ones a few words are enough."""
    best, most = None, ALIKE_CONTENT
    for other, theirs in others.items():
        enough = min(len(own), len(theirs)) > ENOUGH or other in likely
        if enough and (alike := _alike(own, theirs)) > most:
            best, most = other, alike
    return best


def _alike(own: set[str], theirs: set[str]) -> float:
    """How much of what the column with fewer values says stands in the other, too."""
    fewer = min(len(own), len(theirs))
    return len(own & theirs) / fewer if fewer else 0.0
