"""The shell's own views: a stored file, to whom may see it; and what a form sent from a stale page gets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import FileResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.foundation.files import respond
from zhiben.foundation.files.seeing import visible_file
from zhiben.foundation.pages import actor_of


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """Evidence, a photo, a paper: as a download."""
    return respond(visible_file(pk, actor_of(request)))


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without this session's token: a page kept open over a log-in, or another site's doing."""
    sentence = _("页面已过期，没有办理任何事项；请返回并刷新页面后重试")
    return render(request, "web/error.html", {"status": 403, "title": _("不能办理"), "sentence": sentence}, status=403)
