"""The page on which issued bulletins are found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.dispatch.archive import PER_PAGE, Filters
from zhiben.dispatch.vocab import BESIDE_LABELS
from zhiben.foundation.pages import keep_query, start_of


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All issued bulletins in scope, by year."""
    form, start = Filters(request.GET), start_of(request)
    rows = form.rows()
    shown = list(rows[start : start + PER_PAGE + 1])
    context = {
        "form": form,
        "rows": shown[:PER_PAGE],
        "count": rows.count(),
        "beside": BESIDE_LABELS,
        "query": keep_query(request, "start"),
        "next": start + PER_PAGE if len(shown) > PER_PAGE else 0,
    }
    return render(request, "dispatch/archive.html", context)
