"""What was set up (三化): plans and actions, the analysis on which they rest, the mechanisms, the key-task list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

from zhiben.campaign import queries as campaign
from zhiben.campaign.vocab import GapKind
from zhiben.dispatch.monthly.sections import printed as rate
from zhiben.foundation.rendering import Align, Block, Column, Figure, Para, Section, Table
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.insight import wording as insight
from zhiben.insight.vocab import Side, chance_told
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview.mechanisms import LIGHTS, Standing, board
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import HIGH, in_halves, narrow, second, told


def arrangement(one: Year) -> Iterator[Block]:
    """The part of the report."""
    number = count(1)
    if one.whole:
        yield second(next(number), N_("方案体系化：方案和行动"))
        yield from _plans(one)
        yield second(next(number), N_("五年事故分析"))
        yield from _analysis(one)
    yield second(next(number), N_("运行机制化：七项机制"))
    yield from _mechanisms(one)
    yield second(next(number), N_("任务清单化：重点任务"))
    yield from _tasks(one)


def _plans(one: Year) -> Iterator[Block]:
    said = N_(
        "印发总体方案{master}、区子方案{district}、行业领域子方案{sector}；列行动{actions}，其中本市自定{local}。"
        "条块链衔接和各项行动的措施、任务，按生成报告之日登记的方案统计，见下。"
    )
    names = {"master": "A1.master", "district": "A1.district", "sector": "A1.sector"}
    names |= {"actions": "A2.actions", "local": "A2.local"}
    yield Para(said.format(**{key: told(one, name) for key, name in names.items()}))
    own = next((each for each in campaign.campaigns() if each.office_id == one.office.id), None)
    if own is None:
        return
    view = campaign.coverage_of(own)
    yield Para(_coverage(view), lead=N_("条块链衔接。"))
    yield _actions(view)


def _coverage(view: Any) -> str:
    """How line, block and chain hang together, in words."""
    said = N_("{name}{count}个，有现行方案{plans}个、措施{measures}条、任务{tasks}项")
    told = [
        said.format(
            name=name,
            count=len(found),
            plans=sum(row.plan is not None for row in found),
            measures=sum(row.measures for row in found),
            tasks=sum(row.tasks for row in found),
        )
        for name, found in ((N_("块：区"), view.blocks), (N_("条：行业领域"), view.lines))
    ]
    links = [link.cell for chain in view.chains for link in chain.links]
    measures, tasks = sum(len(cell.measures) for cell in links), sum(cell.tasks for cell in links)
    chain = N_("链：环节{count}个，措施{measures}条、任务{tasks}项")
    told.append(chain.format(count=len(links), measures=measures, tasks=tasks))
    kinds = "、".join(f"{kind.label}{view.count(kind)}处" for kind in GapKind if view.count(kind))
    gaps = N_("缺口共{total}处（{kinds}）。").format(total=view.total, kinds=kinds) if kinds else N_("没有缺口。")
    return "；".join(told) + "。" + gaps


def _actions(view: Any) -> Table:
    cells = [cell for row in (*view.blocks, *view.lines) for cell in row.cells]
    measures, tasks = Counter[int](), Counter[int]()
    for cell in cells:
        measures[cell.spot.action] += len(cell.measures)
        tasks[cell.spot.action] += cell.tasks
    rows: dict[str, list[tuple[str, ...]]] = {}
    for action in view.actions:
        line = (str(action), str(measures[action.pk]), str(tasks[action.pk]))
        rows.setdefault(action.origin_shown, []).append(line)
    said = N_("来源：{origin}（{count}项）")
    sections = tuple(Section(said.format(origin=origin, count=len(some)), tuple(some)) for origin, some in rows.items())
    columns = (Column(N_("行动"), Align.LEFT, 96), *narrow(N_("措施"), N_("任务"), width=30))
    return Table(N_("各项行动的措施和任务"), columns, sections=sections)


def _analysis(one: Year) -> Iterator[Block]:
    found = one.studies.found("causes")
    if found is None:
        yield Para(N_("截至本报告的时点，还没有保存可用的五年事故分析。"))
        return
    day = clock.in_words(one.studies.studies["causes"].as_of)
    yield Para(insight.of_causes(found) + N_("分析的数据截至{day}。").format(day=day))
    rows = found["counts"][Side.YEAR]["rows"]
    series = [Series(N_("起数"), tuple(float(row[2]) for row in rows))]
    series.append(Series(N_("死亡和失踪"), tuple(float(row[3]) for row in rows)))
    alt = "，".join(N_("{name}{count}起{dead}人").format(name=row[1], count=row[2], dead=row[3]) for row in rows)
    drawing = column_chart([row[1] for row in rows], series, height=HIGH)
    yield Figure(N_("五年逐年起数和死亡失踪人数"), drawing, alt=alt)
    for key, say in (("together", insight.of_together), ("preventable", insight.of_preventable)):
        if (more := one.studies.found(key)) is not None:
            yield Para(say(more))
            if key == "together" and (rules := [more["rules"][place] for place in more["first"]]):
                each = N_("{name}（{count}起）")
                names = "；".join(each.format(name=insight.name_of(rule), count=rule["count"]) for rule in rules)
                yield Para(N_("组合是常在同一起事故里一道出现的事实，上述的是：{names}。").format(names=names))
    yield from _streets(one)


def _streets(one: Year) -> Iterator[Block]:
    found = one.studies.found("street-risk")
    if found is None:
        return
    line = N_("各街道的差异没有超过随机波动，名次没有意义") if found["flat"] else insight.line_of(found)
    said = N_("街道事故按五年估计，第{k}名以内的见下表；名次区间是九成把握的范围。").format(k=found["k"])
    yield Para(said + (f"{line}。" if line else ""))
    rows = tuple(
        (
            row["name"],
            f"{row['rank']}（{row['rank_low']}—{row['rank_high']}）",
            str(sum(row["counts"])),
            f"{row['expected']:.1f}",
            "—" if found["flat"] else chance_told(row["among_worst"]),
        )
        for row in found["rows"][: found["k"]]
    )
    chance = N_("列入最差{k}个的机会").format(k=found["k"])
    columns = (
        Column(N_("街道"), Align.LEFT, 40),
        Column(N_("名次（区间）"), Align.CENTER, 34),
        *narrow(N_("五年起数"), N_("预期（起/年）"), chance, width=27),
    )
    title = N_("按预期起数，前{k}个街道").format(k=found["k"])
    yield Table(N_("事故较多的街道"), columns, sections=(Section(title, rows),))


def _mechanisms(one: Year) -> Iterator[Block]:
    found = board(one.cut.as_of)
    running = sum(each.records > 0 for each in found)
    said = N_(
        "七项机制在本季度（{day}所在的季度）有记录的{running}项，各项的情况和亮灯见下表，亮灯按系统写明的规则由记录得出。"
    )
    yield Para(said.format(day=clock.in_words(one.last), running=running))
    sides = (
        (N_("本季度有记录的"), [each for each in found if each.records]),
        (N_("本季度没有记录的"), [each for each in found if not each.records]),
    )
    sections = tuple(Section(title, tuple(map(_mechanism, some))) for title, some in sides if some)
    columns = (
        Column(N_("机制"), Align.LEFT, 26),
        Column(N_("情况"), Align.LEFT, 92),
        Column(N_("亮灯"), Align.CENTER, 18),
        Column(N_("本季度记录"), Align.RIGHT, 20),
    )
    yield Table(N_("七项机制运行情况"), columns, sections=sections)


def _mechanism(one: Standing) -> tuple[str, ...]:
    lines = "；".join(health.line for _source, health in one.parts)
    return (one.title, lines or "—", LIGHTS[one.light].label, str(one.records))


def _tasks(one: Year) -> Iterator[Block]:
    lines = by_lead(one)
    said = N_(
        "清单内重点任务{tasks}，由{units}个单位牵头；已办结{done}，未逾期率{rate}；"
        "含分解到区、街道的在内，逾期{overdue}。各牵头单位的任务见下表。"
    )
    names = {"tasks": "A5.tasks", "done": "tasks.done", "rate": "tasks.not_overdue_rate", "overdue": "tasks.overdue"}
    yield Para(said.format(**{key: told(one, name) for key, name in names.items()}, units=len(lines)))
    if not lines:
        return
    tasks, done, overdue = map(sum, zip(*(line[1:] for line in lines), strict=True))
    said = N_("合计：任务{tasks}、办结{done}（{rate}）、逾期{overdue}")
    whole = said.format(tasks=tasks, done=done, rate=rate((done, tasks)), overdue=overdue)
    note = N_("只计清单任务，分解到区、街道的不另计；按单位的固定次序，不排名次。")
    heads = (N_("任务"), N_("办结"), N_("逾期"))
    whole_width = (Column(N_("牵头单位"), Align.LEFT, 84), *narrow(*heads, width=24))
    half_width = (Column(N_("牵头单位"), Align.LEFT, 42), *narrow(*heads, width=12))
    columns, rows = in_halves([tuple(map(str, line)) for line in lines], whole_width, half_width)
    yield Table(N_("各牵头单位重点任务"), columns, sections=(Section(whole, rows),), note=note)


def by_lead(one: Year) -> list[tuple[str, int, int, int]]:
    """Each lead unit, in the order of the units' list: tasks of the list, of these finished, and overdue."""
    at = one.cut.as_of, None if one.whole else one.at
    listed, done = _led(one, campaign.listed(*at)), _led(one, campaign.done(*at))
    punctual = _led(one, campaign.not_overdue(*at))
    place = {card.id: number for number, card in enumerate(campaign.leading_units())}
    units = sorted(listed, key=lambda unit: (place.get(unit, len(place)), unit))
    names = orgs.unit_names(units)
    return [(names[unit], listed[unit], done[unit], listed[unit] - punctual[unit]) for unit in units]


def _led(one: Year, rows: Any) -> Counter[int]:
    """How many of some tasks each unit leads; in a district's report only of what lies in the district."""
    mine = rows if one.whole else rows.filter(district_then=one.at.district)
    return Counter(unit or 0 for unit in mine.order_by().values_list("unit_then", flat=True))
