"""Opens the scope of the person who asks, for the length of a request; without a login only the login page, static
files, the empty app for phones, calendars, whose address stands for the person, and what is signed are open."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.foundation.scope import scope
from zhiben.orgs import queries
from zhiben.orgs.login_views import ask_again
from zhiben.orgs.unsent import drop_when_sent

OPEN = ("/static/", "/favicon.ico", "/rounds/feed/")
SHELL = frozenset(f"/supervision/phone/{name}" for name in ("", "worker.js", "manifest.webmanifest"))
"""The app for phones without anything of anybody's: it has to come up where somebody's login has ended."""

SIGNED = frozenset({"/monitoring/alerts/"})
"""To these, systems of enterprises send what they sign; whoever cannot sign is refused there."""


class ScopeMiddleware:
    """Sets `request.actor` and opens its scope. Grants are read at every request, so that one that has ended, like an
    account that was closed, counts from the next one on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        login = reverse(settings.LOGIN_URL)
        if request.path == login or request.path in SHELL | SIGNED or request.path.startswith(OPEN):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return _to_login(request, login)
        actor = queries.actor_of(request.user)
        request.actor = actor  # type: ignore[attr-defined]
        with scope(actor):
            answer = self.get_response(request)
        drop_when_sent(request, answer)
        return answer


def _to_login(request: HttpRequest, login: str) -> HttpResponse:
    """To the login page and from there back to what was asked for, or on with the form that was sent; programs are told
    so, and htmx moves the whole page instead of a part of it."""
    if "application/json" in request.headers.get("Accept", ""):
        document = {"title": _("请先登录"), "status": 401, "code": "login_required"}
        return JsonResponse(document, status=401, content_type="application/problem+json")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": login})
    if request.method == "POST" and (page := ask_again(request)):
        return page
    returns = request.method in ("GET", "HEAD") and request.path != "/"
    query = urlencode({"next": request.get_full_path()}, safe="/") if returns else ""
    return HttpResponseRedirect(f"{login}?{query}" if query else login)
