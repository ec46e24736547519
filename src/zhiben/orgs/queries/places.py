"""Sectors with the line that answers for each, and sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates
from zhiben.orgs.models import Sector, SectorLine, Site
from zhiben.orgs.queries.dated import in_force


def sectors() -> list[tuple[int, str]]:
    """(id, name) of every sector, in the office's order."""
    return list(Sector.objects.order_by("position", "pk").values_list("pk", "name"))


def sector_lines(on: date | None = None) -> dict[int, tuple[int, int]]:
    """Sector id → (line, subline) that answers for it on a day."""
    rows = SectorLine.objects.filter(in_force(on or clock.today())).select_related("line")
    return {row.sector_id: row.line.levels for row in rows}


def sites() -> QuerySet[Site]:
    """The sites within the open scope."""
    return Site.objects.all()


def site_places(sites: Iterable[int], *, held: bool = False) -> dict[int, tuple[Coordinates, int]]:
    """Where sites lie and of which sector they are, by id; those that the scope shows. `held` sites stay there until
    the caller's transaction ends."""
    rows = Site.objects.filter(pk__in=set(sites)).order_by("pk")
    rows = rows.select_for_update(of=("self",)) if held else rows
    return {row.pk: (row.coordinates, row.sector_id) for row in rows}


def site_words(sites: Iterable[int]) -> dict[int, str]:
    """By id what a workbook calls a site, so that it is found again: its name, or where others that the open scope
    shows bear the same one, its code or local id."""
    names = site_names(sites)
    bearers = Site.objects.filter(name__in=set(names.values())).order_by()
    shared = {row["name"] for row in bearers.values("name").annotate(bearing=Count("pk")).filter(bearing__gt=1)}
    several = [pk for pk, name in names.items() if name in shared]
    keys = Site._unfiltered().filter(pk__in=several).values_list("pk", "uscc", "local_id")
    return names | {pk: uscc or local_id for pk, uscc, local_id in keys}


def site_names(sites: Iterable[int]) -> dict[int, str]:
    """Names of sites by id, for pages and papers about records that lie there."""
    wanted = sorted(set(sites))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        found |= dict(Site._unfiltered().filter(pk__in=wanted[start : start + 500]).values_list("pk", "name"))
    return found
