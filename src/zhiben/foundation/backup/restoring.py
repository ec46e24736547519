"""Putting a backup back: every byte is proved first, files come before the database, and that takes the old one's place
at once. Broken off anywhere, the installation is what it was, or what the backup says."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zhiben.foundation.backup.archive import Manifest, content_of, manifest_of, opened, proved
from zhiben.foundation.backup.snapshots import Expected, kind
from zhiben.foundation.files.pinning import pinned
from zhiben.foundation.files.storing import path_of
from zhiben.kernel.disk import write_whole
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `sha256` of the backup, whether another database was put aside, and how many migrations this
    version has that the backup did not know: `zhiben migrate` is to follow."""

    manifest: Manifest
    sha256: str
    aside: bool
    newer: int


def examined(path: Path) -> tuple[Manifest, str]:
    """What a backup holds, and the SHA-256 of the file. Raises Refused unless every byte is as it was written."""
    if not path.is_file():
        raise Refused(N_("没有找到备份文件“{path}”"), code="no_file", path=str(path))
    digest = proved(path)
    with opened(path) as archive:
        return manifest_of(archive, path), digest


def restore(path: Path, *, progress: Callable[[str], None] = lambda _told: None) -> Restored:
    """Prove the backup and let it take the place of this installation's database; its files are added to those there
    are. Raises Refused for an altered file, for another kind of database, for one of a later version, while somebody
    uses the database, and where the disk is full."""
    manifest, digest = examined(path)
    database = kind()
    if manifest.vendor != database.MEMBER:
        raise Refused(
            N_("这份备份是另一种数据库的（{name}），不能恢复到本库"), code="backup_vendor", name=manifest.vendor
        )
    newer = _newer(manifest)
    progress(N_("备份完整，正在恢复"))
    aside = not database.is_empty()
    connection.close()
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.ZHIBEN_HOME) as folder,
            opened(path) as archive,
        ):
            dump = Path(folder) / "dump"
            with dump.open("xb") as out:
                shutil.copyfileobj(content_of(archive, database.MEMBER), out, 2**20)
            with pinned():
                _files(archive)
                database.put_back(dump, Expected(manifest.tables, (manifest.ledger[0], manifest.ledger[1])), keep=aside)
    except OSError as error:
        raise Refused(N_("恢复时写不了磁盘：{why}；原来的数据没有变"), code="disk", why=str(error.strerror)) from error
    return Restored(manifest, digest, aside, newer)


def _newer(manifest: Manifest) -> int:
    """How many migrations the backup does not know. Raises Refused when it knows one that is not of this version; those
    of parts that this version has no more say nothing."""
    known = {f"{app} {name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    apps = {one.partition(" ")[0] for one in known}
    noted = {one for one in manifest.migrations if one.partition(" ")[0] in apps}
    if strange := noted - known:
        sentence = N_("这份备份来自更新的版本（{count}项表结构变更本版本没有），请先升级再恢复")
        raise Refused(sentence, code="backup_newer", count=len(strange))
    return len(known - noted)


def _files(archive: tarfile.TarFile) -> None:
    """Those that are not there yet, each whole."""
    for member in archive:
        folder, _, sha256 = member.name.partition("/")
        if folder == "files" and not _is_there(path_of(sha256), member.size, sha256):
            write_whole(path_of(sha256), _bytes_of(archive, member))


def _is_there(path: Path, size: int, sha256: str) -> bool:
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


def _bytes_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream: IO[bytes] | None = archive.extractfile(member)
    return stream.read() if stream else b""
