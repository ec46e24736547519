"""What a better place in a ranking takes, counted in work, and how little it takes others to overtake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from zhiben.analysis.rates import wilson
from zhiben.kernel.ranking import shared

VERSION = "3"
"""Of the method; another number when the same values may give other steps."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit's value in the ranking; of a proportion with its counts. More is better."""

    value: Fraction
    counts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A better place, alone or shared. `needed`: more than this must be gained in value; `work`: the fewest items more,
    `shared`: the fewest that make both equal, which shares the place (None without counts); `reachable`, `shareable`:
    whether there are so many left; `within_noise`: whether the 95 % intervals of both overlap, so that the place may
    come and go by chance (None without counts). One item may pass several units: of all whom the same work passes, the
    best one counts. `tied`: the work ends level with somebody else."""

    to_rank: int
    needed: Fraction
    work: int | None
    shared: int | None
    reachable: bool
    shareable: bool
    within_noise: bool | None
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Margin:
    """Who is nearest to overtaking (its place in the sequence), by how much in value and in items of its own."""

    by: int
    needed: Fraction
    work: int | None


def rank(standings: Sequence[Standing], ours: int) -> int:
    """The place from 1; equal ones share it."""
    return shared([one.value for one in standings])[ours]


def steps(standings: Sequence[Standing], ours: int, growth: int = 0) -> list[Step]:
    """Every better place, the nearest first. `growth`: items that will fall due besides, all still to be done."""
    mine = standings[ours]
    left = mine.counts[1] + growth - mine.counts[0] if mine.counts else 0
    found: dict[Fraction | int, Step] = {}
    for value in sorted({one.value for one in standings if one.value > mine.value}):
        rivals = [one for one in standings if one.value == value]
        work, level = _work(mine, value, growth), _level(mine, value, growth)
        ahead = [one.value for one in standings if one.value > value]
        after = _after(mine, work, growth) or value
        found[value if work is None else work] = Step(
            to_rank=1 + sum(other > after for other in ahead),
            needed=value - mine.value,
            work=work,
            shared=level,
            reachable=work is None or work <= left,
            shareable=level is None or level <= left,
            within_noise=_overlap(mine, rivals[0]),
            tied=after in ahead,
        )
    return list(found.values())


def margin(standings: Sequence[Standing], ours: int) -> Margin | None:
    """Whose way past us is shortest: in items where all are counted, else in value. None where nobody can."""
    mine = standings[ours].value
    behind = [place for place, one in enumerate(standings) if place != ours and one.value <= mine and _can(one, mine)]
    ways = [Margin(place, mine - standings[place].value, _work(standings[place], mine, 0)) for place in behind]
    if all(way.work is not None for way in ways):
        return min(ways, key=lambda way: (way.work or 0, way.needed, way.by), default=None)
    return min(ways, key=lambda way: (way.needed, way.by), default=None)


def _work(one: Standing, value: Fraction, growth: int) -> int | None:
    """The fewest items more with which it lies above `value`."""
    if one.counts is None:
        return None
    done, of = one.counts
    return max(0, int(value * (of + growth)) + 1 - done)


def _after(one: Standing, work: int | None, growth: int) -> Fraction | None:
    """Where so much work ends."""
    return Fraction(one.counts[0] + work, one.counts[1] + growth) if one.counts and work is not None else None


def _level(one: Standing, value: Fraction, growth: int) -> int | None:
    """The fewest items more with which it lies at `value` or above."""
    return max(0, ceil(value * (one.counts[1] + growth)) - one.counts[0]) if one.counts else None


def _can(one: Standing, value: Fraction) -> bool:
    """Whether it has so many items left that it may come to lie above `value`."""
    return one.counts is None or (_work(one, value, 0) or 0) <= one.counts[1] - one.counts[0]


def _overlap(one: Standing, other: Standing) -> bool | None:
    if one.counts is None or other.counts is None:
        return None
    return wilson(*one.counts).high >= wilson(*other.counts).low
