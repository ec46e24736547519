"""Files that are kept for a while only: exports to fetch, workbooks of imports. Their bytes go with the term; whoever
asks for one afterwards is told so."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.foundation.files.models import Attachment, PassingFile, StoredFile
from zhiben.foundation.files.pinning import free
from zhiben.foundation.files.storing import path_of
from zhiben.foundation.retention.holding import withheld
from zhiben.foundation.retention.kinds import DEFAULT, Forgotten, Kind, declare, forgotten, in_blocks
from zhiben.kernel import clock
from zhiben.kernel.text import N_

EXPORT, IMPORT = "export", "import_file"
DAYS = 7
MODEL = "foundation.storedfile"
BRINGING = 3600
"""Seconds within which what somebody brings is committed."""


def passes(stored: StoredFile, kind: str = EXPORT) -> StoredFile:
    """Let a file that has just been stored go with the term of its kind; the file."""
    PassingFile.objects.get_or_create(file=stored, defaults={"kind": kind})
    return stored


def forget_files(kind: str, until: datetime, *, besides: Any = ()) -> Forgotten:
    """Remove the bytes of the files of a kind that were stored before `until`, and of those `besides` (a query of ids).
    What lies beside a record is its evidence and stays; so does what is held."""
    meant = Q(passing__kind=kind) | Q(pk__in=besides)
    rows = StoredFile.objects.filter(meant, uploaded_at__lt=until, passing__removed_at__isnull=True)
    held = withheld(MODEL)
    found = list(rows.exclude(Exists(Attachment.objects.filter(file=OuterRef("pk")))).order_by("pk"))
    gone = [one for one in found if one.pk not in held]
    for one in gone:
        PassingFile.objects.update_or_create(file=one, defaults={"kind": kind, "removed_at": clock.now()})
    hashes = {one.sha256 for one in gone}
    transaction.on_commit(lambda: sweep(hashes))
    return forgotten((f"{one.pk} {one.sha256}" for one in gone), held=len(found) - len(gone))


def sweep(hashes: Iterable[str] | None = None) -> int:
    """Take the bytes off the disk that no file stands for any more, of these hashes, or of all that were removed: a run
    that broke off between database and disk is completed by the next. How many were taken off."""
    removed = PassingFile.objects.filter(removed_at__isnull=False)
    told = removed.values_list("file__sha256", flat=True).distinct() if hashes is None else hashes
    wanted = [one for one in told if _is_still(path_of(one))]
    living = {one for block in in_blocks(wanted) for one in _living(block).values_list("sha256", flat=True)}
    return sum(_taken_off(path_of(one)) for one in set(wanted) - living)


def _taken_off(path: Path) -> bool:
    """Looked at once more: somebody may have brought the bytes again since the files that stand for them were read. A
    backup that is being taken needs what it has seen: the next run takes it off."""
    with free() as alone:
        if not alone or not _is_still(path):
            return False
        path.unlink(missing_ok=True)
        return True


def _is_still(path: Path) -> bool:
    """Whether the bytes lie there, and nobody has just brought them again: who is about to must not lose them."""
    return path.is_file() and path.stat().st_mtime < time.time() - BRINGING


def _leftovers(until: datetime) -> Forgotten:
    """Bytes that no file stands for: what was being stored when a transaction failed, a draft never renamed."""
    gone, oldest = list[str](), time.time() - (clock.machine() - until).total_seconds()
    for folder in sorted(Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]")):
        old = [one for one in folder.iterdir() if _is_still(one) and one.stat().st_mtime < oldest]
        rows = (StoredFile.objects.filter(sha256__in=block) for block in in_blocks(one.name for one in old))
        known = {name for some in rows for name in some.values_list("sha256", flat=True)}
        gone += [one.name for one in old if one.name not in known and _taken_off(one)]
    return forgotten(gone)


def _living(hashes: list[str]) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(sha256__in=hashes, passing__removed_at__isnull=True)


def _exports(until: datetime) -> Forgotten:
    sweep()
    return forget_files(EXPORT, until)


declare(Kind("leftovers", N_("没有登记的残留文件"), 1, DEFAULT, _leftovers, machine=True))
declare(Kind(EXPORT, N_("后台生成、待下载的文件"), DAYS, DEFAULT, _exports, model=MODEL))
