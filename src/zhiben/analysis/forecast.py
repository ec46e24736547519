"""How many next month: seasonal naive is the yardstick, and another method is used only where it came nearer over many
months that were forecast from what was known before them. Always with an 80 % interval, taken from those errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from zhiben.analysis.methods import Method
from zhiben.analysis.rates import Interval
from zhiben.analysis.regression import poisson, seasons
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = "2"
"""Of the method; another number when the same series may be forecast differently."""

A_YEAR, PAIRS, ORIGINS, LEAST_YEARS = 12, 2, 24, 3
COVERED = 0.8
LEVELS, TRENDS, SEASONS, DAMPED = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7), (0.0, 0.02, 0.1, 0.3), (0.0, 0.05, 0.1, 0.3), 0.95
"""The grid of exponential smoothing: how fast level, trend and season follow, and how fast a trend dies down."""
NAIVE = "seasonal_naive"

Forecaster = Callable[["NDArray[np.float64]", int, int], list[float]]
"""From a series, how many periods ahead and how many make a year, to the points."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One method on the rolling origin: its mean absolute error, and by how many times that of seasonal naive (below 1:
    better)."""

    method: str
    error: float
    mase: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next `ahead`-th period. There is no point without its interval."""

    ahead: int
    expected: float
    within: Interval


@dataclass(frozen=True, slots=True)
class Forecast:
    """`method` is the best one of the trials, seasonal naive where none beats it; `covered`: share of the trial months
    that an interval made in the same way from the other trial months held. `untried`: methods that could not be fitted
    every time, and are no trial."""

    method: str
    trials: tuple[Trial, ...]
    ahead: tuple[Ahead, ...]
    covered: float
    origins: int
    untried: tuple[str, ...] = ()


def forecast(counts: Sequence[float], *, ahead: int = 3, period: int = A_YEAR, origins: int = ORIGINS) -> Forecast:
    """The next periods of a series without gaps. Each of the last `origins` periods is forecast `ahead` periods
    beforehand, from what was known then. Raises ValueError with less than three years before the first of them, gaps,
    or counts below 0."""
    told = np.array(counts, float)
    if not np.isfinite(told).all() or (told < 0).any():
        raise ValueError("a forecast needs a series without gaps, of counts")
    if not 1 <= ahead <= period or origins < 1 or len(told) - origins - ahead + 1 < LEAST_YEARS * period:
        raise ValueError("a forecast needs three years before the first trial, and at most one year ahead")
    first = len(told) - origins
    tried = {
        name: points
        for name, method in METHOD.items()
        if (points := _points(method, [told[: at - ahead + 1] for at in range(first, len(told))], ahead, period))
        and _fits(method, told, ahead, period)
    }
    actual = told[first:]
    errors = {name: float(np.abs(actual - np.array(points)).mean()) for name, points in tried.items()}
    yardstick = errors[NAIVE]
    trials = [Trial(name, error, _ratio(error, yardstick)) for name, error in errors.items()]
    # Seasonal naive stands first, and stays where none has a smaller error.
    chosen = min(trials, key=lambda one: one.error).method
    scaled = _scaled(actual, np.array(tried[chosen]))
    points = METHOD[chosen](told, ahead, period)
    return Forecast(
        method=chosen,
        trials=tuple(sorted(trials, key=lambda one: one.error)),
        ahead=tuple(Ahead(step, point, _within(point, scaled)) for step, point in enumerate(points, 1)),
        covered=_covered(actual, np.array(tried[chosen]), scaled),
        origins=origins,
        untried=tuple(name for name in METHOD if name not in tried),
    )


def _points(method: Forecaster, parts: Sequence[NDArray[np.float64]], ahead: int, period: int) -> list[float] | None:
    """The last point of each part's forecast, None where one of them has no fit."""
    try:
        return [method(part, ahead, period)[-1] for part in parts]
    except ValueError:
        return None


def _fits(method: Forecaster, told: NDArray[np.float64], ahead: int, period: int) -> bool:
    return _points(method, [told], ahead, period) is not None


def _ratio(error: float, yardstick: float) -> float:
    return error / yardstick if yardstick else float(error > 0) + 1


def _scaled(actual: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Errors in units of a count's own spread."""
    found: NDArray[np.float64] = (actual - points) / np.sqrt(np.maximum(points, 0.5))
    return found


def _within(point: float, scaled: NDArray[np.float64]) -> Interval:
    """To the next whole counts. Of so many errors and the one to come, each rank is as likely as another."""
    n, tail = len(scaled), (1 - COVERED) / 2
    places = np.clip(np.array([(n + 1) * tail, (n + 1) * (1 - tail)]), 1, n)
    low, high = point + np.interp(places, np.arange(1, n + 1), np.sort(scaled)) * sqrt(max(point, 0.5))
    return Interval(float(max(0, round(float(low)))), float(max(0, round(float(high)))))


def _covered(actual: NDArray[np.float64], points: NDArray[np.float64], scaled: NDArray[np.float64]) -> float:
    held = 0
    for place, (one, point) in enumerate(zip(actual.tolist(), points.tolist(), strict=True)):
        others = np.delete(scaled, place)
        within = _within(point, others if len(others) else scaled)
        held += within.low <= one <= within.high
    return held / len(actual)


def _naive(counts: NDArray[np.float64], ahead: int, period: int) -> list[float]:
    return [float(counts[len(counts) - period + step]) for step in range(ahead)]


def _regression(counts: NDArray[np.float64], ahead: int, period: int) -> list[float]:
    """Trend and two waves. Raises ValueError where these do not determine a fit."""
    places = np.arange(len(counts) + ahead, dtype=float)
    design = np.column_stack(
        [np.ones(len(places)), places / len(counts) - 1, *seasons(places, period, min(PAIRS, period // 2))]
    )
    fit = poisson(counts, design[: len(counts)])
    return [float(one) for one in np.exp(design[len(counts) :] @ fit.coefficients)]


def _smoothed(counts: NDArray[np.float64], ahead: int, period: int) -> list[float]:
    """Level, damped trend and additive season, begun from the first two years; of a grid of parameters those that came
    nearest one step ahead afterwards, all of them followed at once."""
    alpha, beta, gamma = (axis.ravel() for axis in np.meshgrid(LEVELS, TRENDS, SEASONS, indexing="ij"))
    one, two = counts[:period], counts[period : 2 * period]
    level = np.full(len(alpha), two.mean())
    trend = np.full(len(alpha), (two.mean() - one.mean()) / period)
    season = np.tile((one - one.mean() + two - two.mean()) / 2, (len(alpha), 1))
    missed = np.zeros(len(alpha))
    for at in range(2 * period, len(counts)):
        turn = at % period
        before = level + DAMPED * trend
        missed += (counts[at] - before - season[:, turn]) ** 2
        risen = alpha * (counts[at] - season[:, turn]) + (1 - alpha) * before
        trend = beta * (risen - level) + (1 - beta) * DAMPED * trend
        season[:, turn] = gamma * (counts[at] - before) + (1 - gamma) * season[:, turn]
        level = risen
    best = int(missed.argmin())
    damping = np.cumsum(DAMPED ** np.arange(1, ahead + 1))
    turns = np.arange(len(counts), len(counts) + ahead) % period
    return [max(0.0, float(one)) for one in level[best] + damping * trend[best] + season[best, turns]]


METHOD: dict[str, Forecaster] = {
    NAIVE: _naive,
    "poisson_regression": _regression,
    "exponential_smoothing": _smoothed,
}

METHODS = (
    Method(
        key="forecast",
        title=N_("预测"),
        version=VERSION,
        reference="Hyndman & Koehler 2006 (MASE); Winters 1960; Gardner & McKenzie 1985; McCullagh & Nelder 1989",
        how=N_(
            "最简单的预测是“和去年同月一样多”。另用两种办法（趋势加季节的回归、指数平滑）对过去24个月逐月试做：每个月只用它之前的数"
            "来预测它，再看差多少。哪种办法平均差得比“和去年同月一样”少，才用哪种，否则就用去年同月。预测总带80%区间，区间由试做时的"
            "误差得出。"
        ),
        never=N_("不单独报一个数，必须带区间；不对一个街道作预测。"),
    ),
)
