"""From one budget of false alarms a month the chance that every single judgement may take, and how many false alarms
follow from it: what is not used up is told, so that nobody believes a setting that moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.analysis.cusum import RUN

LOOSEST = 0.05
"""No single judgement is looser than this, however much of the budget is left."""
WEEKS_A_MONTH = 365.25 / 12 / 7
LEAST_LEFT = 0.1
"""Weeks and months keep this share of the budget, however many rare events are watched."""


@dataclass(frozen=True, slots=True)
class Spent:
    """`alpha`: the chance of a false alarm of each judgement; `rate`: false alarms a month that follow from it, rare
    events included; `open_ended`: True where all of the budget is not used even by the loosest judgements."""

    per_month: float
    alpha: float
    rate: float
    open_ended: bool

    def told(self, series: int) -> dict[str, Any]:
        """As a result keeps it."""
        return {
            "per_month": self.per_month,
            "alpha": round(self.alpha, 6),
            "rate": round(self.rate, 2),
            "open_ended": self.open_ended,
            "series": series,
        }


def spent(per_month: float, *, weekly: int, drifts: int, rare: Sequence[float]) -> Spent:
    """How a budget is shared out: what rare events take is taken off first; series of weeks are judged each week, sums
    each month, and these run for `RUN` months at least, so that weeks have what a sum does not take."""
    taken = sum(rare)
    left, times = max(per_month - taken, per_month * LEAST_LEFT), weekly * WEEKS_A_MONTH
    alpha = left / (times + drifts) if weekly or drifts else LOOSEST
    if alpha > 1 / RUN:
        alpha = (left - drifts / RUN) / times if weekly else LOOSEST
    alpha = min(LOOSEST, alpha)
    rate = taken + times * alpha + drifts * min(alpha, 1 / RUN)
    return Spent(per_month, alpha, rate, open_ended=alpha == LOOSEST and rate < per_month)
