"""Every door through which a picture leaves: no EXIF, no place, no XMP, no remark, no thumbnail inside, whatever kind
of picture came; the original for a purpose alone, noted, and in the evidence pack, which the ledger notes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser
from tests.foundation.test_photos import PLACE, exif

from zhiben.demonstration.photo_scenes import scene
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attach, store
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.secrets.models import Disclosure
from zhiben.kernel.errors import Refused
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
MARK = b"PLANTED-REMARK"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF GPSLatitude="22,39.3N PLANTED-REMARK"/></x:xmpmeta>'
GPS, DETAILS = 0x8825, 0x8769
KINDS = ("JPEG", "PNG", "HEIF", "MPO")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    yield


def written() -> bytes:
    """What a camera writes: when, where, by whom, with a remark."""
    told = exif({36867: "2024:11:02 09:15:30", 37510: MARK}, PLACE, make="PLANTED-REMARK")
    return told.tobytes()


def brought(kind: str) -> tuple[bytes, str]:
    """A picture of a kind with all that may be in one."""
    out, picture = io.BytesIO(), scene(1)
    if kind == "JPEG":
        picture.save(out, "JPEG", exif=written(), xmp=XMP, comment=MARK, icc_profile=b"")
    elif kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        remarks = PngInfo()
        remarks.add_text("Comment", MARK.decode())
        remarks.add_itxt("XML:com.adobe.xmp", XMP.decode())
        picture.save(out, "PNG", exif=written(), pnginfo=remarks)
    elif kind == "WEBP":
        picture.save(out, "WEBP", exif=written(), xmp=XMP)
    elif kind == "HEIF":
        from pillow_heif import from_pillow

        from_pillow(picture).save(out, format="HEIF", exif=written(), xmp=XMP)
    else:
        picture.save(out, "JPEG", exif=written(), xmp=XMP, comment=MARK)
        small = io.BytesIO()
        scene(2).resize((16, 12)).save(small, "JPEG", comment=MARK)
        return out.getvalue() + small.getvalue(), "现场.jpg"
    return out.getvalue(), f"现场.{kind.lower().replace('heif', 'heic').replace('jpeg', 'jpg')}"


def left_in(data: bytes) -> list[str]:
    """What a picture that has left still tells."""
    with Image.open(io.BytesIO(data)) as shown:
        told = dict(shown.getexif()) | dict(shown.getexif().get_ifd(GPS)) | dict(shown.getexif().get_ifd(DETAILS))
        found = [f"exif {sorted(told)}"] if told else []
        found += [key for key in shown.info if key not in ("jfif", "jfif_version", "jfif_unit", "jfif_density")]
    signs = (MARK, b"Exif", b"xmpmeta", b"http://ns.adobe.com", b"GPSLatitude", b"2024:11:02")
    found += [repr(one) for one in signs if one in data]
    return found + (["a picture within"] if data.count(b"\xff\xd8\xff") != 1 else [])


def test_a_webp_is_not_taken_in() -> None:
    data, name = brought("WEBP")
    with pytest.raises(Refused, match="不能上传"):
        store(data, name=name, actor_id=1)


def test_the_look_finds_what_is_planted() -> None:
    data, _name = brought("MPO")
    found = left_in(data)
    assert {"comment", "xmp", "a picture within"} <= set(found) and any(one.startswith("exif") for one in found)


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def taken_in(cast: Cast, kind: str) -> tuple[Any, StoredFile, bytes]:
    """A hazard with such a picture beside it."""
    data, name = brought(kind)
    one = hazard(cast, "rectifying")
    stored = store(data, name=name, actor_id=1)
    attach(stored, to=("hazards.hazard", one.pk), actor_id=1, purpose="photos")
    return one, stored, data


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_gives_what_the_camera_wrote(cast: Cast, kind: str) -> None:
    one, stored, data = taken_in(cast, kind)
    assert any(sign in data for sign in (MARK, b"PLANTED"))
    client = browser(cast.department)
    for door in ("file", "picture", "thumbnail"):
        answer = client.get(reverse(door, args=[stored.pk]))
        assert (answer.status_code, answer["Content-Type"], answer.streaming) == (200, "image/jpeg", False)
        assert left_in(answer.content) == []
    page = client.get(one.get_absolute_url()).content
    assert b"PLANTED" not in page and b"22.655" not in page and b"114.03" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_gives_what_the_camera_wrote(cast: Cast, kind: str) -> None:
    from zhiben.foundation.rendering import Paper, Style, drawn
    from zhiben.kernel import clock
    from zhiben.supervision import picturing

    _one, stored, _data = taken_in(cast, kind)

    class Finding:
        """As much of one as its picture needs."""

        number, text, position, pk, district = "1", "示例", 1, 1, 1
        site = type("Site", (), {"name": "示例"})()
        visit = type("Visit", (), {"site": site, "arrived_at": clock.now(), "street": 0})()

        def __str__(self) -> str:
            return "示例"

    figure = picturing._figure(1, Finding(), stored)  # type: ignore[arg-type]
    paper = Paper(
        style=Style.LIST, masthead="", title="示例", issuer="", date=clock.today(), blocks=(figure,), notice=""
    )
    with zipfile.ZipFile(io.BytesIO(drawn(paper, "docx"))) as book:
        images = [book.read(name) for name in book.namelist() if name.startswith("word/media/")]
        assert images and all(MARK not in one and b"Exif" not in one and b"xmpmeta" not in one for one in images)
    pdf = drawn(paper, "pdf")
    assert MARK not in pdf and b"Exif\0" not in pdf and b"GPSLatitude" not in pdf


def test_the_original_is_given_for_a_purpose_and_noted(cast: Cast) -> None:
    _one, stored, data = taken_in(cast, "JPEG")
    client, address = browser(cast.department), reverse("original", args=[stored.pk])
    form = client.get(address)
    assert (form.status_code, Disclosure.objects.count(), MARK in form.content) == (200, 0, False)
    refused = client.post(address, {"purpose": ""})
    assert (refused.status_code, MARK in refused.content, Disclosure.objects.count()) == (422, False, 0)
    given = client.post(address, {"purpose": "evidence"})
    assert b"".join(given.streaming_content) == data  # type: ignore[attr-defined]
    [noted] = Disclosure.objects.values_list("actor", "model", "record", "field", "purpose")
    assert noted == (cast.department.id, "foundation.storedfile", stored.pk, "original", "evidence")
    stranger = browser(cast.city.actor(Role.STREET_OFFICER, "粤海街道"))
    for method in (stranger.get, stranger.post):
        assert method(address).status_code == 404
    assert Disclosure.objects.count() == 1


def test_the_evidence_pack_holds_the_original_and_the_ledger_says_who_took_it(cast: Cast) -> None:
    one, _stored, data = taken_in(cast, "JPEG")
    answer = browser(cast.department).get(reverse("hazards:evidence", args=[one.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as pack:  # type: ignore[attr-defined]
        assert data in [pack.read(name) for name in pack.namelist()]
    [actor] = AuditEntry.objects.filter(verb="export_evidence").values_list("actor", flat=True)
    assert actor == cast.department.id
