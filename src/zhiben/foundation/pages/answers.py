"""Answers that many views give: a file for download, the query that a page's links keep, the row at which a listing
starts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import content_disposition_header

ROW_DIGITS = 9
ID_DIGITS = 18

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""What is made for download, by the ending of its name."""


def download(content: bytes | str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file for download under `name`, or to be shown where it is asked for, kept by no cache."""
    answer = HttpResponse(content, content_type=KINDS[name.rpartition(".")[2]])
    answer["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def keep_query(request: HttpRequest, *without: str) -> str:
    """The request's query without some names, for links that keep the filters."""
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    return query.urlencode()


def back_to(request: HttpRequest, listing: str) -> str:
    """The address of a listing with the query that it had when a form was sent from it."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return f"{listing}?{query}" if query else listing


def start_of(request: HttpRequest) -> int:
    """The row at which a listing starts; 0 for anything that is no number of a row."""
    asked = request.GET.get("start", "0")
    return int(asked) if _counts(asked, ROW_DIGITS) else 0


def before_of(request: HttpRequest) -> int:
    """The id before which a listing of the newest goes on; 0 for its beginning, and for anything that is no id."""
    asked = request.GET.get("before", "0")
    return int(asked) if is_id(asked) else 0


def ticked(request: HttpRequest, name: str) -> list[int]:
    """The ids of the records that were ticked; anything that is no id is left out."""
    return [int(one) for one in request.POST.getlist(name) if is_id(one)]


def is_id(text: str) -> bool:
    """True for what may be a record's id."""
    return _counts(text, ID_DIGITS)


def _counts(text: str, digits: int) -> bool:
    """True for a whole number of so many digits, beyond which databases cannot count."""
    return text.isascii() and text.isdigit() and len(text) <= digits
