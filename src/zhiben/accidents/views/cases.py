"""The list of cases, a case with all that stands around it, entering and correcting one, its causes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import operations, policy, queries, tables
from zhiben.accidents.forms import CaseForm, CausesForm, said_by
from zhiben.accidents.lifecycle import CASE
from zhiben.accidents.queries import cases as reads
from zhiben.accidents.queries.around import around_of
from zhiben.accidents.sheets import ACCIDENT_CASES, rows_out
from zhiben.accidents.vocab import LABEL, Enterprise, Grade, Regime
from zhiben.foundation.importing import export
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import (
    acted,
    actor_of,
    done,
    download,
    editing,
    keep_query,
    status_of,
    told_to_program,
)
from zhiben.foundation.scope.paging import CAP
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.orgs import queries as orgs


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases within the person's scope, the latest first, with what they come to."""
    filters = tables.Filters(request.GET)
    found = filters.page(request.GET.get("after", ""))
    rows, actor = filters.rows(), actor_of(request)
    grades = reads.by_grade(rows)
    context = {
        "page": found,
        "filters": filters,
        "query": keep_query(request, "after"),
        "tally": reads.tally(rows),
        "grades": [(one.shown, grades[one]) for one in Grade if one in grades],
        "types": reads.type_labels(found.rows),
        "territories": orgs.territory_names({n for row in found.rows for n in (row.district, row.street)}),
        "sectors": filters.sectors,
        "records": policy.records(actor),
        "judges": policy.judges(actor),
    }
    return render(request, "accidents/list.html", context)


@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, as far as the person sees."""
    found = tables.Filters(request.GET).page(limit=CAP)
    return download(export(ACCIDENT_CASES, rows_out(found.rows)), _("事故案件") + ".xlsx")


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what happened, its clocks, causes, sources and revisions, who did what."""
    case, actor = queries.case_of(pk), actor_of(request)
    around = around_of(case)
    now = clock.now()
    context: dict[str, Any] = {
        "case": case,
        "around": around,
        "offers": offers(case, actor),
        "corrects": policy.corrects(actor, case),
        "judges": policy.judges(actor),
        "dues": [(one, one.is_overdue(now)) for one in around.dues],
        "enterprise": _(Enterprise(case.enterprise).label) if case.enterprise else "",
        "regime": _(Regime(case.regime).label),
        "steps": CASE,
        "titles": {name: _(column.title) for name, column in ACCIDENT_CASES.by_key.items()},
    }
    return render(request, "accidents/page.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a case."""
    actor, made = actor_of(request), list[Any]()
    policy.must_record(actor)
    form = CaseForm(request.POST or None, actor=actor)

    def act() -> None:
        try:
            made.append(operations.enter(form.draft(), actor=actor))
        except NotAllowed as elsewhere:  # what was filled in stays, for where it happened can be mended
            raise Incomplete(elsewhere.text, fields=dict.fromkeys(("street", "sector"), elsewhere.text)) from elsewhere

    entered = done(form, act)
    if wants_json(request) and form.is_bound:
        return told_to_program(form, made[0].get_absolute_url() if made else "", made=entered)
    if entered:
        return HttpResponseRedirect(made[0].get_absolute_url())
    return _form(request, form, _("登记事故"), reverse("accidents:list"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a case, for a reason."""
    case, actor = queries.case_of(pk), actor_of(request)
    policy.must_correct(actor, case)
    form = CaseForm(request.POST or None, actor=actor, case=case)
    editing(form, lambda: said_by(queries.case_of(pk)), subject=(LABEL, pk))

    def act() -> None:
        told = form.told()
        if told["minute"] == 0 and told["hour"] == case.hour and case.minute is None:
            told["minute"] = None  # the field shows a full hour where nobody knows the minute
        operations.revise(case, reason=form.cleaned_data["reason"], actor=actor, **told)

    made = done(form, act)
    if wants_json(request) and form.is_bound:
        return told_to_program(form, case.get_absolute_url(), made=made)
    if made:
        return HttpResponseRedirect(case.get_absolute_url())
    return _form(request, form, _("更正案件"), case.get_absolute_url(), case)


def _form(request: HttpRequest, form: CaseForm, title: str, back: str, case: Any = None) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "record": case}
    return render(request, "accidents/form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def causes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which causes a case was found to have."""
    case, actor = queries.case_of(pk), actor_of(request)
    policy.must_correct(actor, case)
    standing = reads.causes_of(case)
    form = CausesForm(request.POST if request.method == "POST" else None, standing=standing)

    def act() -> None:
        operations.code_causes(case, form.codes(), actor=actor)

    return acted(request, form, _("认定原因"), act, case.get_absolute_url(), case)
