"""The requirements paragraph: a default wording that a person may change before approval, kept in the paper
itself."""

from __future__ import annotations

from dataclasses import replace

from zhiben.foundation.rendering import Block, Heading, Paper, Para
from zhiben.kernel.text import N_

TITLE = N_("六、下一步要求")

DEFAULT = (
    N_("被点名的单位要对照所列事项逐项说明原因、明确责任人和办结时间，尽快办结逾期事项，未报进展的立即补报。"),
    N_("各单位要逐项核对本期数据，发现与实际不符的及时书面提出；没有新进展的，也要按期作零报告。"),
    N_("下一期简报将逐项报告本期所列事项的办理结果。"),
)
"""Default wording of this product, editable; nobody's rule."""


def blocks(paragraphs: tuple[str, ...] = DEFAULT) -> tuple[Block, ...]:
    """The section with its numbered paragraphs."""
    numbered = (Para(f"{number}.{text}") for number, text in enumerate(paragraphs, start=1))
    return (Heading(1, TITLE), *numbered)


def requirements_of(paper: Paper) -> str:
    """The paragraphs as a person edits them: one a line, without numbers."""
    return "\n".join(text.partition(".")[2] or text for text in _paragraphs(paper))


def is_default(paper: Paper) -> bool:
    """True while nobody has changed the wording."""
    return requirements_of(paper) == "\n".join(DEFAULT)


def with_requirements(paper: Paper, text: str) -> Paper:
    """The paper with other requirements, one paragraph a line."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return replace(paper, blocks=(*paper.blocks[: _start(paper)], *blocks(lines)))


def _start(paper: Paper) -> int:
    headings = (place for place, block in enumerate(paper.blocks) if block == Heading(1, TITLE))
    return next(headings, len(paper.blocks))


def _paragraphs(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks[_start(paper) + 1 :] if isinstance(block, Para)]
