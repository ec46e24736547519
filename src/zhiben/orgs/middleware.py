"""Opens the scope of the person who asks, for the length of a request; without a login only the login page and static
files are open."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from zhiben.foundation.scope import scope
from zhiben.orgs import queries

OPEN = ("/static/", "/favicon.ico")


class ScopeMiddleware:
    """Sets `request.actor` and opens its scope. A deactivated person is sent away at the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        login = reverse(settings.LOGIN_URL)
        if request.path == login or request.path.startswith(OPEN) or request.path == f"/{settings.STATIC_URL}":
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated:
            return redirect(f"{login}?next={request.get_full_path()}" if request.path != "/" else login)
        if not user.is_active:
            logout(request)
            return redirect(login)
        actor = queries.actor_of(user)
        request.actor = actor  # type: ignore[attr-defined]
        with scope(actor):
            return self.get_response(request)
