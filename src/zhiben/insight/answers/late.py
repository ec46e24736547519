"""Which of the last months are provisional, because accidents become known late."""

from __future__ import annotations

from datetime import date

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Facts
from zhiben.analysis.delays import completeness
from zhiben.insight.answers.listed import between
from zhiben.kernel.periods import months_after


def provisional(found: Facts, known: date, after: date) -> tuple[list[date], int]:
    """The months from `after` to `known` (the first that is not over) of which less than nearly all may be known yet,
    the last one always among them; and of how many accidents nobody told when they became known."""
    rows, untold = accidents.known_rows(found)
    last = months_after(known, -1)
    pairs = [(between(row.occurred_on, row.known_on), between(row.occurred_on, last)) for row in rows]
    told = [(delay, age) for delay, age in pairs if 0 <= delay <= age]
    curve = completeness([delay for delay, _age in told], [age for _delay, age in told]) if told else ()
    ages = {one.age for one in curve if one.provisional} | {0}
    months = [months_after(after, place) for place in range(between(after, known))]
    return [month for month in months if between(month, last) in ages], untold
