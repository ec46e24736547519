"""Reads of official documents that other rooms may use."""

from __future__ import annotations

from django.db.models import QuerySet

from zhiben.documents.models import Addressee, OfficialDocument
from zhiben.foundation.scope.paging import Page, page
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_

PER_PAGE = 50


def documents() -> QuerySet[OfficialDocument]:
    """All documents in scope, the newest first."""
    return OfficialDocument.objects.select_related("file").order_by("-pk")


def listed(after: str = "") -> Page[OfficialDocument]:
    """One page of the documents in scope, the newest first: the own office's, and those issued to a unit."""
    rows = OfficialDocument._unfiltered().select_related("office")
    return page(rows, ("-id",), limit=PER_PAGE, after=after)


def document(pk: int) -> OfficialDocument:
    """One document in scope. Raises NotFound."""
    found = OfficialDocument.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该公文"))
    return found


def addressees(of: OfficialDocument) -> QuerySet[Addressee]:
    """The distribution list, in the order in which it was printed."""
    return Addressee.objects.filter(document=of).order_by("pk")
