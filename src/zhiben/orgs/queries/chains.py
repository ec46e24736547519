"""Chains with their links and who is responsible for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.orgs import policy
from zhiben.orgs.models import Chain, ChainLink, LinkUnit
from zhiben.orgs.queries.dated import in_force


@dataclass(frozen=True, slots=True)
class Holder:
    """A unit that is responsible for a link, and since when; `id` is that of the row which says so."""

    id: int
    unit: int
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link with those who are responsible for it, who was so first first."""

    id: int
    name: str
    position: int
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class ChainCard:
    """A chain with its links in order."""

    id: int
    name: str
    demonstration: bool
    links: tuple[LinkCard, ...]


def chains(on: date | None = None) -> list[ChainCard]:
    """Every chain as it stands on a day (today), in the office's order."""
    holders: dict[int, list[Holder]] = {}
    held = LinkUnit.objects.filter(in_force(on or clock.today())).select_related("unit")
    for row in held.order_by("valid_from", "pk"):
        holders.setdefault(row.link_id, []).append(Holder(row.pk, row.unit_id, row.unit.name, row.valid_from))
    links: dict[int, list[LinkCard]] = {}
    for link in ChainLink.objects.order_by("chain", "position"):
        card = LinkCard(link.pk, link.name, link.position, tuple(holders.get(link.pk, ())))
        links.setdefault(link.chain_id, []).append(card)
    rows = Chain.objects.order_by("position", "pk")
    return [ChainCard(row.pk, row.name, row.demonstration, tuple(links.get(row.pk, ()))) for row in rows]


def chain_named(identifier: int) -> Chain | None:
    """A chain by id."""
    return Chain.objects.filter(pk=identifier).first()


def link(identifier: int) -> ChainLink | None:
    """A link by id, its chain beside it."""
    return ChainLink.objects.select_related("chain").filter(pk=identifier).first()


def holding(identifier: int) -> LinkUnit | None:
    """The row that says who holds a link, with the link and its chain."""
    return LinkUnit.objects.select_related("link__chain", "unit").filter(pk=identifier).first()


def link_history(identifier: int) -> list[LinkUnit]:
    """Everybody who is, was or will be responsible for a link, the latest first."""
    return list(LinkUnit.objects.filter(link=identifier).select_related("unit").order_by("-valid_from", "-pk"))


def keeps_chains(actor: Actor) -> bool:
    """May found chains and say who holds their links."""
    try:
        policy.must_manage_organisation(actor)
    except NotAllowed:
        return False
    return True
