"""Handing a finding over to enforcement, one hand-over, and all of them with those that nobody has signed for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import acted, actor_of
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, policy, queries
from zhiben.supervision.forms import HandOverForm
from zhiben.supervision.models import Transfer
from zhiben.supervision.operations import HandOver
from zhiben.supervision.vocab import RECEIPT_DAYS

SHOWN = 300
"""So many hand-overs are listed."""


@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """All hand-overs in scope."""
    rows = list(queries.transfers()[:SHOWN])
    queries.prepare_transfers(rows)
    context = {"rows": rows, "tally": queries.transfer_tally()}
    return render(request, "supervision/transfers.html", context)


@require_safe
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """One hand-over: to whom, its letter, its receipt, what came of it."""
    one, actor = queries.transfer_of(pk), actor_of(request)
    context = {
        "transfer": one,
        "offers": offers(one, actor),
        "reads": bool(queries.findings_by_id([one.finding_id])),
        "sends": one.office_id in orgs.offices_run(actor),
        "by": name_of(one.transferred_by),
        "lines": audit.of(one),
    }
    return render(request, "supervision/transfer.html", context)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a finding over."""
    one, actor = queries.finding_of(pk), actor_of(request)
    policy.must_hand_over(actor, one)
    due = orgs.workdays().after(clock.today(), RECEIPT_DAYS)
    units = [(card.id, card.name) for card in queries.enforcing_units(one)]
    form = HandOverForm(request.POST or None, units=units, initial={"receipt_due": due})
    made: list[Transfer] = []

    def act() -> None:
        said = form.cleaned_data
        asked = HandOver(int(said["unit"]), said["basis"], said["receipt_due"], said["told"])
        made.append(operations.hand_over(one, asked, actor=actor))

    answer = acted(request, form, _("移交执法"), act, one.get_absolute_url(), one)
    return HttpResponseRedirect(made[0].get_absolute_url()) if made and answer.status_code == 302 else answer
