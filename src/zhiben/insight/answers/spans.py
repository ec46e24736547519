"""Periods in a row: months counted on, and those together that were chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby

from zhiben.kernel.periods import in_words, months_after


def months_from(first: date, count: int) -> list[date]:
    """So many first days of months."""
    return [months_after(first, place) for place in range(count)]


def runs(firsts: Sequence[date], chosen: Collection[date]) -> Iterator[list[date]]:
    """The chosen ones of some periods, those in a row together."""
    for held, run in groupby(firsts, key=lambda first: first in chosen):
        if held:
            yield list(run)


def named(months: Sequence[str]) -> str:
    """The same of months that are told as in 2024-04."""
    return in_words([date.fromisoformat(f"{month}-01") for month in months])
