"""A file that comes in pieces: after a cut it goes on where it was broken off. What it may not be is said before it is
sent, as far as its name and size tell, and at its first piece.

Two senders of one file write the same bytes to the same place; what stands in the row is what is here without a gap.
"""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from zhiben.foundation.files.evidence import must_show
from zhiben.foundation.files.kinds import ALL_KINDS, PHOTO_KINDS, must_be_among, must_be_no_video
from zhiben.foundation.files.models import StoredFile, Upload
from zhiben.foundation.files.storing import must_be_small_enough, store
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotFound, Refused

PIECE = 2**20
"""Bytes of a piece, at most."""

MOST_OPEN = 20
"""How many files one person may have on their way at once."""


def begin(*, name: str, size: int, content_type: str = "", kinds: frozenset[str] = ALL_KINDS, actor_id: int) -> Upload:
    """Expect a file that the person calls `name`. Raises Refused for what is too large, empty, declared as a video or,
    where only photos are meant, as anything but a picture; and for one too many."""
    declared = content_type or mimetypes.guess_type(name)[0] or ""
    if declared.startswith("video/"):
        must_be_no_video(None, name=name)
    if kinds == PHOTO_KINDS and declared and not declared.startswith("image/"):
        must_be_among(kinds, "", name)
    must_be_small_enough(size, name)
    if size < 1:
        raise Refused(_("文件是空的"), code="file_empty")
    if Upload.objects.filter(person=actor_id, received__lt=F("size")).count() >= MOST_OPEN:
        raise Refused(_("您有{most}个文件还没有传完，请先传完，或明天再传"), code="uploads_too_many", most=MOST_OPEN)
    return Upload.objects.create(person=actor_id, name=name.replace("\0", "")[:255], size=size, at=clock.machine())


def upload_of(pk: int, actor_id: int) -> Upload:
    """One of the person's own. Raises NotFound for anybody else's too."""
    found = Upload.objects.filter(pk=pk, person=actor_id).first()
    if found is None:
        raise NotFound(_("没有找到该文件，请重新选择"))
    return found


def append(upload: Upload, piece: bytes, *, offset: int) -> int:
    """Put a piece behind what is here; how many bytes are here then. Raises Conflict when it does not begin where the
    last one ended, Refused for too much, and for a video, which is then expected no more."""
    if offset != upload.received:
        raise Conflict(_("文件的这一段与已收到的不衔接，请从已收到处继续"), code="upload_offset")
    if not piece or len(piece) > PIECE or offset + len(piece) > upload.size:
        raise Refused(_("文件“{name}”的内容比申报的长，或一段过长"), code="upload_too_long", name=upload.name)
    if not offset:
        try:
            must_be_no_video(piece, name=upload.name)
        except Refused:
            drop(upload)
            raise
    _write(_path_of(upload), piece, offset)
    Upload.objects.filter(pk=upload.pk, received=offset).update(received=offset + len(piece))
    upload.refresh_from_db()
    return upload.received


def finish(
    upload: Upload,
    *,
    sha256: str = "",
    device_clock: str = "",
    taken: str = "",
    kinds: frozenset[str] = ALL_KINDS,
) -> StoredFile:
    """The whole file, kept as by `store`; to ask again is to get the same. Raises Conflict while something is missing,
    Refused for what is not what was meant (`sha256`, as the sender has counted it), of none of `kinds`, can't be kept,
    or is a photo that shows nothing: that one is expected no more."""
    if upload.file is not None:
        return upload.file
    if upload.received < upload.size:
        raise Conflict(_("文件还没有传完"), code="upload_unfinished")
    try:
        stored = _kept(upload, sha256.lower(), kinds, device_clock=device_clock, taken=taken)
    except Refused:
        upload.refresh_from_db()
        if upload.file is not None:
            return upload.file  # whoever asked before has it already
        drop(upload)
        raise
    first = Upload.objects.filter(Q(pk=upload.pk) & Q(file=None)).update(file=stored)
    # The pieces go once it is told what came of them: who asks twice meanwhile finds either.
    _path_of(upload).unlink(missing_ok=True)
    upload.refresh_from_db()
    return stored if first or upload.file is None else upload.file


def _kept(upload: Upload, sha256: str, kinds: frozenset[str], device_clock: str, taken: str) -> StoredFile:
    path = _path_of(upload)
    data = path.read_bytes()[: upload.size] if path.exists() else b""
    if len(data) != upload.size or (sha256 and hashlib.sha256(data).hexdigest() != sha256):
        raise Refused(_("文件“{name}”传输中出错，请重新选择"), code="upload_altered", name=upload.name)
    stored = store(data, name=upload.name, actor_id=upload.person, kinds=kinds, device_clock=device_clock, taken=taken)
    if stored.is_photo:
        must_show([stored.pk], field="photos")
    return stored


def drop(upload: Upload) -> None:
    """Expect it no more; what came of it goes."""
    _path_of(upload).unlink(missing_ok=True)
    upload.delete()


def _path_of(upload: Upload) -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads" / str(upload.pk)


def _write(path: Path, piece: bytes, offset: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with path.open("r+b") as stream:
        stream.seek(offset)
        stream.write(piece)
