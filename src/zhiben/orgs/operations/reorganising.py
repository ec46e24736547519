"""A street passes to another district on a day: its row is dated out and a new one opened; everything that lies in
it goes along, past figures keep the district of their day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.scope.models import Participation, Placed, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import TERRITORY_LEVELS, Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import GrantRow, Site, Territory, TerritoryAlias, Unit
from zhiben.orgs.queries.dated import not_ended

P = TypeVar("P", bound=Placed)
_restamped: list[type[Any]] = []


def restamps(*models: type[P]) -> None:
    """Register a room's tables with level columns: their rows, finished ones too, go with their street."""
    _restamped.extend(models)


def reorganise(street: Territory, *, to: Territory, on: date, actor: Actor) -> Territory:
    """Let `street` be managed by the district `to` from `on`, which is today or a day gone by: nothing carries out an
    order later. Records change hands at this moment, whatever `on` is, so that no figure of a past day moves. Returns
    the new row."""
    grant = policy.must_manage_organisation(actor)
    if on > clock.today():
        raise Refused(N_("区划调整自{day}起生效，请在生效当日或之后办理"), day=on)
    if street.valid_to is not None:
        raise Refused(N_("“{name}”已于{day}停用"), name=street.name, day=street.valid_to)
    if street.managing_parent_id == to.pk:
        raise Refused(N_("“{name}”已由{district}管理"), name=street.name, district=to.name)
    with audit.batch():
        Territory.objects.filter(pk=street.pk).update(valid_to=on)
        old = street.pk
        new = Territory.objects.get(pk=old)
        new.pk, new.managing_parent, new.valid_from, new.valid_to = None, to, on, None
        new.save(force_insert=True)
        new.place_at(Coordinates(to.province, to.city, to.district, new.pk))
        new.save()
        _follow(old, new)
        moved = {"units": _units(old, new), "grants": _grants(old, new), "sites": _sites(old, new)}
        moved["records"] = sum(_records(model, old, new, clock.now()) for model in _restamped)
        unfiltered(Participation).filter(street=old).update(**_levels(new))
        facts = {"from": street.managing_parent_id, "to": to.pk, "on": on, "new": new.pk, **moved}
        audit.record("reorganise", actor, subject=("orgs.territory", old), facts=facts, grant=grant)
    return new


def _follow(old: int, new: Territory) -> None:
    """Other ways of writing the name, and what the law places within the street, go over to the new row."""
    names = TerritoryAlias.objects.filter(territory=old).values_list("name", flat=True)
    TerritoryAlias.objects.bulk_create([TerritoryAlias(territory=new, name=name) for name in names])
    Territory.objects.filter(legal_parent=old, valid_to__isnull=True).update(legal_parent=new)


def _levels(new: Territory) -> dict[str, int]:
    return {name: getattr(new, name) for name in TERRITORY_LEVELS}


def _units(old: int, new: Territory) -> int:
    rows = Unit.objects.filter(not_ended(new.valid_from), territory=old)
    return rows.update(territory=new, **_levels(new))


def _grants(old: int, new: Territory) -> int:
    rows = GrantRow.objects.filter(not_ended(new.valid_from), territory=old)
    return rows.update(territory=new, **_levels(new))


def _sites(old: int, new: Territory) -> int:
    rows = Site._unfiltered().filter(street=old)
    return rows.update(territory=new, **_levels(new))


def _records(model: type[Any], old: int, new: Territory, at: datetime) -> int:
    lying = model._unfiltered().filter(street=old)
    if not issubclass(model, Living):
        return int(lying.update(**_levels(new)))
    rows = list(lying.select_for_update().order_by("pk"))
    amend(rows, at=at, **_levels(new))
    return len(rows)
