"""Which streets stand out: the screening of five years, the base year alone, severity, space, the local criterion, and
what each other choice would have chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from zhiben.analysis import empirical_bayes, network_screening, safety_performance, severity, spatial
from zhiben.analysis.empirical_bayes import Array
from zhiben.analysis.network_screening import Area, Screening, screened
from zhiben.foundation.studies import Found
from zhiben.insight.answers import enough
from zhiben.insight.answers.areas import YEARS, Ground, ground_of
from zhiben.insight.answers.criterion import criterion_of
from zhiben.insight.answers.places import middles_of, where
from zhiben.insight.answers.sizes import Sizes, inputs, sizes_of
from zhiben.insight.questions import Asked
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

METHODS = tuple(module.METHOD for module in (network_screening, empirical_bayes, safety_performance, severity, spatial))
VERSION = f"{network_screening.VERSION}.{empirical_bayes.VERSION}.{safety_performance.VERSION}.{severity.VERSION}"
"""Of all that goes into it."""

SEED = 345
WEIGHTS = {"fatal": 50.0, "serious": 10.0, "other": 1.0}
OTHER_WEIGHTS = {"fatal": 8.0, "serious": 3.0, "other": 1.0}
"""Of accidents with dead, with serious injuries, of all others; and another choice to try them by. Defaults of this
product."""

NEIGHBOURS = 4
"""So many nearest streets count as around one: a default of this product."""


def answer(asked: Asked) -> Found:
    """The streets of the ground in their order. Where there are too few streets or accidents, or too many accidents in
    no known street, the result says so and ranks nothing; of few it has the counts."""
    told = asked.parameters
    ground = ground_of(asked, told["base_year"])
    sizes = sizes_of(ground)
    refused = _refused(ground, asked, told["base_year"])
    result = {"refused": refused, "base_year": told["base_year"], "years": list(ground.years)}
    result |= {"sized": sizes.by.value, "read": list(sizes.read), "sized_why": sizes.why}
    result |= {"unplaced": ground.unplaced, "events": len(ground.rows)}
    left_out = ground.left_out()
    if enough.few(ground):
        result["counted"] = _counted(ground)
    if not refused:
        result |= enough.uncertain(ground, asked.as_of)
        ranked, unsized = _ranked(ground, sizes, told)
        result |= ranked
        left_out += unsized
    columns, table = inputs(ground, sizes)
    middles = where([card.id for card in ground.streets])
    table = [[*row, *middles.get(card.id, ("", ""))] for row, card in zip(table, ground.streets, strict=True)]
    return Found(VERSION, [*columns, "经度", "纬度"], table, result, left_out, _warnings(result), told)


def _refused(ground: Ground, asked: Asked, base_year: int) -> list[str]:
    against = (
        enough.few(ground),
        enough.nowhere(ground),
        enough.unfinished(base_year, asked.as_of),
        enough.unrecorded(ground),
    )
    return [one for one in against if one]


def _counted(ground: Ground) -> list[dict[str, Any]]:
    """Street by street what was counted, in the official order."""
    names = orgs.territory_names({card.coordinates.district for card in ground.streets})
    return [
        {
            "street": card.id,
            "name": card.name,
            "district": names.get(card.coordinates.district, ""),
            "counts": counts,
            "deaths": dead,
        }
        for card, counts, dead in zip(ground.streets, ground.counts.tolist(), ground.dead.sum(1).tolist(), strict=True)
    ]


def _ranked(ground: Ground, sizes: Sizes, told: Any) -> tuple[dict[str, Any], list[dict[str, object]]]:
    exposures = None if sizes.events is None else np.repeat(sizes.events[:, None] / YEARS, YEARS, axis=1)
    main = screened(ground.counts.tolist(), _listed(exposures), by=told["by"], worst=told["k"], seed=SEED)
    one_year = None if exposures is None else exposures[:, -1:]
    base = screened(ground.counts[:, -1:].tolist(), _listed(one_year), by=told["by"], worst=told["k"], seed=SEED)
    kept = [area.place for area in main.areas]
    graded, stays = _severity(ground, main, kept)
    lists = _other_choices(ground, main, base, graded, kept)
    rows = _rows(ground, main, base, told)
    for row, grave, gi in zip(rows, graded.tolist(), _space(ground, main, kept), strict=True):
        row |= {"severity": grave, "gi": gi}
    rows.sort(key=lambda row: (row["rank"], row["name"]))
    result = {
        "k": main.worst,
        "by": told["by"],
        "rows": rows,
        "not_a_real_line": main.not_a_real_line,
        "flat": main.prior.flat,
        "nu": None if main.prior.flat else main.prior.nu,
        "others": lists,
        "weights_stay": stays,
        "weights": [WEIGHTS, OTHER_WEIGHTS],
    }
    unsized: list[dict[str, object]] = [
        {"name": ground.streets[place].name, "why": sizes.lacking} for place in main.left_out
    ]
    return result, unsized


def _listed(table: Array | None) -> list[list[float]] | None:
    return None if table is None else table.tolist()


def _rows(ground: Ground, main: Screening, base: Screening, told: Any) -> list[dict[str, Any]]:
    names = orgs.territory_names({card.coordinates.district for card in ground.streets})
    criteria = criterion_of(ground, told)
    by_place = {area.place: area for area in base.areas}
    return [
        _row(ground, area, by_place[area.place])
        | {"district": names.get(ground.streets[area.place].coordinates.district, ""), **criteria[area.place]}
        for area in main.areas
    ]


def _row(ground: Ground, area: Area, base: Area) -> dict[str, Any]:
    card, counts = ground.streets[area.place], ground.counts[area.place].tolist()
    return {
        "street": card.id,
        "name": card.name,
        "counts": counts,
        "deaths": int(ground.dead[area.place].sum()),
        "like": area.like,
        "expected": area.expected,
        "excess": area.excess,
        "rank": area.rank,
        "rank_low": area.rank_low,
        "rank_high": area.rank_high,
        "among_worst": area.among_worst,
        "base": {
            "count": counts[-1],
            "expected": base.expected,
            "rank": base.rank,
            "rank_low": base.rank_low,
            "rank_high": base.rank_high,
            "among_worst": base.among_worst,
        },
    }


def _severity(ground: Ground, main: Screening, kept: Sequence[int]) -> tuple[Array, int]:
    """The weighted expected accidents of a year by street, and how many of the worst stay under other weights."""
    fatal, grave, total = (table.sum(1)[kept] for table in (ground.fatal, ground.serious, ground.counts))
    like = np.array([area.like for area in main.areas]) * YEARS
    by_class = {"fatal": fatal, "serious": grave, "other": total - fatal - grave}
    expected = severity.expected_by_class(by_class, like)
    stays = severity.staying(expected, WEIGHTS, OTHER_WEIGHTS, worst=main.worst)
    return severity.weighted(expected, WEIGHTS) / YEARS, stays


def _space(ground: Ground, main: Screening, kept: Sequence[int]) -> list[float | None]:
    """Gi* of the estimated rates, where it is known where streets lie."""
    middles = middles_of([ground.streets[place].id for place in kept])
    if middles is None or len(kept) <= NEIGHBOURS:
        return [None] * len(kept)
    around = spatial.nearest(spatial.projected(*middles), NEIGHBOURS)
    found: list[float | None] = spatial.gi_star([area.rate for area in main.areas], around).tolist()
    return found


def _other_choices(
    ground: Ground, main: Screening, base: Screening, graded: Array, kept: Sequence[int]
) -> list[dict[str, Any]]:
    """What others would have chosen: by name, the streets, and how many of them are chosen here too."""
    k = main.worst
    other = "excess" if main.by == "expected" else "expected"
    orders: dict[str, Sequence[float]] = {
        "base_count": ground.counts[kept, -1].tolist(),
        "base_rate": [area.raw for area in base.areas],
        "base_eb": [getattr(area, main.by) for area in base.areas],
        "five_" + other: [getattr(area, other) for area in main.areas],
        "deaths": ground.dead[kept].sum(1).tolist(),
        "severity": graded.tolist(),
    }
    chosen = {ground.streets[area.place].id for area in main.ordered[:k]}
    found = []
    for key, values in orders.items():
        order = sorted(range(len(kept)), key=lambda at, values=values: (-values[at], at))  # type: ignore[misc]
        streets = [ground.streets[kept[at]] for at in order[:k]]
        tied = k < len(order) and values[order[k - 1]] == values[order[k]]
        same = sum(card.id in chosen for card in streets)
        found.append({"key": key, "streets": [[card.id, card.name] for card in streets], "same": same, "tied": tied})
    return found


def _warnings(result: dict[str, Any]) -> list[str]:
    found = [] if result["refused"] else enough.told(result, result["base_year"])
    if result["sized"] == "none":
        found.append(N_("没有规模数据：未作规模调整，只按起数排，不是事故率"))
    if result.get("flat"):
        found.append(N_("各街道差异未超过随机波动，估计值都等于本范围的平均，名次没有意义"))
    return found
