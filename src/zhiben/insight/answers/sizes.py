"""What a street of this size has: expected accidents of all streets over the years, from what is known of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from zhiben.accidents import queries as accidents
from zhiben.accidents.vocab import SIZES
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
    in, `why` it is no regression, `lacking`: why a street has none; `sources`: by name what is known of each street."""

    by: Sized
    events: Array | None
    read: tuple[str, ...] = ()
    why: str = ""
    lacking: str = N_("没有规模数据（没有登记场所），未参加排名")
    sources: Mapping[str, Array] = field(default_factory=dict)


def sizes_of(ground: Ground) -> Sizes:
    """From sizes that were told of streets; or else from registered sites by sector and the ground's own rates."""
    told = _told(ground)
    return _from_sizes(ground, told) if told["employees"].any() else _from_sites(ground)


def inputs(ground: Ground, sizes: Sizes) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of what goes in, street by street: all accidents and the size as it was worked out; accidents,
    and those with dead, year by year; those with serious injuries and no dead; the dead; what sizes come from."""
    nothing = ["" for _card in ground.streets]
    columns: dict[str, list[Any]] = {
        "街道": [card.name for card in ground.streets],
        "起数": ground.counts.sum(1).tolist(),
        "规模": nothing if sizes.events is None else np.round(sizes.events, 6).tolist(),
    }
    columns |= {f"{year}年起数": ground.counts[:, at].tolist() for at, year in enumerate(ground.years)}
    columns |= {f"{year}年亡人事故": ground.fatal[:, at].tolist() for at, year in enumerate(ground.years)}
    columns |= {"重伤事故": ground.serious.sum(1).tolist(), "死亡和失踪": ground.dead.sum(1).tolist()}
    columns |= {name: [_told_exactly(one) for one in values.tolist()] for name, values in sizes.sources.items()}
    return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


def _told_exactly(value: float) -> float | str:
    """Without a value where it is not known."""
    if np.isnan(value):
        return ""
    return int(value) if value.is_integer() else round(value, 6)


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
        _meant(told),
    )


def _meant(told: dict[str, Array]) -> dict[str, Array]:
    """Each size that is known of any street, by what its column says it is."""
    said = N_("{size}，有数年份平均")
    known = {name: np.where(values > 0, values, np.nan) for name, values in told.items() if values.any()}
    return {said.format(size=SIZES[name]): values for name, values in known.items()}


def _from_sites(ground: Ground) -> Sizes:
    units, columns = _sites(ground)
    if not units.sum():
        return Sizes(Sized.NONE, None)
    within = _events(ground, columns, units[:, 0] > 0)
    return Sizes(Sized.INDIRECT, spf.indirect(units, within.sum(0)).events, sources=_by_sector(columns, units, within))


def _by_sector(columns: dict[int, int], units: Array, events: Array) -> dict[str, Array]:
    """By name, registered sites and accidents of each sector that has sites, and what happened in others."""
    names, found = dict(orgs.sectors()), {N_("登记场所"): units[:, 0], N_("其他行业事故"): events[:, 0]}
    for sector, column in columns.items():
        name = names.get(sector, str(sector))
        found[N_("登记场所：{sector}").format(sector=name)] = units[:, column]
        found[N_("事故：{sector}").format(sector=name)] = events[:, column]
    return found


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


def _events(ground: Ground, columns: dict[int, int], known: NDArray[np.bool_]) -> Array:
    """Accidents of streets with sites by the same rows and columns: what happened in no sector that has sites stands in
    the first, and is spread over all sites."""
    table = np.zeros((len(ground.streets), len(columns) + 1))
    for row in ground.rows:
        place = ground.place.get(row.street)
        if place is not None and known[place]:
            table[place, columns.get(row.sector, 0)] += 1
    return table
