"""The same method where nothing was done: on the areas next in line, and on the same city a year earlier. What it finds
there is what it finds in nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zhiben.analysis.before_after import Study, study
from zhiben.analysis.empirical_bayes import Array, fitted, updated

Table = Sequence[Sequence[float]] | Array
"""Areas by years, the oldest first."""
Rule = Callable[[Array, Array], Sequence[int]]
"""From counts and exposures by area and year to the places chosen."""


def last_year(k: int) -> Rule:
    """The k areas with most events in the last year, the more in all years among equal ones."""

    def chosen(counts: Array, _exposures: Array) -> list[int]:
        found: list[int] = np.lexsort((-counts.sum(1), -counts[:, -1]))[:k].tolist()
        return found

    return chosen


def estimate(k: int) -> Rule:
    """The k areas with most events to be expected in a year by the estimate from all years."""

    def chosen(counts: Array, exposures: Array) -> list[int]:
        total, exposed = counts.sum(1), exposures.sum(1)
        expected = updated(fitted(total, exposed), total, exposed).mean * exposed
        found: list[int] = np.argsort(-expected, kind="stable")[:k].tolist()
        return found

    return chosen


def by_years(counts: Table, exposures: Table, listed: Sequence[int], aside: Sequence[int] = ()) -> Study:
    """The study in which the last year is after, all others before, the last of these the one people compare with.
    Raises ValueError on fewer than two years and as `study` does."""
    counted, exposed = np.asarray(counts, float), np.asarray(exposures, float)
    if counted.ndim != 2 or counted.shape[1] < 2:
        raise ValueError("at least two years")
    places = np.arange(len(counted))
    return study(
        np.isin(places, listed),
        counted[:, :-1].sum(1),
        exposed[:, :-1].sum(1),
        counted[:, -1],
        exposed[:, -1],
        base=counted[:, -2],
        exposure_base=exposed[:, -2],
        aside=np.isin(places, aside),
    )


def a_year_earlier(counts: Table, exposures: Table, rule: Rule) -> Study:
    """The same rule a year before the listing: `counts` end with the last year before it, which is now after."""
    counted, exposed = np.asarray(counts, float), np.asarray(exposures, float)
    return by_years(counted, exposed, rule(counted[:, :-1], exposed[:, :-1]))


def next_in_line(one: Study, order: Sequence[int]) -> Study:
    """As many areas as were listed, the next ones in the order by which these were chosen (places, the worst first).
    Those listed are put aside: something was done there. Raises ValueError where nobody is next."""
    chosen = np.flatnonzero(one.listed)
    following = [place for place in order if not one.listed[place]][: len(chosen)]
    if not following:
        raise ValueError("nobody is next in line")
    places = np.arange(len(one.listed))
    return Study(
        np.isin(places, following),
        *(one.before, one.exposure_before, one.after, one.exposure_after),
        *(one.base, one.exposure_base),
        one.listed | one.aside,
    )
