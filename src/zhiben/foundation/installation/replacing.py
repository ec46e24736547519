"""How a new database takes the old one's place: made beside it, swapped in at once when it is whole, thrown away when
anything goes wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.db import OperationalError, connection, transaction

from zhiben.kernel.disk import flush
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

SCHEMA = "zhiben_building"
IN_USE = N_("数据库正被使用，请先停止网站和后台任务，再试一次")


def fresh() -> AbstractContextManager[None]:
    """Within the block, the default connection leads to a new, empty database, which takes the old one's place at the
    end. Raises Refused while somebody else uses the old one."""
    return _new_schema() if connection.vendor == "postgresql" else _new_file()


@contextmanager
def _new_file() -> Iterator[None]:
    final = Path(connection.settings_dict["NAME"])
    draft = final.with_name(f"{final.name}.building")
    _lead_to(final)
    _settle(final)
    remove(draft)
    _lead_to(draft)
    try:
        with connection.cursor() as cursor:
            # Nothing is lost if the machine stops now: the file is flushed as a whole before it is swapped in.
            cursor.execute("PRAGMA synchronous=OFF")
            # One connection for all of it, not one for each thread of a site: it may keep more.
            cursor.execute("PRAGMA cache_size=-65536")
        yield
        _lead_to(draft)
        _settle(draft)
        _settle(final)
        flush(draft)
        draft.replace(final)
        flush(final.parent)
    finally:
        _lead_to(final)
        remove(draft)


def _lead_to(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)


def _settle(path: Path) -> None:
    """Bring everything into the one file; that works only while nobody else has it open."""
    if not path.exists():
        return
    opened = sqlite3.connect(path, timeout=2)
    try:
        mode = opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise Refused(IN_USE) from error
    finally:
        opened.close()
    if mode != "delete":
        raise Refused(IN_USE)


def beside(path: Path) -> Path:
    """Where a file of SQLite lies that another has taken the place of."""
    return path.with_name(f"{path.name}.before")


def remove(path: Path) -> None:
    """Take a file of SQLite off the disk, with what lies beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _new_schema() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        present = connection.ops.quote_name(cursor.fetchone()[0])
    _run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}", f"SET search_path TO {SCHEMA}")
    _run("SET synchronous_commit TO off", "SET lock_timeout TO '5s'")
    try:
        yield
        try:
            with transaction.atomic():
                _run(f"DROP SCHEMA {present} CASCADE", f"ALTER SCHEMA {SCHEMA} RENAME TO {present}")
                _run(f"GRANT USAGE ON SCHEMA {present} TO PUBLIC")
        except OperationalError as error:
            raise Refused(IN_USE) from error
    finally:
        _run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", "RESET search_path")
        _run("RESET synchronous_commit", "RESET lock_timeout")


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
