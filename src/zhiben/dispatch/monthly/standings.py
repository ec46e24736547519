"""How units stand beside their peers by one indicator: places where the base allows one, bands instead of places inside
noise, what the next place takes in work, how near the next one behind is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from zhiben.analysis import rank_gain
from zhiben.analysis.funnel import LEAST
from zhiben.analysis.rank_gain import Margin, Step
from zhiben.analysis.rates import wilson
from zhiben.dispatch.monthly.indicators import Indicator
from zhiben.kernel.ranking import shared
from zhiben.kernel.text import N_

DISPLAYED = 0.998
"""Beyond the interval of this confidence a unit differs clearly from the whole."""


class Group(StrEnum):
    """In which group a unit stands by an indicator; only `RANKED` ones have a place."""

    RANKED = "ranked"
    SMALL = "small"
    NONE = "none"
    SILENT = "silent"


GROUPS = {
    Group.RANKED: "",
    Group.SMALL: N_("基数不足{least}，不排名").format(least=LEAST),
    Group.NONE: N_("无任务"),
    Group.SILENT: N_("未报"),
}
BETTER, ALIKE, WORSE = N_("明显好于整体"), N_("与整体无明显差异"), N_("明显差于整体")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one unit stands by one indicator. `rank` among `of` ranked ones, 0 without; `step` is the nearest better
    place, `margin` who may overtake first, by its id."""

    indicator: Indicator
    counts: tuple[int, int]
    group: Group
    rank: int = 0
    of: int = 0
    band: str = ""
    step: Step | None = None
    margin: Margin | None = None
    behind: int = 0

    @property
    def rate(self) -> Fraction | None:
        """The proportion; None where there is nothing to do."""
        return Fraction(*self.counts) if self.counts[1] else None


def places(indicator: Indicator, counts: Mapping[int, tuple[int, int]]) -> dict[int, Place]:
    """The place of every unit, by id."""
    groups = {unit: _group(indicator, told) for unit, told in counts.items()}
    ranked = [unit for unit, group in groups.items() if group is Group.RANKED]
    standings = [rank_gain.Standing(Fraction(*counts[unit]), counts[unit]) for unit in ranked]
    ranks = shared([one.value for one in standings])
    whole = Fraction(sum(counts[unit][0] for unit in ranked), sum(counts[unit][1] for unit in ranked) or 1)
    found = {unit: Place(indicator, counts[unit], group) for unit, group in groups.items()}
    for ours, unit in enumerate(ranked):
        steps = rank_gain.steps(standings, ours) if indicator.work else []
        margin = rank_gain.margin(standings, ours)
        found[unit] = Place(
            indicator,
            counts[unit],
            Group.RANKED,
            rank=ranks[ours],
            of=len(ranked),
            band=band(counts[unit], whole),
            step=within_reach(steps[0], counts[unit]) if steps else None,
            margin=margin,
            behind=ranked[margin.by] if margin else 0,
        )
    return found


def within_reach(step: Step, counts: tuple[int, int]) -> Step:
    """A place held by those who have done everything is passed by nobody, but shared by whoever does everything too."""
    done, of = counts
    if step.reachable or Fraction(done, of) + step.needed != 1:
        return step
    return replace(step, work=of - done, reachable=True)


def band(counts: tuple[int, int], whole: Fraction) -> str:
    """Whether a proportion differs from the whole's by more than chance."""
    limits = wilson(*counts, DISPLAYED)
    if limits.low > whole:
        return BETTER
    return WORSE if limits.high < whole else ALIKE


def _group(indicator: Indicator, counts: tuple[int, int]) -> Group:
    done, of = counts
    if not of:
        return Group.NONE
    if indicator.silent and not done:
        return Group.SILENT
    return Group.RANKED if of >= LEAST else Group.SMALL


@dataclass(frozen=True, slots=True)
class Effort:
    """One of the measures where effort pays: so many items of work for so many places."""

    indicator: Indicator
    work: int
    places: int
    rank: int
    to_rank: int
    within_noise: bool


def efforts(own: Sequence[Place], most: int = 3) -> list[Effort]:
    """The measures that gain most places for the least work, those whose gain is more than noise first."""
    found = [
        Effort(
            one.indicator,
            one.step.work,
            one.rank - one.step.to_rank,
            one.rank,
            one.step.to_rank,
            bool(one.step.within_noise),
        )
        for one in own
        if one.step and one.step.work and one.step.reachable
    ]
    return sorted(found, key=lambda one: (one.within_noise, Fraction(one.work, one.places), one.rank))[:most]
