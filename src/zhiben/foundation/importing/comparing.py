"""What a re-import would change: rows against the records that stand, by natural key and values; and what an import did
to a record, in the words of the workbook's cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.translation import gettext as _

from zhiben.foundation.importing.values import plain, says_nothing
from zhiben.foundation.tables import squeeze
from zhiben.kernel.sheet import Change, Column, Effect, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

    from django.db.models import Model

    from zhiben.foundation.scope.models import Scoped
    from zhiben.kernel.sheet import Row

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Record]):
    """Rows without a record; records with the values a row would change; how many say what stands already."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Record, Row, dict[str, Value]]] = field(default_factory=list)
    unchanged: list[Record] = field(default_factory=list)


def natural_key(values: Iterable[Value]) -> tuple[Hashable, ...]:
    """Key values in the form in which they are compared: spaces, width and case of text don't count."""
    return tuple(squeeze(value) if isinstance(value, str) else value for value in values)


def compare(
    rows: Iterable[Row],
    records: Iterable[Record],
    *,
    key: Sequence[str],
    value_of: Callable[[Record, str], Value],
) -> Comparison[Record]:
    """Put `rows` beside `records`; `value_of(record, column)` is what the record has now, in the column's terms.

    Only columns that the file has are compared: a narrower workbook changes nothing that it doesn't show.
    """
    standing = {natural_key(value_of(record, column) for column in key): record for record in records}
    outcome: Comparison[Record] = Comparison()
    for row in rows:
        record = standing.get(natural_key(row.values.get(column) for column in key))
        if record is None:
            outcome.new.append(row)
            continue
        changes = {
            column: value
            for column, value in row.values.items()
            if column not in key and not _same(value_of(record, column), value)
        }
        if changes:
            outcome.changed.append((record, row, changes))
        else:
            outcome.unchanged.append(record)
    return outcome


def _same(standing: Value, told: Value) -> bool:
    """A record stands unchanged when a workbook says it: 无 and '/' mean nothing there, what no eye sees is lost."""
    if standing == told or not isinstance(standing, str):
        return standing == told
    return plain(standing) == told or (told == "" and says_nothing(standing))


def in_words(column: Column, value: Value) -> str:
    """A plain value as a cell of the workbook says it; a lookup's id has no words of its own."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    return dict(column.choices).get(str(value), str(value))


def made(row: Row, record: Model, label: str) -> Effect:
    """The effect of a row that had no record; without an id as long as the record is not written."""
    return Effect(row.number, record._meta.label_lower, record.pk or 0, label)


def amended(
    row: Row,
    record: Model,
    label: str,
    changes: Mapping[str, tuple[Value, Value]],
    *,
    columns: Mapping[str, Column],
    named: Mapping[str, Change] | None = None,
) -> Effect:
    """The effect of a row that changed a standing record: (before, after) by column, in the order of the sheet;
    `named` are changes of what is known by names."""
    told = {
        key: Change(key, in_words(columns[key], before), in_words(columns[key], after), before)
        for key, (before, after) in changes.items()
    }
    told |= named or {}
    return Effect(
        row.number, record._meta.label_lower, record.pk, label, tuple(told[key] for key in columns if key in told)
    )


def used_elsewhere(model: type[Scoped], numbers: Collection[str]) -> set[str]:
    """Those of `numbers`, unique in the whole register, that belong to records which the open scope does not show:
    nothing else of them is told."""
    everywhere: Any = model._unfiltered()
    shown: Any = model.objects.all()
    known, seen = (
        rows.filter(number__in=list(numbers)).values_list("number", flat=True) for rows in (everywhere, shown)
    )
    return set(known) - set(seen)
