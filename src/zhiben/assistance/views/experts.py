"""The register of experts, one of them, and the sectors that go first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.assistance import operations, policy, queries
from zhiben.assistance.forms import ExpertForm, HighRiskForm
from zhiben.assistance.models import Expert
from zhiben.assistance.queries.experts import expert_of
from zhiben.assistance.vocab import QUEUE_RULE
from zhiben.foundation import once, secrets
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, form_page, status_of, told_to_program
from zhiben.foundation.secrets.forms import ReadingForm
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """Who can help, without telephones."""
    actor, today = actor_of(request), clock.today()
    marked = queries.marks()
    context = {
        "rows": [(one, one.serves_on(today)) for one in queries.experts()],
        "arranges": policy.arranges(actor),
        "marks": policy.marking(actor) is not None,
        "high_risk": [(name, marked[pk]) for pk, name in orgs.sectors() if pk in marked],
        "rule": QUEUE_RULE,
    }
    return render(request, "assistance/experts.html", context)


@require_safe
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """One expert; the telephone is read on its own, by those who arrange visits."""
    return _page(request, expert_of(pk), ReadingForm(operations.PHONE))


@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The expert with the telephone, for the purpose that is told. Asked for again, it is noted again."""
    one, actor = expert_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    form, shown = ReadingForm(operations.PHONE, request.POST), list[str]()

    def act() -> None:
        shown.append(operations.disclose_phone(one, **form.said, actor=actor))

    with once.aside():
        read = done(form, act)
    if wants_json(request) and read:
        return JsonResponse({"shown": shown[0]})
    if wants_json(request):
        return told_to_program(form, "", made=False)
    return _page(request, one, form, shown[0] if read else "")


def _page(request: HttpRequest, one: Expert, form: ReadingForm, shown: str = "") -> HttpResponse:
    actor = actor_of(request)
    keeps = policy.keeps(actor, one)
    context = {
        "expert": one,
        "serves": one.serves_on(clock.today()),
        "unit": orgs.unit_name(one.unit),
        "keeps": keeps,
        "standing": secrets.standing_of(one, "phone") if keeps else None,
        "form": form,
        "shown": shown,
        "went": queries.requests().filter(expert=one)[:50],
    }
    return render(
        request, "assistance/expert.html", context, status=status_of(form) if form.is_bound and not shown else 200
    )


@require_http_methods(["GET", "POST"])
def new_expert(request: HttpRequest) -> HttpResponse:
    """Enter an expert."""
    actor, made = actor_of(request), list[Expert]()
    policy.must_arrange(actor)
    form = ExpertForm(request.POST or None, initial={"valid_from": clock.today()})
    entered = done(form, lambda: made.append(operations.set_expert(form.draft(), actor=actor)))
    if wants_json(request) and form.is_bound:
        return told_to_program(form, made[0].get_absolute_url() if made else "", made=entered)
    if entered:
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("登记专家"), reverse("assistance:experts"))


@require_http_methods(["GET", "POST"])
def edit_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what is told of an expert."""
    one, actor = expert_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    names = ("name", "employer", "valid_from", "valid_to")
    initial: dict[str, Any] = {name: getattr(one, name) for name in names} | {"fields_known": one.fields}
    form = ExpertForm(
        request.POST or None,
        initial=initial,
        kept=secrets.masks(one._meta.label_lower, "phone", [one.pk]).get(one.pk, ""),
    )
    act = lambda: operations.set_expert(form.draft(), actor=actor, standing=one)  # noqa: E731
    return acted(request, form, _("更正专家：{name}").format(name=one), act, one.get_absolute_url())


@require_http_methods(["GET", "POST"])
def high_risk(request: HttpRequest) -> HttpResponse:
    """Say which sectors go first."""
    actor = actor_of(request)
    policy.must_mark(actor)
    form = HighRiskForm(request.POST or None)
    act = lambda: operations.mark_high_risk(  # noqa: E731
        [int(one) for one in form.cleaned_data["sectors"]], actor=actor
    )
    return acted(request, form, _("设定高风险行业领域"), act, reverse("assistance:experts"))
