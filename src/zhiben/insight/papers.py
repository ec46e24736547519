"""The report on five years as a paper with its charts, and as the text from which a draft begins."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiben.foundation import installation
from zhiben.foundation.rendering import Block, Heading, Paper, Para, Style, Table
from zhiben.insight import reporting
from zhiben.insight.gathering import NEEDED, Gathered
from zhiben.insight.questions import question_of
from zhiben.kernel import clock


def report(one: Gathered) -> Paper:
    """The report as its studies stand."""
    return Paper(
        style=Style.REDHEAD,
        masthead=_("近五年事故分析报告"),
        title=reporting.title_of(one),
        issuer=one.unit.name,
        date=clock.today(),
        blocks=reporting.blocks(one),
        sealed=False,
        note=note_of(one),
        notice=_("示例数据") if installation.current().demonstration else "",
    )


def note_of(one: Gathered) -> str:
    """From which studies the figures are, so that anybody can find them again."""
    told = "、".join(_(question_of(key).title) for key in one.studies)
    first = one.studies[NEEDED[0]]
    return _("数字取自本系统的%(told)s，数据截至%(day)s，摘要%(digest)s") % {
        "told": told,
        "day": clock.in_words(first.as_of),
        "digest": first.sha256[:16],
    }


def typed(found: Sequence[Block], note: str = "") -> str:
    """The blocks as a person would type them into a draft, the note at the end; charts are in the printed report."""
    lines: list[str] = []
    for block in found:
        if isinstance(block, Table):
            heads = tuple(column.title for column in block.columns)
            lines += [block.caption, *("\t".join(row) for row in (heads, *block.rows))]
            lines += [f"注：{block.note}"] if block.note else []
        elif isinstance(block, Heading | Para):
            lines.append(getattr(block, "lead", "") + block.text)
    if note:
        lines.append(_("附注：%(note)s") % {"note": note})
    return "\n".join(lines)
