"""The blocks of a body in a DOCX: headings, paragraphs, tables, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhiben.foundation.rendering.blocks import Block, Column, Figure, Heading, PageBreak, Para, Section, Table
from zhiben.foundation.rendering.columns import TYPE_AREA_MM, Fit, em_width, fit
from zhiben.foundation.rendering.places import HEADING_FACES
from zhiben.foundation.rendering.word.media import Media
from zhiben.foundation.rendering.word.strokes import (
    BODY,
    PITCH,
    WIDTH,
    Shape,
    millimetres,
    paragraph,
    run,
    type_of,
)

PARAGRAPH = Shape(first=2 * PITCH)
CLOSING = replace(PARAGRAPH, keep_next=True, no_widow=True)
FIXED = '<w:tblLayout w:type="fixed"/>'
HELD = 8 * 28  # some programs move a held paragraph whole: a longer one would leave half a page empty
ONE_LINE = 26  # characters after the indent
HEAD_FILL, SECTION_FILL, HAIR = "F2E9E6", "F7F4F2", "444444"


def blocks(body: Sequence[Block], media: Media, *, closing: bool = False, area_mm: float = TYPE_AREA_MM) -> str:
    """All blocks in order. A `closing` body holds its last lines to the signature that follows."""
    held = _held(body) if closing else 0
    shapes = [PARAGRAPH] * (len(body) - held) + [CLOSING] * held
    return "".join(_block(block, media, shape, area_mm) for block, shape in zip(body, shapes, strict=True))


def _held(body: Sequence[Block]) -> int:
    """How many paragraphs at the end go with the signature: a closing sentence of one line brings the one before it."""
    last = [block for block in body[1:][-2:] if isinstance(block, Para) and len(block.text) <= HELD]
    if not last or last[-1] is not body[-1]:
        return 0
    return len(last) if em_width(last[-1].lead + last[-1].text) <= ONE_LINE else 1


def _block(block: Block, media: Media, shape: Shape, area_mm: float) -> str:
    if isinstance(block, Para):
        return _para(block, shape)
    if isinstance(block, Heading):
        styled = Shape(style=f"Heading{block.level}", first=2 * PITCH, keep_next=True)
        return paragraph(run(block.text, HEADING_FACES.get(block.level, "fang")), styled)
    if isinstance(block, Table):
        return _table(block, area_mm)
    if isinstance(block, Figure):
        return _figure(block, media)
    return _page_break(block)


def _page_break(_block: PageBreak) -> str:
    return paragraph(f'<w:r>{type_of("fang")}<w:br w:type="page"/></w:r>', Shape(line_pt=1))


def _para(block: Para, shape: Shape) -> str:
    """A newline starts a new paragraph; only the last one is shaped by what follows."""
    parts = block.text.split("\n")
    shapes = [PARAGRAPH] * (len(parts) - 1) + [shape]
    leads = [block.lead] + [""] * (len(parts) - 1)
    return "".join(
        paragraph(run(lead, "kai") + run(part), each) for lead, part, each in zip(leads, parts, shapes, strict=True)
    )


def _figure(figure: Figure, media: Media) -> str:
    # An exact line would cut the picture off; its line grows with it.
    held = Shape(align="center", line_pt=0, before_pt=3, keep_next=bool(figure.caption))
    caption = paragraph(run(figure.caption, "hei", 12), Shape(style="Caption", align="center", line_pt=24, after_pt=3))
    return paragraph(media.picture(figure), held) + (caption if figure.caption else "")


def _table(table: Table, area_mm: float) -> str:
    found = fit(table, area_mm)
    across = area_mm != TYPE_AREA_MM
    caption = Shape(style="Caption", align="left" if across else "center", line_pt=26, before_pt=6, keep_next=True)
    words = run(table.caption, "fang", 10.5) if across else run(table.caption, "hei", 14)
    note = Shape(align="both", line_pt=16, before_pt=4, after_pt=8)
    # A paragraph must follow a table; without a note it is a thin empty one.
    after = paragraph(run(table.note, "fang", 10.5), note) if table.note else paragraph("", replace(BODY, line_pt=10))
    return (paragraph(words, caption) if table.caption else "") + _grid(table, found) + after


def _grid(table: Table, found: Fit) -> str:
    widths = [millimetres(width) for width in found.widths_mm]
    width = round(sum(found.widths_mm) * WIDTH / TYPE_AREA_MM)
    widths[-1] += width - sum(widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 50), ("left", 68), ("bottom", 50), ("right", 68))
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = Rows(widths, found)
    body = [rows.head(table.columns), *map(rows.row, table.rows)]
    for section in table.sections:
        body += [rows.section(section), *map(rows.row, section.rows)]
    body += [rows.total(table.total)] if table.total else []
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>{FIXED}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(body)}</w:tbl>"
    )


class Rows:
    """The rows of one table: cells in the widths, alignments and type size that were worked out for it."""

    def __init__(self, widths: Sequence[int], found: Fit) -> None:
        self._widths, self._found = widths, found
        self._shapes = [self._shape(str(align)) for align in found.aligns]
        self._openings = [_opening(width) for width in widths]

    def head(self, columns: Sequence[Column]) -> str:
        """The heads, repeated on every page."""
        shape = self._shape("center", keep_next=True)
        cells = [
            self._cell(_opening(width, HEAD_FILL), column.title, "hei", shape)
            for width, column in zip(self._widths, columns, strict=True)
        ]
        return _row("".join(cells), "<w:tblHeader/>")

    def row(self, cells: Sequence[str]) -> str:
        """A row of the body."""
        parts = zip(self._openings, cells, self._shapes, strict=True)
        return _row("".join(self._cell(opening, cell, "fang", shape) for opening, cell, shape in parts))

    def section(self, section: Section) -> str:
        """A line across the table, held to the first row under it. (Word repeats heads, but no lines further down.)"""
        shape = self._shape("left", keep_next=True)
        opening = _opening(sum(self._widths), SECTION_FILL, span=len(self._widths))
        note = run("　" + section.note, "fang", self._found.size_pt) if section.note else ""
        return _row(opening + paragraph(run(section.title, "hei", self._found.size_pt) + note, shape) + "</w:tc>")

    def total(self, cells: Sequence[str]) -> str:
        """The closing row."""
        parts = zip(self._widths, cells, self._shapes, strict=True)
        return _row("".join(self._cell(_opening(w, SECTION_FILL), cell, "hei", shape) for w, cell, shape in parts))

    def _shape(self, align: str, *, keep_next: bool = False) -> Shape:
        line = round(self._found.size_pt * 1.38, 1)
        return Shape(align=align, line_pt=line, keep_next=keep_next)

    def _cell(self, opening: str, text: str, face: str, shape: Shape) -> str:
        return opening + paragraph(run(text, face, self._found.size_pt), shape) + "</w:tc>"


def _opening(width: int, fill: str = "", span: int = 1) -> str:
    """A cell up to its paragraph."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{shade}<w:vAlign w:val="center"/></w:tcPr>'


def _row(cells: str, more: str = "") -> str:
    """A row that no page break tears."""
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{cells}</w:tr>"
