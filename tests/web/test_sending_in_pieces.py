"""The addresses to which files are sent in pieces, and forms that bring the ids."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import PROGRAM, browser
from tests.factories.photos import another_photo

from zhiben.foundation.files import attached, store
from zhiben.foundation.files.models import StoredFile, Upload
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard, SiteRecord
from zhiben.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = str(tmp_path)
    return cast_in_city()


def sent(client: Any, row: str, /, *args: object, **said: Any) -> tuple[int, dict[str, Any]]:
    got = client.post(reverse(row, args=args), said, headers=PROGRAM)
    return got.status_code, got.json()


def brought(client: Any, photo: bytes) -> int:
    """The id of a photo that was sent in two pieces."""
    begun = sent(client, "uploads", name="现场.png", size=len(photo), type="image/png")[1]["upload"]
    for offset, piece in ((0, photo[:60]), (60, photo[60:])):
        sent(client, "upload", begun, offset=offset, piece=SimpleUploadedFile("blob", piece))
    found: int = sent(client, "finish_upload", begun)[1]["file"]
    return found


def test_a_photo_in_two_pieces_is_told_where_it_stands(cast: Cast) -> None:
    client, photo = browser(cast.street), another_photo()
    status, told = sent(client, "uploads", name="现场.png", size=len(photo), type="image/png")
    assert (status, told["offset"], told["piece"]) == (200, 0, 2**20)
    first = SimpleUploadedFile("blob", photo[:60])
    standing = {"offset": 60, "size": len(photo), "file": None}
    assert sent(client, "upload", told["upload"], offset=0, piece=first) == (200, standing)
    assert client.get(reverse("upload", args=[told["upload"]])).json() == standing
    status, refused = sent(client, "upload", told["upload"], offset=0, piece=SimpleUploadedFile("blob", b"x"))
    assert (status, refused["code"]) == (409, "upload_offset")
    assert sent(client, "finish_upload", told["upload"])[1]["code"] == "upload_unfinished"
    sent(client, "upload", told["upload"], offset=60, piece=SimpleUploadedFile("blob", photo[60:]))
    status, stored = sent(client, "finish_upload", told["upload"])
    assert (status, stored) == (200, {"file": StoredFile.objects.get().pk, "name": "现场.png"})


def test_somebody_elses_upload_is_answered_like_none(cast: Cast) -> None:
    begun = sent(browser(cast.street), "uploads", name="现场.png", size=9)[1]["upload"]
    client = browser(cast.department)
    for pk in (begun, 987_654_321):
        assert client.get(reverse("upload", args=[pk]), headers=PROGRAM).status_code == 404
        assert sent(client, "upload", pk, offset=0, piece=SimpleUploadedFile("b", b"x"))[0] == 404
        assert sent(client, "finish_upload", pk)[0] == 404
    assert Upload.objects.get().received == 0


@pytest.mark.parametrize("said", [{}, {"name": "a.png"}, {"name": "a.png", "size": "-1"}, {"name": "", "size": "9"}])
def test_what_is_told_of_a_file_must_be_complete(cast: Cast, said: dict[str, str]) -> None:
    status, refused = sent(browser(cast.street), "uploads", **said)
    assert (status, refused["code"], Upload.objects.count()) == (422, "upload_untold", 0)


def test_a_piece_without_bytes_or_offset_is_refused(cast: Cast) -> None:
    client = browser(cast.street)
    begun = sent(client, "uploads", name="现场.png", size=9)[1]["upload"]
    assert sent(client, "upload", begun, offset=0)[1]["code"] == "upload_untold"
    assert sent(client, "upload", begun, piece=SimpleUploadedFile("b", b"x"))[1]["code"] == "upload_untold"


def test_a_large_video_is_refused_before_it_is_sent(cast: Cast) -> None:
    status, refused = sent(browser(cast.street), "uploads", name="过程.mp4", size=500 * 2**20, type="video/mp4")
    assert (status, refused["code"]) == (422, "file_video") and "请拍照" in refused["detail"]


def test_where_only_photos_are_meant_nothing_else_is_kept(cast: Cast) -> None:
    client, table = browser(cast.street), b"a,b\n1,2\n"
    status, refused = sent(client, "uploads", name="表.csv", size=len(table), type="text/csv", only="photo")
    assert (status, refused["code"]) == (422, "file_no_photo")
    begun = sent(client, "uploads", name="表.jpg", size=len(table), type="image/jpeg", only="photo")[1]["upload"]
    sent(client, "upload", begun, offset=0, piece=SimpleUploadedFile("blob", table))
    status, refused = sent(client, "finish_upload", begun, only="photo")
    assert (status, refused["detail"]) == (422, "“表.jpg”的内容不是照片，请重新拍照或另选照片（JPG、PNG、HEIC）")
    assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_report_takes_photos_that_were_sent_ahead(cast: Cast) -> None:
    client = browser(cast.street)
    kept = brought(client, another_photo())
    said = {"site": cast.site.name, "title": "临边防护缺失", "found_on": clock.today(), "kept": kept, "act": "report"}
    assert client.post(reverse("hazards:report"), said).status_code == 302
    with scope(cast.street):
        made = Hazard.objects.get()
    assert [one.file_id for one in attached("hazards.hazard", made.pk)] == [kept]


def test_a_site_record_takes_photos_that_were_sent_ahead_and_shows_them_when_refused(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    address = reverse("hazards:draft_record", args=[one.pk, "confirm"])
    client = browser(cast.district)
    kept = brought(client, another_photo())
    foreign = store(another_photo(), name="别人.png", actor_id=cast.street.id)
    said: dict[str, Any] = {
        "photos_kept": [kept, foreign.pk],
        "position": "二层",
        "on_site_at": f"{clock.now():%Y-%m-%dT%H:%M}",
    }
    page = client.post(address, said)
    text = page.content.decode()
    assert page.status_code == 422
    assert f'name="photos_kept" value="{kept}" checked' in text and "别人.png" not in text
    assert client.post(address, {**said, "conclusion": "属实"}).status_code == 302
    with scope(cast.district):
        record = SiteRecord.objects.get(hazard=one, state="drafted")
    assert [row.file_id for row in attached("hazards.siterecord", record.pk)] == [kept]
