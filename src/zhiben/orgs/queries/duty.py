"""Who answers for a sector on a ground: the departments of the place itself, or else those of the nearest place above
it, by the sector's line and sub-line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhiben.kernel.rights import Coordinates
from zhiben.orgs.queries.places import sector_lines
from zhiben.orgs.queries.unit_cards import UnitCard, units
from zhiben.orgs.vocab import UnitKind


def answering_for(place: Coordinates, on: date | None = None) -> dict[int, list[UnitCard]]:
    """By sector the departments that answer for it at `place` on a day (today); [] where nobody does, here or above."""
    ground = place.territory
    cards = [card for card in units(UnitKind.DEPARTMENT, on=on) if card.coordinates.territory.covers(ground)]
    found: dict[int, list[UnitCard]] = {}
    for sector, (line, subline) in sector_lines(on).items():
        own = [card for card in cards if card.coordinates.line == line and card.coordinates.subline in (0, subline)]
        found[sector] = _nearest(own)
    return found


def _nearest(cards: Sequence[UnitCard]) -> list[UnitCard]:
    deepest = max((card.coordinates.level for card in cards), default=None)
    return [card for card in cards if card.coordinates.level == deepest]
