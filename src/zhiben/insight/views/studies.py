"""The questions with what was found last, a study with its data and its method, and having it computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.jobs.models import JobState
from zhiben.foundation.pages import acted, actor_of, download
from zhiben.foundation.studies import Study
from zhiben.insight import operations, policy, queries, texts
from zhiben.insight.forms import FORMS, ParametersForm
from zhiben.insight.onward import offered
from zhiben.insight.questions import Question, question_of, registered
from zhiben.insight.views.showing import SHOWING
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard

LOOK_AGAIN = 3
"""Seconds until who waits for a result looks again."""
TEXT_WITH_MARK = "utf-8-sig"
"""So that spreadsheets take a text for what it is."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All questions of a unit's ground."""
    actor, chosen, questions = actor_of(request), request.GET.get("unit", ""), registered().values()
    units = queries.units_read_of_any(actor, questions)
    unit = next((card for card in units if str(card.id) == chosen), units[0] if units else None)
    found = queries.lasts(questions, unit) if unit else []
    asks = unit is not None and policy.asks(actor, unit.coordinates)
    return render(request, "insight/list.html", {"unit": unit, "found": found, "units": units, "asks": asks})


@require_POST
def compute_all(request: HttpRequest) -> HttpResponse:
    """Have all of it computed anew."""
    actor = actor_of(request)
    units = queries.units_read_of_any(actor, registered().values())
    unit = queries.one_of(units, request.POST.get("unit", ""))
    operations.ask_for_all(unit, actor)
    return HttpResponseRedirect(f"{reverse('insight:list')}?{urlencode({'unit': unit.id})}")


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """What was found last; for who has just asked for it, what comes of that."""
    question = question_of(key)
    units = queries.units_read(actor_of(request), question)
    unit = queries.one_of(units, request.GET.get("unit", ""))
    job = queries.job_of(question, unit.id) if "asked" in request.GET else None
    if job and job.state == JobState.DONE and job.result:
        return HttpResponseRedirect(reverse("insight:study", args=[job.result]))
    answer = _shown(request, question, units, unit, queries.newest(question, unit.id))
    if job and job.state in queries.GOING_ON:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


@require_safe
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """One study as it was found."""
    found = queries.study_of(pk)
    question = question_of(found.name)
    units = queries.units_read(actor_of(request), question)
    return _shown(request, question, units, orgs.unit(found.unit), found)


def _shown(
    request: HttpRequest, question: Question, units: Sequence[UnitCard], unit: UnitCard, found: Study | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "question": question,
        "unit": unit,
        "units": units,
        "study": found,
        "job": queries.job_of(question, unit.id),
        "asks": policy.asks(actor_of(request), unit.coordinates),
        "methods": question.methods,
        "waits": "asked" in request.GET,
    }
    if found is None:
        return render(request, "insight/study.html", context)
    context |= {"hides_narratives": texts.hides_narratives(found), "earlier": _earlier(question, found)}
    context["told"] = FORMS[question.key].told(found.parameters)
    if not found.result.get("refused"):
        context |= SHOWING[question.key](found, request.GET) | {"onward": offered(found, actor_of(request))}
        return render(request, f"insight/{question.key.replace('-', '_')}.html", context)
    return render(request, "insight/study.html", context)


def _earlier(question: Question, found: Study) -> list[tuple[Study, str]]:
    """Other studies, each with the choices in which it differs from this one."""
    own = dict(FORMS[question.key].told(found.parameters))
    told = []
    for one in queries.earlier(found):
        others = [(label, value) for label, value in FORMS[question.key].told(one.parameters) if value != own[label]]
        told.append((one, "，".join(f"{label}：{value}" for label, value in others)))
    return told


@require_safe
def inputs(request: HttpRequest, pk: int) -> HttpResponse:
    """The table that went into a study."""
    found = queries.study_of(pk)
    name = f"{question_of(found.name).title}-{_('输入数据')}-{found.as_of:%Y%m%d}.csv"
    return download(texts.inputs_of(found).encode(TEXT_WITH_MARK), name)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Have it computed with today's data, under the usual parameters or chosen ones."""
    question, actor = question_of(key), actor_of(request)
    unit = queries.unit_read(actor, question, request.GET.get("unit", ""))
    policy.must_ask(actor, unit.coordinates)
    usual = question.asked_by(unit.id)
    form: ParametersForm = FORMS[key](request.POST if request.method == "POST" else None, question=usual)
    back = f"{reverse('insight:page', args=[key])}?{urlencode({'unit': unit.id, 'asked': 1})}"
    return acted(
        request, form, _(question.title), lambda: operations.ask_for(question, unit, form.parameters(), actor), back
    )
