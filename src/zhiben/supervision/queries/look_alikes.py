"""Reads of look-alike sweeps: which sites elsewhere are like the one of an accident, and why, in words; how the sites
of a sweep stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.accidents.vocab import type_scheme_on
from zhiben.foundation.scope.query import subtree
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.accident_words import PLACE_WORDS
from zhiben.supervision.models import Finding, LookAlike, LookAlikeSite

if TYPE_CHECKING:
    from zhiben.accidents.models import AccidentCase

MOST_SITES = 200
"""So many sites a list holds at first: a default of this product."""
YEARS = timedelta(days=5 * 366)
MOST_CLAUSES = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A site that is like another one, and why, the strongest reason first."""

    site: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The sites to begin with, and how many others only share the sector."""

    sites: tuple[Alike, ...]
    unlisted: int


def alike_to(case: AccidentCase, place: Coordinates, narrative: str = "") -> Likeness:
    """Sites below `place`, as the open scope shows them, at which the like of a case may happen: a past accident of its
    type, a hazard of its kind, the same kind of place, the same sector. Those that share the sector alone fill the list
    up."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for site, told in (
        *_past_accidents(case, place),
        *_hazards(case, place, narrative),
        *_same_places(case, place),
    ):
        if site != case.site_id:
            reasons[site].append(told)
    sector = dict(orgs.sectors()).get(case.sector_id or 0, "")
    same = _of_sector(case, place)
    said = N_("同属“{sector}”").format(sector=sector)
    found = [Alike(site, (*why, *([said] if site in same else []))) for site, why in reasons.items()]
    found.sort(key=lambda one: (-len(one.reasons), one.site))
    found = found[:MOST_SITES]
    others = sorted(same - reasons.keys() - {case.site_id or 0})
    found += [Alike(site, (said,)) for site in others[: MOST_SITES - len(found)]]
    return Likeness(tuple(found), max(0, len(same | reasons.keys()) - len(found) - (case.site_id in same)))


def _below(place: Coordinates) -> QuerySet[Any]:
    return orgs.sites().filter(subtree(place.territory))


def _of_sector(case: AccidentCase, place: Coordinates) -> set[int]:
    if not case.sector_id:
        return set()
    return set(_below(place).filter(sector=case.sector_id).values_list("pk", flat=True))


def _past_accidents(case: AccidentCase, place: Coordinates) -> Iterable[tuple[int, str]]:
    rows = accidents.facts(scheme=type_scheme_on(case.occurred_on), first=case.occurred_on - YEARS).rows
    own = next((row for row in rows if row.case == case.pk), None)
    if own is None or own.type in ("", "-"):
        return
    there = set(_below(place).filter(pk__in={row.site for row in rows if row.site}).values_list("pk", flat=True))
    for row in sorted(rows, key=_latest_first):
        if row.case != case.pk and row.type == own.type and row.site in there:
            said = N_("{day}发生过同类事故：{type}（{number}）")
            yield row.site, said.format(day=clock.in_words(row.occurred_on), type=row.type_label, number=row.number)
            there.discard(row.site)


def _latest_first(row: Fact) -> int:
    return -row.occurred_on.toordinal()


def _hazards(case: AccidentCase, place: Coordinates, narrative: str) -> Iterable[tuple[int, str]]:
    """Open hazards by the clauses that the narrative may fall under."""
    words = narrative or case.narrative
    clauses = {
        one.clause.pk: one.clause
        for one in hazards.suggest(words, case.sector_id or 0, clock.today(), most=MOST_CLAUSES)
    }
    seen: set[int] = set()
    for row in hazards.open_under(clauses, place):
        if row.site_id not in seen:
            seen.add(row.site_id)
            said = N_("有未销号的同类隐患：{title}（{number}，{clause}）")
            clause = clauses[row.clause_id or 0].citation
            yield row.site_id, said.format(title=row.title, number=row.number, clause=clause)


def _same_places(case: AccidentCase, place: Coordinates) -> Iterable[tuple[int, str]]:
    """By words of the site's name, the place and the unit that tell what kind of place it is."""
    site = orgs.site_names([case.site_id])[case.site_id] if case.site_id else ""
    words = [word for word in PLACE_WORDS if word in f"{site} {case.place} {case.unit_name} {case.narrative}"]
    if not words:
        return
    named = Q()
    for word in words:
        named |= Q(name__contains=word)
    for pk, name in _below(place).filter(named).order_by("pk").values_list("pk", "name")[:MOST_SITES]:
        shared = "、".join(word for word in words if word in name)
        yield pk, N_("场所类型相近：名称里有“{words}”").format(words=shared)


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


def site_in(sweep: LookAlike, pk: int) -> LookAlikeSite:
    """One site of a sweep. Raises NotFound."""
    found = LookAlikeSite.objects.filter(sweep=sweep, pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到名单里的这个场所"))
    return found


def sweeps_from(*, study: int = 0, case: int = 0) -> list[LookAlike]:
    """The sweeps in scope that a study or a case led to."""
    return list(look_alikes().filter(study=study) if study else look_alikes().filter(case=case))
