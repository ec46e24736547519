"""The pages of a meeting: the call, the minutes with what was decided, decisions turned into key tasks, the paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import MadeDecisionForm, MeetingForm, MinutesForm, TaskNumberForm
from zhiben.campaign.models import KeyTask, Meeting
from zhiben.campaign.papers import meetings as papers
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, done, download, editing, form_page, ticked
from zhiben.foundation.rendering import drawn
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the next meeting of a task force."""
    force, actor = orgs.task_force(pk), actor_of(request)
    policy.must_convene(actor, force.office_id)
    form = MeetingForm(request.POST or None, initial={"held_on": clock.today()})
    made: list[Meeting] = []
    if done(form, lambda: made.append(operations.call_meeting(force, form.draft(), actor=actor))):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("召集会议：{force}").format(force=force), force.get_absolute_url())


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: who came, what was said and decided, and which task carries out which decision."""
    one, actor = queries.meeting(pk), actor_of(request)
    decisions = queries.decisions_of(one)
    present = set(one.present.values_list("pk", flat=True))
    invited = orgs.unit_names(one.invited.values_list("pk", flat=True))
    context = {
        "meeting": one,
        "offers": offers(one, actor),
        "decisions": decisions,
        "tasks": queries.decided_tasks(decisions),
        "came": [name for unit, name in invited.items() if unit in present],
        "away": [name for unit, name in invited.items() if unit not in present],
        "runs": one.force.office_id in policy.planning(actor),
        "open": one.state in ("called", "held"),
        "unlinked": sum(1 for row in decisions if not row.carried_by),
        "official": queries.official_of(one),
        "lines": audit.of(one),
    }
    return render(request, "campaign/meeting.html", context)


@require_POST
def official(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an official document with the settled minutes, or go to the one that was begun; it goes its own way."""
    one = queries.meeting(pk)
    written = papers.as_written(one, queries.decisions_of(one))
    document = operations.begin_official(one, written, actor=actor_of(request))
    return HttpResponseRedirect(document.get_absolute_url())


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes."""
    one, actor = queries.meeting(pk), actor_of(request)
    policy.must_convene(actor, one.force.office_id)
    invited = orgs.unit_names(one.invited.values_list("pk", flat=True))
    form = MinutesForm(invited.items(), request.POST or None, initial=_standing(pk))
    editing(form, lambda: _standing(pk), subject=(one._meta.label_lower, pk))

    def act() -> object:
        present = [int(unit) for unit in form.cleaned_data["present"]]
        return operations.set_meeting(one, form.draft(), present=present, actor=actor)

    if done(form, act):
        return HttpResponseRedirect(one.get_absolute_url())
    return form_page(request, form, _("填写纪要：{meeting}").format(meeting=one), one.get_absolute_url())


def _standing(pk: int) -> dict[str, object]:
    row = queries.meeting(pk)
    words = {name: getattr(row, name) for name in ("held_on", "venue", "chair", "agenda", "summary")}
    return {**words, "present": [str(unit) for unit in row.present.order_by("pk").values_list("pk", flat=True)]}


@require_http_methods(["GET", "POST"])
def add_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was decided."""
    one, actor = queries.meeting(pk), actor_of(request)
    policy.must_convene(actor, one.force.office_id)
    form = MadeDecisionForm(one.held_on, request.POST or None)
    if done(form, lambda: operations.add_decision(one, form.draft(), actor=actor)):
        return HttpResponseRedirect(f"{one.get_absolute_url()}#decisions")
    return form_page(request, form, _("增加议定事项：{meeting}").format(meeting=one), one.get_absolute_url())


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a decision otherwise, as long as it has no task."""
    row, actor = queries.decision(pk), actor_of(request)
    policy.must_convene(actor, row.meeting.force.office_id)
    back = row.meeting.get_absolute_url()
    form = MadeDecisionForm(row.meeting.held_on, request.POST or None, initial=_decided(pk))
    editing(form, lambda: _decided(pk), subject=("campaign.meeting", row.meeting_id))
    if done(form, lambda: operations.set_decision(row, form.draft(), actor=actor)):
        return HttpResponseRedirect(f"{back}#decisions")
    return form_page(request, form, _("修改议定事项"), back)


def _decided(pk: int) -> dict[str, object]:
    row = queries.decision(pk)
    words = {name: getattr(row, name) for name in ("text", "target", "evidence_required", "due")}
    return {**words, "lead_unit": row.lead_unit_id or ""}


@require_POST
def drop_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision out of the minutes."""
    row = queries.decision(pk)
    operations.drop_decision(row, actor=actor_of(request))
    messages.success(request, _("已删去第{n}项议定事项").format(n=row.position))
    return HttpResponseRedirect(f"{row.meeting.get_absolute_url()}#decisions")


@require_http_methods(["GET", "POST"])
def to_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The decisions without a task, to be ticked, each with the number that its task shall bear."""
    one, actor = queries.meeting(pk), actor_of(request)
    policy.must_convene(actor, one.force.office_id)
    rows = [row for row in queries.decisions_of(one) if not row.carried_by]
    chosen, proposed = set(ticked(request, "decision")), operations.task_numbers(rows)
    numbers = {row.pk: request.POST.get(f"number_{row.pk}", proposed[row.pk]) for row in rows}
    wrong: dict[str, str] = {}
    sentence = ""
    if request.method == "POST":
        try:
            made = operations.decisions_to_tasks(
                one, {pk: number for pk, number in numbers.items() if pk in chosen}, actor=actor
            )
        except Incomplete as refusal:
            wrong, sentence = dict(refusal.fields), refusal.text
        except Refused as refusal:
            sentence = refusal.text
        else:
            messages.success(request, _("已拟稿{count}项重点任务，请在清单中核对后下达").format(count=len(made)))
            return HttpResponseRedirect(f"{one.get_absolute_url()}#decisions")
    first = request.method == "GET"
    lines = [(row, numbers[row.pk], wrong.get(f"number_{row.pk}", ""), first or row.pk in chosen) for row in rows]
    context = {"meeting": one, "lines": lines, "sentence": sentence}
    return render(request, "campaign/to_tasks.html", context, status=422 if sentence else 200)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which task of the list carries a decision out."""
    row, actor = queries.decision(pk), actor_of(request)
    policy.must_convene(actor, row.meeting.force.office_id)
    form = TaskNumberForm(request.POST or None)

    def act() -> object:
        task = KeyTask.objects.filter(number=form.cleaned_data["number"].strip()).first()
        if task is None:
            raise Incomplete(N_("请核对任务编号"), fields={"number": N_("清单中没有这个编号")})
        return operations.link_decision(row, task, actor=actor)

    back = row.meeting.get_absolute_url()
    if done(form, act):
        return HttpResponseRedirect(f"{back}#decisions")
    return form_page(request, form, _("关联已有任务：{decision}").format(decision=row), back)


@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the task does not carry the decision out, after all."""
    row = queries.decision(pk)
    operations.unlink_decision(row, actor=actor_of(request))
    messages.success(request, _("第{n}项议定事项已解除关联，任务本身未动").format(n=row.position))
    return HttpResponseRedirect(f"{row.meeting.get_absolute_url()}#decisions")


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as PDF."""
    return _paper(pk, "pdf")


@require_safe
def docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as DOCX."""
    return _paper(pk, "docx")


def _paper(pk: int, form: str) -> HttpResponse:
    one = queries.meeting(pk)
    paper = papers.minutes(one, queries.decisions_of(one))
    return download(drawn(paper, form), f"{paper.title}.{form}")
