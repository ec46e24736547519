"""Units as other rooms see them, and near names for unknown ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs.models import Territory, Unit, UnitAlias
from zhiben.orgs.queries.dated import in_force
from zhiben.orgs.vocab import UnitKind


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as other rooms see it."""

    id: int
    name: str
    short_name: str
    kind: str
    coordinates: Coordinates


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


def unit_coordinates(ids: Iterable[int], *, on: date | None = None) -> dict[int, Coordinates]:
    """Where units lie, by id; with `on`, where they lay on a day: a reorganised street keeps its code."""
    rows = list(Unit.objects.filter(pk__in=set(ids)).select_related("territory"))
    places = {row.pk: row.coordinates for row in rows}
    if on is not None:
        codes = {row.territory.code for row in rows if row.street}
        then = {one.code: one.coordinates for one in Territory.objects.filter(in_force(on), code__in=codes)}
        for row in rows:
            if place := then.get(row.territory.code):
                places[row.pk] = replace(place, line=row.line, subline=row.subline)
    return places


def unit_ends(ids: Iterable[int]) -> dict[int, date]:
    """Of those units that end, by id, the first day on which they are no more."""
    rows = Unit.objects.filter(pk__in=set(ids), valid_to__isnull=False)
    return {unit: ends for unit, ends in rows.values_list("pk", "valid_to") if ends is not None}


def unit_terms(ids: Iterable[int]) -> dict[int, tuple[date, date | None]]:
    """Of units by id, the first day, and the first day on which they are no more."""
    rows = Unit.objects.filter(pk__in=set(ids)).values_list("pk", "valid_from", "valid_to")
    return {unit: (begins, ends) for unit, begins, ends in rows}


def units(*kinds: str, on: date | None = None) -> list[UnitCard]:
    """The units in force on a day (today), of some kinds or all, in the office's order."""
    rows = Unit.objects.filter(in_force(on or clock.today()))
    return [_card(row) for row in (rows.filter(kind__in=kinds) if kinds else rows).order_by("position", "pk")]


def units_by_id(ids: Any) -> QuerySet[Unit]:
    """Units as a queryset, for measures whose rows are units; `ids` may be a subquery."""
    return Unit.objects.filter(pk__in=ids)


def offices() -> list[UnitCard]:
    """The committee offices in force, the city's first."""
    return units(UnitKind.COMMITTEE_OFFICE)


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


def known_unit(name: str, *, advice: str = "") -> UnitCard:
    """The unit of that name. Raises Refused with near names, and with what else a person may do."""
    found = unit_named(name)
    if found is None:
        near = suggest_units(name)
        hint = N_("；是否指：{near}").format(near="、".join(near)) if near else ""
        raise Refused(
            N_("没有名为“{name}”的单位{hint}{advice}"), name=name, hint=hint, advice=advice, code="unknown_unit"
        )
    return found


def suggest_units(text: str, number: int = 3) -> list[str]:
    """Names near to an unknown one."""
    names = list(Unit.objects.filter(in_force(clock.today())).values_list("name", flat=True))
    return difflib.get_close_matches("".join(text.split()), names, n=number, cutoff=0.5)
