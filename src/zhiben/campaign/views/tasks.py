"""The page of a key task, and requests for more time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import DecisionForm, ExtendForm
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.vocab import OPEN, Cadence
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.pages import acted, actor_of, done, status_of
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what it is, what may be done, what was reported, who did what."""
    task, actor = _found(pk), actor_of(request)
    assisting = queries.assisting_units(task)
    context = {
        **_course(task, actor),
        "task": task,
        "offers": offers(task, actor),
        "lead": orgs.unit_name(task.lead_unit_id),
        "assisting": list(orgs.unit_names(assisting).values()),
        "reports": list(queries.reports_of(task)),
        "extensions": [(one, offers(one, actor)) for one in queries.extensions_of(task)],
        "may_ask": policy.may_ask_extension(actor, task),
        "files": list(attached(task._meta.label_lower, task.pk)),
        "decided_for": queries.decided_for(task),
        "machine": TASK,
        "origins": queries.origins(task),
        "grounds": grounds_of(task),
    }
    return render(request, "campaign/page.html", context)


def _course(task: KeyTask, actor: Actor) -> dict[str, Any]:
    """How far the task has come and why it stands in its light; what hangs above and below it."""
    parts = list(queries.parts_of(task))
    lights = queries.lights([task, *parts], clock.now())
    lines = audit.of(task)
    objected = lines[-1].facts.get("reason", "") if lines and task.last_move == "object" else ""
    office = policy.keeps_list(actor, task) is not None
    above = queries.tasks_by_id([task.parent_id or 0]).first()
    return {
        "light": lights.get(task.pk),
        "lights": lights,
        "steps": list(task.milestones.order_by("position")),
        "parts": parts,
        "carriers": orgs.unit_names(part.lead_unit_id for part in parts),
        "above": above,
        "wording": queries.wording_of(task.measure_id) if task.measure_id else None,
        "hung_unseen": bool(task.measure_id) and not queries.measures_by_id([task.measure_id or 0]),
        "checks": list(queries.checks_of(task.pk)),
        "objected": objected,
        "may_edit": office and task.state == "drafted",
        "may_remind": office and task.state in OPEN,
        "may_instruct": task.state in OPEN and bool(orgs.offices_led(actor)),
        "may_reshare": office and policy.may_reshare(actor, task, above),
        "may_break": office and task.state in OPEN,
        "splits": task.state in operations.REPLACEABLE and policy.splits(actor, task),
        "cadence": Cadence(task.cadence),
        "lines": lines,
    }


def _found(pk: int) -> KeyTask:
    task = KeyTask.objects.filter(pk=pk).first()
    if task is None:
        raise NotFound(N_("没有找到该任务"))
    return task


@require_http_methods(["GET", "POST"])
def ask_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later due day."""
    task, form = _found(pk), ExtendForm(request.POST or None)
    return acted(
        request,
        form,
        _("申请延期"),
        lambda: operations.ask_extension(task, actor=actor_of(request), **form.cleaned_data),
        task.get_absolute_url(),
        task,
    )


@require_http_methods(["GET", "POST"])
def decide_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request for more time."""
    asked = Extension.objects.select_related("task").filter(pk=pk).first()
    if asked is None:
        raise NotFound(N_("没有找到该申请"))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    grant = request.POST.get("decision") == "grant"

    def act() -> None:
        must_be_as_seen(asked, request.POST.get(SEEN))
        operations.decide_extension(asked, grant=grant, reason=form.cleaned_data["reason"], actor=actor_of(request))

    back = asked.task.get_absolute_url()
    if done(form, act):
        return HttpResponseRedirect(back)
    pairs = [
        (_("原时限"), clock.in_words(asked.due_before)),
        (_("申请的新时限"), clock.in_words(asked.due_asked)),
        (_("申请人"), name_of(asked.asked_by)),
        (_("理由"), asked.reason),
    ]
    context = {"title": _("延期申请"), "asked": asked, "record": asked.task, "form": form, "back": back, "pairs": pairs}
    return render(request, "web/decide.html", context, status=status_of(form))
