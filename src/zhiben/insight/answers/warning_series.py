"""Accidents as series of counts: by week and by month, with what is missing told from what is zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhiben.analysis.spring_festival import days_within
from zhiben.insight.answers.late import no_chance, runs
from zhiben.kernel.periods import months_after

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
    runs: list[list[date]] = []
    for first in firsts:
        if runs and first - runs[-1][-1] == WEEK:
            runs[-1].append(first)
        else:
            runs.append([first])
    return [_span(run[0], run[-1]) for run in runs]


def _span(first: date, last: date) -> str:
    if first == last:
        return week_name(first)
    (year, begins, _day), (other, ends, _other_day) = first.isocalendar(), last.isocalendar()
    return f"{year}年第{begins}—{ends}周" if year == other else f"{week_name(first)}至{week_name(last)}"


def unreported(series: Series) -> tuple[date, ...]:
    """The weeks of runs without a single case that chance hardly brings where as many come in the other weeks; in the
    weeks around the Spring Festival as few are expected as in those of the other years."""
    if not any(series.counts):
        return ()
    shadow = _shadow(series.firsts)
    empty = {first for first, count in zip(series.firsts, series.counts, strict=True) if count == 0}
    quiet = (run for run in runs(series.firsts, empty) if no_chance(_expected(series, run, shadow)))
    return tuple(first for run in quiet for first in run)


def _shadow(firsts: Sequence[date]) -> dict[date, int]:
    """By Monday how many days of the week lie around the Spring Festival; none in years that nobody knows."""
    try:
        return {first: days_within(first, first + WEEK - timedelta(days=1)) for first in firsts}
    except ValueError:
        return dict.fromkeys(firsts, 0)


def _expected(series: Series, run: Sequence[date], shadow: dict[date, int]) -> float:
    """How many cases the weeks of a run should have had, by the other weeks wholly around a Spring Festival and wholly
    outside; where no other festival is known, none in its days."""
    gone = set(run)
    told = zip(series.firsts, series.counts, strict=True)
    others = [(first, count) for first, count in told if first not in gone]
    usual = _mean(count for first, count in others if not shadow[first])
    festive = min(usual, _mean(count for first, count in others if shadow[first] == DAYS))
    return sum(((DAYS - shadow[first]) * usual + shadow[first] * festive) / DAYS for first in run)


def _mean(counts: Iterable[int | None]) -> float:
    told = [count for count in counts if count is not None]
    return sum(told) / len(told) if told else 0.0
