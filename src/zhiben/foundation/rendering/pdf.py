"""A paper becomes PDF bytes, with what one needs to know about them. Same paper and fonts, same bytes."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhiben.foundation.rendering.addressees import placed
from zhiben.foundation.rendering.blocks import Paper, Style, Table
from zhiben.foundation.rendering.columns import em_width, fit
from zhiben.foundation.rendering.engine import Engine, configured, engine
from zhiben.foundation.rendering.fonts import Coverage, Stray
from zhiben.foundation.rendering.heights import heights, tallest
from zhiben.foundation.rendering.places import spots
from zhiben.foundation.rendering.record import as_tree
from zhiben.foundation.rendering.soundness import require_sound
from zhiben.foundation.rendering.titles import broken
from zhiben.kernel.abreast import abreast
from zhiben.kernel.clock import in_words
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

_OBJECTS = re.compile(
    rb"/(?:Type\s*/(?:Page(?![a-zA-Z])|(?P<packed>ObjStm[^>]*>>\s*stream\r?\n))"
    rb"|FontName\s*/(?:[A-Z]{6}\+)?(?P<font>[\w.-]+))"
)
EVEN = frozenset({Style.REDHEAD, Style.MINUTES})
"""Papers printed on both sides of the sheet, whose imprint closes an even page."""
LONG = 500
"""Characters of a cell that alone could be higher than a page."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered paper. `substituted`: characters set in another face than their own, with their places."""

    content: bytes
    sha256: str
    pages: int
    fonts: tuple[str, ...]
    renderer: str
    font_hashes: dict[str, str]
    substituted: tuple[Stray, ...]
    warnings: tuple[str, ...]


def render(paper: Paper, fonts: Sequence[Path | str] | None = None) -> Rendered:
    """Draw a paper. `fonts`: font folders, first wins; without it the setting ZHIBEN_FONTS says.

    Raises Refused when the paper is unsound, a table is too wide, a font is lacking or no font has a character.
    """
    setter, coverage, drawing = _prepared(paper, fonts)
    content, warnings = _set(setter, drawing, even=False)
    pages, names = inspected(content)
    if paper.style in EVEN and drawing["copies"] and pages % 2:
        # 版记 stands on the last even page; the break leaves an empty page before it where need be.
        content, warnings = _set(setter, drawing, even=True)
        pages, names = inspected(content)
    return Rendered(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        fonts=names,
        renderer=setter.version,
        font_hashes=setter.wardrobe.hashes(),
        substituted=coverage.substituted,
        warnings=warnings,
    )


def render_all(papers: Sequence[Paper], fonts: Sequence[Path | str] | None = None) -> list[Rendered]:
    """Draw many papers, as many at once as there are processors, each with the bytes that it has by itself.

    Raises Refused as `render` does, of the first that it is raised for; then there is none of them.
    """
    if papers:
        _engine(fonts)  # started once, before several would
    return abreast(lambda paper: render(paper, fonts), papers)


def require_settable(paper: Paper, fonts: Sequence[Path | str] | None = None) -> None:
    """Refused as by `render`, of which the typesetter's own part is left out: it takes whatever comes this far."""
    _prepared(paper, fonts)


def _engine(fonts: Sequence[Path | str] | None) -> Engine:
    return engine([Path(folder) for folder in (configured() if fonts is None else fonts)])


def _prepared(paper: Paper, fonts: Sequence[Path | str] | None) -> tuple[Engine, Coverage, dict[str, Any]]:
    """All that may be refused: the typesetter, which characters stray, and what is to be drawn."""
    texts = require_sound(paper)
    setter = _engine(fonts)
    coverage = setter.wardrobe.cover(texts)
    if coverage.missing:
        raise _unprintable(coverage.missing)
    return setter, coverage, _drawing(placed(paper))


def substituted(paper: Paper) -> tuple[Stray, ...]:
    """The characters that will stand in another face than their own, with their places; nothing is drawn. Raises
    Refused when a font is lacking."""
    return _engine(None).wardrobe.cover(spots(paper)).substituted


def bare(paper: Paper, fonts: Sequence[Path | str] | None = None) -> Callable[[], bytes]:
    """One pass of the typesetter over a paper, with all preparation done: the yardstick for whatever makes papers."""
    setter = _engine(fonts)
    drawing, across = _told(_drawing(placed(paper))), paper.style is Style.LIST
    return lambda: setter.compile(drawing, across=across)[0]


def _unprintable(missing: Sequence[Stray]) -> Refused:
    named = "；".join(f"{stray.place}：“{stray.char}”（U+{ord(stray.char):04X}）" for stray in missing)
    return Refused(
        N_("现有字体没有下列字，不能成文：{named}。请更换用字，或把含有这些字的字体文件放入字体目录后重试"),
        code="glyph_missing",
        named=named,
    )


def _set(setter: Engine, drawing: dict[str, Any], *, even: bool) -> tuple[bytes, tuple[str, ...]]:
    """Let figures settle where there is room; where many of them push each other about for ever, keep them in place."""
    across = drawing["style"] == Style.LIST
    content, warnings = setter.compile(_told(drawing, even=even), across=across)
    return setter.compile(_told(drawing, even=even, fixed=True), across=across) if warnings else (content, warnings)


def _told(drawing: dict[str, Any], *, even: bool = False, fixed: bool = False) -> str:
    """What the template reads: the drawing, whether its imprint closes an even page, whether figures keep in place."""
    return json.dumps(drawing | {"even": even, "fixed": fixed}, ensure_ascii=False)


def _drawing(paper: Paper) -> dict[str, Any]:
    """The record with what the template shall not work out: column widths, type sizes, alignments, broken titles."""
    tree: dict[str, Any] = as_tree(paper)
    tree |= {
        "title": broken(paper.title),
        "name": paper.title.replace("\n", ""),
        "signed": paper.style.signed,
        "urgency-word": paper.urgency.word,
        "masthead-ems": em_width(paper.masthead),
        "signed-widths": [_pitches(paper.issuer), _pitches(in_words(paper.date))],
    }
    for attachment in tree["attachments"]:
        attachment["heading"] = broken(attachment["title"])
    for block, drawn in zip(paper.all_blocks(), _drawn_blocks(tree), strict=True):
        if isinstance(block, Table):
            found = fit(block, paper.style.width_mm)
            torn = LONG if any(len(cell) > LONG for row in block.all_rows() for cell in row) else None
            tall = {"most_pt": tallest(block, found), "rows_pt": heights(block, found), "torn_above": torn}
            drawn["fit"] = as_tree(found) | tall
    return tree


def _pitches(text: str) -> float:
    """Width in body characters; a figure is half of 16 pt wide and tracked like a whole one: 7.79 of 15.79 pt."""
    return sum(1.0 if ord(char) > 0x2000 else 0.494 for char in text)


def _drawn_blocks(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [*tree["blocks"], *(block for attachment in tree["attachments"] for block in attachment["blocks"])]


def inspected(content: bytes) -> tuple[int, tuple[str, ...]]:
    """Number of pages and names of the embedded fonts, read from the file's own objects, packed ones too."""
    pages, names = 0, set()
    for found in _OBJECTS.finditer(content):
        if found["font"]:
            names.add(found["font"].decode("ascii"))
        elif found["packed"]:
            inner, more = inspected(zlib.decompressobj().decompress(content[found.end() :]))
            pages, names = pages + inner, names | set(more)
        else:
            pages += 1
    return pages, tuple(sorted(names))
