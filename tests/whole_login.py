"""What a test's `force_login` stands for: a whole login, as people's are. Its session says that a second factor was
shown where one is owed; tests of logging in itself go through the real forms, or begin with `password_only`."""

from __future__ import annotations

from typing import Any

from django.test import Client

from zhiben.identity import sessions

_plain = Client._login  # type: ignore[attr-defined]


def _whole(client: Any, user: Any, backend: str | None = None) -> None:
    _plain(client, user, backend)
    session = client.session
    session[sessions.FACTOR] = "totp"
    session.save()


def install() -> None:
    """From here on every test client logs in wholly."""
    Client._login = _whole  # type: ignore[attr-defined]


def password_only(person: Any, **given: Any) -> Client:
    """A browser in which somebody has logged in and shown no second factor."""
    client = Client(**given)
    _plain(client, person, "django.contrib.auth.backends.ModelBackend")
    return client
