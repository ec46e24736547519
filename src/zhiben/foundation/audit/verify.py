"""Proving the ledger: every entry is read raw, as it stands in the database, and the chain is computed anew."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from zhiben.foundation.audit.ledger import HASHED, digest
from zhiben.foundation.audit.models import AuditEntry, LedgerHead


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries there are, whether all hold, and the first that does not (its number; for a cut tail the first
    missing one)."""

    entries: int
    ok: bool
    first_bad: int | None
    head: str


def verify() -> Verification:
    """Recompute the whole chain. A missing or repeated number, an altered value, a foreign predecessor or a cut tail
    is named."""
    columns = ", ".join(connection.ops.quote_name(name) for name in (*HASHED, "hash"))
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    entries, last, bad = 0, "", None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY seq")  # noqa: S608 - names of our own columns only
        while bad is None and (rows := cursor.fetchmany(2000)):
            for row in rows:
                entries += 1
                values = [str(value) for value in row[:-1]]
                if values[0] != str(entries) or row[-2] != last or digest(values) != row[-1]:
                    bad = entries
                    break
                last = row[-1]
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    if bad is None and (head.seq, head.hash) != (entries, last):
        bad = min(head.seq, entries) + 1
    total = AuditEntry.objects.count()
    return Verification(total, bad is None, bad, last)
