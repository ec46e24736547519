"""What people have written in a round's bulletin: other words for its sections, and who is writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.dispatch.models import Section
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round


def sections(one: Round) -> dict[str, Section]:
    """The sections that somebody has written or held, by part."""
    return {row.part: row for row in Section.objects.filter(round=one).order_by("pk")}


def texts(one: Round) -> dict[str, str]:
    """Other words than the suggested ones by part, with the record that they rest on."""
    return {row.part: with_source(row.text, row.source) for row in sections(one).values() if row.text}


def with_source(text: str, source: str) -> str:
    """Words with their source, as the paper prints it."""
    return text + N_("（来源：{source}）").format(source=source) if source else text
