"""A person's own place at the list: the views they keep, and what changed since they looked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.campaign import operations, queries, tables
from zhiben.campaign.forms import ViewForm
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import SavedView
from zhiben.foundation.pages import acted, actor_of, done, is_id, status_of
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


@require_http_methods(["GET", "POST"])
def views(request: HttpRequest) -> HttpResponse:
    """The views that a person sees; POST keeps what the list is narrowed by now."""
    actor = actor_of(request)
    form = ViewForm(actor, request.POST if request.method == "POST" else None)
    query = tables.Filters(QueryDict(request.POST.get("query", "")), actor).query
    kept: list[SavedView] = []
    if done(form, lambda: kept.append(operations.save_view(query=query, actor=actor, **form.given()))):
        messages.success(request, _("已保存视图“%s”") % kept[0].name)
        return HttpResponseRedirect(kept[0].get_absolute_url())
    desk = queries.desk_of(actor.id)
    known = tables.all_known()
    rows = [(one, _told(one, actor, known)) for one in queries.views_of(actor)]
    context = {"form": form, "query": query, "rows": rows, "opens_with": desk.opens_with_id, "person": actor.id}
    return render(request, "campaign/views.html", context, status=status_of(form))


def _told(view: SavedView, actor: Actor, known: tables.Known) -> str:
    told = tables.Filters(QueryDict(view.query), actor, known).told
    return "；".join(f"{label}：{value}" for label, value in told) or _("全部任务")


def _found(pk: int, actor: Actor) -> SavedView:
    view = queries.views_of(actor).filter(pk=pk).first()
    if view is None:
        raise NotFound(N_("没有找到该视图"))
    return view


@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or share one's own view, or let the list open with it."""
    actor = actor_of(request)
    standing = _found(pk, actor)
    opens = queries.desk_of(actor.id).opens_with_id == pk
    initial: dict[str, Any] = {"name": standing.name, "shared_with": standing.shared_with_id or "", "opens": opens}
    form = ViewForm(actor, request.POST if request.method == "POST" else None, initial)
    back = reverse("campaign:views")
    title = _("视图“%s”") % standing.name
    return acted(request, form, title, lambda: operations.change_view(standing, actor=actor, **form.given()), back)


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one's own view."""
    actor = actor_of(request)
    operations.drop_view(_found(pk, actor), actor=actor)
    return HttpResponseRedirect(reverse("campaign:views"))


@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest) -> HttpResponse:
    """What happened to which task since the person marked everything as seen; POST marks it."""
    actor = actor_of(request)
    if request.method == "POST":
        told = request.POST.get("up_to", "")
        operations.mark_seen(int(told) if is_id(told) else 0, actor=actor)
        messages.success(request, _("已标为看过"))
        return HttpResponseRedirect(reverse("campaign:changes"))
    found = queries.changed_since(queries.desk_of(actor.id))
    tasks = {one.pk: one for one in queries.tasks_by_id(found.lines)}
    rows = [(tasks[pk], lines) for pk, lines in found.lines.items() if pk in tasks]
    return render(
        request, "campaign/changes.html", {"found": found, "rows": rows, "machine": TASK, "query": "state=open"}
    )
