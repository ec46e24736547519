"""Did a series of counts step down (or up) at a known moment, season and trend taken out: an interrupted time series
(A. K. Wagner et al., 2002; J. Lopez Bernal, S. Cummins and A. Gasparrini, 2017); and where one changes, when no moment
is known. A period without a figure (None) is missing, and never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np

from zhiben.analysis.methods import Method
from zhiben.analysis.rates import Interval, Z
from zhiben.analysis.regression import Fit, poisson, seasons
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = "2"
"""Of both methods; another number when the same series may be answered differently."""

LEAST_TURN = 3
"""Periods after the break that a slope of its own takes."""
MONTHS_BEFORE, MONTHS_AFTER = 24, 12
"""With fewer, a page shows the counts and claims no effect."""
PAIRS, A_YEAR = 2, 12
PERMUTATIONS, AT_ONCE = 999, 2**20

Counts = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Step:
    """`rr`: by how many times the level changed at the break, `within` its 95 % interval, widened by the dispersion;
    `within_poisson`: as if counts spread by chance alone. `trend`: times per year before; `slope`: by how many times
    that changed afterwards, None where no change of it was fitted; `turned`: that change is beyond chance. `design`:
    what was fitted beside, the same in series that may be compared. `autocorrelation` of neighbouring residuals:
    beyond `autocorrelation_limit`, the interval is too narrow. `before`, `after`: periods with a figure; of these, at
    `places`, what was `fitted`, and what was `expected` without the step."""

    rr: float
    within: Interval
    within_poisson: Interval
    error: float
    dispersion: float
    trend: float
    slope: float | None
    turned: bool
    design: tuple[float, int, bool, bool]
    autocorrelation: float
    autocorrelation_limit: float
    before: int
    after: int
    places: tuple[int, ...]
    expected: tuple[float, ...]
    fitted: tuple[float, ...]

    @property
    def enough(self) -> bool:
        """True when a page may claim an effect."""
        return self.before >= MONTHS_BEFORE and self.after >= MONTHS_AFTER

    @property
    def proven(self) -> bool:
        """True when the interval leaves out 1."""
        return not self.within.low <= 1 <= self.within.high


def step(
    counts: Counts,
    at: int,
    *,
    exposure: Sequence[float] | None = None,
    pairs: int = PAIRS,
    period: float = A_YEAR,
    trend: bool = True,
    slope: bool = True,
) -> Step:
    """The step at place `at`, the first of the time after. `pairs` of Fourier terms take out a season of `period`
    places. `slope`: may the trend change too? Whether it does is not asked of the figures first: a step that is
    judged after such a question is proven too often. Left out where fewer than three periods come after.

    Raises ValueError when there is nothing before or after, an exposure is not above 0, or the figures do not determine
    a fit. `trend=False` is for showing what goes wrong without.
    """
    told = _Told.of(counts, exposure)
    before, after = _sides(told, at)
    slope = slope and trend and after >= LEAST_TURN
    design = _design(told.places, at, pairs, period, trend=trend, slope=slope)
    fit = poisson(told.counts, design, exposure=told.exposure)
    rr, error = float(fit.coefficients[1]), sqrt(fit.covariance[1, 1])
    wide = error * sqrt(max(1.0, fit.dispersion))
    without = design.copy()
    without[:, [1, 3] if slope else [1]] = 0
    return Step(
        rr=exp(rr),
        within=_around(rr, wide),
        within_poisson=_around(rr, error),
        error=wide,
        dispersion=fit.dispersion,
        trend=exp(fit.coefficients[2] * period) if trend else 1.0,
        slope=exp(fit.coefficients[3] * period) if slope else None,
        turned=slope and _beyond_chance(fit, 3),
        design=(period, pairs, trend, slope),
        autocorrelation=_autocorrelation(fit.residuals),
        autocorrelation_limit=Z / sqrt(len(told.counts)),
        before=before,
        after=after,
        places=tuple(told.places.astype(int).tolist()),
        expected=tuple((told.exposure * np.exp(without @ fit.coefficients)).tolist()),
        fitted=tuple(fit.mean.tolist()),
    )


def _sides(told: _Told, at: int) -> tuple[int, int]:
    before = int((told.places < at).sum())
    if not 0 < before < len(told.places):
        raise ValueError("a step needs figures before and after it")
    return before, len(told.places) - before


def _beyond_chance(fit: Fit, column: int) -> bool:
    return bool(abs(fit.coefficients[column]) > Z * sqrt(fit.covariance[column, column] * max(1.0, fit.dispersion)))


def _design(
    places: NDArray[np.float64], at: int, pairs: int, period: float, *, trend: bool, slope: bool
) -> NDArray[np.float64]:
    columns = [np.ones(len(places)), (places >= at).astype(float)]
    if trend:
        columns.append(places - at)
    if slope:
        columns.append(np.maximum(places - at, 0))
    return np.column_stack(columns + seasons(places, period, pairs))


def _around(logarithm: float, error: float) -> Interval:
    return Interval(exp(logarithm - Z * error), exp(logarithm + Z * error))


def _autocorrelation(residuals: NDArray[np.float64]) -> float:
    around = residuals - residuals.mean()
    total = float((around**2).sum())
    return float((around[1:] * around[:-1]).sum()) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Controlled:
    """What is left of a step when that of the control series at the same moment is taken off."""

    rr: float
    within: Interval


def controlled(ours: Step, control: Step) -> Controlled:
    """Both steps are of the same break, in series that share no case. Raises ValueError where something else was fitted
    beside one than beside the other: their steps are different things then."""
    if ours.design != control.design:
        raise ValueError("the same is fitted beside both steps")
    return Controlled(
        ours.rr / control.rr, _around(np.log(ours.rr / control.rr), sqrt(ours.error**2 + control.error**2))
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """The periods that have a figure."""

    places: NDArray[np.float64]
    counts: NDArray[np.float64]
    exposure: NDArray[np.float64]

    @staticmethod
    def of(counts: Counts, exposure: Sequence[float] | None) -> _Told:
        if exposure is not None and len(exposure) != len(counts):
            raise ValueError("every period needs its exposure")
        known = [place for place, count in enumerate(counts) if count is not None]
        some = np.array([counts[place] for place in known], float)
        of = np.array([1.0 if exposure is None else exposure[place] for place in known], float)
        if not ((some >= 0) & np.isfinite(some)).all() or not ((of > 0) & np.isfinite(of)).all():
            raise ValueError("counts must not be below 0, and exposures must be above 0")
        return _Told(np.array(known, float), some, of)


@dataclass(frozen=True, slots=True)
class Change:
    """`at`: the place from which on the level is another one, the likeliest of all; `before` and `after` its levels per
    period (or per exposure); `gain` in log-likelihood; `p`: how often shuffled periods gain as much."""

    at: int
    before: float
    after: float
    gain: float
    p: float


def change_point(
    counts: Counts, *, exposure: Sequence[float] | None = None, permutations: int = PERMUTATIONS, seed: int = 345
) -> Change:
    """Two levels instead of one, split where the Poisson likelihood gains the most. p by shuffling the periods, which
    holds when these are alike but for the change: season must be out (whole years), or the exposure must tell it.

    Raises ValueError with less than 4 periods, none of them with an event, or bad exposures."""
    told = _Told.of(counts, exposure)
    n = len(told.counts)
    if n < 4 or not told.counts.sum():
        raise ValueError("a change needs four periods at least, and events")
    rng = np.random.default_rng(seed)
    gains = _gains(told.counts[None], told.exposure[None])[0]
    best, split = float(gains.max()), int(gains.argmax()) + 1
    as_good = 0
    for begin in range(0, permutations, at_once := max(1, AT_ONCE // n)):
        orders = rng.permuted(np.tile(np.arange(n), (min(at_once, permutations - begin), 1)), axis=1)
        shuffled = _gains(told.counts[orders], told.exposure[orders])
        as_good += int((shuffled.max(axis=1) >= best - 1e-9).sum())
    return Change(
        at=int(told.places[split]),
        before=float(told.counts[:split].sum() / told.exposure[:split].sum()),
        after=float(told.counts[split:].sum() / told.exposure[split:].sum()),
        gain=max(0.0, best),
        p=(1 + as_good) / (1 + permutations),
    )


def _gains(counts: NDArray[np.float64], exposure: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each row and each place before which it may be split."""
    total, of = counts.sum(axis=1, keepdims=True), exposure.sum(axis=1, keepdims=True)
    some, until = np.cumsum(counts, axis=1)[:, :-1], np.cumsum(exposure, axis=1)[:, :-1]
    return _likelihood(some, until) + _likelihood(total - some, of - until) - _likelihood(total, of)


def _likelihood(counts: NDArray[np.float64], exposure: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part of a log-likelihood that depends on where the split is, at the likeliest level."""
    found: NDArray[np.float64] = counts * np.log(np.where(counts > 0, counts, 1) / exposure)
    return found


METHODS = (
    Method(
        key="step",
        title=N_("中断时间序列"),
        version=VERSION,
        reference="Wagner et al. 2002; Lopez Bernal, Cummins & Gasparrini 2017; McCullagh & Nelder 1989",
        how=N_(
            "把每月起数看成四部分：原来的水平，原来就有的升降趋势，每年重复的季节起伏，以及从某月起一下子多出或少掉的一截。前三部分由"
            "数据估出，第四部分就是要问的“台阶”，用倍数表示：0.8就是降了两成，并给出95%区间。起数的波动比纯偶然大的，区间相应放宽。"
            "此后的趋势可以和以前不同，总是另算一项，不先看数据再决定。可以同时算没有采取措施的地方作对照，两个台阶相除。此前不足24个月、此后不足12个月，只列数，不"
            "说效果。"
        ),
        never=N_("不能只比采取措施前后两个数；区间含1就不能说下降；同时发生的别的事情，这个方法分不开。"),
    ),
    Method(
        key="change-point",
        title=N_("变点"),
        version=VERSION,
        reference="Hinkley 1970; Worsley 1983 (likelihood scan); permutation test",
        how=N_(
            "不知道从什么时候起变的，就把每一个时间点都试一遍：在这里分成前后两段、各取平均，看哪一处分开最说得通。再把各期的次序打乱"
            "999次，数一数乱排的数据有多少次也能分得这么好，这个比例就是p。"
        ),
        never=N_("p不小于0.05时，不能说发生了变化；找到的时间可能差一两期；不能据此说是什么造成的。"),
    ),
)
