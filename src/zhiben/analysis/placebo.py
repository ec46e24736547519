"""The same method where nothing was done: on the areas next in line, and on the same city a year earlier. What it finds
there is what it finds in nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from zhiben.analysis.before_after import Study
from zhiben.analysis.yearly_study import Rule, Table, by_years


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
    return replace(one, listed=np.isin(np.arange(len(one.listed)), following), aside=one.listed | one.aside)
