"""The territories of the cities that have an office here, in the official order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from zhiben.foundation.scope.query import subtree
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import GrantRow, Territory, Unit
from zhiben.orgs.queries.dated import in_force
from zhiben.orgs.vocab import TerritoryKind, UnitKind

DISTRICT_KINDS = (TerritoryKind.DISTRICT, TerritoryKind.FUNCTIONAL_ZONE)
STREET_KINDS = (TerritoryKind.STREET, TerritoryKind.TOWN, TerritoryKind.SPECIAL)


@dataclass(frozen=True, slots=True)
class TerritoryCard:
    """A territory as other rooms see it; `tile` is its (column, row) on the schematic map, None when it has none."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    coordinates: Coordinates
    tile: tuple[float, float] | None = None


TILES: dict[str, tuple[float, float]] = {
    "光明区": (0.5, 0),
    "宝安区": (0, 1),
    "龙华区": (1, 1),
    "龙岗区": (2, 1),
    "坪山区": (3, 1),
    "南山区": (0.5, 2),
    "福田区": (1.5, 2),
    "罗湖区": (2.5, 2),
    "盐田区": (3.5, 2),
    "大鹏新区": (4.5, 2),
    "深汕特别合作区": (5.5, 1),
}
"""A schematic layout of Shenzhen's eleven as (column, row), ours; not a map of borders."""


def territory(identifier: int) -> TerritoryCard:
    """A territory by id. Raises NotFound."""
    found = Territory.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound(N_("没有这个区域"))
    return _territory(found)


def _territory(row: Territory) -> TerritoryCard:
    short = row.short_name or row.name
    return TerritoryCard(row.pk, row.code, row.name, short, row.kind, row.coordinates, TILES.get(row.name))


def territory_names(ids: Collection[int]) -> dict[int, str]:
    """Names of territories by id."""
    return dict(Territory.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def cities_below(at: Coordinates) -> list[int]:
    """The ids of the cities with streets below a province, or of all, in the official order."""
    rows = Territory.objects.filter(in_force(clock.today()), subtree(at.territory), kind=TerritoryKind.CITY)
    rows = rows.filter(Exists(_streets().filter(city=OuterRef("pk"))))
    return list(rows.order_by("position", "code").values_list("pk", flat=True))


def districts(city: int = 0) -> list[TerritoryCard]:
    """The districts and functional zones managed by a city (by the only one, if none is given), in the official
    order."""
    rows = Territory.objects.filter(in_force(clock.today()), kind__in=DISTRICT_KINDS, counted=True)
    rows = (
        rows.filter(city=city)
        if city
        else rows.filter(pk__in=GrantRow.objects.values("district"))
        | rows.filter(city__in=Unit.objects.filter(kind=UnitKind.COMMITTEE_OFFICE).values("city"))
    )
    return [_territory(row) for row in rows.order_by("position", "code")]


def streets(district: int = 0, *, on: date | None = None) -> list[TerritoryCard]:
    """The streets, towns and special units that a district manages on a day (today); quasi-units are not among
    them."""
    rows = Territory.objects.filter(in_force(on or clock.today()), kind__in=STREET_KINDS, counted=True)
    if district:
        rows = rows.filter(district=district)
    else:
        rows = rows.filter(city__in=Unit.objects.filter(kind=UnitKind.COMMITTEE_OFFICE).values("city"))
    return [_territory(row) for row in rows.order_by("district", "position", "code")]


def streets_of(districts: Collection[int]) -> list[TerritoryCard]:
    """The streets that some districts manage today, district by district."""
    cities = Territory.objects.filter(pk__in=list(districts)).values("city")  # by which streets are found in an index
    rows = _streets().filter(city__in=cities, district__in=list(districts))
    return [_territory(row) for row in rows.order_by("district", "position", "code")]


def _streets() -> QuerySet[Territory]:
    return Territory.objects.filter(in_force(clock.today()), kind__in=STREET_KINDS, counted=True)


def streets_entered(actor: Actor) -> list[TerritoryCard]:
    """The streets in which a person may enter sites."""
    return [card for card in streets() if policy.enters_sites_in(actor, card.coordinates)]


def streets_read_by(actor: Actor, *, on: date | None = None) -> list[TerritoryCard]:
    """The streets on a day (today) of whose records a person reads those that lie there."""
    places = [grant.at.territory for grant in actor.reading_grants() if not grant.at.site]
    return [card for card in streets(on=on) if any(place.covers(card.coordinates) for place in places)]


def territories_by_id(ids: Any) -> QuerySet[Territory]:
    """Territories as a queryset, for measures whose rows are territories; `ids` may be a subquery."""
    return Territory.objects.filter(pk__in=ids)


def blocks(office: Coordinates) -> list[TerritoryCard]:
    """What an office's ground is divided into: a city's into districts, a district's into streets."""
    return streets(office.district) if office.district else districts(office.city)
