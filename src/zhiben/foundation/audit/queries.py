"""Reading the ledger of one record, for its page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.people import name_of, unit_name_of


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it."""

    seq: int
    at: datetime
    who: str
    unit: str
    verb: str
    source: str
    target: str
    facts: dict[str, Any]
    hash: str


def of(record: Model) -> list[Line]:
    """The entries of `record`, oldest first. The caller has found the record in scope."""
    rows = AuditEntry.objects.filter(model=record._meta.label_lower, record=record.pk).order_by("seq")
    return [line(row) for row in rows]


def line(row: AuditEntry) -> Line:
    """An entry with names for the ids."""
    who = name_of(row.actor)
    if row.substitute_for:
        who = f"{who}（代{name_of(row.substitute_for)}）"
    return Line(
        row.seq,
        datetime.fromisoformat(row.at),
        who,
        unit_name_of(row.unit),
        row.verb,
        row.source,
        row.target,
        json.loads(row.facts),
        row.hash,
    )
