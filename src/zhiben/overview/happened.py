"""What has happened lately that a leader would ask about: steps that are worth a line, from the ledger, in the office's
words and with the record's own name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle.telling import machine_of, step_label
from zhiben.foundation.scope.beside import beside
from zhiben.kernel.machine import State

NOTABLE: Mapping[str, tuple[str, ...]] = {
    "accidents.accidentcase": ("begin", "approve", "close"),
    "hazards.hazard": ("report", "close", "reopen"),
    "hazards.listing": ("approve", "delist"),
    "campaign.keytask": ("finish", "cancel"),
    "documents.officialdocument": ("issue", "withdraw_issue"),
    "supervision.listedarea": ("list", "accept", "extend"),
}
"""Steps worth a line, by the model of the record. What happens a hundred times a day (reports, receipts, visits) is
counted elsewhere."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One step: when, of what kind of record, which one, what was done and into which state it came."""

    at: datetime
    kind: str
    step: str
    name: str
    href: str
    state: State | None
    who: str


@dataclass(frozen=True, slots=True)
class Happened:
    """The newest of them, whether there are more, and how many in all: so many or (`beyond`) even more."""

    lines: list[Happening]
    more: bool
    number: int
    beyond: bool


def happened(since: datetime, limit: int, *, counted: int = 0) -> Happened:
    """What has happened from a moment on within the open scope, the newest first; at most `limit` of it is told, up to
    `counted` of it counted."""
    most = max(limit, counted)
    found = audit.happened(since, NOTABLE, most + 1)
    lines = found.lines[:limit]
    records = _records(lines)
    told = [_told(line, records.get((line.model, line.record))) for line in lines]
    more = len(found.lines) > limit or bool(found.older)
    return Happened(told, more, min(len(found.lines), most), bool(found.older))


def _records(lines: Iterable[Line]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = {}
    for line in lines:
        wanted.setdefault(line.model, set()).add(line.record)
    found: dict[tuple[str, int], Any] = {}
    for label, ids in wanted.items():
        found |= {(label, one.pk): one for one in beside(apps.get_model(label)).filter(pk__in=ids)}
    return found


def _told(line: Line, record: Any) -> Happening:
    machine = machine_of(line.model)
    address = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Happening(
        at=line.at,
        kind=machine.title if machine else "",
        step=step_label(line.model, line.verb),
        name="" if record is None else str(record),
        href=address,
        state=machine.by_state.get(line.target) if machine else None,
        who=line.unit or line.who,
    )
