"""Every text that a paper prints, where a person finds it, and the role of the face it is set in.

One walk for all that must look at a whole paper: glyphs, control characters, markings of classified papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from zhiben.foundation.rendering.blocks import Block, Figure, Heading, Paper, Para, Table

HEADING_FACES = {1: "hei", 2: "kai"}


class Spot(NamedTuple):
    """One text in its place; `role` is the face's role (fang, kai, hei, title, song, sans)."""

    place: str
    role: str
    text: str


def spots(paper: Paper) -> Iterator[Spot]:
    """In reading order; texts that are empty are left out."""
    yield from (spot for spot in _all(paper) if spot.text)


def _all(paper: Paper) -> Iterator[Spot]:
    yield from _head(paper)
    yield from body_spots(paper.blocks, "正文")
    for number, attachment in enumerate(paper.attachments, start=1):
        yield Spot(f"附件{number}名称", "title" if attachment.blocks else "fang", attachment.title)
        yield from body_spots(attachment.blocks, f"附件{number}")
    for person in paper.attendance:
        yield Spot(f"{person.label}人员", "hei", person.label)
        yield Spot(f"{person.label}人员", "fang", person.names)
    yield Spot("联合发文机关", "fang", "、".join(paper.co_issuers))
    yield Spot("附注", "fang", paper.note)
    for line in paper.copies:
        yield Spot(f"版记“{line.label}”", "fang", line.label + line.to)
    yield Spot("印发机关", "fang", paper.printer)


def _head(paper: Paper) -> Iterator[Spot]:
    yield Spot("页眉提示", "hei", paper.notice)
    yield Spot("版头", "title", paper.masthead)
    yield Spot("发文字号", "fang", paper.number)
    yield Spot("签发人", "kai", "、".join(paper.signers))
    yield Spot("发文机关", "fang", paper.issuer)
    yield Spot("标题", "title", paper.title)
    yield Spot("主送机关", "fang", paper.addressee)
    yield Spot("按语", "kai", paper.preface)


def body_spots(blocks: tuple[Block, ...], where: str) -> Iterator[Spot]:
    """The texts of blocks; the n-th block is called 第n段, whatever its kind."""
    for number, block in enumerate(blocks, start=1):
        yield from _block(block, f"{where}第{number}段")


def _block(block: Block, place: str) -> Iterator[Spot]:
    if isinstance(block, Heading):
        yield Spot(f"{place}（小标题）", HEADING_FACES.get(block.level, "fang"), block.text)
    elif isinstance(block, Para):
        yield Spot(place, "kai", block.lead)
        yield Spot(place, "fang", block.text)
    elif isinstance(block, Figure):
        yield Spot(f"{place}（图）", "hei", block.caption)
        yield Spot(f"{place}（图“{block.caption}”）", "sans", unescape(re.sub(r"<[^>]*>", "", block.svg)))
    elif isinstance(block, Table):
        yield from _table(block, f"{place}（表“{block.caption}”）")


def _table(table: Table, place: str) -> Iterator[Spot]:
    yield Spot(place, "hei", table.caption)
    for column in table.columns:
        yield Spot(f"{place}栏目", "hei", column.title)
    for section in table.sections:
        yield Spot(f"{place}小节“{section.title}”", "hei", section.title)
        yield Spot(f"{place}小节“{section.title}”", "fang", section.note)
    body = len(table.all_rows()) - bool(table.total)
    places = [f"行“{column.title}”栏" for column in table.columns]
    for number, row in enumerate(table.all_rows(), start=1):
        before, role = f"{place}第{number}", "fang" if number <= body else "hei"
        for after, cell in zip(places, row, strict=False):
            yield Spot(before + after, role, cell)
    yield Spot(f"{place}注", "fang", table.note)
