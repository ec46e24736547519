"""A street passes to another district on a day: its row is dated out and a new one opened; open records are
re-stamped, past periods keep their figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from zhiben.foundation import audit
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import GrantRow, Site, Territory, TerritoryAlias, Unit
from zhiben.orgs.queries.dated import not_ended

Restamp = Callable[[int, Territory], int]
_restamps: list[Restamp] = []


def restamps(function: Restamp) -> Restamp:
    """Register a room's re-stamping: `function(old street id, new territory)` gives its open rows the new levels and
    returns how many."""
    _restamps.append(function)
    return function


def reorganise(street: Territory, *, to: Territory, on: date, actor: Actor) -> Territory:
    """Let `street` be managed by the district `to` from `on`. Returns the new row; figures frozen before stay as they
    are."""
    grant = policy.must_manage_organisation(actor)
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
        moved["records"] = sum(function(old, new) for function in _restamps)
        facts = {"from": street.managing_parent_id, "to": to.pk, "on": on, "new": new.pk, **moved}
        audit.record("reorganise", actor, subject=("orgs.territory", old), facts=facts, grant=grant)
    return new


def _follow(old: int, new: Territory) -> None:
    """Other ways of writing the name, and what the law places within the street, go over to the new row."""
    names = TerritoryAlias.objects.filter(territory=old).values_list("name", flat=True)
    TerritoryAlias.objects.bulk_create([TerritoryAlias(territory=new, name=name) for name in names])
    Territory.objects.filter(legal_parent=old, valid_to__isnull=True).update(legal_parent=new)


def _units(old: int, new: Territory) -> int:
    rows = Unit.objects.filter(not_ended(new.valid_from), territory=old)
    return rows.update(territory=new, district=new.district, street=new.street)


def _grants(old: int, new: Territory) -> int:
    rows = GrantRow.objects.filter(not_ended(new.valid_from), territory=old)
    return rows.update(territory=new, district=new.district, street=new.street)


def _sites(old: int, new: Territory) -> int:
    rows = Site._unfiltered().filter(street=old)
    return rows.update(territory=new, district=new.district, street=new.street)
