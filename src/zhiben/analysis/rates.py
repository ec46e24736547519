"""How far a rate may be off by chance alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, sqrt
from statistics import NormalDist

VERSION = "1"
"""Of the methods; another number when the same counts may have other limits."""

Z = 1.96
"""Standard deviations to either side of a normal 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a fraction (both between 0 and 1) or of a mean count."""

    low: float
    high: float


def wilson(numerator: int, denominator: int, confidence: float = 0.95) -> Interval:
    """The score interval of a proportion after E. B. Wilson (1927), two-sided, without continuity correction.

    Never leaves [0, 1] and is usable down to a denominator of 1. Raises ValueError when the numbers are no proportion.
    """
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ValueError(f"{numerator} of {denominator} is no proportion")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = numerator / denominator, z * z / denominator
    middle = share + weight / 2
    spread = z * sqrt(share * (1 - share) / denominator + weight / denominator / 4)
    low, high = (middle - spread) / (1 + weight), (middle + spread) / (1 + weight)
    return Interval(0.0 if numerator == 0 else low, 1.0 if numerator == denominator else high)


def poisson(count: int, confidence: float = 0.95) -> Interval:
    """The exact interval of a Poisson mean of which `count` were seen (F. Garwood, 1936), two-sided. Raises ValueError
    on a count below 0."""
    if count < 0:
        raise ValueError(f"{count} is no count")
    tail = (1 - confidence) / 2
    low = _crossing(lambda mean: 1 - _at_most(count - 1, mean) - tail, 0.0, float(count)) if count else 0.0
    high = float(count + 1)
    while _at_most(count, high) > tail:
        high *= 2
    return Interval(low, _crossing(lambda mean: tail - _at_most(count, mean), float(count), high))


def poissons(counts: Sequence[int], confidence: float = 0.95) -> list[Interval]:
    """The same exact intervals of many counts at once, by the inverse of the incomplete gamma function; loads scipy.
    Raises ValueError on a count below 0."""
    import numpy as np
    from scipy.special import gammaincinv

    seen = np.asarray(counts, np.int64)
    if (seen < 0).any():
        raise ValueError(f"{int(seen.min())} is no count")
    tail = (1 - confidence) / 2
    low = np.where(seen > 0, gammaincinv(np.maximum(seen, 1), tail), 0.0)
    high = gammaincinv(seen + 1, 1 - tail)
    return [Interval(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]


def byar(count: int, confidence: float = 0.95) -> Interval:
    """Byar's approximation of the exact Poisson interval (Breslow and Day, 1987, p. 69), good from 10 on. Raises
    ValueError on a count below 0."""
    if count < 0:
        raise ValueError(f"{count} is no count")
    z = NormalDist().inv_cdf((1 + confidence) / 2)

    def limit(of: int, sign: int) -> float:
        return of * (1 - 1 / (9 * of) + sign * z / (3 * sqrt(of))) ** 3 if of else 0.0

    return Interval(limit(count, -1), limit(count + 1, 1))


def _at_most(count: int, mean: float) -> float:
    """The probability of `count` or fewer where `mean` are expected; what lies twelve deviations away is nothing."""
    if mean == 0 or count < 0:
        return float(count >= 0)
    first = max(0, int(mean - 12 * sqrt(mean)) - 12)
    return min(1.0, fsum(poisson_of(some, mean) for some in range(first, count + 1)))


def poisson_of(some: int, mean: float) -> float:
    """The probability of just `some` where `mean` (above 0) are expected."""
    return exp(some * log(mean) - mean - lgamma(some + 1))


def log_ways(of: int, some: int) -> float:
    """The logarithm of in how many ways `some` are taken `of` so many."""
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def _crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where an increasing function passes 0."""
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
