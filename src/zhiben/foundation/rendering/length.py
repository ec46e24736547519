"""How long a paper is, in characters as an office counts them: everything printed in the body, spaces not counted."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.foundation.rendering.blocks import Block, Figure, Heading, Paper, Para, Table


def characters(paper: Paper) -> int:
    """The number of visible characters of title and body, tables included, drawings and imprint left out."""
    texts = (paper.title, paper.preface, *(text for block in paper.all_blocks() for text in _texts(block)))
    return sum(1 for text in texts for char in text if not char.isspace())


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
