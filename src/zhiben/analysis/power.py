"""How much can be seen at all with numbers as small as these, by exact Poisson arithmetic: how often an unchanged place
shows a fall, and how often a real cut can be proven. Told before anybody is listed."""

from __future__ import annotations

from math import sqrt

import numpy as np

from zhiben.analysis.empirical_bayes import Array
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the method; another number when the same counts may be answered differently."""

LEVEL = 0.05
"""One-sided."""
MOST = 2_000_000
"""Counts beyond which nothing is sought."""

METHOD = Method(
    key="power",
    title=N_("能不能看出效果"),
    version=VERSION,
    reference="Przyborowski & Wilenski 1940；泊松分布精确计算",
    how=N_(
        "假定事故真的减少了两成，前后两个时期的起数仍各有偶然的多少。把所有可能的前后起数逐一算出机会，其中能以单侧5%证明减少的"
        "机会之和，就是“看得出来”的把握。把握要达到八成，整治前合计须有多少起，也由此算出。"
    ),
    never=N_("把握不大时，没有看出效果不等于没有效果"),
)


def chance_of_fall(mean: float, fall: float = 0.3) -> float:
    """How often a place with this mean a year, unchanged, shows a fall by at least the share `fall` in the next year,
    given at least one event before. Raises ValueError on a mean not above 0 and a share outside 0 to 1."""
    if not mean > 0 or not 0 < fall <= 1:
        raise ValueError("a mean above 0 and a share")
    from scipy.special import pdtr

    before, chances = _likely(mean)
    seen = before > 0
    most = np.floor((1 - fall) * before[seen] + 1e-9)
    return float((chances[seen] * pdtr(most, mean)).sum() / chances[seen].sum())


def power(before: float, cut: float = 0.2, *, times: float = 1.0, level: float = LEVEL) -> float:
    """The chance to prove a real `cut` (a share) with the exact two-rate test, one-sided, where `before` events are
    expected before and the time (or exposure) before is so many `times` that after. Raises ValueError on what is none
    of this."""
    if not before > 0 or not 0 < cut <= 1 or not times > 0 or not 0 < level < 1:
        raise ValueError("events above 0, a share, times above 0, a level")
    from scipy.special import pdtr

    seen, chances = _likely(before)
    critical = _critical(seen, 1 / (1 + times), level)
    proven = np.where(critical < 0, 0.0, pdtr(np.maximum(critical, 0), (1 - cut) * before / times))
    return float((chances * proven).sum())


def needed(chance: float = 0.8, cut: float = 0.2, *, times: float = 1.0, level: float = LEVEL) -> int:
    """How many events there must be before, for this chance to prove the cut. Raises ValueError as `power` does, on no
    chance and where millions would not do."""
    if not 0 < chance < 1:
        raise ValueError("a chance between 0 and 1")
    low, high = 0, 16
    while power(high, cut, times=times, level=level) < chance:
        low, high = high, 2 * high
        if high > MOST:
            raise ValueError("more events than anybody has")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle, cut, times=times, level=level) >= chance else (middle, high)
    return high


def _likely(mean: float) -> tuple[Array, Array]:
    """Counts that may be seen, and how probable each is; what lies ten deviations away is nothing."""
    from scipy.special import gammaln, xlogy

    first = max(0, int(mean - 10 * sqrt(mean)) - 10)
    some = np.arange(first, int(mean + 10 * sqrt(mean)) + 30, dtype=float)
    chances: Array = np.exp(xlogy(some, mean) - mean - gammaln(some + 1))
    return some, chances


def _critical(before: Array, share: float, level: float) -> Array:
    """The most events after, for each count before, that prove a fall; -1 where even none would not."""
    from scipy.special import bdtr

    low, high = np.full(before.shape, -1.0), np.ceil(before * share / (1 - share)) + 1
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        proves = (middle >= 0) & (
            bdtr(np.maximum(middle, 0), (before + np.maximum(middle, 0)).astype(int), share) <= level
        )
        low, high = np.where(proves, middle, low), np.where(proves, high, middle)
    return low
