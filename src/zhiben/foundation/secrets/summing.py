"""Who has read what, summed up in the ledger: once a day an entry says up to which row the rows stand and what they
come to. A row that is altered, removed or put in between after that shows when the ledger is verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, timedelta

from zhiben.foundation import audit
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.jobs import periodic, task
from zhiben.foundation.secrets.models import Disclosure
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_

SUBJECT, VERB = ("foundation.disclosure", 0), "sum_up_readings"
VERBS = {VERB: N_("查阅记录汇总")}
COLUMNS = ("pk", "actor", "unit", "model", "record", "field", "purpose", "reason", "whole", "records")


def sum_up() -> int:
    """Note in the ledger what the rows since the last such entry come to; how many they are."""
    with audit.batch():
        after = max((last for _first, last, _rows, _digest in _summed()), default=0)
        found = list(Disclosure.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True))
        if found:
            first, last = after + 1, found[-1]
            facts = {"first": first, "last": last, "rows": len(found), "digest": _digest(first, last)}
            audit.record(VERB, SYSTEM, subject=SUBJECT, facts=facts)
    return len(found)


@audit.agrees("readings")
def _agreeing() -> Iterator[audit.Mismatch]:
    for first, last, rows, digest in _summed():
        if _digest(first, last) != digest:
            count = Disclosure.objects.filter(pk__range=(first, last)).count()
            why = N_("第{first}至{last}行查阅记录与汇总时不同（当时{rows}行，现{count}行）")
            yield audit.Mismatch(SUBJECT[0], last, why.format(first=first, last=last, rows=rows, count=count))


def _summed() -> Iterator[tuple[int, int, int, str]]:
    """First and last row, number and digest of each sum in the ledger."""
    entries = AuditEntry.objects.filter(model=SUBJECT[0], record=SUBJECT[1], verb=VERB).order_by("seq")
    for text in entries.values_list("facts", flat=True):
        told = json.loads(text)
        yield told["first"], told["last"], told["rows"], told["digest"]


def _digest(first: int, last: int) -> str:
    """Over the rows of these numbers, each as one line of JSON."""
    found = hashlib.sha256()
    rows = Disclosure.objects.filter(pk__range=(first, last)).order_by("pk").values_list("at", *COLUMNS)
    for at, *row in rows.iterator():
        line = [at.astimezone(UTC).isoformat(), *row]
        found.update(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return found.hexdigest()


@task(title=N_("汇总查阅记录"))
def sum_up_readings() -> int:
    """Returns how many rows were new."""
    return sum_up()


periodic("foundation.readings", every=timedelta(days=1), task=sum_up_readings)
