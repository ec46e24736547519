"""What was brought about: all outcomes of a year, one of them by month and place, and the records behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.campaign.queries import only_years
from zhiben.foundation.pages import actor_of, keep_query, start_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import month_of
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting import counting_policy, queries
from zhiben.reporting.models import Tally
from zhiben.reporting.outcomes import BY_KEY, OutcomeKind
from zhiben.reporting.queries import outcomes as reads

PER_PAGE = 50


def _years() -> list[int]:
    """From the first year of which something is told, or of the campaign, to the present one."""
    last = clock.today().year
    first = min(reads.first_year() or last, only_years().start or last)
    return list(range(first, last + 1))


def _year(request: HttpRequest, years: list[int]) -> int:
    said = request.GET.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 and int(said) in years else years[-1]


def _moment() -> datetime:
    return clock.now() + timedelta(microseconds=1)


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Every outcome of a year: how much, on what basis, how far from its target."""
    years = _years()
    year = _year(request, years)
    context = {
        "year": year,
        "years": years,
        "rows": queries.standings(_moment(), year),
        "brings": counting_policy.brings(actor_of(request)),
    }
    return render(request, "reporting/outcomes.html", context)


def _kind(key: str) -> OutcomeKind:
    if key not in BY_KEY:
        raise NotFound(N_("没有这类成果"))
    return BY_KEY[key]


@require_safe
def outcome(request: HttpRequest, kind: str) -> HttpResponse:
    """One outcome of a year by month, by district and by unit, and the tallies themselves."""
    told, years, now = _kind(kind), _years(), _moment()
    year = _year(request, years)
    months = {key[0]: part for key, part in queries.amounts_by(kind, now, year, "month").items()}
    districts = {key[0]: part for key, part in queries.amounts_by(kind, now, year, "district").items()}
    units = queries.amounts_by(kind, now, year, "unit", "unit_name")
    standing = next(one for one in queries.standings(now, year) if one.kind.key == kind)
    found, start, following = _tallies(request, kind, year, now)
    context = {
        "kind": told,
        "year": year,
        "years": years,
        "standing": standing,
        "months": [(month_of(month).label, part) for month, part in months.items()],
        "bars": _bars(told, months),
        "districts": _by_district(districts),
        "units": sorted(((key[1], key[0], part) for key, part in units.items()), key=lambda one: -one[2].amount),
        "rows": found,
        "start": start,
        "total": standing.rows if not request.GET.get("unit") else None,
        "next": f"?{keep_query(request, 'start')}&start={following}" if following else "",
        "brings": counting_policy.brings(actor_of(request)),
    }
    return render(request, "reporting/outcome.html", context)


def _tallies(request: HttpRequest, kind: str, year: int, now: datetime) -> tuple[list[Tally], int, int]:
    """A page of tallies, of one unit where one is asked for; where it starts, and where the next one does (0: none)."""
    rows = queries.tallies(now).filter(kind=kind, month__gte=date(year, 1, 1), month__lte=date(year, 12, 31))
    unit, start = request.GET.get("unit", ""), start_of(request)
    rows = rows.filter(unit=int(unit)) if unit.isdecimal() and len(unit) < 10 else rows
    found = list(rows.order_by("-month", "pk")[start : start + PER_PAGE + 1])
    return found[:PER_PAGE], start, start + PER_PAGE if len(found) > PER_PAGE else 0


def _by_district(parts: Mapping[int, queries.Part]) -> list[tuple[str, queries.Part]]:
    names = orgs.territory_names(set(parts))
    return [(names.get(pk) or _("市级单位"), part) for pk, part in parts.items()]


def _bars(kind: OutcomeKind, months: Mapping[date, queries.Part]) -> dict[str, Any]:
    """The chart beside the table of months."""
    return {
        "categories": [_("%(month)s月") % {"month": month.month} for month in months],
        "unit": _(kind.unit),
        "series": [
            {"name": _("逐条记录"), "values": [part.records for part in months.values()]},
            {"name": _("核定报表"), "values": [part.returns for part in months.values()]},
        ],
    }


@require_safe
def tally(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's amount of a month: from where, and the records themselves, persons masked."""
    row, start = reads.tally_of(pk), start_of(request)
    batch = reads.batch_behind(row)
    rows = reads.records_of(row, start, PER_PAGE) if batch else []
    following = start + PER_PAGE if batch and start + PER_PAGE < row.amount else 0
    context = {
        "tally": row,
        "kind": BY_KEY[row.kind],
        "batch": batch,
        "sees_batch": batch is not None and queries.batches().filter(pk=batch.pk).exists(),
        "headings": _headings(batch.layout["columns"]) if batch else [],
        "rows": rows,
        "start": start,
        "next": f"?start={following}" if following else "",
        "source": row.work or row.penalty if row.work_id or row.penalty_id else None,
    }
    return render(request, "reporting/tally.html", context)


def _headings(columns: Mapping[str, int]) -> list[tuple[str, str]]:
    titles = {
        "day": _("日期"),
        "unit": _("单位"),
        "session": _("场次"),
        "person": _("人员编号"),
        "name": _("姓名"),
    }
    return [(key, titles[key]) for key in titles if key in columns]
