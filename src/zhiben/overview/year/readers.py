"""Whose report of a year a person reads: that of every office whose whole ground lies in what the person reads."""

from __future__ import annotations

from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard


def offices_read(actor: Actor) -> list[UnitCard]:
    """The offices of cities and districts whose whole ground a person reads, the own ones first, then the highest."""
    grants = actor.reading_grants()
    found = [
        card
        for card in orgs.offices()
        if card.coordinates.city
        and not card.coordinates.street
        and any(one.covers(card.coordinates.territory) for one in grants)
    ]
    return sorted(found, key=lambda card: (card.id not in actor.units, card.coordinates.level, card.id))


def office_read(actor: Actor, chosen: str) -> UnitCard:
    """The chosen one of them, or the first. Raises NotFound."""
    found = offices_read(actor)
    one = next((card for card in found if str(card.id) == chosen), None) if chosen else next(iter(found), None)
    if one is None:
        raise NotFound(N_("没有您可以查看的安委办年度报告"))
    return one


def has_years(actor: Actor) -> bool:
    """Whether there is any."""
    return bool(offices_read(actor))
