"""Jobs with progress and outcome; a workbook in: chosen, tried out cell by cell, then imported in the background;
templates and exports out; a workbook's totals added up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import template as blank
from zhiben.foundation.pages import actor_of, workbook
from zhiben.foundation.tables.guard import MAX_BYTES
from zhiben.foundation.tables.report import spelled
from zhiben.inbox import operations, policy, queries
from zhiben.inbox.forms import TotalsForm, UploadForm
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
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
        {"sheet": one, "may_import": policy.may_import(actor, one), "may_export": policy.may_export(actor, one)}
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


@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest, name: str) -> HttpResponse:
    """Upload and trial: what would be written, or every problem with its cell."""
    actor, sheet = actor_of(request), operations.known_sheet(name)
    if not policy.may_import(actor, sheet):
        raise NotAllowed(N_("您不能导入“{title}”"), title=sheet.title)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"sheet": sheet, "form": form, "sentence": ""}
    status = 200
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            stored = operations.keep(upload.read(), name=upload.name, actor=actor)
            report = operations.try_out(name, stored, actor=actor)
            context |= {"stored": stored, "report": report, "problems": report.refused[:SHOWN]}
            status = 200 if report.ok else 422
        except Refused as refusal:
            context["sentence"], status = refusal.text, 422
    elif request.method == "POST":
        status = 422
    return render(request, "inbox/import.html", context, status=status)


@require_POST
def commit(request: HttpRequest, name: str) -> HttpResponse:
    """Have a file that was tried out imported in the background."""
    actor = actor_of(request)
    asked = request.POST.get("file", "")
    stored = StoredFile.objects.filter(pk=int(asked), uploaded_by=actor.id).first() if asked.isdecimal() else None
    if stored is None:
        raise NotFound(N_("没有找到该文件"))
    operations.ask_import(name, stored, actor=actor)
    return HttpResponseRedirect(reverse("inbox:jobs"))


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """A blank workbook with its explanations."""
    sheet = operations.known_sheet(name)
    return workbook(blank(sheet), f"{sheet.title}（空白）.xlsx")


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """What the person sees, in the columns of the sheet."""
    content, _rows = operations.export_bytes(name, actor=actor_of(request))
    return workbook(content, f"{operations.known_sheet(name).title}.xlsx")
