"""A document as a page (the same blocks as in print) and as PDF; both only within the person's scope."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.documents import operations, queries
from zhiben.foundation.files import storing
from zhiben.foundation.people import name_of
from zhiben.foundation.rendering.record import as_tree


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The office's own documents, and those that were issued to one's unit."""
    return render(request, "documents/list.html", {"page": queries.listed(request.GET.get("after", ""))})


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, its number, who signed it, and whom it went to."""
    document = queries.document(pk)
    context = {
        "document": document,
        "paper": as_tree(document.paper),
        "addressees": queries.addressees(document),
        "signed_by": name_of(document.signed_by) if document.signed_by else "",
    }
    return render(request, "documents/page.html", context)


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF: the kept bytes when issued, otherwise as it would look now."""
    document = queries.document(pk)
    if document.file:
        return storing.respond(document.file)
    answer = HttpResponse(operations.pdf_bytes(document), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{document.title}.pdf") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
