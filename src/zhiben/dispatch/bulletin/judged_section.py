"""The annex that holds units against one another: how it is reckoned, the funnel, and the table in bands instead of
ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.dispatch import judged
from zhiben.dispatch.queries.verdicts import verdicts
from zhiben.foundation.rendering import Align, Attachment, Block, Column, Figure, Para, Table
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.judged import Line
    from zhiben.dispatch.models import Round


def attachment(one: Round) -> tuple[Attachment, ...]:
    """Nothing where nobody was judged when the round closed: the round's page says why."""
    rows = verdicts(one)
    if not any(row.is_judged for row in rows):
        return ()
    figure = Figure(N_("各单位按期办结率漏斗图"), judged.plot(rows), alt=judged.in_words(rows))
    blocks: tuple[Block, ...] = (Para(judged.how(one)), figure, _table(judged.told_outside(rows)))
    return (Attachment(judged.TITLE, blocks),)


def _table(lines: list[Line]) -> Table:
    titles = (N_("到期"), N_("未按期"), N_("按期办结率"), N_("95%区间"), N_("当期线/连续线"))
    return Table(
        caption=N_("各单位按期办结情况（单位：项；按档排列，同档并列，不排名次）"),
        columns=(
            Column(N_("单位"), Align.LEFT, 34),
            Column(N_("档次"), Align.LEFT, 34),
            *(Column(title, Align.RIGHT) for title in titles),
        ),
        rows=tuple(_row(line) for line in lines),
        # No line of sums: units are not parts of a whole here, and those set apart are not compared.
        note=N_("界限和点名线怎么算见上文；只有一期达不到的，写“达不到”。"),
    )


def _row(line: Line) -> tuple[str, ...]:
    one = line.verdict
    return (
        one.unit_name,
        N_(line.placed.label),
        str(one.due),
        str(one.missed),
        line.rate,
        line.interval,
        line.limits,
    )
