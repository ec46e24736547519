"""The door's hands: conditional updates that must hit exactly their rows, and the intervals of states and dated
facts. The only code that writes a state or a dated fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from django.db.models import Model

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle.acting import ActedOn
from zhiben.foundation.lifecycle.models import Living, StateInterval
from zhiben.foundation.people import name_of
from zhiben.foundation.scope import past_guard
from zhiben.foundation.scope.models import Participation, Placed, load_participants
from zhiben.kernel.errors import Conflict
from zhiben.kernel.text import N_


class Altered(Protocol):
    """A record whose columns were set, with all its values from before."""

    @property
    def record(self) -> Any:
        """The record as it is to stand."""

    @property
    def before(self) -> dict[str, Any]:
        """Its values by column, as they were read."""


@dataclass(frozen=True, slots=True)
class _Amended:
    record: Any
    before: dict[str, Any]


def amend(records: Sequence[Living], *, at: datetime, **values: Any) -> None:
    """Write columns of standing records beside their moves: a correction, another place. Each row only if nobody
    changed it since it was read, else Conflict; whoever read it before must read it again. The caller has opened the
    transaction and writes the ledger."""
    if not records:
        return
    if isinstance(records[0], Placed):
        load_participants(records)
    altered = [_Amended(record, dict(record.__dict__)) for record in records]
    try:
        for record in records:
            for name, value in values.items():
                setattr(record, name, value)
            if isinstance(record, ActedOn) and record.acted_beside:
                record.acted_version = record.version + 1
            record.beside += 1
        write(altered, at)
    except BaseException:
        for one in altered:
            one.record.__dict__.update(one.before)
        raise


def write(altered: Sequence[Altered], at: datetime) -> None:
    """The rows, the parts that units play in them, and the intervals of those whose state or dated facts changed."""
    _update_rows(altered)
    _restamp(altered)
    dated = ("state", *type(altered[0].record).dated.values())
    write_intervals([one.record for one in altered if differs(one, dated)], at)


def differs(one: Altered, names: Sequence[str]) -> bool:
    """True when one of the named columns is to stand otherwise than it was read."""
    return any(one.record.__dict__.get(name) != one.before.get(name) for name in names)


def _update_rows(changes: Sequence[Altered]) -> None:
    """Write what the changes altered, each row only if nobody moved it meanwhile. Raises Conflict that tells what
    happened."""
    model = type(changes[0].record)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    groups: dict[tuple[str, ...], list[Altered]] = {}
    for change in sorted(changes, key=lambda c: c.record.pk):
        altered = tuple(n for n in fields if change.record.__dict__.get(n) != change.before.get(n))
        groups.setdefault(altered, []).append(change)
    quote = connection.ops.quote_name
    for names, group in groups.items():
        # Nothing else differs when the same person does the same thing twice at one moment; the version still counts.
        sets = ", ".join([*(f"{quote(fields[n].column)} = %s" for n in names), f"{quote('version')} = version + 1"])
        sql = (
            f"UPDATE {quote(model._meta.db_table)} SET {sets} "  # noqa: S608
            f"WHERE {quote('id')} = %s AND {quote('version')} = %s AND {quote('state')} = %s"
        )
        rows = [_values(change, names, fields) for change in group]
        with past_guard(), connection.cursor() as cursor:
            cursor.executemany(sql, rows)
            if cursor.rowcount != len(rows):
                raise conflict(group)
        for change in group:
            change.record.version += 1


def _values(change: Altered, names: Sequence[str], fields: dict[str, Any]) -> list[Any]:
    values = [fields[n].get_db_prep_save(getattr(change.record, n), connection) for n in names]
    return [*values, change.record.pk, change.before["version"], change.before["state"]]


def _restamp(changes: Sequence[Altered]) -> None:
    """Participation carries the row's state and due day, so that a list over it can be ordered and filtered without a
    join."""
    model = type(changes[0].record)
    names = ("state", "due") if "due" in model.dated else ("state",)
    moved: dict[tuple[Any, ...], list[int]] = {}
    for change in changes:
        if change.record.__dict__.get("_participants") and differs(change, names):
            moved.setdefault(tuple(getattr(change.record, name) for name in names), []).append(change.record.pk)
    for values, records in moved.items():
        rows = Participation.objects.filter(model=model._meta.label_lower, record__in=records)
        rows.update(**dict(zip(names, values, strict=True)))


def update_related(altered: Sequence[tuple[Model, tuple[str, ...]]]) -> None:
    """Write the named columns of rows beside the records, many rows with one statement."""
    groups: dict[tuple[type[Model], tuple[str, ...]], list[Model]] = {}
    for row, names in altered:
        groups.setdefault((type(row), names), []).append(row)
    quote = connection.ops.quote_name
    for (model, names), rows in groups.items():
        known = {field.attname: field for field in model._meta.concrete_fields}
        fields = [known[name] for name in names]
        sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
        sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote('id')} = %s"  # noqa: S608
        values = [[*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields), row.pk] for row in rows]
        with past_guard(), connection.cursor() as cursor:
            cursor.executemany(sql, values)


def conflict(changes: Sequence[Altered]) -> Conflict:
    """What to tell a person whose record was moved by somebody else in the meantime."""
    model = type(changes[0].record)
    for change in changes:
        label = model._meta.label_lower
        # What is only noted, like an amendment, has no target and no step to name: the general sentence tells it.
        moves = AuditEntry.objects.filter(model=label, record=change.record.pk).exclude(target="")
        last = moves.order_by("-seq").first()
        if last is None or (last.verb == change.before["last_move"] and last.actor == change.before["last_actor"]):
            continue
        move = model.machine.by_name.get(last.verb)
        return Conflict(
            N_("{who}已先办理“{move}”，现为“{state}”，请刷新后再办"),
            who=name_of(last.actor),
            move=move.label if move else last.verb,
            state=model.machine.label(last.target),
        )
    return Conflict(N_("该记录刚被他人改动，请刷新后再办"))


def write_intervals(records: Sequence[Living], at: datetime) -> None:
    """Close the present interval of each record and open one with its state and dated facts as they are now."""
    if not records:
        return
    machine = type(records[0]).machine.name
    for start in range(0, len(records), 500):
        part = [record.pk for record in records[start : start + 500]]
        StateInterval.objects.filter(machine=machine, record__in=part, until__isnull=True).update(until=at)
    insert([interval(record, at) for record in records])


def interval(record: Living, at: datetime) -> StateInterval:
    """The unsaved interval that begins with a record's state and dated facts as they are now."""
    return StateInterval(
        machine=type(record).machine.name, record=record.pk or 0, state=record.state, since=at, **record.dated_facts
    )
