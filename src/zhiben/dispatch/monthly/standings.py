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
from zhiben.analysis.rates import Interval, wilson
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
ALIKE_PLACES = N_("同一档")
BETTER, ALIKE, WORSE = N_("明显好于整体"), N_("与整体无明显差异"), N_("明显差于整体")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one unit stands by one indicator. `rank` among `of` ranked ones, 0 without, which it shares with `tied`
    others; chance alone may put it anywhere from `best` to `worst`. `step` is the nearest better place, `reached` the
    class in which its work ends as papers print it, `margin` who may overtake first."""

    indicator: Indicator
    counts: tuple[int, int]
    group: Group
    rank: int = 0
    of: int = 0
    tied: int = 0
    best: int = 0
    worst: int = 0
    band: str = ""
    step: Step | None = None
    reached: str = ""
    margin: Margin | None = None

    @property
    def rate(self) -> Fraction | None:
        """The proportion; None where there is nothing to do."""
        return Fraction(*self.counts) if self.counts[1] else None

    @property
    def apart(self) -> bool:
        """True when its place is more than noise: every other unit is clearly better or clearly worse."""
        return self.best == self.worst

    @property
    def level(self) -> bool:
        """True when all who are ranked have the same value, so that the first place says nothing."""
        return self.tied + 1 == self.of > 1

    @property
    def shown(self) -> str:
        """The place as papers print it; inside noise the class, with the places that it reaches over."""
        if not self.rank:
            return GROUPS[self.group]
        if self.apart:
            return f"{self.rank}/{self.of}"
        if self.level:
            return tied_first(self.of)
        whole = (self.best, self.worst) == (1, self.of)
        return ALIKE_PLACES if whole else f"{ALIKE_PLACES}（{self.best}—{self.worst}/{self.of}）"


def tied_first(count: int) -> str:
    """The first place, shared by so many."""
    return N_("并列第1（{count}个并列）").format(count=count)


def places(indicator: Indicator, counts: Mapping[int, tuple[int, int]]) -> dict[int, Place]:
    """The place of every unit, by id."""
    groups = {unit: _group(indicator, told) for unit, told in counts.items()}
    ranked = [unit for unit, group in groups.items() if group is Group.RANKED]
    standings = [rank_gain.Standing(Fraction(*counts[unit]), counts[unit]) for unit in ranked]
    ranks = shared([one.value for one in standings])
    limits = [wilson(*counts[unit]) for unit in ranked]
    whole = Fraction(sum(counts[unit][0] for unit in ranked), sum(counts[unit][1] for unit in ranked) or 1)
    found = {unit: Place(indicator, counts[unit], group) for unit, group in groups.items()}
    for ours, unit in enumerate(ranked):
        steps = rank_gain.steps(standings, ours) if indicator.work else []
        step = within_reach(steps[0], counts[unit]) if steps else None
        best, worst = _reach(limits[ours], limits)
        found[unit] = Place(
            indicator,
            counts[unit],
            Group.RANKED,
            rank=ranks[ours],
            of=len(ranked),
            tied=ranks.count(ranks[ours]) - 1,
            best=best,
            worst=worst,
            band=band(counts[unit], whole),
            step=step,
            reached=_reached(step, ours, [one.counts or (0, 0) for one in standings]),
            margin=rank_gain.margin(standings, ours),
        )
    return found


def _reach(own: Interval, limits: Sequence[Interval]) -> tuple[int, int]:
    """The best and the worst place that chance alone may give to `own`, which is one of `limits`."""
    best = 1 + sum(other.low > own.high for other in limits)
    return best, len(limits) - sum(other.high < own.low for other in limits)


def _reached(step: Step | None, ours: int, counts: Sequence[tuple[int, int]]) -> str:
    """Where the work of a step ends: beside the one that is passed, in a class with it."""
    if step is None or not step.work or not step.reachable:
        return ""
    after = [(done + step.work * (place == ours), of) for place, (done, of) in enumerate(counts)]
    if len({Fraction(*each) for each in after}) == 1:
        return tied_first(len(after))
    limits = [wilson(*each) for each in after]
    best, worst = _reach(limits[ours], limits)
    return f"{ALIKE_PLACES}（{best}—{worst}/{len(after)}）"


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


def silent(indicator: Indicator, counts: tuple[int, int]) -> bool:
    """Whether nothing was reported of what was to be."""
    return indicator.silent and counts[1] > 0 and not counts[0]


def _group(indicator: Indicator, counts: tuple[int, int]) -> Group:
    of = counts[1]
    if not of:
        return Group.NONE
    if silent(indicator, counts):
        return Group.SILENT
    return Group.RANKED if of >= LEAST else Group.SMALL


@dataclass(frozen=True, slots=True)
class Effort:
    """One of the measures where effort pays: so many items of work, and the class in which it ends."""

    indicator: Indicator
    work: int
    reached: str


def efforts(own: Sequence[Place], most: int = 3) -> list[Effort]:
    """The measures that gain most places for the least work; a place inside noise is no gain."""
    found = [
        (Fraction(one.step.work, one.rank - one.step.to_rank), one.rank, place, one.step.work)
        for place, one in enumerate(own)
        if one.step and one.step.work and one.step.reachable and not one.step.within_noise
    ]
    return [Effort(own[place].indicator, work, own[place].reached) for *_pays, place, work in sorted(found)[:most]]
