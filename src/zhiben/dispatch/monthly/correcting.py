"""更正 of a month's papers: besides the figures that were restated, of its own end or of those of months before that
it shows, every cell that a paper printed of its unit, and every change since the month before, that now reads
otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from zhiben.dispatch import bulletin, closing, restating
from zhiben.dispatch.bulletin import Wording
from zhiben.dispatch.cycles import MONTH
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly import figures, indicators
from zhiben.dispatch.monthly.indicators import Indicator
from zhiben.dispatch.monthly.papers import MASTHEAD
from zhiben.dispatch.monthly.sections import printed
from zhiben.dispatch.monthly.survey import Group, changed_at, groups_at, month_before
from zhiben.dispatch.restating import Restatement, Withdrawal
from zhiben.foundation.rendering import Align, Block, Column, Paper, Para, Table
from zhiben.foundation.scope import scope
from zhiben.kernel.periods import Period
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.monthly.figures import MonthEnd
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
SINCE = N_("，较上月末的变化随之变动")

TREND = {name for one in (*indicators.OF_PLACES, *indicators.OF_LEADERS) for name in one.measures}
"""Measures that papers show of every month of their trend."""


def told(one: Round) -> list[Restatement]:
    """What was restated of all that a round's papers show, oldest first; a figure of another round, as a month's papers
    show them, says of which."""
    if not one.of_month:
        return restating.restatements(one)
    months = figures.month_of_label(one)
    found = (each for each in figures.restatements(one) if _shown(one, months[each.period], each.measure))
    own = one.period.label
    return [each if each.period == own else replace(each, title=f"{each.period}“{each.title}”") for each in found]


def misled(of: Round, measure: str) -> list[Round]:
    """The months whose printed papers show a figure of another round."""
    printed_since = Round.objects.filter(
        cycle=MONTH.name, office=of.office_id, period_last__gte=of.period_last, state__in=restating.PRINTED
    )
    read = ((one, figures.month_read(one, of, measure)) for one in printed_since.exclude(pk=of.pk).order_by("pk"))
    return [one for one, month in read if month is not None and _shown(one, month, measure)]


def _shown(one: Round, month: Period, measure: str) -> bool:
    """Of its own end a month tells whatever was restated; of those before, what stands in a trend, or what changed
    since the one right before."""
    just_before = month.last == one.period_first - timedelta(days=1)
    return month == one.period or measure in TREND or (just_before and measure in figures.IDS)


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
    groups = groups_at(one, ends[-1])
    found = dict(_trend(one, ends, groups))
    for indicator in (*indicators.OF_PLACES, *indicators.OF_LEADERS):
        if counts := indicator.counts(ends[-1], ""):
            found[N_("合计"), indicator.title] = Cell(_figure(counts))
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


def _trend(one: Round, ends: Sequence[MonthEnd], groups: Sequence[Group]) -> Iterator[tuple[tuple[str, str], Cell]]:
    """What papers print of the months before."""
    whole: tuple[Indicator, ...] = (*indicators.OF_PLACES, *indicators.OF_LEADERS)
    lines = [(N_("合计"), "", whole)]
    lines += [(card.name, group.slice_of(card), group.indicators) for group in groups for card in group.units]
    before = month_before(one, ends)
    for end in ends[:-1]:
        for name, slice_, among in lines:
            for indicator in among:
                counts = indicator.counts(end, slice_)
                said = printed(counts) if counts else "—"
                title = N_("{month}末{title}").format(month=end.period.label, title=indicator.title)
                yield (name, title), Cell(said, said, SINCE) if end is before else Cell(said)


def _figure(counts: tuple[int, int]) -> str:
    return f"{counts[0]}/{counts[1]}（{printed(counts)}）" if counts[1] else "—"
