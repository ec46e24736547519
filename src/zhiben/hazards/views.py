"""The pages of the hazard ledger: the list, a hazard with all that stands around it, and what is entered outside of
moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import store_upload
from zhiben.foundation.importing import export
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.scope.paging import CAP
from zhiben.foundation.scope.paging import page as page_of
from zhiben.hazards import operations, policy, queries, tables
from zhiben.hazards.forms import DecisionForm, ExtendForm, ListingForm, RecordForm, ReportForm, TransferForm
from zhiben.hazards.lifecycle import HAZARD, REPORTING_ROLES
from zhiben.hazards.models import Hazard, Request, SiteRecord
from zhiben.hazards.sheets import HAZARDS, rows_out
from zhiben.hazards.vocab import RecordKind, RequestKind
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@require_safe
def hazards(request: HttpRequest) -> HttpResponse:
    """The ledger within the person's scope, the nearest deadline first."""
    filters = tables.Filters(request.GET)
    found = page_of(filters.rows(), tables.ORDER, limit=tables.PER_PAGE, after=request.GET.get("after", ""))
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "page": found,
        "filters": filters,
        "query": query.urlencode(),
        "sites": orgs.site_names(row.site_id for row in found.rows),
        "territories": orgs.territory_names({n for row in found.rows for n in (row.district, row.street)}),
        "sectors": dict(orgs.sectors()),
        "reports": any(grant.role in REPORTING_ROLES for grant in _actor(request).grants),
    }
    return render(request, "hazards/list.html", context)


@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, as far as the person sees."""
    rows = tables.Filters(request.GET).rows()
    found = page_of(rows, tables.ORDER, limit=CAP)
    answer = HttpResponse(export(HAZARDS, rows_out(found.rows)), content_type=XLSX)
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''%E9%9A%90%E6%82%A3%E5%8F%B0%E8%B4%A6.xlsx"
    return answer


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One hazard: what it is, what may be done, who did what."""
    hazard, actor = _found(pk), _actor(request)
    listings = list(queries.listings_of(hazard))
    context = {
        "hazard": hazard,
        "offers": offers(hazard, actor),
        "attempts": list(queries.attempts_of(hazard)),
        "records": list(queries.records_of(hazard)),
        "requests": [(one, one.state == "asked" and one.decides(actor)) for one in queries.requests_of(hazard)],
        "listings": [(one, offers(one, actor)) for one in listings],
        "actions": policy.actions(actor, hazard),
        "site": orgs.site_names([hazard.site_id])[hazard.site_id],
        "places": orgs.territory_names({hazard.district, hazard.street}),
        "sector": dict(orgs.sectors()).get(hazard.sector_id, ""),
        "responsible": orgs.unit_name(hazard.responsible_unit_id or 0),
        "names": orgs.person_names(_people(hazard)),
        "lines": audit.of(hazard),
        "machine": HAZARD,
    }
    return render(request, "hazards/page.html", context)


def _found(pk: int) -> Hazard:
    hazard = Hazard.objects.select_related("duplicate_of").filter(pk=pk).first()
    if hazard is None:
        raise NotFound(N_("没有找到该隐患"))
    return hazard


def _people(hazard: Hazard) -> set[int]:
    found = {hazard.reporter}
    for attempt in queries.attempts_of(hazard):
        found |= {attempt.rectifier, attempt.reviewer_one, attempt.reviewer_two, attempt.accepter, attempt.closer}
    for record in queries.records_of(hazard):
        found |= {record.first, record.second}
    return found


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a hazard somebody has found."""
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    made: list[Hazard] = []

    def act(facts: dict[str, Any]) -> None:
        site = _site(facts["site"], _actor(request))
        draft = operations.Draft(
            title=facts["title"],
            site=site,
            sector=int(facts["sector"] or 0),
            found_on=facts["found_on"],
            criterion=facts["criterion"],
            description=facts["description"],
        )
        made.append(operations.report(draft, files=_files(facts, _actor(request)), actor=_actor(request)))

    if sentence := _done(form, act):
        return _form(request, _("上报隐患"), form, sentence, back="")
    return (
        HttpResponseRedirect(made[0].get_absolute_url()) if made else _form(request, _("上报隐患"), form, "", back="")
    )


def _site(text: str, actor: Actor) -> int:
    known = directory("site", actor)
    ids = known.find(text)
    if len(ids) == 1:
        return next(iter(ids))
    near = "、".join(known.near(text)) or _("（没有相近的场所）")
    sentence = _("有多个同名场所，请填统一社会信用代码或本地编号") if ids else _("没有这个场所，是否指：%s") % near
    raise Incomplete(N_("请核对场所"), fields={"site": sentence})


def _files(facts: dict[str, Any], actor: Actor) -> list[int]:
    return [store_upload(upload, actor_id=actor.id).pk for upload in facts.get("photos") or []]


@require_http_methods(["GET", "POST"])
def draft_record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The first of two people writes down what was found on site."""
    hazard, actor = _found(pk), _actor(request)
    if kind not in list(RecordKind):
        raise NotFound(N_("没有这种现场记录"))

    def act(facts: dict[str, Any]) -> None:
        draft = operations.RecordDraft(hazard, kind, actor, facts["conclusion"], facts["position"], facts["on_site_at"])
        operations.draft_record(draft, files=_files(facts, actor))

    form = RecordForm(request.POST, request.FILES) if request.method == "POST" else RecordForm()
    return _entered(request, hazard, _("起草") + RecordKind(kind).label, form, act)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The second of the two signs, and the hazard moves."""
    record = SiteRecord.objects.select_related("hazard").filter(pk=pk).first()
    if record is None:
        raise NotFound(N_("没有找到该现场记录"))
    operations.sign_record(record, actor=_actor(request))
    return HttpResponseRedirect(record.get_absolute_url())


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a later deadline, or for another department to take over."""
    hazard, actor = _found(pk), _actor(request)
    if kind not in list(RequestKind):
        raise NotFound(N_("没有这种申请"))
    bound = request.POST if request.method == "POST" else None
    form: forms.Form
    if kind == RequestKind.EXTEND:
        form = ExtendForm(bound)
        return _entered(
            request, hazard, _("申请延期"), form, lambda facts: operations.ask_extension(hazard, actor=actor, **facts)
        )
    form = TransferForm(bound, hazard=hazard)

    def act(facts: dict[str, Any]) -> None:
        operations.ask_transfer(hazard, to_unit=int(facts["to_unit"]), reason=facts["reason"], actor=actor)

    return _entered(request, hazard, _("申请移送"), form, act)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request."""
    asked = Request.objects.select_related("hazard", "to_unit").filter(pk=pk).first()
    if asked is None:
        raise NotFound(N_("没有找到该申请"))
    grant = request.POST.get("decision") != "refuse"

    def act(facts: dict[str, Any]) -> None:
        operations.decide_request(asked, grant=grant, reason=facts["reason"], actor=_actor(request))

    form = DecisionForm(request.POST if request.method == "POST" else None)
    sentence = _done(form, act) if request.method == "POST" else ""
    if request.method == "POST" and not sentence:
        return HttpResponseRedirect(asked.get_absolute_url())
    context = {"asked": asked, "form": form, "sentence": sentence, "back": asked.get_absolute_url()}
    context["asker"] = orgs.person_name(asked.asked_by)
    return render(request, "hazards/decide.html", context, status=422 if sentence else 200)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to list the hazard."""
    hazard, actor = _found(pk), _actor(request)
    form = ListingForm(request.POST if request.method == "POST" else None)
    title = _("提请挂牌督办")
    return _entered(
        request, hazard, title, form, lambda facts: operations.propose_listing(hazard, actor=actor, **facts)
    )


Act = Callable[[dict[str, Any]], object]


def _entered(request: HttpRequest, hazard: Hazard, title: str, form: forms.Form, act: Act) -> HttpResponse:
    """Show the form, or act on it and go back to the hazard."""
    back = hazard.get_absolute_url()
    sentence = _done(form, act)
    if form.is_bound and not sentence:
        return HttpResponseRedirect(back)
    return _form(request, title, form, sentence, back=back, record=hazard)


def _done(form: forms.Form, act: Act) -> str:
    """Act on a bound form; the sentence to show when that was not possible."""
    if not form.is_bound:
        return ""
    if not form.is_valid():
        return _("请先补正下列内容")
    try:
        act(form.cleaned_data)
    except Incomplete as refusal:
        for field, message in refusal.fields.items():
            form.add_error(field if field in form.fields else None, message)
        return refusal.text
    except Refused as refusal:
        return refusal.text
    return ""


def _form(
    request: HttpRequest, title: str, form: forms.Form, sentence: str, *, back: str, record: Hazard | None = None
) -> HttpResponse:
    context = {"title": title, "form": form, "sentence": sentence, "back": back, "record": record}
    return render(request, "hazards/form.html", context, status=422 if sentence else 200)
