"""What listing the worst looks like when nothing at all is done, in a city like this one: events of two years are drawn
around rates that do not change, the worst of the first are listed, and the second is looked at. The table belongs
beside every listing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.empirical_bayes import Array, Posterior, likeliest
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same city and seed may be answered differently."""

RUNS, AT_ONCE = 2_000, 2**18

METHOD = Method(
    key="regression-to-mean",
    title=N_("什么也不做也会回落"),
    version=VERSION,
    reference="Hauer 1997；Efron & Morris 1977",
    how=N_(
        "假定各街道的事故率一点没变，按本市的估计随机生成两年的事故，把第一年最多的几个“挂牌”，看它们第二年的起数，这样做两千次。"
        "第二年平均少了多少，就是“挑最差必然回落”的幅度。同时看挂上的有几个是真正最差的。"
    ),
    never=N_("不得把这一部分回落说成整治的成效"),
)


@dataclass(frozen=True, slots=True)
class NothingDone:
    """Of many such cities: the share by which the listed seem to fall, in how many cities they do, what is seen by what
    their estimates expected; how many of the truly worst are listed by the last year's count, and how many would be by
    the estimate from all years."""

    fall: float
    improved: float
    ratio: float
    found_by_count: float
    found_by_estimate: float


def nothing_done(
    known: Posterior, yearly: Array, *, worst: int, seed: int, years: int = 5, runs: int = RUNS
) -> NothingDone:
    """Cities with rates drawn from what is `known` of each area, and its exposure of a year; `years` before the listing
    are estimated from. Raises ValueError on a `worst` outside of 1 to all areas, and on no year or run."""
    n = len(yearly)
    if not 1 <= worst <= n or years < 1 or runs < 1:
        raise ValueError(f"{worst} worst of {n} areas in {years} years, {runs} times")
    rng, sums = np.random.default_rng(seed), np.zeros(6)
    for cities in _parts(runs, max(1, AT_ONCE // n)):
        true = _rates(rng, known, cities) * yearly
        last, after = rng.poisson(true, (2, cities, n)).astype(float)
        counts = last + (rng.poisson(true * (years - 1)) if years > 1 else 0)
        expected = _estimates(counts, np.broadcast_to(years * yearly, counts.shape)) / years
        listed = _worst(rng, last, worst)
        seen, again, due = (np.take_along_axis(one, listed, 1).sum(1) for one in (last, after, expected))
        truly = _worst(rng, true, worst)
        hits = [(one[:, :, None] == truly[:, None, :]).sum() for one in (listed, _worst(rng, expected, worst))]
        sums += [seen.sum(), again.sum(), due.sum(), (again < seen).sum(), *hits]
    seen, again, due, improved, by_count, by_estimate = sums.tolist()
    return NothingDone(
        1 - again / seen if seen else 0.0,
        improved / runs,
        again / due if due else 1.0,
        by_count / runs,
        by_estimate / runs,
    )


def _parts(runs: int, most: int) -> Iterator[int]:
    for begin in range(0, runs, most):
        yield min(most, runs - begin)


def _rates(rng: np.random.Generator, known: Posterior, cities: int) -> Array:
    if np.isinf(known.shape).any():
        return np.broadcast_to(known.mean, (cities, len(known.mean)))
    return rng.standard_gamma(known.shape, (cities, len(known.shape))) / known.rate


def _worst(rng: np.random.Generator, values: Array, worst: int) -> NDArray[np.int64]:
    """The highest of each city, in no order; of equal ones by lot: by their place, the same ones would be found again
    and again."""
    drawn = values + 1e-9 * (1 + values.max()) * rng.random(values.shape)
    places: NDArray[np.int64] = np.argpartition(-drawn, worst - 1, axis=1)[:, :worst]
    return places


def _estimates(counts: Array, exposures: Array) -> Array:
    """Events expected over the exposure, city by city."""
    mean, nu = (one[:, None] for one in likeliest(counts, exposures))
    flat = np.isinf(nu)
    shape, rate = np.where(flat, 1.0, nu), np.where(flat, 1.0, nu) / np.where(flat, 1.0, mean)
    told: Array = exposures * np.where(flat, mean, (counts + shape) / (exposures + rate))
    return told
