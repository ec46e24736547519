"""Papers and their pictures: one document model, drawn as PDF and DOCX; charts and tile maps as SVG. Knows no safety
word."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.foundation.rendering.blocks import (
    Align,
    Attachment,
    Attendance,
    Block,
    Column,
    Copies,
    Figure,
    Heading,
    PageBreak,
    Paper,
    Para,
    Section,
    Style,
    Table,
    Urgency,
)
from zhiben.foundation.rendering.length import body_characters, characters
from zhiben.foundation.rendering.pdf import Rendered, render, render_all, require_settable, substituted
from zhiben.foundation.rendering.record import from_json, to_json
from zhiben.foundation.rendering.soundness import require_unclassified
from zhiben.foundation.rendering.word import RenderedDocx, render_docx

FORMS = ("pdf", "docx")
"""The endings under which a paper is drawn."""


def all_drawn(papers: Sequence[Paper], form: str) -> list[bytes]:
    """The bytes of many papers in one of their `FORMS`, PDFs set together. Raises Refused as rendering does."""
    if form == "pdf":
        return [one.content for one in render_all(papers)]
    return [render_docx(paper).content for paper in papers]


def drawn(paper: Paper, form: str) -> bytes:
    """The paper's bytes in one of its `FORMS`. Raises Refused as rendering does."""
    return all_drawn([paper], form)[0]


__all__ = [
    "FORMS",
    "Align",
    "Attachment",
    "Attendance",
    "Block",
    "Column",
    "Copies",
    "Figure",
    "Heading",
    "PageBreak",
    "Paper",
    "Para",
    "Rendered",
    "RenderedDocx",
    "Section",
    "Style",
    "Table",
    "Urgency",
    "all_drawn",
    "body_characters",
    "characters",
    "drawn",
    "from_json",
    "render",
    "render_all",
    "render_docx",
    "require_settable",
    "require_unclassified",
    "substituted",
    "to_json",
]
