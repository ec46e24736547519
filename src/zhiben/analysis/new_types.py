"""Accidents of a kind that is new here: three triggers, each of which explains itself, and a case that one of them
flags goes to a person. By code: its combination was not seen for five years, or is coded as other. By text: its
narrative is unlike all before. By growth: its combination has come more often in half a year than at that season of the
years before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.analysis import novelty
from zhiben.analysis.methods import Method
from zhiben.analysis.multiple import benjamini_hochberg, more_than_before
from zhiben.kernel.text import N_

VERSION = "4"
"""Of the triggers; another number when the same cases may be flagged differently."""

RECENT, YEARS, YEAR = 183, 5, 365.25
"""Days that count as now, and years that are looked back."""
WIDEST = 365
"""Days of a season at most: a longer one would count the same cases as now and as before."""
SURE = 0.01
OTHERS = frozenset(["其他", "其它", "其他伤害", "其他致害", "其他爆炸", "other", "OTHER"])
"""Codes that say that no code fitted."""

Combination = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A case as coded: its type, the sector, the object that caused harm; what is not coded is empty."""

    name: str
    on: date
    text: str
    type: str = ""
    sector: str = ""
    object: str = ""

    @property
    def combination(self) -> Combination:
        """Of the three codes."""
        return self.type, self.sector, self.object


@dataclass(frozen=True, slots=True)
class Reason:
    """`trigger` is "code", "text" or "growth"; `told` a sentence for people."""

    trigger: str
    told: str


@dataclass(frozen=True, slots=True)
class Growth:
    """`count` of the last half-year, what the same season of the years before makes one expect, how probable so many
    are by chance, and `q` over all combinations."""

    combination: Combination
    count: int
    expected: float
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Found:
    """By place in the cases: why each is flagged, how novel its narrative is, and which past one is `nearest`. `since`:
    the first day that counts as now. `too_long`: that is more than a year, so that no growth is told. `few`: too few
    are past for a narrative to be flagged by its text."""

    since: date
    reasons: Mapping[int, tuple[Reason, ...]]
    texts: Mapping[int, novelty.Novelty]
    nearest: Mapping[int, int]
    growths: tuple[Growth, ...]
    templates: tuple[int, ...]
    few: bool
    too_long: bool


def find(
    cases: Sequence[Case],
    *,
    as_of: date,
    since: date | None = None,
    known: Collection[int] = frozenset(),
    own: Collection[int] | None = None,
) -> Found:
    """Judge the cases from `since` (half a year before `as_of`) to `as_of` by those before. Later ones are left out.
    `known`: places of cases of which a person has said that they are nothing new; their narratives and codes count as
    past, and they are not judged again. `own`: places of the cases that are asked about, all unless told otherwise;
    these are judged by the past of all, and grow against their own past."""
    since = since or as_of - timedelta(days=RECENT)
    told = frozenset(place for place in known if cases[place].on <= as_of)
    past = [place for place, case in enumerate(cases) if case.on < since or place in told]
    recent = [place for place, case in enumerate(cases) if since <= case.on <= as_of and place not in told]
    judged = novelty.judge([cases[place].text for place in past], [cases[place].text for place in recent])
    order = past + recent
    texts = dict(zip(order, (*judged.past, *judged.new), strict=True))
    nearest = {place: past[one.nearest] for place, one in texts.items() if one.nearest is not None}
    recent = [place for place in recent if own is None or place in own]
    growths = grown([cases[place] for place in order if own is None or place in own], since=since, as_of=as_of)
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for place, why in _by_code(cases, past, recent, {cases[place].combination for place in told}):
        reasons[place].append(Reason("code", why))
    for place in recent:
        if texts[place].flagged:
            reasons[place].append(Reason("text", text_reason(texts[place], f"“{cases[nearest[place]].name}”")))
    growing = {one.combination: one for one in growths if one.q < SURE}
    for place in recent:
        if growth := growing.get(cases[place].combination):
            reasons[place].append(Reason("growth", _of_growth(growth, since, as_of)))
    return Found(
        since=since,
        reasons={place: tuple(reasons[place]) for place in sorted(reasons)},
        texts=texts,
        nearest=nearest,
        growths=growths,
        templates=tuple(sorted(order[place] for place in judged.templates)),
        few=judged.score_limit is None,
        too_long=_days(since, as_of) > WIDEST,
    )


def _by_code(
    cases: Sequence[Case], past: Sequence[int], recent: Sequence[int], answered: Collection[Combination]
) -> Iterator[tuple[int, str]]:
    last: dict[Combination, date] = {}
    for place in past:
        one = cases[place]
        if one.type:
            last[one.combination] = max(one.on, last.get(one.combination, one.on))
    first = min((cases[place].on for place in past if cases[place].type), default=None)
    for place in recent:
        case = cases[place]
        if not case.type or case.combination in answered:
            continue
        before = max((on for one, on in last.items() if _alike(one, case.combination)), default=None)
        if {case.type, case.object} & OTHERS:
            yield place, f"编码为“{case.type if case.type in OTHERS else case.object}”，现有类别没有合适的"
        elif before is None and first:
            yield place, f"“{phrase(case.combination)}”自有编码的{first:%Y-%m-%d}以来没有出现过"
        elif before is not None and (case.on - before).days > YEARS * YEAR:
            yield place, f"“{phrase(case.combination)}”上一次在{before:%Y-%m-%d}，已超过{YEARS}年"


def _alike(one: Combination, other: Combination) -> bool:
    """Whether no part that both have coded differs. What nobody coded is no value."""
    return all(mine == theirs or not mine or not theirs for mine, theirs in zip(one, other, strict=True))


def phrase(combination: Combination) -> str:
    """A combination for people."""
    return "×".join(part for part in combination if part)


def text_reason(one: novelty.Novelty, nearest: str) -> str:
    """Why a narrative is flagged, for people; `nearest` is what is told of the past case that it is most like."""
    words = f"；从未出现过的文字：{'、'.join(one.unseen[:8])}" if one.unseen else ""
    return f"与最相近的{nearest}相似度{one.similarity:.2f}，相邻两字的组合有{one.share:.0%}过去没有出现过{words}"


def _of_growth(one: Growth, since: date, as_of: date) -> str:
    return (
        f"“{phrase(one.combination)}”{since:%Y-%m-%d}至{as_of:%Y-%m-%d}有{one.count}起，"
        f"按前几年同期应有{one.expected:.1f}起（校正后p={one.q:.2g}）"
    )


def _days(since: date, as_of: date) -> int:
    return (as_of - since).days + 1


def grown(cases: Sequence[Case], *, since: date, as_of: date) -> tuple[Growth, ...]:
    """All combinations since then against the same season of up to five years before, the least probable first. The
    years before are those that the cases reach back to, whole seasons only; () without one, and where now is longer
    than a year."""
    if _days(since, as_of) > WIDEST:
        return ()
    coded = [case for case in cases if case.type and case.on <= as_of]
    first = min((case.on for case in cases), default=as_of)
    seasons = [_years_before(since, as_of, years) for years in range(1, YEARS + 1)]
    seasons = [season for season in seasons if season[0] >= first]
    if not seasons:
        return ()
    now = Counter(case.combination for case in coded if since <= case.on)
    before = Counter(case.combination for case in coded if _within(case.on, seasons))
    combinations = sorted({*now, *before})
    share = 1 / (1 + len(seasons))
    p = [more_than_before(now[one], before[one], share) for one in combinations]
    found = [
        Growth(one, now[one], before[one] / len(seasons), chance, q)
        for one, chance, q in zip(combinations, p, benjamini_hochberg(p), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.p, one.combination)))


def _years_before(since: date, as_of: date, years: int) -> tuple[date, date]:
    shift = timedelta(days=round(years * YEAR))
    return since - shift, as_of - shift


def _within(day: date, seasons: Collection[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in seasons)


METHODS = (
    Method(
        key="new-types",
        title=N_("新类型事故的三种触发"),
        version=VERSION,
        reference="Przyborowski & Wilenski 1940; Benjamini & Hochberg 1995",
        how=N_(
            "三种办法各看各的，有一种触发就请人研判。一看编码：类型、行业、致害物的组合五年没有出现过（只比两边都有编码的项），或者编成了“其他”。二看文字：经过"
            "和过去都不像、又有新词。三看增长：某种组合最近（一般取半年，不超过一年）的起数，和前五年同一季节比，碰巧多到这个程度的可能，按看过的组合数校正后"
            "仍小于百分之一。每一条都写明理由。"
        ),
        never=N_("触发不等于新类型；没有触发也不等于没有新情况。结论由人作出并写明理由。"),
    ),
)
