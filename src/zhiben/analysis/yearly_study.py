"""Studies from counts by area and year, as the page has them: who is listed by which rule, the year that people compare
with, and how far years differ within areas by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from zhiben.analysis.before_after import Study, study
from zhiben.analysis.empirical_bayes import LEAST_AREAS, Array, fitted, updated

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
    whole = study(
        np.isin(places, listed),
        counted[:, :-1].sum(1),
        exposed[:, :-1].sum(1),
        counted[:, -1],
        exposed[:, -1],
        base=counted[:, -2],
        exposure_base=exposed[:, -2],
        aside=np.isin(places, aside),
    )
    return replace(whole, unrest=unrest(counted[:, :-1], exposed[:, :-1]))


def unrest(counts: Array, exposures: Array) -> float:
    """How much more than by chance years differ within areas, when each area has its own rate and each year its own
    level: Pearson's dispersion, at least 1. A year without exposure tells nothing of its area. Raises ValueError on
    events without exposure."""
    if ((counts > 0) & (exposures == 0)).any():
        raise ValueError("events without exposure")
    due = exposures * (counts.sum(1) / exposures.sum(1))[:, None]
    level = due.sum(0)
    due = due * np.divide(counts.sum(0), level, out=np.zeros_like(level), where=level > 0)
    rows, years = (int(np.count_nonzero(counts.sum(axis))) for axis in (1, 0))
    freedom = int(np.count_nonzero(due > 0)) - rows - (years - 1)
    if freedom < LEAST_AREAS:
        return 1.0
    apart = np.divide((counts - due) ** 2, due, out=np.zeros_like(due), where=due > 0)
    seen: float = float(apart.sum()) / freedom
    return max(1.0, seen)
