"""Which areas stand out (network screening after the Highway Safety Manual, chapter 4): expected events, what of them
is more than an area like it has, how sure the place is, and whether a line under the worst k is a real one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhiben.analysis import posterior_ranks as ranks
from zhiben.analysis.empirical_bayes import (
    LEAST_AREAS,
    LEAST_EVENTS,
    Array,
    Posterior,
    Prior,
    discounted,
    fault,
    fitted,
    updated,
)
from zhiben.analysis.methods import Method
from zhiben.kernel.ranking import shared
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same counts may be answered differently."""

ORDERS = ("rate", "expected", "excess")
"""By the rate itself, by events expected in a year, by what of these is above an area like it."""

MOST_NOWHERE = 0.05
"""Of all events: with more of them in no area, nothing is ranked."""
UNADJUSTED = N_("未作规模调整")
"""What stands over counts that no exposure goes with."""

METHOD = Method(
    key="screening",
    title=N_("高风险街道筛选"),
    version=VERSION,
    reference="AASHTO Highway Safety Manual 2010 ch. 4；Goldstein & Spiegelhalter 1996",
    how=N_(
        "用五年起数作经验贝叶斯估计，得出每个街道一年的预期起数和超出同类街道的起数，据此排名。再按每个街道估计的不确定程度"
        "随机抽一万次、重排一万次：九成的名次落在的范围就是名次区间，排进前几名的比例就是“列入最差几个的机会”。"
        "第k名与第k+1名的机会都在30%到70%之间的，这条线两边没有实质差异。"
    ),
    never=N_(
        "不得只写名次而不写区间；没有规模数据的须注明“未作规模调整”；未定位的超过5%不排名；名单可以少于或多于规定的个数，须说明差距"
    ),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its `place` in the input, the raw and the estimated rate with its standard deviation, events expected
    in a year, those of an area like it, the difference, rank with its 90 % interval, chance to be among the worst."""

    place: int
    raw: float
    rate: float
    deviation: float
    expected: float
    like: float
    excess: float
    rank: int
    rank_low: int
    rank_high: int
    among_worst: float


@dataclass(frozen=True, slots=True)
class Screening:
    """The areas in the order of the input without those `left_out` (place: what was wrong, see `fault`). `weights` of
    the years are None where all count alike. `adjusted`: exposures were known; otherwise all areas are taken for as
    large as each other, and the label UNADJUSTED goes with them. `nowhere`: events in no area."""

    by: str
    worst: int
    prior: Prior
    areas: tuple[Area, ...]
    left_out: dict[int, str]
    events: int
    weights: tuple[float, ...] | None
    adjusted: bool = True
    nowhere: float = 0.0

    @property
    def lost(self) -> float:
        """The share of events in no area."""
        return self.nowhere / (self.events + self.nowhere) if self.nowhere else 0.0

    @property
    def too_much_lost(self) -> bool:
        """Whether a page refuses to rank."""
        return self.lost > MOST_NOWHERE

    @property
    def ordered(self) -> tuple[Area, ...]:
        """The highest first; equal ones in the order of the input."""
        return tuple(sorted(self.areas, key=lambda area: area.rank))

    @property
    def sample_too_small(self) -> bool:
        """Whether a page shows the table without estimates: 样本不足."""
        return len(self.areas) < LEAST_AREAS or self.events < LEAST_EVENTS

    @property
    def not_a_real_line(self) -> bool:
        """Whether nothing to speak of lies between the last of the worst and the next: both have a chance between 30
        and 70 % to be among the worst, or share a rank."""
        ordered = self.ordered
        if self.worst >= len(ordered):
            return False
        last, following = ordered[self.worst - 1], ordered[self.worst]
        return last.rank == following.rank or ranks.in_doubt(last.among_worst, following.among_worst)


def screened(
    counts: Sequence[Sequence[float | None]],
    exposures: Sequence[Sequence[float | None]] | None,
    *,
    by: str,
    worst: int,
    seed: int,
    years: float | None = None,
    fit: str = "ml",
    weights: Sequence[float] | None = None,
    draws: int = ranks.DRAWS,
    nowhere: float = 0.0,
) -> Screening:
    """Areas (rows) by years (columns, the oldest first), ranked by one of ORDERS. `years` that a row covers, where that
    is not one for each column with an exposure. Without `exposures` counts are ranked. `nowhere`: events in no
    area. An area with an unusable cell is left out and changes nothing for others. Raises ValueError where none is
    left, and on what `fitted`, `discounted` and `drawn` refuse."""
    if by not in ORDERS:
        raise ValueError(f"no order {by}")
    adjusted = exposures is not None
    exposures = [[1.0] * len(row) for row in counts] if exposures is None else exposures
    faults = [_fault(*row) for row in zip(counts, exposures, strict=True)]
    left_out = {place: what for place, what in enumerate(faults) if what}
    kept = [place for place in range(len(faults)) if place not in left_out]
    if not kept:
        raise ValueError("no areas")
    observed, exposed = (np.array([table[place] for place in kept], float) for table in (counts, exposures))
    total, base = observed.sum(1), exposed.sum(1)
    prior = fitted(total, base, fit)
    if weights is None:
        known = updated(prior, total, base)
    else:
        known = updated(prior, discounted(observed, weights), discounted(exposed, weights))
    yearly = base / (years or (exposed > 0).sum(1))
    like = yearly * (total.sum() / base.sum())
    told = _told(known, yearly, like, by, min(worst, len(kept)), draws, seed)
    areas = _areas(kept, total / base, known, yearly, like, told, by)
    known_weights = None if weights is None else tuple(weights)
    return Screening(by, told.worst, prior, areas, left_out, int(total.sum()), known_weights, adjusted, nowhere)


def staying(one: Screening, other: Screening) -> int:
    """How many of the worst of one are among as many worst of the other, as when a choice of weights is tried out."""
    first, second = ({area.place for area in screening.ordered[: one.worst]} for screening in (one, other))
    return len(first & second)


def _fault(counts: Sequence[float | None], exposures: Sequence[float | None]) -> str | None:
    """What is wrong with a row: of its exposures only the sum has to be above 0."""
    if any(fault(0, exposure) and exposure != 0 for exposure in exposures):
        return "exposure"
    return fault(0, sum(exposure or 0 for exposure in exposures)) or next(
        (what for count in counts if (what := fault(count, 1))), None
    )


def _told(known: Posterior, yearly: Array, like: Array, by: str, worst: int, draws: int, seed: int) -> ranks.Ranks:
    """Where all areas have one rate, sizes alone tell them apart."""
    if np.isinf(known.rate).any():
        return ranks.certain(yearly if by == "expected" else np.zeros(len(yearly)), worst=worst)
    scale = (1 if by == "rate" else yearly) / known.rate
    return ranks.drawn(known.shape, scale, like if by == "excess" else None, worst=worst, draws=draws, seed=seed)


def _areas(
    kept: Sequence[int], raw: Array, known: Posterior, yearly: Array, like: Array, told: ranks.Ranks, by: str
) -> tuple[Area, ...]:
    expected = known.mean * yearly
    excess = expected - like
    order = shared({"rate": known.mean, "expected": expected, "excess": excess}[by].tolist())
    columns = (raw, known.mean, known.deviation, expected, like, excess, order, told.low, told.high, told.among_worst)
    rows = zip(kept, *(np.asarray(column).tolist() for column in columns), strict=True)
    return tuple(Area(*row) for row in rows)
