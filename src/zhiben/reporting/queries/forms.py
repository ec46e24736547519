"""Reads of forms: the list, one of them, its editions, the units that it asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.reporting.models import ReturnForm
from zhiben.reporting.vocab import Audience

KIND_OF: dict[str, str] = {
    Audience.DEPARTMENTS: UnitKind.DEPARTMENT,
    Audience.DISTRICTS: UnitKind.DISTRICT,
    Audience.STREETS: UnitKind.STREET,
}


def forms() -> QuerySet[ReturnForm]:
    """The forms in scope, those in force first, then by name."""
    return ReturnForm.objects.select_related("office").order_by("name", "first", "-edition", "pk")


def form(pk: int) -> ReturnForm:
    """One form in scope. Raises NotFound."""
    found = forms().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该报表"))
    return found


def pages_of(one: ReturnForm) -> list[ReturnForm]:
    """All editions of a form, the newest first."""
    rows = forms().filter(Q(pk=one.family) | Q(first=one.family)).exclude(state="discarded")
    return list(rows.order_by("-edition", "-pk"))


def in_force(day: date, office: int = 0) -> QuerySet[ReturnForm, Any]:
    """The issued forms that still ask on a day, whatever the scope; of one office, if given."""
    rows = ReturnForm._unfiltered().filter(state="issued", ends_on__gte=day)
    return rows.filter(office=office) if office else rows


def units_asked(one: ReturnForm, on: date | None = None) -> list[orgs.UnitCard]:
    """The units that a form asks on a day (today), in the office's order."""
    if one.audience == Audience.CHOSEN:
        chosen = set(one.chosen.values_list("pk", flat=True)) if one.pk else set()
        return [card for card in orgs.units(on=on) if card.id in chosen]
    place = one.coordinates.territory
    kind = KIND_OF[one.audience]
    found = [card for card in orgs.units(kind, on=on) if place.covers(card.coordinates.territory)]
    if kind == UnitKind.DEPARTMENT:
        return [card for card in found if card.coordinates.level == place.level]
    return [card for card in found if card.coordinates.level > place.level]


def askable(office: int) -> list[orgs.UnitCard]:
    """The units that an office may choose: departments of its own level, districts and streets on its ground."""
    place = orgs.unit(office).coordinates
    kinds = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
    inside = [card for card in orgs.units(*kinds) if place.territory.covers(card.coordinates.territory)]
    return [card for card in inside if (card.coordinates.level == place.level) == (card.kind == UnitKind.DEPARTMENT)]


def beside(one: ReturnForm) -> list[ReturnForm]:
    """Other forms in force that ask some of the same units, whatever the scope."""
    rows = in_force(one.begins_on or clock.today()).exclude(pk=one.pk).exclude(pk=one.family)
    rows = rows.exclude(first=one.family).select_related("office")
    asked = {card.id for card in units_asked(one)}
    return [other for other in rows if asked & {card.id for card in units_asked(other)}]
