"""Proving the ledger: every entry is read raw, as it stands in the database, the chain is computed anew, and what lives
beside it must say the same.

A chain alone cannot tell that its newest entries, or all of them, were taken away with the head put back: the tables
beside it do, and the anchors that an office has kept outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import DatabaseError, connection

from zhiben.foundation.audit import outside
from zhiben.foundation.audit.agreement import Mismatch, mismatches
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

SHOWN = 100
"""How many mismatches are named; more of them tell nothing new."""

BLOCK = 2000
"""Entries that are read together."""
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry's number with the beginning of its hash, as an office keeps it outside."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def anchor(text: str) -> Anchor:
    """Read SEQ:HASH, or SEQ:HASH:SIGNATURE, whose signature is left aside; sixteen digits of the hash will do. Raises
    Refused."""
    number, _, rest = "".join(text.split()).partition(":")
    digits, _, signature = rest.partition(":")
    found = outside.ANCHOR.fullmatch(f"{number}:{digits.lower()}" + f":{signature}" * bool(signature))
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
    missing one); which records say something else than the ledger, which anchors are not in it, why the first bad entry
    is bad, and against how many heads from outside it was held."""

    entries: int
    ok: bool
    first_bad: int | None
    head: str
    anchor: str = ""
    mismatched: tuple[Mismatch, ...] = ()
    missing: tuple[str, ...] = ()
    why: str = ""
    heads: int = 0

    @property
    def trouble(self) -> str:
        """What is wrong, as clauses; empty when nothing is."""
        told = [self.why or N_("第{seq}条与哈希链不符").format(seq=self.first_bad)] if self.first_bad else []
        told += [N_("没有锚点{anchor}").format(anchor=one) for one in self.missing]
        told += [f"{one.model} {one.record}：{one.why}" for one in self.mismatched[:5]]
        if len(self.mismatched) > 5:
            told.append(N_("共{count}处以上").format(count=len(self.mismatched)))
        return "；".join(told)


def verify(expected: Sequence[Anchor] = (), heads: Sequence[outside.Head] = ()) -> Verification:
    """Recompute the whole chain, compare what stands beside it, look for `expected`, and hold it against signed heads
    that were kept outside. A missing or repeated number, an altered value, a foreign predecessor or a cut tail is
    named."""
    found = walked(heads, with_sm3=False)
    entries, last, bad = found.entries, found.last, found.bad
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
        why=found.why,
        heads=len(heads),
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
    # A file of SQLite keeps whatever is put into a column, a number that is none, too.
    return head.seq + 1 if not isinstance(newest, int) or newest > head.seq else None


def stored(upto: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Entries raw, as they stand in the table, in the order of their numbers; up to number `upto`, if given. Read a
    block at a time, so that neither memory nor a reader's lock grows with the ledger."""
    columns = ", ".join(connection.ops.quote_name(name) for name in outside.COLUMNS)
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    # Only names of our own columns and table stand in the statement.
    start = f"SELECT {columns} FROM {table} WHERE seq <= %s"  # noqa: S608
    after, last, size = "", [upto if upto is not None else LARGEST], BLOCK
    with connection.cursor() as cursor:
        while True:
            try:
                cursor.execute(f"{start}{after} ORDER BY seq LIMIT {size}", last)
                rows = cursor.fetchall()
            except DatabaseError:
                if size == 1:
                    raise
                size = 1  # one of the block cannot be read; those before it can
                continue
            yield from rows
            if len(rows) < size:
                return
            after, last = " AND seq > %s", [last[0], rows[-1][0]]


def walked(
    heads: Sequence[outside.Head] = (), seen: Callable[[Sequence[str]], None] | None = None, *, with_sm3: bool = True
) -> outside.Walked:
    """Walk the chain up to where its head row says that it ends, and hold it against heads that were kept outside;
    `seen` is told of every entry."""
    # The head is read first and the walk ends where it says: others may go on writing meanwhile.
    head = _head()
    found = outside.walk(_texts(head.seq, seen), heads, with_sm3=with_sm3)
    if found.bad is None and (found.entries, found.last) != (head.seq, head.hash):
        why = f"链尾一行记的是第{head.seq}条，与第{found.entries}条之后的台账不符"
        return replace(found, bad=found.entries + 1, why=why)
    if found.bad is None and (beyond := _beyond_the_head()) is not None:
        return replace(found, bad=beyond, why=f"第{beyond}条起没有记入链尾一行")
    return found


def _texts(upto: int, seen: Callable[[Sequence[str]], None] | None) -> Iterator[list[str] | None]:
    try:
        for row in stored(upto):
            texts = [str(value) for value in row]
            if seen is not None:
                seen(texts)
            yield texts
    except DatabaseError:
        if connection.needs_rollback or connection.vendor != "sqlite":
            raise  # a connection that went is no altered entry
        yield None
