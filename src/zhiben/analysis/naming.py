"""Which units may be named for a rate: at limits in whole items that follow from how many innocent units a year may be
named by chance, over all units and issues. A unit is innocent when it does as well as all the others together, or
differs from them no more than they differ among themselves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import ceil, exp, fsum, log, sqrt

from zhiben.analysis.funnel import winsorised
from zhiben.analysis.rates import log_ways

VERSION = "3"
"""Of the method; another number when the same counts may name others."""

BUDGET = 1.0
"""Innocent units named a year; a default of this product."""
LEAST_DUE = 10
"""With fewer items due a unit is not judged: 基数不足."""
LEAST_AGAIN = 2
"""One missed item twice on end names nobody, however well the others do."""
KEPT = 0.6787
"""What winsorising a tenth of either end leaves of a normal variance of 1."""
GRID = 0.001
"""To whole multiples of this the spread between units is rounded up."""
TAIL = 0.001
"""So rarely chance puts an innocent unit where it leans: a hint for the office, far too often for naming anybody."""
WIDEST = 0.999
"""At 1 every unit misses all or nothing."""

BLOCK = 256
"""Counts of one issue beside all of another that are added up at a time: memory stays small for large units."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one unit in one issue: items that were due, those of them that were missed, and those of these that had been
    missed in the issue before already."""

    due: int
    missed: int
    carried: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.carried <= self.missed <= self.due:
            raise ValueError(f"{self.carried} of {self.missed} of {self.due} is no proportion")


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many missed items on a unit is named: in one issue, or in each of two issues on end. A limit above what
    was due cannot be reached."""

    at_once: int
    again: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one unit stands in an issue. `others`: all of them together as (missed, due); `limits` None where too few
    items were due; `reason` "at_once", "again", or "" for one that is not named."""

    counts: Counts
    others: tuple[int, int]
    limits: Limits | None
    reason: str


def judged(
    issue: dict[int, Counts],
    before: dict[int, Verdict],
    *,
    units: int,
    issues: int,
    budget: float = BUDGET,
    spread: float = 0.0,
) -> dict[int, Verdict]:
    """Every unit of an issue beside the others of that issue. `before`: the verdicts of the issue before; `units`,
    `issues`: how many are judged in a year, whatever comes of it: the budget is theirs together; `spread`: how much
    units differ anyway, the mean of `spread_in` over the issues of the last year."""
    missed, due = sum(one.missed for one in issue.values()), sum(one.due for one in issue.values())
    share = budget / (units * issues)
    wide = _widened(spread)
    found = {}
    for unit, counts in issue.items():
        others = missed - counts.missed, due - counts.due
        drawn = limits(counts.due, others, share, wide) if counts.due >= LEAST_DUE and others[1] else None
        found[unit] = Verdict(counts, others, drawn, _reason(counts, drawn, before.get(unit)))
    return found


def _reason(counts: Counts, drawn: Limits | None, before: Verdict | None) -> str:
    if drawn is None:
        return ""
    if counts.missed >= drawn.at_once:
        return "at_once"
    if before is None or before.limits is None:
        return ""
    # What was missed before already is one fact, not two.
    twice = counts.missed - counts.carried >= drawn.again and before.counts.missed >= before.limits.again
    return "again" if twice else ""


def spread_in(issue: Iterable[Counts]) -> float:
    """How much more units differ in one issue than by chance: the correlation of two items of one unit, below 0 where
    they differ less. 0.0 where it cannot be told. Units far out count as the next ones in (winsorised)."""
    told = [one for one in issue if one.due >= LEAST_DUE]
    due, missed = sum(one.due for one in told), sum(one.missed for one in told)
    if len(told) < 2 or missed in (0, due):
        return 0.0
    rate = missed / due
    scores = [(one.missed - rate * one.due) / sqrt(rate * (1 - rate) * one.due) for one in told]
    sum_of_squares = fsum(score * score for score in winsorised(scores)) / KEPT
    return (sum_of_squares - (len(told) - 1)) / (due - sum(one.due**2 for one in told) / due)


@lru_cache(maxsize=65_536)
def limits(due: int, others: tuple[int, int], share: float, spread: float = 0.0) -> Limits:
    """Exact limits for a unit with `due` items, the others having missed `others[0]` of `others[1]`. `share`: the
    probability with which an innocent unit may be named in one issue; half of it is for one issue alone, and what that
    leaves for two on end, whose items are taken to be others each time. With `spread` never below what they are
    without: then each unit has a rate of its own, drawn once (beta) around that of the others."""
    at_once = _first(due, lambda least: by_chance(least, due, others) <= share / 2)
    left = share - by_chance(at_once, due, others) if at_once <= due else share
    again = max(_first(due, lambda least: by_chance(least, due, others) ** 2 <= left), LEAST_AGAIN)
    if spread and 0 < others[0] < others[1]:
        ordinary = Ordinary(due, others[0] / others[1], spread)
        at_once = max(at_once, _first(due, lambda least: ordinary.once(least) <= share / 2))
        left = share - (ordinary.once(at_once) if at_once <= due else 0.0)
        again = max(again, _first(due, lambda least: ordinary.twice(least) <= left))
    return Limits(at_once, again)


def leaning(counts: Counts, others: tuple[int, int], spread: float = 0.0) -> str:
    """ "worse" or "better" where chance leaves a unit so far from the others, itself apart, only at `TAIL`; else ""."""
    more = by_chance(counts.missed, counts.due, others)
    fewer = by_chance(counts.missed, counts.due, others, or_fewer=True)
    wide = _widened(spread)
    if wide and 0 < others[0] < others[1]:
        ordinary = Ordinary(counts.due, others[0] / others[1], wide)
        more = max(more, ordinary.once(counts.missed))
        fewer = max(fewer, 1 - ordinary.once(counts.missed + 1))
    if more <= TAIL:
        return "worse"
    return "better" if fewer <= TAIL else ""


def by_chance(count: int, due: int, others: tuple[int, int], *, or_fewer: bool = False) -> float:
    """The probability that of all missed items, `count` and those of the others, so many or more (fewer) fall to one
    unit's `due` when all are missed alike (hypergeometric: nothing is assumed of how often that is)."""
    missed, of = others[0] + count, others[1] + due
    ways = log_ways(of, missed)
    span = range(max(0, missed - others[1]), count + 1) if or_fewer else range(count, min(due, missed) + 1)
    return min(1.0, fsum(exp(log_ways(due, own) + log_ways(of - due, missed - own) - ways) for own in span))


class Ordinary:
    """A unit as units differ anyway: its rate is drawn from the beta distribution with this mean and correlation of two
    items, and its `due` items of an issue at that rate."""

    def __init__(self, due: int, rate: float, spread: float) -> None:
        self.due = due
        more, less = rate * (1 / spread - 1), (1 - rate) * (1 / spread - 1)
        # log of B(more + missed, less + kept) / B(more, less), for up to two issues' items.
        self.up = list(accumulate((log(more + some) for some in range(2 * due)), initial=0.0))
        self.down = list(accumulate((log(less + some) for some in range(2 * due)), initial=0.0))
        self.all = list(accumulate((log(more + less + some) for some in range(2 * due)), initial=0.0))
        self.ways = [log_ways(due, some) for some in range(due + 1)]

    def once(self, least: int) -> float:
        """The probability of missing `least` or more in one issue."""
        return min(1.0, fsum(exp(self.ways[some] + self._rates(some, self.due)) for some in range(least, self.due + 1)))

    def twice(self, least: int) -> float:
        """The probability of missing `least` or more in each of two issues."""
        import numpy as np

        some = np.arange(least, self.due + 1)
        ways = np.array(self.ways)[some]
        both = np.array([self._rates(missed, 2 * self.due) for missed in range(2 * self.due + 1)])
        rows = (slice(first, first + BLOCK) for first in range(0, len(some), BLOCK))
        parts = (np.exp(ways[row, None] + ways + both[some[row, None] + some]).sum() for row in rows)
        return min(1.0, float(sum(parts)))

    def _rates(self, missed: int, of: int) -> float:
        return self.up[missed] + self.down[of - missed] - self.all[of]


def _widened(spread: float) -> float:
    return min(ceil(max(spread, 0.0) / GRID) * GRID, WIDEST)


def _first(due: int, holds: Callable[[int], bool]) -> int:
    """The smallest count from 1 on of which it holds, `due` + 1 where there is none; it holds of all larger ones."""
    return bisect_left(range(1, due + 1), True, key=holds) + 1


def falls(count: int, total: int, share: float, worse: str) -> float:
    """The probability that of `total` events so many as `count` or more ("high"), or so few or fewer ("low"), fall to
    one unit whose `share` of what was expected they follow (binomial)."""
    span = range(count, total + 1) if worse == "high" else range(count + 1)
    yes, no = log(share), log(1 - share)
    return min(1.0, fsum(exp(log_ways(total, some) + some * yes + (total - some) * no) for some in span))
