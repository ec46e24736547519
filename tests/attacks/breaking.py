"""Addresses that break in every way, beside the real ones: what they raise repeats a query, a path, a setting and what
somebody sent, as a careless library would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from zhiben.config.urls import urlpatterns as real
from zhiben.kernel.errors import Conflict, Gone, Incomplete, NotAllowed, NotFound, Refused

PASSWORD, TOKEN, IDENTITY, PHONE = "Wx9-planted-word", "tok_planted_5f2c", "440306199001011234", "13912345678"
PLANTED = (PASSWORD, TOKEN, IDENTITY, PHONE, "planted@example.org")


def careless() -> str:
    """What an exception says that should have said less."""
    said = f"password={PASSWORD} token: {TOKEN} id {IDENTITY} phone {PHONE} planted@example.org"
    return f"SELECT * FROM orgs_person WHERE x; /srv/zhiben/settings.py; {said}; SECRET_KEY={settings.SECRET_KEY}"


def _raising(make: Callable[[], Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        raise make()

    return view


@require_POST
def only_posted(_request: HttpRequest) -> HttpResponse:
    """Refuses GET."""
    return HttpResponse()


def throttled(_request: HttpRequest) -> HttpResponse:
    """Too many."""
    return HttpResponse("请稍候再试", status=429)


BROKEN: dict[str, tuple[int, Any]] = {
    "suspicious": (400, _raising(lambda: SuspiciousOperation(careless()))),
    "denied": (403, _raising(lambda: PermissionDenied(careless()))),
    "not-allowed": (403, _raising(lambda: NotAllowed("您不能办理"))),
    "missing": (404, _raising(lambda: Http404(careless()))),
    "not-found": (404, _raising(lambda: NotFound("没有找到"))),
    "method": (405, only_posted),
    "conflict": (409, _raising(lambda: Conflict("他人先办"))),
    "gone": (410, _raising(lambda: Gone("已过期限"))),
    "large": (413, _raising(lambda: RequestDataTooBig(careless()))),
    "incomplete": (422, _raising(lambda: Incomplete("请补正", fields={"name": "请填写"}))),
    "refused": (422, _raising(lambda: Refused("不能办理"))),
    "throttled": (429, throttled),
    "broken": (500, _raising(lambda: RuntimeError(careless()))),
    "busy": (503, _raising(lambda: OperationalError("database is locked"))),
}
urlpatterns = [*(path(f"broken/{name}/", view) for name, (_status, view) in BROKEN.items()), *real]
handler500 = "zhiben.web.views.failed"
