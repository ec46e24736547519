"""What no paper may be: empty, ragged, too wide, unwritable, or marked as a state secret; the place is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zhiben.foundation.rendering import (
    Attachment,
    Column,
    Copies,
    Figure,
    Heading,
    Paper,
    Para,
    Style,
    Table,
    render,
    render_docx,
)
from zhiben.foundation.rendering.soundness import classified_markings
from zhiben.kernel.errors import Refused

PLAIN = Paper(Style.REDHEAD, "某办文件", "通知", "某办", date(2024, 7, 1))
TWO = (Column("甲"), Column("乙"))


def said(paper: Paper, fonts: list[Path]) -> str:
    """What both renderers answer, which must be the same."""
    answers = set()
    for draw in (render, render_docx):
        with pytest.raises(Refused) as caught:
            draw(paper, fonts)
        answers.add(caught.value.text)
    (answer,) = answers
    return answer


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((Heading(1, " "),), "正文第1段：小标题没有文字"),
        (
            (Heading(1, "一、总体情况"), Para("文"), Heading(2, "")),
            "正文第3段：小标题没有文字（在“一、总体情况”之后）",
        ),
        ((Heading(4, "四级"),), "正文第1段：小标题层级应为1至3"),
        ((Table("表1", ()),), "正文第1段：表“表1”没有栏目"),
        ((Para("文"), Table("表1", TWO)), "正文第2段：表“表1”没有一行内容，请改写成一句话"),
        ((Table("表1", TWO, rows=(("1", "2"), ("1",))),), "正文第1段：表“表1”第2行有1格，应为2格"),
        (
            (Table("表1", tuple(Column(f"栏{n}") for n in range(60)), rows=(("12",) * 60,)),),
            "表“表1”共 60 栏，一页宽度排不下；请分成几张表，或减少栏目",
        ),
        ((Figure("图1", "<svg/>", " "),), "正文第1段：图“图1”缺少文字说明，看不见图的人无从得知"),
    ],
)
def test_unsound_block_is_refused_with_its_place(blocks: tuple[object, ...], words: str, fonts: list[Path]) -> None:
    assert said(replace(PLAIN, blocks=blocks), fonts) == words  # type: ignore[arg-type]


def test_block_of_an_attachment_is_named_by_it(fonts: list[Path]) -> None:
    paper = replace(PLAIN, attachments=(Attachment("清单"), Attachment("表", (Para("文"), Heading(1, "")))))
    assert said(paper, fonts) == "附件2第2段：小标题没有文字"


def test_paper_without_a_title_is_refused(fonts: list[Path]) -> None:
    assert said(replace(PLAIN, title="　"), fonts) == "文件没有标题"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x1f", "\ufffe", "\ud800"])
def test_control_character_is_refused_with_its_place(char: str, fonts: list[Path]) -> None:
    table = Table("表1", TWO, rows=(("一", f"二{char}"),))
    words = f"正文第1段（表“表1”）第1行“乙”栏第2个字符是不能印出的控制字符（U+{ord(char):04X}），请删去后重试"
    assert said(replace(PLAIN, blocks=(table,)), fonts) == words


@pytest.mark.parametrize(
    "text",
    [
        "机密★1年",
        "本件为秘密★，请妥善保管",
        "绝密",
        "前文\n　机　密　\n后文",
        "【秘密】",
        "秘密5年",
        "机密级",
        "密级：秘密",
        "绝密★启用前",
        "秘密☆长期",
    ],
)
def test_marking_of_a_state_secret_is_refused_wherever_it_stands(text: str, fonts: list[Path]) -> None:
    words = "本系统不处理涉密文件：{}带有密级标志。请在涉密系统中办理；如属误写，请去掉标志"
    table = Table("表1", TWO, rows=(("一", text),))
    places = {
        "标题": replace(PLAIN, title=text),
        "正文第2段": replace(PLAIN, blocks=(Para("文"), Para(text))),
        "正文第1段（表“表1”）第1行“乙”栏": replace(PLAIN, blocks=(table,)),
        "附注": replace(PLAIN, note=text),
        "版记“抄送”": replace(PLAIN, copies=(Copies("抄送", f"某办。\n{text}"),)),
    }
    for place, paper in places.items():
        assert classified_markings(paper) == (place,)
    assert said(places["标题"], fonts) == words.format("标题")


@pytest.mark.parametrize(
    "text",
    [
        "严格保守国家秘密和商业秘密。",
        "秘密调查取证",
        "涉及机密的事项另行报送",
        "不得泄露举报人的秘密",
        "商业秘密★★",
        "检查机密封性能",
        "秘密文件柜3个",
    ],
)
def test_mere_word_within_a_sentence_is_no_marking(text: str) -> None:
    assert classified_markings(replace(PLAIN, title=text, blocks=(Para(text),), note=text)) == ()
