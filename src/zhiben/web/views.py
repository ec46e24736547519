"""The shell's own views: a stored file or its picture, to whom may see it; what a form sent from a stale page gets; and
what everybody gets while the database is held or something is broken."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import FileResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation import once
from zhiben.foundation.files.copies import ORIGINAL, give, give_original, show
from zhiben.foundation.files.seeing import visible_file
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import actor_of, done, form_page
from zhiben.foundation.secrets.forms import ReadingForm
from zhiben.foundation.turns.waiting import AGAIN, waited_in_vain


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Evidence, a paper: as a download; a photo without what its camera wrote."""
    return give(visible_file(pk, actor_of(request)))


@require_http_methods(["GET", "POST"])
def original(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A photo as it came, for a purpose that is told and noted."""
    actor = actor_of(request)
    stored, given = visible_file(pk, actor), list[FileResponse]()
    form = ReadingForm(ORIGINAL, request.POST if request.method == "POST" else None)
    with once.aside():
        if done(form, lambda: given.append(give_original(stored, **form.said, actor=actor))):
            return given[0]
    return form_page(request, form, _("下载照片原件：%(name)s") % {"name": stored.name}, reverse("picture", args=[pk]))


@require_safe
def picture(request: HttpRequest, pk: int, longest: int) -> HttpResponse:
    """A photo to be looked at: a copy without what its camera wrote, to whoever may fetch the file."""
    return show(visible_file(pk, actor_of(request)), longest)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without this session's token: a page kept open over a log-in, or another site's doing."""
    sentence = _("页面已过期，没有办理任何事项；请返回并刷新页面后重试")
    return render(request, "web/error.html", {"status": 403, "title": _("不能办理"), "sentence": sentence}, status=403)


def busy(request: HttpRequest) -> HttpResponse:
    """What was asked for could not be written in time: when to try again, on a page that reads nothing."""
    if wants_json(request):
        title = _("系统正忙，本次没有写入，请稍候重试")
        document = {"title": title, "status": 503, "code": "busy", "detail": title}
        answer: HttpResponse = JsonResponse(document, status=503, content_type="application/problem+json")
    else:
        answer = HttpResponse(render_to_string("503.html"), status=503)
    answer.headers["Retry-After"] = str(AGAIN)
    return answer


def failed(request: HttpRequest) -> HttpResponse:
    """What nothing else has caught, below the views too; called while the exception is at hand."""
    error = sys.exc_info()[1]
    if error is not None and waited_in_vain(error):
        return busy(request)
    return HttpResponse(render_to_string("500.html"), status=500)
