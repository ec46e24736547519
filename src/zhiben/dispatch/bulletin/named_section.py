"""The section that names: every unit against which a fact stands, with the unit's answer beside the name; the items
stand in an attachment, so that the body keeps to its length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.judged import TITLE
from zhiben.dispatch.vocab import Part, Reason
from zhiben.foundation.rendering import Align, Attachment, Block, Column, Para, Section, Table
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.queries import Named


ITEMS = N_("点名事项清单")
"""What the attachment with the items is called."""

WAITING = N_("待答复")
"""What stands beside a name while its unit may still answer; no paper with it is approved."""


def section(every: Sequence[Named], at: datetime, numbers: Iterator[int]) -> Drafted:
    """A sentence, and the names with their answers in a table with the next of the `numbers`; names that were
    struck are only counted."""
    title = N_("点名通报")
    named = [one for one in every if not one.struck]
    struck = _struck([one for one in every if one.struck])
    if not named:
        return Drafted(Part.NAMED, title, N_("本期没有需要点名的单位。"), struck)
    sentence = N_(
        "本期点名{{{{点名单位数}}}}个单位。点名只依据事实：有逾期未办结事项，或本期未报进展且未作零报告{more}。具体事项见附件“{title}”。"
    )
    compared = any(one.reason is Reason.STATISTICS for one in named)
    more = N_("；按期办结率明显差于总体的，算法见附件“{title}”").format(title=TITLE) if compared else ""
    below = (_names(named, at, next(numbers)), *struck)
    return Drafted(Part.NAMED, title, sentence.format(title=ITEMS, more=more), below)


def attachment(every: Sequence[Named]) -> tuple[Attachment, ...]:
    """The items behind the names: one table per reason with a section per unit."""
    named = [one for one in every if not one.struck]
    by_reason = ((reason, [one for one in named if one.reason == reason]) for reason in Reason)
    tables = tuple(_table(reason, of_reason) for reason, of_reason in by_reason if of_reason)
    return (Attachment(ITEMS, tables),) if tables else ()


def _names(named: Sequence[Named], at: datetime, number: int) -> Table:
    columns = (
        Column(N_("单位"), Align.LEFT, 34),
        Column(N_("原因"), Align.LEFT, 36),
        Column(N_("项数"), Align.RIGHT, 14),
        Column(N_("答复和意见"), Align.LEFT),
    )
    rows = tuple((one.unit_name, _why(one), str(one.count), answer(one, at)) for one in named)
    total = (N_("合计"), "", str(sum(one.count for one in named)), "")
    caption = N_("表{number} 点名单位（单位：项）").format(number=number)
    return Table(caption=caption, columns=columns, rows=rows, total=total)


def _why(one: Named) -> str:
    """The reason; of statistics, how many of the items stand under a fact, each being counted once."""
    listed = len(one.items) - one.count
    said = N_("{reason}（{all}项未按期，其中{listed}项已在逾期事项中计数）") if listed else "{reason}"
    return said.format(reason=N_(one.reason.label), all=len(one.items), listed=listed)


def _struck(struck: Sequence[Named]) -> tuple[Block, ...]:
    """How many names, and how many items, are left out: with them the table adds up to what was overdue and missing."""
    if not struck:
        return ()
    said = N_("另有{count}条拟点名经单位答复、安委办核实，不再点名。所涉{items}项未列入上表。")
    return (Para(said.format(count=len(struck), items=sum(one.count for one in struck))),)


def answer(one: Named, at: datetime) -> str:
    """What stands beside the name: the answer and the office's opinion, or that none came."""
    if one.state == "named":
        pending = one.reply_by is None or at <= one.reply_by
        return WAITING if pending else N_("未在期限内答复")
    if one.state == "agreed":
        return N_("逾期答复（安委办代记）：无异议") if one.late else N_("答复：无异议")
    replied = N_("逾期答复（安委办代记）：{text}") if one.late else N_("答复：{text}")
    parts = [replied, N_("安委办意见：{opinion}")] if one.opinion else [replied]
    return "；".join(parts).format(text=_in_line(one.reply), opinion=_in_line(one.opinion))


def _in_line(text: str) -> str:
    """A person's words within a printed sentence: on one line, without a full stop of their own."""
    return " ".join(text.split()).rstrip("。；;. ")


def _table(reason: Reason, named: Sequence[Named]) -> Table:
    late = reason in (Reason.OVERDUE_TASKS, Reason.OVERDUE_HAZARDS)
    last = N_("逾期天数") if late else N_("当时状态")
    columns = (
        Column(N_("序号"), Align.CENTER, 12),
        Column(N_("编号"), Align.CENTER),
        Column(N_("事项"), Align.LEFT),
        Column(N_("期限"), Align.CENTER),
        Column(last, Align.CENTER, 20),
    )
    sections = tuple(_section(one, late=late) for one in named)
    return Table(caption=N_(reason.label), columns=columns, sections=sections)


def _section(one: Named, *, late: bool) -> Section:
    rows = tuple(
        (
            str(place),
            item.number,
            item.title,
            item.due.isoformat() if item.due else "—",
            _late(item.days_late) if late else item.state,
        )
        for place, item in enumerate(one.items, start=1)
    )
    return Section(N_("{unit}（{count}项）").format(unit=one.unit_name, count=len(one.items)), rows)


def _late(days: int) -> str:
    return N_("{days}天").format(days=days) if days else N_("不足1天")
