"""How much two ledgers together leave out."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many there are in all, how far off that may be by chance (a standard error), and how many of them neither
    ledger has."""

    total: float
    error: float
    hidden: float


def chapman(left: int, right: int, both: int) -> Estimate:
    """From how many either ledger has and how many are in both (Chapman 1951). It takes the ledgers for independent;
    where what is in one is likelier to be in the other too, there are more than it says. Raises ValueError when more
    are in both than in one."""
    if not 0 <= both <= min(left, right):
        raise ValueError(f"{both} in both of {left} and {right}")
    total = (left + 1) * (right + 1) / (both + 1) - 1
    spread = (left + 1) * (right + 1) * (left - both) * (right - both) / ((both + 1) ** 2 * (both + 2))
    return Estimate(total, sqrt(spread), max(total - (left + right - both), 0.0))
