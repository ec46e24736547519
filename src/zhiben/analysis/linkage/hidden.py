"""How much two ledgers together leave out."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

LEAST, SHARE = 7, 0.1
"""From so many in both the estimate is hardly biased (Robson and Regier 1964); ours is that they also are such a share
of the shorter ledger: below it the ledgers are likelier about different things, or the same ones were not recognised,
and the figure would tell of that."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many there are in all, how far off that may be by chance (a standard error), and how many of them neither
    ledger has."""

    total: float
    error: float
    hidden: float


CAVEAT = "按两表互不影响估计；一表有的另一表也容易有时，实际只多不少"
"""What has to be told beside the figure."""


def estimated(both: int, left_only: int, right_only: int) -> Estimate | None:
    """What neither ledger has, from what either has alone; None where too few are in both."""
    left, right = both + left_only, both + right_only
    return chapman(left, right, both) if enough(left, right, both) else None


def enough(left: int, right: int, both: int) -> bool:
    """True where so many are in both that what neither has can be estimated."""
    return both >= LEAST and both >= SHARE * min(left, right)


def chapman(left: int, right: int, both: int) -> Estimate:
    """From how many either ledger has and how many are in both (Chapman 1951). It takes the ledgers for independent;
    where what is in one is likelier to be in the other too, there are more than it says. Raises ValueError when more
    are in both than in one."""
    if not 0 <= both <= min(left, right):
        raise ValueError(f"{both} in both of {left} and {right}")
    total = (left + 1) * (right + 1) / (both + 1) - 1
    spread = (left + 1) * (right + 1) * (left - both) * (right - both) / ((both + 1) ** 2 * (both + 2))
    return Estimate(total, sqrt(spread), max(total - (left + right - both), 0.0))
