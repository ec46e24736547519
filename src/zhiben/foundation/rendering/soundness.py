"""What a paper must have before it can be drawn; the sentence names the place."""

from __future__ import annotations

from zhiben.foundation.rendering.blocks import Figure, Heading, Paper, Table
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_


def require_sound(paper: Paper) -> None:
    """Refused when a heading is empty, a table is ragged or a figure has no words for it."""
    if not paper.title.strip():
        raise Refused(N_("文件没有标题"), code="paper_title")
    for place, block in enumerate(paper.all_blocks(), start=1):
        if isinstance(block, Heading) and not (block.text.strip() and 1 <= block.level <= 3):
            raise Refused(N_("第 {place} 段：小标题没有文字，或层级不是 1 至 3"), code="paper_heading", place=place)
        if isinstance(block, Table):
            _require_even(block)
        if isinstance(block, Figure) and not block.alt.strip():
            raise Refused(N_("图“{caption}”缺少文字说明"), code="paper_figure", caption=block.caption)


def _require_even(table: Table) -> None:
    if not table.columns:
        raise Refused(N_("表“{caption}”没有栏目"), code="paper_table", caption=table.caption)
    for number, row in enumerate(table.all_rows(), start=1):
        if len(row) != len(table.columns):
            raise Refused(
                N_("表“{caption}”第 {number} 行有 {found} 格，应为 {expected} 格"),
                code="paper_table",
                caption=table.caption,
                number=number,
                found=len(row),
                expected=len(table.columns),
            )
