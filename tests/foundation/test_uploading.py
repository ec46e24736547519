"""Files in pieces: where they go on, what is refused before and while they come, what is forgotten."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings
from tests.factories.photos import another_photo, blank

from zhiben.foundation import retention
from zhiben.foundation.files import read_bytes, store, store_upload, uploading
from zhiben.foundation.files.kept import kept_of
from zhiben.foundation.files.models import StoredFile, Upload
from zhiben.foundation.files.storing import MAX_BYTES
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotFound, Refused

pytestmark = pytest.mark.either
ME, OTHER = 7, 8


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def begun(data: bytes, name: str = "现场.png") -> Upload:
    return uploading.begin(name=name, size=len(data), actor_id=ME)


def parts(media: Path) -> list[str]:
    return sorted(one.name for one in (media / "uploads").glob("*"))


def test_pieces_become_the_file_and_asking_again_is_answered_the_same(db: None, media: Path) -> None:
    photo = another_photo()
    upload = begun(photo)
    assert [uploading.append(upload, photo[:50], offset=0), upload.received] == [50, 50]
    assert parts(media) == [str(upload.pk)]
    assert uploading.append(uploading.upload_of(upload.pk, ME), photo[50:], offset=50) == len(photo)
    upload = uploading.upload_of(upload.pk, ME)
    stored = uploading.finish(upload, sha256=hashlib.sha256(photo).hexdigest())
    assert (read_bytes(stored), stored.uploaded_by, stored.is_photo, parts(media)) == (photo, ME, True, [])
    assert uploading.finish(uploading.upload_of(upload.pk, ME)) == stored
    assert StoredFile.objects.count() == 1


def test_a_piece_at_the_wrong_place_changes_nothing(db: None) -> None:
    photo = another_photo()
    upload = begun(photo)
    uploading.append(upload, photo[:50], offset=0)
    for offset in (0, 49, 51):
        with pytest.raises(Conflict, match="不衔接"):
            uploading.append(upload, b"x", offset=offset)
    uploading.append(upload, photo[50:], offset=50)
    assert read_bytes(uploading.finish(upload)) == photo


def test_a_piece_that_came_twice_at_one_moment_counts_once(db: None) -> None:
    photo = another_photo()
    first, second = begun(photo), None
    second = uploading.upload_of(first.pk, ME)
    uploading.append(first, photo[:50], offset=0)
    assert uploading.append(second, photo[:50], offset=0) == 50
    uploading.append(second, photo[50:], offset=50)
    assert read_bytes(uploading.finish(second)) == photo


def test_more_than_declared_and_pieces_too_long_are_refused(db: None) -> None:
    upload = uploading.begin(name="表.zip", size=2 * uploading.PIECE, actor_id=ME)
    for piece in (b"", b"x" * (uploading.PIECE + 1)):
        with pytest.raises(Refused, match="比申报的长"):
            uploading.append(upload, piece, offset=0)
    short = uploading.begin(name="表.zip", size=3, actor_id=ME)
    with pytest.raises(Refused, match="比申报的长"):
        uploading.append(short, b"four", offset=0)
    assert [one.received for one in Upload.objects.all()] == [0, 0]


def test_nobody_else_has_the_upload(db: None) -> None:
    upload = begun(another_photo())
    with pytest.raises(NotFound):
        uploading.upload_of(upload.pk, OTHER)


def test_wrong_bytes_are_refused_and_forgotten(db: None, media: Path) -> None:
    photo = another_photo()
    upload = begun(photo)
    uploading.append(upload, photo, offset=0)
    with pytest.raises(Refused, match="传输中出错"):
        uploading.finish(upload, sha256="0" * 64)
    assert (Upload.objects.count(), StoredFile.objects.count(), parts(media)) == (0, 0, [])


def test_bytes_that_went_from_the_disk_are_noticed(db: None, media: Path) -> None:
    photo = another_photo()
    upload = begun(photo)
    uploading.append(upload, photo, offset=0)
    (media / "uploads" / str(upload.pk)).unlink()
    with pytest.raises(Refused, match="传输中出错"):
        uploading.finish(upload)


def test_what_is_not_whole_is_no_file(db: None) -> None:
    upload = begun(another_photo())
    with pytest.raises(Conflict, match="还没有传完"):
        uploading.finish(upload)
    assert uploading.upload_of(upload.pk, ME).file is None


def test_a_dark_photo_is_refused_when_it_is_whole(db: None) -> None:
    dark = blank(0)
    upload = begun(dark)
    uploading.append(upload, dark, offset=0)
    with pytest.raises(Incomplete, match="过暗"):
        uploading.finish(upload)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "size", "kind", "sentence"),
    [
        ("过程.mp4", 500 * 2**20, "video/mp4", "视频不能作为照片上传：“过程.mp4”"),
        ("过程.mov", 500 * 2**20, "", "视频不能作为照片上传：“过程.mov”"),
        ("大图.png", MAX_BYTES + 1, "image/png", "文件“大图.png”超过50兆字节"),
        ("空.png", 0, "image/png", "文件是空的"),
    ],
)
def test_what_can_be_known_before_is_said_before(db: None, name: str, size: int, kind: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        uploading.begin(name=name, size=size, content_type=kind, actor_id=ME)
    assert Upload.objects.count() == 0


def test_a_video_by_another_name_is_refused_at_its_first_piece(db: None, media: Path) -> None:
    upload = uploading.begin(name="现场.jpg", size=40 * 2**20, content_type="image/jpeg", actor_id=ME)
    with pytest.raises(Refused, match="视频不能作为照片上传"):
        uploading.append(upload, b"\0\0\0\x20ftypisom" + bytes(100), offset=0)
    assert (Upload.objects.count(), parts(media)) == (0, [])


def test_only_so_many_are_on_their_way_at_once(db: None) -> None:
    photo = another_photo()
    open_ones = [begun(photo) for _ in range(uploading.MOST_OPEN)]
    with pytest.raises(Refused, match="20个文件还没有传完"):
        begun(photo)
    uploading.begin(name="现场.png", size=9, actor_id=OTHER)
    uploading.append(open_ones[0], photo, offset=0)
    begun(photo)


def test_after_a_day_what_did_not_come_whole_is_forgotten_and_what_did_stays(db: None, media: Path) -> None:
    photo = another_photo()
    whole, half = begun(photo), begun(photo)
    uploading.append(whole, photo, offset=0)
    stored = uploading.finish(whole)
    uploading.append(half, photo[:9], offset=0)
    Upload.objects.update(at=clock.machine() - timedelta(days=1) + timedelta(minutes=1))
    assert (retention.run()["uploads"].count, parts(media)) == (0, [str(half.pk)])
    Upload.objects.update(at=clock.machine() - timedelta(days=1) - timedelta(minutes=1))
    assert (retention.run()["uploads"].count, Upload.objects.count(), parts(media), read_bytes(stored)) == (
        2,
        0,
        [],
        photo,
    )


def test_the_database_holds_what_has_come_to_the_size(db: None) -> None:
    upload = begun(another_photo())
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(received=upload.size + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored = store(another_photo(), name="a.png", actor_id=ME)
        Upload.objects.filter(pk=upload.pk).update(file=stored)


def test_a_file_sent_ahead_is_taken_by_its_id_from_its_sender_only(db: None) -> None:
    mine, theirs = (store(another_photo(), name="a.png", actor_id=who) for who in (ME, OTHER))
    said = [str(mine.pk), str(theirs.pk), "x", "9" * 40, "-1"]
    (kept,) = kept_of(said, ME)
    assert (kept.stored, kept.name, kept.size) == (mine, "a.png", mine.size)
    assert store_upload(kept, actor_id=ME) == mine
    with pytest.raises(Refused, match="不是您上传的文件"):
        store_upload(kept, actor_id=OTHER)
    with pytest.raises(Refused, match="这里不能上传 PNG 文件"):
        store_upload(kept, actor_id=ME, kinds=frozenset({"pdf"}))
