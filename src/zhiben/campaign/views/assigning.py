"""Giving tasks out: tasks drafted on a measure, a draft put right, a task broken down to units, the papers that hand
tasks over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import Breakdown, MeasureTasksForm, TaskForm, begins_with, said_of
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.breaking import remaining, remaining_after
from zhiben.campaign.papers import orders as papers
from zhiben.foundation.pages import acted, actor_of, done, download, editing, status_of
from zhiben.foundation.rendering import FORMS, drawn
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind


@require_http_methods(["GET", "POST"])
def assign_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft tasks that carry out a measure, one for each lead unit chosen."""
    actor, wording = actor_of(request), queries.wording_of(pk)
    if wording is None:
        raise NotFound(N_("没有找到该措施，或它已不在现行方案里"))
    policy.must_list_under(actor, wording.version.plan)
    form = MeasureTasksForm(actor, request.POST or None, initial=begins_with(wording))
    made: list[KeyTask] = []

    def act() -> None:
        _told_at(form, lambda: made.extend(operations.draft_tasks(form.drafts(measure=pk), actor=actor)))

    if done(form, act):
        messages.success(request, _("已拟%s项任务，请核对后下达") % len(made))
        return HttpResponseRedirect(made[0].get_absolute_url() if len(made) == 1 else request.path)
    standing = list(queries.tasks_of_measure(pk).filter(parent__isnull=True))
    context = {
        "form": form,
        "wording": wording,
        "standing": standing,
        "units": orgs.unit_names(one.lead_unit_id for one in standing),
    }
    return render(request, "campaign/assign.html", context, status=status_of(form))


def _told_at(form: forms.Form, act: Any) -> None:
    """What is wrong with a draft is told at the form's own fields."""
    try:
        act()
    except Incomplete as error:
        names = {"lead_unit": "leads" if "leads" in form.fields else "lead"}
        raise Incomplete(error.text, fields={names.get(k, k): why for k, why in error.fields.items()}) from error


@require_http_methods(["GET", "POST"])
def edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a drafted task right, its lead unit too: what the office does when a unit has objected."""
    task, actor = found(pk), actor_of(request)
    policy.must_revise_draft(actor, task)
    if task.state != "drafted":
        raise Refused(N_("任务现为“{state}”，不能再按拟稿修改"), state=task.state_shown.label)
    form = TaskForm(actor, request.POST or None, initial=_said(pk))
    _lead_to_shares(form, task, actor)
    rows = KeyTask.objects.filter(pk=pk)
    editing(form, lambda: _said(pk), subject=(KeyTask._meta.label_lower, pk), lock=rows.select_for_update(of=("self",)))

    def act() -> None:
        hung = {"measure": task.measure_id or 0, "action": task.action_id or 0, "parent": task.parent_id or 0}
        lead = int(form.cleaned_data["lead"])
        draft = form.draft(lead=lead, number=task.number, **hung)
        _told_at(form, lambda: operations.revise_draft(task, draft, actor=actor))

    return acted(request, form, _("修改拟稿"), act, task.get_absolute_url(), task)


def _lead_to_shares(form: forms.Form, task: KeyTask, actor: Actor) -> None:
    """A part's amount is a share; the way to where it is changed stands at the field."""
    whole = queries.tasks_by_id([task.parent_id or 0]).first()
    if whole is not None and policy.may_reshare(actor, task, whole):
        there = (reverse("campaign:parts", args=[whole.pk]), whole.number, _("分解任务"))
        link = format_html('<a href="{}">{} {}</a>', *there)
        form.fields["amount"].help_text = format_html(_("这是分到的量，在此不能改；改量请到：{}"), link)


def _said(pk: int) -> dict[str, object]:
    task = found(pk)
    values = said_of(task, queries.assisting_units(task))
    return {name: value for name, value in values.items() if name != "number"}


def found(pk: int) -> KeyTask:
    """A task by id. Raises NotFound."""
    task = KeyTask.objects.filter(pk=pk).first()
    if task is None:
        raise NotFound(N_("没有找到该任务"))
    return task


@require_http_methods(["GET", "POST"])
def break_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Break a task down: all districts (or a district's streets) at once, the amount divided equally or by hand."""
    task, actor = found(pk), actor_of(request)
    policy.must_break_down(actor, task)
    parts = list(queries.parts_of(task))
    left = remaining(task, parts)
    shared = parts if left is not None else ()
    lines = Breakdown(_carriers(task, parts), shared, request.POST or None, ticked=left is None or left > 0)
    sentence = ""
    if request.method == "POST":
        sentence = _("有的量或日期填得不对，请核对") if not lines.is_valid() else ""
        if not sentence and "equal" in request.POST:
            lines = _equal(request, lines, left)
        elif not sentence and not (sentence := _broken(request, task, lines, actor)):
            return HttpResponseRedirect(request.path)
    context = {
        "task": task,
        "parts": [(part, lines.again.get(part.pk)) for part in parts],
        "units": orgs.unit_names(part.lead_unit_id for part in parts),
        "left": left,
        "lines": lines.lines,
        "reshares": bool(lines.again),
        "sentence": sentence,
    }
    return render(request, "campaign/parts.html", context, status=422 if sentence else 200)


def _carriers(task: KeyTask, parts: list[KeyTask]) -> list[tuple[int, str]]:
    """Who may take a part: of a city's task the districts, of a district's its streets; those that have none yet."""
    kind = UnitKind.STREET if task.district else UnitKind.DISTRICT
    taken = {task.lead_unit_id, *(part.lead_unit_id for part in parts)}
    there = task.coordinates.territory
    return [
        (card.id, card.name) for card in orgs.units(kind) if card.id not in taken and there.covers(card.coordinates)
    ]


def _equal(request: HttpRequest, lines: Breakdown, left: Decimal | None) -> Breakdown:
    """The same lines, what is left divided among those that were ticked."""
    taken, sent, again = lines.taken(), request.POST.copy(), lines.reshared()
    if left is not None:
        left = remaining_after(left, lines.parts, again)
    if left is not None and left > 0 and taken:
        for (unit, _amount, _due), share in zip(taken, operations.equal_shares(left, len(taken)), strict=True):
            sent[f"u{unit}-amount"] = f"{share.normalize():f}"
    return Breakdown([(unit, name) for unit, name, _form in lines.lines], lines.parts, sent)


def _broken(request: HttpRequest, task: KeyTask, lines: Breakdown, actor: Actor) -> str:
    """Break the task down; the sentence to show when it was refused."""
    shares = [operations.Share(unit, amount, due) for unit, amount, due in lines.taken()]
    try:
        parts = operations.break_down(task, shares, again=lines.reshared(), actor=actor)
    except Refused as refusal:
        return refusal.text
    messages.success(
        request, _("已分解为%s项任务，核对后请逐项或批量下达") % len(parts) if parts else _("已调整分解的量")
    )
    return ""


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The units to which tasks were handed over, each with its paper."""
    actor = actor_of(request)
    policy.must_list(actor)
    waiting, under_way = queries.handed_over()
    names = orgs.unit_names({*waiting, *under_way})
    rows = [(unit, names[unit], waiting.get(unit, 0), under_way.get(unit, 0)) for unit in names]
    rows.sort(key=lambda row: (-row[2], -row[3], row[1]))
    return render(request, "campaign/orders.html", {"rows": rows, "waiting": sum(waiting.values())})


@require_safe
def order(request: HttpRequest, unit: int, form: str) -> HttpResponse:
    """One unit's paper with its tasks that are not finished."""
    office = policy.must_list(actor_of(request))
    tasks = list(queries.to_hand_over(unit))
    if not tasks or form not in FORMS:
        raise NotFound(N_("该单位没有要交办的任务"))
    name = orgs.unit_name(unit)
    paper = papers.order_of(name, tasks, office=office, on=clock.today())
    return download(drawn(paper, form), f"{_('任务交办单')}（{name}）.{form}")


@require_safe
def all_orders(request: HttpRequest, form: str) -> HttpResponse:
    """The papers of all units with tasks that wait to be accepted, in one ZIP."""
    office = policy.must_list(actor_of(request))
    by_unit: dict[int, list[KeyTask]] = {}
    for task in queries.to_be_accepted():
        by_unit.setdefault(task.lead_unit_id, []).append(task)
    if not by_unit or form not in FORMS:
        raise NotFound(N_("没有待签收的任务"))
    names, today = orgs.unit_names(by_unit), clock.today()
    orders = {
        names[unit]: papers.order_of(names[unit], tasks, office=office, on=today) for unit, tasks in by_unit.items()
    }
    return download(papers.bundle(orders, form), f"{_('任务交办单')}.zip")
