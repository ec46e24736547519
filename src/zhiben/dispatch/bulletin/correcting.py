"""更正: the paper that says what a bulletin, or a month's papers, told, what is right now, why and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch import resting
from zhiben.dispatch.bulletin.building import MASTHEAD
from zhiben.dispatch.restating import Restatement, Withdrawal
from zhiben.documents import queries as documents
from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Block, Column, Paper, Para, Style, Table
from zhiben.kernel import clock
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round
    from zhiben.dispatch.queries import Named
    from zhiben.documents.models import OfficialDocument

Mistake = Restatement | Withdrawal


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of paper is called where it is corrected; `title` has a place for the period, `kept` says what
    becomes of the original, `stood` heads the figures as they stood, `unchanged` says what else of the original
    stays as it was printed ("" where that is told below)."""

    masthead: str
    title: str
    called: str
    kept: str
    stood: str = N_("原文所载")
    unchanged: str = ""


OF_BULLETIN = Wording(
    MASTHEAD,
    N_("关于{period}调度情况简报的更正"),
    N_("简报"),
    N_("原简报存档不变；其后各期与上期比较时仍用各期首次冻结的数据，并注明重述情况。"),
    unchanged=N_("原简报其他各处（含各区域、各单位的表和点名）不作改动，仍为印发时的数据。"),
)


def correction(
    one: Round,
    about: OfficialDocument,
    found: Sequence[Mistake],
    at: datetime,
    *,
    wording: Wording = OF_BULLETIN,
    below: tuple[Block, ...] = (),
    named: Sequence[Named] = (),
) -> Paper:
    """The correction of the paper `about`, dated `at`; `below` tells more of what it said and what is right, `named`
    are the names that it printed."""
    figures = [mistake for mistake in found if isinstance(mistake, Restatement)]
    back = [mistake for mistake in found if isinstance(mistake, Withdrawal)]
    withdrawn = (_withdrawn(each, wording) for each in back)
    return Paper(
        style=Style.BULLETIN,
        masthead=wording.masthead,
        title=wording.title.format(period=one.period.label),
        issuer=documents.issuer_name(one.office_id),
        date=at.astimezone(clock.TZ).date(),
        blocks=(
            *_opening(about),
            *withdrawn,
            *_figures(figures, wording),
            *_kept(figures, wording, named),
            *below,
            Para(wording.kept),
        ),
        sealed=False,
        keywords=(one.declared.title, one.period.label, N_("更正")),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def _opening(about: OfficialDocument) -> tuple[Block, ...]:
    said = N_("{day}印发的《{title}》（{number}）有下列内容需要更正。")
    day = about.issued_at.astimezone(clock.TZ).date() if about.issued_at else clock.today()
    return (Para(said.format(day=clock.in_words(day), title=about.title, number=about.number)),)


def _withdrawn(found: Withdrawal, wording: Wording) -> Para:
    said = N_("该期{called}已于{day}撤回，原因：{reason}。更正说明：{correction}。")
    return Para(
        said.format(
            called=wording.called,
            day=_day(found.at),
            reason=found.reason.rstrip("。"),
            correction=found.correction.rstrip("。"),
        ),
        lead=N_("撤回。"),
    )


def _figures(found: Sequence[Restatement], wording: Wording) -> tuple[Block, ...]:
    if not found:
        return ()
    titles = (N_("指标"), wording.stood, N_("更正为"), N_("更正日期"), N_("原因"))
    aligns = (Align.LEFT, Align.RIGHT, Align.RIGHT, Align.CENTER, Align.LEFT)
    rows = tuple((one.title, one.was, one.now, _day(one.at), one.reason) for one in found)
    widths = (0, 24, 20, 34, 0)
    columns = tuple(Column(*told) for told in zip(titles, aligns, widths, strict=True))
    return (
        Para(N_("重述的指标如下，均按原截止时间重新计算。"), lead=N_("数据。")),
        Table(caption=N_("更正前后对照"), columns=columns, rows=rows),
    )


def _kept(found: Sequence[Restatement], wording: Wording, named: Sequence[Named]) -> tuple[Block, ...]:
    """What stays as it was printed, and which names rest on something that is counted no longer."""
    if not found or not wording.unchanged:
        return ()
    told = "".join(f"{one}。" for one in resting.fallen(named, found))
    paras = [Para(told, lead=N_("点名。"))] if told else []
    return (*paras, Para(wording.unchanged))


def _day(at: datetime) -> str:
    return clock.in_words(at.astimezone(clock.TZ).date())
