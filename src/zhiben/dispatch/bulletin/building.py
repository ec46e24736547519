"""The whole bulletin, section after section: frozen facts, what units answered to their naming, what was restated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from zhiben.dispatch import facts, goals, queries, restating
from zhiben.dispatch.bulletin import (
    action_section,
    followed_section,
    hazard_section,
    judged_section,
    named_section,
    next_section,
    offering,
    overall_section,
    sections,
    task_section,
)
from zhiben.dispatch.bulletin.bound import Bound
from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.queries import written
from zhiben.dispatch.vocab import Part
from zhiben.documents import queries as documents
from zhiben.foundation import installation
from zhiben.foundation.rendering import Attachment, Paper, Style
from zhiben.kernel import clock
from zhiben.kernel.rights import Level
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round
    from zhiben.dispatch.queries import Named
    from zhiben.dispatch.restating import Restatement

MASTHEAD = N_("安全生产治本攻坚三年行动简报")
WHO = {True: N_("各区"), False: N_("各街道")}
"""All areas of the office in one word, by whether it is a city's."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a draft follows as it changes: the names with their answers, and the round's restatements."""

    named: Sequence[Named]
    restated: Sequence[Restatement]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What facts suggest for a round's bulletin: its sections, the figures that its text may bind, the attachments."""

    sections: tuple[Drafted, ...]
    bound: Bound
    attachments: tuple[Attachment, ...]

    def section(self, part: Part) -> Drafted:
        """One of them."""
        return next(one for one in self.sections if one.part is part)


def build(one: Round, at: datetime, *, standing: Standing | None = None) -> Paper:
    """The paper of a closed round, dated `at`, with what people have written instead of what is suggested; number and
    distribution come when it is issued. `standing` is how names and restatements stand where that is not yet to be
    read: in the middle of a move."""
    found = suggested(one, at, standing=standing)
    return Paper(
        style=Style.BULLETIN,
        masthead=MASTHEAD,
        title=N_("{period}重点任务和重大事故隐患调度情况").format(period=one.period.label),
        issuer=documents.issuer_name(one.office_id),
        date=at.astimezone(clock.TZ).date(),
        blocks=sections.blocks(found.sections, written.texts(one), found.bound),
        attachments=found.attachments,
        sealed=False,
        keywords=(one.declared.title, one.period.label),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def suggested(one: Round, at: datetime, *, standing: Standing | None = None) -> Suggested:
    """The sections as facts suggest them."""
    now = standing or standing_of(one)
    figures = facts.figures(one, restating.entered(now.restated))
    areas, aims = facts.areas(one, figures), goals.goals(one)
    followed = queries.followed(one)
    numbers = count(2)  # of the tables after the first, which always stands
    drafted = (
        overall_section.section(one, figures, now.restated, now.named),
        hazard_section.section(areas, figures, WHO[one.coordinates.level is Level.CITY]),
        task_section.section(figures, numbers),
        action_section.section(aims, figures, one.period_last.year, numbers),
        named_section.section(now.named, at, numbers),
        Drafted(Part.PRACTICE, N_("典型做法")),
        followed_section.section(followed, numbers, first=not queries.issued_before(one).exists()),
        next_section.section(now.named, followed, one.period),
    )
    attached = (
        *named_section.attachment(now.named),
        *followed_section.attachment(followed),
        *judged_section.attachment(one),
    )
    return Suggested(drafted, offering.bound(figures, areas, now.named, followed, aims), attached)


def standing_of(one: Round) -> Standing:
    """Names and restatements as they are stored."""
    return Standing(queries.named(one), restating.restatements(one))
