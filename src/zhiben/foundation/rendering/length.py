"""How long a paper is, in characters as an office counts them: everything printed in the body, spaces not counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhiben.foundation.rendering.blocks import Block, Figure, Heading, Paper, Para, Table


def characters(paper: Paper) -> int:
    """The number of visible characters of title and body, tables included, drawings and imprint left out."""
    return _visible(paper.title) + _visible(paper.preface) + _of_blocks(paper.all_blocks())


def body_characters(paper: Paper) -> int:
    """The same without title and attachments, since that is what limits of length are for."""
    return _visible(paper.preface) + _of_blocks(paper.blocks)


def _of_blocks(blocks: Iterable[Block]) -> int:
    return sum(_visible(text) for block in blocks for text in _texts(block))


def _visible(text: str) -> int:
    return sum(1 for char in text if not char.isspace())


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Para):
        yield block.lead
        yield block.text
    elif isinstance(block, Figure):
        yield block.caption
    elif isinstance(block, Table):
        yield from (block.caption, block.note, *(column.title for column in block.columns))
        yield from (section.title + section.note for section in block.sections)
        yield from (cell for row in block.all_rows() for cell in row)
