"""Photos that were kept before anything was noted of photos: they are looked at in the background, so that they are
shown, and found again, like all others."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from zhiben.foundation.files.kinds import PHOTO_KINDS
from zhiben.foundation.files.models import Photo, StoredFile
from zhiben.foundation.files.photos import look_at
from zhiben.foundation.files.storing import read_bytes
from zhiben.foundation.jobs import periodic, progress, task
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

AT_ONCE = 100
"""Files between two words of progress, and as many are kept in mind."""


def unseen_photos() -> QuerySet[StoredFile]:
    """Files that by their kind are photos, of which nothing is noted."""
    return StoredFile.objects.filter(kind__in=PHOTO_KINDS, photo__isnull=True).order_by("pk")


@task(title=N_("补记旧照片的画面特征"))
def look_at_unseen_photos() -> int:
    """Returns how many were looked at. One that is gone or can't be opened stays a file to be fetched."""
    ids, seen = list(unseen_photos().values_list("pk", flat=True)), 0
    for begin in range(0, len(ids), AT_ONCE):
        for stored in StoredFile.objects.filter(pk__in=ids[begin : begin + AT_ONCE]).order_by("pk"):
            seen += _look_at(stored)
        progress(min(begin + AT_ONCE, len(ids)), len(ids))
    return seen


def _look_at(stored: StoredFile) -> bool:
    try:
        photo = look_at(read_bytes(stored), name=stored.name)
    except Refused:
        return False
    photo.file = stored
    # Two workers may come to one file; it is one photo.
    Photo.objects.bulk_create([photo], ignore_conflicts=True)
    return True


periodic("foundation.unseen_photos", every=timedelta(days=1), task=look_at_unseen_photos)
