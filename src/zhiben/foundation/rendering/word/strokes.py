"""The strokes every part of a DOCX is made of: runs and paragraphs as XML text, children in the schema's order.

Text is escaped here and nowhere else. Lengths are twips (a twentieth of a point) unless a name says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

# The office's standard names; whoever opens the file has them, or his program says what it puts in their place.
FACES = {"fang": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体", "title": "方正小标宋简体", "song": "宋体"}
LATIN = "Times New Roman"
RED = "D7000F"
BODY_PT = 16.0
LINE_PT = 28.95  # 22 lines in 225 mm; 29 would leave 21
TRACKING = -5  # a quarter of a point less per character: 28 in 156 mm
PITCH = 315  # one body character with its tracking
WIDTH = 8845  # the type area


def millimetres(length: float) -> int:
    """Millimetres as twips."""
    return round(length * 1440 / 25.4)


@lru_cache(maxsize=256)
def type_of(face: str, size_pt: float = BODY_PT, colour: str = "", scale: int = 100, boxed: bool = False) -> str:  # noqa: FBT001, FBT002
    """A run's properties: the four kinds of script each get their font, so that no theme decides."""
    name = FACES[face]
    half_points = round(size_pt * 2)
    return (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{name}" w:cs="{LATIN}"/>'
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:spacing w:val="{TRACKING if size_pt == BODY_PT else 0}"/>'
        + (f'<w:w w:val="{scale}"/>' if scale != 100 else "")
        + f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        + (f'<w:bdr w:val="single" w:sz="4" w:space="0" w:color="{colour}"/>' if boxed else "")
        + "</w:rPr>"
    )


def run(text: str, face: str = "fang", size_pt: float = BODY_PT, **more: Any) -> str:
    """A text in one face; a newline in it breaks the line."""
    return f"<w:r>{type_of(face, size_pt, **more)}{_words(text)}</w:r>" if text else ""


def _words(text: str) -> str:
    parts = re.split(r"(\r\n|[\r\n\t])", text)
    breaks = {"\r\n": "<w:br/>", "\r": "<w:br/>", "\n": "<w:br/>", "\t": "<w:tab/>"}
    return "".join(breaks.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts if part)


def page_number(face: str, size_pt: float, *, field: str = "PAGE") -> str:
    """The number of the page, or of all pages, to be filled in by the program that lays it out."""
    kind = type_of(face, size_pt)
    return (
        f'<w:r>{kind}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{kind}<w:instrText xml:space="preserve"> {field} </w:instrText></w:r>'
        f'<w:r>{kind}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{kind}<w:t>1</w:t></w:r>"
        f'<w:r>{kind}<w:fldChar w:fldCharType="end"/></w:r>'
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """How a paragraph stands. `line_pt` 0 lets the line grow with what it holds, as a picture needs."""

    style: str = ""
    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    before_pt: float = 0.0
    after_pt: float = 0.0
    line_pt: float = LINE_PT
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    no_widow: bool = False
    border: str = ""
    tab: int = 0
    tab_kind: str = "right"


BODY = Shape()


def rule(side: str, size: int, colour: str = "000000", *, kind: str = "single", space: int = 0) -> str:
    """A line along one side of a paragraph; `size` in eighths of a point."""
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{colour}"/></w:pBdr>'


@lru_cache(maxsize=512)
def shape_of(shape: Shape) -> str:
    """A paragraph's properties."""
    line = (
        f'w:line="{round(shape.line_pt * 20)}" w:lineRule="exact"'
        if shape.line_pt
        else 'w:line="240" w:lineRule="auto"'
    )
    parts = (
        f'<w:pStyle w:val="{shape.style}"/>' if shape.style else "",
        "<w:keepNext/>" if shape.keep_next else "",
        "<w:keepLines/>" if shape.keep_lines else "",
        "<w:pageBreakBefore/>" if shape.new_page else "",
        f'<w:widowControl w:val="{int(shape.no_widow)}"/>',
        shape.border,
        f'<w:tabs><w:tab w:val="{shape.tab_kind}" w:pos="{shape.tab}"/></w:tabs>' if shape.tab else "",
        # Digits and Chinese stand side by side without extra space; no mark hangs beyond the line's end.
        '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>',
        "" if shape.line_pt == LINE_PT else '<w:snapToGrid w:val="0"/>',
        f'<w:spacing w:before="{round(shape.before_pt * 20)}" w:after="{round(shape.after_pt * 20)}" {line}/>',
        _indent(shape),
        f'<w:jc w:val="{shape.align}"/>',
    )
    return f"<w:pPr>{''.join(parts)}</w:pPr>"


def _indent(shape: Shape) -> str:
    # Indents of whole characters are said in characters too, so that they follow when a person changes the type.
    chars = f' w:firstLineChars="{shape.first * 100 // PITCH}"' if shape.first and not shape.first % PITCH else ""
    first = f' w:hanging="{shape.hanging}"' if shape.hanging else f'{chars} w:firstLine="{shape.first}"'
    return f'<w:ind w:left="{shape.left}" w:right="{shape.right}"{first}/>'


def paragraph(content: str, shape: Shape = BODY) -> str:
    """Runs in a shape."""
    return f"<w:p>{shape_of(shape)}{content}</w:p>"


def blank(lines: float = 1, *, keep_next: bool = False) -> str:
    """An empty line of the body's height, or a part or multiple of it."""
    return paragraph("", Shape(line_pt=LINE_PT * lines, keep_next=keep_next))
