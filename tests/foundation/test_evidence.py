"""Which files are evidence: a photo among them, none dark or blank, none of somebody else's, none shown before."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from tests.factories.photos import another_photo, blank, photo_bytes

from zhiben.foundation.files import attach, must_be_evidence, must_be_new, store
from zhiben.kernel.errors import Incomplete, Refused

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def brought(*contents: tuple[bytes, str], by: int = 7) -> list[int]:
    return [store(data, name=name, actor_id=by).pk for data, name in contents]


def refusal(files: list[int]) -> tuple[str, str, dict[str, str]]:
    with pytest.raises(Incomplete) as refused:
        must_be_evidence(files, field="photos", actor_id=7)
    return refused.value.code, refused.value.text, refused.value.fields


def test_photo_with_papers_beside_it_is_evidence() -> None:
    must_be_evidence(brought((another_photo(), "现场.png"), (PAPER, "说明.pdf")), field="photos", actor_id=7)


@pytest.mark.parametrize("contents", [(), ((PAPER, "说明.pdf"),)])
def test_without_a_photo_nothing_is_evidence(contents: tuple[tuple[bytes, str], ...]) -> None:
    assert refusal(brought(*contents)) == ("incomplete", "须附照片", {"photos": "请附现场照片"})


@pytest.mark.parametrize(
    ("shade", "code", "sentence"),
    [
        (3, "photo_dark", "照片“二.png”过暗，看不清内容，请补光后重新拍照"),
        (250, "photo_blank", "照片“二.png”是一片空白，看不出内容，请重新拍照"),
    ],
)
def test_dark_and_blank_photos_are_refused_by_name(shade: int, code: str, sentence: str) -> None:
    files = brought((another_photo(), "一.png"), (blank(shade), "二.png"))
    assert refusal(files) == (code, sentence, {"photos": sentence})


def test_files_of_somebody_else_are_not_told_about() -> None:
    with pytest.raises(Refused, match="附件中有不是您上传的文件"):
        must_be_evidence(brought((blank(3), "黑.png"), by=8), field="photos", actor_id=7)


def test_photo_that_lies_beside_the_record_already_is_refused() -> None:
    beside = {"hazards.hazard": [1], "hazards.siterecord": [4, 5]}
    for place, name in ((("hazards.hazard", 1), "一.png"), (("hazards.siterecord", 5), "二.png")):
        data = photo_bytes(len(name) + place[1])
        attach(store(data, name=name, actor_id=8), to=place, actor_id=8)
        with pytest.raises(Incomplete) as refused:
            must_be_new(brought((data, "新.png")), field="files", beside=beside)
        assert refused.value.fields == {"files": f"照片“新.png”与此前已附的“{name}”是同一个文件，请附整改后新拍的照片"}
        must_be_new(brought((data, "新.png")), field="files", beside={"hazards.hazard": [2]})
    must_be_new(brought((another_photo(), "新.png")), field="files", beside=beside)
