"""Whether somewhere many areas together have more than their share: a circular window is moved over the map and
widened, and the most unusual one is held against the same search over cities in which chance alone decides where the
high rates lie (M. Kulldorff, "A spatial scan statistic", Communications in Statistics 26, 1997). Streets differ anyway:
were one rate taken for all, every city would have its cluster, so those of chance differ as the prior of these does (T.
Zhang, Z. Zhang and G. Lin, "Spatial scan statistics with overdispersion", Statistics in Medicine 31, 2012)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.empirical_bayes import Array, Column, Prior, fitted
from zhiben.analysis.methods import Method
from zhiben.analysis.spatial import Places, by_distance
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same input and seed may be answered differently."""

WIDEST = 0.15
"""Of all exposure, in one window: with half of it, half the city is found."""
TIMES = 999
AT_ONCE = 2**22

METHOD = Method(
    key="scan",
    title=N_("事故聚集区扫描"),
    version=VERSION,
    reference="Kulldorff 1997",
    how=N_(
        "以每个街道为中心画圆，由小到大，圆内规模最多占本范围的15%，找出圆内起数比应有起数高得最不寻常的一处。各街道的事故率"
        "本来就有高有低，所以对照的城市也按本市的高低程度给各街道随机定一个率，高低不分地方，再把同样多的事故按率和规模撒下去，"
        "撒999次，每次同样找一遍，看有多少次比实际更不寻常，由此得出p值。"
    ),
    never=N_("窗口不得放到全市的一半：那样找到的是半个城市；p值大的不得称为聚集区"),
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The areas of one window by place, the centre first; what was seen there, what was due, how unusual that is (the
    logarithm of the likelihood ratio), and how often chance has one as unusual somewhere."""

    areas: tuple[int, ...]
    events: int
    expected: float
    unusual: float
    p: float


def scanned(
    counts: Column,
    exposures: Column,
    plane: Array,
    *,
    seed: int,
    widest: float = WIDEST,
    times: int = TIMES,
) -> list[Cluster]:
    """The most unusual window and those after it that share no area with one before, with more events than due; all of
    them against the most unusual one of each city of chance, so that what comes second is told too carefully. `plane`:
    see spatial. Raises ValueError on counts below 0 or not whole, exposures not above 0, a window not up to half of
    them."""
    observed, exposed = np.asarray(counts, float), np.asarray(exposures, float)
    if not len(observed) == len(exposed) == len(plane) or (observed < 0).any() or (observed % 1 != 0).any():
        raise ValueError("a whole count and an exposure for each")
    if not (exposed > 0).all() or not 0 < widest <= 0.5 or times < 1:
        raise ValueError("exposures above 0, a window up to half of them, at least one city of chance")
    total = int(observed.sum())
    order, allowed = _windows(plane, exposed / exposed.sum(), widest)
    if not total or not allowed.any():
        return []
    due = np.cumsum(exposed[order], axis=1) * (total / exposed.sum())
    unusual = np.where(allowed, _unusual(np.cumsum(observed[order], axis=1), due, total), 0.0)
    chance = _of_chance(
        exposed, fitted(observed, exposed), total, order, allowed, due, np.random.default_rng(seed), times
    )
    return _apart(order, unusual, observed, due, chance)


def _windows(plane: Array, shares: Array, widest: float) -> tuple[Places, NDArray[np.bool_]]:
    """For each centre the areas by distance, and up to which of them a window is narrow enough."""
    most = min(len(plane), 16)
    while True:
        order = by_distance(plane, most)
        allowed = np.cumsum(shares[order], axis=1) <= widest
        if most == len(plane) or not allowed[:, -1].any():
            return order, allowed
        most = min(len(plane), 2 * most)


def _unusual(events: Array, due: Array, total: int) -> Array:
    """Log likelihood ratio of windows with more events than due, 0 of others."""
    from scipy.special import xlogy

    outside, left = total - events, total - due
    told: Array = np.where(
        events > due, xlogy(events, events / due) + xlogy(outside, np.maximum(outside, 0) / left), 0.0
    )
    return told


def _of_chance(
    exposed: Array,
    prior: Prior,
    total: int,
    order: Places,
    allowed: NDArray[np.bool_],
    due: Array,
    rng: np.random.Generator,
    times: int,
) -> Array:
    """The most unusual window of each of so many cities of chance."""
    found: list[Array] = []
    at_once = max(1, AT_ONCE // order.size)
    for begin in range(0, times, at_once):
        shares = _shares(exposed, prior, rng, min(at_once, times - begin))
        cities = rng.multinomial(total, shares).astype(float)
        events = np.cumsum(cities[:, order], axis=2)
        found.append(np.where(allowed, _unusual(events, due, total), 0.0).max(axis=(1, 2)))
    return np.concatenate(found)


def _shares(exposed: Array, prior: Prior, rng: np.random.Generator, cities: int) -> Array:
    """Of all events, city by city, where each area's rate is drawn anew; of the exposure where all have one rate."""
    if prior.flat:
        return np.broadcast_to(exposed / exposed.sum(), (cities, len(exposed)))
    weight = rng.standard_gamma(prior.nu, (cities, len(exposed))) * exposed
    told: Array = weight / weight.sum(axis=1, keepdims=True)
    return told


def _apart(order: Places, unusual: Array, observed: Array, due: Array, chance: Array) -> list[Cluster]:
    """From the most unusual window down, those that share no area with one before; a centre's best window only."""
    best = unusual.argmax(axis=1)
    heights = unusual[np.arange(len(order)), best]
    taken: set[int] = set()
    clusters = []
    for centre in np.argsort(-heights, kind="stable").tolist():
        areas = order[centre, : best[centre] + 1].tolist()
        if heights[centre] <= 0 or taken.intersection(areas):
            continue
        taken.update(areas)
        rarer = int((chance >= heights[centre] - 1e-9).sum())
        clusters.append(
            Cluster(
                tuple(areas),
                int(observed[areas].sum()),
                float(due[centre, best[centre]]),
                float(heights[centre]),
                (1 + rarer) / (1 + len(chance)),
            )
        )
    return clusters
