"""What any script would compute of a city's streets, on bare arrays: the yardstick of the monthly analytics by street.
Streets are rows, years columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SEED, DRAWS, RUNS, NEIGHBOURS = 345, 10_000, 2_000, 4
MOST, STEPS, GAIN, LARGEST = 1e5, 8, 1e-4, 15.0


def expected_like(counts: Array, covariates: Array) -> Array:
    """What a street like each has over all years: a negative-binomial regression on the logarithms of sizes."""
    from statsmodels.discrete.discrete_model import NegativeBinomial

    total, logs = counts.sum(1), np.log(covariates)
    design = np.column_stack([np.ones(len(logs)), logs - logs.mean(0)])
    fit = NegativeBinomial(total, design).fit(disp=0, maxiter=200, method="bfgs")
    events = np.exp(design @ np.asarray(fit.params)[:-1])
    found: Array = events * total.sum() / events.sum()
    return found


def prior_of(counts: Array, exposures: Array) -> tuple[float, float]:
    """The likeliest mean and shape of a gamma prior; an infinite shape where one rate is as good."""
    if not counts.any():
        return 0.0, np.inf
    mean, nu = priors_of(counts[None], exposures)
    return float(mean[0, 0]), float(nu[0, 0])


@dataclass(frozen=True, slots=True)
class Ranked:
    """Of each street: expected events of a year, chance to be among the worst, limits of its rank."""

    expected: Array
    among: Array
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    rate: Array


def ranked(counts: Array, exposures: Array, years: int, worst: int) -> Ranked:
    """Estimated, drawn and sorted."""
    mean, nu = prior_of(counts, exposures)
    shape, rate = counts + nu, exposures + nu / mean
    yearly, n = exposures / years, len(counts)
    rng = np.random.default_rng(SEED)
    values = rng.standard_gamma(shape.astype(np.float32), (DRAWS, n), dtype=np.float32)
    values *= (yearly / rate).astype(np.float32)
    keyed = values.astype(np.float64)  # a street's number in the bits that a single float leaves empty
    keyed.view(np.int64)[:] |= np.arange(n)
    keyed.sort(axis=1)
    order = keyed.view(np.int64) & (2**29 - 1)
    among = np.bincount(order[:, n - worst :].ravel(), minlength=n) / DRAWS
    tally = np.bincount((order * n + np.arange(n)[::-1]).ravel(), minlength=n * n).reshape(n, n).cumsum(1)
    low, high = ((tally > 0.05 * DRAWS).argmax(1) + 1, (tally >= 0.95 * DRAWS).argmax(1) + 1)
    return Ranked(shape / rate * yearly, among, low, high, shape / rate)


def around(rates: Array, plane: Array) -> Array:
    """Gi* over the nearest."""
    from scipy.spatial import cKDTree

    n, about = len(rates), rates - rates.mean()
    near = cKDTree(plane).query(plane, k=NEIGHBOURS + 1)[1]
    weights = NEIGHBOURS + 1
    found: Array = about[near].sum(1) / (rates.std() * np.sqrt((n * weights - weights**2) / (n - 1)))
    return found


@dataclass(frozen=True, slots=True)
class Risky:
    """What is told of risky streets."""

    main: Ranked
    base: Ranked
    severity: Array
    gi: Array


def risky(counts: Array, by_class: Array, covariates: Array, plane: Array, worst: int) -> Risky:
    """Five years and the last one; classes of events by their weights; where high rates lie together."""
    years = counts.shape[1]
    like = expected_like(counts, covariates)
    main = ranked(counts.sum(1), like, years, worst)
    base = ranked(counts[:, -1], like / years, 1, worst)
    grave = np.zeros(len(like))
    for events, weight in zip(by_class, (50.0, 10.0, 1.0), strict=True):
        mean, nu = prior_of(events, like)
        rate = np.full(len(like), mean) if np.isinf(nu) else (events + nu) / (like + nu / mean)
        grave += weight * rate * like / years
    return Risky(main, base, grave, around(main.rate, plane))


@dataclass(frozen=True, slots=True)
class Nothing:
    """What seems to happen where nothing is done."""

    fall: float
    ratio: float
    by_count: float
    by_estimate: float


def nothing_done(counts: Array, covariates: Array, worst: int) -> Nothing:
    """Cities like this one drawn anew without any change, and estimated all at once."""
    years = counts.shape[1]
    like = expected_like(counts, covariates)
    mean, nu = prior_of(counts.sum(1), like)
    shape, rate, yearly, n = counts.sum(1) + nu, like + nu / mean, like / years, len(like)
    rng = np.random.default_rng(SEED)
    true = rng.standard_gamma(shape, (RUNS, n)) / rate * yearly
    last, after = rng.poisson(true, (2, RUNS, n)).astype(float)
    sums = last + rng.poisson(true * (years - 1))
    means, shapes = priors_of(sums, years * yearly)
    expected = yearly * np.where(
        np.isinf(shapes), means, (sums + np.minimum(shapes, MOST)) / (years * yearly + np.minimum(shapes, MOST) / means)
    )
    listed, truly = worst_of(rng, last, worst), worst_of(rng, true, worst)
    estimated = worst_of(rng, expected, worst)
    seen, again, due = (float(np.take_along_axis(one, listed, 1).sum()) for one in (last, after, expected))
    hits = [float((one[:, :, None] == truly[:, None, :]).sum()) / RUNS for one in (listed, estimated)]
    return Nothing(1 - again / seen, again / due, *hits)


def worst_of(rng: np.random.Generator, values: Array, worst: int) -> NDArray[np.int64]:
    """The highest of each city, of equal ones by lot."""
    lots = values + 1e-9 * (1 + values.max()) * rng.random(values.shape)
    found: NDArray[np.int64] = np.argpartition(-lots, worst - 1, axis=1)[:, :worst]
    return found


def priors_of(counts: Array, exposures: Array) -> tuple[Array, Array]:
    """The priors of many cities (rows), by Newton's steps from the moments."""
    from scipy.special import digamma, gammaln, zeta

    total = counts.sum(1, keepdims=True)
    rate = total / exposures.sum()
    apart = (exposures * (counts / exposures - rate) ** 2).sum(1, keepdims=True) / exposures.sum()
    nu = rate**2 / np.maximum(apart - rate / exposures.mean(), rate**2 / 50)
    mean = rate.copy()
    for _step in range(STEPS):
        expected = mean * exposures
        both = nu + expected
        by_mean = (nu * (counts - expected) / both).sum(1, keepdims=True)
        each = digamma(counts + nu) - digamma(nu) - np.log1p(expected / nu) + (expected - counts) / both
        by_nu = nu * each.sum(1, keepdims=True)
        twice = zeta(2, counts + nu) - zeta(2, nu) + 1 / nu - 2 / both + (counts + nu) / both**2
        bend = by_nu + nu**2 * twice.sum(1, keepdims=True)
        bend_mean = -(nu * expected * (nu + counts) / both**2).sum(1, keepdims=True)
        mixed = nu * ((counts - expected) * expected / both**2).sum(1, keepdims=True)
        bend = np.minimum(bend, -1e-6)
        det = bend_mean * bend - mixed**2
        det = np.where(det > 0, det, bend_mean * bend)
        move_nu = np.clip((mixed * by_mean - bend_mean * by_nu) / det, -1.5, 1.5)
        mean = mean * np.exp(np.clip((mixed * by_nu - bend * by_mean) / det, -1.0, 1.0))
        nu = np.clip(nu * np.exp(move_nu), 1e-4, MOST)
    expected = mean * exposures
    height = gammaln(counts + nu) - gammaln(nu) - counts * np.log(nu) - (counts + nu) * np.log1p(expected / nu)
    gain = (height + counts * np.log(mean)).sum(1, keepdims=True) - (total * np.log(rate) - total)
    flat = gain < GAIN
    return np.where(flat, rate, mean), np.where(flat, np.inf, nu)


@dataclass(frozen=True, slots=True)
class Worked:
    """Events expected without the measure, the others' trend, the steps of the listed and of the others."""

    expected: float
    trend: float
    steps: tuple[float, float]


def worked(counts: Array, covariates: Array, listed: NDArray[np.bool_], monthly: Array, days: Array) -> Worked:
    """Five years before and one after (columns); `monthly`: the months of the listed and of the others (rows)."""
    like = expected_like(counts[:, :-1], covariates) / (counts.shape[1] - 1)
    before = counts[:, :-1].sum(1)
    mean, nu = prior_of(before, like * (counts.shape[1] - 1))
    for some in (counts[:, :-2], counts[:, 1:]):  # a year earlier, and where each stands now
        prior_of(some.sum(1), like * some.shape[1])
    expected = (before + nu) / (like * (counts.shape[1] - 1) + nu / mean) * like
    trend = float(counts[~listed, -1].sum() / expected[~listed].sum())
    places = np.arange(monthly.shape[1], dtype=float)
    at = monthly.shape[1] - 12
    waves = [turn(2 * np.pi * wave * places / 12) for wave in (1, 2) for turn in (np.sin, np.cos)]
    step, slope = (places >= at).astype(float), np.maximum(places - at, 0)
    design = np.column_stack([np.ones(len(places)), step, places - at, slope, *waves])
    ours, others = (float(np.exp(glm(one, design, np.log(days)).beta[1])) for one in monthly)
    return Worked(trend * float(expected[listed].sum()), trend, (ours, others))


@dataclass(frozen=True, slots=True)
class Glm:
    """A Poisson regression: coefficients, their covariance, means."""

    beta: Array
    covariance: Array
    mean: Array


def glm(counts: Array, design: Array, offset: Array | float = 0.0, weights: Array | float = 1.0) -> Glm:
    """By reweighted least squares until the deviance settles, as statsmodels does, without what it does besides."""
    predictor, before = np.log(np.maximum(counts, 0.1)), np.inf
    some, overall = counts > 0, np.log(counts.sum() / np.exp(offset + 0 * counts).sum())
    logs = np.where(some, counts * np.log(np.where(some, counts, 1.0)), 0.0) - counts
    for _step in range(100):
        mean = np.exp(predictor)
        heavy = weights * mean
        leaned = design.T * heavy
        beta = np.linalg.solve(leaned @ design, leaned @ (predictor - offset + counts / mean - 1))
        predictor = offset + design @ beta
        if np.abs(predictor - offset - overall).max() > LARGEST:
            raise ValueError("some part of the design has no events")
        mean = np.exp(predictor)
        deviance = float((weights * (logs - counts * predictor + mean)).sum())
        if abs(deviance - before) < 1e-8:
            break
        before = deviance
    covariance = np.linalg.inv((design.T * (weights * mean)) @ design)
    return Glm(np.asarray(beta, float), np.asarray(covariance, float), mean)
