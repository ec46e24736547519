"""Policies on the tables of one database: put up after migrations, looked for by whoever wants to know whether the
guard stands, and whether it binds the role that is connected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

from zhiben.foundation.rls.policies import ANNOUNCED, EVERYTHING, Policy, policies
from zhiben.kernel.text import N_

NAME = "zhiben_scope"
UNBOUND = N_("数据库角色“{role}”是超级用户或带有BYPASSRLS，行级安全策略对它不起作用")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a table: `noted` when its policy was put up, `texts` as it reads now."""

    forced: bool
    policies: tuple[str, ...]
    noted: str
    texts: str


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Guarded tables of which nobody is kept out, or by another condition than is meant now."""
    if connection.vendor != "postgresql":
        return []
    found = _found(connection)
    return [one.table for one in policies() if not _stands(one, found.get(one.table))]


def unbound(connection: BaseDatabaseWrapper) -> str:
    """The connected role, when no policy binds it: it is a superuser, or was let past. Empty where the guard holds."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make every policy stand as it is meant now, and no other beside it; where all do, nothing is done. A table that
    lacks columns shows nothing to anybody until a later migration adds them."""
    found, columns = _found(connection), _columns(connection)
    wrong = [one for one in policies() if one.table in columns and not _stands(one, found.get(one.table))]
    whole = [one for one in wrong if all(name in columns.get(table, ()) for table, name in one.needs)]
    _run(connection, [line for one in wrong for line in _dropped(one.table, found.get(one.table))])
    _run(connection, [line for one in wrong for line in _made(one.table, one.shown if one in whole else "false")])
    found = _found(connection)
    notes = [f"COMMENT ON POLICY {NAME} ON {one.table} IS '{one.digest} {found[one.table].texts}'" for one in whole]
    _run(connection, notes)


def step_back(connection: BaseDatabaseWrapper) -> None:
    """Policies that name no column, so that migrations can change any: they show everything where everything was
    asked for, as in a migration, and otherwise nothing."""
    standing = [table for table, one in _found(connection).items() if one.policies]
    _run(connection, [line for table in standing for line in _made(table, EVERYTHING)])


def follow_migrations() -> None:
    """Step back before migrations, and stand again after them."""
    pre_migrate.connect(_before, dispatch_uid="rls")
    post_migrate.connect(_after, dispatch_uid="rls")


def _before(app_config: Any, using: str, plan: Any = None, **_rest: Any) -> None:
    if plan and app_config.label == "foundation" and connections[using].vendor == "postgresql":
        step_back(connections[using])


def _after(app_config: Any, using: str, plan: Any = None, **_rest: Any) -> None:
    # Emptying all tables sends the signal too, without a plan: nothing was made anew then.
    if plan is not None and app_config.label == "foundation" and connections[using].vendor == "postgresql":
        put_up(connections[using])


def _dropped(table: str, found: Standing | None) -> list[str]:
    """Whatever stands there by another name: it may show more than is meant, and nobody else puts up policies."""
    others = [name.replace('"', '""') for name in (found.policies if found else ()) if name != NAME]
    return [f'DROP POLICY "{name}" ON {table}' for name in others]


def _made(table: str, shown: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {NAME} ON {table}",
        f"CREATE POLICY {NAME} ON {table} USING ({shown}) WITH CHECK ({ANNOUNCED})",
    ]


def _stands(one: Policy, found: Standing | None) -> bool:
    if found is None or not found.forced or found.policies != (NAME,):
        return False
    return found.noted == f"{one.digest} {found.texts}"


_STANDING = """
SELECT held.relname, held.relrowsecurity AND held.relforcerowsecurity, told.polname,
       obj_description(told.oid, 'pg_policy'),
       md5(concat_ws(' / ', told.polpermissive, told.polcmd, told.polroles, pg_get_expr(told.polqual, told.polrelid),
                     pg_get_expr(told.polwithcheck, told.polrelid)))
FROM pg_class held JOIN pg_policy told ON told.polrelid = held.oid
WHERE held.relnamespace = current_schema()::regnamespace ORDER BY held.relname, told.polname
"""


def _found(connection: BaseDatabaseWrapper) -> dict[str, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        rows = cursor.fetchall()
    by_table: dict[str, list[Any]] = defaultdict(list)
    for table, *said in rows:
        by_table[table].append(said)
    return {
        table: Standing(said[0][0], tuple(one[1] for one in said), said[0][2] or "", said[0][3])
        for table, said in by_table.items()
    }


def _columns(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    sql = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for table, column in cursor.fetchall():
            found[table].add(column)
    return found


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    if statements:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements))
