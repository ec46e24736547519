"""Units beside one another without a league table: limits within which chance keeps them, wider the less a unit has
to count, and wider for all where units differ among themselves anyway (D. J. Spiegelhalter, "Funnel plots for comparing
institutional performance", Statistics in Medicine 24, 2005)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from math import ceil, exp, floor, log, sqrt
from statistics import NormalDist, quantiles

from zhiben.analysis.rates import log_ways, poisson_of

VERSION = "2"
"""Of the method; another number when the same counts may draw other limits."""

LEAST = 10
"""With a smaller denominator a unit has no band: 基数不足，不排名."""
WINSORISED = 0.1
"""Of each end, drawn in to the rest before the spread is told, so that a unit far out does not hide itself."""
ROUNDING = 1e-9
PROBABILITIES = (0.001, 0.025, 0.975, 0.999)


@dataclass(frozen=True, slots=True)
class Limits:
    """Within which 99.8 and 95 of a hundred units would lie by chance."""

    low998: float
    low95: float
    high95: float
    high998: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """`target`: all units together. `phi`: how much more they differ than by chance (1: just so much, after
    winsorising less); `tau2`: the variance between units by which the limits are widened, 0 where phi tells of none.
    `value` and `limits` are given unit by unit, in the order of the rows."""

    target: float
    phi: float
    tau2: float
    values: tuple[float, ...]
    limits: tuple[Limits, ...]
    denominators: tuple[float, ...]

    def band(self, place: int) -> str:
        """ "low" or "high" beyond the outer limits, else "within": by chance alone 2 of 1,000 units are not within.
        Where a limit lies between two counts, the upper one is not beyond it yet: it is no rarer than the limit."""
        value, limits, of = self.values[place], self.limits[place], self.denominators[place]
        if value < limits.low998:
            return "low"
        beyond = value > limits.high998 if self.tau2 else round(value * of) > ceil(limits.high998 * of - ROUNDING)
        return "high" if beyond else "within"


def of_proportions(rows: Sequence[tuple[int, int]]) -> Funnel:
    """Of (numerator, denominator) by unit, with exact binomial limits. Raises ValueError on what is no proportion."""
    if not rows or any(not 0 <= some <= of or of == 0 for some, of in rows):
        raise ValueError("no proportions")
    target = sum(some for some, _of in rows) / sum(of for _some, of in rows)
    return _drawn(rows, target, target * (1 - target), lambda of: _binomial(int(of), target))


def along(drawn: Funnel, denominators: Sequence[int]) -> list[Limits]:
    """The limits of a funnel of proportions at any denominators, for its curves."""
    variance = drawn.target * (1 - drawn.target)
    if drawn.tau2:
        return [_wide(drawn.target, sqrt(variance / of + drawn.tau2)) for of in denominators]
    return [Limits(*(least / of for least in _binomial(of, drawn.target))) for of in denominators]


def of_ratios(rows: Sequence[tuple[int, float]]) -> Funnel:
    """Of (count, expected or exposure) by unit, with exact Poisson limits. Raises ValueError on a count below 0 or
    nothing expected."""
    if not rows or any(some < 0 or not of > 0 for some, of in rows):
        raise ValueError("no ratios")
    target = sum(some for some, _of in rows) / sum(of for _some, of in rows)
    return _drawn(rows, target, target, lambda of: _poisson(target * of))


def around(expected: float) -> Limits:
    """Between which counts chance alone keeps a place where so many are expected. Raises ValueError on less than 0."""
    if not expected >= 0:
        raise ValueError("nothing is expected")
    return Limits(*_poisson(expected))


def yearly_limit(expected: float, years: int) -> float:
    """What a place may have in a year by chance alone (the upper limit of 95 %), looked at over so many years, where so
    many are expected in each."""
    return around(expected * years).high95 / years


def _drawn(
    rows: Sequence[tuple[int, float]], target: float, variance: float, chances: Callable[[float], Iterable[float]]
) -> Funnel:
    values = tuple(some / of for some, of in rows)
    told = [(value, of) for value, (_some, of) in zip(values, rows, strict=True) if of >= LEAST]
    phi, tau2 = spread(told, target, variance)
    if tau2:
        limits = tuple(_wide(target, sqrt(variance / of + tau2)) for _some, of in rows)
    else:
        limits = tuple(Limits(*(least / of for least in chances(of))) for _some, of in rows)
    return Funnel(target, phi, tau2, values, limits, tuple(of for _some, of in rows))


def spread(told: Sequence[tuple[float, float]], target: float, variance: float) -> tuple[float, float]:
    """phi and tau2 of units with (value, denominator) around `target`, one item having this `variance`."""
    n = len(told)
    if n < 2 or not variance:
        return 1.0, 0.0
    scores = [(value - target) / sqrt(variance / of) for value, of in told]
    phi = sum(score * score for score in winsorised(scores)) / n
    if phi <= 1 + 2 * sqrt(2 / n):
        return phi, 0.0
    return phi, between(n * phi, [of / variance for _value, of in told])


def between(squares: float, weights: Sequence[float]) -> float:
    """The variance between units, from the sum of squared standardised scores and the inverse variances within
    (R. DerSimonian and N. Laird, 1986); 0.0 where chance alone explains the sum."""
    total = sum(weights)
    return max(0.0, (squares - (len(weights) - 1)) / (total - sum(weight * weight for weight in weights) / total))


def winsorised(scores: Sequence[float]) -> list[float]:
    """Those beyond the tenth of either end, drawn in to where that tenth begins."""
    cuts = quantiles(scores, n=round(1 / WINSORISED), method="inclusive")
    return [min(max(score, cuts[0]), cuts[-1]) for score in scores]


def _wide(target: float, deviation: float) -> Limits:
    normal = NormalDist(target, deviation)
    return Limits(*(normal.inv_cdf(one) for one in PROBABILITIES))


def _binomial(of: int, share: float) -> list[float]:
    if share in (0.0, 1.0):
        return [of * share] * len(PROBABILITIES)
    yes, no = log(share), log(1 - share)

    def at(some: int) -> float:
        return exp(log_ways(of, some) + some * yes + (of - some) * no)

    return _interpolated(at, of * share, sqrt(of * share * (1 - share)), most=of)


def _poisson(expected: float) -> list[float]:
    if not expected:
        return [0.0] * len(PROBABILITIES)
    return _interpolated(lambda some: poisson_of(some, expected), expected, sqrt(expected))


def _interpolated(at: Callable[[int], float], mean: float, deviation: float, most: int | None = None) -> list[float]:
    """Where the distribution reaches each of the probabilities, between whole numbers as the funnel's curves go. What
    lies ten deviations below the mean counts as nothing."""
    first = max(0, floor(mean - 10 * deviation))
    reached, found, wanted = 0.0, [], list(PROBABILITIES)
    for some in takewhile(lambda some: most is None or some <= most, count(first)):
        here = at(some)
        reached += here
        while wanted and reached >= wanted[0]:
            found.append(some - (reached - wanted.pop(0)) / here)
        if not wanted:
            return found
    # Rounding kept the sum below the last probability: everything there is.
    return found + [float(most or 0)] * len(wanted)
