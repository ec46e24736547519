"""How much speaks for two records being of one accident: points with their reasons, for a person who decides. Nothing
is ever put together by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from zhiben.kernel.text import N_

ENOUGH = 5
"""From so many points on two cases are put before a person: a default of this product."""

DAYS = 1
"""So many days apart they may be at most."""

_FORMS = re.compile(r"[()（）\s·]|有限责任|股份|有限|公司|集团|深圳市|深圳|广东省|广东")
_ALIKE, _UNLIKE = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a case. `types` are the codes that it may be of in the newer scheme, `records` the
    departments' records as (department, number)."""

    case: int
    occurred_on: date
    hour: int | None
    site: int
    street: int
    district: int
    unit_name: str
    unit_code: str
    place: str
    dead: int
    serious: int
    types: frozenset[str]
    records: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for it, or against it with fewer points than none."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases that may be one, the lower id first."""

    first: int
    second: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """How much speaks for it."""
        return sum(reason.points for reason in self.reasons)


def pairs(known: Sequence[Known]) -> list[Pair]:
    """All pairs with enough points, the likeliest first."""
    ordered = sorted(known, key=lambda one: (one.occurred_on, one.case))
    found = []
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if (other.occurred_on - one.occurred_on).days > DAYS:
                break
            if pair := compared(one, other):
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.points, pair.first, pair.second))


def compared(one: Known, other: Known) -> Pair | None:
    """The pair that two cases are, if enough speaks for it. One department that has given them two numbers counts two
    accidents, and two known streets or sites that differ are two places."""
    if _counted_apart(one, other) or (one.street and other.street and one.street != other.street):
        return None
    if one.site and other.site and one.site != other.site:
        return None
    reasons = (*_when(one, other), *_where(one, other), *_whose(one, other), *_harm(one, other))
    first, second = sorted((one.case, other.case))
    pair = Pair(first, second, reasons)
    return pair if pair.points >= ENOUGH else None


def _counted_apart(one: Known, other: Known) -> bool:
    ours, theirs = ({department for department, number in each.records if number} for each in (one, other))
    return bool(ours & theirs)


def _when(one: Known, other: Known) -> Iterator[Reason]:
    if one.occurred_on == other.occurred_on:
        yield Reason(N_("同一天"), 2)
        if one.hour is not None and other.hour is not None:
            apart = abs(one.hour - other.hour)
            yield (
                Reason(N_("时刻相差不到2小时"), 1)
                if apart < 2
                else Reason(N_("时刻相差{apart}小时").format(apart=apart), -1)
            )
    else:
        yield Reason(N_("相差一天"), 1)


def _where(one: Known, other: Known) -> Iterator[Reason]:
    if one.site and one.site == other.site:
        yield Reason(N_("同一场所"), 3)
    elif one.street and one.street == other.street:
        yield Reason(N_("同一街道"), 1)
    if one.place and other.place and _ratio(one.place, other.place) >= _ALIKE:
        yield Reason(N_("地点相近"), 1)


def _whose(one: Known, other: Known) -> Iterator[Reason]:
    if one.unit_code and one.unit_code == other.unit_code:
        yield Reason(N_("信用代码相同"), 3)
    elif one.unit_name and other.unit_name:
        mine, theirs = (_FORMS.sub("", each.unit_name) for each in (one, other))
        if mine and mine == theirs:
            yield Reason(N_("责任单位相同"), 3)
        elif (ratio := _ratio(mine, theirs)) >= _ALIKE:
            yield Reason(N_("责任单位名称相近"), 2)
        elif ratio < _UNLIKE:
            yield Reason(N_("责任单位不同"), -1)


def _harm(one: Known, other: Known) -> Iterator[Reason]:
    if (one.dead or one.serious) and (one.dead, one.serious) == (other.dead, other.serious):
        yield Reason(N_("伤亡人数相同"), 1)
    elif one.dead != other.dead:
        yield Reason(N_("死亡人数不同"), -1)
    if one.types & other.types:
        yield Reason(N_("事故类型相同"), 1)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
