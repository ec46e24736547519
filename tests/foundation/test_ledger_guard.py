"""The database itself refuses to change or delete an entry of the ledger."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from zhiben.foundation import audit
from zhiben.foundation.audit import guard
from zhiben.foundation.audit.models import AuditEntry
from zhiben.kernel.rights import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    (f"UPDATE {guard.TABLE} SET verb = 'x'", f"DELETE FROM {guard.TABLE}"),
)
def test_an_entry_is_neither_changed_nor_deleted(statement: str) -> None:
    with audit.batch():
        audit.record("login", SYSTEM, subject=("orgs.person", 1))
    guard.GUARD.put_up(connection)
    with pytest.raises(DatabaseError, match=guard.SENTENCE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["login"]


def test_the_guard_stands_in_the_migrations() -> None:
    from django.db.migrations.loader import MigrationLoader

    assert ("foundation", "0002_ledger_is_append_only") in MigrationLoader(connection).graph.nodes
