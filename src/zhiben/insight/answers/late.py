"""Which of the last months are provisional, because accidents become known late, and which months have no accident at
all, as if they had not been imported yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from math import exp

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact, Facts
from zhiben.analysis.delays import completeness
from zhiben.insight.answers.listed import Months
from zhiben.kernel.periods import months_after, months_between

SILENT = 0.001
"""By chance alone, so rarely is nothing at all recorded in months of which a page asks."""


def provisional(found: Facts, months: Months) -> tuple[list[date], int]:
    """The months looked at of which less than nearly all may be known yet, the last one that is over always among them;
    and of how many accidents nobody told when they became known."""
    rows, untold = accidents.known_rows(found)
    last = months_after(months.known, -1)
    pairs = [(months_between(row.occurred_on, row.known_on), months_between(row.occurred_on, last)) for row in rows]
    told = [(delay, age) for delay, age in pairs if 0 <= delay <= age]
    curve = completeness([delay for delay, _age in told], [age for _delay, age in told]) if told else ()
    ages = {one.age for one in curve if one.provisional} | {0}
    looked_at = [months_after(months.after, place) for place in range(months.count)]
    return [month for month in looked_at if months_between(month, last) in ages], untold


def silent(rows: Sequence[Fact], months: Months) -> list[date]:
    """The months looked at in which nothing at all is recorded, where so many of them in a row are no chance."""
    usual = sum(row.occurred_on < months.ends for row in rows) / months_between(months.begins, months.ends)
    spoken = {months_between(months.after, row.occurred_on) for row in rows if row.occurred_on >= months.after}
    found: list[date] = []
    for said, places in groupby(range(months.count), key=lambda place: place in spoken):
        quiet = list(places)
        if not said and exp(-usual * len(quiet)) < SILENT:
            found += [months_after(months.after, place) for place in quiet]
    return found
