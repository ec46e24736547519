"""The cumulative sum of counts that go with the season: against one mean for all months, every summer is a drift. What
is usual is told by the same months of the years before, drawn towards one level as far as chance may have set them
apart; the sum is that of the logarithm of a likelihood ratio for a rise by the same factor in every month, so that one
limit stands for all of them, and how long it runs in control is worked out as for counts with one mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis import empirical_bayes
from zhiben.analysis.cusum import MOST_STATES, RUN, STEPS, Sum, smallest, summed
from zhiben.analysis.methods import Method
from zhiben.analysis.rates import poisson_of
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the method; another number when the same counts may raise other alarms."""

A_YEAR = 12
SETTLED = 1e-10
"""A share of the chance that nothing has been signalled, from one cycle to the next, that no longer moves."""
MOST_CYCLES = 2_000
ESTIMATED = 1.75
"""By this factor a longer run is asked for where the means were estimated from a few years: what is estimated a little
too low signals sooner. Measured for four years of months (tests/analysis/test_seasonal_sum.py): 1.0 in 100 months
instead of 1.7; for one year 1.6 instead of 2.3."""


@dataclass(frozen=True, slots=True)
class Plan:
    """By place in the cycle: `usual` counts and reference values `k`; the limit `h` of a sum that detects a rise by the
    factor `ratio`, and how many periods it runs on average between false alarms, begun at place 0."""

    usual: tuple[float, ...]
    ratio: float
    k: tuple[Fraction, ...]
    h: Fraction
    run: float


def profile(counts: Sequence[float | None], months: Sequence[int]) -> tuple[float, ...]:
    """What is usual in January to December, from counts of months (1 to 12 beside them); one without a figure is left
    out. Empirical Bayes: where the months differ by no more than chance, all are the same, and a month that nobody has
    counted is as all together. All 0 without an accident."""
    told = [(month, count) for count, month in zip(counts, months, strict=True) if count is not None]
    seen, known = np.zeros(A_YEAR), np.zeros(A_YEAR)
    for month, count in told:
        seen[month - 1] += count
        known[month - 1] += 1
    if not seen.any():
        return (0.0,) * A_YEAR
    some = known > 0
    prior = empirical_bayes.fitted(seen[some], known[some], "marshall")
    usual = np.full(A_YEAR, prior.mean)
    usual[some] = empirical_bayes.updated(prior, seen[some], known[some]).mean
    return tuple(usual.tolist())


def run_length(h: Fraction, k: Sequence[Fraction], means: Sequence[float]) -> float:
    """Average number of periods until the sum of Poisson counts, whose means repeat with the cycle, less `k` each and
    never below 0, reaches `h`, from 0 at place 0 on. Of the sum that has not signalled, the chance of every state is
    followed until a cycle takes the same share of all; the rest is a geometric series. Raises ValueError on limits
    that are not above 0 or too fine."""
    fine = int(np.lcm.reduce([h.denominator, *(one.denominator for one in k)]))
    states = int(h * fine)
    if states < 1 or min(k) <= 0 or min(means) <= 0 or states > MOST_STATES or len(k) != len(means):
        raise ValueError("limits and means are above 0, one reference value for each, and not too fine")
    moves = [_move(mean, int(one * fine), fine, states) for mean, one in zip(means, k, strict=True)]
    chances = np.zeros(states)
    chances[0] = 1.0
    total, left, before = 0.0, 1.0, 0.0
    for _cycle in range(MOST_CYCLES):
        survived = 0.0
        for move in moves:
            survived += float(chances.sum())
            chances = move @ chances
        share = float(chances.sum()) / left
        total += survived
        left = float(chances.sum())
        if left <= 0 or abs(share - before) < SETTLED:
            return total + survived * share / (1 - share)
        before = share
    return total


def _move(mean: float, down: int, fine: int, states: int) -> NDArray[np.float64]:
    """By the state after (rows) and before (columns): the chance of getting there in one period without a signal."""
    told = np.zeros((states, states))
    before = np.arange(states)
    for some in range((states + down) // fine + 2):
        then = np.maximum(0, before + some * fine - down)
        inside = then < states
        np.add.at(told, (then[inside], before[inside]), poisson_of(some, mean))
    return told


def plan(usual: Sequence[float], ratio: float, run: float = RUN) -> Plan:
    """The sum for a rise of every period of the cycle by the factor `ratio`, k = mean · (ratio - 1) / ln(ratio), with
    the smallest limit that runs so long in control. Raises ValueError unless all means are above 0 and rise."""
    if not usual or min(usual) <= 0 or ratio <= 1:
        raise ValueError("all means are above 0, and the factor above 1")
    exact = [mean * (ratio - 1) / log(ratio) for mean in usual]
    fine = STEPS if max(exact) < MOST_STATES / (4 * STEPS) else 1
    k = tuple(Fraction(max(1, round(one * fine)), fine) for one in exact)
    h = Fraction(smallest(lambda steps: run_length(Fraction(steps, fine), k, usual), run), fine)
    return Plan(tuple(usual), ratio, k, h, run_length(h, k, usual))


def watch(counts: Sequence[float | None], told: Plan) -> list[Sum]:
    """The sum along a series that begins at place 0 of the cycle. A period without a figure leaves it as it is."""
    return summed(counts, told.k, told.h)


METHODS = (
    Method(
        key="seasonal-cusum",
        title=N_("分月的缓慢上升预警（累积和）"),
        version=VERSION,
        reference="Lucas 1985; Marshall 1991; Rossi, Lampugnani & Marchi 1999",
        how=N_(
            "事故有淡旺季，拿全年的平均作“平常”，每年夏天都像在上升。所以每个月的“平常”取往年同月的平均，起数少的向各月平均拉近，各月"
            "差别没有超出偶然的全部拉平。要发现的上升对每个月都是同一个倍数，各月参考值按此推出，一条上限管全年；多少期才误报一次，"
            "按一年十二个月逐月算出。"
        ),
        never=N_("往年只有一两年数据的，淡旺季说不准；报警不说明从哪一月开始，也不说明原因。"),
    ),
)
