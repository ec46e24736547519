"""Photos as they are shown and published: upright JPEG copies without anything the camera wrote, what was blurred left
out. The original's bytes stay as they came."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from zhiben.foundation import audit
from zhiben.foundation.files.camera import told_by
from zhiben.foundation.files.kinds import PHOTO_KINDS, recognise
from zhiben.foundation.files.models import Photo, StoredFile
from zhiben.foundation.files.storing import PRIVATE, must_stand, read_bytes, respond
from zhiben.foundation.secrets.disclosing import note_reading
from zhiben.foundation.secrets.kinds import Purpose, SecretKind, declare
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from PIL.Image import Image

    from zhiben.kernel.rights import Actor

STRANGERS_PIXELS = 25_000_000
"""So many may have what a stranger sends, where it must be unpacked whole: phones' ordinary pictures have fewer."""

COPY, THUMBNAIL = 2_000, 240
"""The longer side of a published copy and of a thumbnail, in pixels, at most."""

QUALITY = 85
LEFT_OVER = 5
"""A blurred rectangle keeps so many fields of colour along its longer side: no face and no number plate."""

MOST_RECTANGLES = 50
ORIGINAL = declare(
    SecretKind(
        "foundation.storedfile",
        "original",
        N_("照片原件"),
        (Purpose("evidence", N_("核对证据（拍摄时间、位置、是否改动）")), Purpose("hand_over", N_("移交办案、复核"))),
    )
)
"""A photo as it came has where and when somebody was; who takes it says what for."""

Rectangle = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the upright original."""


def blur(photo: Photo, rectangles: Sequence[Rectangle], actor: Actor) -> Photo:
    """Say what of a photo its copies do not show, in place of what was said before. Raises Refused for a rectangle that
    lies outside of the picture."""
    if len(rectangles) > MOST_RECTANGLES:
        raise Refused(_("一张照片最多模糊{most}处"), most=MOST_RECTANGLES)
    for left, top, width, height in rectangles:
        if min(left, top) < 0 or min(width, height) < 1 or left + width > photo.width or top + height > photo.height:
            raise Refused(_("模糊的范围超出了照片“{name}”"), name=photo.file.name)
    kept = [list(one) for one in rectangles]
    with audit.batch():
        before = Photo.objects.select_for_update().get(pk=photo.pk).blurred
        photo.blurred = kept
        photo.save(update_fields=["blurred"])
        subject = ("foundation.storedfile", photo.file_id)
        audit.record("blur", actor, subject=subject, facts={"before": before, "rectangles": kept})
    return photo


def copy_of(stored: StoredFile, longest: int = COPY) -> bytes:
    """A JPEG of the photo, its longer side at most `longest` pixels. Raises NotFound for a file that is no photo."""
    from zhiben.analysis.photos.opening import opened, upright

    if not stored.is_photo:
        raise NotFound(_("该文件不是照片，请下载后查看"))
    photo = stored.photo
    with opened(read_bytes(stored), name=stored.name) as picture:
        picture.draft("RGB", (longest, longest))
        shown = upright(picture).convert("RGB")
    shown.thumbnail((longest, longest))
    for rectangle in photo.blurred:
        _cover(shown, rectangle, shown.width / photo.width, shown.height / photo.height)
    return _jpeg(shown)


def without_traces(data: bytes, *, name: str) -> tuple[bytes, str]:
    """A picture that somebody sends who must not be found out by it: an upright JPEG without anything the camera wrote,
    and the moment at which it says it was taken, which alone is kept. Raises Refused for what is no photo."""
    from zhiben.analysis.photos.opening import opened, upright

    recognise(data, name=name, kinds=PHOTO_KINDS)
    with opened(data, name=name, whole=STRANGERS_PIXELS) as picture:
        taken = told_by(picture).taken_text
        picture.draft("RGB", (COPY, COPY))
        shown = upright(picture).convert("RGB")
    shown.thumbnail((COPY, COPY))
    return _jpeg(shown), taken


def show(stored: StoredFile, longest: int) -> HttpResponse:
    """The copy, to be shown where it is asked for. Who may see it was decided before."""
    answer = HttpResponse(copy_of(stored, longest), content_type="image/jpeg", headers=PRIVATE)
    answer["Content-Disposition"] = content_disposition_header(False, f"{PurePath(stored.name).stem}.jpg") or "inline"
    return answer


def give(stored: StoredFile) -> HttpResponse | FileResponse:
    """A file as it leaves to whoever may see it: a photo as a copy without what its camera wrote, anything else as it
    came."""
    if not stored.is_photo:
        return respond(stored)
    must_stand(stored)
    answer = show(stored, COPY)
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{PurePath(stored.name).stem}.jpg") or "attachment"
    )
    return answer


def give_original(stored: StoredFile, purpose: str, reason: str = "", *, actor: Actor) -> FileResponse:
    """A photo's bytes as they came, with what its camera wrote, for a purpose; noted. Raises NotFound for a file that
    is no photo, Incomplete without a purpose."""
    if not stored.is_photo:
        raise NotFound(_("该文件不是照片，请下载后查看"))
    must_stand(stored)
    note_reading(ORIGINAL, stored.pk, purpose=purpose, reason=reason, actor=actor)
    return respond(stored)


def _cover(shown: Image, rectangle: Rectangle, across: float, down: float) -> None:
    """Put a few fields of colour where the rectangle is: what lies below can't be had back from them."""
    from PIL.Image import Resampling

    left, top, width, height = rectangle
    begin = (int(left * across), int(top * down))
    end = (min(shown.width, int((left + width) * across) + 1), min(shown.height, int((top + height) * down) + 1))
    part = shown.crop((*begin, *end))
    share = LEFT_OVER / max(part.size)
    small = part.resize((max(1, int(part.width * share)), max(1, int(part.height * share))), Resampling.BOX)
    shown.paste(small.resize(part.size, Resampling.BILINEAR), begin)


def _jpeg(shown: Image) -> bytes:
    """On a new canvas: the library would hand on remarks that the old one carries."""
    from PIL import Image

    canvas = Image.new("RGB", shown.size)
    canvas.paste(shown)
    buffer = io.BytesIO()
    canvas.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
