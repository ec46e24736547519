"""Home, the figures with the rows behind each, and the ledger of a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.analysis.rates import wilson
from zhiben.campaign import queries as tasks
from zhiben.dispatch import queries as rounds
from zhiben.documents import queries as documents
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.measures import evaluate
from zhiben.foundation.pages import actor_of, before_of, start_of
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.models import Scoped
from zhiben.hazards import queries as hazards
from zhiben.inbox import queries as inbox
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.machine import State
from zhiben.kernel.measure import Cut
from zhiben.kernel.mechanism import Light
from zhiben.kernel.periods import half_month_of, quarter_of
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview import queries
from zhiben.overview.mechanisms import board

SHOWN = 100
"""How many rows behind a figure one page lists."""

EARLIEST = date(2000, 1, 1)
"""Before this day there is nothing to count."""

FIRST = 8
"""How many things that wait for a person the home page lists."""

WAITING = 200
"""How many of them their own page lists at once."""

LIGHTS = {
    Light.DARK: State("dark", N_("无记录")),
    Light.GREEN: State("green", N_("正常"), "success"),
    Light.YELLOW: State("yellow", N_("注意"), "warning"),
    Light.RED: State("red", N_("滞后"), "danger"),
}
"""How the lights of the mechanisms are told."""

LATEST = 100
"""How many of the newest entries the ledger's page shows."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what is late, how the whole stands: one page for the morning. Administrators, who read no business
    data, begin with the accounts."""
    if not actor_of(request).reading_grants():
        return redirect("orgs:people")
    cut = queries.present()
    districts = hazards.by_district(cut)
    found = inbox.waiting_for(actor_of(request))
    context = {
        "waiting": found[:FIRST],
        "to_sign": documents.number_to_sign(actor_of(request)),
        "more": max(len(found) - FIRST, 0),
        "instructs": bool(orgs.offices_led(actor_of(request))),
        "figures": queries.cards(cut),
        "overdue_hazards": hazards.overdue(cut.as_of).order_by("due", "pk")[:10],
        "overdue_tasks": tasks.overdue(cut.as_of).order_by("due", "pk")[:10],
        "districts": districts,
        "bars": _bars(districts),
        "rounds": rounds.recent(4),
        "period": cut.period,
    }
    return render(request, "overview/home.html", context)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, or all of one kind, or in one person's place (0: the own), the most urgent
    first; and how far a substitute can do it."""
    actor, start = actor_of(request), start_of(request)
    everything = inbox.waiting_for(actor)
    places = inbox.by_place(everything)
    asked = request.GET.get("place", "")
    place = next((one for one in places if asked == str(one.person)), None)
    mine = [line for line in everything if place is None or line.place == place.person]
    kinds = inbox.by_kind(mine)
    kind = request.GET.get("kind", "")
    found = [line for line in mine if line.kind == kind] if kind in kinds else mine
    context = {
        "groups": inbox.by_urgency(found[start : start + WAITING]),
        "kinds": kinds,
        "kind": kind if kind in kinds else "",
        "places": places,
        "place": place,
        "count": len(mine),
        "total": len(everything),
        "to_sign": documents.number_to_sign(actor),
        "covered": inbox.covered(actor, everything),
        "start": start,
        "next": start + WAITING if start + WAITING < len(found) else 0,
    }
    return render(request, "overview/waiting.html", context)


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
        "rows": [_linked(row) for row in rows[start : start + SHOWN]],
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


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The latest entries about records that the person may read; for who audits, those about the office itself
    besides: logins, accounts, roles, the organisation, workbooks in and out."""
    actor = actor_of(request)
    sight, reads = orgs.sight_of(actor), bool(actor.reading_grants())
    about_office = sight is not None and (request.GET.get("about") == "office" or not reads)
    before = before_of(request)
    if sight is not None and about_office:
        found = audit.about_the_office(LATEST, sight=sight, before=before)
        entries = queries.told_of_the_office(found.lines)
    else:
        found = audit.latest(LATEST, before=before)
        entries = queries.told(found.lines)
    context = {
        "entries": entries,
        "about_office": about_office,
        "both": sight is not None and reads,
        "older": found.older,
    }
    return render(request, "overview/ledger.html", context)


@require_safe
def record_ledger(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The whole ledger of one record that the person may read."""
    found = _scoped(model, pk)
    address = found.get_absolute_url() if hasattr(found, "get_absolute_url") else ""
    context = {"record": found, "entries": queries.told(audit.of(found)), "address": address}
    return render(request, "overview/record.html", context)


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


def _scoped(model: str, pk: int) -> Scoped:
    try:
        kind = apps.get_model(model)
    except (LookupError, ValueError):
        kind = None
    if kind is None or not issubclass(kind, Scoped):
        raise NotFound(N_("没有找到该记录"))
    found = beside(kind).filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该记录"))
    return found


def _side(chosen: measure.Measure, side: str, cut: Cut) -> tuple[Any, str]:
    """The records of one side of a figure, and which it is: those counted, unless others are asked for."""
    if chosen.denominator and side == "denominator":
        return chosen.denominator(cut).order_by("pk"), side
    if chosen.denominator and side == "rest":
        counted = chosen.numerator(cut).order_by().values("pk")
        return chosen.denominator(cut).exclude(pk__in=counted).order_by("pk"), side
    return chosen.numerator(cut).order_by("pk"), "numerator"


def _linked(row: Any) -> dict[str, Any]:
    address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return {"title": str(row), "href": address, "state": row.state_shown if isinstance(row, Living) else None}


def _bars(districts: Sequence[hazards.DistrictLine]) -> dict[str, Any]:
    """The chart beside the table of districts, as the page draws it."""
    return {
        "categories": [line.name for line in districts],
        "unit": _("项"),
        "series": [
            {"name": _("有效"), "values": [line.valid for line in districts]},
            {"name": _("完成整改"), "values": [line.rectified for line in districts]},
        ],
    }
