"""Alerts: listed, shown with what became of them, and judged many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle.forms import form_for
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.pages import actor_of, back_to, keep_query, ticked
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.monitoring import operations, policy, queries, tables
from zhiben.monitoring.forms import TogetherForm
from zhiben.monitoring.lifecycle import ALERT
from zhiben.monitoring.models import Alert
from zhiben.orgs import queries as orgs


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The alerts within the person's scope, with the storms that were folded."""
    filters, actor = tables.AlertFilters(request.GET), actor_of(request)
    found = filters.page(request.GET.get("after", ""))
    queries.with_systems(found.rows)
    folded, last = queries.folded()
    context = {
        "page": found,
        "filters": filters,
        "query": keep_query(request, "after"),
        "territories": orgs.territory_names({n for row in found.rows for n in (row.district, row.street)}),
        "standing": queries.standing(),
        "folded": folded,
        "last": last,
        "together": TogetherForm() if policy.judges(actor) else None,
    }
    return render(request, "monitoring/alerts.html", context)


@require_safe
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert: what was told how often, by when it is to be judged, and what became of it."""
    one, actor = queries.alert_of(pk), actor_of(request)
    context = {
        "alert": one,
        "offers": offers(one, actor),
        "steps": ALERT,
        "places": orgs.territory_names({one.district, one.street}),
        "hazard": queries.hazard_behind(one),
        "same_as": queries.alert_numbered(str(one.same_as_id or "")),
        "settled_by": name_of(one.settled_by) if one.settled_by else "",
        "lines": audit.of(one),
    }
    return render(request, "monitoring/alert.html", context)


def standing(one: Alert) -> list[tuple[str, str]]:
    """What has to be known of an alert before it is judged, and whether it can become a hazard; label and words."""
    (alert,) = queries.with_systems([one])
    enterprise = alert.system.enterprise
    registered = alert.site_id or orgs.site_keyed(enterprise.code)
    site = _("已登记") if registered else _("未登记：请先在“场所”中登记（同一信用代码或本地编号），才能转隐患")
    return [
        (_("企业"), enterprise.name),
        (_("测点"), f"{alert.sensor} {alert.value} {alert.text}".strip()),
        (_("研判时限（默认）"), clock.to_the_minute(alert.judge_by)),
        (_("场所台账"), site),
    ]


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Say the same of the ticked alerts: first its form, then what became of each."""
    actor = actor_of(request)
    chosen = queries.alerts_by_id(ticked(request, "alert")[: operations.MOST])
    choice = TogetherForm(request.POST)
    back = back_to(request, reverse("monitoring:alerts"))
    if not chosen or not choice.is_valid():
        messages.warning(request, _("请先勾选告警并选择研判结果"))
        return HttpResponseRedirect(back)
    name = choice.cleaned_data["move"]
    label = operations.TOGETHER[name]
    sent = request.POST if "confirmed" in request.POST else None
    form = form_for(ALERT.by_name[name], chosen[0], actor, sent)
    context: dict[str, Any] = {
        "name": name,
        "label": label,
        "title": _("把%(count)s条告警研判为“%(label)s”") % {"count": len(chosen), "label": _(label)},
        "listed": _("监测告警"),
        "noun": _("告警"),
        "field": "alert",
        "address": reverse("monitoring:together"),
        "form": form,
        "records": chosen,
        "back": back,
        "asked": request.POST.get("query", ""),
    }
    if sent is not None and form.is_valid():
        context["outcomes"] = operations.triage_together(name, chosen, form.cleaned_data, actor=actor)
        context["again"] = TogetherForm({"move": name})
    else:
        foreseen = operations.foresee(name, chosen, actor=actor)
        context |= {"foreseen": foreseen, "hindered": sum(bool(one.why) for one in foreseen.values())}
    return render(request, "web/together.html", context, status=422 if form.errors else 200)
