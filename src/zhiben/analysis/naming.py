"""Which units may be named for a rate: at limits in whole items that follow from how many innocent units a year may be
named by chance, over all units and issues. A unit is innocent when it does as well as all the others together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, fsum, lgamma

VERSION = "1"
"""Of the method; another number when the same counts may name others."""

BUDGET = 1.0
"""Innocent units named a year; a default of this product."""
LEAST_DUE = 10
"""With fewer items due a unit is not judged: 基数不足."""
LEAST_AGAIN = 2
"""One missed item twice on end names nobody, however well the others do."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one unit in one issue: items that were due, and those of them that were missed."""

    due: int
    missed: int

    def __post_init__(self) -> None:
        if not 0 <= self.missed <= self.due:
            raise ValueError(f"{self.missed} of {self.due} is no proportion")


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
    issue: dict[int, Counts], before: dict[int, Verdict], *, units: int, issues: int, budget: float = BUDGET
) -> dict[int, Verdict]:
    """Every unit of an issue beside the others of that issue. `before`: the verdicts of the issue before; `units`,
    `issues`: how many are judged in a year, whatever comes of it: the budget is theirs together."""
    missed, due = sum(one.missed for one in issue.values()), sum(one.due for one in issue.values())
    share = budget / (units * issues)
    found = {}
    for unit, counts in issue.items():
        others = missed - counts.missed, due - counts.due
        drawn = limits(counts.due, others, share) if counts.due >= LEAST_DUE and others[1] else None
        found[unit] = Verdict(counts, others, drawn, _reason(counts, drawn, before.get(unit)))
    return found


def _reason(counts: Counts, drawn: Limits | None, before: Verdict | None) -> str:
    if drawn is None:
        return ""
    if counts.missed >= drawn.at_once:
        return "at_once"
    if before is None or before.limits is None:
        return ""
    twice = counts.missed >= drawn.again and before.counts.missed >= before.limits.again
    return "again" if twice else ""


@lru_cache(maxsize=65_536)
def limits(due: int, others: tuple[int, int], share: float) -> Limits:
    """Exact limits for a unit with `due` items, the others having missed `others[0]` of `others[1]`. `share`: the
    probability with which an innocent unit may be named in one issue; half of it is for one issue alone, and what that
    leaves for two on end, whose items are taken to be others each time."""
    at_once = _from(due, others, share / 2)
    left = share - by_chance(at_once, due, others) if at_once <= due else share
    return Limits(at_once, max(_from(due, others, left**0.5), LEAST_AGAIN))


def by_chance(least: int, due: int, others: tuple[int, int]) -> float:
    """The probability that of all missed items, `least` and those of the others, so many or more fall to one unit's
    `due` when all are missed alike (hypergeometric: nothing is assumed of how often that is)."""
    missed, of = others[0] + least, others[1] + due
    ways = _ways(of, missed)
    most = min(due, missed)
    logs = (_ways(due, own) + _ways(of - due, missed - own) - ways for own in range(least, most + 1))
    return min(1.0, fsum(map(exp, logs)))


def _ways(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def _from(due: int, others: tuple[int, int], share: float) -> int:
    """The smallest count that chance reaches with at most this probability; `due` + 1 where none is."""
    return next((least for least in range(1, due + 1) if by_chance(least, due, others) <= share), due + 1)
