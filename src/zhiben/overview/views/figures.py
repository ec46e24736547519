"""The figures with the rows behind each, the mechanisms, the streets beside each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.analysis.rates import wilson
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.measures import evaluate
from zhiben.foundation.pages import actor_of, start_of
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of, quarter_of
from zhiben.kernel.text import N_
from zhiben.overview import queries
from zhiben.overview.mechanisms import LIGHTS, board

SHOWN = 100
"""How many rows behind a figure one page lists."""

EARLIEST = date(2000, 1, 1)
"""Before this day there is nothing to count."""


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All published figures within the person's scope, as of a day."""
    cut = _cut(request)
    found = queries.published(cut.as_of)
    return render(request, "overview/figures.html", {"figures": found, "as_of": request.GET.get("as_of", "")})


@require_safe
def figure(request: HttpRequest, measure_id: str) -> HttpResponse:
    """One figure with its definition and the records behind it."""
    chosen = measure.registered().get(measure_id)
    if chosen is None:
        raise NotFound(N_("没有这项指标"))
    cut = _cut(request)
    rows, side = _side(chosen, request.GET.get("side", ""), cut)
    start = start_of(request)
    total = rows.count()
    found = evaluate(chosen, cut)
    context = {
        "figure": found,
        "interval": wilson(found.numerator, found.denominator) if found.denominator else None,
        "side": side,
        "rows": [linked(row) for row in rows[start : start + SHOWN]],
        "total": total,
        "start": start,
        "next": start + SHOWN if start + SHOWN < total else 0,
        "as_of": request.GET.get("as_of", ""),
    }
    return render(request, "overview/figure.html", context)


@require_safe
def mechanisms(request: HttpRequest) -> HttpResponse:
    """The seven standing mechanisms, each with its light, why, by which rule, and the way to the records."""
    found = board(clock.now())
    context = {
        "board": found,
        "running": sum(one.records > 0 for one in found),
        "quarter": quarter_of(clock.today()),
        "lights": LIGHTS,
    }
    return render(request, "overview/mechanisms.html", context)


@require_safe
def streets(request: HttpRequest) -> HttpResponse:
    """The streets of the person's scope beside each other, over the last months."""
    today = clock.today()
    months = queries.latest_months(today)
    lines = queries.street_lines(months, today, actor_of(request))
    total = queries.together(lines) if len(lines) > 1 else None
    idle = [line for line in lines if not line.busy]
    context = {"months": months, "lines": lines, "idle": idle, "total": total, "today": today}
    return render(request, "overview/streets.html", context)


def _cut(request: HttpRequest) -> Cut:
    """The end of the day asked for, or this moment. A day that is none, or is still to come, has no figures."""
    day = request.GET.get("as_of", "")
    if not day:
        return queries.present()
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        raise Refused(N_("“{day}”不是日期，请按“2024-10-15”的样子填写"), day=day) from None
    if not EARLIEST <= chosen <= clock.today():
        raise Refused(N_("{day}没有数据，请填写不晚于今天的日期"), day=clock.in_words(chosen))
    return Cut(clock.day_end(chosen), half_month_of(chosen))


def _side(chosen: measure.Measure, side: str, cut: Cut) -> tuple[Any, str]:
    """The records of one side of a figure, and which it is: those counted, unless others are asked for."""
    if chosen.denominator and side == "denominator":
        return chosen.denominator(cut).order_by("pk"), side
    if chosen.denominator and side == "rest":
        counted = chosen.numerator(cut).order_by().values("pk")
        return chosen.denominator(cut).exclude(pk__in=counted).order_by("pk"), side
    return chosen.numerator(cut).order_by("pk"), "numerator"


def linked(row: Any) -> dict[str, Any]:
    """A record behind a figure as pages list it: its name, address and state."""
    address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return {"title": str(row), "href": address, "state": row.state_shown if isinstance(row, Living) else None}
