"""Going and looking (五督导): what was covered, found and told, the listed areas, what followed accidents, the major
hazards looked at one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from zhiben.foundation.rendering import Align, Block, Column, Para, Section, Table
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.overview.year import listed_areas
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import fraction, narrow, second, states_then, told
from zhiben.supervision.lifecycle import FINDING, SIGNAL, STUDY
from zhiben.supervision.queries import figures, look_alikes, signals, studies
from zhiben.supervision.vocab import Kind


def supervising(one: Year) -> Iterator[Block]:
    """The part of the report."""
    number = count(1)
    yield second(next(number), N_("综合督导"))
    yield from _comprehensive(one)
    if one.whole:
        yield second(next(number), N_("专项督导"))
        yield from _special(one)
    yield second(next(number), N_("高风险区域挂牌督导"))
    yield from listed_areas.told(one)
    if one.whole:
        yield second(next(number), N_("事故督导"))
        yield from _after_accidents(one)
    yield second(next(number), N_("重大隐患全覆盖督导"))
    yield from _hazards(one)


def _comprehensive(one: Year) -> Iterator[Block]:
    rows = _coverage(one)
    said = N_(
        "市安委办综合督导到{areas}、覆盖率{coverage}，抽查单位场所{sites}，发现问题{problems}，印发书面通报{circulars}。"
        "只按到场登记计算，没有到场的不算。"
    )
    names = {"areas": "C1.areas", "sites": "C1.sites", "problems": "C1.problems", "circulars": "C1.circulars"}
    parts = {key: told(one, name) for key, name in names.items()}
    parts["areas"] = N_("{count}街镇").format(count=parts["areas"])
    yield Para(said.format(**parts, coverage=fraction(one, "C1.coverage")))
    if not rows:
        return
    heads = (*((N_("街镇"), N_("已到")) if one.whole else ()), N_("检查次数"), N_("单位场所"), N_("问题"))
    cells = tuple((name, *map(str, line)) for name, line in rows.items())
    sums = tuple(str(sum(line[place] for line in rows.values())) for place in range(len(heads)))
    columns = (Column(N_("区") if one.whole else N_("街镇"), Align.LEFT, 46), *narrow(*heads, width=110 / len(heads)))
    section = Section(N_("各区") if one.whole else N_("各街镇"), cells, note=N_("到的次数不同，问题多少不说明好坏"))
    yield Table(N_("综合督导覆盖情况"), columns, sections=(section,), total=(N_("合计"), *sums))
    yield Para(_standing(figures.found(one.cut, Kind.COMPREHENSIVE)))


def _coverage(one: Year) -> Mapping[str, tuple[int, ...]]:
    """By area: of a city its streets, those reached, visits, sites, problems; of a district without the first two."""
    level = one.level
    visits = list(figures.covering(one.cut, Kind.COMPREHENSIVE).values_list(level, "street", "site"))
    found = Counter(figures.found(one.cut, Kind.COMPREHENSIVE).order_by().values_list(level, flat=True))
    streets = Counter(figures.streets(one.cut).order_by().values_list("district", flat=True))
    rows = {}
    for area in one.areas:
        here = [(street, site) for at, street, site in visits if at == area.id]
        line = (len(here), len({site for _street, site in here}), found[area.id])
        reached = len({street for street, _site in here if street})
        rows[area.short_name] = (streets[area.id], reached, *line) if one.whole else line
    return rows


def _standing(rows: Any) -> str:
    """In which state the problems were."""
    states = Counter(rows.order_by().values_list("state_then", flat=True))
    if not states:
        return N_("没有记录问题。")
    parts = [f"{state.label}{states[state.key]}个" for state in FINDING.states if states[state.key]]
    return N_("问题在该时点的状态：{parts}。").format(parts="，".join(parts))


def _special(one: Year) -> Iterator[Block]:
    visits = figures.covering(one.cut, Kind.SPECIAL)
    said = N_("专项督导到场检查{visits}次、单位场所{sites}家；向市级部门印发提醒函{letters}。")
    sites = visits.order_by().values("site").distinct().count()
    yield Para(said.format(visits=visits.count(), sites=sites, letters=told(one, "C2.letters")))
    yield Para(_standing(figures.found(one.cut, Kind.SPECIAL)))


def _after_accidents(one: Year) -> Iterator[Block]:
    raised = signals.signals().filter(raised_at__gte=clock.day_start(one.first), raised_at__lt=one.cut.as_of)
    states = states_then(raised, SIGNAL.keys, one.cut)
    begun = states_then(studies.joint_studies(), STUDY.keys, one.cut)
    sent = states_then(look_alikes.look_alikes(), ("sent", "closed"), one.cut)
    visits = figures.covering(one.cut, Kind.ACCIDENT).count()
    said = N_(
        "按新类型、监管盲区和预警列入研判的线索{signals}条；会同行业部门研判{begun}件，其中已办结{ended}件；"
        "部署举一反三排查{sweeps}次；事故督导到场{visits}次。"
    )
    parts = {"signals": states.total(), "begun": begun.total(), "ended": begun["closed"], "sweeps": sent.total()}
    yield Para(said.format(**parts, visits=visits))
    told_states = "，".join(f"{state.label}{states[state.key]}条" for state in SIGNAL.states if states[state.key])
    if told_states:
        yield Para(N_("线索在该时点的状态：{states}。").format(states=told_states))


def _hazards(one: Year) -> Iterator[Block]:
    said = N_("往年的存量{stock}，已销号{closed}。本年有效重大事故隐患的确认和复核有两种口径，都列在下表。")
    yield Para(said.format(stock=told(one, "C5.stock"), closed=told(one, "C5.stock_closed")))
    rows = [
        (found.measure.title, f"{found.numerator:,}", f"{found.denominator or 0:,}", found.shown, found.measure.formula)
        for name in ("C5.confirmed", "C5.reverified")
        if (found := one.figures.get(name)) is not None
    ]
    columns = (
        Column(N_("口径"), Align.LEFT, 24),
        *narrow(N_("分子"), N_("分母"), N_("比例"), width=18),
        Column(N_("怎么算的"), Align.LEFT, 78),
    )
    yield Table(N_("逐项跟踪、复核确认的两种口径"), columns, tuple(rows))
