"""The pages of the catalogue of determination standards, and the clauses that are suggested from typed words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.lifecycle.views import Aid
from zhiben.foundation.pages import acted, actor_of, editing
from zhiben.foundation.people import names_of
from zhiben.hazards import operations, policy
from zhiben.hazards.forms import ClauseForm, EndForm, LookupForm, StandardForm, VerifyClauseForm, VerifyStandardForm
from zhiben.hazards.models import Criterion, CriterionStandard, Hazard
from zhiben.hazards.queries.citing import Suggestion
from zhiben.hazards.queries.criteria import Catalogue, editions_of, standards, suggest, suggested
from zhiben.hazards.tables import CatalogueFilters
from zhiben.hazards.vocab import CRITERION, STANDARD
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.machine import Move
from zhiben.kernel.text import N_


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """The catalogue: which standards there are, for whom, and how far each can be trusted."""
    filters = CatalogueFilters(request.GET, standards())
    keeps = policy.of_city_office(actor_of(request)) is not None
    return render(request, "hazards/criteria.html", {"filters": filters, "rows": filters.rows(), "keeps": keeps})


@require_safe
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """A standard with its clauses, former editions after those that stand."""
    row = _standard(pk)
    clauses = editions_of(row)
    context = {
        "standard": row,
        "clauses": clauses,
        "today": clock.today(),
        "names": names_of({one.verified_by for one in (row, *clauses)}),
        "before": list(row.supersedes.order_by("pk")),
        "keeps": policy.of_city_office(actor_of(request)) is not None,
    }
    return render(request, "hazards/standard.html", context)


def _standard(pk: int) -> CriterionStandard:
    row = CriterionStandard.objects.select_related("superseded_by").filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有这个判定标准"))
    return row


def _clause(pk: int) -> Criterion:
    row = Criterion.objects.select_related("standard").filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有这个条款"))
    return row


@require_http_methods(["GET", "POST"])
def add_standard(request: HttpRequest) -> HttpResponse:
    """A new standard."""
    actor = actor_of(request)
    policy.must_keep_criteria(actor)
    form = StandardForm(request.POST or None)
    back = reverse("hazards:criteria")
    return acted(request, form, _("登记判定标准"), lambda: operations.add_standard(form.draft(), actor=actor), back)


@require_http_methods(["GET", "POST"])
def edit_standard(request: HttpRequest, pk: int) -> HttpResponse:
    """Other facts of a standard."""
    actor, row = actor_of(request), _standard(pk)
    policy.must_keep_criteria(actor)

    def values() -> Mapping[str, object]:
        told = asdict(operations.standard_draft(_standard(pk)))
        return {**told, "superseded_by": told["superseded_by"] or ""}

    form = StandardForm(request.POST or None, values(), apart_from=pk)
    editing(form, values, subject=(STANDARD, pk))
    title = _("更正判定标准：{name}").format(name=row)
    return acted(
        request,
        form,
        title,
        lambda: operations.amend_standard(row, form.draft(), actor=actor),
        row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def verify_standard(request: HttpRequest, pk: int) -> HttpResponse:
    """Compared with the original."""
    actor, row = actor_of(request), _standard(pk)
    policy.must_keep_criteria(actor)
    form = VerifyStandardForm(request.POST or None, initial={"source": row.source})

    def act() -> None:
        said = form.cleaned_data
        operations.verify_standard(row, source=said["source"], on=said["verified_on"], actor=actor)

    title = _("核对判定标准：{name}").format(name=row)
    return acted(request, form, title, act, row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def add_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """A new clause of a standard."""
    actor, row = actor_of(request), _standard(pk)
    policy.must_keep_criteria(actor)
    form = ClauseForm(request.POST or None)
    title = _("登记条款：{name}").format(name=row)
    return acted(
        request,
        form,
        title,
        lambda: operations.add_criterion(row, form.draft(), actor=actor),
        row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def revise_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """A new edition of a clause."""
    actor, row = actor_of(request), _clause(pk)
    policy.must_keep_criteria(actor)

    def values() -> Mapping[str, object]:
        return asdict(operations.clause_draft(_clause(pk))) | {"valid_from": None}

    form = editing(ClauseForm(request.POST or None, values(), stands=True), values, subject=(CRITERION, pk))

    def act() -> None:
        operations.revise_criterion(row, form.draft(row.code), actor=actor)

    return acted(request, form, _("修订条款：{code}").format(code=row.code), act, row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def end_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """A clause that ends."""
    actor, row = actor_of(request), _clause(pk)
    policy.must_keep_criteria(actor)
    form = EndForm(request.POST or None)

    def act() -> None:
        operations.end_criterion(row, last=form.cleaned_data["last"], actor=actor)

    return acted(request, form, _("终止条款：{code}").format(code=row.code), act, row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def verify_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """Compared with the original."""
    actor, row = actor_of(request), _clause(pk)
    policy.must_keep_criteria(actor)
    form = VerifyClauseForm(request.POST or None)

    def act() -> None:
        operations.verify_criterion(row, on=form.cleaned_data["verified_on"], actor=actor)

    return acted(request, form, _("核对条款：{row}").format(row=row), act, row.get_absolute_url())


# Suggestions


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The clauses that typed words may fall under: a page to look them up, and for a script the piece of a form."""
    found = by_words(request.GET)
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "hazards/suggested.html", {"suggested": found})
    form = LookupForm(request.GET or None)
    return render(request, "hazards/suggestions.html", {"suggested": found, "form": form, "lookup": True})


def by_words(given: Mapping[str, Any]) -> list[Suggestion] | None:
    """The same for the fields of a report, whatever is in them; None while there are no words."""
    words = " ".join(str(given.get(name, ""))[:2000] for name in ("title", "description", "criterion"))
    if not words.strip():
        return None
    found = VerifyClauseForm({"verified_on": given.get("found_on", "")})
    on = found.cleaned_data["verified_on"] if found.is_valid() else clock.today()
    sector = str(given.get("sector", ""))
    return suggest(words, int(sector) if sector.isascii() and sector.isdigit() and len(sector) < 10 else 0, on)


def _beside_verifying(hazard: Hazard, move: Move, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the clauses are that a hazard may be judged by."""
    if move.name != "verify":
        return {}
    found = suggested(hazard, Catalogue().in_force(hazard.found_on), str(given.get("criterion", "")))
    return {"suggested": found, "hazard": hazard}


AID = Aid("criterion", "hazards/move.html", _beside_verifying)
"""What helps to verify a hazard: clauses that its words may mean."""
