"""Accidents as series of counts: by week and by month, with what is missing told from what is zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from math import exp

from zhiben.kernel.periods import months_after

WEEK = timedelta(days=7)
HARDLY = 0.001
"""A run of empty weeks that chance brings more rarely is taken for weeks without a report, and not for zeros."""


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


def unreported(series: Series) -> tuple[date, ...]:
    """The weeks of runs without a single case that chance hardly brings where as many come in the other weeks."""
    told = [count for count in series.counts if count]
    if not told:
        return ()
    usual = sum(told) / len(series)
    return tuple(first for run in _empty_runs(series) if exp(-usual * len(run)) < HARDLY for first in run)


def _empty_runs(series: Series) -> Iterator[list[date]]:
    pairs = zip(series.firsts, series.counts, strict=True)
    for empty, run in groupby(pairs, key=lambda pair: pair[1] == 0):
        if empty:
            yield [first for first, _count in run]
