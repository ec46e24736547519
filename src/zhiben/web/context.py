"""What every page knows: who asks, for which unit, where one can go, and whether all this is a demonstration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input

from zhiben.foundation import installation
from zhiben.foundation.once import middleware as once
from zhiben.inbox import queries as inbox
from zhiben.orgs import queries as orgs
from zhiben.web.navigation import entries


class _Keys:
    """What every form that is sent carries, in place of the framework's own field: the session's token, and a key of
    its own by which sending it twice is noticed."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __html__(self) -> str:
        return csrf_input(self._request) + once.hidden()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for the base page."""
    actor = getattr(request, "actor", None)
    present = getattr(request, "installation", None) or installation.current()
    unit = role = ""
    if actor is not None and actor.grants:
        unit = orgs.unit_name(actor.grants[0].unit)
        role = orgs.role_label(actor.grants[0].role)
    return {
        "actor": actor,
        "actor_unit": unit,
        "actor_role": role,
        "unread": inbox.unread_count(actor) if actor is not None else 0,
        "navigation": entries(actor, request.path),
        "csrf_input": _Keys(request),
        "demonstration": present.demonstration,
        "demonstration_clock": present.clock,
    }
