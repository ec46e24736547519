"""Home, and everything that waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.campaign import queries as tasks
from zhiben.dispatch import queries as rounds
from zhiben.documents import queries as documents
from zhiben.foundation.pages import actor_of, start_of
from zhiben.hazards import queries as hazards
from zhiben.inbox import queries as inbox
from zhiben.orgs import queries as orgs
from zhiben.overview import queries
from zhiben.overview.views.leader import morning, oversees

FIRST = 8
"""How many things that wait for a person the home page lists."""

WAITING = 200
"""How many of them their own page lists at once."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what is late, how the whole stands: where the working day begins. Who leads an office begins with the
    leader's morning instead; administrators, who read no business data, with the accounts."""
    if not actor_of(request).reading_grants():
        return redirect("orgs:people")
    if orgs.offices_led(actor_of(request)) and "all" not in request.GET:
        return render(request, "overview/leader.html", morning(request, actor_of(request)))
    cut = queries.present()
    grounds = queries.ground_lines(cut, actor_of(request))
    found = inbox.waiting_for(actor_of(request))
    context = {
        "waiting": found[:FIRST],
        "to_sign": documents.number_to_sign(actor_of(request)),
        "more": max(len(found) - FIRST, 0),
        "instructs": bool(orgs.offices_led(actor_of(request))),
        "oversees": oversees(actor_of(request)),
        "figures": queries.cards(cut),
        "overdue_hazards": hazards.overdue(cut.as_of).order_by("due", "pk")[:10],
        "overdue_tasks": tasks.overdue(cut.as_of).order_by("due", "pk")[:10],
        "grounds": grounds,
        "by_district": queries.reads_districts(actor_of(request)),
        "bars": _bars(grounds),
        "rounds": rounds.recent(4),
        "period": cut.period,
    }
    return render(request, "overview/home.html", context)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, or all of one kind, or in one person's place (0: the own), the most urgent
    first; and how far a substitute can do it."""
    actor, start = actor_of(request), start_of(request)
    everything = inbox.waiting_for(actor)
    places = inbox.by_place(everything)
    asked = request.GET.get("place", "")
    place = next((one for one in places if asked == str(one.person)), None)
    mine = [line for line in everything if place is None or line.place == place.person]
    kinds = inbox.by_kind(mine)
    kind = request.GET.get("kind", "")
    found = [line for line in mine if line.kind == kind] if kind in kinds else mine
    context = {
        "groups": inbox.by_urgency(found[start : start + WAITING]),
        "kinds": kinds,
        "kind": kind if kind in kinds else "",
        "places": places,
        "place": place,
        "count": len(mine),
        "total": len(everything),
        "to_sign": documents.number_to_sign(actor),
        "covered": inbox.covered(actor, everything),
        "start": start,
        "next": start + WAITING if start + WAITING < len(found) else 0,
    }
    return render(request, "overview/waiting.html", context)


def _bars(grounds: Sequence[hazards.DistrictLine]) -> dict[str, Any]:
    """The chart beside the table of districts, as the page draws it."""
    return {
        "categories": [line.name for line in grounds],
        "unit": _("项"),
        "series": [
            {"name": _("有效"), "values": [line.valid for line in grounds]},
            {"name": _("完成整改"), "values": [line.rectified for line in grounds]},
        ],
    }
