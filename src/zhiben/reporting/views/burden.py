"""The burden meter: what was demanded of all units, and of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.foundation.pages import actor_of, given_or
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import Period
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.reporting import policy
from zhiben.reporting.burden import Load, loads, sources, year_before
from zhiben.reporting.forms.returns import SpanForm

ASKED_KINDS = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)


def _asked(request: HttpRequest, *, offices: bool = True) -> tuple[SpanForm, Period]:
    usual = {"span": "quarter", "on": clock.today()}
    form = SpanForm(given_or(request.GET, ("span", "on", "all"), usual))
    if not offices:
        del form.fields["all"]
    return form, form.period(clock.today())


@require_safe
def burden(request: HttpRequest) -> HttpResponse:
    """For an office all its units, for others their own; now and a year ago."""
    actor = actor_of(request)
    form, period = _asked(request)
    offices, own = list(policy.issuing(actor)), policy.filling_units(actor)
    office = 0 if form.cleaned("all") or not offices else offices[0]
    found = loads(period, office=office, units=() if offices else own)
    cards = {card.id: card for card in orgs.units(*ASKED_KINDS)}
    lines = [(cards[unit], found[unit]) for unit in cards if unit in found]
    context = {
        "form": form,
        "period": period,
        "before": year_before(period),
        "sources": sources(),
        "lines": lines,
        "total": _total([load for _card, load in lines]),
        "whole": (sum(load.times for _card, load in lines), sum(load.times_before for _card, load in lines)),
        "query": f"span={form.cleaned('span')}&on={form.cleaned('on')}",
        "office": orgs.unit_name(office) if office else "",
    }
    return render(request, "reporting/burden.html", context)


def _total(all_of: list[Load]) -> dict[str, tuple[int, int, int]]:
    """By source: how often, how many items, how often a year ago."""
    return {
        one.name: (
            sum(load.of(one.name).count for load in all_of),
            sum(load.of(one.name).items for load in all_of),
            sum(load.of(one.name).before for load in all_of),
        )
        for one in sources()
    }


@require_safe
def unit_burden(request: HttpRequest, pk: int) -> HttpResponse:
    """What was demanded of one unit, line by line with its basis, as far as the person sees it."""
    actor = actor_of(request)
    place = orgs.unit(pk).coordinates
    if pk not in policy.filling_units(actor) and not any(grant.covers(place) for grant in actor.reading_grants()):
        raise NotFound(N_("没有这个单位"))
    form, period = _asked(request, offices=False)
    load = loads(period, units=[pk]).get(pk) or Load(pk)
    context = {
        "unit": orgs.unit_name(pk),
        "form": form,
        "period": period,
        "sources": sources(),
        "load": load,
        "address": request.path,
    }
    return render(request, "reporting/unit_burden.html", context)
