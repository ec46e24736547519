"""Millions of rows by one statement of SQLite's: each column an expression of the row's number `i`."""

from __future__ import annotations

from typing import Any

from django.db import connection

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"


def complete(model: Any, told: dict[str, str]) -> dict[str, str]:
    """The columns told, and nothing said in the others that must say something."""
    found = dict(told)
    for column in model._meta.concrete_fields:
        if not column.null and not column.primary_key and column.attname not in found:
            found[column.attname] = "0" if "Integer" in column.get_internal_type() else "''"
    return found


def insert_numbered(table: str, rows: int, told: dict[str, str], which: str = "") -> None:
    """So many rows of a table, or those of them that `which` says."""
    names = ", ".join(f'"{name}"' for name in told)
    chosen = f"{NUMBERS.format(rows=rows)} SELECT {', '.join(told.values())} FROM n {which}"  # noqa: S608
    sql = f'INSERT INTO "{table}" ({names}) {chosen}'
    with connection.cursor() as cursor:
        cursor.execute(sql)
