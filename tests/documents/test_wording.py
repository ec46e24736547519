"""What a person types and what it becomes: recognised by the office's own signs, and the same text comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.conftest import bulletin_paper

from zhiben.documents import wording
from zhiben.foundation.rendering import Attachment, Column, Figure, Heading, Paper, Para, Style, Table

TYPED = """一、基本情况
今年以来，全市燃气事故多发。
（一）压实责任。各区要逐项落实。
1.自查
表1 各区情况
区域\t事故\t死亡
福田区\t3\t1
罗湖区\t2\t0
合计\t5\t1
注：数据为示例。
二、有关要求
请抓紧落实。
附件1：问题清单
一、共性问题
通道堵塞。
附件2：联系表"""


def test_signs_of_the_office_make_the_blocks() -> None:
    table = Table(
        "表1 各区情况",
        (Column("区域"), Column("事故"), Column("死亡")),
        (("福田区", "3", "1"), ("罗湖区", "2", "0")),
        total=("合计", "5", "1"),
        note="数据为示例。",
    )
    assert wording.blocks(TYPED) == (
        Heading(1, "一、基本情况"),
        Para("今年以来，全市燃气事故多发。"),
        Para("各区要逐项落实。", lead="（一）压实责任。"),
        Heading(3, "1.自查"),
        table,
        Heading(1, "二、有关要求"),
        Para("请抓紧落实。"),
    )


def test_attachments_stand_below_their_names() -> None:
    assert wording.attachments(TYPED) == (
        Attachment("问题清单", (Heading(1, "一、共性问题"), Para("通道堵塞。"))),
        Attachment("联系表", ()),
    )


def test_typed_text_comes_back_as_it_went_in() -> None:
    assert wording.typed(wording.blocks(TYPED), wording.attachments(TYPED)) == TYPED


LINES = st.sampled_from(
    [
        "一、情况",
        "（二）要求",
        "3.核查",
        "请抓紧。",
        "（一）抓落实。要快。",
        "表2 数",
        "甲\t乙",
        "合计\t3",
        "注：略",
        "附件：单",
        "",
        "1.5万元",
    ]
)


@given(st.lists(LINES, max_size=14).map("\n".join))
def test_reading_twice_is_reading_once(text: str) -> None:
    blocks, attached = wording.blocks(text), wording.attachments(text)
    again = wording.typed(blocks, attached)
    assert (wording.blocks(again), wording.attachments(again)) == (blocks, attached)


@pytest.mark.parametrize(
    ("line", "block"),
    [
        ("1.5万家企业完成整改", Para("1.5万家企业完成整改")),
        ("一、要认真落实安全生产责任制，坚决防范事故发生。", Para("一、要认真落实安全生产责任制，坚决防范事故发生。")),
        ("表彰先进", Para("表彰先进")),
        ('#read("x") *b* $y$', Para('#read("x") *b* $y$')),
        ("　　缩进的一段", Para("缩进的一段")),
    ],
)
def test_what_only_looks_like_a_sign_stays_a_paragraph(line: str, block: Para) -> None:
    assert wording.blocks(line) == (block,)


@pytest.mark.parametrize(("text", "lines"), [("一、\n情况", [1]), ("情况\n（二）\n2.", [2, 3]), ("一、情况", [])])
def test_heading_without_text_is_found_by_its_line(text: str, lines: list[int]) -> None:
    assert wording.bare_headings(text) == lines


def paper(*blocks: Heading | Para | Table | Figure) -> Paper:
    return replace(bulletin_paper(), style=Style.REDHEAD, blocks=blocks, date=date(2024, 10, 16))


def test_paper_with_a_drawing_is_not_written_by_hand() -> None:
    assert wording.writable(paper(Heading(1, "一、情况"), Para("平稳。")))
    assert not wording.writable(paper(Figure("图1", "<svg/>", "一张图")))


def test_paragraph_that_typing_would_take_for_a_heading_is_not_written_by_hand() -> None:
    assert not wording.writable(paper(Para("一、情况")))
