"""The filtered list as a paper for officials, to print or to go on writing in; a long one is drawn in the
background. The contact list beside it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.campaign import tables
from zhiben.campaign.papers import contacts
from zhiben.campaign.papers import lists as papers
from zhiben.foundation import once
from zhiben.foundation.files import store
from zhiben.foundation.files.passing import passes
from zhiben.foundation.jobs import ask, task
from zhiben.foundation.pages import actor_of, download
from zhiben.foundation.rendering import FORMS, drawn
from zhiben.foundation.scope import current
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import read_liaison_phones

AT_ONCE = 300
"""So many rows are drawn while a person waits; a default of this product."""


def listed(form: str, filters: tables.Filters) -> bytes:
    """The filtered list within the open scope, as PDF or DOCX. Raises Refused for more rows than are printed."""
    found = filters.page(limit=papers.MOST)
    if found.next_after:
        raise Refused(N_("符合条件的任务超过{most}项，请缩小范围后再打印"), most=papers.MOST)
    return drawn(papers.task_list(found.rows, filters.told, _office(filters.actor)), form)


def _office(actor: Actor) -> str:
    """The unit in whose name a person draws up a paper."""
    return next((orgs.unit_name(grant.unit) for grant in actor.grants if grant.unit), "")


@task(title=N_("生成重点任务清单"))
def draw_list(form: str, query: str) -> dict[str, int]:
    """Draws the list for whoever asked, and returns the stored file's id."""
    actor = current().actor
    content = listed(form, tables.Filters(QueryDict(query), actor))
    stored = store(content, name=f"{_('重点任务清单')}.{form}", actor_id=actor.id)
    return {"file": passes(stored).pk}


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, form: str) -> HttpResponse:
    """The list as PDF or DOCX, as far as the person sees it and as it is filtered. A long list is asked for by POST,
    and lies among the person's jobs when it is drawn."""
    if form not in FORMS:
        raise NotFound(N_("没有这种格式"))
    actor = actor_of(request)
    filters = tables.Filters(request.GET, actor)
    count = filters.page(limit=AT_ONCE)
    if not count.next_after:
        return download(listed(form, filters), f"{_('重点任务清单')}.{form}", inline=form == "pdf")
    if request.method == "POST":
        ask(draw_list, {"form": form, "query": filters.query}, actor_id=actor.id)
        messages.success(request, _("正在生成清单，完成后可在此下载"))
        return HttpResponseRedirect(reverse("inbox:jobs"))
    context = {"form": form, "count": count, "query": filters.query, "told": filters.told}
    return render(request, "campaign/drawing.html", context)


@require_http_methods(["GET", "POST"])
def contact_list(request: HttpRequest, form: str) -> HttpResponse:
    """The contact list of the units that the person sees, of one kind if it is asked for, as PDF or DOCX. With whole
    telephones it is asked for by a purpose."""
    if form not in FORMS:
        raise NotFound(N_("没有这种格式"))
    actor = actor_of(request)
    cards = orgs.liaison_cards(actor, kind=request.GET.get("kind", ""))
    phones = orgs.liaison_masks(cards)
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("purpose", "reason")}
        with once.aside():
            phones = dict(read_liaison_phones(cards, **said, actor=actor))
    content = drawn(contacts.contact_list(cards, _office(actor), phones), form)
    return download(content, f"{_('联络人名单')}.{form}", inline=form == "pdf")
