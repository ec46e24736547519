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
    # The head is read first and the walk ends where it says: others may go on writing meanwhile.
    head = _head()
    entries, last, bad = _walk(head.seq)
    if bad is None and (entries, last) != (head.seq, head.hash):
        bad = entries + 1
    if bad is None:
        bad = _beyond_the_head()
    return Verification(AuditEntry.objects.count(), bad is None, bad, last)


def _head() -> LedgerHead:
    return LedgerHead.objects.filter(pk=1).first() or LedgerHead()


def _beyond_the_head() -> int | None:
    """The first number that no head stands for, if an entry bears it or a later one. The head is read last: writers
    move it together with their entries."""
    newest = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    head = _head()
    return head.seq + 1 if newest > head.seq else None


def _walk(upto: int) -> tuple[int, str, int | None]:
    """Entries looked at, the last good hash, and the number of the first that does not hold."""
    columns = ", ".join(connection.ops.quote_name(name) for name in (*HASHED, "hash"))
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    entries, last = 0, ""
    with connection.cursor() as cursor:
        # Only names of our own columns and table stand in the statement.
        cursor.execute(f"SELECT {columns} FROM {table} WHERE seq <= %s ORDER BY seq", [upto])  # noqa: S608
        while rows := cursor.fetchmany(2000):
            for row in rows:
                entries += 1
                values = [str(value) for value in row[:-1]]
                if values[0] != str(entries) or row[-2] != last or digest(values) != row[-1]:
                    return entries, last, entries
                last = row[-1]
    return entries, last, None
