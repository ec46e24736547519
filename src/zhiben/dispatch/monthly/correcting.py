"""更正 of a month's papers: besides the figures that were restated, every cell that a paper printed of its unit and
that now reads otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch import bulletin, closing
from zhiben.dispatch.bulletin import Wording
from zhiben.dispatch.monthly import figures, indicators
from zhiben.dispatch.monthly.papers import MASTHEAD
from zhiben.dispatch.monthly.sections import printed
from zhiben.dispatch.monthly.survey import groups_at
from zhiben.dispatch.restating import Restatement, Withdrawal
from zhiben.foundation.rendering import Align, Block, Column, Paper, Para, Table
from zhiben.foundation.scope import scope
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round
    from zhiben.dispatch.monthly.figures import MonthEnd
    from zhiben.documents.models import OfficialDocument

WORDING = Wording(
    MASTHEAD,
    N_("关于{period}安全生产治本攻坚月度分析的更正"),
    N_("月度分析"),
    N_("原件存档不变；其后各月的走势和比较用更正后的数据。"),
)

Cell = tuple[str, str]
"""What a paper prints of a unit by one indicator: the figure, and where the unit stands with it."""

NOTHING: Cell = ("—", "")


def correction(one: Round, about: OfficialDocument, found: Sequence[Restatement | Withdrawal], at: datetime) -> Paper:
    """The correction of the office's own paper and of those of its units, dated `at`."""
    anew = {each.bundle for each in found if isinstance(each, Restatement)}
    return bulletin.correction(one, about, found, at, wording=WORDING, below=_below(one, anew) if anew else ())


def _below(one: Round, anew: set[str]) -> tuple[Block, ...]:
    with scope(closing.reader(one)):
        was, now = (_cells(one, figures.month_ends(one, without)[-1]) for without in (anew, ()))
    rows = tuple(_row(key, was.get(key, NOTHING), told) for key, told in now.items() if was.get(key) != told)
    if not rows:
        return (Para(N_("各单位月度分析所载的指标不受影响。")),)
    titles = (N_("单位"), N_("指标"), N_("原文所载"), N_("更正为"))
    return (
        Para(N_("本级和各单位月度分析中因此有变动的各处如下，所依据的位次、差距和措施随之以更正后的为准。")),
        Table(
            caption=N_("各单位更正前后对照"),
            columns=tuple(Column(title, Align.LEFT) for title in titles),
            rows=rows,
        ),
    )


def _row(key: tuple[str, str], was: Cell, now: Cell) -> tuple[str, ...]:
    """Of a unit's class only that it has changed: the correction goes to everybody."""
    moved = N_("，位次或分档随之变动") if was[1] and was[1] != now[1] else ""
    return (*key, was[0], now[0] + moved)


def _cells(one: Round, end: MonthEnd) -> dict[tuple[str, str], Cell]:
    """By unit's name and indicator's title."""
    found: dict[tuple[str, str], Cell] = {}
    for indicator in (*indicators.OF_PLACES, *indicators.OF_LEADERS):
        if counts := indicator.counts(end, ""):
            found[N_("合计"), indicator.title] = (_figure(counts), "")
    for group in groups_at(one, end):
        for card in group.units:
            for by_unit in group.places.values():
                if place := by_unit.get(card.id):
                    found[card.name, place.indicator.title] = (_figure(place.counts), place.shown + place.band)
    return found


def _figure(counts: tuple[int, int]) -> str:
    return f"{counts[0]}/{counts[1]}（{printed(counts)}）" if counts[1] else "—"
