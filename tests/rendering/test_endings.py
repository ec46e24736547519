"""How a paper ends, in both renderers: closing sentence, attachments and their list, addressees in the imprint."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from tests.rendering import papers, reading, sample

from zhiben.foundation.rendering import Attachment, Copies, Heading, Paper, Para, Style, render, render_docx

MANY = "，".join(f"某市第{number}安全生产专业委员会" for number in range(1, 13)) + "："
ATTACHMENTS = (
    Attachment("各区重大事故隐患进展", (sample.district_table(),)),
    Attachment("点名单位清单", (Para("以下单位予以点名。"), sample.named_table())),
)


def pdf_text(paper: Paper, fonts: list[Path]) -> str:
    return reading.text(render(paper, fonts).content)


def docx_text(paper: Paper, fonts: list[Path]) -> str:
    body = Document(io.BytesIO(render_docx(paper, fonts).content)).element.body
    return "".join("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")).split())


RENDERERS = pytest.mark.parametrize("text_of", [pdf_text, docx_text])
TextOf = Callable[[Paper, list[Path]], str]


@RENDERERS
@pytest.mark.parametrize("style", [Style.REDHEAD, Style.LETTER])
def test_list_of_addressees_that_is_too_long_moves_into_the_imprint(
    text_of: TextOf, style: Style, fonts: list[Path]
) -> None:
    paper = replace(papers.notice(), style=style, addressee=MANY, attachments=())
    text = text_of(paper, fonts)
    assert "专项整治的通知经查" in text
    assert text.count(MANY[:-1]) == 1
    copies = paper.copies[0]
    assert f"主送：{MANY[:-1]}。抄送：{copies.to}" in text


@RENDERERS
def test_list_of_five_lines_stays_above_the_body(text_of: TextOf, fonts: list[Path]) -> None:
    five, six = "市" * (28 * 5 - 1) + "：", "市" * (28 * 5) + "："
    assert f"通知{five}经查" in text_of(replace(papers.notice(), addressee=five), fonts)
    text = text_of(replace(papers.notice(), addressee=six, copies=()), fonts)
    assert f"主送：{six[:-1]}。" in text
    assert f"通知{six}" not in text


def test_first_page_shows_the_body_and_the_last_one_is_even_when_addressees_moved(fonts: list[Path]) -> None:
    done = render(replace(papers.notice(), addressee=MANY, copies=(), attachments=()), fonts)
    assert any("经查" in row for _, row in reading.lines(done.content, 1))
    assert done.pages % 2 == 0
    assert any(row.startswith("主送：") for _, row in reading.lines(done.content, done.pages))


@RENDERERS
def test_bulletin_lists_its_attachments_prints_them_and_ends_with_its_foot(text_of: TextOf, fonts: list[Path]) -> None:
    text = text_of(replace(sample.bulletin(), attachments=ATTACHMENTS), fonts)
    parts = ["约谈分管负责同志。", "附件：1.各区重大事故隐患进展2.点名单位清单", "附件1各区重大事故隐患进展表1"]
    parts += ["附件2点名单位清单以下单位予以点名。", "报：省安委办", "送：市安委会", "发：各区", "共印120份"]
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)


def test_bulletin_s_attachments_begin_pages_of_their_own(fonts: list[Path]) -> None:
    done = render(replace(sample.bulletin(), attachments=ATTACHMENTS), fonts)
    tops = [[row for _, row in reading.lines(done.content, page)][1] for page in range(1, done.pages + 1)]
    assert [top for top in tops if top.startswith("附件")] == ["附件1", "附件2"]
    assert any(row.startswith("报：") for _, row in reading.lines(done.content, done.pages))


def test_list_of_a_bulletin_s_attachments_is_never_alone_on_its_page(fonts: list[Path]) -> None:
    base = replace(sample.bulletin(), notice="", attachments=(Attachment("清单"), Attachment("名单")), copies=())
    for lines in range(8, 16):
        done = render(replace(base, blocks=(Para("安" * 28 * 3), Para("安" * 28 * lines)), printed_copies=0), fonts)
        rows = [row for _, row in reading.lines(done.content, done.pages)]
        listed = next(number for number, row in enumerate(rows) if row.startswith("附件：1."))
        assert sum(set(row) == {"安"} for row in rows[:listed]) >= 2, lines


@pytest.mark.parametrize(
    "before", [Para("安" * 28 * 3), Para("安" * 28 * 3 + "\n" + "安" * 28 * 3), Para("安" * 28 * 7)]
)
def test_closing_sentence_of_one_line_brings_the_paragraph_before_it(before: Para, fonts: list[Path]) -> None:
    for lines in range(2, 14):
        blocks = (Para("全" * 28 * lines), Heading(1, "一、标题"), before, Para("请于本月底前反馈。"))
        done = render(replace(papers.letter(), blocks=blocks, copies=()), fonts)
        rows = [row for _, row in reading.lines(done.content, done.pages)]
        closing = rows.index("请于本月底前反馈。")
        assert set(rows[closing - 1]) == {"安"}, lines
        feet = [[row for y, row in reading.lines(done.content, page) if y < 262][-1] for page in (1, done.pages)]
        assert "一、标题" not in feet, lines


def test_closing_sentence_is_held_to_the_paragraph_before_it_in_a_docx(fonts: list[Path]) -> None:
    blocks = (Para("情况。"), Para("要求。"), Para("请于本月底前反馈。"))
    content = render_docx(replace(papers.letter(), blocks=blocks), fonts).content
    held = {one.text: one.paragraph_format.keep_with_next for one in Document(io.BytesIO(content)).paragraphs}
    assert [held[block.text] for block in blocks] == [None, True, True]


@RENDERERS
def test_minutes_say_at_their_foot_to_whom_they_go(text_of: TextOf, fonts: list[Path]) -> None:
    paper = replace(papers.minutes(), copies=(Copies("分送", "市安委会主任、副主任，各成员单位。"),))
    text = text_of(paper, fonts)
    assert text.index("列席：") < text.index(
        "分送：市安委会主任、副主任，各成员单位。某市安全生产委员会办公室2024年7月2日印发"
    )
