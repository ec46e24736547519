"""One act on many tasks, ticked on a page or all that the filter finds: first its form with the number, then the
outcome of each, from which those that failed can be tried again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiben.campaign import operations, policy, queries, tables
from zhiben.campaign.forms import BESIDE, MERGE, SET_DUE, DueForm, MergeForm, MoveChoice, moves_for
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle import MOST, Outcome
from zhiben.foundation.lifecycle.forms import form_for
from zhiben.foundation.pages import actor_of, back_to, done, status_of, ticked
from zhiben.kernel.rights import Actor


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """One move on the chosen tasks, another due day for them, or the way to merge them."""
    actor, choice = actor_of(request), MoveChoice(request.POST)
    policy.must_handle_many(actor)
    chosen, why = _chosen(request, actor)
    if why or not chosen or not choice.is_valid():
        messages.warning(request, why or _("请先勾选任务并选择要办理的步骤"))
        return HttpResponseRedirect(_back(request))
    name = choice.cleaned_data["move"]
    if name == MERGE:
        return merging(request, chosen, actor)
    sent = request.POST if "confirmed" in request.POST else None
    form = DueForm(sent) if name == SET_DUE else form_for(TASK.by_name[name], chosen[0], actor, sent)
    for field in form.fields.values() if len(chosen) > 1 else ():
        field.initial = None  # what the first of them begins with is not what all of them are to get
    label = BESIDE[name] if name == SET_DUE else TASK.by_name[name].label
    context: dict[str, Any] = {
        "name": name,
        "label": label,
        "title": _("对%(count)s项任务%(label)s") % {"count": len(chosen), "label": _(label)},
        "listed": _("重点任务清单"),
        "noun": _("任务"),
        "field": "task",
        "address": reverse("campaign:together"),
        "form": form,
        "records": chosen,
        "back": _back(request),
        "asked": request.POST.get("query", ""),
        "afterwards": [(_("交办单"), reverse("campaign:orders"))] if name == "assign" else [],
    }
    if sent is not None and (form.is_valid() or not form.fields):
        context["outcomes"] = _act(name, chosen, form, actor)
        context["again"] = MoveChoice({"move": name}, moves_for(actor, chosen))
    return render(request, "web/together.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    return back_to(request, reverse("campaign:list"))


def _chosen(request: HttpRequest, actor: Actor) -> tuple[list[KeyTask], str]:
    """The tasks that are meant, the nearest due day first; or why they are too many."""
    if "all" not in request.POST:
        ids = ticked(request, "task")[:MOST]
        return list(queries.tasks_by_id(ids).order_by("due", "pk")), ""
    found = tables.Filters(QueryDict(request.POST.get("query", "")), actor).page(limit=MOST)
    if found.next_after:
        told = _("符合条件的任务超过%(most)s项，一次最多办理%(most)s项，请再缩小范围")
        return [], told % {"most": MOST}
    return found.rows, ""


def _act(name: str, chosen: list[KeyTask], form: forms.Form, actor: Actor) -> list[Outcome[KeyTask]]:
    if name == SET_DUE:
        return operations.set_due_many(chosen, form.cleaned_data["due"], actor=actor)
    facts = {key: value for key, value in form.cleaned_data.items() if value not in (None, "", [])}
    return operations.move_many(chosen, name, facts, actor=actor)


def merging(request: HttpRequest, chosen: list[KeyTask], actor: Actor) -> HttpResponse:
    """Ask which of the tasks stays, then merge the others into it."""
    form = MergeForm(chosen, request.POST if "confirmed" in request.POST else None)
    by_id = {one.pk: one for one in chosen}

    def act() -> None:
        said = form.cleaned_data
        into = by_id[int(said["into"])]
        operations.merge(into, chosen, leads_differ=bool(said.get("leads_differ")), actor=actor)

    if done(form, act):
        return HttpResponseRedirect(by_id[int(form.cleaned_data["into"])].get_absolute_url())
    context = {"form": form, "tasks": chosen, "back": _back(request), "asked": request.POST.get("query", "")}
    return render(request, "campaign/merge.html", context, status=status_of(form))
