"""What a street of this size has: expected accidents of all streets over the years, from what is registered of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Count

from zhiben.analysis import safety_performance as spf
from zhiben.analysis.empirical_bayes import Array
from zhiben.insight.answers.areas import Ground
from zhiben.insight.vocab import Sized
from zhiben.orgs import queries as orgs


@dataclass(frozen=True, slots=True)
class Sizes:
    """Expected accidents by street over all years, adding up to all that happened; None where nothing is registered.
    `by` what, and `why` it was not done better."""

    by: Sized
    events: Array | None
    why: str = ""


def sizes_of(ground: Ground) -> Sizes:
    """From sites by sector and the ground's own rate of each sector."""
    units, columns = _sites(ground)
    if not units.sum():
        return Sizes(Sized.NONE, None)
    found = spf.indirect(units, _events(ground, columns))
    return Sizes(Sized.INDIRECT, found.events)


def _sites(ground: Ground) -> tuple[Array, dict[int, int]]:
    """Registered sites by street (rows) and sector (columns; the first one is all of them), and the column of each
    sector."""
    rows = orgs.sites().order_by().values_list("street", "sector").annotate(Count("pk"))
    kept = [(ground.place[street], sector, count) for street, sector, count in rows if street in ground.place]
    columns = {sector: column for column, sector in enumerate(sorted({sector for _, sector, _ in kept}), start=1)}
    table = np.zeros((len(ground.streets), len(columns) + 1))
    for place, sector, count in kept:
        table[place, [0, columns[sector]]] += count
    return table, columns


def _events(ground: Ground, columns: dict[int, int]) -> list[int]:
    """Accidents by the same columns: what happened in no sector that has sites is spread over all sites."""
    found = Counter(columns.get(row.sector, 0) for row in ground.rows if row.street in ground.place)
    return [found[column] for column in range(len(columns) + 1)]
