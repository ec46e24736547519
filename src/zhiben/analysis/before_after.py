"""Whether it worked: what happened at chosen areas against what would have happened there anyway, by the empirical
Bayes before-after study with a comparison group (E. Hauer, "Observational Before-After Studies in Road Safety", 1997;
AASHTO Highway Safety Manual 2010, chapter 9).

Expected without the measure = the area's estimate from before × its exposure after × what all other areas had against
their own estimates. Chosen areas fall back by themselves, the others come up: only estimates show neither.

The manual's interval (normal, with the variance of the chosen areas' estimates alone) claims an effect where there is
none in 7 to 8 of 100 simulated cities instead of 2.5. Here the variance holds all that is not known: the chosen areas'
estimates, the count and the estimates of the comparison group, and the estimated prior; and the limits are those of a
Poisson count around an expectation that is gamma distributed with that variance, exact for small counts. Simulated
cities (tests/analysis/test_simulated_cities.py) then keep both the level and the coverage.

Where years differ within areas by more than chance, or the comparison group from its estimates, everything is widened
by that, and what an area has shown counts for less. That is not enough for cities whose streets move by themselves by
two fifths from year to year: there 7 of 100 claims are false.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.empirical_bayes import LEAST_AREAS, LEAST_EVENTS, Array, Column, Prior, fault, fitted, updated
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "3"
"""Of the method; another number when the same counts may be answered differently."""

LEAST_MONTHS = 6
LEAST_EXPECTED = 1.0
"""With fewer events to be expected there is no limit to what may have happened to them."""
MOST_UNKNOWN = 1.0
"""The relative variance of an expectation: its deviation is as large as itself."""
LIKELY, SURE = 1.7, 2.0
"""The manual's marks for |effect / SE|: significant at 90 and at 95 %."""
CUT = 0.2

REFUSALS = {
    "no_date": N_("没有记录挂牌日期"),
    "too_short": N_("整治后不足6个月"),
    "no_comparison": N_("没有可作对照的其他街道"),
    "counting_changed": N_("前后统计口径不同，须先记录衔接办法"),
    "one_area": N_("只有一个街道、不超过一年，说明不了效果"),
    "small_sample": N_("样本不足（少于10个街道或整治前不足30起）"),
    "no_events": N_("按估计整治后不足1起，无从比较"),
    "unsettled": N_("其他街道起伏太大，算不出可用的区间"),
    "nowhere": N_("没有定位到现有街道的超过5%，须先补上街道"),
    "incomplete": N_("整治后的记录像是没有导入齐（有的月份一起也没有，或其他街道的起数不到预期的一半）"),
}
"""Why no effect is claimed, only counts."""

METHOD = Method(
    key="before-after",
    title=N_("整治前后比较"),
    version=VERSION,
    reference="Hauer 1997；AASHTO Highway Safety Manual 2010 ch. 9",
    how=N_(
        "挂牌的是事故最多的街道，即使什么也不做，第二年多半也会回落。先用经验贝叶斯估计算出各街道平常应有的起数，再乘以其他街道"
        "同期相对自身估计的升降，得出“不整治会有几起”；实际起数与它之比就是整治的变化。区间把各项估计的误差都算在内："
        "挂牌街道的估计、其他街道的起数和估计、本范围差异的估计。区间跨过0的，写“尚不能证明有效”。"
    ),
    never=N_("不得只用挂牌街道的同比；不得不写“挑最差必然回落”的部分；不得超出区间说话"),
)


@dataclass(frozen=True, slots=True)
class Study:
    """Area by area: whether it was chosen, counts and exposures before and after. `base`, `exposure_base`: the year
    that people compare with, where that is not all of before. `aside`: areas that are neither chosen nor compared
    with."""

    listed: NDArray[np.bool_]
    before: Array
    exposure_before: Array
    after: Array
    exposure_after: Array
    base: Array
    exposure_base: Array
    aside: NDArray[np.bool_]
    unrest: float = 1.0

    @property
    def compared(self) -> NDArray[np.bool_]:
        """The comparison group."""
        return ~self.listed & ~self.aside


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Events at the chosen areas, to tenths: as before (at the exposure of after), after falling back by itself, after
    the city's trend, as seen. The steps between are differences of what is printed, so that they add up."""

    before: float
    regressed: float
    trended: float
    after: float

    @property
    def steps(self) -> tuple[float, float, float]:
        """By selection, by trend, what remains."""
        levels = (self.before, self.regressed, self.trended, self.after)
        fell, trend, left = (round(two - one, 1) for one, two in pairwise(levels))
        return fell, trend, left


@dataclass(frozen=True, slots=True)
class Effect:
    """`ratio`: observed by expected, unbiased, with its 95 % interval (each limit is a one-sided bound of 97.5 % too)
    and the manual's standard error. `expected`: events expected without the measure; `trend`: the others' observed by
    expected; `scatter`: how much more than by chance the others differ from their estimates (1: just so much)."""

    ratio: float
    low: float
    high: float
    error: float
    expected: float
    trend: float
    scatter: float

    @property
    def change(self) -> float:
        """As a share: -0.2 is a fall by 20 %."""
        return self.ratio - 1

    @property
    def strength(self) -> float:
        """|effect / SE|, against LIKELY and SURE."""
        return abs(self.change) / self.error

    @property
    def level(self) -> int | None:
        """At which of the manual's two levels, in per cent, that is significant; None at neither. The verdict is
        `verdict`, which knows more."""
        return 95 if self.strength >= SURE else 90 if self.strength >= LIKELY else None

    @property
    def printed(self) -> tuple[float, float]:
        """The limits of the change as people read them: in per cent, whole ones (tenths below one), rounded away from
        the middle of the interval."""
        return _outwards(self.low - 1, floor), _outwards(self.high - 1, ceil)

    @property
    def verdict(self) -> str:
        """ "fell" or "rose" where the printed interval lies on one side of no change, else "open"."""
        low, high = self.printed
        return "fell" if high < 0 else "rose" if low > 0 else "open"


def _outwards(change: float, rounded: Callable[[float], int]) -> float:
    fine = 1 if abs(change) >= 0.01 else 10
    return rounded(100 * change * fine) / fine


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is known before anything is done: events expected after, the relative variance of that (`counted` of it
    comes from counts after and falls as these grow), and the chance that the verdict proves a cut by a fifth."""

    expected: float
    variance: float
    counted: float

    @property
    def power(self) -> float:
        """By the verdict's own two-sided limits."""
        return _power(self.expected, self.variance)

    def longer(self, times: float) -> Prospect:
        """The same where after lasts so many times as long. What is known from before is no better for it."""
        return Prospect(self.expected * times, self.variance - self.counted * (1 - 1 / times), self.counted / times)

    def times_until(self, chance: float, most: int) -> int | None:
        """How many times as long after has to last, twice at least, to prove the cut so surely; None where `most` times
        is not enough."""
        return next((times for times in range(2, most + 1) if self.longer(times).power >= chance), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """How many areas, what was counted there before (in the base year) and after, the same before at the exposure of
    after (`raw`), what falls back by itself (`selection`, a share of raw, None of nothing), what may be told (`effect`
    is None where `refused` says why) and what was computed all the same."""

    areas: int
    before: int
    after: int
    raw: float
    selection: float | None
    refused: tuple[str, ...]
    computed: Effect | None
    waterfall: Waterfall | None
    prospect: Prospect | None

    @property
    def naive(self) -> float | None:
        """The change that the bare counts show, as a share; None where there was nothing before."""
        return self.after / self.raw - 1 if self.raw else None

    @property
    def effect(self) -> Effect | None:
        """The effect, where nothing speaks against claiming one."""
        return None if self.refused else self.computed


def study(
    listed: Sequence[bool] | NDArray[np.bool_],
    before: Column,
    exposure_before: Column,
    after: Column,
    exposure_after: Column,
    *,
    base: Column | None = None,
    exposure_base: Column | None = None,
    aside: Sequence[bool] | NDArray[np.bool_] | None = None,
) -> Study:
    """The areas of a study. Raises ValueError on counts that are not whole or below 0, exposures not above 0, nobody
    listed, and columns that are not as long as each other."""
    chosen = np.asarray(listed, bool)
    counted = [np.asarray(one, float) for one in (before, after, before if base is None else base)]
    exposed = [
        np.asarray(one, float)
        for one in (exposure_before, exposure_after, exposure_before if exposure_base is None else exposure_base)
    ]
    besides = np.zeros(len(chosen), bool) if aside is None else np.asarray(aside, bool)
    if not chosen.any() or (chosen & besides).any():
        raise ValueError("areas that are listed, and not put aside")
    if any(one.shape != chosen.shape for one in (*counted, *exposed, besides)):
        raise ValueError("columns of one length")
    for counts, exposures in zip(counted, exposed, strict=True):
        if wrong := next(filter(None, map(fault, counts.tolist(), exposures.tolist())), None):
            raise ValueError(f"no {wrong}")
    return Study(chosen, counted[0], exposed[0], counted[1], exposed[1], counted[2], exposed[2], besides)


def found(
    one: Study,
    *,
    months_after: float | None,
    dated: bool = True,
    counting_changed: bool = False,
    nowhere: bool = False,
    incomplete: bool = False,
    prior: Prior | None = None,
    fit: str = "ml",
) -> Finding:
    """What the study tells. `months_after`: how long after is (None: not known, taken as long enough); `dated`: whether
    the day of listing is on record; `nowhere`: whether too many events are in no area; `incomplete`: whether what is
    recorded of after seems to be less than all. `prior`: of the areas before, where it has been fitted already."""
    prior = prior or fitted(one.before, one.exposure_before, fit)
    known = _Known.of(one, prior)
    listed, scale = one.listed, one.exposure_after / one.exposure_base
    raw, after = float((one.base * scale)[listed].sum()), float(one.after[listed].sum())
    enough, comparable = known.chosen >= LEAST_EXPECTED, one.compared.any() and known.others > 0
    effect = known.effect() if comparable and enough else None
    short = months_after is not None and months_after < LEAST_MONTHS
    reasons = {
        "no_date": not dated,
        "too_short": short,
        "no_comparison": not comparable,
        "counting_changed": counting_changed,
        "one_area": listed.sum() == 1 and (months_after is None or months_after <= 12),
        "small_sample": len(listed) < LEAST_AREAS or one.before.sum() < LEAST_EVENTS,
        "no_events": not enough,
        "unsettled": bool(comparable and enough) and effect is None,
        "nowhere": nowhere,
        "incomplete": incomplete,
    }
    return Finding(
        areas=int(listed.sum()),
        before=int(one.base[listed].sum()),
        after=int(after),
        raw=raw,
        selection=known.chosen / raw - 1 if raw else None,
        refused=tuple(reason for reason, holds in reasons.items() if holds),
        computed=effect,
        waterfall=_waterfall(raw, known.chosen, effect.expected, after) if effect else None,
        prospect=known.prospect() if one.compared.any() and enough else None,
    )


def _waterfall(*levels: float) -> Waterfall:
    before, regressed, trended, after = (round(level, 1) for level in levels)
    return Waterfall(before, regressed, trended, after)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is expected at the `chosen` areas and in the comparison group, from before alone, and how sure that is."""

    one: Study
    chosen: float
    compared: float
    others: float
    variance: float
    scatter: float

    @classmethod
    def of(cls, one: Study, prior: Prior) -> _Known:
        before, exposed = one.before / one.unrest, one.exposure_before / one.unrest
        known = updated(prior, before, exposed)
        expected, spread = known.mean * one.exposure_after, (known.deviation * one.exposure_after) ** 2
        chosen, compared = (float(expected[part].sum()) for part in (one.listed, one.compared))
        others = float(one.after[one.compared].sum())
        variance, slopes, moves = 0.0, np.zeros(2), _slopes(prior, before, exposed)
        for part, total, sign in ((one.listed, chosen, 1), (one.compared, compared, -1)):
            if total:
                variance += float(spread[part].sum()) / total**2
                slopes += sign * (moves[:, part] @ expected[part]) / total
        variance += max(0.0, float(slopes @ np.array(prior.errors) @ slopes))
        return cls(one, chosen, compared, others, variance, _scatter(one, expected, spread))

    def effect(self) -> Effect | None:
        """None where the expectation is known so badly that its limits say nothing."""
        trend = self.others / self.compared
        expected, after = trend * self.chosen, float(self.one.after[self.one.listed].sum())
        unknown = _widened(self.variance + 1 / self.others, expected, self.scatter)
        if unknown > MOST_UNKNOWN:
            return None
        ratio = after / expected
        # Nothing seen has no variance of its own; then that of one event stands for it.
        error = sqrt(max(after, 1.0) + unknown * after**2) / expected / (1 + unknown)
        low, high = _limits(after, expected, unknown)
        return Effect(ratio / (1 + unknown), low, high, error, expected, trend, self.scatter)

    def prospect(self) -> Prospect:
        restless = self.one.unrest
        unknown = _widened(self.variance + 1 / self.compared, self.chosen, restless)
        return Prospect(self.chosen, unknown, restless / self.compared + (restless - 1) / self.chosen)


def _slopes(prior: Prior, before: Array, exposed: Array) -> Array:
    """How the logarithm of each area's estimate moves with the prior's log mean and log nu."""
    if prior.flat:
        return np.array([np.ones_like(before), np.zeros_like(before)])
    share = prior.nu / (prior.mean * exposed + prior.nu)
    return np.array([share, prior.nu / (before + prior.nu) - share])


def _widened(variance: float, expected: float, scatter: float) -> float:
    """The relative variance of an expectation, with what a Poisson count around it lacks where all scatters so much
    more."""
    return scatter * variance + (scatter - 1) / expected


def _scatter(one: Study, expected: Array, spread: Array) -> float:
    """How much more than by chance things differ: the comparison group from its estimates (Pearson's dispersion), or
    the years within areas; at least 1."""
    part = one.compared & (expected > 0)
    n = int(part.sum())
    if n < LEAST_AREAS:
        return one.unrest
    trend = one.after[part].sum() / expected[part].sum()
    if not trend:
        return one.unrest
    due = trend * expected[part]
    phi = float(((one.after[part] - due) ** 2 / (due + trend**2 * spread[part])).sum()) / (n - 1)
    return max(one.unrest, phi)


def _limits(after: float, expected: float, unknown: float, tail: float = 0.025) -> tuple[float, float]:
    """Between which ratios so many events are no wonder, where the expectation is gamma distributed."""
    from scipy.special import betaincinv

    shape = 1 / unknown
    low = float(betaincinv(after, shape, tail)) if after else 0.0
    high = float(betaincinv(after + 1, shape, 1 - tail))
    return low / (1 - low) * shape / expected, high / (1 - high) * shape / expected


def _power(expected: float, unknown: float, cut: float = CUT, tail: float = 0.025) -> float:
    """How often the upper limit would lie below no change, were there such a cut."""
    from scipy.special import betainc

    shape, some = 1 / unknown, np.arange(int(expected) + 2)
    proves = betainc(shape, some + 1, shape / (shape + expected)) <= tail
    if not proves[0]:
        return 0.0
    most, fewer = int(some[proves].max()), (1 - cut) * expected
    return float(betainc(shape, most + 1, shape / (shape + fewer)))
