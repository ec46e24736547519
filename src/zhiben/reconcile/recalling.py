"""By what the rows of a ledger are known again when a later copy of it is brought: what they say, but for how far
things have come since, and the number of the entry. What several rows have in common is no key of any.

Keys are kept with every compared row: a change of how they are made needs a migration that makes the kept ones anew, as
0003 does with what stands here."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from zhiben.analysis.linkage.words import plain
from zhiben.reconcile.vocab import BETWEEN

Key = tuple[str, str]
"""Of a row: its number, or else the whole of it; and what stays of it from week to week. "" where there is none."""
NONE: Key = ("", "")

MOVING = re.compile(
    r"状态|进度|进展|阶段|环节|情况|结果|结论|完成|更新|修改|销号|办结|验收|复查|逾期|超期|剩余|天数|备注|说明"
)
"""Headings of what changes while the entry stays the same."""
MOSTLY = 0.9
"""The share of different numbers from which a column numbers the entries."""


def keys(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Key]:
    """The keys of each row."""
    from zhiben.analysis.linkage.columns import Ledger
    from zhiben.analysis.linkage.keys import is_number

    number = _number_column(headings, rows)
    telling = Ledger(tuple(headings), rows).telling()
    staying = [place for place in telling if not is_number(headings[place]) and not MOVING.search(headings[place])]
    said = [[plain(cell) for cell in row] for row in rows]
    numbers = ["" if number is None else row[number] for row in said]
    once = Counter(numbers)
    first = [
        _digest("number", number) if number and once[number] == 1 else _digest("row", *(row[one] for one in telling))
        for number, row in zip(numbers, said, strict=True)
    ]
    return list(zip(_own(first), _own([_steady([row[one] for one in staying]) for row in said]), strict=True))


class Places:
    """Where in a ledger a row stands that is known by its keys."""

    def __init__(self, found: Iterable[Key]) -> None:
        self._first: dict[str, int] = {}
        self._steady: dict[str, int] = {}
        for place, (first, steady) in enumerate(found):
            self._first[first] = self._steady[steady] = place

    def of(self, key: Key) -> int | None:
        """The place of that row, None where no row is known by it. What it says goes before its number, which a system
        may give to something else."""
        first, steady = key
        if steady and steady in self._steady:
            return self._steady[steady]
        return self._first.get(first) if first else None


def _number_column(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    from zhiben.analysis.linkage.keys import is_number

    for place, name in enumerate(headings):
        if is_number(name):
            told = [row[place] for row in rows if row[place]]
            if told and len(set(told)) >= MOSTLY * len(told) - 1 and not _counts(told):
                return place
    return None


def _counts(told: Sequence[str]) -> bool:
    """True for 1, 2, 3 and so on: that numbers a list, and not what stands in it."""
    return set(told) == {str(number) for number in range(1, len(told) + 1)}


def _steady(cells: Sequence[str]) -> str:
    return _digest("steady", *cells) if any(cells) else ""


def _own(found: Sequence[str]) -> list[str]:
    """The keys that one row has alone, "" for the others."""
    counts = Counter(found)
    return [key if counts[key] == 1 else "" for key in found]


def _digest(*told: str) -> str:
    return hashlib.sha256(BETWEEN.join(told).encode()).hexdigest()[:40]
