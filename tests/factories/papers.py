"""Signed files as offices bring them: with text, as a scan without any, with a password."""

from __future__ import annotations

import io

import typst
from docx import Document
from pypdf import PdfReader, PdfWriter


def docx(*lines: str) -> bytes:
    """A DOCX with a paragraph for each line."""
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def pdf(text: str) -> bytes:
    """A PDF of one page that says `text`."""
    source = f'#set text(lang: "zh")\n{text}'.encode()
    made = typst.compile(source, format="pdf")
    return bytes(made) if isinstance(made, (bytes, bytearray)) else b""


def scan() -> bytes:
    """A PDF of one page without text."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(content)
    return content.getvalue()


def locked(password: str) -> bytes:
    """A PDF that opens with a password only."""
    writer, content = PdfWriter(PdfReader(io.BytesIO(scan()))), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(content)
    return content.getvalue()
