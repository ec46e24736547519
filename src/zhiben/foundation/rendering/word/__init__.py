"""A paper becomes an editable DOCX on the same page as the PDF. Same paper, same bytes.

What the reader's own fonts will do can't be known here, nor where the reader's program breaks a page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhiben.foundation.rendering.addressees import placed
from zhiben.foundation.rendering.blocks import Paper
from zhiben.foundation.rendering.engine import configured, engine
from zhiben.foundation.rendering.fonts import Coverage
from zhiben.foundation.rendering.soundness import require_sound
from zhiben.foundation.rendering.word import body, feet, heads, package
from zhiben.foundation.rendering.word.media import Media

RENDERER = "zhiben docx 2"


@dataclass(frozen=True, slots=True)
class RenderedDocx:
    """A DOCX with the characters that free fonts lack, as the PDF of the same paper would list them."""

    content: bytes
    sha256: str
    renderer: str
    coverage: Coverage


def render_docx(paper: Paper, fonts: Sequence[Path | str] | None = None) -> RenderedDocx:
    """Write a paper as DOCX. `fonts`: font folders for drawings, as for the PDF.

    Raises Refused when the paper is unsound or a table is too wide. A character that no font here has is only
    listed: the reader's machine may have it.
    """
    texts = require_sound(paper)
    setter = engine([Path(folder) for folder in (configured() if fonts is None else fonts)])
    main = package.blank()
    media = Media(setter, main)
    drawn = placed(paper)
    parts = [
        heads.head(drawn),
        body.blocks(drawn.blocks, media, closing=feet.closes(drawn), area_mm=drawn.style.width_mm),
        feet.feet(drawn, media),
    ]
    content = package.pack(main, paper, "".join(parts))
    return RenderedDocx(content, hashlib.sha256(content).hexdigest(), RENDERER, setter.wardrobe.cover(texts))
