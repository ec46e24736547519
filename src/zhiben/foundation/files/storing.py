"""Taking a file in and giving it out.

Bytes lie under their hash below MEDIA_ROOT; a name a person gave never becomes a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from zhiben.foundation.files.kept import Kept
from zhiben.foundation.files.kinds import ALL_KINDS, KINDS, PHOTO_KINDS, Kind, must_be_among, recognise
from zhiben.foundation.files.models import Attachment, PassingFile, StoredFile
from zhiben.foundation.files.photos import look_at
from zhiben.kernel import clock
from zhiben.kernel.disk import write_whole
from zhiben.kernel.errors import Gone, NotFound, Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from zhiben.foundation.files.models import Photo

MAX_BYTES = 50 * 2**20
NAME_LENGTH = 120

DEVICE_CLOCK = "device_clock"
"""The field in which a form with photos brings the moment by its device's clock; a script fills it, if there is one."""

NOT_YOURS = N_("附件中有不是您上传的文件")

PRIVATE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'self'",
    "Cache-Control": "private, no-store",
}
"""Headers under which a file is no page of ours, and kept by no cache."""


def store(
    data: bytes,
    *,
    name: str,
    actor_id: int,
    kinds: frozenset[str] = ALL_KINDS,
    device_clock: str = "",
    taken: str = "",
    photo: Photo | None = None,
) -> StoredFile:
    """Keep `data`, called `name` by the person; of a photo, what it shows and what its camera says is noted (`taken`:
    what it said of the moment before a smaller copy lost it), and what the clock of the device said that sent it.
    `photo`: what `look_at` has noted of these bytes, where it was asked before.
    Raises Refused when it is too large, not of one of `kinds`, or a photo that can't be opened.

    The bytes reach the disk before the row is committed; a row without its bytes can't come to be.
    """
    must_be_small_enough(len(data), name)
    kind = recognise(data, name=name, kinds=kinds)
    shown = safe_name(name, kind)
    told = {"device_clock": device_clock, "taken": taken}
    if kind.name in PHOTO_KINDS and photo is None:
        photo = look_at(data, name=shown, **told)
    sha256 = hashlib.sha256(data).hexdigest()
    _keep(data, path_of(sha256))
    given = {"size": len(data), "name": shown, "kind": kind.name}
    with transaction.atomic():
        stored = StoredFile.objects.create(sha256=sha256, uploaded_by=actor_id, uploaded_at=clock.now(), **given)
        if photo is not None:
            photo.file = stored
            photo.save(force_insert=True)
    return stored


def store_uploads(
    uploads: Iterable[UploadedFile[bytes] | Kept] | None, *, actor_id: int, device_clock: str
) -> list[int]:
    """The ids of files brought along in one form, each kept by `store_upload`."""
    return [store_upload(one, actor_id=actor_id, device_clock=device_clock).pk for one in uploads or ()]


def store_upload(
    upload: UploadedFile[bytes] | Kept,
    *,
    actor_id: int,
    kinds: frozenset[str] = ALL_KINDS,
    device_clock: str = "",
) -> StoredFile:
    """Keep a file as it came with a form; its size is looked at before it is read. One that was kept before stays."""
    if isinstance(upload, Kept):
        must_be_among(kinds, upload.stored.kind, upload.name)
        return own_files([upload.stored.pk], actor_id)[0]
    name = upload.name or ""
    must_be_small_enough(upload.size or 0, name)
    return store(upload.read(), name=name, actor_id=actor_id, kinds=kinds, device_clock=device_clock)


def must_be_small_enough(size: int, name: str) -> None:
    """Raises Refused for more bytes than a file may have."""
    if size > MAX_BYTES:
        sentence = _("文件“{name}”超过{limit}兆字节，请压缩或分开后再上传")
        raise Refused(sentence, code="file_too_large", name=name, limit=MAX_BYTES // 2**20)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a hash")
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


_later: ContextVar[bool] = ContextVar("zhiben_files_flushed_later", default=False)


@contextmanager
def flushed_together() -> Iterator[None]:
    """Within, new files wait for the end to be flushed to the disk: for what is thrown away as a whole when it breaks
    off, as a city being built."""
    token = _later.set(True)
    try:
        yield
        os.sync()
    finally:
        _later.reset(token)


def _keep(data: bytes, path: Path) -> None:
    """Write whole or not at all, where these bytes do not lie yet; where they do, they are new again, for whoever
    clears away what nobody needs."""
    if path.exists() and path.stat().st_size == len(data):
        os.utime(path)
    else:
        write_whole(path, data, flushed=not _later.get())


def safe_name(name: str, kind: Kind) -> str:
    """The name as it is shown and downloaded: no path, no control or direction marks, an ending that is true."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    clean = re.sub(r'[<>:"|?*%;]', "_", visible).strip().rstrip(". ")
    stem, dot, ending = clean.rpartition(".")
    if not dot or ending.lower() not in kind.endings:
        stem, ending = clean, kind.endings[0]
    return f"{stem[:NAME_LENGTH].strip(' .') or _('未命名')}.{ending.lower()}"


def read_bytes(stored: StoredFile) -> bytes:
    """The file's bytes, proven against their hash. Raises Refused when the disk no longer has them as they were."""
    try:
        data = path_of(stored.sha256).read_bytes()
    except FileNotFoundError:
        must_stand(stored)
        raise NotFound(_("文件「{name}」已不在存储中"), name=stored.name) from None
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Refused(_("文件「{name}」的内容与登记的不一致"), code="file_altered", name=stored.name)
    return data


def respond(stored: StoredFile) -> FileResponse:
    """The file as a download that a browser can't take for a page of ours. Who may have it was decided before."""
    must_stand(stored)
    try:
        stream = path_of(stored.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound(_("文件「{name}」已不在存储中"), name=stored.name) from None
    return FileResponse(
        stream,
        as_attachment=True,
        filename=stored.name,
        content_type=KINDS[stored.kind].content_type,
        headers=PRIVATE,
    )


def must_stand(stored: StoredFile) -> None:
    """Raises Gone for a file whose term is over."""
    passing = PassingFile.objects.filter(file=stored, removed_at__isnull=False).first()
    if passing and passing.removed_at:
        day = clock.in_words(passing.removed_at.astimezone(clock.TZ).date())
        raise Gone(
            _("文件「{name}」已过保存期限，{day}由系统删除；需要时请重新生成或重新上传"), name=stored.name, day=day
        )


def attach(stored: StoredFile, *, to: tuple[str, int], actor_id: int, purpose: str = "") -> Attachment:
    """Put a file beside the record `to` = (model label, id); doing so twice is doing so once."""
    with transaction.atomic():
        attachment, _new = Attachment.objects.get_or_create(
            file=stored,
            model=to[0],
            record_id=to[1],
            purpose=purpose,
            defaults={"attached_by": actor_id, "attached_at": clock.now()},
        )
    return attachment


def own_files(ids: Sequence[int], actor_id: int) -> list[StoredFile]:
    """Files that the person has brought along, by id. Raises Refused for anybody else's."""
    files = uploads(ids, actor_id)
    if len(files) != len(set(ids)):
        raise Refused(NOT_YOURS)
    return files


def attach_own(ids: Sequence[int], *, to: tuple[str, int], actor_id: int, purpose: str) -> None:
    """Put files beside a record, only those that the person brought along. Raises Refused for anybody else's."""
    attach_each([Brought(ids, to, actor_id)], purpose=purpose)


@dataclass(frozen=True, slots=True)
class Brought:
    """Files that a person has brought along for a record (model label, id)."""

    files: Sequence[int]
    to: tuple[str, int]
    actor_id: int


def attach_each(brought: Sequence[Brought], *, purpose: str) -> None:
    """Put files beside many records, only those that each person brought along. Raises Refused for anybody else's."""
    whose = dict(
        StoredFile.objects.filter(pk__in={pk for one in brought for pk in one.files}).values_list("pk", "uploaded_by")
    )
    rows, moment = [], clock.now()
    for one in brought:
        if any(whose.get(pk) != one.actor_id for pk in one.files):
            raise Refused(NOT_YOURS)
        beside = {"model": one.to[0], "record_id": one.to[1], "purpose": purpose}
        rows += [
            Attachment(file_id=pk, attached_by=one.actor_id, attached_at=moment, **beside)
            for pk in sorted(set(one.files))
        ]
    if rows:
        Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def take_away(to: tuple[str, int], *, purpose: str, since: datetime | None = None, file: int = 0) -> list[int]:
    """Let what was put beside a record for `purpose` lie there no longer: from a moment on, or one file (id), where so
    asked; the ids of the files, which stay."""
    rows = attached(*to, purpose)
    rows = rows.filter(attached_at__gte=since) if since else rows
    rows = rows.filter(file=file) if file else rows
    files = [row.file_id for row in rows]
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return files


def keep_beside(ids: Sequence[int], *, to: tuple[str, int], actor_id: int, purpose: str) -> None:
    """Let exactly these files lie beside a record for `purpose`: others are taken away from it (the files stay), new
    ones are put there as by `attach_own`."""
    standing = attached(*to, purpose)
    before = set(standing.values_list("file", flat=True))
    Attachment.objects.filter(pk__in=[one.pk for one in standing if one.file_id not in ids]).delete()
    attach_own([one for one in ids if one not in before], to=to, actor_id=actor_id, purpose=purpose)


def uploads(ids: Sequence[int], actor_id: int) -> list[StoredFile]:
    """Those of the files that the person has brought, with what is noted of photos, in the order in which they came."""
    return list(StoredFile.objects.filter(pk__in=ids, uploaded_by=actor_id).select_related("photo").order_by("pk"))


def uploaded_with(hashes: Sequence[str], actor_id: int) -> dict[str, StoredFile]:
    """Of the files that the person has brought, the first of each of these SHA-256s, as far as they have come."""
    rows = StoredFile.objects.filter(sha256__in=list(hashes), uploaded_by=actor_id).order_by("-pk")
    return {row.sha256: row for row in rows}


def attached_with(hashes: Collection[str], model: str) -> QuerySet[Attachment]:
    """Where files with these SHA-256s lie beside records of one model, whoever brought them."""
    return Attachment.objects.filter(model=model, file__sha256__in=list(hashes)).select_related("file").order_by("id")


def attached_to_each(model: str, records: Sequence[int]) -> dict[int, list[Attachment]]:
    """The files beside each of many records of one model, in the order in which they came; one query."""
    found: dict[int, list[Attachment]] = {record: [] for record in records}
    rows = (
        Attachment.objects.filter(model=model, record_id__in=list(found)).select_related("file__photo").order_by("id")
    )
    for row in rows:
        found[row.record_id].append(row)
    return found


def attached(model: str, record_id: int, purpose: str | None = None) -> QuerySet[Attachment]:
    """The files beside a record, in the order in which they came."""
    found = Attachment.objects.filter(model=model, record_id=record_id).select_related("file__photo").order_by("id")
    return found if purpose is None else found.filter(purpose=purpose)
