"""Triggers that refuse to change or delete an entry of the ledger. They stop mistakes and plain SQL; who can drop a
trigger is found out by `verify`, from the chain."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "foundation_auditentry"
SENTENCE = "the ledger is append-only"

_SQLITE_UP = [
    f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_DOWN = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")]
_POSTGRESQL_UP = [
    f"CREATE OR REPLACE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
    f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays()",
]
_POSTGRESQL_DOWN = [f"DROP TRIGGER IF EXISTS {TABLE}_stays ON {TABLE}", f"DROP FUNCTION IF EXISTS {TABLE}_stays()"]
UP = {"sqlite": _SQLITE_UP, "postgresql": _POSTGRESQL_UP}
DOWN = {"sqlite": _SQLITE_DOWN, "postgresql": _POSTGRESQL_DOWN}


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Refuse changes and deletions from now on."""
    _run(connection, UP)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Allow them again; only migrations backwards and tests that empty their tables do so."""
    _run(connection, DOWN)


def _run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
