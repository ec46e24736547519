"""Photos like a given one over the whole ledger: equal bytes, turned copies, none for dark and blank ones; the index
reads on, and never keeps what was not committed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image, ImageOps
from pytest_django import Settings
from tests.factories.photos import blank, photo_bytes

from zhiben.demonstration.photo_scenes import scene
from zhiben.foundation.files import alike as alike_module
from zhiben.foundation.files import store
from zhiben.foundation.files.alike import Alike, _Fed, alike
from zhiben.foundation.files.models import Photo


@pytest.fixture(autouse=True)
def fresh(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Fed]:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(alike_module, "_INDEX", _Fed())
    yield alike_module._INDEX


def kept(picture: Image.Image | bytes, name: str = "现场.jpg", quality: int = 88) -> Photo:
    data = picture
    if isinstance(picture, Image.Image):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        data = buffer.getvalue()
    assert isinstance(data, bytes)
    return store(data, name=name, actor_id=7).photo


def told(photo: Photo) -> list[tuple[int, str, str]]:
    return [(one.photo, one.verdict, one.variant) for one in alike([photo])[photo.pk]]


def _finds_copies() -> None:
    first, other = kept(scene(1)), kept(scene(2))
    again, turned = kept(scene(1)), kept(scene(1).rotate(90, expand=True), quality=60)
    mirrored = kept(ImageOps.mirror(scene(1)).resize((200, 150)))
    assert told(first) == [
        (again.pk, "exact", "plain"),
        (turned.pk, "same", "turned_90"),
        (mirrored.pk, "same", "mirrored"),
    ]
    assert told(turned)[0] == (first.pk, "same", "turned_270")
    assert told(other) == []
    by_id = {one.pk: one for one in (first, other, again, turned, mirrored)}
    assert alike(list(by_id.values())) == {pk: alike([one])[pk] for pk, one in by_id.items()}


@pytest.mark.django_db
def test_copies_are_found_within_a_transaction() -> None:
    _finds_copies()


@pytest.mark.django_db(transaction=True)
def test_copies_are_found_by_the_index(fresh: _Fed) -> None:
    _finds_copies()
    assert fresh._last[0] == Photo.objects.order_by("-pk").values_list("pk", flat=True)[0]


@pytest.mark.django_db
def test_dark_and_blank_photos_are_like_equal_bytes_only() -> None:
    dark, black = kept(blank(3), "黑.png"), kept(blank(4), "暗.png")
    again = kept(blank(3), "再黑.png")
    assert alike([dark, black]) == {dark.pk: [Alike(again.pk, "exact", "plain", 0, 0)], black.pk: []}


@pytest.mark.django_db(transaction=True)
def test_index_keeps_nothing_that_was_rolled_back(fresh: _Fed) -> None:
    first = kept(scene(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost = kept(scene(1), quality=60)
        assert told(first) == [(lost.pk, "same", "plain")]
        raise ZeroDivisionError
    other = kept(scene(2))
    assert (told(first), told(other)) == ([], [])
    late = kept(scene(1), quality=60)
    assert told(first) == [(late.pk, "same", "plain")]


@pytest.mark.django_db(transaction=True)
def test_row_that_is_committed_after_a_later_one_is_found(fresh: _Fed) -> None:
    first, late, last = kept(scene(1)), kept(scene(1), quality=60), kept(scene(2))
    values = Photo.objects.filter(pk=late.pk).values().get()
    Photo.objects.filter(pk=late.pk).delete()
    assert (told(first), fresh._last[0], late.pk in fresh._missing) == ([], last.pk, True)
    Photo.objects.create(**values)
    assert told(first) == [(late.pk, "same", "plain")]
    assert late.pk not in fresh._missing


@pytest.mark.django_db(transaction=True)
def test_index_begins_anew_in_another_state_of_the_database(fresh: _Fed) -> None:
    first, copy = kept(scene(1)), kept(scene(1), quality=60)
    assert told(first) == [(copy.pk, "same", "plain")]
    Photo.objects.filter(pk=copy.pk).delete()
    assert told(first) == []
    copy.pk, copy.file = copy.pk, kept(photo_bytes(1), "别的.png").file
    Photo.objects.filter(file=copy.file).delete()
    copy.save(force_insert=True)
    assert told(first) == [(copy.pk, "same", "plain")]


@pytest.mark.django_db(transaction=True)
def test_index_reads_on_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike_module, "AT_ONCE", 2)
    kept_photos = [kept(scene(1 + number % 3), quality=60 + number) for number in range(7)]
    assert [pk for pk, _verdict, _variant in told(kept_photos[0])] == [kept_photos[3].pk, kept_photos[6].pk]
    more = kept(scene(2), quality=80)
    assert told(kept_photos[1])[-1] == (more.pk, "same", "plain")
