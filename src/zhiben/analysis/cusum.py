"""Slow drifts of small counts, and events so rare that days between them say more than counts. The cumulative sum of
what lies above a reference value signals when it reaches `h`; how long that takes when nothing is wrong is worked out
exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import log

import numpy as np

from zhiben.analysis.methods import Method
from zhiben.analysis.rates import poisson_of
from zhiben.kernel.text import N_

VERSION = "2"
"""Of both methods; another number when the same counts may raise other alarms."""

RUN = 100.0
"""Periods that a series in control shall go between false alarms, at least."""
STEPS = 10
"""Reference values are rounded to tenths, so that sums are whole tenths and the chain is exact."""
MOST_STATES = 2_000
GAP_LIMITS = (0.00135, 0.5, 0.99865)


@dataclass(frozen=True, slots=True)
class Plan:
    """Reference value `k` and limit `h` of a sum that detects `shifted` where `usual` is the mean, and how long it runs
    on average between false alarms."""

    usual: float
    shifted: float
    k: Fraction
    h: Fraction
    run: float


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum after a period, `alarm` when it reached the limit; it then begins anew at 0."""

    place: int
    observed: float
    value: float
    alarm: bool


def run_length(h: Fraction | int, k: Fraction | int, mean: float) -> float:
    """Average number of periods until the sum of Poisson counts with this mean, less `k` each and never below 0,
    reaches `h`, from 0 on (D. Brook and D. A. Evans, 1972; exact, since sums are whole multiples of a fraction). Raises
    ValueError on limits that are not above 0 or too fine."""
    top, reference = Fraction(h), Fraction(k)
    fine = int(np.lcm(top.denominator, reference.denominator))
    states, down = int(top * fine), int(reference * fine)
    if states < 1 or down < 1 or mean <= 0 or states > MOST_STATES:
        raise ValueError("limits and mean are above 0, and no finer than two thousand steps")
    most = (states + down) // fine + 1
    chances = [poisson_of(some, mean) for some in range(most + 1)]
    moves = np.zeros((states, states))
    for state in range(states):
        for some, chance in enumerate(chances):
            then = max(0, state + some * fine - down)
            if then < states:
                moves[state, then] += chance
    return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


def plan(usual: float, shifted: float, run: float = RUN) -> Plan:
    """The sum for a rise from `usual` to `shifted`: k = (shifted - usual) / ln(shifted / usual) (J. M. Lucas, 1985),
    rounded to tenths, and the smallest limit with which it runs so long in control. Raises ValueError unless the mean
    is above 0 and rises."""
    if not 0 < usual < shifted:
        raise ValueError("the mean to be detected lies above the usual one")
    exact = (shifted - usual) / log(shifted / usual)
    fine = STEPS if exact < MOST_STATES / (4 * STEPS) else 1
    k = Fraction(max(1, round(exact * fine)), fine)
    h = Fraction(smallest(lambda steps: run_length(Fraction(steps, fine), k, usual), run), fine)
    return Plan(usual, shifted, k, h, run_length(h, k, usual))


def smallest(length: Callable[[int], float], run: float) -> int:
    """The smallest limit, in steps, with which a sum runs so long; `length` grows with the limit."""
    low, high = 0, 1
    while length(high) < run:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if length(middle) < run else (low, middle)
    return high


def watch(counts: Sequence[float | None], plan: Plan) -> list[Sum]:
    """The sum along a series. A period without a figure leaves it as it is."""
    return summed(counts, (plan.k,), plan.h)


def summed(counts: Sequence[float | None], k: Sequence[Fraction], h: Fraction) -> list[Sum]:
    """The same with reference values that repeat with a cycle, from place 0 on."""
    found, value = [], Fraction(0)
    for place, observed in enumerate(counts):
        if observed is None:
            continue
        value = max(Fraction(0), value + Fraction(observed) - k[place % len(k)])
        alarm = value >= h
        found.append(Sum(place, observed, float(value), alarm))
        value = Fraction(0) if alarm else value
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """Days from one event to the next. `soon`: so few, in whole days, come by chance in 1.35 of 1,000 cases at most."""

    after: date
    until: date
    days: int
    soon: bool


def gap_limits(mean: float, events: int = 1) -> tuple[float, float, float]:
    """Lower limit, median and upper limit of the time that `events` more events take where one comes every `mean` days
    by chance (exponential; of several, gamma): 0.135, 50 and 99.865 %. Raises ValueError unless both are above 0."""
    if mean <= 0 or events < 1:
        raise ValueError("the mean gap and the number of events are above 0")
    if events == 1:
        low, middle, high = (-log(1 - share) * mean for share in GAP_LIMITS)
    else:
        from scipy.stats import gamma

        low, middle, high = (float(gamma.ppf(share, events)) * mean for share in GAP_LIMITS)
    return low, middle, high


def gaps(days: Sequence[date], mean: float, events: int = 1) -> list[Gap]:
    """From each event to the `events`-th after it, in whole days, against what is rare for a known mean gap. Raises
    ValueError as `gap_limits` does."""
    least = soonest(mean, events)
    ordered = sorted(days)
    told = zip(ordered, ordered[events:], strict=False) if events > 1 else pairwise(ordered)
    return [
        Gap(one, other, (other - one).days, soon=least is not None and (other - one).days <= least)
        for one, other in told
    ]


def soonest(mean: float, events: int = 1) -> int | None:
    """The most whole days that are told to be soon, None where not even the same day is: `d` days between two dates may
    be all but a day more, so that the chance of so few is that of less than `d` + 1."""
    low = gap_limits(mean, events)[0]
    return int(low) - 1 if low >= 1 else None


METHODS = (
    Method(
        key="cusum",
        title=N_("缓慢上升预警（累积和）"),
        version=VERSION,
        reference="Page 1954; Lucas 1985; Brook & Evans 1972",
        how=N_(
            "每期的起数减去一个参考值，把多出来的一期一期累加，少了就往回减，减到0为止。累加到上限就报警，再从0开始。参考值取在“平常”和"
            "“想要发现的上升”之间；上限按“没有变化时平均多少期才误报一次”精确算出。适合每期只有几起、一点一点变多的情形。"
        ),
        never=N_("报警说明可能已经变多了一段时间，不说明从哪一期开始，也不说明原因。"),
    ),
    Method(
        key="gaps",
        title=N_("罕见事件的间隔天数"),
        version=VERSION,
        reference="Nelson 1994; Benneyan 2001 (g and t charts)",
        how=N_(
            "一个区一年只有几起亡人事故时，不数起数，看两起之间隔了多少天。按平均间隔推算，一千次里只有一次多会短到下限以内，"
            "短于下限就报警。日期只记到天，隔0天也可能将近一天，所以隔的天数加1仍不超过下限才算。平均间隔不长时，同一天再发生"
            "也在偶然之内，要看连续几起一共用了多少天。一起事故死几个人都只算一起。"
        ),
        never=N_("间隔变长一次，不能说明安全形势好转。"),
    ),
)
