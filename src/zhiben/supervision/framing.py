"""What a round would draw from: the lines of its frame, and who stands in it with weight 0 and why. Nothing is written
here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

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
class Candidate:
    """One line of a frame to be."""

    name: str
    site: int
    street: int
    weight: int = 1
    excused: str = ""
    """Why it is not drawn, in words; empty where it may be."""

    @property
    def drawn_by(self) -> int:
        """The weight that its line has."""
        return 0 if self.excused else self.weight


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A frame as it would be frozen now."""

    candidates: Sequence[Candidate]
    strata: Mapping[int, str]
    """By street, what its stratum is called: code and name."""
    empty: Sequence[str]
    """Streets of the round's ground from which nobody can be drawn."""

    def framed(self) -> lots.Frame:
        """The frame itself."""
        rows = self.candidates
        strata = [self.strata[one.street] for one in rows]
        weights = [one.drawn_by for one in rows]
        lines = [line_of(one.name, stratum, weight) for one, stratum, weight in zip(rows, strata, weights, strict=True)]
        return lots.framed([one.name for one in rows], strata=strata, weights=weights, lines=lines)


def line_of(name: str, stratum: str, weight: int) -> str:
    """A line as a frame has it: name, stratum and weight, set apart by tabs."""
    return f"{name}\t{stratum}\t{weight}"


def reread(frame: Frame) -> lots.Frame:
    """A frozen frame, read from its text. Raises ValueError where that is not the text that was digested."""
    names, strata, weights = [], [], []
    for line in frame.lines:
        name, stratum, weight = line.split("\t")
        names.append(name)
        strata.append(stratum)
        weights.append(int(weight))
    found = lots.framed(names, strata=strata, weights=weights, lines=frame.lines)
    if found.digest != frame.digest:
        raise ValueError("the frame is not the one that was frozen")
    return found


def foreseen(one: Round) -> Foreseen:
    """What the round would draw from, as the person of the open scope sees its ground now."""
    streets = {card.id: card for card in queries.grounds_of(one)}
    rows = _of_hazards(one) if one.frame_of == FrameOf.HAZARDS else _of_sites(one)
    known = [row for row in rows if row.street in streets]
    strata = {pk: f"{card.code} {card.name}" for pk, card in streets.items()}
    drawn = {row.street for row in known if row.drawn_by}
    empty = [card.name for pk, card in streets.items() if pk not in drawn] if one.frame_of == FrameOf.STREETS else []
    return Foreseen(known, strata, empty)


def _of_sites(one: Round) -> Iterable[Candidate]:
    listed = orgs.framed_sites(one.coordinates, territories=one.territories, sectors=one.sectors)
    excused = _visited_of_late(one, [site.id for site in listed])
    heavier = _with_open_hazards(one.coordinates) if one.heavier > 1 else frozenset()
    return [
        Candidate(
            site.key,
            site.id,
            site.street,
            weight=one.heavier if site.id in heavier else 1,
            excused=excused.get(site.id, ""),
        )
        for site in listed
    ]


def _visited_of_late(one: Round, sites: Sequence[int]) -> dict[int, str]:
    if not one.recent_days:
        return {}
    since = clock.now() - timedelta(days=one.recent_days)
    found = queries.sites_visited_since(since, sites)
    return {
        site: N_("{day}查过").format(day=clock.in_words(at.astimezone(clock.TZ).date())) for site, at in found.items()
    }


def _with_open_hazards(at: Coordinates) -> frozenset[int]:
    rows = hazards.major(OPEN, clock.now() + timedelta(days=1)).filter(city=at.city)
    return frozenset(rows.order_by().values_list("site", flat=True).distinct())


def _of_hazards(one: Round) -> Iterable[Candidate]:
    at = one.coordinates
    rows = hazards.major(OPEN, clock.now() + timedelta(days=1)).filter(city=at.city)
    if at.district:
        rows = rows.filter(district=at.district)
    if one.sectors:
        rows = rows.filter(sector__in=one.sectors)
    told = rows.order_by("number").values_list("number", "site", "street", "district")
    chosen = set(one.territories)
    return [
        Candidate(number, site, street)
        for number, site, street, district in told
        if not chosen or chosen & {street, district}
    ]
