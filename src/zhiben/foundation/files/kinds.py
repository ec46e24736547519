"""What a file really is, told from its bytes; and the few kinds that are taken in."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiben.foundation.tables.book import opening
from zhiben.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name here, the content type it is sent as, the endings a name of it may have."""

    name: str
    content_type: str
    endings: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg")),
        Kind("png", "image/png", ("png",)),
        Kind("heic", "image/heic", ("heic", "heif")),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
        Kind("xls", "application/vnd.ms-excel", ("xls", "et")),
        Kind("csv", "text/csv; charset=utf-8", ("csv", "txt")),
        Kind("zip", "application/zip", ("zip",)),
    )
}

ALL_KINDS = frozenset(KINDS)
PHOTO_KINDS = frozenset({"jpg", "png", "heic"})
TABLES = frozenset({"xlsx", "xls", "csv"})

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
MAX_PARTS = 2_000


def recognise(data: bytes, *, name: str = "", kinds: frozenset[str] = ALL_KINDS) -> Kind:
    """The kind of `data`, which people call `name`, when it is one of `kinds`. Raises Refused with a sentence for all
    else, and for text that calls itself a photo."""
    if not data:
        raise Refused(_("文件是空的"), code="file_empty")
    must_be_no_video(data, name=name)
    kind = _by_signature(data) or (_package(data) if data.startswith(b"PK\x03\x04") else "")
    if not kind and _is_old_workbook(data):
        kind = "xls"
    if not kind and _is_table_text(data):
        kind = "csv"
    if not kind and "csv" in kinds and name.lower().endswith(".csv") and _is_plain_text(data):
        sentence = _("“{name}”只有一列：没有用逗号、分号或制表符分开的列，不能作为表格；请核对文件，或另存为 .xlsx")
        raise Refused(sentence, code="file_one_column", name=name)
    must_be_among(kinds, "" if kind == "csv" and _calls_itself_photo(name) else kind, name)
    return KINDS[kind]


def must_be_among(kinds: frozenset[str], kind: str, name: str) -> None:
    """Raises Refused for a file of another kind, or of none, saying what may be brought in its place."""
    if kind in kinds:
        return
    if kinds == PHOTO_KINDS or (not kind and kinds & PHOTO_KINDS and _calls_itself_photo(name)):
        sentence = _("“{name}”的内容不是照片，请重新拍照或另选照片（JPG、PNG、HEIC）")
        raise Refused(sentence, code="file_no_photo", name=name)
    if not kind and kinds <= TABLES:
        sentence = _("“{name}”的内容不是表格，不论叫什么名字；可上传 XLSX、XLS（含 .et）和 CSV，请另存后重新选择")
        raise Refused(sentence, code="file_no_table", name=name)
    if not kind:
        raise Refused(
            _("这种文件不能上传；可上传 PDF、图片（JPG、PNG、HEIC）、XLSX、XLS、CSV、DOCX 和 ZIP"), code="file_kind"
        )
    allowed = "、".join(sorted(kinds)).upper()
    raise Refused(_("这里不能上传 {kind} 文件；可上传：{allowed}"), kind=kind.upper(), allowed=allowed)


def _calls_itself_photo(name: str) -> bool:
    ending = name.rpartition(".")[2].lower()
    return ending == "svg" or any(ending in KINDS[kind].endings for kind in PHOTO_KINDS)


def must_be_no_video(data: bytes | None, *, name: str) -> None:
    """Raises Refused for what begins like a video; None for what is declared as one."""
    if data is None or _is_video(data):
        sentence = _("视频不能作为照片上传：“{name}”；请拍照，或从视频中截图后上传")
        raise Refused(sentence, code="file_video", name=name)


def _by_signature(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "heic"
    return ""


def _is_video(data: bytes) -> bool:
    """MP4, MOV, 3GP and the like; AVI; Matroska and WebM; MPEG streams; Windows Media; Flash."""
    if data[4:8] == b"ftyp":
        return data[8:12] not in (*HEIC_BRANDS, b"avif", b"avis", b"M4A ")
    return data[8:12] == b"AVI " or data.startswith(
        (b"\x1aE\xdf\xa3", b"\0\0\x01\xba", b"0&\xb2u\x8ef\xcf\x11", b"FLV\x01")
    )


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, struct.error, ValueError) as broken:
        raise Refused(_("文件已损坏，无法打开"), code="file_broken") from broken
    if len(names) > MAX_PARTS:
        raise Refused(_("文件内部有 {count} 个部分，超过限度"), code="file_parts", count=len(names))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("文件含有宏，请另存为不含宏的格式后再上传"), code="file_macros")
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if "word/document.xml" in names else "zip"


def _is_old_workbook(data: bytes) -> bool:
    """An OLE container with a workbook in it; other things (.doc, installers) come in the same container."""
    return data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and any(
        stream.encode("utf-16-le") in data for stream in ("Workbook\0", "Book\0")
    )


def _is_table_text(data: bytes) -> bool:
    """Text with a separator in its first lines, and no mark-up that a browser could take for a page."""
    return _is_plain_text(data) and any(mark in line for line in opening(data) for mark in ",\t;")


def _is_plain_text(data: bytes) -> bool:
    try:
        start = "".join(opening(data)).lower()
    except Refused:
        return False
    return not (start.lstrip("\ufeff \t\r\n").startswith("<") or "<script" in start or "<svg" in start)
