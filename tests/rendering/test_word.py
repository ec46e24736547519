"""The DOCX of a paper: whole text, fonts everywhere, the schema's order, same bytes; read back by python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from tests.rendering import sample

from zhiben.foundation.rendering import (
    Attachment,
    Copies,
    Heading,
    PageBreak,
    Paper,
    Para,
    RenderedDocx,
    Style,
    render_docx,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# ISO/IEC 29500-1, as far as the renderer goes: the order in which children must stand.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr tabs overflowPunct autoSpaceDE autoSpaceDN "
    "snapToGrid spacing ind jc outlineLvl",
    "rPr": "rFonts color spacing w sz szCs bdr lang",
    "tblPr": "tblpPr tblOverlap tblW jc tblInd tblBorders tblLayout tblCellMar",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan shd vAlign",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "font": "altName charset",
    "settings": "evenAndOddHeaders characterSpacingControl compat",
}
SECTION = "headerReference footerReference pgSz pgMar cols titlePg docGrid"


@pytest.fixture(scope="module")
def notice() -> Paper:
    attachments = (Attachment("各区情况", (sample.district_table(),)), Attachment("单位名单"))
    blocks = (Heading(1, "一、情况"), Heading(2, "（一）概况"), Para("各单位：\n请落实。", lead="要求。"))
    return replace(
        sample.bulletin(),
        style=Style.REDHEAD,
        blocks=(*blocks, sample.named_table(), sample.area_chart(), PageBreak(), Heading(3, "1.细则"), Para("完。")),
        addressee="各区：",
        number="某安办〔2024〕12号",
        attachments=attachments,
        note="联系人：王某",
        copies=(Copies("抄送", "某单位。"),),
    )


@pytest.fixture(scope="module")
def written(notice: Paper, fonts: list[Path]) -> RenderedDocx:
    return render_docx(notice, fonts)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def trees(content: bytes) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(data) for name, data in parts(content).items() if name.endswith(".xml")]


def test_same_paper_gives_the_same_bytes(notice: Paper, written: RenderedDocx, fonts: list[Path]) -> None:
    assert render_docx(notice, fonts) == written


def test_nothing_of_the_library_s_template_or_of_the_hour_is_in_the_file(written: RenderedDocx) -> None:
    with zipfile.ZipFile(io.BytesIO(written.content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
    assert sorted(names) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/media/image1.png",
        "word/settings.xml",
        "word/styles.xml",
    ]
    found = Document(io.BytesIO(written.content)).styles
    assert [style.style_id for style in found] == [
        "Normal", "TableNormal", "Title", "Caption", "Heading1", "Heading2", "Heading3"
    ]  # fmt: skip


def test_all_text_is_there_in_order(written: RenderedDocx) -> None:
    body = ElementTree.fromstring(parts(written.content)["word/document.xml"])
    text = "".join(node.text or "" for node in body.iter(f"{W}t"))
    wanted = [
        "安全生产治本攻坚三年行动简报",
        "某安办〔2024〕12号",
        "全市安全生产治本攻坚三年行动",
        "各区：",
        "一、情况",
    ]
    wanted += [
        "（一）概况",
        "要求。",
        "各单位：",
        "请落实。",
        "表2　点名单位及逾期事项清单",
        "市城管和综合执法局",
        "46处",
    ]
    wanted += ["图2　各区重大隐患上报与闭环情况", "1.细则", "完。", "附件：1.各区情况", "2.单位名单"]
    wanted += [
        "深圳市安全生产委员会办公室",
        "2024年10月16日",
        "（联系人：王某）",
        "附件1",
        "各区情况",
        "合计",
        "抄送：某单位。",
    ]
    wanted += ["2024年10月16日印发", "共印120份"]
    at = 0
    for words in wanted:
        at = text.index(words, at) + len(words)


@pytest.mark.parametrize("style", Style)
def test_children_stand_in_the_order_of_the_schema(style: Style, notice: Paper, fonts: list[Path]) -> None:
    looked = 0
    for tree in trees(render_docx(replace(notice, style=style), fonts).content):
        for node in tree.iter():
            tag = node.tag.removeprefix(W)
            order = (SECTION if tag == "sectPr" else ORDER.get(tag, "")).split()
            names = [child.tag.removeprefix(W) for child in node]
            if order:
                # Headers and footers may come in any order among themselves.
                names = [name.replace("footerRef", "headerRef") if tag == "sectPr" else name for name in names]
                assert [order.index(name) for name in names] == sorted(map(order.index, names)), (tag, names)
                looked += 1
    assert looked > 500


def test_every_run_and_style_names_its_fonts_for_all_scripts(written: RenderedDocx) -> None:
    faces = set()
    for tree in trees(written.content):
        holders = [*tree.iter(f"{W}r"), *(s for s in tree.iter(f"{W}style") if s.get(f"{W}type") == "paragraph")]
        for holder in holders:
            fonts = holder.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None
            assert [fonts.get(f"{W}{name}") for name in ("ascii", "hAnsi", "cs")] == ["Times New Roman"] * 3
            faces.add(fonts.get(f"{W}eastAsia"))
    assert faces == {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"}
    assert not re.search(rb"[tT]heme", b"".join(parts(written.content).values()))


def test_page_is_that_of_the_standard(written: RenderedDocx) -> None:
    section = Document(io.BytesIO(written.content)).sections[0]
    lengths = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round(length.mm, 1) for length in lengths if length] == [210, 297, 37, 28, 26]
    document = parts(written.content)["word/document.xml"].decode()
    assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in document
    assert '<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>' in document


def test_properties_come_from_the_paper_and_not_from_the_clock(written: RenderedDocx) -> None:
    found = Document(io.BytesIO(written.content)).core_properties
    assert (found.title, found.author) == (
        "全市安全生产治本攻坚三年行动半月调度情况通报（10月1日—15日）",
        "深圳市安全生产委员会办公室",
    )
    assert found.keywords == "治本攻坚、半月调度"
    assert found.created == found.modified == datetime(2024, 10, 16, tzinfo=UTC)


def test_long_title_is_cut_among_the_properties_and_nowhere_else(fonts: list[Path]) -> None:
    title = "关于安全生产的通知" * 30
    done = Document(
        io.BytesIO(render_docx(Paper(Style.LETTER, "某办", title, "某办", date(2024, 7, 1)), fonts).content)
    )
    assert done.core_properties.title == title[:255]
    assert title in ["".join(one.text.split()) for one in done.paragraphs]


def test_tables_repeat_their_heads_and_tear_no_row(written: RenderedDocx) -> None:
    tables = Document(io.BytesIO(written.content)).tables
    assert [len(table.rows) for table in tables] == [11, 13, 2]
    for table in tables[:2]:
        marks = [row._tr.trPr for row in table.rows]
        assert all(mark.find(f"{W}cantSplit") is not None for mark in marks)
        assert [mark.find(f"{W}tblHeader") is not None for mark in marks] == [True] + [False] * (len(marks) - 1)
    assert [cell.text for cell in tables[1].rows[-1].cells][1:3] == ["合计", "1130"]


def test_pictures_are_png_with_words_for_those_who_cannot_see(written: RenderedDocx) -> None:
    document = Document(io.BytesIO(written.content))
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == sample.area_chart().alt
    assert round(shape.width.mm) == 156
    assert 30 < shape.height.mm < 120
    assert parts(written.content)["word/media/image1.png"].startswith(b"\x89PNG")


def test_drawing_shown_twice_is_one_picture_with_both_captions(notice: Paper, fonts: list[Path]) -> None:
    figure = sample.area_chart()
    blocks = (figure, replace(figure, caption="图3　再看一次", alt="同一张图"))
    document = Document(io.BytesIO(render_docx(replace(notice, blocks=blocks), fonts).content))
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [figure.alt, "同一张图"]
    assert [shape._inline.docPr.get("id") for shape in document.inline_shapes] == ["1", "2"]
    assert [part.partname for part in document.part.package.image_parts] == ["/word/media/image1.png"]


def test_markup_and_breaks_in_text_are_printed_as_they_stand(fonts: list[Path]) -> None:
    words = "<w:p>&amp; \"'#read"
    base = Paper(Style.REDHEAD, words, words + "\n第二行", words, date(2024, 7, 1), blocks=(Para(words, lead=words),))
    document = Document(io.BytesIO(render_docx(base, fonts).content))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts == [words, words + "\n第二行", words * 2, words, "2024年7月1日"]


def test_characters_that_free_fonts_lack_are_listed_and_written(fonts: list[Path]) -> None:
    paper = Paper(Style.REDHEAD, "某办", "题", "某办", date(2024, 7, 1), blocks=(Para("张喆、王\ue800"),))
    done = render_docx(paper, fonts)
    assert [(stray.char, stray.place) for stray in done.coverage.substituted] == [("喆", "正文第1段")]
    assert [(stray.char, stray.place) for stray in done.coverage.missing] == [("\ue800", "正文第1段")]
    assert "张喆、王\ue800" in [one.text for one in Document(io.BytesIO(done.content)).paragraphs]
