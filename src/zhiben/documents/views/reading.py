"""A document as a page (the same blocks as in print), as PDF and as DOCX, its versions; all only within the person's
scope."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.documents import escalating, operations, policy, printing, queries, tables, wording
from zhiben.documents.kinds import WRITTEN, declared
from zhiben.documents.lifecycle import BEFORE_ISSUE, DOCUMENT
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached, attached_to_each, storing
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.pages import actor_of, download, keep_query
from zhiben.foundation.people import name_of
from zhiben.foundation.rendering import body_characters
from zhiben.foundation.rendering.record import as_tree
from zhiben.foundation.rendering.sums import told_of, wrong_sums
from zhiben.foundation.scope.paging import page as page_of
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIMITS = (4000, 5000)
"""Characters that a special and a comprehensive paper may have (整治形式主义为基层减负若干规定)."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The office's own documents, and those that were issued to one's unit, the newest first."""
    filters = tables.Filters(request.GET)
    actor = actor_of(request)
    context = {
        "page": page_of(filters.rows(), tables.ORDER, limit=tables.PER_PAGE, after=request.GET.get("after", "")),
        "filters": filters,
        "query": keep_query(request, "after"),
        "kinds": WRITTEN if policy.drafting(actor) else (),
        "to_sign": queries.number_to_sign(actor),
        "registers": bool(policy.offices(actor)),
    }
    return render(request, "documents/list.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, where it stands, what may be done, whom it went to and what they answered."""
    document, actor = queries.document(pk), actor_of(request)
    ready([document])
    own = queries.is_own(document, actor)
    rows = list(queries.deliveries(document))
    files = attached_to_each(operations.DELIVERY_FILES, [one.pk for one in rows])
    context = {
        "document": document,
        "kind": declared(document.kind),
        "paper": as_tree(document.paper),
        "offers": offers(document, actor),
        "own": own,
        "editable": own and document.state == "drafted" and not document.carried and wording.writable(document.paper),
        "deliveries": [(one, offers(one, actor), files[one.pk]) for one in rows],
        "people": {one: name_of(one) for one in _people(document)},
        "versions": queries.versions(document) if own else [],
        "files": attached("documents.officialdocument", document.pk) if own else [],
        "lines": audit.of(document) if own else [],
        "machine": DOCUMENT,
        "escalation": escalating.proposed(document, rows) if own else None,
        "grounds": grounds_of(document),
        "strays": printing.strays(document.paper) if own and document.state in BEFORE_ISSUE else (),
        "wrong": [told_of(one) for one in wrong_sums(document.paper)] if own and document.state == "drafted" else [],
        "characters": body_characters(document.paper),
        "limits": LIMITS,
    }
    return render(request, "documents/page.html", context)


def _people(document: OfficialDocument) -> set[int]:
    return {document.drafted_by, document.reviewed_by, document.signed_by} - {0}


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a document said in one version, and what changed from the one before; for its own office."""
    document = queries.document(pk)
    found = {one.number: one for one in queries.versions(document)}
    if number not in found or not queries.is_own(document, actor_of(request)):
        raise NotFound(N_("没有找到这一稿"))
    chosen, before = found[number], found.get(number - 1)
    context = {
        "document": document,
        "version": chosen,
        "versions": sorted(found),
        "written_by": name_of(chosen.written_by),
        "paper": as_tree(chosen.paper),
        "changes": queries.changes(before.paper, chosen.paper) if before else [],
    }
    return render(request, "documents/version.html", context)


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF: the kept bytes when issued, otherwise as it would look now."""
    document = queries.document(pk)
    return _given(document, document.file, "pdf")


@require_safe
def docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The DOCX: the kept bytes when issued, otherwise as it would look now."""
    document = queries.document(pk)
    return _given(document, document.docx, "docx")


def _given(document: OfficialDocument, kept: StoredFile | None, kind: str) -> HttpResponseBase:
    if kept:
        return storing.respond(kept)
    content = operations.pdf_bytes(document) if kind == "pdf" else operations.docx_bytes(document)
    return download(content, f"{document.title}.{kind}")
