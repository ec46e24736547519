"""How complete a recent month is: cases are reported late, so the last counts are too low. From the delays seen so far,
by reversed time (S. W. Lagakos, L. M. Barraj and V. De Gruttola, 1988), which is the chain ladder of insurance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from zhiben.analysis.methods import Method
from zhiben.analysis.rates import Interval
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the method; another number when the same delays may give another curve."""

Z = 1.96
PROVISIONAL = 0.95
"""A period that is less complete is marked as provisional."""


@dataclass(frozen=True, slots=True)
class Complete:
    """`share` of the cases that are ever reported, known when a period is `age` periods old, with its 95 % interval.
    The longest delay that could be seen counts as ever."""

    age: int
    share: float
    within: Interval

    @property
    def provisional(self) -> bool:
        """True for periods of this age that a page marks."""
        return self.share < PROVISIONAL


def completeness(delays: Sequence[int], ages: Sequence[int]) -> tuple[Complete, ...]:
    """By age, from 0 to the greatest age. Of every case: after how many periods it was reported, and how many have
    passed since it happened. Raises ValueError on a delay below 0 or beyond its age, and without cases."""
    if not delays or len(delays) != len(ages):
        raise ValueError("every case needs its delay and its age")
    if any(not 0 <= delay <= age for delay, age in zip(delays, ages, strict=True)):
        raise ValueError("a delay lies between 0 and the case's age")
    longest = max(ages)
    pairs = Counter(zip(delays, ages, strict=True))
    share, variance = 1.0, 0.0
    found = [Complete(longest, 1.0, Interval(1.0, 1.0))]
    for delay in range(longest, 0, -1):
        # Only cases old enough to have been reported this late tell how many are.
        late = sum(count for (told, age), count in pairs.items() if told == delay and age >= delay)
        sooner = sum(count for (told, age), count in pairs.items() if told < delay <= age)
        if late and not sooner:
            share = 0.0
        elif late:
            share *= sooner / (sooner + late)
            variance += late / (sooner * (sooner + late))
        found.append(Complete(delay - 1, share, _within(share, variance)))
    return tuple(reversed(found))


def _within(share: float, variance: float) -> Interval:
    """On the scale of log(-log), which keeps to 0 and 1."""
    if not 0 < share < 1:
        return Interval(share, 1.0 if share else 0.0)
    around, spread = log(-log(share)), Z * sqrt(variance) / abs(log(share))
    return Interval(exp(-exp(around + spread)), exp(-exp(around - spread)))


METHODS = (
    Method(
        key="reporting-delay",
        title=N_("迟报曲线"),
        version=VERSION,
        reference="Lagakos, Barraj & De Gruttola 1988; Mack 1993",
        how=N_(
            "事故往往过一段时间才报来，所以最近几个月的数总是偏低。用过去每起事故隔了几个月才报到，算出一个月过去0个月、1个月、2个月时，"
            "数字大约齐了几成，并给出95%区间。不足95%的月份标为“暂定”。"
        ),
        never=N_("暂定的月份不与上年同月比升降。"),
    ),
)
