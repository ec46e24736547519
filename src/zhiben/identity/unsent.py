"""What a person sent whose login had ended: encrypted into the login page, opened by the same person's login, and from
then on kept in their session, as encrypted, until they send or drop it or log out.

Whose it is, a cookie tells that every login leaves: the token of the form, renewed by every login, proves that the form
was filled in since. Passwords and tokens never go along; whatever else is secret in a form is read with the keyring
alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from zhiben.foundation import secrets
from zhiben.foundation.once.middleware import FIELD as ONCE
from zhiben.identity import devices
from zhiben.kernel.errors import Refused

FIELD = "unsent"

SALT, PLACE = "zhiben.unsent", "identity.unsent"
KEPT = timedelta(hours=12)
LONGEST, ADDRESS = 200_000, 2_000
"""Characters of all fields together, and of the address: whoever writes more has a file of it."""

SHOWN = 200
PASSWORDS = frozenset({"password", "old", "new", "again"})
"""The fields of passwords, whatever their form."""

NEVER = ("/me/security/", "/login/", "/setup/")
"""Forms below these carry secrets of one moment: who comes back begins anew."""

LEFT_OUT = PASSWORDS | {"csrfmiddlewaretoken", ONCE, FIELD}


@dataclass(frozen=True, slots=True)
class Unsent:
    """`whose`, as the browser tells; `fields` as they go to the address `to`, `files` the names of those that a page
    can't carry; `once`: one key for all times that it is sent."""

    whose: str
    to: str
    fields: list[list[str]]
    files: list[str]
    once: str

    def words(self) -> Iterator[str]:
        """What was typed, as far as it says something to its writer; long texts by their beginnings."""
        for _name, value in self.fields:
            said = " ".join(value.split())
            if not said.isascii() or " " in said:
                yield said if len(said) <= SHOWN else f"{said[:SHOWN]}……"

    @property
    def missing(self) -> str:
        """The files by name, as a sentence names them."""
        return "、".join(self.files)


def sealed(request: HttpRequest) -> str:
    """What was sent, sealed for who logged in last with this browser; empty for what is not carried: no form of this
    site, nobody known, nothing in it, too long, or an address that is none."""
    whose = devices.last_of(request)
    if request.method != "POST" or request.path.startswith(NEVER) or not whose or not _from_our_page(request):
        return ""
    fields = [[name, value] for name, some in request.POST.lists() for value in some if name not in LEFT_OUT]
    files = [str(one.name or _("未命名"))[:SHOWN] for _field, some in request.FILES.lists() for one in some]
    size = sum(len(name) + len(value) for name, value in fields)
    if not (fields or files) or size > LONGEST or len(request.get_full_path()) > ADDRESS:
        return ""
    found = Unsent(whose, request.get_full_path(), fields, files, get_random_string(16))
    try:
        return signing.dumps(secrets.locked(json.dumps(asdict(found)), PLACE), salt=SALT, compress=True)
    except Refused:
        return ""  # without a key nothing is carried, rather than in clear


def _from_our_page(request: HttpRequest) -> bool:
    """Whether the form bears this browser's token; asked here, as the check itself runs further inside."""
    try:
        view = resolve(request.path_info)
    except Resolver404:
        return False
    return CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(request, view.func, (), {}) is None


def opened(text: str, person: int) -> Unsent | None:
    """What was sealed for this person; None for anything else."""
    if not text:
        return None
    try:
        found = Unsent(**json.loads(secrets.unlocked(signing.loads(text, salt=SALT, max_age=KEPT), PLACE)))
    except (signing.BadSignature, Refused):
        return None
    return found if devices.is_last(found.whose, person) else None


def keep(request: HttpRequest, text: str) -> None:
    """Keep it, as it was sealed, in the session of who has logged in."""
    request.session[FIELD] = text


def kept(request: HttpRequest) -> Unsent | None:
    """What this session keeps, as long as it can be opened."""
    found: Any = request.session.get(FIELD)
    return opened(found, int(request.user.pk or 0)) if found else None


def drop(request: HttpRequest) -> None:
    """Keep it no longer."""
    request.session.pop(FIELD, None)


def drop_when_sent(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep it no longer once the person has sent it and it was not refused."""
    one = kept(request) if request.method == "POST" and answer.status_code < HTTPStatus.BAD_REQUEST else None
    if one and request.POST.get(ONCE) == one.once:
        drop(request)
