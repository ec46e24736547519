"""How the work was followed (四调): rounds of the rhythm, bulletins and whom they named, the province's table, what
reminders brought about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import count

from zhiben.dispatch import queries as dispatch
from zhiben.dispatch import sources
from zhiben.dispatch.cycles import HALF_MONTH, MONTH, WEEK
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.monthly.board import Line, board
from zhiben.dispatch.queries import reminders
from zhiben.foundation.rendering import Align, Block, Column, Para, Section, Table
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import days, fraction, in_halves, narrow, second, states_then, told

RANKED = 12
"""So many months of the province's table fit beside each other."""


def dispatching(one: Year) -> Iterator[Block]:
    """The part of the report."""
    yield from _rhythm(one)
    number = count(1)
    if not one.whole:
        return
    yield second(next(number), N_("每半月：简报"))
    yield from _bulletins(one)
    yield second(next(number), N_("每月：月度分析和全省排名"))
    yield from _province(one)
    yield second(next(number), N_("随时：提醒"))
    yield from _reminders(one)


def _rhythm(one: Year) -> Iterator[Block]:
    """Of each cycle of the office how many rounds there were, in words."""
    told = []
    for cycle in (WEEK, HALF_MONTH, MONTH):
        found = dispatch.rounds().filter(cycle=cycle.name, office=one.office.id)
        found = found.filter(period_last__year=one.year, period_last__lte=one.last)
        states = states_then(found, ROUND.keys, one.cut)
        if not states:
            continue
        closed = sum(number for state, number in states.items() if state not in ("open", "collecting"))
        issued = N_("、印发{count}期").format(count=states["issued"]) if cycle.paper else ""
        said = N_("{title}{count}期，已关闭{closed}期{issued}")
        told.append(said.format(title=cycle.title, count=states.total(), closed=closed, issued=issued))
    if not told:
        yield Para(N_("系统里没有{office}本年的调度期；没有记录不等于没有开展。").format(office=one.office.name))
        return
    said = N_("{office}按“7+15+30+N”调度。末日在本年、截至{day}的：{rounds}；关闭即冻结当期数字。")
    yield Para(said.format(office=one.office.name, day=clock.in_words(one.last), rounds="；".join(told)))


def named_by_unit(one: Year) -> tuple[Counter[str], list[tuple[str, ...]]]:
    """In how many of the year's bulletins each unit was named, and a row for each bulletin."""
    units, rows = Counter[str](), list[tuple[str, ...]]()
    for each in dispatch.bulletins(one.cut).select_related("bulletin"):
        named = [name for name in dispatch.named(each) if not name.struck]
        names = {name.unit_name for name in named}
        units.update(names)
        at = each.bulletin.issued_at if each.bulletin else None
        issued = days(at.astimezone(clock.TZ).date()) if at else "—"
        items = sum(name.count for name in named)
        rows.append(
            (each.period.label.removeprefix(N_("{year}年").format(year=one.year)), issued, str(len(names)), str(items))
        )
    return units, rows


def _bulletins(one: Year) -> Iterator[Block]:
    said = N_("关闭每周调度{weeks}；印发半月简报{bulletins}，点名事项在下一期逐项通报办理情况的{followed}。")
    parts = {"weeks": told(one, "B7.rounds"), "bulletins": told(one, "B15.bulletins")}
    yield Para(said.format(**parts, followed=fraction(one, "B15.named_followed")))
    units, rows = named_by_unit(one)
    if rows:
        heads = (N_("印发日期"), N_("点名单位"), N_("事项"))
        whole = (Column(N_("期"), Align.LEFT, 66), *narrow(*heads, width=30))
        half = (Column(N_("期"), Align.LEFT, 31), *narrow(heads[0], width=21), *narrow(*heads[1:], width=13))
        columns, found = in_halves(rows, whole, half)
        said = N_("共{issues}期，点名过{units}个单位").format(issues=len(rows), units=len(units))
        note = N_("点名按事实（逾期任务、逾期隐患、未报送）和统计判定得出，不再点名的不计。")
        yield Table(N_("各期简报和点名"), columns, sections=(Section(said, found),), note=note)


def _province(one: Year) -> Iterator[Block]:
    yield Para(N_("印发月度分析{papers}，本市、各区、各部门各一份。").format(papers=told(one, "B30.papers")))
    found = board(one.at.city)
    first, last = date(one.year, 1, 1), one.last
    months = [month for month in found.months if first <= month <= last][-RANKED:]
    lines = [line for line in found.lines if any(month in line.cells for month in months)]
    if not lines:
        yield Para(N_("本年还没有导入全省排名。"))
        return
    rows = tuple((line.indicator, *(_place(line, month) for month in months)) for line in lines)
    heads = [N_("{month}月").format(month=month.month) for month in months]
    columns = (Column(N_("省表指标"), Align.LEFT, 46), *(Column(head, Align.CENTER) for head in heads))
    note = N_(
        "写作“位次/参评城市数”，取首次公布的；省表没有写明位次的按数值推算（加*）。相邻城市的差异可能在随机波动之内，单看位次不分先后。"
    )
    yield Table(N_("{city}各项指标在全省的位次").format(city=found.city), columns, rows, note=note)


def _place(line: Line, month: date) -> str:
    cell = line.cells.get(month)
    return "—" if cell is None else f"{cell.rank}/{cell.of}{'' if cell.printed else '*'}"


def _reminders(one: Year) -> Iterator[Block]:
    said = N_("印发随时调度的提醒函件{letters}{origins}；责任部门因此增加或修改任务{tasks}。")
    known = sources.registered()
    origins = Counter(known[row.source].label for row in reminders.issued(one.cut))
    each = "、".join(N_("{name}{count}件").format(name=name, count=origins[name]) for name in sorted(origins))
    begun = N_("（由{each}引起）").format(each=each) if each else ""
    parts = {"letters": told(one, "BN.reminders"), "tasks": told(one, "BN.tasks_changed")}
    yield Para(said.format(**parts, origins=begun))
