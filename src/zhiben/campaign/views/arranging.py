"""The order of a draft's measures, and taking one out, which is asked once more with what hangs on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.campaign import operations, queries
from zhiben.campaign.operations import drafts_of
from zhiben.campaign.views.planning import drafted, wording_written
from zhiben.foundation.pages import actor_of
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_


@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a measure of a draft up or down."""
    row = wording_written(pk)
    version = drafted(request, row.version_id)
    drafts = drafts_of(version)
    place = next(n for n, one in enumerate(drafts) if one.number == row.measure.number)
    moved, to = drafts.pop(place), request.POST.get("to", "")
    if to not in ("up", "down"):
        raise Refused(N_("没有这一步"))
    drafts.insert(max(place + (1 if to == "down" else -1), 0), moved)
    operations.set_measures(version, drafts, actor=actor_of(request))
    return HttpResponseRedirect(f"{version.get_absolute_url()}#measures")


@require_http_methods(["GET", "POST"])
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a measure out of a draft, once it was told how many tasks and measures of other plans hang on it."""
    row = wording_written(pk)
    version = drafted(request, row.version_id)
    if request.method == "POST":
        kept = [one for one in drafts_of(version) if one.number != row.measure.number]
        operations.set_measures(version, kept, actor=actor_of(request))
        return HttpResponseRedirect(f"{version.get_absolute_url()}#measures")
    tasks = queries.tasks_by_measure([row.measure_id]).get(row.measure_id, 0)
    context = {"row": row, "version": version, "tasks": tasks, "lower": queries.carried_out_by(row.measure)}
    return render(request, "campaign/measure_out.html", context)
