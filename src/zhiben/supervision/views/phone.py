"""The app for phones: its shell, which is the same for everybody and lies open; what a person's phone carries along;
what it tells when it has signal; and the choice between two versions."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiben.foundation.files.camera import device_moment
from zhiben.foundation.pages import actor_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import operations, packing, phone, queries
from zhiben.supervision.operations import Answer, Said
from zhiben.supervision.vocab import Act, Outcome

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
MOST = 50
"""So many acts are told at once."""

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_safe
def shell(_request: HttpRequest) -> HttpResponse:
    """The app's page, which asks the phone's own store for everything else."""
    return HttpResponse(phone.page(), headers={"Content-Security-Policy": POLICY})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker with the names of the shell's files."""
    headers = {"Content-Security-Policy": POLICY}
    return HttpResponse(phone.worker(), content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """How the app is called where it is installed."""
    told = {
        "name": _("治本督导检查"),
        "short_name": _("督导检查"),
        "lang": "zh-CN",
        "start_url": "/supervision/phone/",
        "scope": "/supervision/phone/",
        "display": "standalone",
        "background_color": "#f4f5f7",
        "theme_color": "#8c1c13",
        "icons": [{"src": "/static/supervision/phone/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def pack(request: HttpRequest) -> JsonResponse:
    """What the phone of the person who asks carries along."""
    return JsonResponse(packing.pack_for(actor_of(request)))


@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Whose phone it is now, by this session, and what time it is; with the cookie of the token that everything sent
    brings along."""
    get_token(request)
    return JsonResponse({"person": actor_of(request).id, "now": clock.now().isoformat()})


@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """What a phone tells: `sent` is JSON with the `person` whose acts they are, and `acts`, each answered by itself."""
    actor = actor_of(request)
    acts = _acts(request.POST.get("sent", ""), actor)
    answers = [_unreadable(one) if isinstance(one, str) else operations.sync([one], actor=actor)[0] for one in acts]
    told = [
        {
            "key": one.key,
            "outcome": one.outcome,
            "sentence": one.sentence,
            "code": one.code,
            "visit": one.visit,
            "finding": one.finding,
        }
        for one in answers
    ]
    return JsonResponse({"answers": told})


def _acts(sent: str, actor: Actor) -> list[Said | str]:
    """The acts; of one that cannot be read its name. Raises Refused, Conflict for somebody else's."""
    try:
        told = json.loads(sent)
        person, acts = told["person"], list(told["acts"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(N_("手机传来的内容无法读取，请更新后重试"), code="phone_unreadable") from None
    if person != actor.id:
        raise Conflict(N_("手机上未上传的内容是另一人的，请由本人登录后上传"), code="another_person")
    if len(acts) > MOST:
        raise Refused(N_("一次最多上传{most}条"), most=MOST, code="phone_too_much")
    return [_said(one) for one in acts]


def _said(one: Any) -> Said | str:
    told = one if isinstance(one, dict) else {}
    key, kind, target, words = (told.get(name) for name in ("key", "kind", "target", "said"))
    at = device_moment(str(told.get("at", "")))
    whole = isinstance(key, str) and KEY.fullmatch(key) and kind in list(Act) and isinstance(words, dict)
    if not whole or at is None or type(target) is not int or not 0 < target < 2**63:
        return str(key or "")[:36]
    return Said(str(key), Act(str(kind)), target, at, words or {})


def _unreadable(key: str) -> Answer:
    return Answer(key, Outcome.REFUSED, _("这一条的内容不完整，无法登记"))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose one of two versions."""
    version = queries.version_of(pk)
    operations.settle(version, counts=request.POST.get("counts") == "other", actor=actor_of(request))
    return HttpResponseRedirect((version.finding or version.visit).get_absolute_url())
