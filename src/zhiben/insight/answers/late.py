"""What is not to be counted on: months that are provisional, because accidents are told and entered late; months
without any accident at all; and months with so few that they seem not to have been imported in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from math import exp, log, log1p

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Facts
from zhiben.analysis.delays import PROVISIONAL, completeness
from zhiben.analysis.rates import log_ways
from zhiben.analysis.spring_festival import days_within
from zhiben.kernel.periods import month_of, months_after, months_between
from zhiben.kernel.text import N_

SILENT = 0.001
"""By chance alone, so rarely is nothing at all recorded in months of which a page asks, or so little."""
LITTLE = 0.5
"""A month with less than this share of what the same months of other years have is asked about, where so many in a row
are no chance: a default of this product."""
ENOUGH = 73
"""From so many on, none of which came late, the curve's lower limit can reach what makes a month complete."""


def months_from(first: date, count: int) -> list[date]:
    """So many first days of months."""
    return [months_after(first, place) for place in range(count)]


def since_when(found: Facts) -> list[tuple[date, date]]:
    """Of each accident the day on which it happened and the day since which it is here: when a department knew of it
    and it was entered."""
    days = accidents.recorded_on(found)
    return [(row.occurred_on, days[row.case]) for row in found if row.case in days]


def provisional(rows: Sequence[tuple[date, date]], looked_at: Iterable[date], known: date) -> list[date]:
    """Those of some months of which less than nearly all may be here yet, by the days of `since_when`; `known` is the
    first month that is not over. Where too little tells how late they come, the last one that is over is among them.

    What was entered when the books were opened says only that it came no later than that.
    """
    last, opened = months_after(known, -1), min((day for _on, day in rows), default=known)
    told = [
        (months_between(on, day), months_between(on, last), max(0, months_between(on, opened)))
        for on, day in rows
        if on <= day and months_between(day, last) >= 0
    ]
    ages = _young(told)
    return [month for month in looked_at if months_between(month, last) in ages]


def _young(told: Sequence[tuple[int, int, int]]) -> set[int]:
    """Ages in months at which months are not complete, from delays, ages, and delays that are not told apart."""
    if not told:
        return {0}
    curve = completeness(*zip(*told, strict=True))
    if sum(delay > blind or not blind for delay, _age, blind in told) >= ENOUGH:
        return {one.age for one in curve if one.provisional}
    return {0} | {one.age for one in curve if one.share < PROVISIONAL}


def silent(days: Iterable[date], firsts: Sequence[date], usual: float) -> list[date]:
    """Those of some months in a row in which nothing at all is recorded, where so many of them are no chance with
    `usual` accidents a month."""
    spoken = {day.replace(day=1) for day in days}
    return [first for quiet in runs(firsts, {*firsts} - spoken) if no_chance(usual * len(quiet)) for first in quiet]


def no_chance(expected: float) -> bool:
    """Whether nothing at all is no chance where so many are expected."""
    return exp(-expected) < SILENT


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


def runs(firsts: Sequence[date], chosen: Collection[date]) -> Iterator[list[date]]:
    """The chosen ones of some periods, those in a row together."""
    for held, run in groupby(firsts, key=lambda first: first in chosen):
        if held:
            yield list(run)


def _at_most(some: int, of: int, share: float) -> float:
    """How rarely chance brings no more than `some` of so many, each with this chance (above 0 and below 1)."""
    one, other = log(share), log1p(-share)
    return sum(exp(log_ways(of, k) + k * one + (of - k) * other) for k in range(some + 1))


def in_words(months: Sequence[date]) -> str:
    """Months by their names, those in a row as from the first to the last."""
    told: list[list[date]] = []
    for month in months:
        if told and months_between(told[-1][-1], month) == 1:
            told[-1].append(month)
        else:
            told.append([month])
    return "、".join(_span(run[0], run[-1]) for run in told)


def named(months: Sequence[str]) -> str:
    """The same of months that are told as in 2024-04."""
    return in_words([date.fromisoformat(f"{month}-01") for month in months])


def _span(first: date, last: date) -> str:
    begins = N_("{year}年{month}月").format(year=first.year, month=first.month)
    if first == last:
        return begins
    until = N_("{month}月") if first.year == last.year else N_("{year}年{month}月")
    return begins + N_("至") + until.format(year=last.year, month=last.month)
