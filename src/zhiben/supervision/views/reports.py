"""The report of a round: looked at, printed with its photos, drafted as a paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.documents import queries as documents
from zhiben.documents.operations import Written
from zhiben.foundation.pages import actor_of, done, download, status_of
from zhiben.foundation.rendering import drawn
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, papers, policy, queries, reporting
from zhiben.supervision.forms import ReportForm
from zhiben.supervision.models import Round

BEGUN = ("under_way", "closed")


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What the report says as the round stands, and drafting it."""
    one, actor = _begun(pk), actor_of(request)
    found = reporting.blocks(one, queries.tally_of(one), queries.coverage_of(one))
    drafts = one.office_id in orgs.offices_run(actor)
    if request.method == "POST":
        policy.must_plan(actor, one.office_id)
    if request.method == "POST" and one.office_id not in documents.issuing_bodies([one.office_id]):
        return HttpResponseRedirect(reverse("documents:body", args=[one.office_id]))
    initial = {"title": reporting.title_of(one), "to": ""}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        said = form.cleaned_data
        written = Written(said["title"], said["to"], reporting.typed(found, reporting.note_of(one)), copy=said["copy"])
        operations.draft_report(one, written, actor=actor)

    if done(form, act) and one.report is not None:
        return HttpResponseRedirect(one.report.get_absolute_url())
    context = {
        "round": one,
        "blocks": [(type(block).__name__, block) for block in found],
        "note": reporting.note_of(one),
        "form": form,
        "drafts": drafts,
        "stands": one.report is not None and one.report.state not in operations.STANDS_NO_MORE,
        "units": [card.name for card in orgs.units_under(one.office_id)],
    }
    return render(request, "supervision/report.html", context, status=status_of(form))


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The report with its chart and photos as PDF."""
    one = _begun(pk)
    return download(drawn(papers.report(one), "pdf"), f"{one.title}-{_('情况报告')}.pdf")


def _begun(pk: int) -> Round:
    one = queries.round_of(pk)
    if one.state not in BEGUN:
        raise NotFound(N_("抽取以后才有情况报告"))
    return one
