"""What seems never to have been reported: runs of weeks without a single accident that chance hardly brings anywhere in
the series; and since when a ground's records really begin. A quiet spell alone is none: it may be what was aimed at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import exp

from zhiben.analysis.spring_festival import days_within
from zhiben.insight.answers.warning_series import DAYS, WEEK, Series, weekly
from zhiben.kernel.periods import months_after

SILENT = 0.001
"""So rarely chance alone brings a run of weeks without anything in a whole series, or so little in months."""
A_YEAR = 52
LEAST_NEAR = 26
"""Where fewer weeks of a year on either side tell, all weeks do."""


def runs(firsts: Sequence[date], chosen: Collection[date]) -> Iterator[list[date]]:
    """The chosen ones of some periods, those in a row together."""
    for held, run in groupby(firsts, key=lambda first: first in chosen):
        if held:
            yield list(run)


def unreported(series: Series) -> tuple[date, ...]:
    """The weeks of runs without a single case of which chance would hardly bring one in the whole series: neither where
    as many come as in all other weeks, nor as in those within a year. Around the Spring Festival as few are expected as
    in those weeks of the other years."""
    if not any(series.counts):
        return ()
    shadow = _shadow(series.firsts)
    told = {first: count for first, count in zip(series.firsts, series.counts, strict=True) if count is not None}
    begun = 1 + sum(count > 0 for count in told.values())  # a run may begin after every week with a case
    empty = {first for first, count in told.items() if not count}

    def hardly(run: Sequence[date], others: Mapping[date, int]) -> bool:
        return begun * exp(-_expected(others, run, shadow)) < SILENT

    suspect = {
        first
        for run in runs(series.firsts, empty)
        if hardly(run, {week: count for week, count in told.items() if week not in run})
        for first in run
    }
    others = {first: count for first, count in told.items() if first not in suspect}
    return tuple(first for run in runs(series.firsts, suspect) if hardly(run, _near(others, run)) for first in run)


def _near(others: Mapping[date, int], run: Sequence[date]) -> Mapping[date, int]:
    first, last = run[0] - A_YEAR * WEEK, run[-1] + A_YEAR * WEEK
    found = {week: count for week, count in others.items() if first <= week <= last}
    return found if len(found) >= LEAST_NEAR else others


def _shadow(firsts: Sequence[date]) -> dict[date, int]:
    """By Monday how many days of the week lie around the Spring Festival; none in years that nobody knows."""
    try:
        return {first: days_within(first, first + WEEK - timedelta(days=1)) for first in firsts}
    except ValueError:
        return dict.fromkeys(firsts, 0)


def _expected(others: Mapping[date, int], run: Sequence[date], shadow: dict[date, int]) -> float:
    """How many cases the weeks of a run should have had, by other weeks wholly around a Spring Festival and wholly
    outside; where no other festival is known, none in its days."""
    usual = _mean([count for first, count in others.items() if not shadow[first]])
    festive = min(usual, _mean([count for first, count in others.items() if shadow[first] == DAYS]))
    return sum(((DAYS - shadow[first]) * usual + shadow[first] * festive) / DAYS for first in run)


def _mean(counts: Sequence[int]) -> float:
    return sum(counts) / len(counts) if counts else 0.0


def begins(days: Sequence[date], as_of: date) -> date:
    """Since when a ground's records really begin: the first of some days in their order after the last stretch by which
    more weeks were never reported than were. One accident of long ago begins no series."""
    first = days[0]
    while True:
        told = weekly((day for day in days if day >= first), first, as_of)
        after = _last_scattered(told.firsts, set(unreported(told)))
        later = next((day for day in days if after is not None and day >= after), None)
        if later is None:
            return first
        first = later


def _last_scattered(firsts: Sequence[date], gone: Collection[date]) -> date | None:
    """The week after the last stretch up to which more weeks are gone than told; None where there is none."""
    found, lacking = None, 0
    for week in firsts:
        lacking += 1 if week in gone else -1
        if week in gone and lacking > 0:
            found = week + WEEK
    return found


def silent(days: Iterable[date], firsts: Sequence[date], usual: float) -> list[date]:
    """Those of some months in a row that hold weeks never reported (`unreported`), each the month of most of its days,
    by some days of these months and others; none where nothing is `usual` in a month."""
    days = sorted(days)
    if not firsts or not days or not usual:
        return []
    until = months_after(firsts[-1], 1) - timedelta(days=1)
    gone = unreported(weekly(days, min(days[0], firsts[0]), max(until, days[-1])))
    held = {(week + timedelta(days=DAYS // 2)).replace(day=1) for week in gone}
    return [first for first in firsts if first in held]
