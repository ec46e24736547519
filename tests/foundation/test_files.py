"""Stored files: told by content, kept whole under their hash, given out as downloads only."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from tests.factories.photos import PNG

from zhiben.foundation.files import storing
from zhiben.foundation.files.kinds import KINDS, TABLES, recognise
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.importing import exporting
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.sheet import Column, Sheet, WriteResult

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


def write(*_rows: object, **_facts: object) -> WriteResult:
    return WriteResult()


def on_disk(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0rest", "jpg"),
        (PNG, "png"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        (exporting.template(Sheet("x", "表", (Column("a", "甲"),), ("a",), write)), "xlsx"),
        (packed("word/document.xml"), "docx"),
        (packed("证据/照片.jpg"), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), "xls"),
        ("编号,名称\n1,甲\n".encode("gb18030"), "csv"),
        ("附件1\n编号\t名称\n1\t甲\n".encode("utf-16"), "csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_kind_is_told_by_content(data: bytes, kind: str) -> None:
    assert recognise(data) == KINDS[kind]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"<html><script>alert(1)</script>,", "file_kind"),
        (b"\xef\xbb\xbf <svg xmlns='x'>,", "file_kind"),
        (b"a,b\n<script>x</script>", "file_kind"),
        ("<html>,".encode("utf-16"), "file_kind"),
        ("一封信，没有表\n".encode(), "file_kind"),
        (b"PK\x03\x04" + packed("x")[4:-22] + b"PK\x05\x06" + b"\xff" * 18, "file_broken"),
        (b"GIF89a" + PDF, "file_kind"),
        (b"MZ\x90\0", "file_kind"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "file_video"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "file_video"),
        (b"RIFF\0\0\0\0AVI LIST", "file_video"),
        (b"\x1aE\xdf\xa3\x01webm", "file_video"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "file_kind"),
        (b"PK\x03\x04 broken", "file_broken"),
        (packed("word/document.xml", "word/vbaProject.bin"), "file_macros"),
        (packed(*(str(number) for number in range(2_001))), "file_parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_kinds_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        recognise(data)
    assert refusal.value.code == code


@pytest.mark.parametrize("name", ["text.jpg", "图.SVG", "现场.heic"])
def test_what_calls_itself_a_photo_and_is_none_is_named(name: str) -> None:
    for data in (b"a,b\n1,2\n", b"<svg/>", b"MZ\x90"):
        with pytest.raises(Refused) as refusal:
            recognise(data, name=name)
        assert refusal.value.text == f"“{name}”的内容不是照片，请重新拍照或另选照片（JPG、PNG、HEIC）"


def test_where_only_tables_are_taken_a_false_photo_is_told_to_be_no_table() -> None:
    with pytest.raises(Refused) as refusal:
        recognise(b"MZ\x90", name="表.jpg", kinds=TABLES)
    assert refusal.value.code == "file_no_table"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("整改 照片.pdf", "整改 照片.pdf"),
        ("REPORT.PDF", "REPORT.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a.pdf.exe", "a.pdf.exe.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("", "未命名.pdf"),
        (".pdf", "未命名.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_name_is_made_safe_and_true(given: str, shown: str) -> None:
    assert storing.safe_name(given, KINDS["pdf"]) == shown


@pytest.mark.django_db
def test_equal_bytes_lie_once_and_keep_both_names(media: Path) -> None:
    first = storing.store(PDF, name="甲.pdf", actor_id=1)
    second = storing.store(PDF, name="../乙.pdf", actor_id=2)
    assert on_disk(media) == [f"{first.sha256[:2]}/{first.sha256}"]
    assert [(f.name, f.uploaded_by, f.size, f.kind) for f in (first, second)] == [
        ("甲.pdf", 1, len(PDF), "pdf"),
        ("乙.pdf", 2, len(PDF), "pdf"),
    ]
    assert storing.read_bytes(second) == PDF


@pytest.mark.django_db
def test_refused_file_leaves_nothing_behind(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="这里不能上传 PDF 文件；可上传：JPG、PNG"):
        storing.store(PDF, name="a.pdf", actor_id=1, kinds=frozenset({"png", "jpg"}))
    monkeypatch.setattr(storing, "MAX_BYTES", 10)
    with pytest.raises(Refused) as refusal:
        storing.store(PDF, name="a.pdf", actor_id=1)
    assert refusal.value.code == "file_too_large"
    assert on_disk(media) == []


@pytest.mark.django_db
def test_upload_is_weighed_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert storing.store_upload(SimpleUploadedFile("a.pdf", PDF), actor_id=1).sha256 == sha256(PDF).hexdigest()
    monkeypatch.setattr(storing, "MAX_BYTES", 10)
    upload = SimpleUploadedFile("a.pdf", PDF)
    with pytest.raises(Refused, match=r"文件“a\.pdf”超过0兆字节"):
        storing.store_upload(upload, actor_id=1)
    assert upload.tell() == 0


@pytest.mark.django_db
def test_download_can_never_be_a_page_of_ours() -> None:
    response = storing.respond(storing.store(PDF, name="整改照片.pdf", actor_id=1))
    with closing(response):
        assert response.getvalue() == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%95%B4")
    headers = ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "Content-Length")
    assert [response[name] for name in headers] == [
        "application/pdf",
        "nosniff",
        "default-src 'none'; sandbox; frame-ancestors 'self'",
        "private, no-store",
        str(len(PDF)),
    ]


@pytest.mark.django_db
def test_altered_and_lost_bytes_are_noticed() -> None:
    stored = storing.store(PDF, name="a.pdf", actor_id=1)
    path = storing.path_of(stored.sha256)
    path.write_bytes(b"%PDF-1.7\n2 0 obj\n")
    with pytest.raises(Refused, match=r"文件「a\.pdf」的内容与登记的不一致"):
        storing.read_bytes(stored)
    path.unlink()
    for fetch in (storing.read_bytes, storing.respond):
        with pytest.raises(NotFound, match=r"文件「a\.pdf」已不在存储中"):
            fetch(stored)


def test_path_is_made_of_a_hash_only() -> None:
    with pytest.raises(ValueError, match="not a hash"):
        storing.path_of("../../etc/passwd")


@pytest.mark.django_db
def test_attaching_twice_is_attaching_once_and_records_are_apart() -> None:
    stored = storing.store(PDF, name="a.pdf", actor_id=1)
    first = storing.attach(stored, to=("hazards.hazard", 1), actor_id=1, purpose="evidence")
    assert storing.attach(stored, to=("hazards.hazard", 1), actor_id=2, purpose="evidence") == first
    other = storing.attach(stored, to=("hazards.hazard", 1), actor_id=1, purpose="reply")
    storing.attach(stored, to=("campaign.task", 1), actor_id=1)
    assert list(storing.attached("hazards.hazard", 1)) == [first, other]
    assert list(storing.attached("hazards.hazard", 1, "reply")) == [other]
    assert Attachment.objects.count() == 3


@pytest.mark.django_db
def test_files_are_flushed_one_by_one_or_together_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(storing.os, "fsync", lambda _descriptor: done.append("one"))
    monkeypatch.setattr(storing.os, "sync", lambda: done.append("all"))
    storing.store(PDF, name="a.pdf", actor_id=1)
    assert done == ["one", "one"]
    with storing.flushed_together():
        storing.store(PDF + b"2", name="b.pdf", actor_id=1)
        assert done == ["one", "one"]
    assert done == ["one", "one", "all"]
    storing.store(PDF + b"3", name="c.pdf", actor_id=1)
    assert done == ["one", "one", "all", "one", "one"]
