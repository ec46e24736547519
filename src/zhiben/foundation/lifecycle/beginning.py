"""New records: begun in their machine's initial state, and where many come at once with their first move made before
anything is written, so that the database is held for the writing alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from zhiben.foundation.audit.ledger import Entry, batch, entry
from zhiben.foundation.inserting import Prepared, prepared
from zhiben.foundation.lifecycle.door import Change, Step, acting, admit, carry_out, entry_of, ready
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.lifecycle.writing import differs, interval
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor, Grant

L = TypeVar("L", bound=Living)


@dataclass(slots=True)
class Beginning:
    """Records that are ready to be written, with their intervals; nothing has been written yet."""

    records: Sequence[Living]
    actor: Actor
    at: datetime
    grants: Sequence[Grant | None]
    facts: Mapping[str, Any]
    changes: Sequence[Change] = ()
    _rows: Prepared = field(init=False, repr=False)
    _intervals: Prepared = field(init=False, repr=False)
    _owners: list[Living] = field(init=False, repr=False)
    _written: bool = field(init=False, default=False, repr=False)

    def make_ready(self, move: str) -> None:
        """Set the columns, make the first move if there is one, and prepare the rows."""
        for record in self.records:
            record.state, record.last_move, record.last_source = type(record).machine.initial, "begin", ""
            record.last_actor, record.changed_at = self.actor.id, self.at
        first = [interval(record, self.at) for record in self.records]
        moved = self._moved(move) if move else []
        for place in moved:
            first[place].until = self.at
        self._owners = [*self.records, *(self.records[place] for place in moved)]
        later = [interval(self.records[place], self.at) for place in moved]
        self._rows, self._intervals = prepared(self.records), prepared([*first, *later])

    def _moved(self, move: str) -> list[int]:
        """Which records the first move has put into another state or given other dated facts."""
        ready(self.records)
        self.changes = [admit(Step(record, move, self.actor), self.at) for record in self.records]
        for change in self.changes:
            carry_out(change)
            change.record.version += 1
            if change.related or change.altered or change.after:
                raise ValueError(f"{move} changes more than the record, and cannot be made with its beginning")
        dated = ("state", *type(self.records[0]).dated.values())
        return [place for place, change in enumerate(self.changes) if differs(change, dated)]

    def fill(self, attname: str, values: Sequence[Any]) -> None:
        """Set a column that can be known only while the database is held, like a number of a register."""
        self._rows.fill(attname, values)

    def write(self) -> None:
        """Insert the records with their intervals and ledger entries, all or none. Raises ValueError the second
        time."""
        if self._written:
            raise ValueError("what has begun does not begin again")
        self._written = True
        with batch() as entries:
            self._rows.write()
            self._intervals.fill("record", [record.pk for record in self._owners])
            self._intervals.write()
            entries.extend(map(self._begun, self.records, self.grants))
            entries.extend(map(entry_of, self.changes))

    def _begun(self, record: Living, grant: Grant | None) -> Entry:
        subject = (record._meta.label_lower, record.pk)
        target = type(record).machine.initial
        used = grant or acting(self.actor, record)
        return entry("begin", self.actor, subject, used, at=self.at, target=target, facts=self.facts)


def beginning(
    records: Sequence[Living],
    actor: Actor,
    *,
    grants: Sequence[Grant | None] = (),
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    move: str = "",
) -> Beginning:
    """Many new records of one machine, ready to be written. Whether the actor may begin them is the calling operation's
    question, which tells the grant that allowed each; without it the ledger names a grant that covers the record.
    `move` is made at once: the door asks whether the actor may, and it may change the records alone."""
    made = Beginning(records, actor, at or clock.now(), grants or [None] * len(records), facts or {})
    if records:
        made.make_ready(move)
    return made


def begin(record: L, actor: Actor, grant: Grant | None, /, **facts: Any) -> L:
    """Insert a new record in its machine's initial state, with its first interval and ledger entry; `grant` is the one
    that allowed it."""
    begin_many([record], actor, grants=[grant], facts=facts)
    return record


def begin_many(
    records: Sequence[Living],
    actor: Actor,
    *,
    grants: Sequence[Grant | None] = (),
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Insert many new records of one machine, as `beginning` makes them ready."""
    if records:
        beginning(records, actor, grants=grants, facts=facts, at=at).write()
