"""Findings: recorded on a visit's page, one by itself, and those of a round given to units several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import DEVICE_CLOCK, attached, store_uploads
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import acted, actor_of, done, status_of, ticked
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import kinds, operations, policy, queries
from zhiben.supervision.forms import BatchForm, FindingForm
from zhiben.supervision.models import Finding
from zhiben.supervision.operations import Batch, Found


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One more finding of a visit."""
    visit, actor = queries.visit_of(pk), actor_of(request)
    policy.must_be_there(actor, visit)
    form = FindingForm(request.POST or None, request.FILES or None, becomes=kinds.declared(visit.kind).becomes)

    def act() -> None:
        said = form.cleaned_data
        device = request.POST.get(DEVICE_CLOCK, "")
        files = store_uploads(said["photos"] or (), actor_id=actor.id, device_clock=device)
        found = Found(said["text"], said["becomes"], basis=said["basis"], key=said["key"])
        operations.record(visit, found, files=files, actor=actor)

    return acted(request, form, _("记录问题"), act, visit.get_absolute_url(), visit)


@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what was found, what became of it, who answers until when."""
    one, actor = queries.finding_of(pk), actor_of(request)
    context = {
        "finding": one,
        "visit": one.visit,
        "offers": offers(one, actor),
        "recorded_by": name_of(one.recorded_by),
        "answered_by": name_of(one.answered_by) if one.answered_by else "",
        "files": list(attached(one._meta.label_lower, one.pk)),
        "lines": audit.of(one),
    }
    return render(request, "supervision/finding.html", context)


@require_http_methods(["GET", "POST"])
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings of a round; those that are ticked are given to units in papers."""
    one, actor = queries.round_of(pk), actor_of(request)
    kind = kinds.declared(one.kind)
    rows = list(queries.findings_in(one))
    due = orgs.workdays().after(clock.today(), kind.rectify_days)
    sent = request.POST if request.method == "POST" else None
    form = BatchForm(sent, papers=kind.papers, initial={"due": due})
    made: list[Any] = []

    def act() -> None:
        policy.must_plan(actor, one.office_id)
        made.extend(operations.issue(_batch(request, form, rows), actor=actor))

    if done(form, act):
        messages.success(request, _("已起草%(count)s份文书，请到公文里送核、签发") % {"count": len(made)})
        return HttpResponseRedirect(request.path)
    context = {
        "round": one,
        "rows": rows,
        "form": form,
        "units": [card.name for card in orgs.units_under(one.office_id)],
        "may_issue": one.office_id in orgs.offices_run(actor) and bool(kind.papers),
        "open": sum(1 for row in rows if row.state == "recorded"),
        "late": sum(1 for row in rows if row.is_late),
    }
    return render(request, "supervision/findings.html", context, status=status_of(form))


def _batch(request: HttpRequest, form: BatchForm, rows: list[Finding]) -> Batch:
    said: Mapping[str, Any] = form.cleaned_data
    card = orgs.unit_named(said["unit"].strip())
    if card is None:
        raise Incomplete(N_("没有找到单位"), fields={"unit": N_("没有找到这个单位，请从列出的名称中选")})
    known = {row.pk for row in rows}
    chosen = [pk for pk in ticked(request, "finding") if pk in known]
    return Batch(said["paper"], said["due"], dict.fromkeys(chosen, card.id), said["basis"])
