"""Taking a file in and giving it out.

Bytes lie under their hash below MEDIA_ROOT; a name a person gave never becomes a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from zhiben.foundation.files.kinds import KINDS, Kind, recognise
from zhiben.foundation.files.models import Attachment, StoredFile
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

MAX_BYTES = 50 * 2**20
NAME_LENGTH = 120


def store(data: bytes, *, name: str, actor_id: int, kinds: frozenset[str] = frozenset(KINDS)) -> StoredFile:
    """Keep `data`, called `name` by the person. Raises Refused when it is too large or not of one of `kinds`.

    The bytes reach the disk before the row is committed; a row without its bytes can't come to be.
    """
    if len(data) > MAX_BYTES:
        raise Refused(_("文件超过 {limit} 兆字节"), code="file_too_large", limit=MAX_BYTES // 2**20)
    kind = recognise(data)
    if kind.name not in kinds:
        allowed = "、".join(sorted(kinds)).upper()
        raise Refused(_("这里不能上传 {kind} 文件；可上传：{allowed}"), kind=kind.name.upper(), allowed=allowed)
    sha256 = hashlib.sha256(data).hexdigest()
    _keep(data, path_of(sha256))
    return StoredFile.objects.create(
        sha256=sha256,
        size=len(data),
        name=safe_name(name, kind),
        kind=kind.name,
        uploaded_by=actor_id,
        uploaded_at=clock.now(),
    )


def store_upload(upload: UploadedFile[bytes], *, actor_id: int, kinds: frozenset[str] = frozenset(KINDS)) -> StoredFile:
    """Keep a file as it came with a form; its size is looked at before it is read."""
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(_("文件超过 {limit} 兆字节"), code="file_too_large", limit=MAX_BYTES // 2**20)
    return store(upload.read(), name=upload.name or "", actor_id=actor_id, kinds=kinds)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a hash")
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def _keep(data: bytes, path: Path) -> None:
    """Write whole or not at all: a temporary neighbour, flushed to the disk, then renamed."""
    if path.exists() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid.uuid4().hex}")
    try:
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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
        raise NotFound(_("文件「{name}」已不在存储中"), name=stored.name) from None
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Refused(_("文件「{name}」的内容与登记的不一致"), code="file_altered", name=stored.name)
    return data


def respond(stored: StoredFile) -> FileResponse:
    """The file as a download that a browser can't take for a page of ours. Who may have it was decided before."""
    try:
        stream = path_of(stored.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound(_("文件「{name}」已不在存储中"), name=stored.name) from None
    return FileResponse(
        stream,
        as_attachment=True,
        filename=stored.name,
        content_type=KINDS[stored.kind].content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
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


def attach_own(ids: Sequence[int], *, to: tuple[str, int], actor_id: int, purpose: str) -> None:
    """Put files beside a record, only those that the person brought along. Raises Refused for anybody else's."""
    if not ids:
        return
    files = uploads(ids, actor_id)
    if len(files) != len(set(ids)):
        raise Refused(_("附件中有不是您上传的文件"))
    beside = {"model": to[0], "record_id": to[1], "purpose": purpose}
    moment = clock.now()
    rows = [Attachment(file=file, attached_by=actor_id, attached_at=moment, **beside) for file in files]
    Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def keep_beside(ids: Sequence[int], *, to: tuple[str, int], actor_id: int, purpose: str) -> None:
    """Let exactly these files lie beside a record for `purpose`: others are taken away from it (the files stay), new
    ones are put there as by `attach_own`."""
    standing = attached(*to, purpose)
    before = set(standing.values_list("file", flat=True))
    Attachment.objects.filter(pk__in=[one.pk for one in standing if one.file_id not in ids]).delete()
    attach_own([one for one in ids if one not in before], to=to, actor_id=actor_id, purpose=purpose)


def uploads(ids: Sequence[int], actor_id: int) -> list[StoredFile]:
    """Those of the files that the person has brought, in the order in which they came."""
    return list(StoredFile.objects.filter(pk__in=ids, uploaded_by=actor_id).order_by("pk"))


def attached_to_each(model: str, records: Sequence[int]) -> dict[int, list[Attachment]]:
    """The files beside each of many records of one model, in the order in which they came; one query."""
    found: dict[int, list[Attachment]] = {record: [] for record in records}
    rows = Attachment.objects.filter(model=model, record_id__in=list(found)).select_related("file").order_by("id")
    for row in rows:
        found[row.record_id].append(row)
    return found


def attached(model: str, record_id: int, purpose: str | None = None) -> QuerySet[Attachment]:
    """The files beside a record, in the order in which they came."""
    found = Attachment.objects.filter(model=model, record_id=record_id).select_related("file").order_by("id")
    return found if purpose is None else found.filter(purpose=purpose)
