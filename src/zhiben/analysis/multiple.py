"""Tests of counts that are exact however small these are, and what is left of their p-values when many are looked at
at once. Keeps to itself the logarithms of factorials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = "2"
"""Of these tests; another number when the same counts may have another p."""

TABLES = 256
"""So many are worked out together."""
TIE = 1 + 1e-7
"""Tables this little more probable than the one seen count as no more probable: rounding sets them apart."""


def benjamini_hochberg(p: Sequence[float], of: int = 0) -> list[float]:
    """The q of each p (Y. Benjamini and Y. Hochberg, 1995): among those with q below a limit, that share is found by
    chance on average. `of`: how many there are with those that are not given, whose p is taken for 1. In the order
    given; raises ValueError on what is no probability."""
    if any(not 0 <= one <= 1 for one in p):
        raise ValueError("p-values lie between 0 and 1")
    found, least, many = [0.0] * len(p), 1.0, max(len(p), of)
    for rank, place in reversed(list(enumerate(sorted(range(len(p)), key=p.__getitem__), 1))):
        least = min(least, p[place] * many / rank)
        found[place] = least
    return found


def fisher(both: int, one: int, other: int, neither: int) -> float:
    """Two-sided p of a table of two by two (R. A. Fisher, 1935): all tables with the same margins that are no more
    probable than this one. `one` and `other` are counted without `both`. Raises ValueError on a count below 0."""
    if min(both, one, other, neither) < 0:
        raise ValueError("no counts")
    of, first, second = both + one + other + neither, both + one, both + other
    factorials = _log_factorials(of)
    some = np.arange(max(0, first + second - of), min(first, second) + 1)
    chances = np.exp(
        factorials[first]
        + factorials[second]
        + factorials[of - first]
        + factorials[of - second]
        - factorials[of]
        - factorials[some]
        - factorials[first - some]
        - factorials[second - some]
        - factorials[of - first - second + some]
    )
    here = chances[both - some[0]]
    return min(1.0, float(chances[chances <= here * TIE].sum()))


def fishers(tables: Sequence[tuple[int, int, int, int]]) -> list[float]:
    """`fisher` of many tables at once: of those that are the same, or its mirror image, once. Raises ValueError on a
    count below 0."""
    if not tables:
        return []
    told = np.array(tables, np.int64)
    if (told < 0).any():
        raise ValueError("no counts")
    told[:, 1:3].sort(axis=1)
    distinct, back = np.unique(told, axis=0, return_inverse=True)
    both, first, second, of = distinct[:, 0], distinct[:, :2].sum(1), distinct[:, [0, 2]].sum(1), distinct.sum(1)
    least = np.maximum(0, first + second - of)
    width = np.minimum(first, second) - least
    factorials, p = _log_factorials(int(of.max())), np.empty(len(distinct))
    # Tables that reach about as far are worked out together, so that little of each block is empty.
    for some in np.array_split(np.argsort(width, kind="stable"), -(-len(distinct) // TABLES)):
        p[some] = _fishers(factorials, *(one[some, None] for one in (both, first, second, of, least, width)))
    found: list[float] = p[back.ravel()].tolist()
    return found


def _fishers(
    factorials: NDArray[np.float64],
    both: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    of: NDArray[np.int64],
    least: NDArray[np.int64],
    width: NDArray[np.int64],
) -> NDArray[np.float64]:
    reach = np.arange(int(width.max()) + 1)
    some = least + np.minimum(reach, width)
    chances = factorials[first] + factorials[second] + factorials[of - first] + factorials[of - second] - factorials[of]
    chances = chances - factorials[some] - factorials[first - some]
    chances = np.exp(chances - factorials[second - some] - factorials[of - first - second + some])
    here = np.take_along_axis(chances, both - least, 1)
    counted = (chances <= here * TIE) & (reach <= width)
    found: NDArray[np.float64] = np.minimum(1.0, np.where(counted, chances, 0.0).sum(1))
    return found


@lru_cache(maxsize=64)
def _log_factorials(of: int) -> NDArray[np.float64]:
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, of + 1)))))


def more_than_before(now: int, before: int, share: float) -> float:
    """One-sided p that `now` or more are seen where `before` were seen besides, and chance would put `share` (above 0,
    below 1) of all of them into now: the exact comparison of two Poisson counts (J. Przyborowski and H. Wilenski,
    1940). Raises ValueError on what is no count or no share."""
    if min(now, before) < 0 or not 0 < share < 1:
        raise ValueError("no counts, or no share")
    from scipy.special import betainc

    return float(betainc(now, before + 1, share)) if now else 1.0
