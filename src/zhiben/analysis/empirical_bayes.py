"""Rates of areas with few events, drawn towards the mean of all as far as chance may have moved them: counts are
Poisson around rate times exposure, rates differ between areas by a gamma distribution with shape nu and rate alpha.

References: R. J. Marshall, "Mapping disease and mortality rates using empirical Bayes estimators", Applied Statistics
40, 1991 (moments); D. Clayton and J. Kaldor, "Empirical Bayes estimates of age-standardized relative risks for use in
disease mapping", Biometrics 43, 1987 (likelihood); E. Hauer and others, "Estimating safety by the empirical Bayes
method: a tutorial", Transportation Research Record 1784, 2002 (the form of the Highway Safety Manual).

A rate is events per unit of exposure, whatever that is; where exposures are expected events, rates are ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same counts may be answered differently."""

Array = NDArray[np.float64]
Column = Sequence[float] | Array | NDArray[np.int64]
"""A number for each area."""

FITS = ("ml", "marshall")
LEAST_AREAS, LEAST_EVENTS = 10, 30
"""With fewer, a page shows the table without estimates: 样本不足."""
WEIGHTS = (0.6, 1.0)
"""Between these may the weight of a year lie."""

GRID = np.linspace(np.log(0.02), np.log(3_000.0), 16)
"""Of log nu: where the search for the likeliest one begins."""
STEPS, NEAR, ROUNDING = 60, 1e-9, 1e-13
REACH = (np.log(1e-4), np.log(1e5))
FINE, ROUNDS, LEFT = 61, 6, 1e-9
"""Points of log nu in each round of the search along the profile, and what may be left to gain at a top."""
GAIN = 1e-4
"""By so much at least must the logarithm of the likelihood be above that of one rate for all."""

METHOD = Method(
    key="eb",
    title=N_("经验贝叶斯估计"),
    version=VERSION,
    reference="Clayton & Kaldor 1987；Marshall 1991；Hauer et al. 2002；AASHTO Highway Safety Manual 2010",
    how=N_(
        "一个街道一年只有几起事故，多一起少一起往往是偶然。先看本范围各街道的差异有多少超出了偶然，再把每个街道的事故率向本范围平均"
        "拉近：起数少、规模小的多拉一些，起数多、规模大的少拉一些。各街道的差异没有超出偶然时，全部等于本范围平均。"
        "“预期”是照此估计在同样规模下的起数；“超出”是预期减去按本范围平均率应有的起数。"
    ),
    never=N_("不得用一年的原始起数排名；估计值不是对某一起事故的预测"),
)


@dataclass(frozen=True, slots=True)
class Prior:
    """How rates differ between areas: by a gamma distribution with this mean and shape `nu`, which is infinite where
    chance explains the differences. `log_likelihood` of the counts (None by moments); `errors`: the covariance of the
    estimates of log mean and log nu (zero where not known)."""

    fit: str
    mean: float
    nu: float
    log_likelihood: float | None
    errors: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 0.0), (0.0, 0.0))

    @property
    def flat(self) -> bool:
        """Whether the areas differ by no more than chance."""
        return not isfinite(self.nu)

    @property
    def alpha(self) -> float:
        """The gamma's rate, in units of exposure."""
        return inf if self.flat else self.nu / self.mean

    @property
    def between(self) -> float:
        """The variance of rates between areas."""
        return 0.0 if self.flat else self.mean * self.mean / self.nu


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known of each area's rate afterwards: mean and standard deviation; a gamma distribution with `shape` and
    `rate` (both infinite where all areas have the same rate)."""

    shape: Array
    rate: Array
    mean: Array

    @property
    def deviation(self) -> Array:
        """Standard deviations of the rates."""
        return np.sqrt(self.mean / self.rate)


def fault(count: float | None, exposure: float | None) -> str | None:
    """Why a row cannot be used, "exposure" (none, or not above 0) or "count" (none, below 0, not whole), else None."""
    if exposure is None or not isfinite(exposure) or exposure <= 0:
        return "exposure"
    if count is None or not isfinite(count) or count < 0 or count != int(count):
        return "count"
    return None


def fitted(counts: Column, exposures: Column, fit: str = "ml") -> Prior:
    """The prior of areas with whole counts and exposures above 0, by `fit` ("ml" or "marshall"). Raises ValueError on
    what `fault` names, on no area at all and on another fit."""
    observed, exposed = _checked(counts, exposures)
    if fit not in FITS:
        raise ValueError(f"no fit {fit}")
    if not observed.any():
        return Prior(fit, 0.0, inf, 0.0 if fit == "ml" else None)
    if fit == "marshall":
        mean, between = marshall(observed, exposed)
        return Prior(fit, float(mean), float(mean * mean / between) if between else inf, None)
    mean, nu = likeliest(observed, exposed)
    return Prior(
        fit,
        float(mean),
        float(nu),
        float(_likelihood(observed, exposed, mean, nu)),
        _errors(observed, exposed, mean, nu),
    )


def updated(prior: Prior, counts: Column, exposures: Column) -> Posterior:
    """The posterior of each area: mean (count + nu) / (exposure + alpha). Counts may be weighted sums."""
    observed, exposed = np.asarray(counts, float), np.asarray(exposures, float)
    if prior.flat:
        endless = np.full(observed.shape, inf)
        return Posterior(endless, endless, np.full(observed.shape, prior.mean))
    shape, rate = observed + prior.nu, exposed + prior.alpha
    return Posterior(shape, rate, shape / rate)


def discounted(by_year: Sequence[Sequence[float]] | Array, weights: Sequence[float]) -> Array:
    """Sums over the years (columns, the oldest first), each by its weight: older years may count for less when what is
    known of a rate is updated. The page has to print the weights. Raises ValueError on weights outside 0.6 to 1.0."""
    table = np.asarray(by_year, float)
    if table.ndim != 2 or table.shape[1] != len(weights):
        raise ValueError("as many weights as years")
    if not all(WEIGHTS[0] <= weight <= WEIGHTS[1] for weight in weights):
        raise ValueError(f"weights lie between {WEIGHTS[0]} and {WEIGHTS[1]}")
    summed: Array = table @ np.asarray(weights, float)
    return summed


@dataclass(frozen=True, slots=True)
class Expectation:
    """The form of the Highway Safety Manual: weight of the model, expected events, their standard error."""

    weight: float
    expected: float
    error: float


def combined(predicted: float, dispersion: float, observed: float) -> Expectation:
    """What is expected at one place from what a safety performance function predicts (in total), its `dispersion` (the
    k in variance = mean + k mean²) and what was seen. Raises ValueError on a prediction not above 0, a dispersion or a
    count below 0."""
    if not predicted > 0 or dispersion < 0 or observed < 0:
        raise ValueError("a prediction above 0, dispersion and count not below 0")
    weight = 1 / (1 + dispersion * predicted)
    expected = weight * predicted + (1 - weight) * observed
    return Expectation(weight, expected, sqrt((1 - weight) * expected))


def james_stein(values: Column, variance: float) -> tuple[float, Array]:
    """What share of its distance from the mean each value keeps, and the values so drawn in, where chance moves each
    with the same variance (B. Efron and C. Morris, "Data analysis using Stein's estimator", JASA 70, 1975): the
    shortest way to see why one draws in at all. Raises ValueError on fewer than four values and a variance not above
    0."""
    told = np.asarray(values, float)
    if len(told) < 4 or not variance > 0:
        raise ValueError("four values at least, and a variance")
    apart = told - told.mean()
    squares = float(apart @ apart)
    kept = max(0.0, 1 - (len(told) - 3) * variance / squares) if squares else 0.0
    return kept, told.mean() + kept * apart


def marshall(counts: Array, exposures: Array) -> tuple[Array, Array]:
    """Mean and variance of rates between areas by moments, the variance never below 0. The last axis is the areas'; any
    others are cities of their own."""
    mean = counts.sum(-1) / exposures.sum(-1)
    apart = counts / exposures - mean[..., None]
    seen = (exposures * apart**2).sum(-1) / exposures.sum(-1)
    between = seen - mean / exposures.mean(-1)
    # What is left of equal numbers by rounding is no difference.
    between = np.where(between > 1e-12 * seen, between, 0.0)
    return mean, between


def likeliest(counts: Array, exposures: Array) -> tuple[Array, Array]:
    """Mean and nu at which the counts are most probable, nu infinite where one rate for all is as good. The last axis
    is the areas'; any others are cities of their own."""
    flat_counts, flat_exposures = (table.reshape(-1, counts.shape[-1]) for table in (counts, exposures))
    some = flat_counts.sum(-1) > 0
    mean, nu = np.zeros(len(some)), np.full(len(some), inf)
    if some.any():
        mean[some], nu[some] = _climbed(flat_counts[some], flat_exposures[some])
    return mean.reshape(counts.shape[:-1]), nu.reshape(counts.shape[:-1])


def _climbed(counts: Array, exposures: Array) -> tuple[Array, Array]:
    """The same for cities by areas, each city with at least one event: by Newton's steps on the logarithms of both,
    from the best point of a grid, damped where they do not lead uphill."""
    one_rate = counts.sum(-1) / exposures.sum(-1)
    along = np.array([_varying(counts, exposures, one_rate, np.exp(start)) for start in GRID])
    place, best = np.array([np.log(one_rate), GRID[np.argmax(along, axis=0)]]), along.max(axis=0)
    damping, moving = np.full_like(best, 1e-3), np.arange(len(best))
    for _step in range(STEPS):
        seen, exposed, here = counts[moving], exposures[moving], place[:, moving]
        there = here + _uphill(*_slopes(seen, exposed, *np.exp(here)), damping[moving])
        there[1] = np.clip(there[1], *REACH)
        reached = _varying(seen, exposed, *np.exp(there))
        better = reached >= best[moving] - ROUNDING * (1 + np.abs(reached))
        place[:, moving], best[moving] = np.where(better, there, here), np.where(better, reached, best[moving])
        damping[moving] *= np.where(better, 0.1, 10.0)
        moving = moving[np.abs(there - here).max(axis=0) >= NEAR]
        if not moving.size:
            break
    lost = ~_on_top(counts, exposures, *np.exp(place))
    if lost.any():
        place[:, lost] = _along_the_profile(counts[lost], exposures[lost])
        best[lost] = _varying(counts[lost], exposures[lost], *np.exp(place[:, lost]))
    flat = best - _varying(counts, exposures, one_rate, np.full_like(one_rate, inf)) < GAIN
    return np.where(flat, one_rate, np.exp(place[0])), np.where(flat, inf, np.exp(place[1]))


def _on_top(counts: Array, exposures: Array, mean: Array, nu: Array) -> NDArray[np.bool_]:
    """Where nothing is left to gain and the surface is curved downwards, or nu is as far up as it goes."""
    slope, (first, mixed, second) = _slopes(counts, exposures, mean, nu)
    curved = (first < 0) & (first * second > mixed**2)
    gain = slope[0] ** 2 / np.maximum(-first, ROUNDING) + slope[1] ** 2 / np.maximum(-second, ROUNDING)
    told: NDArray[np.bool_] = (curved & (gain < LEFT)) | (np.log(nu) >= REACH[1] - NEAR)
    return told


def _along_the_profile(counts: Array, exposures: Array) -> Array:
    """The top, log mean and log nu, by the best mean for each of ever finer log nu: slower, and sure to arrive."""
    middle, width = np.full(len(counts), sum(REACH) / 2), (REACH[1] - REACH[0]) / 2
    for _round in range(ROUNDS):
        along = np.clip(middle + np.linspace(-width, width, FINE)[:, None], *REACH)
        heights = [_varying(counts, exposures, _best_mean(counts, exposures, one), one) for one in np.exp(along)]
        middle, width = along[np.argmax(heights, axis=0), np.arange(len(middle))], width * 2 / (FINE - 1)
    return np.array([np.log(_best_mean(counts, exposures, np.exp(middle))), middle])


def _best_mean(counts: Array, exposures: Array, nu: Array) -> Array:
    """For a given nu the likelihood is concave in the logarithm of the mean."""
    place = np.log(counts.sum(-1) / exposures.sum(-1))
    for _step in range(STEPS):
        slope, bend = _slopes(counts, exposures, np.exp(place), nu)
        move = np.clip(slope[0] / np.maximum(-bend[0], ROUNDING), -1.0, 1.0)
        place = place + move
        if np.abs(move).max() < NEAR:
            break
    told: Array = np.exp(place)
    return told


def _checked(counts: Column, exposures: Column) -> tuple[Array, Array]:
    observed, exposed = np.asarray(counts, float), np.asarray(exposures, float)
    if not observed.size or observed.shape != exposed.shape:
        raise ValueError("as many counts as exposures, and at least one")
    if (wrong := next(filter(None, map(fault, observed.tolist(), exposed.tolist())), None)) is not None:
        raise ValueError(f"no {wrong}")
    return observed, exposed


def _likelihood(counts: Array, exposures: Array, mean: Array, nu: Array) -> Array:
    """The logarithm of the probability of the counts (negative binomial; Poisson where nu is infinite)."""
    from scipy.special import gammaln, xlogy

    fixed: Array = (xlogy(counts, exposures) - gammaln(counts + 1)).sum(-1)
    return fixed + _varying(counts, exposures, mean, nu)


def _varying(counts: Array, exposures: Array, mean: Array, nu: Array) -> Array:
    """What of it moves with the prior."""
    from scipy.special import gammaln, xlogy

    expected, total = mean[..., None] * exposures, xlogy(counts.sum(-1), mean)
    if np.isinf(nu).all():
        poisson: Array = total - expected.sum(-1)
        return poisson
    shape = np.asarray(nu)[..., None]
    # Differences area by area: of large shapes the terms are millions, and would leave nothing exact in a sum.
    ways = gammaln(counts + shape) - gammaln(shape) - counts * np.log(shape)
    told: Array = total + (ways - (counts + shape) * np.log1p(expected / shape)).sum(-1)
    return told


def _slopes(counts: Array, exposures: Array, mean: Array, nu: Array) -> tuple[Array, Array]:
    """First derivatives of the log-likelihood by log mean and log nu, and the second ones (mean-mean, mean-nu,
    nu-nu)."""
    from scipy.special import digamma, polygamma

    shape, expected = nu[..., None], mean[..., None] * exposures
    both = shape + expected
    by_mean = (shape * (counts - expected) / both).sum(-1)
    by_nu = digamma(counts + shape) - digamma(shape) - np.log1p(expected / shape) + (expected - counts) / both
    twice = polygamma(1, counts + shape) - polygamma(1, shape) + 1 / shape - 2 / both + (counts + shape) / both**2
    bend_mean = -(shape * expected * (shape + counts) / both**2).sum(-1)
    mixed = nu * ((counts - expected) * expected / both**2).sum(-1)
    slope_nu = nu * by_nu.sum(-1)
    return np.array([by_mean, slope_nu]), np.array([bend_mean, mixed, slope_nu + nu**2 * twice.sum(-1)])


def _uphill(slope: Array, bend: Array, damping: Array) -> Array:
    """Newton's step, shortened by the damping; where the surface is not curved downwards, along the slopes, each in
    steps of its own curvature."""
    first, mixed, second = -bend[0] + damping, -bend[1], -bend[2] + damping
    area = first * second - mixed**2
    curved = (area > 0) & (first > 0)
    safe = np.where(curved, area, 1.0)
    newton = np.array([second * slope[0] - mixed * slope[1], first * slope[1] - mixed * slope[0]]) / safe
    along = slope / (np.abs(bend[[0, 2]]) + damping)
    return np.clip(np.where(curved, newton, along), -2.0, 2.0)


def _errors(counts: Array, exposures: Array, mean: Array, nu: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    """The covariance of the estimates, from the curvature at the top; of the mean alone where nu is infinite or
    at an end of its reach."""
    if np.isinf(nu):
        return (float(1 / counts.sum()), 0.0), (0.0, 0.0)
    _slope, (first, mixed, second) = _slopes(counts, exposures, mean, nu)
    if first * second <= mixed**2:
        return (float(-1 / first), 0.0), (0.0, 0.0)
    inverse = np.linalg.inv(-np.array([[first, mixed], [mixed, second]]))
    return (float(inverse[0, 0]), float(inverse[0, 1])), (float(inverse[1, 0]), float(inverse[1, 1]))
