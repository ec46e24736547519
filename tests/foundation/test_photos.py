"""Photos beside their files: what is noted of them, what is refused, copies without the camera, blurring."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps
from PIL.TiffImagePlugin import IFDRational
from pytest_django import Settings
from tests.factories.photos import PNG, bomb, photo_bytes

from zhiben.analysis.photos.hashing import hashes
from zhiben.analysis.photos.opening import MAX_WHOLE_PIXELS, grey
from zhiben.demonstration.photo_scenes import scene
from zhiben.foundation import audit
from zhiben.foundation.audit import queries as ledger
from zhiben.foundation.files import camera, read_bytes, store, store_upload
from zhiben.foundation.files.catching_up import look_at_unseen_photos, unseen_photos
from zhiben.foundation.files.copies import COPY, blur, copy_of, show
from zhiben.foundation.files.models import Photo, StoredFile
from zhiben.foundation.files.photos import words_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import Actor

CHINA = timezone(timedelta(hours=8))
TAKEN = datetime(2024, 11, 2, 9, 15, 30, tzinfo=CHINA)
ABROAD = TAKEN + timedelta(hours=11.5)
PLACE = {1: "N", 2: (22.0, 39.0, 18.0), 3: "E", 4: (114.0, 1.0, 48.0)}
BROKEN = "图片“{}”打不开或不完整，请重新拍照或另存后再上传"
VIDEO = "视频不能作为照片上传：“{}”；请拍照，或从视频中截图后上传"
ACTOR = Actor(7, "甲")


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def exif(details: dict[int, Any] | None = None, place: dict[int, Any] | None = None, **main: Any) -> Image.Exif:
    written = Image.Exif()
    written[271], written[272] = main.get("make", "HUAWEI\0"), main.get("model", "Mate 60")
    if "orientation" in main:
        written[0x0112] = main["orientation"]
    written.get_ifd(0x8769).update(details or {})
    written.get_ifd(0x8825).update(place or {})
    return written


def jpeg(picture: Image.Image | None = None, **given: Any) -> bytes:
    buffer = io.BytesIO()
    (picture or scene(1)).save(buffer, "JPEG", quality=88, **given)
    return buffer.getvalue()


def kept(data: bytes, name: str = "现场.jpg", **given: Any) -> Photo:
    return store(data, name=name, actor_id=7, **given).photo


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "text", "hour"),
    [
        ("2024:11:02 09:15:30 +08:00", "2024:11:02 09:15:30 +08:00", 9),
        ("2024:11:02 09:15:30 +09:00", "2024:11:02 09:15:30 +09:00", 8),
        ("2024:11:02 09:15:30", "2024:11:02 09:15:30", 9),
        ("0000:00:00 00:00:00 +08:00", "", None),
        ("gestern", "", None),
        ("\0" * 5 + "x" * 500, "", None),
        ("", "", None),
    ],
)
def test_a_smaller_copy_keeps_the_moment_that_was_read_before(told: str, text: str, hour: int | None) -> None:
    photo = kept(jpeg(), taken=told)
    photo.refresh_from_db()
    assert photo.taken_text == text
    assert photo.taken_at == (None if hour is None else datetime(2024, 11, 2, hour, 15, 30, tzinfo=clock.TZ))


@pytest.mark.django_db
def test_what_stands_in_the_picture_itself_comes_before_what_is_told_of_it() -> None:
    photo = kept(jpeg(exif=exif({36867: "2024:11:02 09:15:30", 36881: "+08:00"})), taken="2020:01:01 00:00:00 +08:00")
    assert (photo.taken_text, photo.taken_at) == ("2024:11:02 09:15:30 +08:00", TAKEN)


@pytest.mark.django_db
def test_photo_is_noted_with_what_its_camera_says() -> None:
    details = {36867: "2024:11:02 09:15:30", 36881: "+08:00"}
    with clock.at(TAKEN + timedelta(hours=1)):
        photo = kept(jpeg(exif=exif(details, PLACE)), device_clock="2024-11-02T02:14:59.120Z")
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.make, photo.model) == (240, 180, "HUAWEI", "Mate 60")
    assert (photo.taken_text, photo.taken_at) == ("2024:11:02 09:15:30 +08:00", TAKEN)
    assert (photo.latitude, photo.longitude) == (22.655, 114.03)
    assert photo.device_at == datetime(2024, 11, 2, 2, 14, 59, 120_000, tzinfo=UTC)
    assert photo.received_at == TAKEN + timedelta(hours=1)
    assert photo.blurred == []


@pytest.mark.django_db
def test_hashes_and_tone_are_kept_as_they_are_reckoned() -> None:
    data = jpeg()
    photo = Photo.objects.get(pk=kept(data).pk)
    phash, dhash = hashes(grey(data, name="x"))
    assert [one.tolist() for one in words_of(photo)] == [phash.tolist(), dhash.tolist()]
    assert (np.int64(photo.phash).view(np.uint64), np.int64(photo.dhash).view(np.uint64)) == (phash[0], dhash[0])
    assert photo.tone.fault == ""


@pytest.mark.django_db
def test_photo_without_camera_data_and_files_that_are_no_photos() -> None:
    photo = kept(PNG, "现场.png")
    assert (photo.taken_text, photo.taken_at, photo.latitude, photo.make, photo.device_at) == ("", None, None, "", None)
    paper = store(b"%PDF-1.7\n1 0 obj\n", name="a.pdf", actor_id=7)
    assert (paper.is_photo, photo.file.is_photo) == (False, True)


@pytest.mark.parametrize(
    ("details", "place", "told"),
    [
        ({36867: "2024:11:02 09:15:30"}, {}, ("2024:11:02 09:15:30", TAKEN, None, None)),
        ({36867: "2024:11:02 09:15:30", 36881: "-03:30"}, {}, ("2024:11:02 09:15:30 -03:30", ABROAD, None, None)),
        ({36867: "0000:00:00 00:00:00"}, {}, ("0000:00:00 00:00:00", None, None, None)),
        ({36867: "1970:01:01 00:00:00"}, {}, ("1970:01:01 00:00:00", None, None, None)),
        ({36867: "昨天"}, {}, ("??", None, None, None)),
        ({}, {**PLACE, 1: "S", 3: "W"}, ("", None, -22.655, -114.03)),
        ({}, {**PLACE, 2: (95.0, 0.0, 0.0)}, ("", None, None, None)),
        ({}, {**PLACE, 4: (IFDRational(1, 0), 0.0, 0.0)}, ("", None, None, None)),
        ({}, {2: (22.0, 39.0, 18.0)}, ("", None, None, None)),
    ],
)  # fmt: skip
def test_camera_is_believed_only_what_can_be(details: dict[int, Any], place: dict[int, Any], told: Any) -> None:
    with Image.open(io.BytesIO(jpeg(exif=exif(details, place)))) as picture:
        found = camera.told_by(picture)
    assert (found.taken_text, found.taken_at, found.latitude, found.longitude) == told


@pytest.mark.django_db
def test_damaged_camera_data_says_nothing_and_hides_no_picture() -> None:
    data = jpeg(exif=exif({36867: "2024:11:02 09:15:30"}))
    broken = data.replace(b"Exif\0\0II*\0", b"Exif\0\0II*\xff").replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\xff*")
    assert broken != data
    photo = kept(broken)
    assert (photo.width, photo.height, photo.taken_text, photo.make) == (240, 180, "", "")
    with Image.open(io.BytesIO(copy_of(photo.file))) as shown:
        assert shown.size == (240, 180)


@pytest.mark.django_db
def test_two_pictures_in_one_file_as_some_phones_write_them_are_the_first() -> None:
    buffer = io.BytesIO()
    scene(1).save(buffer, "MPO", save_all=True, append_images=[scene(2)], quality=88)
    photo = kept(buffer.getvalue())
    assert (photo.file.kind, photo.phash) == ("jpg", kept(jpeg()).phash)


@pytest.mark.django_db
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_turned_as_it_was_held(orientation: int) -> None:
    """The library's own turning is the yardstick."""
    data = jpeg(exif=exif(orientation=orientation))
    photo = kept(data)
    with Image.open(io.BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture)
        assert (photo.width, photo.height) == upright.size
        assert int(np.abs(np.asarray(upright, int) - _pixels(copy_of(photo.file))).max()) < 60


def _pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), int)


@pytest.mark.parametrize("text", ["", "昨天", "2024-11-02T09:15:30", "0001-01-01T00:00:00Z", "9" * 200])
def test_device_clock_that_says_no_moment_is_not_noted(text: str) -> None:
    assert camera.device_moment(text) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "code", "sentence"),
    [
        (jpeg()[:3000], "断.jpg", "photo_broken", BROKEN),
        (b"\xff\xd8\xff\xe0<svg onload=alert(1)>", "假.jpg", "photo_broken", BROKEN),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "假.heic", "photo_broken", BROKEN),
        (bomb(MAX_WHOLE_PIXELS), "大.png", "photo_pixels", "图片“{}”的像素过多（限50百万），请缩小后再上传"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "片.mp4", "file_video", VIDEO),
    ],
)  # fmt: skip
def test_no_picture_is_refused_by_name_and_leaves_nothing(
    media: Path, data: bytes, name: str, code: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        store_upload(SimpleUploadedFile(name, data), actor_id=7)
    assert (refusal.value.code, refusal.value.text) == (code, sentence.format(name))
    assert (StoredFile.objects.count(), list(media.rglob("*"))) == (0, [])


@pytest.mark.django_db
def test_heic_is_kept_as_it_came_and_shown_as_jpeg() -> None:
    from pillow_heif import from_pillow

    buffer = io.BytesIO()
    from_pillow(scene(1)).save(buffer, format="HEIF", exif=exif({36867: "2024:11:02 09:15:30"}, PLACE).tobytes())
    photo = kept(buffer.getvalue(), "IMG_1.HEIC")
    assert (photo.file.kind, photo.width, photo.height, photo.taken_at) == ("heic", 240, 180, TAKEN)
    assert read_bytes(photo.file) == buffer.getvalue()
    with Image.open(io.BytesIO(copy_of(photo.file))) as shown:
        assert (shown.format, shown.size) == ("JPEG", (240, 180))


@pytest.mark.django_db
def test_copy_is_upright_small_enough_and_tells_nothing_of_the_camera() -> None:
    large = scene(1).resize((2400, 1800)).rotate(90, expand=True)
    data = jpeg(large, exif=exif({36867: "2024:11:02 09:15:30"}, PLACE, orientation=6), comment=b"secret remark")
    photo = kept(data)
    assert (photo.width, photo.height) == (2400, 1800)
    copy = copy_of(photo.file)
    with Image.open(io.BytesIO(copy)) as shown:
        assert (shown.size, dict(shown.getexif()), shown.info.get("comment")) == ((COPY, 1500), {}, None)
    assert [mark in copy for mark in (b"Exif", b"HUAWEI", b"secret remark", b"ICC_PROFILE")] == [False] * 4
    assert read_bytes(photo.file) == data
    with Image.open(io.BytesIO(copy_of(photo.file, 240))) as small:
        assert small.size == (240, 180)


@pytest.mark.django_db
def test_blurred_rectangle_is_gone_from_copies_and_the_ledger_says_so() -> None:
    stripes = Image.fromarray(np.tile(np.array([[0, 255]], np.uint8).repeat(2, 1), (400, 150)), "L")
    photo = kept(jpeg(stripes.convert("RGB")))
    blur(photo, [(100, 50, 200, 100)], ACTOR)
    with Image.open(io.BytesIO(copy_of(Photo.objects.get(pk=photo.pk).file))) as shown:
        pixels = np.asarray(shown.convert("L"), int)
    assert int(np.ptp(pixels[60:140, 110:290])) < 30
    assert int(np.ptp(pixels[160:, :])) > 200
    assert read_bytes(photo.file) == jpeg(stripes.convert("RGB"))
    (line,) = ledger.of(photo.file)
    assert (line.verb, audit.verbs.label_of(line.verb)) == ("blur", "模糊照片")


@pytest.mark.django_db
@pytest.mark.parametrize("rectangle", [(-1, 0, 5, 5), (0, 0, 0, 5), (230, 0, 11, 5), (0, 170, 5, 11)])
def test_rectangle_outside_of_the_picture_is_refused(rectangle: tuple[int, int, int, int]) -> None:
    photo = kept(jpeg())
    with pytest.raises(Refused, match=r"模糊的范围超出了照片“现场\.jpg”"):
        blur(photo, [rectangle], ACTOR)
    with pytest.raises(Refused, match="一张照片最多模糊50处"):
        blur(photo, [(0, 0, 5, 5)] * 51, ACTOR)
    assert Photo.objects.get(pk=photo.pk).blurred == []


@pytest.mark.django_db
def test_picture_is_shown_inline_as_no_page_of_ours() -> None:
    answer = show(kept(photo_bytes(5), "现场.png").file, 240)
    headers = ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [answer[name] for name in headers] == [
        "image/jpeg",
        "nosniff",
        "default-src 'none'; sandbox; frame-ancestors 'self'",
        "private, no-store",
    ]
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E7%8E%B0%E5%9C%BA.jpg"
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert shown.format == "JPEG"
    with pytest.raises(NotFound, match="该文件不是照片"):
        show(store(b"%PDF-1.7\n1 0 obj\n", name="a.pdf", actor_id=7), 240)


def test_photos_of_before_are_looked_at_later(db: None, media: Path) -> None:
    old, lost, paper = (
        store(data, name=name, actor_id=7)
        for data, name in ((jpeg(), "旧.jpg"), (jpeg(scene(2)), "不在.jpg"), (b"a,b\n1,2\n", "表.csv"))
    )
    noted = Photo.objects.get(file=old)
    Photo.objects.all().delete()
    (media / lost.sha256[:2] / lost.sha256).unlink()
    assert look_at_unseen_photos.func() == 1
    again = Photo.objects.get()
    columns = ("file_id", "width", "height", "phash", "dhash", "variants", "brightness", "taken_at")
    assert [getattr(again, name) for name in columns] == [getattr(noted, name) for name in columns]
    assert [one.pk for one in unseen_photos()] == [lost.pk] != [paper.pk]
    assert look_at_unseen_photos.func() == 0
