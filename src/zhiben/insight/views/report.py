"""The report on five years: looked at, printed, drafted as an official document."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.documents import operations as documents
from zhiben.documents import queries as documents_read
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation.pages import actor_of, done, download, status_of
from zhiben.foundation.rendering import FORMS, drawn
from zhiben.insight import papers, policy, queries, reporting
from zhiben.insight.forms import ReportForm
from zhiben.insight.gathering import NEEDED, Gathered, gathered
from zhiben.insight.questions import question_of
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, unit: int) -> HttpResponse:
    """What the report says of a unit's ground, and drafting it where the reader drafts for that office."""
    one, actor = _gathered(request, unit), actor_of(request)
    office = one.unit.id
    drafts = one.stands and office in orgs.offices_run(actor)
    if request.method == "POST":
        if office not in orgs.offices_run(actor):
            raise NotAllowed(N_("报告由本安委办的经办人员起草"))
        if not one.stands:
            raise NotFound(N_("还没有可以写成报告的分析"))
        if office not in documents_read.issuing_bodies([office]):
            return HttpResponseRedirect(reverse("documents:body", args=[office]))
    found = reporting.blocks(one) if one.stands else ()
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"title": reporting.title_of(one), "to": ""}
    )
    made: list[str] = []

    def act() -> None:
        said = form.cleaned_data
        written = Written(said["title"], said["to"], papers.typed(found, papers.note_of(one)), copy=said["copy"])
        made.append(documents.write(Kind.REPORT, written, office=office, actor=actor).get_absolute_url())

    if done(form, act):
        return HttpResponseRedirect(made[0])
    context = {
        "unit": one.unit,
        "one": one,
        "missing": [question_of(key) for key in one.missing],
        "asks": policy.asks(actor, one.unit.coordinates),
        "blocks": [(type(block).__name__, block) for block in found],
        "note": papers.note_of(one) if one.stands else "",
        "form": form,
        "drafts": drafts,
        "forms": FORMS,
        "chosen": urlencode({"unit": office}),
        "names": [card.name for card in orgs.units_under(office)] if drafts else [],
    }
    return render(request, "insight/report.html", context, status=status_of(form))


@require_safe
def printed(request: HttpRequest, unit: int, form: str) -> HttpResponse:
    """The report with its charts, as PDF or DOCX."""
    one = _gathered(request, unit)
    if form not in FORMS or not one.stands:
        raise NotFound(N_("还没有可以写成报告的分析"))
    return download(drawn(papers.report(one), form), f"{one.unit.short_name}-{_('近五年事故分析报告')}.{form}")


def _gathered(request: HttpRequest, unit: int) -> Gathered:
    return gathered(queries.unit_read(actor_of(request), question_of(NEEDED[0]), str(unit)))
