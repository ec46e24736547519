"""What a street of this size has: expected accidents of all streets over the years, from what is known of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from zhiben.accidents import queries as accidents
from zhiben.analysis import safety_performance as spf
from zhiben.analysis.empirical_bayes import Array
from zhiben.insight.answers.areas import Ground
from zhiben.insight.vocab import Sized
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

COVARIATES = ("employees", "enterprises", "high_risk", "construction", "road_km")
"""Sizes that a regression reads, each where it is known of every street that has employees."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Expected accidents by street over all years, adding up to all that happened in streets that have any; 0 where
    nothing is known of a street, None where nothing is known of any. By which of `Sized`; `read`: the sizes that went
    in, `why` it is no regression, `lacking`: why a street has none."""

    by: Sized
    events: Array | None
    read: tuple[str, ...] = ()
    why: str = ""
    lacking: str = N_("没有规模数据（没有登记场所），未参加排名")


def sizes_of(ground: Ground) -> Sizes:
    """From sizes that were told of streets; or else from registered sites by sector and the ground's own rates."""
    told = _told(ground)
    return _from_sizes(ground, told) if told["employees"].any() else _from_sites(ground)


def columns_of(ground: Ground) -> list[str]:
    """What the columns of `inputs` are called."""
    return ["街道", "起数", "规模", *(f"{year}年起数" for year in ground.years)]


def inputs(ground: Ground, sizes: Sizes) -> list[list[Any]]:
    """Street by street what goes in: all accidents, the size, accidents year by year."""
    sized = ["" for _card in ground.streets] if sizes.events is None else np.round(sizes.events, 6).tolist()
    rows = zip(ground.streets, ground.counts.sum(1).tolist(), sized, ground.counts.tolist(), strict=True)
    return [[card.name, total, size, *years] for card, total, size, years in rows]


def _told(ground: Ground) -> dict[str, Array]:
    """By size, the mean over the years in which it is known, street by street; 0 where it never is."""
    sums: dict[str, dict[int, list[float]]] = {name: defaultdict(list) for name in COVARIATES}
    for (street, _year), one in accidents.exposures(ground.years).items():
        for name in COVARIATES:
            if street in ground.place and (value := getattr(one, name)) is not None:
                sums[name][ground.place[street]].append(float(value))
    table = {name: np.zeros(len(ground.streets)) for name in COVARIATES}
    for name, found in sums.items():
        for place, values in found.items():
            table[name][place] = sum(values) / len(values)
    return table


def _from_sizes(ground: Ground, told: dict[str, Array]) -> Sizes:
    known = told["employees"] > 0
    counts = ground.counts.sum(1)[known]
    events = np.zeros(len(known))
    if not counts.any():
        return Sizes(Sized.NONE, None)
    read = [name for name in COVARIATES if (told[name][known] > 0).all()]
    alone = spf.indirect(told["employees"][known][:, None], [counts.sum()])
    found = spf.predicted(counts, np.column_stack([told[name][known] for name in read]), otherwise=alone)
    events[known] = found.events
    regressed = found.by == "spf"
    return Sizes(
        Sized.SPF if regressed else Sized.EMPLOYEES,
        events,
        tuple(read) if regressed else ("employees",),
        spf.WHY.get(found.why, ""),
        N_("没有从业人员数据，未参加排名；请在“街道规模”补上"),
    )


def _from_sites(ground: Ground) -> Sizes:
    units, columns = _sites(ground)
    if not units.sum():
        return Sizes(Sized.NONE, None)
    return Sizes(Sized.INDIRECT, spf.indirect(units, _events(ground, columns, units[:, 0] > 0)).events)


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


def _events(ground: Ground, columns: dict[int, int], known: NDArray[np.bool_]) -> list[int]:
    """Accidents of streets with sites by the same columns: what happened in no sector that has sites is spread over all
    of them."""
    within = (row for row in ground.rows if row.street in ground.place and known[ground.place[row.street]])
    found = Counter(columns.get(row.sector, 0) for row in within)
    return [found[column] for column in range(len(columns) + 1)]
