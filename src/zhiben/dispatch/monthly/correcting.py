"""更正 of a month's papers: besides the figures that were restated, every cell that a paper printed of its unit, and
every change since the month before, that now reads otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from zhiben.dispatch import bulletin, closing
from zhiben.dispatch.bulletin import Wording
from zhiben.dispatch.monthly import figures, indicators
from zhiben.dispatch.monthly.papers import MASTHEAD
from zhiben.dispatch.monthly.sections import printed
from zhiben.dispatch.monthly.survey import changed_at, groups_at
from zhiben.dispatch.restating import Restatement, Withdrawal
from zhiben.foundation.rendering import Align, Block, Column, Paper, Para, Table
from zhiben.foundation.scope import scope
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round
    from zhiben.documents.models import OfficialDocument

WORDING = Wording(
    MASTHEAD,
    N_("关于{period}安全生产治本攻坚月度分析的更正"),
    N_("月度分析"),
    N_("原件存档不变；其后各月的走势和比较用更正后的数据。"),
    stood=N_("原冻结"),
)


class Cell(NamedTuple):
    """What a paper prints of a unit by one indicator or change: the figure; what goes with it, where the unit stands
    or which records they are; what is said when that differs."""

    figure: str
    beside: str = ""
    moved: str = ""


NOTHING = Cell("—")
MOVED = N_("，位次或分档随之变动")
OTHERS = N_("，所列事项随之变动")


def correction(one: Round, about: OfficialDocument, found: Sequence[Restatement | Withdrawal], at: datetime) -> Paper:
    """The correction of the office's own paper and of those of its units, dated `at`."""
    anew = {each.bundle for each in found if isinstance(each, Restatement)}
    return bulletin.correction(one, about, found, at, wording=WORDING, below=_below(one, anew) if anew else ())


def _below(one: Round, anew: set[str]) -> tuple[Block, ...]:
    with scope(closing.reader(one)):
        was, now = (_cells(one, without) for without in (anew, ()))
    rows = tuple(
        _row(key, was.get(key, NOTHING), now.get(key, NOTHING)) for key in now | was if was.get(key) != now.get(key)
    )
    if not rows:
        return (Para(N_("各单位月度分析所载的指标和“本月有哪些变化”不受影响。")),)
    titles = (N_("单位"), N_("指标或变化"), N_("原文所载"), N_("更正为"))
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
    return (*key, was.figure, now.figure + (now.moved if was.beside and was.beside != now.beside else ""))


def _cells(one: Round, without: Collection[str]) -> dict[tuple[str, str], Cell]:
    """By unit's name and indicator's or change's title."""
    ends = figures.month_ends(one, without)
    found: dict[tuple[str, str], Cell] = {}
    for indicator in (*indicators.OF_PLACES, *indicators.OF_LEADERS):
        if counts := indicator.counts(ends[-1], ""):
            found[N_("合计"), indicator.title] = Cell(_figure(counts))
    groups = groups_at(one, ends[-1])
    changed = changed_at(one, ends, groups, without)
    for group in groups:
        for card in group.units:
            for by_unit in group.places.values():
                if place := by_unit.get(card.id):
                    said = Cell(_figure(place.counts), place.shown + place.band, MOVED)
                    found[card.name, place.indicator.title] = said
            for each in changed.get(card.id, ()):
                said = Cell(N_("{count}项").format(count=len(each.ids)), str(each.ids), OTHERS)
                found[card.name, each.kind.title] = said
    return found


def _figure(counts: tuple[int, int]) -> str:
    return f"{counts[0]}/{counts[1]}（{printed(counts)}）" if counts[1] else "—"
