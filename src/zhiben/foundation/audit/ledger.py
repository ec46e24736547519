"""Writing the ledger. Entries of a transaction are gathered and chained at its very end, so that writers hold the
head row as briefly as possible."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction

from zhiben.foundation import once
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.conflicts import conflict_of
from zhiben.foundation.inserting import Prepared
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor, Grant

HASHED = (
    "seq",
    "at",
    "actor",
    "unit",
    "substitute_for",
    "verb",
    "model",
    "record",
    "source",
    "target",
    "facts",
    "previous_hash",
)
"""The columns under the hash, in this order: all but the hash itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written; number and hashes come when the transaction ends."""

    verb: str
    actor: int
    model: str
    record: int
    at: datetime
    unit: int = 0
    substitute_for: int = 0
    source: str = ""
    target: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


_gathered: ContextVar[list[Entry] | None] = ContextVar("zhiben_ledger", default=None)


def digest(values: list[str]) -> str:
    """SHA-256 over the values as a JSON list, so that no two different rows read alike."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@contextmanager
def batch() -> Iterator[list[Entry]]:
    """One transaction whose entries are chained last. Nested batches join the outermost one. Raises Conflict when what
    it writes was written by somebody else meanwhile."""
    try:
        with _transaction() as entries:
            yield entries
    except IntegrityError as error:
        if conflict := conflict_of(error):
            raise conflict from error
        raise


@contextmanager
def _transaction() -> Iterator[list[Entry]]:
    outer = _gathered.get()
    if outer is not None:
        mark = len(outer)
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            # What was rolled back must not enter the ledger with the rest.
            del outer[mark:]
            raise
        return
    entries: list[Entry] = []
    token = _gathered.set(entries)
    try:
        with once.claiming() as sending, transaction.atomic():
            if sending:
                sending.claim()
            yield entries
            _write(entries)
            if sending:
                sending.tell(entries)
    finally:
        _gathered.reset(token)


def record(
    verb: str,
    actor: Actor,
    *,
    subject: tuple[str, int],
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    grant: Grant | None = None,
) -> None:
    """Note that `actor` did `verb` to `subject` (model label, record id) under `grant`, or else as themselves; `facts`
    must be plain values."""
    used = grant or next((own for own in actor.grants if not own.substitute_for), None)
    noted = entry(verb, actor, subject, used, at=at or clock.now(), facts=facts or {})
    if (outer := _gathered.get()) is not None:
        outer.append(noted)
        return
    with batch() as entries:
        entries.append(noted)


def entry(verb: str, actor: Actor, subject: tuple[str, int], grant: Grant | None, **rest: Any) -> Entry:
    """An entry of what `actor` did: for the unit of the grant that allowed it, and for whom, if it is held as 代理."""
    unit, stands_for = (grant.unit, grant.substitute_for) if grant else (0, 0)
    return Entry(verb, actor.id, *subject, unit=unit, substitute_for=stands_for, **rest)


def plain(value: Any) -> Any:
    """A fact as it stands in the ledger: dates as ISO text, records as ids, numbers exact."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def _write(entries: list[Entry]) -> None:
    if not entries:
        return
    head = _held_head()
    last = head.hash
    rows = []
    for seq, entry in enumerate(entries, start=head.seq + 1):
        values = (seq, *_told(entry), last)
        last = digest([str(value) for value in values])
        rows.append((*values, last))
    Prepared(AuditEntry, dict(zip((*HASHED, "hash"), zip(*rows, strict=True), strict=True))).write()
    LedgerHead.objects.filter(pk=1).update(seq=head.seq + len(rows), hash=last)


def _held_head() -> LedgerHead:
    """The head row, held until the transaction ends; made by the first writer, also when two are the first."""
    held = LedgerHead.objects.select_for_update().filter(pk=1)
    if (head := held.first()) is None:
        LedgerHead.objects.bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
        head = held.get()
    return head


def _told(entry: Entry) -> tuple[Any, ...]:
    """What stands in the columns from `at` to `facts`."""
    return (
        entry.at.astimezone(clock.TZ).isoformat(),
        entry.actor,
        entry.unit,
        entry.substitute_for,
        entry.verb,
        entry.model,
        entry.record,
        entry.source,
        entry.target,
        json.dumps(plain(entry.facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )
