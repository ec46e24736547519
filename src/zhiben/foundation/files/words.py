"""What a file says, for searching: the text of a DOCX or of a PDF that has any. Nothing is recognised in pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhiben.kernel.errors import Refused

MAX_PAGES = 500
MAX_CHARACTERS = 1_000_000
MAX_UNPACKED = 100 * 2**20
"""How many bytes a DOCX may unfold to."""


def words_of(data: bytes, kind: str, *, name: str) -> str:
    """The text of `data`, a file of `kind` that people call `name`; empty when it has none, as scans have. Raises
    Refused, saying why, for a file that is broken or has a password."""
    text = "\n".join({"pdf": _of_pdf, "docx": _of_docx}[kind](data, name))
    lines = (" ".join(line.split()) for line in text.replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)[:MAX_CHARACTERS]


def _of_pdf(data: bytes, name: str) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(_("文件“{name}”有密码，请另存为没有密码的PDF后再上传"), code="file_encrypted", name=name)
        for page in reader.pages[:MAX_PAGES]:
            yield page.extract_text()
    except FileNotDecryptedError as locked:
        raise Refused(
            _("文件“{name}”有密码，请另存为没有密码的PDF后再上传"), code="file_encrypted", name=name
        ) from locked
    except Refused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as broken:
        raise Refused(_("文件“{name}”已损坏，无法打开"), code="file_broken", name=name) from broken


def _of_docx(data: bytes, name: str) -> Iterator[str]:
    from docx import Document

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
                raise Refused(_("文件“{name}”展开后过大，无法读取"), code="file_too_large", name=name)
        body = Document(io.BytesIO(data)).element.body
    except Refused:
        raise
    except Exception as broken:
        raise Refused(_("文件“{name}”已损坏，无法打开"), code="file_broken", name=name) from broken
    for paragraph in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        yield "".join(
            piece.text or ""
            for piece in paragraph.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
        )
