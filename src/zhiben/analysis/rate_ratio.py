"""Two rates beside each other by exact arithmetic: whether one is lower than the other, and by how much (J.
Przyborowski and H. Wilenski, Biometrika 31, 1940: given how many there are together, those of one period are binomial).

For chosen places this is the least that may be told, and only together with what selection alone makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, log1p

from zhiben.analysis.methods import Method
from zhiben.analysis.multiple import TIE
from zhiben.analysis.rates import log_ways
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same counts may be answered differently."""

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
    """The probability of all outcomes that are no more probable than this one: of those on its side of the likeliest
    one, and of those as far out on the other, which are sought by halving, so that a mistyped count costs nothing."""
    likeliest, limit = int((of + 1) * share), _log_chance(count, of, share) + log(TIE)
    if limit >= _log_chance(min(likeliest, of), of, share):
        return 1.0
    if count < likeliest:
        far = _first(limit, of, share, likeliest, of + 1)
        return min(1.0, _at_most(count, of, share) + _at_most(of - far, of, 1 - share))
    far = _first(limit, of, share, likeliest, -1)
    return min(1.0, _at_most(of - count, of, 1 - share) + _at_most(far, of, share))


def _at_most(count: int, of: int, share: float) -> float:
    from scipy.special import betainc

    return 0.0 if count < 0 else 1.0 if count >= of else float(betainc(of - count, count + 1, 1 - share))


def _first(limit: float, of: int, share: float, inside: int, outside: int) -> int:
    """The outcome nearest to the likeliest one, on the way to `outside`, that is no more probable than the limit."""
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if _log_chance(middle, of, share) <= limit:
            outside = middle
        else:
            inside = middle
    return outside


def _log_chance(count: int, of: int, share: float) -> float:
    return log_ways(of, count) + count * log(share) + (of - count) * log1p(-share)
