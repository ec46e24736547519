"""Opens the scope of the person who asks, for the length of a request, once it is sure that they may be in: the session
has not run out, the password is not due, the second factor was shown where it is owed, administrators come from where
they may. Without a login only what brings one is open, static files, the empty app for phones, the two public pages of
tips, calendars, whose address stands for the person, and what is signed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import address_of
from zhiben.foundation.scope import scope
from zhiben.identity import policy, sessions
from zhiben.identity.arriving import document, not_from_here
from zhiben.identity.queries import has_factor
from zhiben.identity.unsent import drop_when_sent
from zhiben.identity.views.login import ask_again
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries

OPEN = (
    *("/static/", "/favicon.ico", "/rounds/feed/", "/setup/", "/login/factor/", "/login/oidc/"),
    *("/tips/new/", "/tips/follow/"),
)
SHELL = frozenset(f"/supervision/phone/{name}" for name in ("", "worker.js", "manifest.webmanifest"))
"""The app for phones without anything of anybody's: it has to come up where somebody's login has ended."""

SIGNED = frozenset({"/monitoring/alerts/"})
"""To these, systems of enterprises send what they sign; whoever cannot sign is refused there."""

OWN = "/me/security/"
"""Where one sets a password and registers factors: open to who owes either."""


BY_CLOCK = "Zb-By-Clock"
"""The header of what a page asks for by itself, every minute or second: nobody has to be there for it."""


class ScopeMiddleware:
    """Sets `request.actor` and opens its scope. Grants are read at every request, so that one that has ended, like an
    account that was closed, counts from the next one on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        login = reverse(settings.LOGIN_URL)
        if request.path == login or request.path in SHELL | SIGNED or request.path.startswith(OPEN):
            return self.get_response(request)
        if not _is_in(request):
            return _to_login(request, login)
        actor = queries.actor_of(request.user)  # type: ignore[arg-type]
        if (refused := _first_something_else(request, actor)) is not None:
            return refused
        request.actor = actor  # type: ignore[attr-defined]
        with scope(actor):
            answer = self.get_response(request)
        drop_when_sent(request, answer)
        return answer


def _is_in(request: HttpRequest) -> bool:
    """Whether somebody is logged in, and not for too long; whose time is over is logged out."""
    if not request.user.is_authenticated:
        return False
    session: sessions.SessionStore = request.session  # type: ignore[assignment]
    if session.ended():
        logout(request)
        return False
    if BY_CLOCK not in request.headers:
        session.note_presence()
    return True


def _first_something_else(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """Where somebody has to go before anything else; None where nothing is in the way."""
    session: sessions.SessionStore = request.session  # type: ignore[assignment]
    if not policy.may_come_from(actor, session.rules, address_of(request)):
        logout(request)
        return not_from_here(request)
    if request.path in (reverse("logout"), reverse("identity:password")):
        return None
    if session.get(sessions.PASSWORD_DUE):
        return _led(request, reverse("identity:password"), "password_due", _("口令已到期，请先修改"))
    return None if session.get(sessions.FACTOR) else _without_factor(request, actor, session)


def _without_factor(request: HttpRequest, actor: Actor, session: sessions.SessionStore) -> HttpResponse | None:
    """The own account is open to who has no factor yet, all else to who owes none; who has one and has not shown it
    begins anew there."""
    if request.path.startswith(OWN):
        if not has_factor(actor.id):
            return None
        logout(request)
        return _to_login(request, reverse(settings.LOGIN_URL))
    if policy.owes_factor(actor, session.rules):
        sentence = _("您的角色须用第二因子登录，请先登记")
        return _led(request, reverse("identity:security"), "second_factor_required", sentence)
    return None


def _led(request: HttpRequest, to: str, code: str, sentence: str) -> HttpResponse:
    """On to another page; programs are told so, and htmx moves the whole page instead of a part of it."""
    if wants_json(request):
        return document(403, code, sentence)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=403, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def _to_login(request: HttpRequest, login: str) -> HttpResponse:
    """To the login page and from there back to what was asked for, or on with the form that was sent; programs are told
    so, and htmx moves the whole page instead of a part of it."""
    if "application/json" in request.headers.get("Accept", ""):
        return document(401, "login_required", _("请先登录"))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": login})
    if request.method == "POST" and (page := ask_again(request)):
        return page
    returns = request.method in ("GET", "HEAD") and request.path != "/"
    query = urlencode({"next": request.get_full_path()}, safe="/") if returns else ""
    return HttpResponseRedirect(f"{login}?{query}" if query else login)
