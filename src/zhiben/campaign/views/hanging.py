"""The page on which a task is hung on a measure of a plan in force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import HangForm
from zhiben.foundation.pages import acted, actor_of
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_


@require_http_methods(["GET", "POST"])
def hang(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a task hang on a measure; its sector's plan is offered first."""
    task, actor = queries.tasks_by_id([pk]).first(), actor_of(request)
    if task is None:
        raise NotFound(N_("没有找到该任务"))
    policy.must_hang(actor, task)
    form = HangForm(task, request.POST or None)

    def act() -> None:
        measure = queries.measure_in_force(int(form.cleaned_data["measure"]))
        if measure is None:
            raise NotFound(N_("没有找到该措施"))
        operations.hang_tasks(measure, [task], actor=actor)

    return acted(request, form, _("挂到措施"), act, task.get_absolute_url(), task)
