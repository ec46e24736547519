"""Taking a backup while people work: one moment of the database, then the files that it names, which stay until they
are copied; one archive, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.audit import verbs
from zhiben.foundation.backup.archive import Manifest, Writer
from zhiben.foundation.backup.snapshots import Snapshot, counted, head_of, kind
from zhiben.foundation.files.pinning import pinned
from zhiben.foundation.files.storing import path_of
from zhiben.kernel import clock
from zhiben.kernel.disk import flush
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_

SUBJECT = ("foundation.installation", 1)
verbs.name(back_up=N_("备份"))
verbs.administer(SUBJECT[0], "back_up")

STORED = """
SELECT DISTINCT f.sha256 FROM foundation_stored_file f
LEFT JOIN foundation_passingfile p ON p.file_id = f.id
WHERE p.removed_at IS NULL ORDER BY f.sha256
"""
"""The hashes of the files whose bytes are to be there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup came to; `sha256` of the whole file."""

    manifest: Manifest
    sha256: str
    size: int


def take(path: Path, *, progress: Callable[[str], None] = lambda _told: None) -> Taken:
    """Write a backup to the new file `path`. Raises Refused where there is one already, or it cannot be written."""
    if path.exists():
        raise Refused(N_("“{path}”已存在，请换一个文件名"), code="file_exists", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".zhiben-", dir=path.parent) as folder:
            taken = _write(path, Path(folder), progress)
    except OSError as error:
        raise Refused(N_("写不了备份“{path}”：{why}"), code="disk", path=str(path), why=str(error.strerror)) from error
    told = {"rows": taken.manifest.rows, "files": taken.manifest.files, "sha256": taken.sha256}
    audit.record("back_up", SYSTEM, subject=SUBJECT, facts=told)
    return taken


def _write(path: Path, folder: Path, progress: Callable[[str], None]) -> Taken:
    database, whole = kind(), folder / "whole"
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream, pinned(), database.snapshot(folder) as snapshot:
        at = clock.machine().isoformat(timespec="seconds")
        writer, dump = Writer(stream), folder / "dump"
        snapshot.write_to(dump)
        with dump.open("rb") as content:
            writer.add(database.MEMBER, content, dump.stat().st_size)
        progress(N_("数据库已备份，正在备份文件"))
        files, missing = 0, list[str]()
        for sha256, present in _files(writer, snapshot):
            files += present
            missing += [] if present else [sha256]
        manifest = Manifest(at, database.MEMBER, files=files, missing=missing, **_told(snapshot))
        sha256 = writer.end(manifest)
        stream.flush()
        os.fsync(stream.fileno())
    size = whole.stat().st_size
    whole.rename(path)
    flush(path.parent)
    return Taken(manifest, sha256, size)


def _files(writer: Writer, snapshot: Snapshot) -> Iterator[tuple[str, bool]]:
    """Each file that the snapshot names, and whether its bytes went into the archive as they should be."""
    for (sha256,) in snapshot.ask(STORED):
        source = path_of(sha256)
        if not source.is_file():
            yield sha256, False
            continue
        with source.open("rb") as content:
            yield sha256, writer.add(f"files/{sha256}", content, source.stat().st_size) == sha256


def _told(snapshot: Snapshot) -> dict[str, Any]:
    """What the manifest says of the database."""
    migrations = snapshot.ask("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    keys = snapshot.ask("SELECT DISTINCT key FROM foundation_secret WHERE body <> '' ORDER BY 1")
    return {
        "tables": counted(snapshot, snapshot.tables()),
        "ledger": [*head_of(snapshot)],
        "migrations": [f"{app} {name}" for app, name in migrations],
        "keys": [str(key) for (key,) in keys],
    }
