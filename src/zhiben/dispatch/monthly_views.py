"""The pages of a month's papers: all of them with where they stand, and all of them as one file."""

from __future__ import annotations

import io
import zipfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.dispatch import queries
from zhiben.dispatch.monthly import news
from zhiben.dispatch.queries import issuing
from zhiben.documents import operations as documents
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of

STORED = (1980, 1, 1, 0, 0, 0)
"""The day that the archive's entries bear: the same papers are the same bytes."""


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of a round: the office's own first, then one for each unit."""
    one = queries.round_of(pk)
    context = {
        "round": one,
        "papers": queries.papers_of(one),
        "offers": offers(one, actor_of(request)),
        "news": news.of(one),
        "issuing": issuing.asked(one),
    }
    return render(request, "dispatch/papers.html", context)


@require_safe
def archive(request: HttpRequest, pk: int) -> FileResponse:
    """All papers as PDF in one file: the kept bytes of issued ones, else as they would look now."""
    one = queries.round_of(pk)
    found = queries.papers_of(one)
    pdfs = documents.all_pdf_bytes([document for _name, document in found])
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as book:
        for number, ((name, _document), pdf) in enumerate(zip(found, pdfs, strict=True)):
            book.writestr(zipfile.ZipInfo(f"{number:02}{name}.pdf", STORED), pdf)
    whole.seek(0)
    name = f"{one.period.label}.zip"
    return FileResponse(whole, as_attachment=True, filename=name, content_type="application/zip")
