"""What a paper must have, and must not carry, before it can be drawn; the sentence names the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zhiben.foundation.rendering.blocks import Block, Figure, Heading, Paper, Table
from zhiben.foundation.rendering.places import Spot, spots
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

# What XML 1.0 has no way to write: it would vanish from a DOCX, or make it unreadable.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEVEL = "(?:绝密|机密|秘密)"
_TERM = r"(?:[0-9一二三四五六七八九十]+(?:年|个月|天|日)|长期)"
# 机密★1年 anywhere; or a line that says the level, with or without a term, and nothing else. A trade secret is none.
_MARKING = re.compile(
    rf"(?<!商业){_LEVEL}[★☆＊*]|^[（(【\[]?(?:密级[:：]?)?{_LEVEL}级?[·.]?{_TERM}?[）)】\]]?$|密级[:：]{_LEVEL}",
    re.MULTILINE,
)


def require_sound(paper: Paper) -> tuple[Spot, ...]:
    """All texts of the paper. Refused when something is empty, ragged, unwritable or marked as a state secret."""
    if not paper.title.strip():
        raise Refused(N_("文件没有标题"), code="paper_title")
    _require_whole(paper.blocks, "正文")
    for number, attachment in enumerate(paper.attachments, start=1):
        _require_whole(attachment.blocks, f"附件{number}")
    texts = tuple(spots(paper))
    _require_writable(texts)
    _require_unclassified(texts)
    return texts


def require_unclassified(paper: Paper) -> None:
    """Refused when something is marked as a state secret: it must not even be kept."""
    _require_unclassified(spots(paper))


def _require_unclassified(texts: Iterable[Spot]) -> None:
    marked = _markings(texts)
    if marked:
        raise Refused(
            N_("本系统不处理涉密文件：{places}带有密级标志。请在涉密系统中办理；如属误写，请去掉标志"),
            code="paper_classified",
            places="、".join(marked),
        )


def classified_markings(paper: Paper) -> tuple[str, ...]:
    """The places where a text bears the mark of a state secret; the bare word within a sentence is none."""
    return _markings(spots(paper))


def _markings(texts: Iterable[Spot]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spot.place for spot in texts if "密" in spot.text and _is_marked(spot.text)))


def _is_marked(text: str) -> bool:
    return any(_MARKING.search("".join(line.split())) for line in text.splitlines())


def _require_writable(texts: Sequence[Spot]) -> None:
    if not _UNWRITABLE.search("".join(spot.text for spot in texts)):
        return
    for spot in texts:
        found = _UNWRITABLE.search(spot.text)
        if found:
            raise Refused(
                N_("{place}第{number}个字符是不能印出的控制字符（{point}），请删去后重试"),
                code="paper_character",
                place=spot.place,
                number=found.start() + 1,
                point=f"U+{ord(found.group()):04X}",
            )


def _require_whole(blocks: Sequence[Block], where: str) -> None:
    after = ""
    for number, block in enumerate(blocks, start=1):
        place = f"{where}第{number}段"
        if isinstance(block, Heading):
            _require_heading(block, place, after)
            after = block.text
        elif isinstance(block, Table):
            _require_table(block, place)
        elif isinstance(block, Figure) and not block.alt.strip():
            raise Refused(
                N_("{place}：图“{caption}”缺少文字说明，看不见图的人无从得知"),
                code="paper_figure",
                place=place,
                caption=block.caption,
            )


def _require_heading(heading: Heading, place: str, after: str) -> None:
    if not 1 <= heading.level <= 3:
        raise Refused(N_("{place}：小标题层级应为1至3"), code="paper_heading", place=place)
    if heading.text.strip():
        return
    if after:
        raise Refused(N_("{place}：小标题没有文字（在“{after}”之后）"), code="paper_heading", place=place, after=after)
    raise Refused(N_("{place}：小标题没有文字"), code="paper_heading", place=place)


def _require_table(table: Table, place: str) -> None:
    if not table.columns:
        raise Refused(N_("{place}：表“{caption}”没有栏目"), code="paper_table", place=place, caption=table.caption)
    rows = table.all_rows()
    if not rows:
        raise Refused(
            N_("{place}：表“{caption}”没有一行内容，请改写成一句话"),
            code="paper_table",
            place=place,
            caption=table.caption,
        )
    for number, row in enumerate(rows, start=1):
        if len(row) != len(table.columns):
            raise Refused(
                N_("{place}：表“{caption}”第{number}行有{found}格，应为{expected}格"),
                code="paper_table",
                place=place,
                caption=table.caption,
                number=number,
                found=len(row),
                expected=len(table.columns),
            )
