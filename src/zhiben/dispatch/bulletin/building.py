"""The whole bulletin, section after section."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch import queries
from zhiben.dispatch.bulletin import facts, hazard_section, named_section, requirements, task_section
from zhiben.dispatch.bulletin.facts import Figures
from zhiben.foundation import installation
from zhiben.foundation.audit.queries import anchor_of
from zhiben.foundation.rendering import Block, Heading, Paper, Para, Style
from zhiben.kernel import clock
from zhiben.kernel.rights import Level
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round

MASTHEAD = N_("安全生产治本攻坚三年行动简报")


def build(one: Round, at: datetime) -> Paper:
    """The paper of a closed round, dated `at`; number and distribution come when it is issued."""
    figures = facts.figures(one)
    areas = facts.areas(one, figures)
    who = N_("各区") if one.coordinates.level is Level.CITY else N_("各街道")
    return Paper(
        style=Style.BULLETIN,
        masthead=MASTHEAD,
        title=N_("{period}重点任务和重大事故隐患调度情况").format(period=one.period.label),
        issuer=one.office.name,
        date=at.astimezone(clock.TZ).date(),
        blocks=(
            *_whole(one, figures),
            *hazard_section.blocks(areas, figures, who),
            *task_section.blocks(figures),
            *named_section.blocks(queries.named(one)),
            *requirements.blocks(),
        ),
        sealed=False,
        keywords=(one.declared.title, one.period.label),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def _whole(one: Round, figures: Figures) -> tuple[Block, ...]:
    last = one.period.last
    since = N_("截至{year}年{month}月{day}日24时，").format(year=last.year, month=last.month, day=last.day)
    return (
        Heading(1, N_("一、总体情况")),
        Para(since + _hazards(figures), lead=N_("重大事故隐患。")),
        Para(since + _tasks(figures), lead=N_("重点任务。")),
        *_anchored(one),
    )


def _anchored(one: Round) -> tuple[Block, ...]:
    """The closing's entry in the ledger, whose hash covers every figure and name below. Printed, it lies with whoever
    got the bulletin, where nobody who rewrites the ledger can reach it."""
    kept = anchor_of(one, "close")
    return () if kept is None else (Para(N_("本期数据已冻结并记入台账，锚点{anchor}。").format(anchor=kept)),)


def _hazards(figures: Figures) -> str:
    return N_(
        "本年上报的有效重大事故隐患（已剔除不予认定和重复的）{valid}项，已整改销号{closed}项，整改率{rate}；未销号的{still}项中，"
        "已报整改、待复核销号{waiting}项，未到期{not_due}项，逾期未整改{overdue}项{stock}。挂牌督办{listed}项。"
        "现场确认{confirmed}项（应确认{to_confirm}项），已销号的经两人现场复核{reverified}项（应复核{to_reverify}项）。"
    ).format(
        valid=figures.count("D1.reported"),
        closed=figures.count("hazards.closed"),
        rate=figures.shown("D1.rate"),
        still=figures.count("D1.reported") - figures.count("hazards.closed"),
        waiting=figures.count("hazards.waiting"),
        not_due=figures.count("hazards.not_due"),
        overdue=figures.count("hazards.overdue"),
        stock=_stock(figures.count("hazards.overdue_stock")),
        listed=figures.count("D1.listed"),
        confirmed=figures.count("C5.confirmed"),
        to_confirm=figures.base("C5.confirmed"),
        reverified=figures.count("C5.reverified"),
        to_reverify=figures.base("C5.reverified"),
    )


def _stock(overdue: int) -> str:
    return N_("（另有往年存量逾期未整改{count}项）").format(count=overdue) if overdue else ""


def _tasks(figures: Figures) -> str:
    return N_(
        "重点任务{tasks}项，已办结{done}项，逾期未办结{overdue}项；本期应报进展{expected}项，已报（含零报告）{reported}项，报送率{rate}。"
    ).format(
        tasks=figures.count("A5.tasks"),
        done=figures.count("tasks.done"),
        overdue=figures.count("tasks.overdue"),
        expected=figures.base("tasks.reported_rate"),
        reported=figures.count("tasks.reported_rate"),
        rate=figures.shown("tasks.reported_rate"),
    )
