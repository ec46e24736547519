"""What a re-import would change: rows against the records that stand, by natural key and values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from zhiben.foundation.importing.values import plain, says_nothing
from zhiben.foundation.tables import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from zhiben.kernel.sheet import Row, Value

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
