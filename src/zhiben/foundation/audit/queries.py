"""Reading the ledger for pages: one record's entries, or the newest that the open scope shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import Anchor
from zhiben.foundation.people import Naming, name_of, unit_name_of
from zhiben.foundation.scope.models import Scoped


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it."""

    seq: int
    model: str
    record: int
    at: datetime
    who: str
    unit: str
    verb: str
    source: str
    target: str
    facts: dict[str, Any]
    hash: str


def of(record: Model, *, newest: int | None = None) -> list[Line]:
    """The entries of `record`, oldest first; only the `newest` many, if given. The caller has found the record in
    scope."""
    rows = AuditEntry.objects.filter(model=record._meta.label_lower, record=record.pk).order_by("-seq")[:newest]
    return _lines(list(reversed(rows)))


def anchor_of(record: Model, verb: str) -> Anchor | None:
    """The last entry of `record` that notes `verb`, to be kept outside; None when there is none."""
    rows = AuditEntry.objects.filter(model=record._meta.label_lower, record=record.pk, verb=verb)
    last = rows.order_by("-seq").first()
    return Anchor(last.seq, last.hash[:16]) if last else None


def _lines(rows: Sequence[AuditEntry]) -> list[Line]:
    """Entries with names for the ids, each of which is asked for once."""
    person, unit = cache(name_of), cache(unit_name_of)
    return [_line(row, person, unit) for row in rows]


def _line(row: AuditEntry, person: Naming, unit: Naming) -> Line:
    who = person(row.actor)
    if row.substitute_for:
        who = f"{who}（代{person(row.substitute_for)}）"
    return Line(
        row.seq,
        row.model,
        row.record,
        datetime.fromisoformat(row.at),
        who,
        unit(row.unit),
        row.verb,
        row.source,
        row.target,
        json.loads(row.facts),
        row.hash,
    )


def latest(limit: int) -> list[Line]:
    """The newest entries about scoped records that the open scope shows, newest first.

    Entries are looked through in blocks until enough are found; a person with a narrow scope sees only their own
    rows' entries.
    """
    found: list[AuditEntry] = []
    before = None
    for _ in range(20):
        rows = AuditEntry.objects.order_by("-seq")
        block = list((rows.filter(seq__lt=before) if before else rows)[:500])
        if not block:
            break
        before = block[-1].seq
        seen = _visible(block)
        found.extend(row for row in block if (row.model, row.record) in seen)
        if len(found) >= limit:
            break
    return _lines(found[:limit])


def _visible(block: list[AuditEntry]) -> set[tuple[str, int]]:
    wanted: dict[str, set[int]] = {}
    for row in block:
        wanted.setdefault(row.model, set()).add(row.record)
    seen: set[tuple[str, int]] = set()
    for label, ids in wanted.items():
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            continue
        if issubclass(model, Scoped):
            seen |= {(label, pk) for pk in model.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    return seen
