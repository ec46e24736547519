"""The queue, one request, asking, advising, answering; the visits; whether help helps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.assistance import operations, policy, queries
from zhiben.assistance.forms import AdviceForm, AnswerForm, AskForm
from zhiben.assistance.lifecycle import HELP, WAITING
from zhiben.assistance.models import Advice, HelpRequest
from zhiben.assistance.queries.requests import open_majors, visit_of
from zhiben.assistance.vocab import LABEL, NO_PENALTY, OUTCOMES, QUEUE_RULE
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import acted, actor_of, done, start_of, status_of, told_to_program
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PER_PAGE = 50


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Who waits, by the rule; and all other requests, the newest first."""
    actor, start = actor_of(request), start_of(request)
    others = queries.requests().exclude(state__in=WAITING)
    total = others.count()
    context = {
        "queue": queries.queue(clock.now()),
        "waiting": queries.requests().filter(state__in=WAITING).count(),
        "rule": QUEUE_RULE,
        "no_penalty": NO_PENALTY,
        "rows": list(others[start : start + PER_PAGE]),
        "start": start,
        "total": total,
        "next": f"?start={start + PER_PAGE}" if start + PER_PAGE < total else "",
        "asks": policy.asks(actor),
        "arranges": policy.arranges(actor),
    }
    return render(request, "assistance/list.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who asked, who went, what was advised, what came of it."""
    one, actor = queries.request_of(pk), actor_of(request)
    context = {
        "help": one,
        "offers": offers(one, actor),
        "advice": list(one.advice.order_by("number")),
        "outcomes": OUTCOMES,
        "visit": one.visits.filter(void_at__isnull=True).first(),
        "majors": open_majors({one.site_id}, clock.now()).get(one.site_id, 0),
        "high_risk": one.sector_id in queries.high_risk_sectors(),
        "advises": policy.advises(actor, one),
        "answers": policy.answers(actor, one),
        "who": orgs.person_names({one.asked_by}).get(one.asked_by, ""),
        "unit": orgs.unit_name(one.asked_unit),
        "files": attached(LABEL, pk),
        "lines": audit.of(one),
        "steps": HELP,
        "no_penalty": NO_PENALTY,
        "today": clock.today(),
    }
    return render(request, "assistance/page.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for help."""
    actor, made = actor_of(request), list[HelpRequest]()
    policy.must_ask(actor)
    form = AskForm(request.POST or None, actor=actor, initial={"site": request.GET.get("site", "")})

    def act() -> None:
        said = form.cleaned_data
        made.append(operations.ask(said["site"], field=said["field"], asks=said["asks"], actor=actor))

    entered = done(form, act)
    if wants_json(request) and form.is_bound:
        return told_to_program(form, made[0].get_absolute_url() if made else "", made=entered)
    if entered:
        return HttpResponseRedirect(made[0].get_absolute_url())
    context = {"form": form, "title": _("申请帮扶"), "back": reverse("assistance:list")}
    return render(request, "assistance/ask.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def advise(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a piece of advice."""
    one, actor = queries.request_of(pk), actor_of(request)
    policy.must_advise(actor, one)
    form = AdviceForm(request.POST or None, visited=one.day)
    act = lambda: operations.advise(  # noqa: E731
        one, form.cleaned_data["text"], due=form.cleaned_data["due"], actor=actor
    )
    return acted(request, form, _("登记建议"), act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say what came of a piece of advice."""
    one, actor = queries.request_of(pk), actor_of(request)
    advice = Advice.objects.filter(request=one, number=number).select_related("request").first()
    if advice is None:
        raise NotFound(N_("没有这条建议"))
    policy.must_answer(actor, one)
    form = AnswerForm(request.POST or None, initial={"outcome": advice.outcome, "reason": advice.reason})
    title = _("答复建议%(number)s：%(text)s") % {"number": number, "text": advice.text[:60]}

    def act() -> None:
        operations.answer_advice(advice, form.cleaned_data["outcome"], reason=form.cleaned_data["reason"], actor=actor)

    return acted(request, form, title, act, one.get_absolute_url(), one)


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """All visits, the latest first."""
    start, rows = start_of(request), queries.visits()
    total = rows.count()
    context = {
        "rows": list(rows[start : start + PER_PAGE]),
        "start": start,
        "total": total,
        "next": f"?start={start + PER_PAGE}" if start + PER_PAGE < total else "",
        "arranges": policy.arranges(actor_of(request)),
    }
    return render(request, "assistance/visits.html", context)


@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit."""
    one = visit_of(pk)
    names = orgs.person_names({one.entered_by})
    context = {"visit": one, "by": names.get(one.entered_by, _("系统"))}
    return render(request, "assistance/visit.html", context)


@require_safe
def effects(request: HttpRequest) -> HttpResponse:
    """Whether help helps, in all and by sector."""
    risky = queries.high_risk_sectors()
    found = [(name, pk in risky, queries.effect_of([pk])) for pk, name in orgs.sectors()]
    context = {
        "whole": queries.effect_of(),
        "sectors": [(name, high, effect) for name, high, effect in found if effect.requests],
        "no_penalty": NO_PENALTY,
    }
    return render(request, "assistance/effects.html", context)
