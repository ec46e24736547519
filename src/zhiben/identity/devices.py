"""Browsers that are known: a login leaves a signed cookie, and whoever brings it has an allowance of their own while
others are locking the account from elsewhere. It lets nobody in."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME, SALT = "zhiben_device", "zhiben.device"
REMEMBERED, PEOPLE = timedelta(days=180), 5


def device_of(request: HttpRequest, person: int) -> str:
    """The browser's name if that person has logged in with it before; empty otherwise."""
    name, people = _told(request)
    return name if person and person in people else ""


def mark(request: HttpRequest, answer: HttpResponse, person: int) -> None:
    """Note in the browser that the person has logged in with it."""
    name, people = _told(request)
    kept = [one for one in people if one != person][-(PEOPLE - 1) :]
    value = "-".join([name or secrets.token_hex(12), *(str(one) for one in [*kept, person])])
    answer.set_signed_cookie(
        NAME,
        value,
        salt=SALT,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _told(request: HttpRequest) -> tuple[str, list[int]]:
    said = request.get_signed_cookie(NAME, default="", salt=SALT, max_age=REMEMBERED) or ""
    name, *people = said.split("-")
    return name, [int(one) for one in people]
