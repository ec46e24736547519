"""What a person adds to a correction: words of their own at its head, beside figures that nobody edits."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from zhiben.foundation.rendering import Block, Paper, Para
from zhiben.kernel.text import N_

LEAD = N_("说明。")


def words_in(paper: Paper) -> str:
    """The words, "" where there are none."""
    return next((block.text for block in paper.blocks if _is_words(block)), "")


def worded(paper: Paper, words: str) -> Paper:
    """The same paper with other words after its opening, or ("") with none; all else stays as it was generated."""
    opening, *rest = (block for block in paper.blocks if not _is_words(block))
    said = (Para(words.strip(), lead=LEAD),) if words.strip() else ()
    return replace(paper, blocks=(opening, *said, *rest))


def _is_words(block: Block) -> TypeGuard[Para]:
    return isinstance(block, Para) and block.lead == LEAD
