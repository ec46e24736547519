"""What a phone carries along for its person: the targets to which they are sent and that are open to them, what was
there before as far as they may read it, clauses and usual words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhiben.foundation.scope.models import Confidant
from zhiben.hazards.queries.criteria import Catalogue
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.supervision import kinds
from zhiben.supervision.models import Finding, Target, Visit, VisitMember
from zhiben.supervision.queries.targets import open_to
from zhiben.supervision.vocab import PHRASES, Becomes

LAST = 5
"""So many visits and open findings of a site are carried along."""

OPEN = ("recorded", "issued", "answered")
"""A finding in one of these is not at its end."""


def pack_for(actor: Actor) -> dict[str, Any]:
    """Everything for the person, as plain values. Nothing of what others keep: a keeper who does not go there looks at
    the list, where that is noted."""
    found = open_to(actor.id)
    sites = [one.site_id for one in found]
    visits, findings = _visits_before(sites), _open_findings(sites)
    names = orgs.person_names({person for one in found for person in one.team_people})
    joined = VisitMember._unfiltered().filter(person=actor.id, visit__state="under_way")
    there = set(joined.values_list("visit__target", flat=True))
    since = dict(
        Confidant.objects.filter(model=Target._meta.label_lower, record__in=[one.pk for one in found])
        .filter(person=actor.id)
        .values_list("record", "since")
    )
    return {
        "person": actor.id,
        "name": actor.name,
        "now": clock.now().isoformat(),
        "targets": [
            _target(one, visits.get(one.site_id, ()), findings.get(one.site_id, ()))
            | {
                "team": [names[person] for person in sorted(one.team_people)],
                "arrived": one.pk in there,
                "opened": since[one.pk].isoformat() if one.pk in since else "",
            }
            for one in found
        ],
        "clauses": _clauses(),
        "phrases": [{"text": text, "becomes": becomes} for becomes, text in PHRASES],
        "checklists": [],
    }


def _target(one: Target, visits: Sequence[Visit], findings: Sequence[Finding]) -> dict[str, Any]:
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
        },
        "visits": [{"at": row.arrived_at.isoformat(), "title": row.title} for row in visits],
        "open": [
            {
                "text": row.text,
                "state": row.state_shown.label,
                "due": row.due.isoformat() if row.due else "",
                "found": row.visit.arrived_at.isoformat(),
            }
            for row in findings
        ],
    }


def _visits_before(sites: Sequence[int]) -> dict[int, list[Visit]]:
    """Signed visits of the sites that the open scope shows, the last ones of each, the latest first."""
    found: dict[int, list[Visit]] = {}
    for row in Visit.objects.filter(site__in=sites, state="closed").order_by("-arrived_at"):
        found.setdefault(row.site_id, []).append(row)
    return {site: rows[:LAST] for site, rows in found.items()}


def _open_findings(sites: Sequence[int]) -> dict[int, list[Finding]]:
    """Findings of signed visits that are not at their end, as far as the open scope shows them."""
    rows = Finding.objects.filter(visit__site__in=sites, visit__state="closed", state__in=OPEN)
    found: dict[int, list[Finding]] = {}
    for row in rows.select_related("visit").order_by("due", "pk"):
        found.setdefault(row.visit.site_id, []).append(row)
    return {site: rows[:LAST] for site, rows in found.items()}


def _clauses() -> list[dict[str, Any]]:
    rows = Catalogue().in_force(clock.today())
    return [{"id": row.pk, "citation": row.citation, "text": row.summary, "becomes": Becomes.HAZARD} for row in rows]
