"""The filtered list as a paper for officials, to print or to go on writing in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.campaign import tables
from zhiben.campaign.papers import lists as papers
from zhiben.foundation.pages import actor_of
from zhiben.foundation.rendering import Paper, render, render_docx
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": ("application/pdf", lambda paper: render(paper).content),
    "docx": (DOCX, lambda paper: render_docx(paper).content),
}


@require_safe
def paper(request: HttpRequest, form: str) -> HttpResponse:
    """The list as PDF or DOCX, as far as the person sees it and as it is filtered."""
    if form not in FORMS:
        raise NotFound(N_("没有这种格式"))
    actor = actor_of(request)
    filters = tables.Filters(request.GET, actor)
    found = filters.page(limit=papers.MOST)
    if found.next_after:
        raise Refused(N_("符合条件的任务超过{most}项，请缩小范围后再打印"), most=papers.MOST)
    office = next((orgs.unit_name(grant.unit) for grant in actor.grants if grant.unit), "")
    kind, drawn = FORMS[form]
    answer = HttpResponse(drawn(papers.task_list(found.rows, filters.told, office)), content_type=kind)
    shown = content_disposition_header(form != "pdf", f"{_('重点任务清单')}.{form}")
    answer["Content-Disposition"] = shown or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
