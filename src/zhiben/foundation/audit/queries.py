"""Reading the ledger for pages: one record's entries, the newest that the open scope shows, or those about the office
itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from zhiben.foundation.audit import verbs
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import Anchor
from zhiben.foundation.people import names_of, unit_names_of
from zhiben.foundation.scope.beside import seen_beside
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel import clock

Sight = Callable[[Sequence[AuditEntry]], list[AuditEntry]]
"""Of some entries, those that somebody may read."""


BLOCK, BLOCKS = 500, 20
"""How many entries are looked at together, and how often, before a page says how far it has looked."""


LOOKED_BACK = 50_000
"""Among so many of the newest entries one looks for what has happened lately."""


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


def of_all(records: Mapping[str, Sequence[int]]) -> list[Line]:
    """The entries of several records (ids by model label), oldest first. The caller has found them in scope."""
    about = reduce(or_, (Q(model=model, record__in=ids) for model, ids in records.items()))
    return _lines(list(AuditEntry.objects.filter(about).order_by("seq")))


def last_hand(model: str, record: int) -> int | None:
    """Whose the last entry of a record is; None when there is none."""
    rows = AuditEntry.objects.filter(model=model, record=record).order_by("-seq")
    return rows.values_list("actor", flat=True).first()


def hands(model: str, records: Collection[int], verbs: Collection[str]) -> dict[int, frozenset[int]]:
    """Who has noted one of `verbs` of each of some records, by id; read with one query."""
    found: dict[int, set[int]] = {one: set() for one in records}
    rows = AuditEntry.objects.filter(model=model, record__in=list(found), verb__in=list(verbs))
    for record, actor in rows.values_list("record", "actor"):
        found[record].add(actor)
    return {record: frozenset(people) for record, people in found.items()}


def anchor_of(record: Model, verb: str) -> Anchor | None:
    """The last entry of `record` that notes `verb`, to be kept outside; None when there is none."""
    rows = AuditEntry.objects.filter(model=record._meta.label_lower, record=record.pk, verb=verb)
    last = rows.order_by("-seq").first()
    return Anchor(last.seq, last.hash[:16]) if last else None


def _lines(rows: Sequence[AuditEntry]) -> list[Line]:
    """Entries with names for the ids, which are asked for together."""
    people = names_of({row.actor for row in rows} | {row.substitute_for for row in rows if row.substitute_for})
    units = unit_names_of(row.unit for row in rows)
    return [_line(row, people, units) for row in rows]


def _line(row: AuditEntry, people: Mapping[int, str], units: Mapping[int, str]) -> Line:
    who = people[row.actor]
    if row.substitute_for:
        who = f"{who}（代{people[row.substitute_for]}）"
    return Line(
        row.seq,
        row.model,
        row.record,
        datetime.fromisoformat(row.at),
        who,
        units[row.unit],
        row.verb,
        row.source,
        row.target,
        json.loads(row.facts),
        row.hash,
    )


@dataclass(frozen=True, slots=True)
class Newest:
    """Entries, newest first, and the number before which older ones may stand; 0 when there are none."""

    lines: list[Line]
    older: int


def latest(limit: int, *, before: int = 0) -> Newest:
    """The newest entries (before number `before`, if given) about scoped records that the open scope shows, newest
    first. A person with a narrow scope sees only their own rows' entries."""
    return _newest(AuditEntry.objects.all(), _in_scope, limit, before)


def since(seq: int, model: type[Scoped], limit: int) -> Newest:
    """The newest entries after number `seq` about records of `model` that the open scope shows, newest first. What
    others did is passed over by its numbers alone, for a list asks this each time it opens."""
    rows = AuditEntry.objects.filter(model=model._meta.label_lower, seq__gt=seq).order_by("-seq")
    found: list[int] = []
    before = 0
    for size in (BLOCK, BLOCK * (BLOCKS - 1)):
        block = list((rows.filter(seq__lt=before) if before else rows).values_list("seq", "record")[:size])
        seen = seen_beside(model, {record for _, record in block})
        found.extend(number for number, record in block if record in seen)
        before = block[-1][0] if len(block) == size else 0
        if len(found) > limit or not before:
            break
    older = found[limit - 1] if len(found) > limit else before
    return Newest(_lines(list(rows.filter(seq__in=found[:limit]))), older)


def happened(since: datetime, steps: Mapping[str, Collection[str]], limit: int) -> Newest:
    """The newest entries from a moment on that note one of `steps` (verbs by model) about scoped records which the open
    scope shows, newest first; only among the last `LOOKED_BACK` of the ledger. Its numbers grow with what is noted,
    which may be of an earlier moment than the one before."""
    last = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    wanted = reduce(or_, (Q(model=model, verb__in=list(told)) for model, told in steps.items()))
    rows = AuditEntry.objects.filter(wanted, seq__gt=last - LOOKED_BACK, at__gte=since.astimezone(clock.TZ).isoformat())
    return _newest(rows, _in_scope, limit, 0)


def about_the_office(limit: int, *, sight: Sight, before: int = 0) -> Newest:
    """The newest entries that are no business: logins, accounts, roles, the organisation, workbooks in and out; those
    that `sight` lets through."""
    about = Q(model__startswith="sheet.")
    for model, told in verbs.of_the_office().items():
        about |= Q(model=model, verb__in=told)
    return _newest(AuditEntry.objects.filter(about), sight, limit, before)


def _newest(rows: QuerySet[AuditEntry], sight: Sight, limit: int, before: int) -> Newest:
    """Entries are looked through in blocks until enough are found, or so many that a page has to say how far."""
    found: list[AuditEntry] = []
    for _ in range(BLOCKS):
        block = list((rows.filter(seq__lt=before) if before else rows).order_by("-seq")[:BLOCK])
        if not block:
            return Newest(_lines(found), 0)
        before = block[-1].seq
        found.extend(sight(block))
        if len(found) >= limit:
            return Newest(_lines(found[:limit]), found[limit - 1].seq)
    return Newest(_lines(found), before)


def _in_scope(block: Sequence[AuditEntry]) -> list[AuditEntry]:
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
            seen |= {(label, pk) for pk in seen_beside(model, ids)}
    return [row for row in block if (row.model, row.record) in seen]
