"""What one moment's snapshot of a database offers, whichever database it is, and which kind a backup can be of."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

Rows = list[tuple[Any, ...]]


class Snapshot(Protocol):
    """A database as of one moment."""

    def ask(self, statement: str) -> Rows:
        """The rows that a statement finds."""

    def write_to(self, path: Path) -> None:
        """Write all of it into a new file. Raises Refused, OSError."""

    def tables(self) -> list[str]:
        """The names of its tables."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a database must come to once it is put back: rows by table, the ledger's last entry and its hash."""

    tables: dict[str, int]
    ledger: tuple[int, str]


class Kind(Protocol):
    """How snapshots of one kind of database are taken and put back."""

    MEMBER: str
    """What the archive calls it."""

    def snapshot(self, folder: Path) -> AbstractContextManager[Snapshot]:
        """The database as it is now; drafts lie in `folder`."""

    def put_back(self, dump: Path, expected: Expected, *, keep: bool) -> None:
        """Let what `dump` holds take the present database's place, which is kept aside (`keep`) or goes; all of it or
        nothing. Raises Refused while somebody uses the present one, and for what does not come to what is expected."""

    def is_empty(self) -> bool:
        """Whether there is nothing that a restore would put aside."""


def kind() -> Kind:
    """That of this installation's database."""
    if connection.vendor == "postgresql":
        from zhiben.foundation.backup import postgresql

        return postgresql.PostgreSQL()
    from zhiben.foundation.backup import sqlite

    return sqlite.SQLite()


def counted(snapshot: Snapshot, names: Iterable[str]) -> dict[str, int]:
    """Rows by table."""
    quote = connection.ops.quote_name
    # Names of the database's own tables stand in the statements.
    return {name: int(snapshot.ask(f"SELECT COUNT(*) FROM {quote(name)}")[0][0]) for name in names}  # noqa: S608


def head_of(snapshot: Snapshot) -> tuple[int, str]:
    """The ledger's last entry and its hash; 0 and nothing while it is empty."""
    seq, digest = (snapshot.ask("SELECT seq, hash FROM foundation_ledgerhead") or [(0, "")])[0]
    return int(seq), str(digest)
