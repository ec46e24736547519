"""Which sites elsewhere are like the one of an accident, and why, in words. That an accident of the same type happened
somewhere makes a site no like one by itself: people fall at every kind of place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.accidents.vocab import type_scheme_on
from zhiben.foundation.scope.query import subtree
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.accident_words import PLACE_WORDS

if TYPE_CHECKING:
    from zhiben.accidents.models import AccidentCase

MOST_SITES = 200
"""So many sites a list holds at first: a default of this product."""
YEARS = timedelta(days=5 * 366)
MOST_CLAUSES = 3

TYPE, HAZARD, PLACE, SECTOR = "type", "hazard", "place", "sector"
"""By what a site is alike, the most particular first; in this order reasons are told."""
WEIGHTS = {SECTOR: 3, PLACE: 2, HAZARD: 2, TYPE: 1}
"""What each counts for where sites are put in order, a default of this product: the same sector before the same
type."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A site that is like another one, and why, the most particular reason first."""

    site: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The sites to begin with, the most alike first, and how many others are alike as well."""

    sites: tuple[Alike, ...]
    unlisted: int


def alike_to(case: AccidentCase, place: Coordinates, narrative: str = "") -> Likeness:
    """Sites below `place`, as the open scope shows them, at which the like of a case may happen: of the same sector, of
    the same kind of place, with a hazard of its kind; at one of these, that an accident of its type happened there too
    is told beside."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for kind, rows in (
        (TYPE, _past_accidents(case, place)),
        (HAZARD, _hazards(case, place, narrative)),
        (PLACE, _same_places(case, place)),
        (SECTOR, _same_sector(case, place)),
    ):
        for site, told in rows:
            found[site].setdefault(kind, told)
    like = {site: why for site, why in found.items() if site != case.site_id and set(why) != {TYPE}}
    sites = tuple(Alike(site, tuple(like[site].values())) for site in _in_order(like, place)[:MOST_SITES])
    return Likeness(sites, len(like) - len(sites))


def _in_order(like: Mapping[int, Mapping[str, str]], place: Coordinates) -> list[int]:
    """The most alike first; of those that are equally alike the districts (or streets) take turns, so that a list that
    is cut holds some of each."""
    deeper = "street" if place.district else "district"
    part = dict(_below(place).values_list("pk", deeper)) if len(like) > MOST_SITES else {}
    turns = Counter[tuple[int, bool, int]]()
    keys = {}
    for site in sorted(like):
        alike = -_weight(like[site]), SECTOR not in like[site]
        turn = (*alike, part.get(site, site))
        keys[site] = (*alike, turns[turn] if part else 0, site)
        turns[turn] += 1
    return sorted(like, key=lambda site: keys[site])


def _weight(why: Iterable[str]) -> int:
    return sum(WEIGHTS[kind] for kind in why)


def sector_without_sites(case: AccidentCase, place: Coordinates) -> str:
    """What is to be told where nothing can be alike by its sector, in words: nobody wrote down the sector of the case,
    or no site of it is registered below `place` as the open scope shows it. "" where there is one."""
    if not case.sector_id:
        return N_("事故没有登记行业领域，没有按行业找同类场所")
    others = _below(place).filter(sector=case.sector_id).exclude(pk=case.site_id or 0)
    if others.exists():
        return ""
    sector = dict(orgs.sectors()).get(case.sector_id, "")
    return N_("“{sector}”在本范围没有登记其他场所，名单里没有同行业的；请先核对场所台账").format(sector=sector)


def _below(place: Coordinates) -> QuerySet[Any]:
    return orgs.sites().filter(subtree(place.territory))


def _same_sector(case: AccidentCase, place: Coordinates) -> Iterable[tuple[int, str]]:
    if not case.sector_id:
        return
    said = N_("同属“{sector}”").format(sector=dict(orgs.sectors()).get(case.sector_id, ""))
    for pk in _below(place).filter(sector=case.sector_id).values_list("pk", flat=True):
        yield pk, said


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
    clauses: Mapping[int, Any] = {
        one.clause.pk: one.clause
        for one in hazards.suggest(words, case.sector_id or 0, clock.today(), most=MOST_CLAUSES)
    }
    for row in hazards.open_under(clauses, place):
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
    for pk, name in _below(place).filter(named).values_list("pk", "name"):
        shared = "、".join(word for word in words if word in name)
        yield pk, N_("场所类型相近：名称里有“{words}”").format(words=shared)
