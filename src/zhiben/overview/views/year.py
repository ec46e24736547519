"""A year's report: looked at as the records stand, kept with its figures frozen, printed, drafted as an official
document; and the records behind a kept figure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.documents import operations as documents
from zhiben.documents import queries as documents_read
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation.pages import actor_of, done, download, start_of, status_of
from zhiben.foundation.rendering import FORMS, Paper, drawn
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview.forms import DraftForm, KeepForm, YearForm
from zhiben.overview.views.figures import linked
from zhiben.overview.year import building, keeping, readers

SHOWN = 100
"""How many records behind a figure one page lists."""


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """Choosing an office and a year; the report as the records stand, and those that were kept."""
    actor = actor_of(request)
    office = readers.office_read(actor, request.GET.get("office", ""))
    form = _chosen(request, office.id)
    asked = form.is_bound and form.is_valid()
    runs = office.id in orgs.offices_run(actor)
    whole = keeping.told(office, form.cleaned_data["day"], asks=runs) if asked else None
    context = {
        "form": form,
        "office": office,
        "reports": keeping.kept_reports(office.id),
        "told": whole,
        "blocks": _pairs(whole) if whole else [],
        "runs": runs,
        "keep": KeepForm(),
        "chosen": _query(form) if asked else {},
        "query": urlencode(_query(form)) if asked else "",
        "forms": FORMS,
    }
    return render(request, "overview/year.html", context, status=422 if form.is_bound and not asked else 200)


@require_safe
def printed(request: HttpRequest, form: str) -> HttpResponse:
    """The report as the records stand, as PDF or DOCX."""
    office = readers.office_read(actor_of(request), request.GET.get("office", ""))
    chosen = _chosen(request, office.id)
    if form not in FORMS:
        raise NotFound(N_("年度报告只有PDF和DOCX"))
    if chosen.is_bound and not chosen.is_valid():
        raise Refused(_first_error(chosen))
    day = chosen.cleaned_data["day"] if chosen.is_bound else clock.today()
    return _file(keeping.told(office, day), f"{office.short_name}-{day.year}", form)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Freeze the figures and keep the report."""
    actor = actor_of(request)
    office = readers.office_read(actor, request.POST.get("office", ""))
    chosen, plans = YearForm(request.POST, offices=[office]), KeepForm(request.POST)
    for form in (chosen, plans):
        if not form.is_valid():
            raise Refused(_first_error(form))
    kept = keeping.keep(office, chosen.cleaned_data["day"], plans=plans.cleaned_data["plans"], actor=actor)
    return HttpResponseRedirect(reverse("overview:year_kept", args=[kept.pk]))


@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept report, and drafting it where the reader drafts for that office."""
    actor, study = actor_of(request), keeping.kept_report(pk)
    drafts = study.unit in orgs.offices_run(actor)
    if request.method == "POST":
        if not drafts:
            raise NotAllowed(N_("报告由本安委办的经办人员起草"))
        if study.unit not in documents_read.issuing_bodies([study.unit]):
            return HttpResponseRedirect(reverse("documents:body", args=[study.unit]))
    whole = keeping.paper_of(study)
    form = DraftForm(request.POST if request.method == "POST" else None, initial={"title": whole.title, "to": ""})
    made: list[str] = []

    def act() -> None:
        said = form.cleaned_data
        written = Written(said["title"], said["to"], building.typed(whole), copy=said["copy"])
        made.append(documents.write(Kind.REPORT, written, office=study.unit, actor=actor).get_absolute_url())

    if done(form, act):
        return HttpResponseRedirect(made[0])
    context = {
        "study": study,
        "office": orgs.unit(study.unit),
        "paper": whole,
        "blocks": _pairs(whole),
        "lines": keeping.lines_of(study),
        "intact": keeping.is_intact(study),
        "form": form,
        "drafts": drafts,
        "forms": FORMS,
        "names": [card.name for card in orgs.units_under(study.unit)] if drafts else [],
    }
    return render(request, "overview/year_kept.html", context, status=status_of(form))


@require_safe
def kept_printed(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A kept report as it was, as PDF or DOCX."""
    study = keeping.kept_report(pk)
    if form not in FORMS:
        raise NotFound(N_("年度报告只有PDF和DOCX"))
    return _file(keeping.paper_of(study), f"{orgs.unit(study.unit).short_name}-{study.as_of.year}", form)


@require_safe
def behind(request: HttpRequest, pk: int, measure_id: str) -> HttpResponse:
    """The frozen records behind a figure of a kept report."""
    study, side = keeping.kept_report(pk), request.GET.get("side") or "numerator"
    start = start_of(request)
    found = keeping.behind(study, measure_id, side, start=start, limit=SHOWN)
    context = {
        "study": study,
        "found": found,
        "rows": [linked(row) for row in found.shown],
        "start": start,
        "next": start + SHOWN if start + SHOWN < found.visible else 0,
    }
    return render(request, "overview/year_behind.html", context)


def _chosen(request: HttpRequest, office: int) -> YearForm:
    """The choice of the query, of `office` where it names none; without any the present year, to be confirmed."""
    offices = readers.offices_read(actor_of(request))
    data = {"office": str(office)} | request.GET.dict() if "year" in request.GET else None
    return YearForm(data, offices=offices, initial={"office": str(office), "year": clock.today().year})


def _query(form: YearForm) -> dict[str, str]:
    said = form.cleaned_data
    return {"office": said["office"], "year": str(said["year"]), "day": said["day"].isoformat()}


def _first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


def _pairs(whole: Paper) -> list[tuple[str, Any]]:
    """The blocks as a page shows them, those of the annex behind."""
    return [(type(block).__name__, block) for block in whole.all_blocks()]


def _file(whole: Paper, name: str, form: str) -> HttpResponse:
    return download(drawn(whole, form), f"{name}-{_('年度工作报告')}.{form}")
