"""Months with so few accidents that they seem not to have been imported in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import exp, log, log1p

from zhiben.analysis.rates import log_ways
from zhiben.analysis.spring_festival import days_within
from zhiben.insight.answers.silence import SILENT, runs
from zhiben.kernel.periods import month_of

LITTLE = 0.5
"""A month with less than this share of what the same months of other years have is asked about, where so many in a row
are no chance: a default of this product."""


def short(days: Iterable[date], firsts: Sequence[date]) -> list[date]:
    """Those of some months in a row, years of them, with far less than the same months of the other years, where so
    little is no chance: they seem not to have been imported in full. Days around the Spring Festival, which moves from
    one month to the other, count on neither side."""
    counts, long = _usual_days(days, firsts)
    others = {first: [one for one in firsts if one.month == first.month and one != first] for first in firsts}

    def of(some: Iterable[date], told: Mapping[date, int]) -> int:
        return sum(told[one] for one in some)

    low = {
        first
        for first, there in others.items()
        if counts[first] * of(there, long) < LITTLE * of(there, counts) * long[first]
    }
    found: list[date] = []
    for run in runs(firsts, low):
        there = [one for first in run for one in others[first] if one not in run]
        share = of(run, long) / of([*run, *there], long)
        if there and _at_most(of(run, counts), of([*run, *there], counts), share) < SILENT:
            found += run
    return found


def _usual_days(days: Iterable[date], firsts: Sequence[date]) -> tuple[Counter[date], dict[date, int]]:
    """By month, how many of some days lie outside the shadow of the Spring Festival, and how many days do; where a year
    is known of which nobody knows the festival, all of them."""
    try:
        shadow = {first: days_within(first, month_of(first).last) for first in firsts}
        kept = [day for day in days if not days_within(day, day)]
    except ValueError:
        shadow, kept = dict.fromkeys(firsts, 0), list(days)
    long = {first: month_of(first).last.day - shadow[first] for first in firsts}
    return Counter(day.replace(day=1) for day in kept), long


def _at_most(some: int, of: int, share: float) -> float:
    """How rarely chance brings no more than `some` of so many, each with this chance (above 0 and below 1)."""
    one, other = log(share), log1p(-share)
    return sum(exp(log_ways(of, k) + k * one + (of - k) * other) for k in range(some + 1))
