"""The whole bulletin, section after section: frozen facts, what units answered to their naming, what was restated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from zhiben.dispatch import facts, queries, restating
from zhiben.dispatch.bulletin import (
    followed_section,
    hazard_section,
    judged_section,
    named_section,
    overall_section,
    requirements,
    task_section,
)
from zhiben.documents import queries as documents
from zhiben.foundation import installation
from zhiben.foundation.rendering import Paper, Style
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


def build(one: Round, at: datetime, *, standing: Standing | None = None) -> Paper:
    """The paper of a closed round, dated `at`; number and distribution come when it is issued. `standing` is how names
    and restatements stand where that is not yet to be read: in the middle of a move."""
    now = standing or standing_of(one)
    figures = facts.figures(one)
    areas = facts.areas(one, figures)
    followed = queries.followed(one)
    numbers = count(2)  # of the tables after the first, which always stands
    who = WHO[one.coordinates.level is Level.CITY]
    return Paper(
        style=Style.BULLETIN,
        masthead=MASTHEAD,
        title=N_("{period}重点任务和重大事故隐患调度情况").format(period=one.period.label),
        issuer=documents.issuer_name(one.office_id),
        date=at.astimezone(clock.TZ).date(),
        blocks=(
            *overall_section.blocks(one, figures, now.restated),
            *hazard_section.blocks(areas, figures, who),
            *task_section.blocks(figures, numbers),
            *named_section.blocks(now.named, at, numbers),
            *followed_section.blocks(followed, numbers, first=not queries.issued_before(one).exists()),
            *requirements.blocks(),
        ),
        attachments=(
            *named_section.attachment(now.named),
            *followed_section.attachment(followed),
            *judged_section.attachment(one),
        ),
        sealed=False,
        keywords=(one.declared.title, one.period.label),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def standing_of(one: Round) -> Standing:
    """Names and restatements as they are stored."""
    return Standing(queries.named(one), restating.restatements(one))
