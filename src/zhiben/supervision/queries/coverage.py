"""What a round has covered, counted from visits alone: a street is covered when somebody was at a site in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zhiben.orgs import queries as orgs
from zhiben.supervision.models import Round
from zhiben.supervision.queries.visits import counted_of
from zhiben.supervision.vocab import FrameOf, Kind


@dataclass(frozen=True, slots=True)
class StreetLine:
    """One street: its name and how many visits stand in it."""

    id: int
    name: str
    visits: int


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """One district with the streets of the round's ground in it."""

    id: int
    name: str
    streets: Sequence[StreetLine]

    @property
    def covered(self) -> int:
        """Streets in which somebody was."""
        return sum(1 for street in self.streets if street.visits)

    @property
    def missing(self) -> list[StreetLine]:
        """Streets in which nobody was."""
        return [street for street in self.streets if not street.visits]


def coverage_of(one: Round) -> list[DistrictLine]:
    """The round's ground, district by district in the official order, with what was visited."""
    visited = Counter(counted_of(one).order_by().values_list("street", flat=True))
    by_district: dict[int, list[StreetLine]] = {}
    for card in grounds_of(one):
        by_district.setdefault(card.coordinates.district, []).append(StreetLine(card.id, card.name, visited[card.id]))
    names = {card.id: card.name for card in orgs.districts()} | orgs.territory_names(by_district)
    order = [card.id for card in orgs.districts() if card.id in by_district]
    return [DistrictLine(pk, names[pk], by_district[pk]) for pk in dict.fromkeys([*order, *by_district])]


def reaches_all(one: Round) -> bool:
    """Whether a round is to reach every street of its ground; others go to single places, and miss no street."""
    return one.kind == Kind.COMPREHENSIVE or (one.frame_of == FrameOf.STREETS and one.least >= 1)


def grounds_of(one: Round) -> list[orgs.TerritoryCard]:
    """The streets of a round's ground."""
    here, chosen = one.coordinates.territory, set(one.territories)
    return [
        card
        for card in orgs.streets()
        if here.covers(card.coordinates) and (not chosen or chosen & {card.id, card.coordinates.district})
    ]
