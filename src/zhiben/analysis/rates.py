"""How far a rate may be off by chance alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a fraction, both between 0 and 1."""

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
