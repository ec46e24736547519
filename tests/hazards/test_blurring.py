"""Covering what a hazard's photos should not show: by whom, in which words, and what the copies show then."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser
from tests.factories.photos import another_photo

from zhiben.foundation.audit import queries as ledger
from zhiben.foundation.files import attach, read_bytes, store
from zhiben.foundation.files.models import Photo, StoredFile
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard

pytestmark = pytest.mark.either


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = str(tmp_path)
    return cast_in_city()


def pictured(cast: Cast) -> tuple[Hazard, StoredFile]:
    """A hazard and a photo beside it, of 48 by 36 pixels."""
    one = hazard(cast, "rectifying")
    stored = store(another_photo(), name="现场.png", actor_id=cast.street.id)
    attach(stored, to=("hazards.hazard", one.pk), actor_id=cast.street.id, purpose="report")
    return one, stored


def sent(client: Any, address: str, rectangles: str, **more: str) -> tuple[int, str]:
    got = client.post(address, {"rectangles": rectangles, **more})
    return got.status_code, got.content.decode()


def blurred(stored: StoredFile) -> list[list[int]]:
    found: list[list[int]] = Photo.objects.get(file=stored).blurred
    return found


def address_of(one: Hazard, stored: StoredFile) -> str:
    return reverse("hazards:blur", args=[one.pk, stored.pk])


@pytest.mark.parametrize("role", ["office", "department", "district"])
def test_officers_cover_a_photo_and_its_copies_show_it(cast: Cast, role: str) -> None:
    one, stored = pictured(cast)
    client, before = browser(getattr(cast, role)), read_bytes(stored)
    shown = reverse("picture", args=[stored.pk])
    plain = Image.open(io.BytesIO(client.get(shown).content)).convert("L")
    assert sent(client, address_of(one, stored), "0 0 24 36\n\n 30，2、4 5 ")[0] == 302
    assert blurred(stored) == [[0, 0, 24, 36], [30, 2, 4, 5]]
    covered = Image.open(io.BytesIO(client.get(shown).content)).convert("L")
    left, right = (0, 0, 22, 36), (36, 8, 48, 36)
    assert covered.crop(left).tobytes() != plain.crop(left).tobytes()
    assert covered.crop(right).getextrema()[1] - covered.crop(right).getextrema()[0] > 100
    assert read_bytes(stored) == before
    with scope(cast.office):
        line = ledger.of(one)[-1]
    assert (line.verb, line.facts) == ("blur", {"file": stored.pk, "rectangles": 2, "reason": ""})
    page = client.get(one.get_absolute_url()).content.decode()
    assert address_of(one, stored) in page and "已模糊2处" in page


def test_who_brought_it_or_reads_only_does_not_cover_it(cast: Cast) -> None:
    one, stored = pictured(cast)
    for actor in (cast.enterprise, cast.street):
        client = browser(actor)
        assert sent(client, address_of(one, stored), "1 1 5 5")[0] == 403
        assert address_of(one, stored) not in client.get(one.get_absolute_url()).content.decode()
    assert blurred(stored) == []


def test_a_photo_of_elsewhere_is_not_found_under_this_hazard(cast: Cast) -> None:
    one, stored = pictured(cast)
    other, _theirs = pictured(cast)
    loose = store(another_photo(), name="别处.png", actor_id=cast.office.id)
    paper = store("编号,名称\n1,甲\n".encode(), name="表.csv", actor_id=cast.office.id)
    attach(paper, to=("hazards.hazard", one.pk), actor_id=cast.office.id)
    client = browser(cast.office)
    for hazard_pk, file in ((other.pk, stored.pk), (one.pk, loose.pk), (one.pk, paper.pk), (one.pk, 987_654_321)):
        assert client.get(reverse("hazards:blur", args=[hazard_pk, file])).status_code == 404


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("1 2 3", "第1行须为四个整数"),
        ("1 1 5 5\n一 二 三 四", "第2行须为四个整数"),
        ("1 1 5 5\n-5 0 99999 20", "第2行的数不能为负"),
        ("40 30 20 20", "模糊的范围超出了照片"),
        ("1 1 0 5", "模糊的范围超出了照片"),
        ("\n".join(["1 1 2 2"] * 51), "一张照片最多模糊50处"),
    ],
)
def test_what_is_no_part_of_the_photo_is_refused_in_place(cast: Cast, said: str, sentence: str) -> None:
    one, stored = pictured(cast)
    status, page = sent(browser(cast.office), address_of(one, stored), said)
    assert (status, sentence in page, blurred(stored)) == (422, True, [])


def test_what_was_covered_is_uncovered_with_a_reason_only(cast: Cast) -> None:
    one, stored = pictured(cast)
    client, address = browser(cast.office), address_of(one, stored)
    sent(client, address, "1 1 5 5\n10 10 5 5")
    status, page = sent(client, address, "1 1 5 5")
    assert (status, "须写明理由" in page, len(blurred(stored))) == (422, True, 2)
    assert sent(client, address, "1 1 5 5\n10 10 5 5\n20 20 5 5")[0] == 302
    assert sent(client, address, "", reason="误遮整改部位")[0] == 302
    with scope(cast.office):
        assert ledger.of(one)[-1].facts == {"file": stored.pk, "rectangles": 0, "reason": "误遮整改部位"}
    assert blurred(stored) == []
    assert "误遮整改部位" in client.get(one.get_absolute_url()).content.decode()


def test_what_somebody_else_covered_meanwhile_is_not_written_over(cast: Cast) -> None:
    one, stored = pictured(cast)
    address = address_of(one, stored)
    first, second = browser(cast.office), browser(cast.district)
    page = first.get(address).content.decode()
    seen = page.split('name="seen" value="', 1)[1].split('"', 1)[0]
    sent(second, address, "1 1 5 5")
    status, page = sent(first, address, "9 9 5 5", seen=seen)
    assert (status, "1 1 5 5" in page, blurred(stored)) == (409, True, [[1, 1, 5, 5]])
