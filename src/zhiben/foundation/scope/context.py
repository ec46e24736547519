"""Who is asking, kept for the length of a request, job or command. A query outside raises; leaving the filter off
takes a written reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from zhiben.kernel.errors import OutsideScope
from zhiben.kernel.rights import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Scope:
    """The person asking; `everything` lifts the filter, and then `reason` says why."""

    actor: Actor
    everything: bool = False
    reason: str = ""
    seen: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """By table and kind of queryset, the rows that the person may read: composed once, asked many times over."""


_current: ContextVar[Scope | None] = ContextVar("zhiben_scope", default=None)


_past_guard: ContextVar[bool] = ContextVar("zhiben_past_guard", default=False)


def opened() -> Scope | None:
    """The open scope, or None."""
    return _current.get()


def current() -> Scope:
    """The open scope. Raises OutsideScope when there is none."""
    found = _current.get()
    if found is None:
        raise OutsideScope("a scoped table was read outside scope(actor) and unscoped(reason=…)")
    return found


@contextmanager
def _opened(new: Scope) -> Iterator[Scope]:
    token = _current.set(new)
    try:
        yield new
    finally:
        _current.reset(token)


def is_past_guard() -> bool:
    """Whether the database is to show all rows, whatever scope is open."""
    return _past_guard.get()


@contextmanager
def past_guard() -> Iterator[None]:
    """Within the block, PostgreSQL shows and changes all rows; the managers filter as before. For statements by hand of
    those who have asked for themselves, like the door through which a state changes."""
    token = _past_guard.set(True)
    try:
        yield
    finally:
        _past_guard.reset(token)


@contextmanager
def scope(actor: Actor) -> Iterator[Scope]:
    """Within the block, scoped tables show what `actor` may read."""
    with _opened(Scope(actor)) as new:
        yield new


@contextmanager
def unscoped(*, reason: str) -> Iterator[Scope]:
    """Within the block, scoped tables show everything. The loud way out; a house test keeps the list of callers
    short."""
    if not reason.strip():
        raise ValueError("unscoped needs a reason")
    before = _current.get()
    with _opened(Scope(before.actor if before else SYSTEM, True, reason)) as new:
        yield new
