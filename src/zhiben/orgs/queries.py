"""Reads of the organisation that other rooms may use: who somebody is today, names for ids, the trees, and near names
for unknown ones."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.models import GrantRow, Person, Sector, SectorLine, Site, Substitution, Territory, Unit, UnitAlias
from zhiben.orgs.vocab import ADMINISTRATORS, Role, TerritoryKind, UnitKind

DISTRICT_KINDS = (TerritoryKind.DISTRICT, TerritoryKind.FUNCTIONAL_ZONE)
STREET_KINDS = (TerritoryKind.STREET, TerritoryKind.TOWN, TerritoryKind.SPECIAL)


def in_force(day: date, prefix: str = "") -> Q:
    """Dated rows that are valid on `day`."""
    still = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return still & Q(**{f"{prefix}valid_from__lte": day})


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as other rooms see it."""

    id: int
    name: str
    short_name: str
    kind: str
    coordinates: Coordinates


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


# People


def actor_of(person: Person | int, at: datetime | None = None) -> Actor:
    """Who a person is at a moment: grants in force, and those of colleagues they stand in for. Nobody who is inactive
    holds any."""
    day = (at or clock.now()).astimezone(clock.TZ).date()
    found = person if isinstance(person, Person) else Person.objects.filter(pk=person).first()
    if found is None:
        raise NotFound(N_("没有这个人员"))
    if not found.is_active:
        return Actor(found.pk, found.name)
    stands_for = list(Substitution.objects.filter(in_force(day), substitute=found).values_list("person", flat=True))
    rows = GrantRow.objects.filter(in_force(day), person__in=[found.pk, *stands_for], person__is_active=True)
    own = sorted(rows.order_by("pk"), key=lambda row: row.person_id != found.pk)
    return Actor(found.pk, found.name, tuple(_grant(row, found.pk) for row in own if _held(row, found.pk)))


def _held(row: GrantRow, person: int) -> bool:
    """An administrator's role is never passed on to a substitute."""
    return row.person_id == person or not row.exclusive


def _grant(row: GrantRow, person: int) -> Grant:
    stands_for = 0 if row.person_id == person else row.person_id
    return Grant(row.pk, row.role, row.coordinates, row.unit_id, stands_for, reads=row.role not in ADMINISTRATORS)


def actor_named(username: str) -> Actor:
    """The actor behind a user name. Raises NotFound."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise NotFound(N_("没有名为“{username}”的用户"), username=username)
    return actor_of(person)


def scope_of(actor_id: int) -> AbstractContextManager[Any]:
    """The scope in which a person's background work runs."""
    return scope(actor_of(actor_id))


def person_name(identifier: int) -> str:
    """A person's name, for pages."""
    return person_names([identifier]).get(identifier, f"#{identifier}" if identifier else N_("系统"))


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def people_in(unit: int) -> list[Person]:
    """The active people who hold a grant for a unit today."""
    grants = GrantRow.objects.filter(in_force(clock.today()), unit=unit).values("person")
    return list(Person.objects.filter(pk__in=grants, is_active=True).order_by("pk"))


def unit_of(actor: Actor) -> int:
    """The unit for which somebody acts in the first place; 0 for none."""
    return actor.grants[0].unit if actor.grants else 0


def roster() -> list[dict[str, Any]]:
    """Every account with its present grants, for the console."""
    grants: dict[int, list[dict[str, str]]] = {}
    for row in GrantRow.objects.filter(in_force(clock.today())).select_related("unit").order_by("pk"):
        grants.setdefault(row.person_id, []).append({"role": row.role, "unit": row.unit.name})
    people = Person.objects.order_by("username")
    return [
        {"id": p.pk, "username": p.username, "name": p.name, "active": p.is_active, "grants": grants.get(p.pk, [])}
        for p in people
    ]


def administrators_missing() -> list[str]:
    """Labels of the exclusive administrator roles that nobody holds."""
    held = set(GrantRow.objects.filter(in_force(clock.today()), exclusive=True).values_list("role", flat=True))
    return [role.label for role in ADMINISTRATORS if role not in held]


# Units


def unit(identifier: int) -> UnitCard:
    """A unit by id. Raises NotFound."""
    found = Unit.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound(N_("没有这个单位"))
    return _card(found)


def _card(row: Unit) -> UnitCard:
    return UnitCard(row.pk, row.name, row.short_name or row.name, row.kind, row.coordinates)


def unit_name(identifier: int) -> str:
    """A unit's name, for pages."""
    return unit_names([identifier]).get(identifier, "")


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of units by id."""
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def unit_coordinates(ids: Iterable[int]) -> dict[int, Coordinates]:
    """Where units lie, by id."""
    return {row.pk: row.coordinates for row in Unit.objects.filter(pk__in=set(ids))}


def units(*, kind: str = "", on: date | None = None) -> list[UnitCard]:
    """The units in force on a day (today), in the office's order."""
    rows = Unit.objects.filter(in_force(on or clock.today()))
    return [_card(row) for row in (rows.filter(kind=kind) if kind else rows).order_by("position", "pk")]


def units_by_id(ids: Any) -> QuerySet[Unit]:
    """Units as a queryset, for measures whose rows are units; `ids` may be a subquery."""
    return Unit.objects.filter(pk__in=ids)


def offices() -> list[UnitCard]:
    """The committee offices in force, the city's first."""
    return units(kind=UnitKind.COMMITTEE_OFFICE)


def units_under(office: int) -> list[UnitCard]:
    """The units that an office coordinates: those in its territory, itself and enterprises excepted."""
    place = unit(office).coordinates
    near = [UnitKind.DEPARTMENT, UnitKind.DISTRICT] if not place.district else [UnitKind.DEPARTMENT, UnitKind.STREET]
    found = (card for card in units() if card.kind in near and place.covers(card.coordinates))
    level = place.level
    return [c for c in found if c.kind != UnitKind.DEPARTMENT or c.coordinates.level == level]


def unit_named(name: str) -> UnitCard | None:
    """The unit of that name, short name or alias; None when there is none or more than one."""
    clean = "".join(name.split())
    day = clock.today()
    rows = list(Unit.objects.filter(in_force(day)).filter(Q(name=clean) | Q(short_name=clean))[:2])
    if not rows:
        ids = UnitAlias.objects.filter(name=clean).values("unit")
        rows = list(Unit.objects.filter(in_force(day), pk__in=ids)[:2])
    return _card(rows[0]) if len(rows) == 1 else None


def suggest_units(text: str, number: int = 3) -> list[str]:
    """Names near to an unknown one."""
    names = list(Unit.objects.filter(in_force(clock.today())).values_list("name", flat=True))
    return difflib.get_close_matches("".join(text.split()), names, n=number, cutoff=0.5)


# Territories


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


def streets(district: int = 0) -> list[TerritoryCard]:
    """The streets, towns and special units that a district manages; quasi-units are not among them."""
    rows = Territory.objects.filter(in_force(clock.today()), kind__in=STREET_KINDS, counted=True)
    if district:
        rows = rows.filter(district=district)
    else:
        rows = rows.filter(city__in=Unit.objects.filter(kind=UnitKind.COMMITTEE_OFFICE).values("city"))
    return [_territory(row) for row in rows.order_by("district", "position", "code")]


# Sectors and sites


def sectors() -> list[tuple[int, str]]:
    """(id, name) of every sector, in the office's order."""
    return list(Sector.objects.order_by("position", "pk").values_list("pk", "name"))


def sector_lines(on: date | None = None) -> dict[int, tuple[int, int]]:
    """Sector id → (line, subline) that answers for it on a day."""
    rows = SectorLine.objects.filter(in_force(on or clock.today())).select_related("line")
    return {row.sector_id: row.line.levels for row in rows}


def sector_coordinates(sector: int, territory_id: int, at: date | None = None) -> Coordinates:
    """The home of something of a sector at a place: the place's territory levels and the sector's line."""
    place = territory(territory_id).coordinates
    line, subline = sector_lines(at).get(sector, (0, 0))
    return Coordinates(place.province, place.city, place.district, place.street, line, subline)


def sites() -> QuerySet[Site]:
    """The sites within the open scope."""
    return Site.objects.all()


def site_place(site: int) -> Coordinates:
    """Where a site lies; read for stamping, so without the scope of the person. Raises NotFound."""
    found = Site._unfiltered().filter(pk=site).first()
    if found is None:
        raise NotFound(N_("没有这个场所"))
    return found.coordinates


def role_label(role: str) -> str:
    """A role's label."""
    return Role(role).label
