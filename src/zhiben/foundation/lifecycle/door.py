"""The door: `perform` checks scope, state, permission and facts, changes exactly one row or raises Conflict, writes
the ledger, all in one transaction. `perform_many` is the same door for many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from zhiben.foundation.audit.ledger import Entry, batch, entry
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle.facts import clean
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.lifecycle.writing import update_related, write
from zhiben.foundation.scope.models import Placed, Sealed, Through, load_participants
from zhiben.foundation.scope.query import guarded, visible
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.machine import Machine, Move
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.text import N_

L = TypeVar("L", bound=Living)


@dataclass(frozen=True, slots=True)
class Step:
    """One move asked for."""

    record: Any
    move: str
    actor: Actor
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """A move that was admitted, handed to its effect. The effect sets columns on `record` (never the state), adds
    new rows to `related`, changes rows that stand with `alter`, puts plain values into `noted` (kept in the ledger
    beside the facts) and functions into `after` (run on commit)."""

    record: Any
    move: Move
    actor: Actor
    grant: Grant | None
    facts: dict[str, Any]
    at: datetime
    source: str
    before: dict[str, Any]
    related: list[Model] = field(default_factory=list)
    altered: list[tuple[Model, tuple[str, ...]]] = field(default_factory=list)
    noted: dict[str, Any] = field(default_factory=dict)
    after: list[Callable[[], None]] = field(default_factory=list)

    @property
    def target(self) -> str:
        """The state after the move."""
        return self.move.leads_to(self.source)

    def alter(self, row: Model, **values: Any) -> None:
        """Set columns of a row that stands already beside the record; written together with the move."""
        for name, value in values.items():
            setattr(row, name, value)
        self.altered.append((row, tuple(sorted(values))))


Effect = Callable[[Change], None]
Prepare = Callable[[Sequence[Any]], None]
_effects: dict[tuple[str, str], Effect] = {}
_prepare: dict[str, Prepare] = {}


def effect(machine: Machine, *moves: str) -> Callable[[Effect], Effect]:
    """Register what `moves` do besides changing the state."""

    def registered(function: Effect) -> Effect:
        for move in moves:
            if move not in machine.by_name:
                raise ValueError(f"{machine.name} has no move {move}")
            _effects[machine.name, move] = function
        return function

    return registered


def prepare(machine: Machine) -> Callable[[Prepare], Prepare]:
    """Register a function that reads, for many records at once, what permissions and effects will ask for."""

    def registered(function: Prepare) -> Prepare:
        _prepare[machine.name] = function
        return function

    return registered


def perform(record: L, move: str, actor: Actor, /, **facts: Any) -> L:
    """Move `record` and return it. Raises NotFound outside the scope, NotAllowed, Incomplete, Refused by a rule,
    Conflict when somebody was faster."""
    perform_many([Step(record, move, actor, facts)])
    return record


def perform_many(steps: Sequence[Step], *, at: datetime | None = None) -> None:
    """Move many records of one machine, each at most once, all or none. Same checks and the same ledger as
    `perform`."""
    if not steps:
        return
    moment = at or clock.now()
    records = [step.record for step in steps]
    if len({type(r) for r in records}) != 1:
        raise ValueError("a batch moves records of one machine")
    if len({r.pk for r in records}) != len(records):
        raise ValueError("a record may move only once in a batch")
    before = [(dict(record.__dict__), dict(record._state.fields_cache)) for record in records]
    try:
        with batch() as entries:
            ready(records)
            changes = [admit(step, moment) for step in steps]
            for change in changes:
                carry_out(change)
            _write(changes, moment)
            entries.extend(entry_of(change) for change in changes)
    except BaseException:
        for record, (values, related) in zip(records, before, strict=True):
            record.__dict__.clear()
            record.__dict__.update(values)
            record._state.fields_cache = related
        raise


def _write(changes: Sequence[Change], moment: datetime) -> None:
    write(changes, moment)
    update_related([pair for change in changes for pair in change.altered])
    _insert_related(changes)
    for change in changes:
        for function in change.after:
            transaction.on_commit(function)


def ready(records: Sequence[Any]) -> None:
    """Read for many records what permissions ask for: who takes part, and what the room's own prepare adds."""
    if isinstance(records[0], Placed):
        load_participants(records)
    if function := _prepare.get(type(records[0]).machine.name):
        function(records)


def admit(step: Step, moment: datetime) -> Change:
    """The move, if it is there, possible from here, allowed to whoever asks, and told all it needs. Raises NotFound,
    Refused, NotAllowed, Incomplete."""
    record, actor = step.record, step.actor
    move, grant = _let(record, step.move, actor)
    facts = clean(move, step.facts)
    return Change(record, move, actor, grant, facts, moment, record.state, dict(record.__dict__))


def hindrances(records: Sequence[Any], move: str, actor: Actor) -> dict[int, str]:
    """Why some of the records, by id, cannot be moved by this person as they stand, whatever facts are told; their
    effects may know other reasons."""
    if records:
        ready(records)
    found = {}
    for record in records:
        try:
            _let(record, move, actor)
        except Refused as refusal:
            found[int(record.pk)] = refusal.text
    return found


def _let(record: Any, name: str, actor: Actor) -> tuple[Move, Grant | None]:
    """The move of that name and the grant that allows it. Raises NotFound, Refused, NotAllowed."""
    machine: Machine = type(record).machine
    if not _reads(actor, record):
        raise NotFound(N_("没有找到该记录"))
    move = machine.by_name.get(name)
    if move is None:
        raise Refused(N_("{title}没有“{move}”这一步"), title=machine.title, move=name, code="unknown_move")
    if record.state not in move.sources:
        possible = "、".join(machine.label(s) for s in move.sources)
        raise Refused(
            N_("当前状态为“{state}”，只有“{possible}”时才能{move}"),
            code="wrong_state",
            state=machine.label(record.state),
            possible=possible,
            move=move.label,
        )
    verdict = move.may(actor, record)
    if not verdict.allowed:
        raise NotAllowed(N_("您不能办理“{move}”：{why}"), move=move.label, why=verdict.why)
    return move, verdict.grant


def _reads(actor: Actor, record: Any) -> bool:
    """What the scope would say, asked of a record in hand: its place, save for roles that its table keeps outside, and
    the units that take part in it."""
    grants = actor.reading_grants()
    by, model = type(record).scope_by, type(record)
    while isinstance(by, Through):
        model = by.parent(model)
        by = model.scope_by
    if isinstance(by, Sealed):
        return (
            actor is SYSTEM
            or guarded(type(record)._unfiltered()).filter(visible(type(record), actor), pk=record.pk).exists()
        )
    return any(grant.covers(record.coordinates) for grant in by.inside(grants)) or any(
        grant.covers(place) for grant in grants for _, place in record.participants
    )


def carry_out(change: Change) -> None:
    """Let the move have its effect on the record in memory."""
    record = change.record
    if function := _effects.get((type(record).machine.name, change.move.name)):
        function(change)
    record.state = change.target
    record.last_move, record.last_source = change.move.name, change.source
    record.last_actor, record.changed_at = change.actor.id, change.at


def _insert_related(changes: Sequence[Change]) -> None:
    by_model: dict[type[Model], list[Model]] = {}
    for change in changes:
        for row in change.related:
            by_model.setdefault(type(row), []).append(row)
    for rows in by_model.values():
        insert(rows)


def entry_of(change: Change) -> Entry:
    """What the ledger tells of a move."""
    return entry(
        change.move.name,
        change.actor,
        (type(change.record)._meta.label_lower, change.record.pk),
        change.grant or acting(change.actor, change.record),
        at=change.at,
        source=change.source,
        target=change.target,
        facts={**change.facts, **change.noted},
    )


def acting(actor: Actor, record: Any) -> Grant | None:
    """For what a rule alone allows, like a withdrawal, and for what operations begin without telling the grant."""
    if len(actor.grants) < 2:
        return actor.grants[0] if actor.grants else None
    return actor.acting_at(record.coordinates, *(place for _, place in record.participants))
