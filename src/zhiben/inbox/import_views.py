"""A workbook or pasted rows in: what was found, corrected where it was taken wrongly, tried out with a preview, written
in the background; and what an import did, until it is taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import Reading
from zhiben.foundation.pages import actor_of, before_of, download, start_of
from zhiben.foundation.people import name_of, unit_name_of
from zhiben.foundation.tables.guard import MAX_BYTES
from zhiben.inbox import operations, policy, queries, showing
from zhiben.inbox.forms import ImportForm
from zhiben.inbox.models import ImportAct
from zhiben.inbox.reading import corrected, from_text
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Sheet, catalogue
from zhiben.kernel.text import N_

ACTS = 50
"""How many imports one page lists."""


@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest, name: str) -> HttpResponse:
    """Upload or paste, and trial: what was found and what would be written, or every problem with its cell. Sent again
    with corrections, the same file is tried once more."""
    actor, sheet = actor_of(request), operations.known_sheet(name)
    if not policy.may_import(actor, sheet):
        raise NotAllowed(N_("您不能导入“{title}”"), title=sheet.title)
    form = ImportForm(None if "stored" in request.POST else request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"sheet": sheet, "form": form, "sentence": ""}
    status = 200
    if request.method == "POST":
        status = 422
        try:
            stored, reading = _brought(request, sheet, form, actor)
            if stored is not None:
                report = operations.try_out(name, stored, actor=actor, reading=reading)
                context |= {"stored": stored, "report": report, **showing.trial(sheet, report, fresh=reading is None)}
                status = 200 if report.ok else 422
        except Refused as refusal:
            context["sentence"] = refusal.text
    elif "stored" in request.GET:
        context["again"] = _own_file(request.GET["stored"], actor)
    context["heads"] = operations.known_heads(sheet, actor, policy.importing(actor, sheet))
    return render(request, "inbox/import.html", context, status=status)


def _brought(
    request: HttpRequest, sheet: Sheet, form: ImportForm, actor: Actor
) -> tuple[StoredFile | None, Reading | None]:
    """The file that came with the form, or that came before and is read otherwise now; nothing for a wrong form."""
    if "stored" in request.POST:
        stored = _own_file(request.POST["stored"], actor)
        if "reading" not in request.POST:
            return stored, None
        return stored, corrected(from_text(request.POST["reading"], sheet), request.POST, sheet)
    if not form.is_valid():
        return None, None
    upload = form.cleaned_data["file"]
    if upload is None:
        return operations.keep_pasted(form.cleaned_data["rows"], actor=actor), None
    return operations.keep(upload.read(MAX_BYTES + 1), name=upload.name, actor=actor), None


def _own_file(asked: str, actor: Actor) -> StoredFile:
    known = asked.isascii() and asked.isdecimal() and len(asked) < 19
    stored = StoredFile.objects.filter(pk=int(asked), uploaded_by=actor.id).first() if known else None
    if stored is None:
        raise NotFound(N_("没有找到该文件"))
    return stored


@require_POST
def commit(request: HttpRequest, name: str) -> HttpResponse:
    """Have a file that was tried out imported in the background, just as the trial has shown it."""
    actor, sheet = actor_of(request), operations.known_sheet(name)
    stored = _own_file(request.POST.get("stored", ""), actor)
    reading = from_text(request.POST.get("reading", ""), sheet)
    expected = request.POST.get("expected", "")[:64]
    if request.POST.get("doubts") and not request.POST.get("checked"):
        raise Refused(N_("请先核对“请核对”所列事项，再勾选“已核对，照样导入”"))
    operations.ask_import(name, stored, actor=actor, reading=reading, expected=expected)
    return HttpResponseRedirect(reverse("inbox:jobs"))


@require_POST
def marked(request: HttpRequest, name: str) -> HttpResponse:
    """The person's own workbook with its problems, or else its changes, marked."""
    actor, sheet = actor_of(request), operations.known_sheet(name)
    stored = _own_file(request.POST.get("stored", ""), actor)
    reading = from_text(request.POST.get("reading", ""), sheet)
    content = operations.marked_copy(name, stored, actor=actor, reading=reading)
    return download(content, f"{stored.name.rpartition('.')[0]}（标注）.xlsx")


@require_POST
def forget(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Give up what is remembered for one head."""
    actor, sheet = actor_of(request), operations.known_sheet(name)
    grant = policy.importing(actor, sheet)
    if grant is None:
        raise NotAllowed(N_("您不能导入“{title}”"), title=sheet.title)
    operations.forget(pk, sheet, actor=actor, grant=grant)
    return HttpResponseRedirect(reverse("inbox:import", args=[name]))


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The imports that the person sees, newest first."""
    before = before_of(request)
    rows = queries.import_acts(actor_of(request))
    found = list((rows.filter(pk__lt=before) if before else rows)[: ACTS + 1])
    acts = [_listed(act) for act in found[:ACTS]]
    older = found[ACTS - 1].pk if len(found) > ACTS else 0
    return render(request, "inbox/imports.html", {"acts": acts, "older": older})


def _listed(act: ImportAct) -> dict[str, Any]:
    return {
        "one": act,
        "title": catalogue()[act.sheet].title,
        "person": name_of(act.person),
        "unit": unit_name_of(act.unit),
    }


@require_safe
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """What one import did, record by record, and whether it can be taken back."""
    actor = actor_of(request)
    one = queries.import_act(pk, actor)
    sheet, rows, start = catalogue()[one.sheet], queries.rows_of(one, actor), start_of(request)
    count = rows.count()
    moved = showing.against(one)
    seen = set(rows.values_list("record", flat=True)) if moved else set()
    context = {
        **_listed(one),
        "sheet": sheet,
        "lines": showing.lines(list(rows[start : start + showing.PAGE])),
        "count": count,
        "hidden": one.rows.count() - count,
        "next": start + showing.PAGE if count > start + showing.PAGE else 0,
        "previous": max(0, start - showing.PAGE) if start else None,
        "entry": AuditEntry.objects.filter(verb="import", model=f"sheet.{one.sheet}", record=one.pk).first(),
        "undone_by": name_of(one.undone_by),
        "own_file": one.file if one.person == actor.id else None,
        "may_undo": policy.undoing(actor, one) is not None,
        "moved": [one for one in moved if one.effect.record in seen][: showing.SHOWN],
        "moved_count": len(moved),
    }
    return render(request, "inbox/import_act.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an import taken back in the background, for the reason given."""
    actor = actor_of(request)
    operations.ask_undo(queries.import_act(pk, actor), actor=actor, reason=request.POST.get("reason", ""))
    return HttpResponseRedirect(reverse("inbox:jobs"))
