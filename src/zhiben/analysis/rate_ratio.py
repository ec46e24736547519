"""Two rates beside each other by exact arithmetic: whether one is lower than the other, and by how much (J.
Przyborowski and H. Wilenski, Biometrika 31, 1940: given how many there are together, those of one period are binomial).

For chosen places this is the least that may be told, and only together with what selection alone makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the method; another number when the same counts may be answered differently."""

SAME = 1 + 1e-7
"""Outcomes as rare as the one seen, but for rounding, are counted with it."""

METHOD = Method(
    key="rate-ratio",
    title=N_("两个时期的率之比"),
    version=VERSION,
    reference="Przyborowski & Wilenski 1940",
    how=N_(
        "两个时期一共发生多少起是已知的，若事故率没有变，这些事故落在前后两个时期的机会与时期长短成正比。由此精确算出像现在这样"
        "（或更偏）的结果有多大可能，以及率之比的95%区间。"
    ),
    never=N_("不得单独用于挂牌街道：挑最差的来看，第二年本来就会回落"),
)


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The first rate by the second (None where the second has no events) with its limits (`high` None: no upper limit),
    and the two-sided p."""

    ratio: float | None
    low: float
    high: float | None
    p: float


def rate_ratio(count: int, time: float, other: int, other_time: float, confidence: float = 0.95) -> RateRatio:
    """Of `count` in `time` (years or any exposure) and `other` in `other_time`. Raises ValueError on counts below 0, on
    times not above 0, and where nothing happened at all."""
    if min(count, other) < 0 or not (time > 0 and other_time > 0) or count + other == 0:
        raise ValueError(f"{count} in {time} and {other} in {other_time} are no two rates")
    from scipy.special import betaincinv

    tail, by = (1 - confidence) / 2, other_time / time
    low = float(betaincinv(count, other + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, other, 1 - tail)) if other else 1.0
    return RateRatio(
        ratio=count / other * by if other else None,
        low=low / (1 - low) * by,
        high=high / (1 - high) * by if other else None,
        p=_two_sided(count, count + other, time / (time + other_time)),
    )


def _two_sided(count: int, of: int, share: float) -> float:
    """The probability of all outcomes that are no more probable than this one."""
    import numpy as np
    from scipy.special import gammaln, xlog1py, xlogy

    some = np.arange(of + 1)
    ways = gammaln(of + 1) - gammaln(some + 1) - gammaln(of - some + 1)
    chances = np.exp(ways + xlogy(some, share) + xlog1py(of - some, -share))
    return float(min(1.0, chances[chances <= chances[count] * SAME].sum()))
