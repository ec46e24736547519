"""Chasing: the filtered list as one text a unit, to be copied, and reminders in the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhiben.foundation.pages import actor_of, ticked
from zhiben.foundation.scope.paging import page as page_of
from zhiben.hazards import operations, policy, tables
from zhiben.hazards.queries.chasing import chases

MOST = 1000
"""Among how many hazards of the list one looks for those to be chased."""


@require_http_methods(["GET", "POST"])
def chase(request: HttpRequest) -> HttpResponse:
    """What each unit is told about its hazards of the filtered list; sent, what became of each unit."""
    query = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    filters = tables.Filters(QueryDict(query))
    found = page_of(filters.rows(), tables.ORDER, limit=MOST, parts=filters.parts)
    actor = actor_of(request)
    outcomes = None
    if request.method == "POST":
        outcomes = operations.chase(found.rows, ticked(request, "unit"), actor=actor)
    context = {
        "query": query,
        "chases": chases(found.rows),
        "outcomes": outcomes,
        "sends": policy.chases(actor),
        "most": MOST if found.next_after else 0,
    }
    return render(request, "hazards/chase.html", context)
