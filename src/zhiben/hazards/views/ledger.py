"""The pages of the hazard ledger: the list, a hazard with all that stands around it, and what is entered about a
standing one outside of moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.files import DEVICE_CLOCK, store_uploads
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.importing import export
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, download, keep_query, status_of, told_to_program
from zhiben.foundation.people import name_of
from zhiben.foundation.scope.paging import CAP
from zhiben.foundation.scope.paging import page as page_of
from zhiben.hazards import operations, policy, queries, tables
from zhiben.hazards.forms import (
    DecisionForm,
    ExtendForm,
    ListingForm,
    RecordForm,
    TogetherForm,
    TransferForm,
)
from zhiben.hazards.lifecycle import REPORTING_ROLES
from zhiben.hazards.lifecycle.people import BLURRER
from zhiben.hazards.models import Hazard, Listing, Request, SiteRecord
from zhiben.hazards.queries.around import around_of, said_of
from zhiben.hazards.queries.course import course_of, reasons_of, said_in
from zhiben.hazards.queries.signals import signals_about
from zhiben.hazards.sheets import HAZARDS, rows_out
from zhiben.hazards.vocab import ON_THE_LIST, Body, RecordKind, RequestKind
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_safe
def hazards(request: HttpRequest) -> HttpResponse:
    """The ledger within the person's scope, the nearest deadline first."""
    filters = tables.Filters(request.GET)
    rows, after = filters.rows(), request.GET.get("after", "")
    found = page_of(rows, filters.order, limit=tables.PER_PAGE, after=after, parts=filters.parts)
    context = {
        "page": found,
        "filters": filters,
        "query": keep_query(request, "after"),
        "sites": orgs.site_names(row.site_id for row in found.rows),
        "territories": orgs.territory_names({n for row in found.rows for n in (row.district, row.street)}),
        "listed": queries.listed_now(row.pk for row in found.rows if row.listing_level),
        "sectors": filters.sectors,
        "together": TogetherForm() if policy.handles_many(actor_of(request)) else None,
        "signals": policy.reads_signals(actor_of(request)),
        "reports": any(grant.role in REPORTING_ROLES for grant in actor_of(request).grants),
    }
    return render(request, "hazards/list.html", context)


@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, as far as the person sees."""
    filters = tables.Filters(request.GET)
    rows = filters.rows()
    found = page_of(rows, filters.order, limit=CAP, parts=filters.parts)
    return download(export(HAZARDS, rows_out(found.rows)), _("重大事故隐患台账") + ".xlsx")


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard: what it is, what may be done, who did what."""
    hazard, actor = hazard_of(pk), actor_of(request)
    around = around_of(hazard)
    lines = course_of(around)
    context = {
        "hazard": hazard,
        "offers": offers(hazard, actor),
        "attempts": around.attempts,
        "records": [(one, queries.may_sign(actor, one), offers(one, actor)) for one in around.records],
        "repeated": queries.seen_hazard(hazard.duplicate_of_id),
        "requests": [
            (one, one.state == "asked" and one.decides(actor), queries.decide_by(one)) for one in around.requests
        ],
        "listings": [(one, offers(one, actor), *_papers(one, actor)) for one in around.listings],
        "controls": [(one, offers(one, actor)) for one in around.controls],
        "looks": [(one, offers(one, actor)) for one in around.looks],
        "relapsed": queries.seen_hazard(hazard.relapse_of_id),
        "relapses": list(queries.relapses_of(hazard)),
        "signals": signals_about(hazard),
        "grounds": grounds_of(hazard),
        "actions": policy.actions(actor, hazard),
        **said_of(hazard),
        "listed_now": any(one.state in ON_THE_LIST for one in around.listings),
        "names": orgs.person_names(around.people),
        "files": around.files,
        "blurs": BLURRER(actor, hazard).allowed,
        "stages": around.stages,
        "lines": lines,
        "called": around.called,
        "said": said_in(lines),
        "reasons": reasons_of(around, lines),
    }
    return render(request, "hazards/page.html", context)


def hazard_of(pk: int) -> Hazard:
    """The hazard, if the scope shows it. Raises NotFound."""
    hazard = Hazard.objects.filter(pk=pk).first()
    if hazard is None:
        raise NotFound(N_("没有找到该隐患"))
    return hazard


def _papers(listing: Listing, actor: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """The days by which something is due of a listing, and its newest paper, or whether this person may begin one."""
    days = {"file_by": queries.file_by(listing), "accept_by": queries.accept_by(listing)}
    part = operations.PAPERS.get(listing.state)
    column = part.column if part else "delisting_paper" if listing.delisting_paper_id else "notice_paper"
    begins = part is not None and policy.lists(actor, listing)
    return days, {"document": queries.paper_of(listing, column), "begins": begins}


def _stored(request: HttpRequest, uploads: Sequence[Any]) -> list[int]:
    return store_uploads(uploads, actor_id=actor_of(request).id, device_clock=request.POST.get(DEVICE_CLOCK, ""))


@require_http_methods(["GET", "POST"])
def draft_record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The first of two people writes down what was found on site."""
    hazard, actor = hazard_of(pk), actor_of(request)
    if kind not in list(RecordKind):
        raise NotFound(N_("没有这种现场记录"))
    policy.must_draft(actor, hazard, RecordKind(kind))
    form = RecordForm(request.POST or None, request.FILES or None)

    def act() -> None:
        facts = form.cleaned_data
        said = (facts["conclusion"], facts["position"], facts["on_site_at"])
        operations.draft_record(operations.RecordDraft(hazard, kind, actor, *said, _stored(request, facts["photos"])))

    return _entered(request, hazard, _("起草") + _(RecordKind(kind).label), form, act)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The second of the two signs, and the hazard moves."""
    record = SiteRecord.objects.select_related("hazard").filter(pk=pk).first()
    if record is None:
        raise NotFound(N_("没有找到该现场记录"))
    must_be_as_seen(record, request.POST.get(SEEN))
    operations.sign_record(record, actor=actor_of(request))
    return HttpResponseRedirect(record.get_absolute_url())


@require_http_methods(["GET", "POST"])
def ask_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later deadline."""
    hazard, form = hazard_of(pk), ExtendForm(request.POST or None)

    def act() -> None:
        operations.ask_extension(hazard, actor=actor_of(request), **form.cleaned_data)

    return _entered(request, hazard, _("申请延期"), form, act)


@require_http_methods(["GET", "POST"])
def ask_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another department to take over."""
    hazard = hazard_of(pk)
    form = TransferForm(request.POST or None, hazard=hazard)

    def act() -> None:
        facts = form.cleaned_data
        unit = int(facts["to_unit"])
        operations.ask_transfer(hazard, to_unit=unit, reason=facts["reason"], actor=actor_of(request))

    return _entered(request, hazard, _("申请移送"), form, act)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request."""
    asked = Request.objects.select_related("hazard", "to_unit").filter(pk=pk).first()
    if asked is None:
        raise NotFound(N_("没有找到该申请"))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    grant = request.POST.get("decision") == "grant"

    def act() -> None:
        must_be_as_seen(asked, request.POST.get(SEEN))
        reason = form.cleaned_data["reason"]
        operations.decide_request(asked, grant=grant, reason=reason, actor=actor_of(request))

    made = done(form, act)
    if wants_json(request) and form.is_bound:
        return told_to_program(form, asked.hazard.get_absolute_url(), made=made)
    if made:
        # A department that refuses a transfer no longer sees the hazard.
        seen = Hazard.objects.filter(pk=asked.hazard_id).exists()
        return HttpResponseRedirect(asked.hazard.get_absolute_url() if seen else reverse("overview:home"))
    context = {
        "title": _(RequestKind(asked.kind).label),
        "asked": asked,
        "record": asked.hazard,
        "form": form,
        "back": asked.get_absolute_url(),
        "pairs": _said(asked),
    }
    return render(request, "web/decide.html", context, status=status_of(form))


def _said(asked: Request) -> list[tuple[str, str]]:
    who = [(_("申请人"), name_of(asked.asked_by)), (_("理由"), asked.reason)]
    if asked.to_unit:
        return [(_("接收部门"), asked.to_unit.name), *who]
    days = [
        (_("原期限"), clock.in_words(asked.due_before)),
        (_("申请的新期限"), clock.in_words(asked.due_asked or asked.due_before)),
    ]
    return [*days, *who, (_("延期期间的管控措施"), asked.interim_control)]


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to list the hazard."""
    hazard, actor = hazard_of(pk), actor_of(request)
    policy.must_be_of_a_listing_office(actor)
    # For which hazards, and at which level, the operation tells.
    form = ListingForm(request.POST or None, bodies=policy.bodies(actor, hazard) or (Body.DISTRICT, Body.CITY))

    def act() -> None:
        operations.propose_listing(hazard, actor=actor, **form.cleaned_data)

    return _entered(request, hazard, _("提请挂牌督办"), form, act)


def _entered(
    request: HttpRequest, hazard: Hazard, title: str, form: forms.Form, act: Callable[[], None]
) -> HttpResponse:
    """Act on the form and go back to the hazard, or show it."""
    return acted(request, form, title, act, hazard.get_absolute_url(), hazard)
