"""The pages of an assessment visit: drawing it, what was drawn with what was found, one item."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.appraisal import operations, policy, queries
from zhiben.appraisal.forms import CheckForm, DrawForm
from zhiben.appraisal.queries import visits as reads
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.pages import acted, actor_of, done, form_page
from zhiben.foundation.people import names_of
from zhiben.orgs import queries as orgs


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw what is checked at a unit."""
    card, actor = queries.card_of(pk), actor_of(request)
    policy.must_run(actor, card.run.scheme.office_id)
    form = DrawForm(request.POST or None)
    made: list[Any] = []

    def act() -> None:
        made.append(operations.draw_visit(card, **form.cleaned_data, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("抽取考核巡查事项"), card.get_absolute_url(), card)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit."""
    one, actor = reads.visit_of(pk), actor_of(request)
    ready([one])
    own = one.is_home_to(actor)
    context = {
        "visit": one,
        "items": reads.items_of(one),
        "replays": reads.replays(one),
        "checks": one.state == "drawn" and one.card.run.scheme.office_id in orgs.offices_run(actor),
        "names": names_of(by for by in (one.visited_by, one.confirmed_by) if by),
        "offers": offers(one, actor) if own else [],
        "files": attached(one._meta.label_lower, one.pk),
        "lines": audit.of(one) if own else [],
    }
    return render(request, "appraisal/visit.html", context)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found of one item."""
    item, actor = reads.item_of(pk), actor_of(request)
    policy.must_run(actor, item.visit.card.run.scheme.office_id)
    indicators = {one.pk: one for one in queries.indicators_of(item.visit.card.run.scheme)}
    form = CheckForm(
        request.POST or None,
        indicators=list(indicators.values()),
        of_task=item.task_id is not None,
        declared=reads.declared_of(item),
    )

    def act() -> None:
        told = form.cleaned_data
        about = indicators.get(int(told.get("indicator") or 0))
        agrees = told["result"] == "agrees"
        operations.check_item(
            item, agrees=agrees, note=told["note"], points=told["points"], indicator=about, actor=actor
        )

    return acted(request, form, _("核查：%(name)s") % {"name": item.name}, act, item.get_absolute_url(), item.visit)
