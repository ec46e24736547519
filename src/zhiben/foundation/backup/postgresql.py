"""PostgreSQL: by its own `pg_dump`, in a snapshot that is shared with what is asked beside it; put back by `pg_restore`
in one transaction, in which everything is counted before it holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from zhiben.foundation.backup.snapshots import Expected, Rows
from zhiben.foundation.installation import replacing
from zhiben.foundation.rls import telling
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

BEFORE = "zhiben_before"
"""The schema in which the database of before a restore stays."""

NO_TOOL = N_("没有找到“{tool}”：备份和恢复PostgreSQL须用它自带的工具，请安装postgresql-client（版本不低于服务器）")


class Held:
    """A transaction that keeps seeing one moment, and shares it."""

    def __init__(self, opened: Any, schema: str, shared: str) -> None:
        self._opened, self._schema, self._shared = opened, schema, shared

    def ask(self, statement: str) -> Rows:
        """The rows that a statement finds, whoever may see them."""
        return list(self._opened.execute(statement).fetchall())

    def tables(self) -> list[str]:
        """The names of the schema's tables."""
        found = self.ask(f"SELECT tablename FROM pg_tables WHERE schemaname = '{self._schema}' ORDER BY 1")  # noqa: S608
        return [name for (name,) in found]

    def write_to(self, path: Path) -> None:
        """A dump of the schema in PostgreSQL's own form, of the same moment."""
        _run(
            "pg_dump",
            *("--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--enable-row-security"),
            *(f"--schema={self._schema}", f"--snapshot={self._shared}", f"--file={path}"),
        )


class PostgreSQL:
    """One schema of one database."""

    MEMBER = "database.dump"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Held]:
        """The database as it is now; nobody waits for it."""
        del folder  # nothing is drafted
        import psycopg

        parameters = {**connection.get_connection_params(), "options": _options()}
        for ours in ("cursor_factory", "context", "prepare_threshold"):
            parameters.pop(ours, None)
        with psycopg.connect(**parameters) as opened:
            opened.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            schema, shared = opened.execute("SELECT current_schema(), pg_export_snapshot()").fetchone() or ("", "")
            yield Held(opened, str(schema), str(shared))

    def put_back(self, dump: Path, expected: Expected, *, keep: bool) -> None:
        """Rename the present schema, make the dumped one, count, and let it hold; an old one to be kept stays as
        `zhiben_before`."""
        _nobody_else()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = str(cursor.fetchone()[0])
        connection.close()
        begins = (
            f"SET lock_timeout = '5s'; DROP SCHEMA IF EXISTS {BEFORE} CASCADE;"
            f" ALTER SCHEMA {schema} RENAME TO {BEFORE}; CREATE SCHEMA {schema};"
        )
        ends = f"{_assertions(schema, expected)} GRANT USAGE ON SCHEMA {schema} TO PUBLIC;"
        ends += "" if keep else f" DROP SCHEMA {BEFORE} CASCADE;"
        once = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", *once, "-c", begins, "-f", str(_statements(dump, schema)), "-c", ends)

    def is_empty(self) -> bool:
        """Whether the schema has no tables."""
        return not connection.introspection.table_names()


def _statements(dump: Path, schema: str) -> Path:
    """A file beside the dump with what makes the schema, without the line that makes the schema itself."""
    listed = _run("pg_restore", "--list", str(dump)).decode()
    kept = [line for line in listed.splitlines() if not re.match(rf"\d+; \d+ \d+ SCHEMA - {schema} ", line)]
    wanted, script = dump.with_suffix(".list"), dump.with_suffix(".sql")
    wanted.write_text("\n".join(kept), encoding="utf-8")
    whose = ("--no-owner", "--no-privileges", "--enable-row-security")
    _run("pg_restore", *whose, f"--use-list={wanted}", f"--file={script}", str(dump))
    return script


def _assertions(schema: str, expected: Expected) -> str:
    """Statements that fail unless the tables hold what they are to hold."""
    quote = connection.ops.quote_name
    lines = [
        f"IF (SELECT COUNT(*) FROM {schema}.{quote(name)}) <> {rows} THEN RAISE EXCEPTION 'rows of {name}'; END IF;"  # noqa: S608
        for name, rows in expected.tables.items()
    ]
    seq, digest = expected.ledger
    head = f"COALESCE((SELECT seq || ':' || hash FROM {schema}.foundation_ledgerhead), '0:')"  # noqa: S608
    lines.append(f"IF {head} <> '{int(seq)}:{digest}' THEN RAISE EXCEPTION 'head of the ledger'; END IF;")
    return "DO $zhiben$ BEGIN\n" + "\n".join(lines) + "\nEND $zhiben$;"


def _nobody_else() -> None:
    """Raises Refused while another session is connected to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise Refused(replacing.IN_USE, code="in_use")


def _options() -> str:
    """Settings of the session under which its policies show every row."""
    return " ".join(f"-c {name}={value}" for name, value in zip(telling.names(), telling.everything(), strict=True))


def _run(tool: str, *arguments: str) -> bytes:
    """What one of PostgreSQL's tools prints. Raises Refused with its own words when it fails or is not there."""
    told = connection.settings_dict
    known = {f"PG{name}": told[name] for name in ("HOST", "PORT", "USER", "PASSWORD")} | {"PGDATABASE": told["NAME"]}
    environment = {**os.environ, **{name: str(value) for name, value in known.items() if value}}
    path = shutil.which(tool)
    if path is None:
        raise Refused(NO_TOOL, code="no_tool", tool=tool)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own tools, with words of ours
        [path, *arguments], capture_output=True, check=False, env={**environment, "PGOPTIONS": _options()}
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refused(N_("{tool}未能完成：{why}"), code="tool_failed", tool=tool, why="；".join(words[:3]))
    return done.stdout
