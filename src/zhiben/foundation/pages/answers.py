"""Answers that many views give: a workbook, the query that a page's links keep, the row at which a listing starts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

MOST_DIGITS = 9
"""No listing has a thousand million rows, and no database counts to any number."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> HttpResponse:
    """An XLSX for download under `name`, kept by no cache."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def keep_query(request: HttpRequest, *without: str) -> str:
    """The request's query without some names, for links that keep the filters."""
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    return query.urlencode()


def start_of(request: HttpRequest) -> int:
    """The row at which a listing starts; 0 for anything that is no number of a row."""
    asked = request.GET.get("start", "0")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 0
