"""Whom the organisation tells, without knowing them, that somebody's rights have changed."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[int], object]] = []


def when_rights_change(act: Callable[[int], object]) -> None:
    """From here on call `act` with the id of whoever gains or loses a role or is let out, in the same transaction."""
    if act not in _listeners:
        _listeners.append(act)


def rights_changed(person: int) -> None:
    """Somebody's rights have changed."""
    for act in _listeners:
        act(person)
