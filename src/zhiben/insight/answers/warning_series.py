"""Accidents as series of counts: by week and by month, with what is missing told from what is zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhiben.kernel.periods import in_rows, months_after

WEEK = timedelta(days=7)
DAYS = 7


@dataclass(frozen=True, slots=True)
class Series:
    """Counts by period, the oldest first; None where nothing was reported. `firsts` are the first days."""

    firsts: tuple[date, ...]
    counts: tuple[int | None, ...]
    missing: tuple[date, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.firsts)

    @property
    def total(self) -> int:
        """Of all periods with a figure."""
        return sum(count or 0 for count in self.counts)


def monday(day: date) -> date:
    """Of a day's week."""
    return day - timedelta(days=day.weekday())


def week_name(first: date) -> str:
    """2024年第40周."""
    year, week, _day = first.isocalendar()
    return f"{year}年第{week}周"


def month_name(first: date) -> str:
    """2024年10月."""
    return f"{first.year}年{first.month}月"


def weekly(days: Iterable[date], begins: date, as_of: date, missing: Iterable[date] = ()) -> Series:
    """By week from the one of `begins` to the last that was over on `as_of`; `missing` are Mondays without a report."""
    last = monday(as_of + timedelta(days=1)) - WEEK
    firsts = []
    week = monday(begins)
    while week <= last:
        firsts.append(week)
        week += WEEK
    return _counted(firsts, Counter(map(monday, days)), frozenset(missing))


def monthly(days: Iterable[date], begins: date, as_of: date, missing: Iterable[date] = ()) -> Series:
    """By month from the first whole one since `begins` to the last that was over on `as_of`; a month that holds a
    missing week has no figure."""
    month = begins.replace(day=1) if begins.day == 1 else months_after(begins.replace(day=1), 1)
    firsts = []
    while months_after(month, 1) <= as_of + timedelta(days=1):
        firsts.append(month)
        month = months_after(month, 1)
    gone = {day.replace(day=1) for week in missing for day in (week, week + WEEK - timedelta(days=1))}
    return _counted(firsts, Counter(day.replace(day=1) for day in days), frozenset(gone))


def _counted(firsts: Sequence[date], found: Counter[date], missing: frozenset[date]) -> Series:
    told = tuple(None if first in missing else found[first] for first in firsts)
    return Series(tuple(firsts), told, tuple(first for first in firsts if first in missing))


def spans_of_weeks(firsts: Sequence[date]) -> list[str]:
    """2024年第1—31周, runs of weeks together, from their Mondays in order."""
    return [_span(run[0], run[-1]) for run in in_rows(firsts, lambda one: one + WEEK)]


def _span(first: date, last: date) -> str:
    if first == last:
        return week_name(first)
    (year, begins, _day), (other, ends, _other_day) = first.isocalendar(), last.isocalendar()
    return f"{year}年第{begins}—{ends}周" if year == other else f"{week_name(first)}至{week_name(last)}"
