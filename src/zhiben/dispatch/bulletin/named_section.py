"""The section that names: every unit against which a fact stands, the fact's items beside the name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch.vocab import Reason
from zhiben.foundation.rendering import Align, Block, Column, Heading, Para, Section, Table
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.queries import Named


def blocks(named: Sequence[Named]) -> tuple[Block, ...]:
    """Heading, a sentence, one table per reason with a section per unit."""
    heading = Heading(1, N_("四、点名通报"))
    if not named:
        return (heading, Para(N_("本期没有需要点名的单位。")))
    units = len({one.unit for one in named})
    sentence = N_("本期点名{units}个单位。点名只依据事实：有逾期未办结事项，或本期未报进展且未作零报告。具体事项如下。")
    found: list[Block] = [heading, Para(sentence.format(units=units))]
    by_reason = ((reason, [one for one in named if one.reason == reason]) for reason in Reason)
    found.extend(_table(reason, of_reason) for reason, of_reason in by_reason if of_reason)
    return tuple(found)


def _table(reason: Reason, named: Sequence[Named]) -> Table:
    late = reason is not Reason.MISSING_REPORT
    last = N_("逾期天数") if late else N_("当时状态")
    columns = (
        Column(N_("序号"), Align.CENTER, 12),
        Column(N_("编号"), Align.CENTER),
        Column(N_("事项"), Align.LEFT),
        Column(N_("期限"), Align.CENTER),
        Column(last, Align.CENTER),
    )
    return Table(caption=N_(reason.label), columns=columns, sections=tuple(_section(one, late=late) for one in named))


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
    return Section(N_("{unit}（{count}项）").format(unit=one.unit_name, count=one.count), rows)


def _late(days: int) -> str:
    return N_("{days}天").format(days=days) if days else N_("不足1天")
