"""The pages of the key-task list: the list, a task, the half-month's reporting, one act on many tasks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.campaign import operations, policy, queries, tables
from zhiben.campaign.forms import DecisionForm, ExtendForm, MoveChoice
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.sheets import TASKS, rows_out
from zhiben.campaign.vocab import OPEN, Cadence
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.importing import export
from zhiben.foundation.lifecycle.forms import form_for
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.pages import actor_of, done, keep_query, status_of, ticked, workbook
from zhiben.foundation.scope.paging import CAP
from zhiben.foundation.scope.paging import page as page_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.machine import Move
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The key-task list within the person's scope, the nearest due day first."""
    actor = actor_of(request)
    filters = tables.Filters(request.GET, actor)
    found = page_of(filters.rows(), tables.ORDER, limit=tables.PER_PAGE, after=request.GET.get("after", ""))
    assisting = queries.assisting_by_task(row.pk for row in found.rows)
    units = {row.lead_unit_id for row in found.rows} | {unit for some in assisting.values() for unit in some}
    context = {
        "page": found,
        "filters": filters,
        "query": keep_query(request, "after"),
        "assisting": assisting,
        "units": orgs.unit_names(units),
        "reports": queries.reporting_units(actor),
        "together": MoveChoice() if policy.handles_many(actor) else None,
    }
    return render(request, "campaign/list.html", context)


@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, as far as the person sees."""
    found = page_of(tables.Filters(request.GET, actor_of(request)).rows(), tables.ORDER, limit=CAP)
    return workbook(export(TASKS, rows_out(found.rows)), _("重点任务清单") + ".xlsx")


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
        "machine": TASK,
    }
    return render(request, "campaign/page.html", context)


def _course(task: KeyTask, actor: Actor) -> dict[str, Any]:
    """How far the task has come and why it stands in its light; what hangs above and below it."""
    parts = list(queries.parts_of(task))
    lights = queries.lights([task, *parts], clock.now())
    lines = audit.of(task)
    objected = lines[-1].facts.get("reason", "") if lines and task.last_move == "object" else ""
    office = actor.holding(Role.OFFICE_OFFICER, task.coordinates) is not None
    return {
        "light": lights.get(task.pk),
        "lights": lights,
        "steps": list(task.milestones.order_by("position")),
        "parts": parts,
        "carriers": orgs.unit_names(part.lead_unit_id for part in parts),
        "above": queries.tasks_by_id([task.parent_id or 0]).first(),
        "wording": queries.wording_of(task.measure_id) if task.measure_id else None,
        "checks": list(queries.checks_of(task.pk)),
        "objected": objected,
        "may_edit": office and task.state == "drafted",
        "may_break": office and task.state in OPEN,
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
    if done(form, lambda: operations.ask_extension(task, actor=actor_of(request), **form.cleaned_data)):
        return HttpResponseRedirect(task.get_absolute_url())
    context = {"title": _("申请延期"), "form": form, "back": task.get_absolute_url(), "record": task}
    return render(request, "web/form.html", context, status=status_of(form))


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
        (_("申请人"), orgs.person_name(asked.asked_by)),
        (_("理由"), asked.reason),
    ]
    context = {"title": _("延期申请"), "asked": asked, "record": asked.task, "form": form, "back": back, "pairs": pairs}
    return render(request, "web/decide.html", context, status=status_of(form))


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """One move on the tasks that were ticked: first its form, then the outcome of each."""
    actor, choice = actor_of(request), MoveChoice(request.POST)
    policy.must_handle_many(actor)
    chosen = list(queries.tasks_by_id(ticked(request, "task")).order_by("due", "pk"))
    if not chosen or not choice.is_valid():
        messages.warning(request, _("请先勾选任务并选择要办理的步骤"))
        return HttpResponseRedirect(reverse("campaign:list"))
    move = TASK.by_name[choice.cleaned_data["move"]]
    sent = request.POST if "confirmed" in request.POST else None
    form = form_for(move, chosen[0], actor, sent)
    context: dict[str, Any] = {"move": move, "form": form, "tasks": chosen}
    if form.is_valid() or (sent is not None and not move.needs):
        context["outcomes"] = operations.move_many(chosen, move.name, _facts(move, form.cleaned_data), actor=actor)
    return render(request, "campaign/together.html", context, status=422 if form.errors else 200)


def _facts(move: Move, cleaned: dict[str, Any]) -> dict[str, Any]:
    return {need.name: cleaned[need.name] for need in move.needs if cleaned.get(need.name) not in (None, "", [])}
