"""Accidents of the year as counts alone: months that may not be complete are said, two years stand beside each other as
numbers with an interval and never as a percentage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Fact
from zhiben.foundation.rendering import Align, Block, Column, Figure, Para, Section, Table
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.insight.vocab import SMALL_BASE
from zhiben.kernel import clock
from zhiben.kernel.periods import in_words, months_after, months_from
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import HIGH, narrow

TOLD = 5
"""So many types and sectors are told by name."""
BACK = 3
"""So many years before tell how late accidents become known."""


def accidents_told(one: Year) -> Iterator[Block]:
    """The part of the report."""
    as_of = one.cut.as_of if one.cut.as_of <= clock.now() else None
    found = accidents.facts(as_of=as_of, first=date(one.year - BACK, 1, 1), last=one.last)
    ours = [row for row in found if row.occurred_on >= one.first]
    before = [row for row in found if date(one.year - 1, 1, 1) <= row.occurred_on <= months_after(one.last, -12)]
    if not ours and not before:
        yield Para(N_("本年没有登记的生产安全事故案件，上年同期也没有；没有登记不等于没有发生。"))
        return
    yield Para(_summed(ours))
    late = _provisional(one, found)
    yield Para(_compared(ours, before, complete=not late))
    if late:
        said = N_("{months}的起数可能还不完整：按以往事故多久之后才为部门所知，还会有补报。")
        yield Para(said.format(months=in_words(late)), lead=N_("数字未齐的月份。"))
    yield from _by_month(one, ours)
    sectors = dict(orgs.sectors())
    areas = {area.id: area.short_name for area in one.areas}
    level = one.level
    sides = (
        (N_("区") if one.whole else N_("街镇"), lambda row: areas.get(getattr(row, level), N_("其他"))),
        (N_("行业领域"), lambda row: sectors.get(row.sector, N_("未登记"))),
        (N_("事故类型"), lambda row: row.type_label or N_("未登记")),
    )
    sections = tuple(_section(head, ours, key) for head, key in sides)
    columns = (Column(N_("按区域、行业、类型分"), Align.LEFT, 88), *narrow(N_("起数"), N_("死亡和失踪"), width=34))
    yield Table(N_("本年事故的分布"), columns, sections=sections)


def _summed(rows: Sequence[Fact]) -> str:
    said = N_("本年登记事故{count}起，死亡和失踪{dead}人；其中调查没有结束的{provisional}起。")
    dead, provisional = sum(row.dead for row in rows), sum(row.provisional for row in rows)
    return said.format(count=len(rows), dead=dead, provisional=provisional)


def _compared(ours: Sequence[Fact], before: Sequence[Fact], *, complete: bool) -> str:
    """Both counts; where the year is `complete` whether they differ by more than chance."""
    counts = len(ours), len(before)
    dead = sum(row.dead for row in before)
    small = N_("（小基数）") if min(counts) < SMALL_BASE else ""
    said = N_("上年同期{before}起、死亡和失踪{dead}人{small}。").format(before=counts[1], dead=dead, small=small)
    if not complete:
        return said + N_("本年有的月份可能还不完整（见下），两年不作比较。")
    if 0 in counts:
        return said + N_("有一年没有登记，两年不作比较。")
    from zhiben.analysis.rate_ratio import rate_ratio

    told = rate_ratio(counts[0], 1.0, counts[1], 1.0)
    limits = f"{told.low:.2f}—{told.high:.2f}" if told.high is not None else f"{told.low:.2f}—"
    said += N_("两数之比{ratio:.2f}（95%区间{limits}），").format(ratio=told.ratio or 0.0, limits=limits)
    if told.low <= 1 <= (told.high or float("inf")):
        return said + N_("区间含1，不能说有变化。")
    return said + N_("超出随机波动；没有扣除规模和报送的变化，不说明原因。")


def _provisional(one: Year, found: Any) -> list[date]:
    known = (clock.last_ended_day(one.cut.as_of) + timedelta(days=1)).replace(day=1)
    return accidents.provisional(accidents.since_when(found), months_from(one.first, one.last.month), known)


def _by_month(one: Year, rows: Sequence[Fact]) -> Iterator[Figure]:
    counts, dead = Counter[int](), Counter[int]()
    for row in rows:
        counts[row.occurred_on.month] += 1
        dead[row.occurred_on.month] += row.dead
    months = range(1, one.last.month + 1)
    names = [N_("{month}月").format(month=month) for month in months]
    series = [Series(N_("起数"), tuple(float(counts[month]) for month in months))]
    series.append(Series(N_("死亡和失踪"), tuple(float(dead[month]) for month in months)))
    alt = "，".join(N_("{m}月{c}起{d}人").format(m=month, c=counts[month], d=dead[month]) for month in months)
    yield Figure(N_("各月事故起数和死亡失踪人数"), column_chart(names, series, height=HIGH), alt=alt)


def _section(head: str, rows: Sequence[Fact], key: Callable[[Fact], str]) -> Section:
    counts, dead = Counter[str](), Counter[str]()
    for row in rows:
        counts[key(row)] += 1
        dead[key(row)] += row.dead
    most = sorted(counts, key=lambda name: (-counts[name], name))
    shown = most if len(most) <= TOLD + 1 else most[:TOLD]
    cells = [(name, str(counts[name]), str(dead[name])) for name in shown]
    if rest := most[len(shown) :]:
        cells.append((N_("其余{count}项").format(count=len(rest)), _sum(counts, rest), _sum(dead, rest)))
    # Each aspect holds all of them: its own 小计, and none over the aspects, which would count everything thrice.
    cells.append((N_("按{head}小计").format(head=head), _sum(counts, counts), _sum(dead, counts)))
    return Section(N_("按{head}分").format(head=head), tuple(cells))


def _sum(counts: Counter[str], names: Iterable[str]) -> str:
    return str(sum(counts[name] for name in names))
