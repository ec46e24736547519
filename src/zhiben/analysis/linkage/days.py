"""Days in ledgers: which column tells the day of an entry, from when to when a ledger reaches, and in which forms the
same day is written. An outlying day (2099 for 2024) is no end of a period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.linkage.words import day_of_serial

if TYPE_CHECKING:
    from zhiben.analysis.linkage.coding import Coded

Ints = NDArray[np.int64]
TELLS_DAY = re.compile(r"日期|时间|期限|时限|date|time|day")
ORIGIN = re.compile(
    r"发现|排查|检查|上报|报告|报送|登记|填报|受理|立案|录入|发生|交办|创建|下达|found|reported|created|opened"
)
"""The day on which an entry comes about: by it ledgers are cut off."""
ELSEWHEN = re.compile(
    r"期限|时限|截止|截至|到期|有效|出生|成立|注册|更新|修改|birth|due|deadline|expir|updated|modified"
)
"""Days that say nothing of when an entry was made."""
MOSTLY, COVERED = 0.8, 0.5
"""Shares: of days among what a column of days says, of rows that tell one."""
LEAST = 3
"""From fewer rows with a day no period is told."""
OUTLYING, GAP, FAR_GAP = 0.02, 182, 366
"""An end of a period is outlying when it is so small a share of the rows and stands off by more days than the rest
spans, and by so many at least: a slip of the year stands off so far where the rest spans half a year. Of so few rows
that one is a larger share, one may be outlying that stands off by more than a year; ours."""


def tells_day(names: Iterable[str]) -> bool:
    """True for a column that either ledger calls by a word for days."""
    return any(TELLS_DAY.search(name.casefold()) for name in names)


def as_days(words: list[str], counts: Sequence[Ints]) -> list[str]:
    """The plain words of a column of days (`counts`: how often each ledger says them) as days that compare: bare
    numbers of a spreadsheet are days, and a time is left off unless both ledgers mostly tell one."""
    found = [day_of_serial(word) for word in words]
    known = np.array([ordinal(word) > 0 for word in found])
    said = [count * np.array([bool(word) for word in words]) for count in counts]
    if int((sum(said) * known).sum()) < MOSTLY * int(sum(one.sum() for one in said)):
        return words
    timed = np.array([day and len(word) > 8 for word, day in zip(found, known, strict=True)])
    if all(2 * int((one * timed).sum()) > int(one.sum()) for one in said):
        return found
    return [word[:8] if day else word for word, day in zip(found, known, strict=True)]


def ordinal(word: str) -> int:
    """The number of a plain day of this century; 0 for other words."""
    if len(word) < 8 or not word[:8].isdecimal() or word[8:9] not in ("", " ") or word[:2] != "20":
        return 0
    try:
        return date(int(word[:4]), int(word[4:6]), int(word[6:8])).toordinal()
    except ValueError:
        return 0


@dataclass(frozen=True, slots=True)
class Days:
    """The day of each row of either ledger as a number, 0 where none is told."""

    left: Ints
    right: Ints

    @property
    def periods(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """From when to when either ledger reaches."""
        return period(self.left), period(self.right)

    def outside(self, side: str, rows: Iterable[int]) -> set[int]:
        """Those of `rows` of one ledger, by place, that lie outside of the other's period. A row whose own day is
        outlying in its ledger is none of them: the day is likelier wrong."""
        own, (mine, reach) = (self.left, self.periods) if side == "left" else (self.right, self.periods[::-1])
        usual = mine or (1, date.max.toordinal())
        if reach is None:
            return set()
        return {
            row for row in rows if usual[0] <= (day := int(own[row])) <= usual[1] and not reach[0] <= day <= reach[1]
        }


def days_of(columns: Sequence[Coded], headings: Sequence[str]) -> Days | None:
    """The days of entries: of columns that most rows of both ledgers fill with days, one that tells how an entry came
    about before others, then the one that most rows fill, then the leftmost."""
    best, found = (False, 0.0), None
    for column, heading in zip(columns, headings, strict=True):
        name = heading.casefold()
        if not TELLS_DAY.search(name) or ELSEWHEN.search(name):
            continue
        numbers = np.array([ordinal(word) for word in column.words], np.int64)
        days = Days(numbers[column.left], numbers[column.right])
        covered = min(_share(days.left > 0), _share(days.right > 0))
        mostly = all(
            int((one > 0).sum()) >= MOSTLY * int((codes > 0).sum())
            for one, codes in ((days.left, column.left), (days.right, column.right))
        )
        rank = (bool(ORIGIN.search(name)), covered)
        if mostly and covered >= COVERED and rank > best:
            best, found = rank, days
    return found


def _share(said: NDArray[np.bool_]) -> float:
    return float(said.mean()) if len(said) else 0.0


def period(days: Ints) -> tuple[int, int] | None:
    """The first and the last day of a ledger, outlying ones aside; None where too few rows tell one."""
    told = np.sort(days[days > 0])
    few = int(OUTLYING * len(told))
    least, few = GAP if few else FAR_GAP, max(1, few)
    if len(told) < LEAST:
        return None
    middle = told[few:-few]
    apart = max(least, int(middle[-1] - middle[0]) if len(middle) else 0)
    early = np.flatnonzero(np.diff(told[: few + 1]) > apart)
    late = np.flatnonzero(np.diff(told[-few - 1 :]) > apart)
    first = int(early[-1]) + 1 if len(early) else 0
    last = len(told) - 1 - (few - int(late[0])) if len(late) else len(told) - 1
    return int(told[first]), int(told[last])
