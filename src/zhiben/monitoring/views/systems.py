"""Enterprises with their systems: listed, shown, registered; and the list of what may be watched."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.importing import export
from zhiben.foundation.pages import acted, actor_of, download, keep_query
from zhiben.foundation.scope.paging import CAP
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.measure import Cut
from zhiben.monitoring import operations, policy, queries, tables
from zhiben.monitoring.forms import KindsForm, SystemForm
from zhiben.monitoring.models import MonitoringSystem
from zhiben.monitoring.sheets import MONITORING_SYSTEMS, rows_out
from zhiben.orgs import queries as orgs


@require_safe
def enterprises(request: HttpRequest) -> HttpResponse:
    """The enterprises within the person's scope with their systems, and how alerts and feeds stand."""
    filters, actor = tables.Filters(request.GET), actor_of(request)
    found = filters.page(request.GET.get("after", ""))
    folded, last = queries.folded()
    context = {
        "page": found,
        "filters": filters,
        "query": keep_query(request, "after"),
        "systems": queries.systems_of(found.rows),
        "territories": orgs.territory_names({n for row in found.rows for n in (row.district, row.street)}),
        "sectors": filters.sectors,
        "running": queries.in_operation(Cut(clock.day_end(clock.today()))).count(),
        "standing": queries.standing(),
        "dead": queries.dead_feeds(),
        "folded": folded,
        "last": last,
        "registers": policy.registers(actor),
        "keeps_list": policy.keeping_list(actor) is not None,
        "keeps_feeds": bool(policy.offices(actor)),
    }
    return render(request, "monitoring/list.html", context)


@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The systems of the filtered list as a workbook, as far as the person sees."""
    found = tables.Filters(request.GET).page(limit=CAP)
    systems = queries.systems_of(found.rows)
    rows: list[MonitoringSystem] = []
    for one in found.rows:
        for system in systems[one.pk]:
            system.enterprise = one
            rows.append(system)
    return download(export(MONITORING_SYSTEMS, rows_out(rows)), _("监测预警系统") + ".xlsx")


@require_safe
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """One enterprise: its systems, by which feed they send, and their alerts."""
    one, actor = queries.enterprise_of(pk), actor_of(request)
    systems = queries.systems_of([one])[pk]
    alerts = queries.alerts_of(one)
    context = {
        "enterprise": one,
        "systems": systems,
        "feeds": queries.feeds_behind(systems),
        "alerts": alerts,
        "places": orgs.territory_names({one.district, one.street}),
        "sector": dict(orgs.sectors()).get(one.sector_id, ""),
        "edits": policy.registering(actor, one.coordinates) is not None,
    }
    return render(request, "monitoring/enterprise.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a system."""
    policy.must_register(actor_of(request))
    return _form(request, None, _("登记监测预警系统"), reverse("monitoring:list"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say otherwise what a system is."""
    system = queries.system_of(pk)
    policy.must_register_at(actor_of(request), system.enterprise.coordinates)
    return _form(request, system, _("更正监测预警系统"), system.enterprise.get_absolute_url())


def _form(request: HttpRequest, system: MonitoringSystem | None, title: str, back: str) -> HttpResponse:
    actor = actor_of(request)
    form = SystemForm(request.POST if request.method == "POST" else None, actor=actor, system=system)

    def act() -> None:
        try:
            operations.tell_system(form.draft(), actor=actor, system=system)
        except NotAllowed as elsewhere:  # what was filled in stays, for where it lies can be mended
            raise Incomplete(elsewhere.text, fields=dict.fromkeys(("street", "sector"), elsewhere.text)) from elsewhere

    return acted(request, form, title, act, back)


@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """Say what may be watched."""
    actor = actor_of(request)
    policy.must_keep_list(actor)
    standing = {"labels": "\n".join(queries.watched_kinds())}
    form = KindsForm(request.POST if request.method == "POST" else None, initial=standing)

    def act() -> None:
        operations.set_watched(form.cleaned_data["labels"].splitlines(), actor=actor)

    return acted(request, form, _("监测对象清单（默认清单可修改）"), act, reverse("monitoring:list"))
