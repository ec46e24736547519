"""Whose effect is asked about, and over which months: streets that were listed by one decision, by what the rooms above
tell or by hand; twelve months again and again up to the first of these listings, and the months after the last.

The months in which streets are listed belong to neither side: some of their days are before and some are after.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from zhiben.insight.answers.areas import YEARS
from zhiben.insight.listings import Listing, by_decision, listings, names_in
from zhiben.insight.questions import Asked
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import months_after, months_between, months_from
from zhiben.kernel.text import N_
from zhiben.orgs.queries import TerritoryCard

A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """The streets by id, the first and the last day on which they were listed, the titles; whether that day is on
    record (else nothing is to be made of the two days); the listings by others; what the decision is called, and all
    decisions that may be asked about, each with its first day and its streets."""

    streets: tuple[int, ...]
    first: date
    last: date
    titles: tuple[str, ...]
    dated: bool
    others: tuple[Listing, ...]
    decision: str = ""
    decisions: tuple[tuple[str, date, int], ...] = ()

    @property
    def later(self) -> list[str]:
        """Decisions that came after this one."""
        return [name for name, first, _streets in self.decisions if self.decision and first > self.first]

    def aside(self, until: date) -> tuple[int, ...]:
        """Streets that are no comparison up to a day, not including it: others had listed them by then, and they were
        not off the list five years before. What was listed only later had nothing done to it yet, and to leave it out
        because it had many by the end would be to choose the comparison by its accidents."""
        begins = months_after(self.first.replace(day=1), -A_YEAR * YEARS)
        some = [one for one in self.others if one.since < until and (one.until is None or one.until >= begins)]
        return tuple(sorted({street for one in some for street in one.streets} - {*self.streets}))


@dataclass(frozen=True, slots=True)
class Months:
    """First days of months: before lasts from `begins` to `ends`, treatment begins with `treated`, and what is looked
    at lasts from `after` to `until`, not including it. `known`: the first month that is not over."""

    begins: date
    ends: date
    treated: date
    after: date
    until: date
    known: date

    @property
    def years(self) -> int:
        """How many years before are compared with."""
        return months_between(self.begins, self.ends) // A_YEAR

    @property
    def before(self) -> list[date]:
        """Every month of them."""
        return months_from(self.begins, months_between(self.begins, self.ends))

    @property
    def count(self) -> int:
        """How many months are looked at."""
        return months_between(self.after, self.until)

    @property
    def all(self) -> list[date]:
        """Every month from the first of before to the last that is looked at."""
        return months_from(self.begins, months_between(self.begins, self.until))

    def column(self, day: date) -> int | None:
        """Which of the years before a day lies in, the next one for after, None where it lies in neither."""
        if self.begins <= day < self.ends:
            return months_between(self.begins, day) // A_YEAR
        return self.years if self.after <= day < self.until else None


def months_of(one: Listed, nth: int, as_of: date, years: int = YEARS) -> Months:
    """The months of the nth year after listing, as far as they are over by the end of a day, with so many years before.
    Raises Refused where none is over."""
    ends, known = one.first.replace(day=1), (as_of + timedelta(days=1)).replace(day=1)
    treated = one.last if one.last.day == 1 else months_after(one.last.replace(day=1), 1)
    after = months_after(treated, A_YEAR * (nth - 1))
    until = min(months_after(after, A_YEAR), known)
    if until <= after:
        said = N_("{since}挂牌，整治后第{nth}年还没有过完一个月")
        raise Refused(said, since=one.last.isoformat(), nth=nth)
    return Months(months_after(ends, -A_YEAR * years), ends, treated, after, until, known)


def listed_of(asked: Asked, cards: Sequence[TerritoryCard]) -> Listed:
    """Among the streets of the ground: those of the decision that was chosen, or else of the latest one after which
    anything is over yet. Raises Refused where there is none, or a name is not known."""
    told = asked.parameters
    known = [one for one in listings(asked.at) if one.since <= asked.as_of]
    here = {card.id for card in cards}
    if told["streets"]:
        return _by_hand(asked, cards, known)
    decided = by_decision(one for one in known if here & {*one.streets})
    found = [_decided(name, some, known, here) for name, some in decided.items() if _is_asked(told, name, some)]
    if not found:
        raise _nobody(told)
    chosen = next((one for one in found[::-1] if _is_over(one, told["nth"], asked.as_of)), found[-1])
    every = ((name, some[0].since, len(_streets(some, here))) for name, some in decided.items())
    return replace(chosen, decisions=tuple(every))


def _is_asked(told: Mapping[str, Any], name: str, some: Sequence[Listing]) -> bool:
    if chosen := told.get("decision"):
        return bool(name == chosen)
    return told["listed_in"] in (None, some[0].since.year)


def _decided(name: str, some: Sequence[Listing], known: Sequence[Listing], here: Collection[int]) -> Listed:
    streets, days = _streets(some, here), [one.since for one in some]
    others = tuple(one for one in known if one not in some)
    titles = tuple(dict.fromkeys(one.title for one in some))
    return Listed(tuple(streets), min(days), max(days), titles, True, others, name)


def _streets(some: Sequence[Listing], here: Collection[int]) -> list[int]:
    return sorted({street for one in some for street in one.streets} & {*here})


def _is_over(one: Listed, nth: int, as_of: date) -> bool:
    """Whether any month of the nth year after is over."""
    try:
        months_of(one, nth, as_of)
    except Refused:
        return False
    return True


def _nobody(told: Mapping[str, Any]) -> Refused:
    if told.get("decision"):
        return Refused(N_("本范围没有按“{decision}”挂牌的街道"), decision=told["decision"])
    if told["listed_in"]:
        said = N_("{year}年没有登记挂牌的街道；没有登记的，可在“重新计算”里填写街道和挂牌日期")
        return Refused(said, year=told["listed_in"])
    return Refused(N_("没有登记挂牌的街道；没有登记的，可在“重新计算”里填写街道和挂牌日期"))


def _by_hand(asked: Asked, cards: Sequence[TerritoryCard], known: Sequence[Listing]) -> Listed:
    told = asked.parameters
    wanted = names_in(told["streets"])
    found = {name: [card.id for card in cards if name in (card.name, card.short_name)] for name in wanted}
    if wrong := [name for name, ids in found.items() if len(ids) != 1]:
        raise Refused(N_("本范围内没有叫这个名称的街道，或有同名的：{names}"), names="、".join(wrong))
    streets = sorted(ids[0] for ids in found.values())
    since = date.fromisoformat(told["since"]) if told["since"] else asked.as_of
    return Listed(tuple(streets), since, since, (), bool(told["since"]), tuple(known))
