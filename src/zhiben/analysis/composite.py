"""One score out of many indicators, in the order of the OECD and JRC handbook (Nardo et al. 2008): fixed goalposts,
arithmetic mean inside a pillar, geometric mean between pillars, and how far a place hangs on the weights (M. Saisana,
A. Saltelli and S. Tarantola, JRSS A 168, 2005).

Keeps to itself how thousands of ways to weigh pass through a few megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.methods import Method

Array = NDArray[np.float64]

VERSION = "1"
"""Of the method; another number when the same values, scheme and seed may be answered differently."""

RUNS, SPREAD = 1_000, 0.25
AT_ONCE = 2**20
"""Scores that are held at a time."""
LEVEL = 12
"""Decimals to which scores are told apart: what differs less is a tie, not arithmetic noise."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column. `low` and `high`: the fixed goalposts, in the column's unit, of which the points 0 and 1 are reached
    (the other way round where less is `better`); `log`: points follow the logarithm."""

    key: str
    pillar: str
    weight: float
    low: float
    high: float
    better: str = "high"
    log: bool = False


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Unit by unit the 5 % and 95 % ends and the median of its place, 1 the best; equal ones share a place (1-2-2-4).
    `median` is that of the middle between best and worst case where something is missing."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    median: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Composite:
    """Unit by unit the score of the worst and of the best case (the same where nothing is missing), from 0 to 1.
    `points`: units by indicators, NaN where missing; `weights`: what was weighed with, summing to 1; `flat`: the keys
    of indicators without spread, which weigh nothing."""

    worst: Array
    best: Array
    points: Array
    weights: Array
    flat: tuple[str, ...]
    ranks: RankIntervals


def points(values: Array, indicators: Sequence[Indicator]) -> Array:
    """Units by indicators from 0 to 1, what lies beyond a goalpost at it; NaN stays. Raises ValueError on goalposts in
    the wrong order and on values (or goalposts) not above 0 where the logarithm counts."""
    told = np.empty_like(values, dtype=np.float64)
    for place, one in enumerate(indicators):
        column, low, high = np.asarray(values[:, place], np.float64), one.low, one.high
        if one.log:
            if low <= 0 or (column <= 0).any():
                raise ValueError(f"{one.key}: the logarithm of what is not above 0")
            column, low, high = np.log(column), float(np.log(low)), float(np.log(high))
        if not low < high:
            raise ValueError(f"{one.key}: goalposts {one.low} and {one.high}")
        reached = np.clip((column - low) / (high - low), 0.0, 1.0)
        told[:, place] = reached if one.better == "high" else 1.0 - reached
    return told


def scores(told: Array, weights: Array, pillars: NDArray[np.int64], *, geometric: bool = True) -> Array:
    """Weighted arithmetic means inside pillars, and geometric (or arithmetic) ones between them. `weights`: one row of
    weights, or one for each run; the answer is units, or units by runs. Raises ValueError without any weight."""
    rows = np.atleast_2d(weights)
    between = rows.sum(axis=1)
    if not (between > 0).all():
        raise ValueError("no weight")
    total = np.zeros((len(told), len(rows)))
    for pillar in np.unique(pillars):
        inside = pillars == pillar
        share = rows[:, inside].sum(axis=1)
        if not share.any():
            continue
        mean = (told[:, inside] @ rows[:, inside].T) / np.where(share > 0, share, 1.0)
        if geometric:
            with np.errstate(divide="ignore"):
                mean = np.log(mean)
        # A pillar that weighs nothing adds nothing, though its mean be nought.
        total += np.where(share > 0, mean, 0.0) * (share / between)
    found = np.exp(total) if geometric else total
    return found if np.ndim(weights) == 2 else found[:, 0]


def robust_ranks(
    told: Array,
    weights: Array,
    pillars: NDArray[np.int64],
    *,
    runs: int = RUNS,
    spread: float = SPREAD,
    seed: int,
) -> RankIntervals:
    """Places when each weight is multiplied by a random number from 1 - `spread` to 1 + `spread`, arithmetic and
    geometric between pillars in turns. `told`: units by indicators from 0 to 1; `pillars`: each indicator's number of
    pillar. The same seed gives the same answer. Raises ValueError on NaN and on what has another shape or range."""
    return bounded_ranks(told, told, weights, pillars, runs=runs, spread=spread, seed=seed)


def bounded_ranks(
    worst: Array,
    best: Array,
    weights: Array,
    pillars: NDArray[np.int64],
    *,
    runs: int = RUNS,
    spread: float = SPREAD,
    seed: int,
) -> RankIntervals:
    """As `robust_ranks`, of units of which something is missing: the low end with what it misses at its best and what
    others miss at their worst, the high end the other way round."""
    _checked(worst, best, weights, pillars)
    if not (runs >= 20 and 0 <= spread < 1):
        raise ValueError(f"{runs} runs, spread {spread}")
    places = np.uint16 if len(worst) < 2**16 else np.uint32
    first, last = np.empty((runs, len(worst)), places), np.empty((runs, len(worst)), places)
    same, at = worst is best, 0
    for weighed, geometric in _ways(weights, runs, spread, seed, len(worst)):
        low = scores(worst, weighed, pillars, geometric=geometric).round(LEVEL)
        high = low if same else scores(best, weighed, pillars, geometric=geometric).round(LEVEL)
        for run in range(len(weighed)):
            first[at], last[at] = _places(low[:, run], high[:, run])
            at += 1
    middle = (first.astype(np.float32) + last) / 2
    for table in (first, last, middle):
        table.sort(axis=0)
    ends = [-(-share * runs // 100) - 1 for share in (5, 50, 95)]
    return RankIntervals(*(row.astype(np.int64) for row in (first[ends[0]], last[ends[2]], middle[ends[1]])))


def composite(
    values: Array, indicators: Sequence[Indicator], *, geometric: bool = True, runs: int = RUNS, seed: int = 1
) -> Composite:
    """Units by indicators, NaN where missing, to scores and places. What has no spread weighs nothing, unless nothing
    has any or there is one unit alone. Raises ValueError as `points` and `scores`."""
    told = points(values, indicators)
    names = {one.pillar: None for one in indicators}
    pillars = np.array([list(names).index(one.pillar) for one in indicators])
    weights = np.array([one.weight for one in indicators], np.float64)
    level = _flat(told) & (weights > 0)
    kept = np.where(level, 0.0, weights)
    if len(told) > 1 and kept.any():
        weights = kept
    else:
        level[:] = False
    weights = weights / (weights.sum() or 1.0)
    worst, best = np.nan_to_num(told, nan=0.0), np.nan_to_num(told, nan=1.0)
    return Composite(
        worst=scores(worst, weights, pillars, geometric=geometric),
        best=scores(best, weights, pillars, geometric=geometric),
        points=told,
        weights=weights,
        flat=tuple(one.key for one, is_level in zip(indicators, level, strict=True) if is_level),
        ranks=bounded_ranks(worst, best, weights, pillars, runs=runs, seed=seed),
    )


def agreement(told: Array, harm: Array) -> float | None:
    """Spearman's correlation of an indicator's points with a harm such as the accident rate; far above 0 the
    direction of the indicator may be the wrong one. None of fewer than five units, or without spread."""
    known = ~(np.isnan(told) | np.isnan(harm))
    one, other = (_averaged(column[known]) for column in (told, harm))
    if len(one) < 5 or not (one.std() and other.std()):
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _averaged(column: Array) -> Array:
    """Ranks from the smallest; equal ones have the mean of theirs."""
    ordered = np.sort(column)
    return (np.searchsorted(ordered, column, "left") + np.searchsorted(ordered, column, "right")) / 2.0


def _flat(told: Array) -> NDArray[np.bool_]:
    """Of which indicators nothing is missing and all units have the same points."""
    spread = told.max(axis=0) - told.min(axis=0)
    return np.asarray(spread < 10.0**-LEVEL, np.bool_)


def _ways(weights: Array, runs: int, spread: float, seed: int, units: int) -> Iterator[tuple[Array, bool]]:
    """Weights to weigh with, some runs at a time, and whether geometrically: the even runs are arithmetic."""
    rng, at_once = np.random.default_rng(seed), max(1, AT_ONCE // max(1, units))
    for geometric in (False, True):
        left = runs // 2 if geometric else runs - runs // 2
        while left:
            some = min(left, at_once)
            weighed = weights * rng.uniform(1 - spread, 1 + spread, (some, len(weights)))
            yield weighed / weighed.sum(axis=1, keepdims=True), geometric
            left -= some


def _places(low: Array, high: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each unit's place where it does best and the others worst, and the other way round."""
    n = len(low)
    first = 1 + n - np.searchsorted(np.sort(low), high, "right")
    # The unit's own better case does not overtake its worse one.
    last = 1 + n - np.searchsorted(np.sort(high), low, "right") - (high > low)
    return first, last


def _checked(worst: Array, best: Array, weights: Array, pillars: NDArray[np.int64]) -> None:
    if worst.ndim != 2 or worst.shape != best.shape or not len(worst):
        raise ValueError(f"units by indicators, not {worst.shape} and {best.shape}")
    if weights.shape != (worst.shape[1],) or pillars.shape != (worst.shape[1],):
        raise ValueError(f"one weight and one pillar for each indicator, not {weights.shape} and {pillars.shape}")
    if not ((worst >= 0) & (worst <= best) & (best <= 1)).all():
        raise ValueError("points from 0 to 1")
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.any()):
        raise ValueError("weights not below 0, and one above it")


METHOD = Method(
    key="composite",
    title="综合得分和名次区间",
    version=VERSION,
    reference="OECD/JRC, Handbook on Constructing Composite Indicators, 2008；"
    "M. Saisana等，Uncertainty and sensitivity analysis techniques, JRSS A 168 (2005)",
    how="每项指标按固定的上下限折成0到1（不按当月最高最低折，免得一家变动大家都变），同一方面内按权重作算术平均，"
    "方面之间作几何平均，一方面为零不能靠别的方面补回来。权重各乘以0.75到1.25之间的随机数，算术、几何各半，重算1000次，"
    "取名次的5%和95%为区间。缺一项的单位标“不完整”，按最好、最坏各算一次，不用平均数填补；各单位都一样的指标不计权重并注明。",
    never="名次区间重叠的单位，不能说谁比谁好；得分的高低取决于权重，权重须写明出处。",
)
