"""What a round would draw from: the lines of its frame, and who stands in it with weight 0 and why. In columns, for a
frame may list millions. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import compress, repeat
from operator import add, not_

from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel import draw as lots
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import queries
from zhiben.supervision.models import Frame, Round
from zhiben.supervision.vocab import FrameOf

OPEN = ("verified", "rectifying", "declared")
"""Hazards that are to be confirmed on site: those that are being rectified, or said to have been."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A frame as it would be frozen now: of each candidate at one place its name, street and weight (None: 1 each)."""

    names: Sequence[str]
    streets: Sequence[int]
    weights: Sequence[int] | None
    excused: Mapping[str, str]
    """By name, why one is not drawn, in words."""
    strata: Mapping[int, str]
    """By street, what its stratum is called: code and name."""
    empty: Sequence[str]
    """Streets of the round's ground from which nobody can be drawn, where all are to be covered."""

    def framed(self) -> lots.Frame:
        """The frame itself."""
        strata = list(map(self.strata.__getitem__, self.streets))
        ends = {street: f"\t{stratum}\t1" for street, stratum in self.strata.items()}
        lines = list(map(add, self.names, map(ends.__getitem__, self.streets)))
        for place, weight in enumerate(self.weights or ()):
            if weight != 1:
                lines[place] = f"{self.names[place]}\t{strata[place]}\t{weight}"
        return lots.framed(self.names, strata=strata, weights=self.weights, lines=lines)

    @property
    def able(self) -> int:
        """How many can be drawn."""
        return len(self.names) - len(self.excused)

    @property
    def heavier(self) -> int:
        """How many come more likely than others."""
        return sum(1 for weight in self.weights or () if weight > 1)

    def able_by_street(self) -> Counter[int]:
        """How many can be drawn in each street; streets in which nobody can are left out."""
        if self.weights is None:
            return Counter(self.streets)
        return Counter(compress(self.streets, self.weights))


def reread(frame: Frame) -> lots.Frame:
    """A frozen frame, read from its text. Raises ValueError where that is not the text that was digested."""
    found = lots.reread(frame.lines)
    if found.digest != frame.digest:
        raise ValueError("the frame is not the one that was frozen")
    return found


def foreseen(one: Round) -> Foreseen:
    """What the round would draw from, as the person of the open scope sees its ground now."""
    cards = {card.id: card for card in queries.grounds_of(one)}
    strata = {pk: f"{card.code} {card.name}" for pk, card in cards.items()}
    found = _of_hazards(one, strata) if one.frame_of == FrameOf.HAZARDS else _of_sites(one, strata)
    if one.frame_of != FrameOf.STREETS:
        return found
    able = found.able_by_street()
    empty = [card.name for pk, card in cards.items() if pk not in able]
    return Foreseen(found.names, found.streets, found.weights, found.excused, strata, empty)


def _of_sites(one: Round, strata: Mapping[int, str]) -> Foreseen:
    found = orgs.framed_sites(one.coordinates, territories=one.territories, sectors=one.sectors, sites=one.sites)
    keys, streets = found.keys, found.streets
    if not strata.keys() >= set(streets):
        kept = [street in strata for street in streets]
        keys, streets = list(compress(keys, kept)), list(compress(streets, kept))
    late = _visited_of_late(one)
    heavier = _with_open_hazards(one.coordinates) if one.heavier > 1 else frozenset()
    rare = {**dict.fromkeys(heavier, one.heavier), **dict.fromkeys(late, 0)}
    weights = list(map(rare.get, keys, repeat(1))) if rare else None
    if weights is not None and set(weights) <= {1}:
        weights = None
    excused = {key: late[key] for key in compress(keys, map(not_, weights))} if weights is not None else {}
    return Foreseen(keys, streets, weights, excused, strata, ())


def _visited_of_late(one: Round) -> dict[str, str]:
    """By key the sites that were visited of late, and when, in words."""
    if not one.recent_days:
        return {}
    visited = queries.sites_visited_since(clock.now() - timedelta(days=one.recent_days))
    keys, said = orgs.site_keys(visited), N_("{day}查过")
    days = {site: at.astimezone(clock.TZ).date() for site, at in visited.items()}
    words = {day: said.format(day=clock.in_words(day)) for day in set(days.values())}
    return {keys[site]: words[day] for site, day in days.items()}


def _with_open_hazards(at: Coordinates) -> frozenset[str]:
    """Keys of the sites with a major hazard that is open."""
    rows = hazards.major(OPEN, clock.now() + timedelta(days=1)).filter(city=at.city)
    return frozenset(orgs.site_keys(rows.order_by().values_list("site", flat=True).distinct()).values())


def _of_hazards(one: Round, strata: Mapping[int, str]) -> Foreseen:
    rows = hazards.major(OPEN, clock.now() + timedelta(days=1)).filter(city=one.city)
    if one.sectors:
        rows = rows.filter(sector__in=one.sectors)
    told = rows.order_by("number").values_list("number", "street")
    kept = [(number, street) for number, street in told if street in strata]  # of the round's ground
    names, streets = zip(*kept, strict=True) if kept else ((), ())
    return Foreseen(names, streets, None, {}, strata, ())
