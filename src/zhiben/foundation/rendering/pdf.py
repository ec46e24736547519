"""A paper becomes PDF bytes, with what one needs to know about them. Same paper and fonts, same bytes."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from zhiben.foundation.rendering.blocks import Block, Figure, Heading, Paper, Para, Style, Table
from zhiben.foundation.rendering.columns import fit
from zhiben.foundation.rendering.engine import Engine, engine
from zhiben.foundation.rendering.record import as_tree
from zhiben.foundation.rendering.soundness import require_sound


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered paper. `missing`: characters no font has; `substituted`: those set in another face than their own."""

    content: bytes
    sha256: str
    pages: int
    fonts: tuple[str, ...]
    renderer: str
    font_hashes: dict[str, str]
    substituted: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]


def render(paper: Paper, fonts: Sequence[Path | str] | None = None) -> Rendered:
    """Draw a paper. `fonts`: font folders, first wins; without it the setting ZHIBEN_FONTS says.

    Raises Refused when the paper is unsound, a table is too wide or a font is lacking.
    """
    require_sound(paper)
    setter = engine([Path(folder) for folder in (_configured() if fonts is None else fonts)])
    drawing = _drawing(paper)
    content, warnings = _set(setter, drawing, even=False)
    pages, names = _inspect(content)
    if paper.style is Style.REDHEAD and paper.copies and pages % 2:
        # 版记 stands on the last even page; the break leaves an empty page before it where need be.
        content, warnings = _set(setter, drawing, even=True)
        pages, names = _inspect(content)
    coverage = setter.wardrobe.cover(_texts(paper))
    return Rendered(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        fonts=names,
        renderer=setter.version,
        font_hashes=setter.wardrobe.hashes(),
        substituted=coverage.substituted,
        missing=coverage.missing,
        warnings=warnings,
    )


def _configured() -> Sequence[Path | str]:
    from django.conf import settings

    folders: Sequence[Path | str] = settings.ZHIBEN_FONTS
    return folders


def _set(setter: Engine, drawing: str, *, even: bool) -> tuple[bytes, tuple[str, ...]]:
    """Let figures settle where there is room; where many of them push each other about for ever, keep them in place."""
    inputs = {"paper": drawing, "fonts": json.dumps(setter.wardrobe.families()), "even": "yes" if even else "no"}
    content, warnings = setter.compile({**inputs, "settle": "yes"})
    return setter.compile({**inputs, "settle": "no"}) if warnings else (content, warnings)


def _drawing(paper: Paper) -> str:
    """The record with what the template shall not work out: column widths, type sizes, alignments."""
    tree = as_tree(paper)
    for block, drawn in zip(paper.all_blocks(), _drawn_blocks(tree), strict=True):
        if isinstance(block, Table):
            drawn["fit"] = asdict(fit(block))
    return json.dumps(tree, ensure_ascii=False)


def _drawn_blocks(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [*tree["blocks"], *(block for attachment in tree["attachments"] for block in attachment["blocks"])]


def _texts(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every text that is printed, with the role of the face it is printed in."""
    yield "title", paper.masthead + paper.title
    yield "kai", paper.preface
    yield "fang", "".join((paper.number, paper.issuer, paper.addressee, paper.note, paper.printer))
    yield "hei", paper.notice
    for line in paper.copies:
        yield "fang", line.label + line.to
    for attachment in paper.attachments:
        yield "fang", attachment.title
        yield "title", attachment.title if attachment.blocks else ""
    for block in paper.all_blocks():
        yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, Heading):
        yield {1: "hei", 2: "kai"}.get(block.level, "fang"), block.text
    elif isinstance(block, Para):
        yield "kai", block.lead
        yield "fang", block.text
    elif isinstance(block, Figure):
        yield "hei", block.caption
        yield "sans", unescape(re.sub(r"<[^>]*>", "", block.svg))
    elif isinstance(block, Table):
        yield "hei", block.caption + "".join(column.title for column in block.columns)
        yield "hei", "".join(section.title for section in block.sections) + "".join(block.total)
        yield "fang", block.note + "".join(section.note for section in block.sections)
        yield "fang", "".join(cell for row in block.all_rows() for cell in row)


def _inspect(content: bytes) -> tuple[int, tuple[str, ...]]:
    """Number of pages and names of the embedded fonts, read from the file's own objects."""
    objects = content
    for start in re.finditer(rb"/Type\s*/ObjStm[^>]*>>\s*stream\r?\n", content):
        objects += zlib.decompressobj().decompress(content[start.end() :])
    pages = len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", objects))
    names = {name.decode("ascii") for name in re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w.-]+)", objects)}
    return pages, tuple(sorted(names))
