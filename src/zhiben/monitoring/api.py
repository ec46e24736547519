"""The one address to which feeds send: no session, no form, a body of bounded size, and answers of one shape. What was
sent is written into no log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhiben.kernel.text import N_
from zhiben.monitoring.operations import Answer, Sent, receive
from zhiben.monitoring.vocab import LARGEST

TOO_LARGE = Answer(413, "too_large", N_("内容超过64KB"))
HEADERS = ("X-Zhiben-Key", "X-Zhiben-Timestamp", "X-Zhiben-Signature")


@csrf_exempt  # signed: whoever sends it has no session that somebody else could make use of
@require_POST
def receive_alert(request: HttpRequest) -> HttpResponse:
    """Take one alert or sign of life."""
    body = _body(request)
    if body is None:
        return _answered(TOO_LARGE)
    key, timestamp, signature = (request.headers.get(name, "")[:100] for name in HEADERS)
    return _answered(receive(Sent(key, timestamp, signature, body)))


def _body(request: HttpRequest) -> bytes | None:
    """The bytes, None when there are too many; no more are read than that takes."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > LARGEST:
        return None
    body = request.read(LARGEST + 1)
    return body if len(body) <= LARGEST else None


def _answered(answer: Answer) -> HttpResponse:
    document = {
        "title": _("已收到") if answer.status < 400 else _("没有收下"),
        "status": answer.status,
        "code": answer.code,
        "detail": answer.detail,
        "alert": answer.alert,
        "fields": dict(answer.fields),
    }
    kind = "application/json" if answer.status < 400 else "application/problem+json"
    response = JsonResponse(document, status=answer.status, content_type=kind)
    response["Cache-Control"] = "no-store"
    if answer.retry_after:
        response["Retry-After"] = str(answer.retry_after)
    return response
