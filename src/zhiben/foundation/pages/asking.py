"""Who asks, and a form acted on: what an operation refuses comes back at the fields it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from zhiben.foundation.audit import batch
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The person whose scope is open while the request is answered."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def given_or(data: Mapping[str, Any], names: Iterable[str], otherwise: Mapping[str, Any]) -> Mapping[str, Any]:
    """`data` when it answers any of `names`, else `otherwise`: the key of a later page alone asks for no filter."""
    return data if any(name in data for name in names) else otherwise


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """True when the form was sent and `act` did what it asks; otherwise the form says why not.

    What is refused leaves nothing behind, files that came with the form included. NotAllowed and NotFound pass: they
    are not for the form to mend.
    """
    if not form.is_valid():
        return False
    try:
        with batch():
            act()
    except (NotAllowed, NotFound):
        raise
    except Incomplete as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        return False
    except Refused as refusal:
        form.add_error(None, refusal.text)
        return False
    return True
