"""The key-task list as an official sees it on paper: the filtered whole or a unit's part, with what it was filtered by
and as of when. The parts of a task stand below it, and are counted apart from the tasks of the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Column, Paper, Para, Style, Table
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

MOST = 2000
"""So many rows are printed at once; a default of this product."""


def task_list(tasks: Sequence[KeyTask], told: Sequence[tuple[str, str]], office: str) -> Paper:
    """The list on sheets laid across; `told` is what it was narrowed by, `office` who draws it up."""
    narrowed = "；".join(f"{label}：{value}" for label, value in told) or _("全部任务")
    opening = _("制表：%(office)s　截至：%(at)s　共%(count)s　条件：%(narrowed)s") % {
        "office": office,
        "at": f"{clock.in_words(clock.today())}{clock.now().astimezone(clock.TZ):%H:%M}",
        "count": _count(tasks),
        "narrowed": narrowed,
    }
    return Paper(
        style=Style.LIST,
        masthead="",
        title=_("重点任务清单"),
        issuer=office,
        date=clock.today(),
        blocks=(_table(tasks, opening),) if tasks else (Para(opening), Para(_("没有符合条件的任务。"))),
        notice=_("示例数据") if installation.current().demonstration else "",
    )


def _count(tasks: Sequence[KeyTask]) -> str:
    parts = sum(one.parent_id is not None for one in tasks)
    if not parts:
        return _("%(count)s项") % {"count": len(tasks)}
    said = _("%(count)s项（整项任务%(whole)s项，分解任务%(parts)s项）")
    return said % {"count": len(tasks), "whole": len(tasks) - parts, "parts": parts}


def numbered(tasks: Sequence[KeyTask]) -> list[tuple[str, KeyTask]]:
    """The tasks of the list in their order, each with its parts after it: 3, then 3.1. A part whose task is not among
    them comes at the end, and counts on."""
    known = {one.pk for one in tasks}
    below: dict[int, list[KeyTask]] = {}
    for one in tasks:
        above = one.parent_id or 0
        below.setdefault(above if above in known else 0, []).append(one)

    def laid(some: Sequence[KeyTask], stem: str) -> Iterator[tuple[str, KeyTask]]:
        for place, one in enumerate(some, start=1):
            yield f"{stem}{place}", one
            yield from laid(below.get(one.pk, []), f"{stem}{place}.")

    top = sorted(below.get(0, []), key=lambda one: one.parent_id is not None)
    return list(laid(top, ""))


def _table(tasks: Sequence[KeyTask], opening: str) -> Table:
    partners = queries.assisting_by_task([one.pk for one in tasks])
    names = orgs.unit_names({one.lead_unit_id for one in tasks} | {u for some in partners.values() for u in some})
    columns = (
        Column(_("序号"), Align.CENTER, 12),
        Column(_("编号"), Align.LEFT, 29),
        Column(_("任务"), Align.LEFT, 62),
        Column(_("目标"), Align.LEFT, 46),
        Column(_("牵头单位"), Align.LEFT, 32),
        Column(_("配合单位"), Align.LEFT, 36),
        Column(_("完成时限"), Align.CENTER, 23),
        Column(_("状态"), Align.CENTER, 17),
    )
    rows = tuple(
        (
            place,
            one.number,
            one.title,
            one.target,
            names[one.lead_unit_id],
            "、".join(names[unit] for unit in partners.get(one.pk, ())),
            f"{one.due:%Y-%m-%d}",
            _(one.state_shown.label) + (_("（逾期）") if one.is_overdue else ""),
        )
        for place, one in numbered(tasks)
    )
    return Table(opening, columns, rows)
