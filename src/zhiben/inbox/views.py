"""Jobs with progress and outcome; which workbooks somebody takes in or out; templates and exports out; a workbook's
totals added up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.importing import template as blank
from zhiben.foundation.pages import actor_of, download
from zhiben.foundation.tables.guard import MAX_BYTES
from zhiben.foundation.tables.report import spelled
from zhiben.inbox import operations, policy, queries
from zhiben.inbox.forms import TotalsForm
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.text import N_

SHOWN = 200
"""How many problems one page lists; the count tells the rest."""


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """The person's jobs; htmx asks for the table alone while one is unfinished."""
    found = queries.jobs_of(actor_of(request))
    context = {"jobs": found, "unfinished": queries.any_unfinished(found)}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "inbox/jobs_table.html" if part else "inbox/jobs.html", context)


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """Which workbooks the person may take in or out."""
    actor = actor_of(request)
    found = [
        {
            "sheet": one,
            "may_import": policy.may_import(actor, one),
            "may_export": policy.may_export(actor, one),
            "has_layout": operations.last_layout(one, actor, policy.working(actor, one)) is not None,
        }
        for one in policy.sheets_for(actor)
    ]
    return render(request, "inbox/sheets.html", {"sheets": found, "may_check_totals": policy.may_check_totals(actor)})


@require_http_methods(["GET", "POST"])
def totals(request: HttpRequest) -> HttpResponse:
    """Upload and look: every printed total that is not the sum of its rows; nothing is kept."""
    actor = actor_of(request)
    if not policy.may_check_totals(actor):
        raise NotAllowed(N_("您不能核对合计"))
    form = TotalsForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "sentence": ""}
    status = 200
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            report = operations.check_totals(upload.read(MAX_BYTES + 1), actor=actor)
            context |= {
                "report": report,
                "name": upload.name,
                "shown": report.wrong[:SHOWN],
                "left": report.left[:SHOWN],
            }
        except Refused as refusal:
            context["sentence"], status = refusal.text, 422
    elif request.method == "POST":
        status = 422
    return render(request, "inbox/totals.html", context | {"spelled": spelled}, status=status)


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """A blank workbook with its explanations."""
    sheet = operations.known_sheet(name)
    return download(blank(sheet), f"{sheet.title}（空白）.xlsx")


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """What the person sees, in the columns of the sheet; `?layout=own` in the layout that the own unit took in last."""
    own = request.GET.get("layout") == "own"
    content, _rows = operations.export_bytes(name, actor=actor_of(request), own_layout=own)
    return download(content, f"{operations.known_sheet(name).title}.xlsx")
