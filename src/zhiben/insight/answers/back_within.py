"""Whether listed streets are back within what is usual for streets like them: by the estimate by which streets are
proposed, of five calendar years, so that every page says the same of the same years."""

from __future__ import annotations

from typing import Any

import numpy as np

from zhiben.accidents.queries import Facts
from zhiben.analysis import funnel
from zhiben.analysis.empirical_bayes import fitted, updated
from zhiben.insight.answers import enough
from zhiben.insight.answers.areas import YEARS, ground_of
from zhiben.insight.answers.listed import Listed
from zhiben.insight.answers.nothing_done import yearly_sizes
from zhiben.insight.answers.sizes import sizes_of
from zhiben.insight.listings import MONTHS_TO_JUDGE, treated_in
from zhiben.insight.questions import Asked


def back_within(asked: Asked, listed: Listed, read: Facts) -> dict[int, dict[str, Any]]:
    """By listed street what the five years up to the last one that is over make of it in a year, beside a street like
    it and the limit around that, and whether it is within; nothing where that year holds too few months of treatment,
    or streets are not ranked by these years."""
    year = asked.as_of.year - 1
    if treated_in(listed.last, year) < MONTHS_TO_JUDGE:
        return {}
    ground = ground_of(asked, year, read=read)
    if any((enough.few(ground), enough.nowhere(ground), enough.unrecorded(ground))):
        return {}
    sizes = yearly_sizes(ground, sizes_of(ground))
    kept = np.flatnonzero(sizes)
    counts, exposures = ground.counts[kept].sum(1), sizes[kept] * YEARS
    expected = updated(fitted(counts, exposures), counts, exposures).mean * exposures / YEARS
    rate, found = float(counts.sum() / exposures.sum()), {}
    for place, now in zip(kept.tolist(), expected.tolist(), strict=True):
        if (street := ground.streets[place].id) in listed.streets:
            like = rate * float(sizes[place])
            limit = funnel.yearly_limit(like, YEARS)
            found[street] = {"expected": now, "like": like, "limit": limit, "inside": now <= limit, "year": year}
    return found
