"""The database itself refuses to change or delete an entry of the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests import migrated

from zhiben.foundation import audit, guards
from zhiben.foundation.audit import guard
from zhiben.foundation.audit.models import AuditEntry
from zhiben.kernel.rights import SYSTEM

pytestmark = pytest.mark.django_db


ALTERED = f"""
INSERT INTO {guard.TABLE} (seq, at, actor, unit, substitute_for, verb, model, record, source, target, facts,
previous_hash, hash) SELECT seq, at, 9, unit, substitute_for, 'x', model, record, source, target, facts, previous_hash,
hash FROM {guard.TABLE} WHERE true
"""


def another_way() -> str:
    """The way round a refusal to change a row that the database itself offers."""
    if connection.vendor == "postgresql":
        return f"TRUNCATE {guard.TABLE}"
    return ALTERED.replace("INSERT", "INSERT OR REPLACE", 1)


@pytest.mark.parametrize(
    "statement",
    (f"UPDATE {guard.TABLE} SET verb = 'x'", f"DELETE FROM {guard.TABLE}", another_way),
    ids=["changed", "deleted", "replaced or emptied"],
)
def test_an_entry_is_neither_changed_nor_deleted(statement: str | Callable[[], str]) -> None:
    with audit.batch():
        audit.record("login", SYSTEM, subject=("orgs.person", 1))
    guard.GUARD.put_up(connection)
    with pytest.raises(DatabaseError, match=guard.SENTENCE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement if isinstance(statement, str) else statement())
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["login"]


@pytest.mark.either
def test_the_guards_stand_after_the_migrations(tmp_path: Path) -> None:
    """In an installation as its own command has made it."""
    migrated.copy_to(tmp_path / "made")
    with closing(sqlite3.connect(tmp_path / "made")) as made:
        standing = {name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    wanted = {name for one in guards.registered() for name in one.names["sqlite"]}
    assert (wanted - standing, len(wanted) > 20) == (set(), True)
