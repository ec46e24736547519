"""The door's hands: conditional updates that must hit exactly their rows, and the intervals of states. The only code
that writes a state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle.models import Living, StateInterval
from zhiben.foundation.people import name_of
from zhiben.foundation.scope.models import Participation
from zhiben.kernel.errors import Conflict
from zhiben.kernel.machine import Machine
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.foundation.lifecycle.door import Change


def update_rows(changes: Sequence[Change]) -> None:
    """Write what the changes altered, each row only if nobody moved it meanwhile. Raises Conflict that tells what
    happened."""
    model = type(changes[0].record)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    groups: dict[tuple[str, ...], list[Change]] = {}
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
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
            if cursor.rowcount != len(rows):
                raise conflict(group)
        for change in group:
            change.record.version += 1
    _restamp(model, changes)


def _values(change: Change, names: Sequence[str], fields: dict[str, Any]) -> list[Any]:
    values = [fields[n].get_db_prep_save(getattr(change.record, n), connection) for n in names]
    return [*values, change.record.pk, change.before["version"], change.source]


def _restamp(model: type[Living], changes: Sequence[Change]) -> None:
    """Participation carries the row's state, so that a list over it can be ordered and filtered without a join."""
    moved: dict[str, list[int]] = {}
    for change in changes:
        if change.target != change.source and change.record.__dict__.get("_participants"):
            moved.setdefault(change.target, []).append(change.record.pk)
    for state, records in moved.items():
        Participation.objects.filter(model=model._meta.label_lower, record__in=records).update(state=state)


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
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def conflict(changes: Sequence[Change]) -> Conflict:
    """What to tell a person whose record was moved by somebody else in the meantime."""
    model = type(changes[0].record)
    for change in changes:
        label = model._meta.label_lower
        # What is only noted, like an amendment, has no target: it does not stand in anybody's way.
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


def write_intervals(machine: Machine, moved: Sequence[tuple[int, str]], at: datetime, *, new: bool = False) -> None:
    """Close the present interval of each record and open one in its new state."""
    if not moved:
        return
    if not new:
        records = [record for record, _ in moved]
        for start in range(0, len(records), 500):
            part = records[start : start + 500]
            StateInterval.objects.filter(machine=machine.name, record__in=part, until__isnull=True).update(until=at)
    rows = [StateInterval(machine=machine.name, record=record, state=state, since=at) for record, state in moved]
    StateInterval.objects.bulk_create(rows, batch_size=500)
