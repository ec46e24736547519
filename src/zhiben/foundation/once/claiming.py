"""The key of the form at work, written first in the transaction that acts on it: two at one moment cannot both write
it, and what is rolled back takes it along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from django.db import IntegrityError

from zhiben.foundation.once.models import Sent
from zhiben.kernel import clock


class Repeated(Exception):
    """The same was sent before and has been done; no refusal, so that no operation takes it for one."""


class About(Protocol):
    """What an entry of the ledger tells of its record."""

    @property
    def model(self) -> str:
        """The record's model, as a label."""

    @property
    def record(self) -> int:
        """The record's id."""


@dataclass(slots=True)
class Sending:
    """A form that is being acted on. The first transaction claims it; what follows in the same request goes on."""

    key: str
    claimed: bool = False

    def claim(self) -> None:
        """Write the key within the transaction that has begun. Raises Repeated when it stands already."""
        try:
            Sent(key=self.key, at=clock.machine()).save(force_insert=True)
        except IntegrityError as error:
            raise Repeated from error

    def tell(self, entries: Sequence[About]) -> None:
        """Note what the transaction was about first: where to lead the sender if the answer gets lost."""
        if entries:
            Sent.objects.filter(pk=self.key).update(model=entries[0].model, record=entries[0].record)


at_work: ContextVar[Sending | None] = ContextVar("zhiben_once", default=None)
"""The form of the request that is being answered."""


@contextmanager
def aside() -> Iterator[None]:
    """What is written inside is not what the form was sent for: sent again, it is to be done again."""
    mark = at_work.set(None)
    try:
        yield
    finally:
        at_work.reset(mark)


@contextmanager
def under(key: str) -> Iterator[None]:
    """What is written inside is done once for `key`, which is all that is kept of it: for forms of people without an
    account. Raises Repeated where it was done before."""
    mark = at_work.set(Sending(key))
    try:
        yield
    finally:
        at_work.reset(mark)


def used(key: str) -> Sent | None:
    """What was done under a key, or that it was used up; None for one that is fresh."""
    return Sent.objects.filter(pk=key).first()


def use_up(key: str) -> None:
    """Let nothing more be done under a key."""
    Sent.objects.bulk_create([Sent(key=key, at=clock.machine())], ignore_conflicts=True)


@contextmanager
def claiming() -> Iterator[Sending | None]:
    """The form to be claimed by the transaction that is opened inside; None when there is none, or none any more. It
    counts as claimed once that transaction is committed."""
    sending = at_work.get()
    if sending is None or sending.claimed:
        yield None
        return
    yield sending
    sending.claimed = True
