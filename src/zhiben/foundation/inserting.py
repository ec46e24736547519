"""New rows of one table by one statement. They are prepared before the transaction that writes them, which then holds
the database for the writing alone; Django's own bulk_create prepares every value while it holds it, and takes thrice
as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.transaction import TransactionManagementError

from zhiben.foundation.scope import past_guard

PLAIN = (str, int, date, Decimal, type(None))
"""What is converted once, however often it occurs."""


@dataclass(slots=True)
class Prepared:
    """Values as the database takes them, by column, and the unsaved rows that they were taken from, if any."""

    model: type[Model]
    columns: dict[str, Sequence[Any]]
    rows: Sequence[Model] = ()

    def fill(self, attname: str, values: Sequence[Any]) -> None:
        """Set a column that was not known before, like the id of a row that was written just now."""
        for row, value in zip(self.rows, values, strict=True):
            setattr(row, attname, value)
        self.columns[attname] = values

    def write(self) -> None:
        """Insert the rows, within the caller's transaction; ids are given to rows that have none. Raises
        TransactionManagementError without a transaction: the ids would be anybody's."""
        connection.validate_no_broken_transaction()
        if not connection.in_atomic_block:
            raise TransactionManagementError("rows are inserted within a transaction")
        if len(self.rows) == 1 and self.rows[0].pk is None:
            self._write_one()
            return
        if self.rows and self.rows[0].pk is None:
            self.fill(self.model._meta.pk.attname, _ids(self.model, len(self.rows)))
        with past_guard(), connection.cursor() as cursor:
            cursor.executemany(self._statement(), list(zip(*self.columns.values(), strict=True)))
        self._written()

    def _write_one(self) -> None:
        """A row alone is told its id by the statement that inserts it."""
        key = self.model._meta.pk
        with past_guard(), connection.cursor() as cursor:
            returning = f"{self._statement()} RETURNING {connection.ops.quote_name(str(key.column))}"
            cursor.execute(returning, [values[0] for values in self.columns.values()])
            [(pk,)] = cursor.fetchall()
        self.fill(key.attname, [pk])
        self._written()

    def _statement(self) -> str:
        fields = {field.attname: field for field in _columns_of(self.model)}
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(fields[name].column)) for name in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        return f"INSERT INTO {quote(self.model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608

    def _written(self) -> None:
        for row in self.rows:
            row._state.adding, row._state.db = False, connection.alias


def prepared(rows: Sequence[Model]) -> Prepared:
    """Unsaved rows of one model, ready to be written. Raises ValueError for a model whose columns set themselves, and
    where only some rows bring an id."""
    model = type(rows[0])
    if len({row.pk is None for row in rows}) > 1:
        raise ValueError("either all rows bring their ids or none does")
    for row in rows:
        if row._state.fields_cache:  # a row that it points to may have been written since
            row._prepare_related_fields_for_save("insert")  # type: ignore[attr-defined]
    columns: dict[str, Sequence[Any]] = {}
    for field in _columns_of(model):
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            raise ValueError(f"{model.__name__}.{field.name} sets itself when it is saved")
        if not (field.primary_key and rows[0].pk is None):
            columns[field.attname] = _as_stored(field, [getattr(row, field.attname) for row in rows])
    return Prepared(model, columns, rows)


def insert(rows: Sequence[Model]) -> None:
    """Prepare and write."""
    if rows:
        prepared(rows).write()


def _columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _as_stored(field: Field[Any, Any], values: list[Any]) -> list[Any]:
    """Each value as the database takes it; the same moment or day is converted once."""
    convert: Callable[[Any], Any] = lambda value: field.get_db_prep_save(value, connection)  # noqa: E731
    known: dict[tuple[type, Any], Any] = {}
    stored = []
    for value in values:
        if not isinstance(value, PLAIN):
            stored.append(convert(value))
            continue
        mark = (type(value), value)
        if mark not in known:
            known[mark] = convert(value)
        stored.append(known[mark])
    return stored


def _ids(model: type[Model], number: int) -> list[int]:
    """So many ids that nobody has or ever had, as the table itself would give them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [connection.ops.quote_name(table), model._meta.pk.column, number])
            return [int(row[0]) for row in cursor.fetchall()]
        # The transaction is the only writer: nobody takes these numbers between the question and the rows.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (int(row[0]) if row else 0) + 1
    return list(range(first, first + number))
