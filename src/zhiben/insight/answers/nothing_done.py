"""What listing the worst looks like when nothing is done: how often numbers as small as these fall by themselves, what
can be proven with so many, and this ground's own streets drawn anew again and again without any change."""

from __future__ import annotations

from typing import Any

import numpy as np

from zhiben.analysis import empirical_bayes, power, regression_to_mean
from zhiben.analysis.empirical_bayes import Array, fitted, updated
from zhiben.foundation.studies import Found
from zhiben.insight.answers import enough
from zhiben.insight.answers.areas import YEARS, Ground, ground_of
from zhiben.insight.answers.sizes import Sizes, inputs, sizes_of
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import Sized
from zhiben.kernel.text import N_

METHODS = (regression_to_mean.METHOD, power.METHOD, empirical_bayes.METHOD)
VERSION = f"{regression_to_mean.VERSION}.{power.VERSION}.{empirical_bayes.VERSION}"
"""Of all that goes into it."""

SEED = 345
MEANS = (0.6, 3.8, 4.9, 12.0)
"""Accidents of a street in a year that are told beside the own ones."""
BEFORE = (30, 60, 120, 240, 400)
"""Accidents in the year before, likewise."""
FALL, CUT, CHANCE = 0.3, 0.2, 0.8


def answer(asked: Asked) -> Found:
    """The three tables. What is exact arithmetic is told wherever anything has happened; where there is too little for
    the drawing anew, the result says why."""
    told = asked.parameters
    ground = ground_of(asked, told["base_year"])
    sizes = sizes_of(ground)
    against = (enough.unfinished(told["base_year"], asked.as_of), enough.unrecorded(ground))
    refused = [one for one in against if one]
    result: dict[str, Any] = {"refused": refused, "base_year": told["base_year"], "years": list(ground.years)}
    result |= {"events": int(ground.counts.sum()), "streets": len(ground.streets), "sized": sizes.by.value}
    warnings = []
    if not refused:
        result |= enough.uncertain(ground, asked.as_of)
        warnings += enough.told(result, told["base_year"])
        result |= _exact(ground, told["k"]) | _drawn(ground, sizes, told["k"])
        if sizes.by == Sized.NONE:
            warnings.append(N_("没有规模数据：未作规模调整，把各街道当作一样大"))
    return Found(VERSION, *inputs(ground, sizes), result, ground.left_out(), warnings, told)


def yearly_sizes(ground: Ground, sizes: Sizes) -> Array:
    """What a street like each one has in a year; all alike where nothing is known of any, 0 where nothing is known of
    this one."""
    if sizes.events is None:
        return np.full(len(ground.streets), ground.counts.sum() / max(ground.counts.size, 1))
    found: Array = sizes.events / len(ground.years)
    return found


def _exact(ground: Ground, k: int) -> dict[str, Any]:
    last = sorted(ground.counts[:, -1].tolist(), reverse=True)
    own = {"worst": sum(last[:k]) if k < len(last) else 0, "all": sum(last)}
    before: list[dict[str, Any]] = [{"key": "", "before": one} for one in BEFORE]
    before += [{"key": key, "before": count} for key, count in own.items() if count]
    return {
        "falls": [one | {"chance": power.chance_of_fall(one["mean"], FALL)} for one in _means(ground)],
        "powers": [one | {"power": power.power(one["before"], CUT)} for one in before],
        "needed": power.needed(CHANCE, CUT),
        "base": own,
        "k": k,
    }


def _means(ground: Ground) -> list[dict[str, Any]]:
    """Accidents a year: those that are always told, and those of this ground's streets."""
    found: list[dict[str, Any]] = [{"key": "", "name": "", "count": None, "mean": mean} for mean in MEANS]
    sums = ground.counts.sum(1)
    if not sums.any():
        return found
    some = np.flatnonzero(sums)
    most, least = int(sums.argmax()), int(some[sums[some].argmin()])
    total = int(sums.sum())
    found.append({"key": "mean", "name": "", "count": total, "mean": total / ground.counts.size})
    for key, place in (("most", most), ("least", least)):
        count = int(sums[place])
        found.append({"key": key, "name": ground.streets[place].name, "count": count, "mean": count / YEARS})
    return found


def _drawn(ground: Ground, sizes: Sizes, k: int) -> dict[str, Any]:
    """The own streets drawn anew, or why not."""
    yearly = yearly_sizes(ground, sizes)
    kept = yearly > 0
    why = enough.few(ground)
    if not why and int(kept.sum()) <= k:
        why = N_("有规模数据的街道只有{count}个，不多于拟挂牌的{k}个").format(count=int(kept.sum()), k=k)
    if why:
        return {"drawn": None, "why": why}
    counts, exposures = ground.counts[kept].sum(1), yearly[kept] * YEARS
    prior = fitted(counts, exposures)
    told = regression_to_mean.nothing_done(
        updated(prior, counts, exposures), yearly[kept], worst=k, seed=SEED, years=YEARS
    )
    drawn = {
        "runs": regression_to_mean.RUNS,
        "streets": int(kept.sum()),
        "fall": told.fall,
        "improved": told.improved,
        "ratio": told.ratio,
        "found_by_count": told.found_by_count,
        "found_by_estimate": told.found_by_estimate,
        "flat": prior.flat,
    }
    return {"drawn": drawn, "why": ""}
