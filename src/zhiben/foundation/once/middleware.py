"""Where a form's key is read, and where somebody who sends the same again is led: to what the first sending led to."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

from zhiben.foundation.once.claiming import Repeated, Sending, at_work
from zhiben.foundation.once.models import Sent

FIELD = "once"
PATIENCE, PAUSE = 0.5, 0.05
"""Seconds to wait for the address of a sending that is being answered at this moment, and between two looks."""


def hidden() -> str:
    """A new form's key, as a field of it."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(12))


class OnceMiddleware:
    """Acts on what a person sends with a key; everything else passes. Below the one that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
            sending = at_work.get()
        finally:
            at_work.set(None)
        if sending is None:
            return response
        if sending.claimed:
            _remember(sending, response)
        elif 400 <= response.status_code < 500 and (found := _standing(sending)):
            # Somebody was faster, and it was the same person with the same form.
            return _lead(request, found)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """After the check of the session's token: the key, if there is one and if it is new."""
        actor = getattr(request, "actor", None)
        token = request.POST.get(FIELD, "") if request.method == "POST" and actor is not None else ""
        if not token:
            return None
        sending = Sending(_key(request, actor.id, token))  # type: ignore[union-attr]
        if found := _standing(sending):
            return _lead(request, found)
        at_work.set(sending)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The other sending was committed while this one was at it."""
        sending = at_work.get()
        found = _standing(sending) if sending is not None and isinstance(exception, Repeated) else None
        return _lead(request, found) if found else None


def _key(request: HttpRequest, person: int, token: str) -> str:
    """The same person, form and content. Who goes back and corrects what was sent sends something else."""
    said = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    files = [[name, one.name, _digest(one)] for name, some in sorted(request.FILES.lists()) for one in some]
    whole = json.dumps([person, request.get_full_path(), token, said, files])
    return salted_hmac("zhiben.once", whole, algorithm="sha256").hexdigest()


def _digest(upload: Any) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def _standing(sending: Sending) -> Sent | None:
    return Sent.objects.filter(pk=sending.key).first()


def _remember(sending: Sending, response: HttpResponse) -> None:
    """Where the sender is led. A death in between loses no more than that: the record is known."""
    row = Sent.objects.filter(pk=sending.key)
    address = response.headers.get("Location") or ((found := row.first()) and _page_of(found)) or "/"
    row.update(answer=address[:500])


def _lead(request: HttpRequest, found: Sent) -> HttpResponse:
    until = time.monotonic() + PATIENCE
    while not found.answer and time.monotonic() < until:
        time.sleep(PAUSE)
        found.refresh_from_db()
    messages.info(request, _("这份表单已经提交过，没有重复办理"))
    return HttpResponseRedirect(found.answer or _page_of(found) or "/")


def _page_of(found: Sent) -> str:
    """The page of the record that the sending was about, if the person sees it."""
    try:
        model = apps.get_model(found.model)
    except (LookupError, ValueError):
        return ""
    record: Any = model._default_manager.filter(pk=found.record).first()
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
