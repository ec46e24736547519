"""Other faces of the list, over the same filters: a month's due days, and how the tasks divide by unit, action and
plan."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.campaign import queries, tables
from zhiben.foundation.pages import actor_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_

TITLES = {"unit": N_("牵头单位"), "action": N_("行动"), "plan": N_("方案")}
FILTER = {"unit": "lead"}
"""The filter that a row of a face sets, where it has another name than the face."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar with its counts, and the address of its tasks."""

    on: date
    here: bool
    counts: Any
    query: str


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The due days of a month."""
    filters = tables.Filters(request.GET, actor_of(request))
    month = _month(request.GET.get("month", ""))
    weeks = Calendar(0).monthdatescalendar(month.year, month.month)
    counts = queries.due_days(filters.rows(), weeks[0][0], weeks[-1][-1])
    days = [
        [Day(on, on.month == month.month, counts.get(on), _with(filters, due_from=on, due_to=on)) for on in week]
        for week in weeks
    ]
    context = {
        "filters": filters,
        "query": filters.query,
        "month": month,
        "weeks": days,
        "before": f"{month - timedelta(days=1):%Y-%m}",
        "later": f"{month + timedelta(days=31):%Y-%m}",
        "total": sum(one["total"] for on, one in counts.items() if on.month == month.month),
        "weekdays": [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")],
    }
    return render(request, "campaign/calendar.html", context)


def _month(asked: str) -> date:
    """The first day of the month that was asked for; of this one for anything that is no month."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = clock.today().replace(day=1)
    return found if clock.FIRST_DAY < found < clock.LAST_DAY - timedelta(days=62) else clock.today().replace(day=1)


def _with(filters: tables.Filters, **values: Any) -> str:
    query = QueryDict(filters.query, mutable=True)
    for name, value in values.items():
        query[name] = str(value)
    return query.urlencode()


@require_safe
def divided(request: HttpRequest, face: str) -> HttpResponse:
    """How the filtered tasks divide by `face`; each row opens its own tasks."""
    if face not in TITLES:
        raise NotFound(N_("没有这种看法"))
    filters = tables.Filters(request.GET, actor_of(request))
    shares = queries.shares(filters.rows(), face)
    name = FILTER.get(face, face)
    context = {
        "filters": filters,
        "query": filters.query,
        "face": face,
        "title": TITLES[face],
        "rows": [(one, _with(filters, **{name: one.key})) for one in shares],
        "sum": sum((one.counts for one in shares), Counter()),
        "period": queries.last_ended(),
    }
    return render(request, "campaign/divided.html", context)
