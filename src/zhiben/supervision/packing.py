"""What a phone carries along for its person: the targets to which they are sent and that are open to them, where those
lie, what was there before as far as they may read it, checklists, clauses and usual words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from zhiben.foundation.scope.models import Confidant
from zhiben.hazards.queries.criteria import Catalogue
from zhiben.kernel import clock
from zhiben.kernel.earth import Point
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.supervision import kinds, queries
from zhiben.supervision.lifecycle.findings import UNSETTLED
from zhiben.supervision.models import Finding, Target, Visit, VisitMember
from zhiben.supervision.queries import Before
from zhiben.supervision.queries.targets import open_to, signed_lately
from zhiben.supervision.vocab import MOST_BLUR, NEAR, PHRASES, SIGNED_DAYS, Becomes

LAST = 5
"""So many visits of a site are carried along."""

MOST = 50
"""So many open findings of a site are."""


def pack_for(actor: Actor) -> dict[str, Any]:
    """Everything for the person, as plain values. Nothing of what others keep: a keeper who does not go there looks at
    the list, where that is noted."""
    found = open_to(actor.id)
    sites = [one.site_id for one in found]
    before, there, checks = _open_before(sites), _joined(actor), _checks_to_come(found)
    goes_on = {one.pk: _going_on(there[one.pk], actor) for one in found if one.pk in there}
    signed = signed_lately(actor.id, clock.now() - timedelta(days=SIGNED_DAYS))
    over = {one.pk: _going_on(visit, actor) for one, visit in signed}
    since = dict(
        Confidant.objects.filter(model=Target._meta.label_lower, record__in=[one.pk for one in found])
        .filter(person=actor.id)
        .values_list("record", "since")
    )
    told = {
        one.pk: {
            "arrived": one.pk in there,
            "opened": since[one.pk].isoformat() if one.pk in since else "",
            "open": [asdict(each) for each in before[one.site_id]],
            "checklists": _named(checks[one.pk]),
            "answers": [],
        }
        | (goes_on[one.pk][0] if one.pk in there else {})
        for one in found
    } | {one.pk: _signed(visit) | over[one.pk][0] for one, visit in signed}
    several = (*goes_on.values(), *over.values())
    return {
        "person": actor.id,
        "name": actor.name,
        "now": clock.now().isoformat(),
        "targets": _targets([*found, *(one for one, _visit in signed)], told),
        "near": NEAR,
        "blur": MOST_BLUR,
        "clauses": _clauses(),
        "phrases": [{"text": text, "becomes": becomes} for becomes, text in PHRASES],
        "checklists": _each_once([*checks.values(), *(lists for _told, lists in several)]),
    }


def _targets(found: Sequence[Target], told: Mapping[int, dict[str, Any]]) -> list[dict[str, Any]]:
    sites = [one.site_id for one in found]
    visits, points = _visits_before(sites), orgs.site_points(sites)
    names = orgs.person_names({person for one in found for person in one.team_people})
    return [
        _target(one, visits.get(one.site_id, ()), points[one.site_id])
        | {"team": [names[person] for person in sorted(one.team_people)], "signed": ""}
        | told[one.pk]
        for one in found
    ]


def _signed(visit: Visit) -> dict[str, Any]:
    """Of a visit that was signed lately when that was, for whoever was there, on whatever phone it was signed."""
    at = visit.closed_at.isoformat() if visit.closed_at else ""
    return {"arrived": True, "opened": "", "signed": at, "visit": visit.pk}


def _target(one: Target, visits: Sequence[Visit], point: Point | None) -> dict[str, Any]:
    site, kind = one.site, kinds.declared(one.round.kind)
    return {
        "id": one.pk,
        "round": one.round.title,
        "purpose": one.round.purpose,
        "kind": kind.label,
        "mode": one.round.get_mode_display(),
        "becomes": [{"key": key, "label": key.label} for key in kind.becomes],
        "team_size": one.round.team_size,
        "site": {
            "id": site.pk,
            "name": site.name,
            "code": site.uscc or site.local_id,
            "address": site.address,
            "street": site.territory.name,
            "point": asdict(point) if point else None,
        },
        "visits": [{"at": row.arrived_at.isoformat(), "title": row.title} for row in visits if row.target != one.pk],
    }


def _joined(actor: Actor) -> dict[int, Visit]:
    """By target the visits that go on and where the person is."""
    rows = VisitMember._unfiltered().filter(person=actor.id, visit__state="under_way", visit__target__gt=0)
    found = {row.visit.target: row.visit for row in rows.select_related("visit")}
    queries.prepare_visits(list(found.values()))
    return found


Lists = list[dict[str, Any]]


def _checks_to_come(found: Sequence[Target]) -> dict[int, Lists]:
    """By target the checklists that belong there today."""
    lists: dict[int, Lists] = {}
    by_round: dict[tuple[str, int], list[Target]] = {}
    for one in found:
        by_round.setdefault((one.round.kind, one.round.office_id), []).append(one)
    for (kind, office), some in by_round.items():
        there = queries.checklists_for([one.site_id for one in some], kind=kind, office=office)
        lists |= {one.pk: there[one.site_id] for one in some}
    return lists


def _going_on(visit: Visit, actor: Actor) -> tuple[dict[str, Any], Lists]:
    """Of a visit what is known of it so far: the editions that are used there (of a signed one those that were brought
    to it), what was answered and by whom, what was seen again."""
    parts = queries.parts_of(visit)
    answers = [line.answer for part in parts for line in part.lines if line.answer]
    names = orgs.person_names({row.person for row in answers})
    lists = [queries.as_values(part) for part in parts]
    told = {
        "open": [asdict(each) for each in queries.open_before(visit, actor)],
        "checklists": _named(lists),
        "answers": [{"item": row.item_id, "verdict": row.verdict, "by": names[row.person]} for row in answers],
    }
    return told, lists


def _name(one: dict[str, Any]) -> str:
    return f"{one['id']}-{one['edition']}"


def _named(lists: Lists) -> list[dict[str, str]]:
    """The checklists of a target by name, with those whom they ask of there."""
    return [{"name": _name(one), "departments": one["departments"]} for one in lists]


def _each_once(several: Iterable[Lists]) -> list[dict[str, Any]]:
    """Each edition once, however many targets have it."""
    found = {_name(one): one for lists in several for one in lists}
    return [
        {"name": name, **{key: one[key] for key in ("title", "edition", "about", "items")}}
        for name, one in found.items()
    ]


def _visits_before(sites: Sequence[int]) -> dict[int, list[Visit]]:
    """Signed visits of the sites that the open scope shows, the last ones of each, the latest first."""
    turn = Window(RowNumber(), partition_by=F("site"), order_by=(F("arrived_at").desc(), F("pk").desc()))
    rows = Visit.objects.filter(site__in=sites, state="closed").annotate(turn=turn).filter(turn__lte=LAST)
    found: dict[int, list[Visit]] = {}
    for row in rows.order_by("turn"):
        found.setdefault(row.site_id, []).append(row)
    return found


def _open_before(sites: Sequence[int]) -> dict[int, list[Before]]:
    """Findings of signed visits that are not at their end, the latest of each site, then open major hazards, as far as
    the open scope shows them."""
    latest = (F("visit__arrived_at").desc(), F("position").asc(), F("pk").asc())
    turn = Window(RowNumber(), partition_by=F("visit__site"), order_by=latest)
    rows = Finding.objects.filter(visit__site__in=sites, visit__state="closed", state__in=UNSETTLED)
    found: dict[int, list[Before]] = {}
    for row in rows.annotate(turn=turn).filter(turn__lte=MOST).select_related("visit", "unit").order_by("turn"):
        found.setdefault(row.visit.site_id, []).append(queries.as_before(row))
    hazards = queries.open_hazards(sites)
    return {site: [*found.get(site, []), *hazards[site]] for site in sites}


def _clauses() -> list[dict[str, Any]]:
    rows = Catalogue().in_force(clock.today())
    return [{"id": row.pk, "citation": row.citation, "text": row.summary, "becomes": Becomes.HAZARD} for row in rows]
