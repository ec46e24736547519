"""The pages of the whole list: the list itself with its columns, and its workbook. Every face reads the same
address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.campaign import policy, queries, tables
from zhiben.campaign.forms import MoveChoice, ViewForm, moves_for
from zhiben.campaign.models import KeyTask
from zhiben.campaign.sheets import TASKS, rows_out
from zhiben.foundation.importing import export
from zhiben.foundation.lifecycle import MOST
from zhiben.foundation.pages import actor_of, download
from zhiben.foundation.scope.paging import CAP
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The key-task list within the person's scope, the nearest due day first; for whoever asks for nothing, as they
    have said that it should open."""
    actor = actor_of(request)
    desk = queries.desk_of(actor.id)
    if desk.opens_with and not request.GET and desk.opens_with in queries.views_of(actor):
        return HttpResponseRedirect(desk.opens_with.get_absolute_url())
    filters = tables.Filters(request.GET, actor)
    found = filters.page(request.GET.get("after", ""))
    context = {
        "page": found,
        "parts": filters.parts(found),
        "filters": filters,
        "query": filters.query,
        "views": queries.views_of(actor),
        "keep": ViewForm(actor),
        "lights": queries.lights(found.rows, clock.now()),
        "changes": queries.changed_since(desk),
        "reports": queries.reporting_units(actor),
        "together": MoveChoice(among=moves_for(actor, found.rows)) if policy.handles_many(actor) else None,
        "most": MOST,
        **units_beside(found.rows),
    }
    return render(request, "campaign/list.html", context)


def units_beside(rows: list[KeyTask]) -> dict[str, Any]:
    """Who assists the tasks of a page, and the names of all units on it."""
    assisting = queries.assisting_by_task(row.pk for row in rows)
    units = {row.lead_unit_id for row in rows} | {unit for some in assisting.values() for unit in some}
    return {"assisting": assisting, "units": orgs.unit_names(units)}


@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, as far as the person sees."""
    found = tables.Filters(request.GET, actor_of(request)).page(limit=CAP)
    return download(export(TASKS, rows_out(found.rows)), _("重点任务清单") + ".xlsx")
