"""Which files are evidence: at least one photo, and none that shows nothing or was shown before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from zhiben.foundation.files.models import Attachment, Photo
from zhiben.foundation.files.storing import own_files
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.text import N_

FAULTS = {
    "dark": N_("照片“{name}”过暗，看不清内容，请补光后重新拍照"),
    "blank": N_("照片“{name}”是一片空白，看不出内容，请重新拍照"),
}


def must_be_evidence(files: Sequence[int], *, field: str, actor_id: int) -> None:
    """`must_show` for files that the person has brought along; Refused for a file of somebody else's."""
    _must_show([one.photo for one in own_files(files, actor_id) if one.is_photo], field)


def must_show(files: Sequence[int], *, field: str) -> None:
    """Raises Incomplete at a form's `field` unless there is a photo among the files, and each of their photos shows
    something."""
    _must_show(list(Photo.objects.filter(file__in=files).select_related("file").order_by("file")), field)


def _must_show(photos: Sequence[Photo], field: str) -> None:
    if not photos:
        raise Incomplete(N_("须附照片"), fields={field: N_("请附现场照片")})
    for photo in photos:
        if fault := photo.tone.fault:
            sentence = FAULTS[fault].format(name=photo.file.name)
            raise Incomplete(sentence, fields={field: sentence}, code=f"photo_{fault}")


def must_be_new(
    files: Sequence[int], *, field: str, beside: Mapping[str, Sequence[int]], apart_from: Q | None = None
) -> None:
    """Raises Incomplete at a form's `field` for a photo whose very bytes lie beside one of the records already;
    `beside`: ids by model; `apart_from`: attachments that do not count."""
    places = reduce(or_, (Q(model=model, record_id__in=ids) for model, ids in beside.items()))
    new = dict(Photo.objects.filter(file__in=files).values_list("file__sha256", "file__name"))
    known = Attachment.objects.filter(places, file__sha256__in=list(new))
    if apart_from is not None:
        known = known.exclude(apart_from)
    if old := known.select_related("file").order_by("pk").first():
        sentence = N_("照片“{name}”与此前已附的“{other}”是同一个文件，请附整改后新拍的照片")
        told = sentence.format(name=new[old.file.sha256], other=old.file.name)
        raise Incomplete(told, fields={field: told}, code="photo_known")
