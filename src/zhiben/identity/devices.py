"""Browsers that are known, by one cookie that every login leaves. It lets nobody in: whoever brings it has an allowance
of their own while others are locking the account from elsewhere, and what its last person sends without a login is kept
for them. People stand in it as digests, which a screen that many share tells nobody."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from zhiben.orgs.models import Person

NAME, SALT = "zhiben_device", "zhiben.device"
REMEMBERED, PEOPLE = timedelta(days=180), 5
DIGITS = 32


@dataclass(frozen=True, slots=True)
class _Device:
    """A browser's name, the digest of who logged in last, and of up to five people, each with their password."""

    name: str = ""
    last: str = ""
    people: tuple[str, ...] = ()


def device_of(request: HttpRequest, person: Person) -> str:
    """The browser's name if that person has logged in with it before, with the password that they have now; empty
    otherwise."""
    device = _told(request)
    return device.name if _digest(device.name, person.pk, person.password) in device.people else ""


def last_of(request: HttpRequest) -> str:
    """Who logged in last with this browser, as `is_last` knows them; empty for nobody known."""
    device = _told(request)
    return f"{device.name}-{device.last}" if device.last else ""


def is_last(told: str, person: int) -> bool:
    """Whether it was that person, whatever their password has become."""
    name, _, digest = told.partition("-")
    return bool(digest) and secrets.compare_digest(digest, _digest(name, person))


def mark(request: HttpRequest, answer: HttpResponse, person: Person) -> None:
    """Note in the browser that the person has logged in with it."""
    before = _told(request)
    name = before.name or secrets.token_hex(12)
    known = _digest(name, person.pk, person.password)
    others = [one for one in before.people if one != known][-(PEOPLE - 1) :]
    answer.set_signed_cookie(
        NAME,
        "-".join([name, _digest(name, person.pk), *others, known]),
        salt=SALT,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _told(request: HttpRequest) -> _Device:
    said = request.get_signed_cookie(NAME, default="", salt=SALT, max_age=REMEMBERED) or ""
    name, _, rest = said.partition("-")
    last, *people = rest.split("-")
    return _Device(name, last, tuple(people))


def _digest(*told: object) -> str:
    return salted_hmac(SALT, "-".join(map(str, told)), algorithm="sha256").hexdigest()[:DIGITS]
