"""What the database itself refuses, by triggers: the last wall, for plain SQL and for mistakes. Who can drop a trigger
is found out elsewhere.

SQLite makes a table anew to change it, and loses its triggers: they come down before migrations and go up after them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True, slots=True)
class Guard:
    """Triggers on `tables` by name, in each database's own statements; `keeps_rows` when they refuse to delete."""

    tables: tuple[str, ...]
    names: Mapping[str, Sequence[str]]
    up: Mapping[str, Sequence[str]]
    down: Mapping[str, Sequence[str]]
    keeps_rows: bool = False

    def put_up(self, connection: BaseDatabaseWrapper) -> None:
        """Refuse from now on; to do so twice is to do so once."""
        self.take_down(connection)
        _run(connection, self.up)

    def take_down(self, connection: BaseDatabaseWrapper) -> None:
        """Allow it again; only migrations and tests that empty their tables do so."""
        _run(connection, self.down)

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Triggers that should stand and don't."""
        with connection.cursor() as cursor:
            cursor.execute(_STANDING[connection.vendor])
            standing = {row[0] for row in cursor.fetchall()}
        return [name for name in self.names[connection.vendor] if name not in standing]


Trigger = tuple[str, str, str, str]
"""Its name; the event with its table (`UPDATE OF state ON table`); the condition on OLD and NEW under which it refuses;
the sentence that it refuses with."""


def refusing(tables: tuple[str, ...], *triggers: Trigger, keeps_rows: bool = False) -> Guard:
    """The guard over `tables` by these triggers, in both databases' statements."""
    names = [name for name, *_rest in triggers]
    on = {name: event.rpartition(" ON ")[2] for name, event, *_rest in triggers}
    drop = [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    gone = [f"DROP TRIGGER IF EXISTS {name} ON {on[name]}" for name in names]
    return Guard(
        tables=tables,
        names={"sqlite": names, "postgresql": names},
        up={
            "sqlite": [_sqlite(*one) for one in triggers],
            "postgresql": [statement for one in triggers for statement in _postgresql(*one)],
        },
        down={"sqlite": drop, "postgresql": [*gone, *(f"DROP FUNCTION IF EXISTS {name}()" for name in names)]},
        keeps_rows=keeps_rows,
    )


def growing(table: str, key: str, sentence: str) -> Guard:
    """The guard over a table to which rows are added, and of which none is changed, deleted, replaced by another with
    its `key` (the name of the column), or emptied away."""
    # Names of our own table and column stand in the statement.
    replaced = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608
    verbs = (("update", "UPDATE", "true"), ("delete", "DELETE", "true"), ("replace", "INSERT", replaced))
    on = {f"{table}_no_{name}": (f"{verb} ON {table}", when) for name, verb, when in verbs}
    stays, whole = f"{table}_stays", f"{table}_stays_whole"
    calls = f"EXECUTE FUNCTION {stays}()"
    return Guard(
        tables=(table,),
        names={"sqlite": list(on), "postgresql": [stays, whole]},
        up={
            "sqlite": [_sqlite(name, *told, sentence) for name, told in on.items()],
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {stays}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$",
                f"CREATE TRIGGER {stays} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {calls}",
                f"CREATE TRIGGER {whole} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {calls}",
            ],
        },
        down={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in on],
            "postgresql": [
                *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in (stays, whole)),
                f"DROP FUNCTION IF EXISTS {stays}()",
            ],
        },
        keeps_rows=True,
    )


def _sqlite(name: str, event: str, when: str, sentence: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


def _postgresql(name: str, event: str, when: str, sentence: str) -> list[str]:
    back = "OLD" if event.startswith("DELETE") else "NEW"
    body = f"IF {when} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation'; END IF; RETURN {back};"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
_guards: list[Guard] = []


def register(guard: Guard) -> Guard:
    """Make a guard stand whenever migrations are through."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def registered() -> tuple[Guard, ...]:
    """All guards."""
    return tuple(_guards)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers of all guards that should stand and don't."""
    return [name for guard in _guards for name in guard.missing(connection)]


def follow_migrations() -> None:
    """Take the guards down before migrations, and put them up after them."""
    pre_migrate.connect(_before, dispatch_uid="guards")
    post_migrate.connect(_after, dispatch_uid="guards")


def _before(app_config: Any, using: str, plan: Any = None, **_rest: Any) -> None:
    # The signal is sent for each app; all guards go with the first one's.
    connection = connections[using]
    if plan and app_config.label == "foundation":
        known = connection.introspection.table_names()
        for guard in _guards:
            if set(guard.tables) <= set(known):
                guard.take_down(connection)


def _after(app_config: Any, using: str, plan: Any = None, **_rest: Any) -> None:
    # Emptying all tables sends the signal too, without a plan: nothing was made anew then.
    connection = connections[using]
    if plan is not None and app_config.label == "foundation":
        known = connection.introspection.table_names()
        for guard in _guards:
            if set(guard.tables) <= set(known) and guard.missing(connection):
                guard.put_up(connection)


def _run(connection: BaseDatabaseWrapper, statements: Mapping[str, Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
