"""One visit: where, when, who, what it came to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of
from zhiben.foundation.people import names_of
from zhiben.orgs import queries as orgs
from zhiben.supervision import queries


@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit's page."""
    one, actor = queries.visit_of(pk), actor_of(request)
    members = queries.members_of(one)
    names = names_of(each.person for each in members)
    units = orgs.unit_names({each.unit for each in members} | {one.office_id})
    answered, items = queries.counted(queries.parts_of(one))
    context = {
        "visit": one,
        "answered": answered,
        "items": items,
        "offers": offers(one, actor),
        "site": orgs.site_card_of(one.site_id),
        "people": [f"{names[each.person]}（{units[each.unit]}）" for each in members],
        "units": units,
        "findings": queries.findings_of(one),
        "records": one.state == "under_way" and actor.id in one.people,
        "files": list(attached(one._meta.label_lower, one.pk)),
    }
    return render(request, "supervision/visit.html", context)
