"""Reads of look-alike sweeps: how they and their sites stand. Which sites are like another one is in `likeness`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.models import Finding, LookAlike, LookAlikeSite


def look_alikes() -> QuerySet[LookAlike]:
    """The sweeps in scope, the latest first."""
    return LookAlike.objects.select_related("office", "case", "study", "round").order_by("-pk")


def look_alike_of(pk: int) -> LookAlike:
    """One sweep in scope. Raises NotFound."""
    found = look_alikes().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该举一反三排查"))
    return found


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site of a sweep as it stands: who checked it or was there, what was found, why it is excused."""

    row: LookAlikeSite
    name: str
    where: str
    visited_on: date | None
    findings: int

    @property
    def state(self) -> str:
        """checked, visited, excused, or open."""
        if self.row.checked_on:
            return "checked"
        if self.visited_on:
            return "visited"
        return "excused" if self.row.excused else "open"


def site_lines(sweep: LookAlike) -> list[SiteLine]:
    """The sites of a sweep that are in scope, open ones first."""
    rows = list(LookAlikeSite.objects.filter(sweep=sweep).order_by("district", "street", "pk"))
    names = orgs.site_names(row.site_id for row in rows)
    places = orgs.territory_names({pk for row in rows for pk in (row.district, row.street)})
    visits, found = _visits(sweep, rows)
    lines = [
        SiteLine(
            row,
            names.get(row.site_id, ""),
            places.get(row.district, "") + places.get(row.street, ""),
            visits.get(row.site_id),
            found.get(row.site_id, 0),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda one: one.state != "open")


def _visits(sweep: LookAlike, rows: Sequence[LookAlikeSite]) -> tuple[Mapping[int, date], Mapping[int, int]]:
    """By site, when it was visited since the sweep was sent, and how many findings stand."""
    visited = sweep.visited().filter(site__in=[row.site_id for row in rows]).order_by("arrived_at")
    told = list(visited.values_list("pk", "site", "arrived_at"))
    at_site = {pk: site for pk, site, _at in told}
    findings: dict[int, int] = defaultdict(int)
    standing = Finding._unfiltered().filter(visit__in=list(at_site)).exclude(state="struck")
    for visit in standing.order_by().values_list("visit", flat=True):
        findings[at_site[visit]] += 1
    return {site: at.astimezone(clock.TZ).date() for _pk, site, at in told}, findings


def tasks_added(sweep: LookAlike, lines: Sequence[SiteLine]) -> int:
    """How many tasks its sending gives out, none of them the list's own: one for each district, or street of a
    district's office."""
    return len({line.row.street if sweep.district else line.row.district for line in lines})


def site_in(sweep: LookAlike, pk: int) -> LookAlikeSite:
    """One site of a sweep. Raises NotFound."""
    found = LookAlikeSite.objects.filter(sweep=sweep, pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到名单里的这个场所"))
    return found


def sweeps_from(*, study: int = 0, case: int = 0) -> list[LookAlike]:
    """The sweeps in scope that a study or a case led to."""
    return list(look_alikes().filter(study=study) if study else look_alikes().filter(case=case))
