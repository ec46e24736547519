"""The provincial board: the city's places month by month, and one indicator's tables as they were published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.dispatch.models import ProvincialRank
from zhiben.dispatch.monthly.ranks_told import value, way_up_alone
from zhiben.foundation.pages import actor_of
from zhiben.inbox import queries as inbox
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every indicator of which a ranking was taken in: places, what the next takes, how near the others are."""
    from zhiben.dispatch.monthly import board as boards

    city = _city()
    context = {
        "board": boards.board(city) if city else None,
        "told": value,
        "way_up": way_up_alone,
        "imports": inbox.handles_sheets(actor_of(request)),
    }
    return render(request, "dispatch/board.html", context)


@require_safe
def table(request: HttpRequest, indicator: str) -> HttpResponse:
    """The tables of one indicator, the newest first. Raises NotFound."""
    from zhiben.dispatch.monthly import board as boards

    city = _city()
    tables = boards.tables(city, indicator) if city else []
    if not tables:
        raise NotFound(N_("没有这项指标的全省排名"))
    return render(request, "dispatch/board_table.html", {"indicator": indicator, "tables": tables, "told": value})


def _city() -> int:
    """The city whose office took the rankings in that the person reads; 0 for none."""
    return ProvincialRank.objects.order_by("city").values_list("city", flat=True).first() or 0
