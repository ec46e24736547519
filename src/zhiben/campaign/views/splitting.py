"""One task made into several: a form for each of them, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import parts_of
from zhiben.foundation.pages import actor_of
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.text import N_


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the tasks, and make them."""
    actor = actor_of(request)
    task = queries.tasks_by_id([pk]).first()
    if task is None:
        raise NotFound(N_("没有找到该任务"))
    policy.must_split(actor, task)
    sent = request.method == "POST"
    forms, sentence = parts_of(task, actor, request.POST if sent else None), ""
    if sent and not [form for form in forms if not form.is_valid()]:  # all of them say what is wrong
        try:
            operations.split(task, [form.draft(task) for form in forms if form.filled], actor=actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            sentence = refusal.text
        else:
            return HttpResponseRedirect(task.get_absolute_url())
    context = {"task": task, "forms": forms, "sentence": sentence}
    return render(request, "campaign/split.html", context, status=422 if sent else 200)
