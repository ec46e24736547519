"""Is this week (or month) more than one would expect? Farrington's limit for series of some years, EARS for young ones,
and one budget of false alarms from which every threshold follows. Slow drifts and rare events: `cusum`, `gaps`.

A period without a figure (None) is missing: it is in no baseline and is not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist, mean, stdev
from typing import TYPE_CHECKING

import numpy as np

from zhiben.analysis.methods import Method
from zhiben.analysis.regression import Fit, poisson
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = "2"
"""Of both methods; another number when the same series may raise other alarms."""

A_YEAR, HALF_WINDOW, YEARS, LEAST_YEARS = 52, 3, 5, 4
LEAST_CASES, OF_LAST = 5, 4
"""No alarm with fewer cases in so many periods."""
ALPHA, EARS_ALPHA = 0.01, 0.001
TREND_SURE, TREND_YEARS = 0.05, 3
EARS_BASE, EARS_LAG = 7, 2
LEAST_SPREAD = 0.2
"""What EARS takes for the standard deviation of a baseline that does not move at all."""

Counts = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A period that could be judged: `observed`, what was `expected`, and the `limit` beyond which it is an alarm."""

    place: int
    observed: float
    expected: float
    limit: float
    alarm: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """So many false alarms `per_month` are taken for all `series` together, each judged `times` a month."""

    per_month: float
    series: int
    times: float

    def __post_init__(self) -> None:
        if not 0 < self.per_month < self.series * self.times:
            raise ValueError("a budget lies above 0 and below one alarm each time")

    @property
    def alpha(self) -> float:
        """The chance of a false alarm that each single judgement may take."""
        return self.per_month / (self.series * self.times)

    @property
    def run(self) -> float:
        """How many periods a series that is in control may go on average between false alarms, for `cusum`."""
        return 1 / self.alpha


def farrington(
    counts: Counts,
    places: Sequence[int] | None = None,
    *,
    years: int = YEARS,
    half_window: int = HALF_WINDOW,
    period: int = A_YEAR,
    alpha: float = ALPHA,
    covariate: Sequence[float] | None = None,
) -> list[Judged]:
    """Judge the given places, or all that have at least four years before them (C. P. Farrington et al., 1996): a
    quasi-Poisson regression on the same weeks of the years before, `half_window` more on either side, past outbreaks
    weighed down, the limit on the scale of the 2/3 power. `alpha` is two-sided, as published. `covariate`: what else
    moves counts, by period, such as the days of the Spring Festival in it.

    Places with less than four years before them, or without a figure, are not judged. Raises ValueError on an alpha
    that is no chance."""
    _no_chance(alpha)
    told = []
    for place in range(len(counts)) if places is None else places:
        base = _baseline(counts, place, min(years, place // period), half_window, period)
        if counts[place] is None or len(base) < LEAST_YEARS * (half_window + 1):
            continue
        told.append(_judged(counts, place, base, period, alpha, covariate))
    return told


def _baseline(counts: Counts, place: int, years: int, half_window: int, period: int) -> list[int]:
    around = range(-half_window, half_window + 1)
    found = [place - period * year + shift for year in range(years, 0, -1) for shift in around]
    return [one for one in found if 0 <= one < place and counts[one] is not None] if years >= LEAST_YEARS else []


def _judged(
    counts: Counts, place: int, base: list[int], period: int, alpha: float, covariate: Sequence[float] | None
) -> Judged:
    some = np.array([counts[one] for one in base], float)
    observed = float(counts[place] or 0)
    if some.sum():
        expected, limit = _limit(some, np.array(base, float) - place, period, alpha, _beside(covariate, base, place))
    else:
        expected, limit = 0.0, 0.0
    recent = sum(one for one in counts[max(0, place + 1 - OF_LAST) : place + 1] if one is not None)
    return Judged(place, observed, expected, limit, alarm=observed > limit and recent >= LEAST_CASES)


def _beside(covariate: Sequence[float] | None, base: list[int], place: int) -> NDArray[np.float64] | None:
    """The covariate as it differs from that of the place judged; None where it never moved before."""
    if covariate is None:
        return None
    shifted = np.array([covariate[one] for one in base], float) - covariate[place]
    return shifted if np.ptp(shifted) > 0 else None


def _limit(
    counts: NDArray[np.float64],
    times: NDArray[np.float64],
    period: int,
    alpha: float,
    beside: NDArray[np.float64] | None,
) -> tuple[float, float]:
    """`times` are before 0, the place judged, so that its mean is the intercept's. The trend stays when it is beyond
    chance over three years or more, and does not lead above everything seen."""
    ones = [np.ones(len(counts))] + ([] if beside is None else [beside])
    fit = None
    if times.max() - times.min() >= (TREND_YEARS - 1) * period:
        fit = _trended(counts, np.column_stack([*ones, times]))
    fit = fit or _level(counts, np.column_stack(ones))
    expected = float(np.exp(fit.coefficients[0]))
    spread = max(1.0, fit.dispersion)
    tau = spread + expected * float(fit.covariance[0, 0]) * spread
    deviation = sqrt(4 / 9 * expected ** (1 / 3) * tau)
    raised = expected ** (2 / 3) + NormalDist().inv_cdf(1 - alpha / 2) * deviation
    return expected, float(max(0.0, raised) ** 1.5)


def _trended(counts: NDArray[np.float64], design: NDArray[np.float64]) -> Fit | None:
    from scipy.special import stdtr

    try:
        fit = _fitted(counts, design)
    except ValueError:
        return None
    error = sqrt(fit.covariance[-1, -1] * fit.dispersion)
    sure = error > 0 and 2 * stdtr(fit.freedom, -abs(fit.coefficients[-1]) / error) < TREND_SURE
    return fit if sure and np.exp(fit.coefficients[0]) <= counts.max() else None


def _level(counts: NDArray[np.float64], design: NDArray[np.float64]) -> Fit:
    """Without the covariate where that leaves a part without events."""
    try:
        return _fitted(counts, design)
    except ValueError:
        return _fitted(counts, design[:, :1])


def _fitted(counts: NDArray[np.float64], design: NDArray[np.float64]) -> Fit:
    """Twice: what lies far above the first fit weighs little in the second."""
    first = poisson(counts, design)
    anscombe = 1.5 * (counts ** (2 / 3) * first.mean ** (-1 / 6) - np.sqrt(first.mean))
    standard = anscombe / np.sqrt(max(1.0, first.dispersion) * np.maximum(1 - first.leverage, 1e-9))
    light = np.where(standard > 1, np.maximum(standard, 1.0) ** -2, 1.0)
    return poisson(counts, design, weights=light * len(light) / light.sum())


def ears(
    counts: Counts,
    places: Sequence[int] | None = None,
    *,
    lag: int = 0,
    base: int = EARS_BASE,
    alpha: float = EARS_ALPHA,
    budgeted: bool = False,
) -> list[Judged]:
    """C1 (`lag` 0) or C2 (`lag` 2) of EARS (L. Hutwagner et al., 2003): mean and standard deviation of the last `base`
    periods that have a figure within twice as many, the last `lag` left out. Places without so many are not judged.

    `budgeted`: alpha is kept. As published, a normal quantile stands by a mean and a standard deviation of seven
    figures, and 0.001 is 2 to 3 in 100. Then the limit is the greater of Student's for one figure more (as for series
    that scatter) and the exact one of a Poisson count beside the sum of the others. Raises ValueError on an alpha that
    is no chance."""
    _no_chance(alpha)
    z, told = _student(alpha, base) if budgeted else NormalDist().inv_cdf(1 - alpha), []
    for place in range(len(counts)) if places is None else places:
        observed = counts[place]
        before = counts[max(0, place - lag - 2 * base) : max(0, place - lag)]
        known = [one for one in before if one is not None][-base:]
        if observed is None or len(known) < base:
            continue
        expected = mean(known)
        limit = expected + z * max(stdev(known), LEAST_SPREAD)
        if budgeted:
            limit = max(limit, _exact(sum(known), base, alpha))
        told.append(Judged(place, observed, expected, limit, alarm=observed > limit))
    return told


def _no_chance(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError("an alpha lies above 0 and below 1")


def _student(alpha: float, base: int) -> float:
    """By how many standard deviations of so many figures one more lies above their mean."""
    from scipy.special import stdtrit

    return float(stdtrit(base - 1, 1 - alpha)) * sqrt(1 + 1 / base)


@lru_cache(maxsize=4096)
def _exact(before: float, base: int, alpha: float) -> float:
    """The greatest count that is no wonder where as long a time, so many times, had `before` together: of all of them
    those of one time are binomial."""
    from scipy.special import betainc

    usual = before / base
    some = np.arange(1, int(usual + 20 * sqrt(usual + 1)) + 60)
    return float(some[betainc(some, before + 1, 1 / (base + 1)) > alpha].max(initial=0))


METHODS = (
    Method(
        key="farrington",
        title=N_("周数预警（Farrington法）"),
        version=VERSION,
        reference="Farrington, Andrews, Beale & Catchpole 1996; Noufaily et al. 2013",
        how=N_(
            "拿本周和过去四五年同一周及前后各三周比：这些周平均多少起，长期是升是降，起伏有多大，由此算出一个上限。过去有过的突增降低"
            "分量，免得把上限抬高。本周超过上限、而且最近四周合计不少于5起，才报警。没有数的周按缺报处理，不当作0。"
        ),
        never=N_("报警是请人核实，不是事故已经增多的结论；入库集中补录引起的突增不是安全预警。"),
    ),
    Method(
        key="ears",
        title=N_("短序列预警（EARS C1、C2）"),
        version=VERSION,
        reference="Hutwagner, Thompson, Seeman & Treadwell 2003",
        how=N_(
            "只有几周数据时，用前7期的平均数加上若干倍标准差作上限，超过就报警。C2跳过最近两期，免得正在上升的数把上限带高。按误报"
            "次数定上限时，改用t分布和泊松分布的精确上限中较高的一个，7期的平均数和标准差本身的误差也算在内。这个方法"
            "不管季节，有四年以上数据时改用Farrington法。"
        ),
        never=N_("基线只有7期，误报较多；单凭它不下结论。"),
    ),
)
