"""The sections of the city's own monthly paper: its figures and their trend, its place in the province, its districts
and departments side by side, and the three measures where effort pays most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from operator import itemgetter

from zhiben.analysis.rank_gain import Step
from zhiben.dispatch.monthly import indicators
from zhiben.dispatch.monthly.province import Ranked
from zhiben.dispatch.monthly.ranks_told import moved_by, value, way_up
from zhiben.dispatch.monthly.sections import listed_efforts, method, printed, restated, trend_table
from zhiben.dispatch.monthly.standings import GROUPS, WORSE, Place
from zhiben.dispatch.monthly.survey import Group, Survey
from zhiben.foundation.rendering import Align, Block, Column, Heading, Para, Table
from zhiben.kernel.text import N_


def of_office(found: Survey, month: date | None, ranked: Sequence[Ranked]) -> tuple[Block, ...]:
    """The body of the office's own paper; `ranked` is the province's ranking of `month`."""
    numbers = count(1)
    whole = [(one.title, one, "") for one in (*indicators.OF_PLACES, *indicators.OF_LEADERS)]
    return (
        Heading(1, N_("一、总体走势")),
        trend_table(found, whole, next(numbers)),
        *restated(found, [one for _title, one, _slice in whole]),
        Heading(1, N_("二、全省排名")),
        *_province(found, month, ranked, numbers),
        Heading(1, N_("三、各区和各部门")),
        *(block for group in found.groups if group.units for block in _group(group, numbers)),
        Heading(1, N_("四、短板")),
        *_weak(found),
        *listed_efforts(N_("五"), _efforts(found, ranked)),
        method(),
    )


def _province(found: Survey, month: date | None, ranked: Sequence[Ranked], numbers: Iterator[int]) -> Iterator[Block]:
    if month is None or not ranked:
        yield Para(N_("还没有导入全省排名，本期不作全省比较。"))
        return
    if month != found.round.period_first:
        told = N_("省里尚未公布本月排名（或尚未导入），以下为{year}年{month}月的。")
        yield Para(told.format(year=month.year, month=month.month))
    titles = (N_("首次公布"), N_("位次"), N_("上月位次"), N_("较上月"), N_("修订后"))
    yield Table(
        caption=N_("表{number} 全省排名（首次公布与首次公布相比）").format(number=next(numbers)),
        columns=(Column(N_("指标"), Align.LEFT), *(Column(title, Align.CENTER) for title in titles)),
        rows=tuple(_province_row(one) for one in ranked),
        note=N_("各版次分别留存；比较用首次公布的数据，修订后的另列。"),
    )
    yield from (Para(line) for one in ranked for line in [way_up(one)] if line)
    yield from (Para(told) for told in _first_seen(ranked))
    warnings = dict.fromkeys(one.beside.warning for one in ranked if one.beside and one.beside.warning)
    yield from (Para(f"{warning}。", lead=N_("请注意。")) for warning in warnings)


def _first_seen(ranked: Sequence[Ranked]) -> Iterator[str]:
    names = "、".join(f"“{one.ours.indicator}”" for one in ranked if one.beside is None and not one.rank_before)
    if names:
        told = N_("{names}：首次出现的指标，没有上月可比（上月的排名未导入，或指标名称与上月不同）。")
        yield told.format(names=names)


def _province_row(one: Ranked) -> tuple[str, ...]:
    moved = one.beside.change if one.beside else None
    return (
        one.ours.indicator,
        value(one.ours.value, share=one.ours.share),
        f"{one.rank}/{one.of}",
        str(one.rank_before or "—"),
        "—" if moved is None else moved_by(moved, share=one.ours.share),
        value(one.revised.value, share=one.ours.share) if one.revised else "—",
    )


def _group(group: Group, numbers: Iterator[int]) -> Iterator[Block]:
    by_places = group.indicators is indicators.OF_PLACES
    there = [one for one in group.indicators if group.places[one.key]]
    rows = []
    for card in group.units:
        places = [group.places[one.key].get(card.id) for one in there]
        rows.append((card.short_name, *(_cell(place) for place in places)))
    what = N_("各区重大事故隐患指标") if by_places else N_("各部门重点任务指标")
    yield Table(
        caption=N_("表{number} {what}").format(number=next(numbers), what=what),
        columns=(
            Column(N_("单位"), Align.LEFT),
            *(Column(one.title, Align.CENTER) for one in there),
        ),
        rows=tuple(rows),
        note=N_("按单位顺序排列，不排名；各单位的位次和分档只写在其本单位的月度分析里。未报的不算0也不算100%。"),
    )


def _cell(place: Place | None) -> str:
    if place is None:
        return "—"
    if place.rank:
        return printed(place.counts)
    if place.group == "small":
        return N_("{done}/{of}，基数不足").format(done=place.counts[0], of=place.counts[1])
    return GROUPS[place.group]


def _weak(found: Survey) -> Iterator[Block]:
    """How many units are clearly worse, and by what. Which ones, this paper does not tell: others read it, and who is
    named before others is named by facts or within the budget of a bulletin (decision 37)."""
    said = N_("{count}个单位明显差于整体，已在其本单位的月度分析中写明。")
    told = False
    for group in found.groups:
        for one in group.indicators:
            if count := sum(place.band == WORSE for place in group.places[one.key].values()):
                told = True
                yield Para(said.format(count=count), lead=f"{one.title}。")
    if not told:
        yield Para(N_("没有单位明显差于整体。"))


def _efforts(found: Survey, ranked: Sequence[Ranked]) -> list[str]:
    """Places in the province for the least work first; then the largest heaps of work that is left; places inside noise
    last."""
    gains = [(one.step.work, one, one.step) for one in ranked if one.step and one.step.work and one.step.reachable]
    gains.sort(key=itemgetter(0))
    real = [_gain(one, step) for _work, one, step in gains if not step.within_noise]
    noise = [_gain(one, step) for _work, one, step in gains if step.within_noise]
    return [*real, *_heaps(found), *noise]


def _gain(one: Ranked, step: Step) -> str:
    said = N_("{indicator}再完成{work}项，全省位次可由第{rank}位升至第{to}位。")
    if step.within_noise:
        said = N_("{indicator}再完成{work}项可升至第{to}位，但差异在随机波动之内，位次升降可能只是偶然。")
    return said.format(indicator=one.ours.indicator, work=step.work, rank=one.rank, to=step.to_rank)


def _heaps(found: Survey) -> list[str]:
    """Of each kind of work, how much is left and with how many units; what is late comes first, then the least work.
    With whom, this paper does not tell."""
    lines = []
    for group in found.groups:
        for one in (each for each in group.indicators if each.work):
            places = filter(None, (group.places[one.key].get(card.id) for card in group.units))
            left = [place.counts[1] - place.counts[0] for place in places if place.counts[0] < place.counts[1]]
            if left:
                said = N_("{act}，涉及{units}个单位。").format(act=one.work.format(count=sum(left)), units=len(left))
                lines.append((not one.less, sum(left), said))
    return [line for _in_time, _total, line in sorted(lines)]
