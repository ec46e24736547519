"""SQLite: copied page by page under one reader's lock, while others write; put back as a file that is looked through
before it takes the old one's place."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from zhiben.foundation.backup.snapshots import Expected, Rows, counted, head_of
from zhiben.foundation.installation import replacing
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

LEVEL = 1
"""Of gzip: a database of text comes to a quarter with it; more effort saves little."""


class Copy:
    """A copy in a file of its own, which nobody writes to."""

    def __init__(self, path: Path, opened: sqlite3.Connection) -> None:
        self._path, self._opened = path, opened

    def ask(self, statement: str) -> Rows:
        """The rows that a statement finds."""
        return self._opened.execute(statement).fetchall()

    def tables(self) -> list[str]:
        """The names of its tables, without SQLite's own."""
        return tables_of(self._opened)

    def write_to(self, path: Path) -> None:
        """The whole file, compressed."""
        with self._path.open("rb") as plain, path.open("xb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, 0) as packed:
            shutil.copyfileobj(plain, packed, 2**20)


def tables_of(opened: sqlite3.Connection) -> list[str]:
    """The names of a file's tables, without SQLite's own."""
    found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith("sqlite_")]


class SQLite:
    """One file."""

    MEMBER = "database.sqlite3.gz"

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Copy]:
        """The database as it is now: all pages are read under one lock, which keeps no writer out."""
        draft = folder / f".{uuid.uuid4().hex}"
        try:
            source = sqlite3.connect(str(connection.settings_dict["NAME"]))
            with closing(source), closing(sqlite3.connect(draft)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")
                target.execute("PRAGMA query_only=ON")
                yield Copy(draft, target)
        finally:
            replacing.remove(draft)

    def put_back(self, dump: Path, expected: Expected, *, keep: bool) -> None:
        """Unpack beside, look through, swap in; an old file to be kept stays as `zhiben.sqlite3.before`."""
        final = Path(connection.settings_dict["NAME"])
        with replacing.fresh():
            draft = Path(connection.settings_dict["NAME"])
            connection.close()
            replacing.remove(draft)
            with gzip.open(dump) as packed, draft.open("xb") as plain:
                shutil.copyfileobj(packed, plain, 2**20)
            _must_hold(draft, expected)
            if keep:
                aside = replacing.beside(final)
                aside.unlink(missing_ok=True)
                aside.hardlink_to(final)

    def is_empty(self) -> bool:
        """Whether there is no file, or none with tables."""
        return not connection.introspection.table_names()


def _must_hold(path: Path, expected: Expected) -> None:
    with closing(sqlite3.connect(path)) as opened:
        copy = Copy(path, opened)
        trouble = [str(row[0]) for row in copy.ask("PRAGMA integrity_check") if row[0] != "ok"]
        trouble += [f"{row[0]} → {row[2]}" for row in copy.ask("PRAGMA foreign_key_check")]
        found = Expected(counted(copy, copy.tables()), head_of(copy))
    if found != expected:
        trouble.append(N_("行数或台账链尾与清单不符"))
    if trouble:
        raise Refused(N_("备份里的数据库有误：{what}"), code="backup_unsound", what="；".join(trouble[:5]))
