"""What every answer carries (a strict content policy, no caching of private pages), and how a refusal becomes a page or
a problem document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.turns.waiting import waited_in_vain
from zhiben.kernel.errors import BadInput, Conflict, Gone, Incomplete, NotAllowed, NotFound, Refused
from zhiben.web.views import busy

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
STATUS: tuple[tuple[type[Refused], int], ...] = (
    (NotFound, 404),
    (Gone, 410),
    (NotAllowed, 403),
    (Conflict, 409),
    (Refused, 422),
)


class SecurityHeadersMiddleware:
    """Adds the headers that pages must have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Turns what operations refuse into a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page, or a problem document for programs; a database that is held is waited for; other exceptions pass."""
        if waited_in_vain(exception):
            return busy(request)
        if not isinstance(exception, Refused):
            return None
        status = next(code for kind, code in STATUS if isinstance(exception, kind))
        if wants_json(request):
            return JsonResponse(problem(exception, status), status=status, content_type="application/problem+json")
        problems = exception.problems if isinstance(exception, BadInput) else ()
        context = {"status": status, "sentence": exception.text, "problems": problems, "title": _title(status)}
        return render(request, "web/error.html", context, status=status)


def problem(refusal: Refused, status: int) -> dict[str, Any]:
    """The refusal as a problem document."""
    document: dict[str, Any] = {"title": _title(status), "status": status, "code": refusal.code, "detail": refusal.text}
    if isinstance(refusal, Incomplete):
        document["fields"] = refusal.fields
    if isinstance(refusal, BadInput):
        document["problems"] = [
            {"sheet": p.sheet, "cell": p.cell, "code": p.code, "message": p.message} for p in refusal.problems
        ]
    return document


def _title(status: int) -> str:
    return {
        403: _("不能办理"),
        404: _("没有找到"),
        409: _("已被他人先办"),
        410: _("已过保存期限"),
        422: _("未办理"),
    }[status]
