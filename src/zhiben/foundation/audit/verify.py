"""Proving the ledger: every entry is read raw, as it stands in the database, the chain is computed anew, and what lives
beside it must say the same.

A chain alone cannot tell that its newest entries, or all of them, were taken away with the head put back: the tables
beside it do, and the anchors that an office has kept outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from zhiben.foundation.audit.agreement import Mismatch, mismatches
from zhiben.foundation.audit.ledger import HASHED, digest
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

SHOWN = 100
"""How many mismatches are named; more of them tell nothing new."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry's number with the beginning of its hash, as an office keeps it outside."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def anchor(text: str) -> Anchor:
    """Read SEQ:HASH; sixteen digits of the hash will do. Raises Refused."""
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{16,64})", text.strip().lower())
    if found is None:
        raise Refused(N_("“{text}”不是锚点，应为“序号:哈希”，如 5123:0a1b2c3d4e5f6071"), text=text)
    return Anchor(int(found[1]), found[2])


def present() -> Anchor | None:
    """The newest entry's anchor, short enough to be printed; None while the ledger is empty."""
    head = _head()
    return Anchor(head.seq, head.hash[:16]) if head.seq else None


def whole_head() -> Anchor:
    """The newest entry's number with its whole hash; 0 and nothing while the ledger is empty."""
    head = _head()
    return Anchor(head.seq, head.hash)


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries there are, whether all hold, and the first that does not (its number; for a cut tail the first
    missing one); which records say something else than the ledger, and which anchors are not in it."""

    entries: int
    ok: bool
    first_bad: int | None
    head: str
    anchor: str = ""
    mismatched: tuple[Mismatch, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def trouble(self) -> str:
        """What is wrong, as clauses; empty when nothing is."""
        told = [N_("第{seq}条与哈希链不符").format(seq=self.first_bad)] if self.first_bad else []
        told += [N_("没有锚点{anchor}").format(anchor=one) for one in self.missing]
        told += [f"{one.model} {one.record}：{one.why}" for one in self.mismatched[:5]]
        if len(self.mismatched) > 5:
            told.append(N_("共{count}处以上").format(count=len(self.mismatched)))
        return "；".join(told)


def verify(expected: Sequence[Anchor] = ()) -> Verification:
    """Recompute the whole chain, compare what stands beside it, and look for `expected`. A missing or repeated number,
    an altered value, a foreign predecessor or a cut tail is named."""
    # The head is read first and the walk ends where it says: others may go on writing meanwhile.
    head = _head()
    entries, last, bad = _walk(head.seq)
    if bad is None and (entries, last) != (head.seq, head.hash):
        bad = entries + 1
    if bad is None:
        bad = _beyond_the_head()
    # An altered ledger tells nothing that records could be compared with.
    differing = tuple(islice(mismatches(), SHOWN)) if bad is None else ()
    if bad is None and differing and not entries:
        bad = 1
    missing = tuple(str(one) for one in expected if not _contains(one))
    return Verification(
        entries=AuditEntry.objects.count(),
        ok=bad is None and not differing and not missing,
        first_bad=bad,
        head=last,
        anchor=f"{entries}:{last}" if entries else "",
        mismatched=differing,
        missing=missing,
    )


def _contains(one: Anchor) -> bool:
    """Whether the entry of that number has that hash; that it is the right hash is the chain's affair."""
    return AuditEntry.objects.filter(seq=one.seq, hash__startswith=one.hash).exists()


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
