"""The page of GB/T 9704-2012 in a DOCX: sizes and margins, styles, page numbers, settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from zhiben.foundation.rendering.blocks import Paper, Style
from zhiben.foundation.rendering.word import heads
from zhiben.foundation.rendering.word.strokes import (
    FACES,
    LATIN,
    LINE_PT,
    RED,
    Shape,
    millimetres,
    page_number,
    paragraph,
    rule,
    run,
    shape_of,
    type_of,
)

if TYPE_CHECKING:
    from docx.section import Section

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
SMALL = 280
FOOTER_MM = 20.0
"""From the paper's lower edge to the footers; a letter's double line lies there."""


def document(content: str) -> str:
    """The main part."""
    return f"<w:document {NAMESPACES}><w:body>{content}{grid()}</w:body></w:document>"


def set_section(section: Section, paper: Paper) -> None:
    """A4 with the margins of the standard; headers and footers of odd, even and, in a letter, first pages."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    across = paper.style is Style.LIST
    section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    margins = (22, 20, 18, 20) if across else (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    header, footer = (9.0, 9.0) if across else (heads.HEADER_MM, FOOTER_MM)
    section.header_distance, section.footer_distance, section.gutter = Mm(header), Mm(footer), Mm(0)
    if across:
        _fill([(section.header, heads.notice(paper)), (section.even_page_header, heads.notice(paper))])
        _fill([(section.footer, _of_all()), (section.even_page_footer, _of_all())])
        return
    holders = [
        (section.header, heads.notice(paper)),
        (section.footer, _number("default")),
        (section.even_page_header, heads.notice(paper)),
        (section.even_page_footer, _number("even")),
    ]
    if paper.style is Style.LETTER:
        section.different_first_page_header_footer = True
        holders += [(section.first_page_header, heads.letterhead(paper)), (section.first_page_footer, _double_line())]
    _fill(holders)


def _fill(holders: Iterable[tuple[Any, str]]) -> None:
    from docx.oxml import parse_xml

    for holder, content in holders:
        holder.part.element[:] = list(parse_xml(f"<w:hdr {NAMESPACES}>{content}</w:hdr>"))


def _of_all() -> str:
    """第 1 页 共 9 页, in the middle."""
    words = run("第 ", "song", 10.5) + page_number("song", 10.5) + run(" 页　共 ", "song", 10.5)
    total = page_number("song", 10.5, field="NUMPAGES") + run(" 页", "song", 10.5)
    return paragraph(words + total, Shape(align="center", line_pt=16))


def _number(page: str) -> str:
    """— 1 — one character from the outer edge, its dash 7 mm below the type area."""
    side = {"right": SMALL, "align": "right"} if page == "default" else {"left": SMALL, "align": "left"}
    digits = run("— ", "song", 14) + page_number("song", 14) + run(" —", "song", 14)
    shape = Shape(line_pt=16, after_pt=0, **side)  # type: ignore[arg-type]
    # What is left between the number and the footer's lower end is an empty line: space after it would not count.
    return paragraph(digits, shape) + paragraph("", Shape(line_pt=16.5))


def _double_line() -> str:
    wide = {"left": -millimetres(8), "right": -millimetres(6)}
    border = rule("bottom", 24, RED, kind="thinThickSmallGap")
    return paragraph("", Shape(line_pt=4, border=border, **wide))  # type: ignore[arg-type]


def grid() -> str:
    """The last element of the body: 22 lines on the page, one grid for all. Its size and margins are set later."""
    return f'<w:sectPr><w:cols w:space="0"/><w:docGrid w:type="lines" w:linePitch="{round(LINE_PT * 20)}"/></w:sectPr>'


def _style(identity: str, name: str, face: str, size: float, shape: Shape, outline: int = -1) -> str:
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline >= 0 else ""
    look = shape_of(shape).removesuffix("</w:pPr>") + level + "</w:pPr>"
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/>{look}{type_of(face, size)}</w:style>'
    )


def styles() -> str:
    """Normal is the body of an official paper; nothing is left to a theme."""
    defaults = type_of("fang").replace("</w:rPr>", '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>')
    centred = Shape(align="center", line_pt=34, keep_next=True)
    body = Shape(first=630, keep_next=True)
    named = [
        _style("Title", "Title", "title", 22, centred),
        _style("Caption", "caption", "hei", 12, Shape(align="center", line_pt=24)),
        *(
            _style(f"Heading{n}", f"heading {n}", face, 16, body, n - 1)
            for n, face in enumerate(("hei", "kai", "fang"), 1)
        ),
    ]
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"{shape_of(Shape())}{type_of('fang')}</w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f"{''.join(named)}</w:styles>"
    )


def settings() -> str:
    """Odd and even pages differ; Word lays out as it does for its own new files."""
    return (
        f'<w:settings {NAMESPACES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
        "<w:compat><w:balanceSingleByteDoubleByteWidth/><w:adjustLineHeightInTable/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat></w:settings>"
    )


def fonts() -> str:
    """The names of the faces, with the ones that common systems have instead."""
    others = {
        "仿宋_GB2312": "仿宋",
        "楷体_GB2312": "楷体",
        "黑体": "SimHei",
        "方正小标宋简体": "FZXiaoBiaoSong-B05S",
        "宋体": "SimSun",
    }
    faces = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others[name]}"/><w:charset w:val="86"/></w:font>'
        for name in FACES.values()
    )
    return f'<w:fonts {NAMESPACES}>{faces}<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font></w:fonts>'
