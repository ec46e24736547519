"""How complete a recent month is: cases are reported late, so the last counts are too low. From the delays seen so far,
by reversed time (S. W. Lagakos, L. M. Barraj and V. De Gruttola, 1988), which is the chain ladder of insurance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from zhiben.analysis.methods import Method
from zhiben.analysis.rates import Interval, Z
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same delays may give another curve."""

TAIL = 0.025
PROVISIONAL = 0.95
"""A period that is less complete is marked as provisional."""


@dataclass(frozen=True, slots=True)
class Complete:
    """`share` of the cases that are ever reported, known when a period is `age` periods old, with its 95 % interval
    (exact where all or none of the cases that could tell were reported by then). The longest delay that could be seen
    counts as ever."""

    age: int
    share: float
    within: Interval

    @property
    def provisional(self) -> bool:
        """True for periods of this age that a page marks: they may be less complete."""
        return self.within.low < PROVISIONAL


def completeness(
    delays: Sequence[int], ages: Sequence[int], blind: Sequence[int] | None = None
) -> tuple[Complete, ...]:
    """By age, from 0 to the greatest age. Of every case: after how many periods it was reported, and how many have
    passed since it happened. `blind`: delays up to it are not told apart, because nobody wrote anything down yet; such
    a case says only of longer delays that it was sooner. Raises ValueError on a delay below 0 or beyond its age, and
    without cases."""
    blind = [0] * len(delays) if blind is None else blind
    if not delays or not len(delays) == len(ages) == len(blind):
        raise ValueError("every case needs its delay and its age")
    if any(not 0 <= delay <= age for delay, age in zip(delays, ages, strict=True)):
        raise ValueError("a delay lies between 0 and the case's age")
    longest = max(ages)
    seen = Counter(zip(delays, ages, blind, strict=True))
    share, variance, none = 1.0, 0.0, 0
    curve: list[tuple[float, Interval]] = [(1.0, _within(1.0, 0.0, 0))]
    for delay in range(longest, 0, -1):
        # Only cases old enough to have been reported this late tell how many are.
        telling = [(after, count) for (after, age, unseen), count in seen.items() if unseen < delay <= age]
        late = sum(count for after, count in telling if after == delay)
        sooner = sum(count for after, count in telling if after < delay)
        if late and not sooner:
            share, none = 0.0, none or late
        elif late:
            share *= sooner / (sooner + late)
            variance += late / (sooner * (sooner + late))
        curve.append((share, _within(share, variance, none if share == 0 else sooner)))
    return tuple(_growing(reversed(curve)))


def _growing(told: Iterable[tuple[float, Interval]]) -> Iterator[Complete]:
    """By age; older periods are no less complete, so that what a younger one reaches at least they reach too."""
    least = 0.0
    for age, (share, within) in enumerate(told):
        least = max(least, within.low)
        yield Complete(age, share, Interval(least, within.high))


def _within(share: float, variance: float, cases: int) -> Interval:
    """On the scale of log(-log), which keeps to 0 and 1; of all and of none, how many `cases` could tell."""
    if not 0 < share < 1:
        beyond = TAIL ** (1 / cases) if cases else 0.0
        return Interval(beyond, 1.0) if share else Interval(0.0, 1 - beyond)
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
            "数字大约齐了几成，并给出95%区间。区间下限不足95%的月份标为“暂定”。还没有过完的月份不算过去。"
        ),
        never=N_("暂定的月份不与上年同月比升降。"),
    ),
)
