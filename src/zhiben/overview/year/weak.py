"""What is weak, by facts: who differs from the whole by more than chance, what is late. Nobody is ranked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count

from zhiben.dispatch.monthly.sections import printed as rate
from zhiben.dispatch.monthly.standings import WORSE, band
from zhiben.documents import queries as documents
from zhiben.foundation.rendering import Align, Block, Column, Para, Table
from zhiben.kernel import clock
from zhiben.kernel.mechanism import Light
from zhiben.kernel.text import N_
from zhiben.overview.mechanisms import board
from zhiben.overview.year import listed_areas
from zhiben.overview.year.arrangement import by_lead
from zhiben.overview.year.dispatching import named_by_unit
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import narrow, reached, second, told

LEAST = 10
"""Below so many nobody is said to differ from the whole."""


def weak(one: Year) -> Iterator[Block]:
    """The part of the report."""
    number = count(1)
    yield second(next(number), N_("与整体有明显差异的单位"))
    yield from _behind(one)
    yield second(next(number), N_("已经逾期的事项"))
    yield from _late(one)
    yield second(next(number), N_("没有达到的目标和运转不正常的机制"))
    yield from _short(one)


def _behind(one: Year) -> Iterator[Block]:
    yield Para(
        N_(
            "下表只列按99.8%的Wilson区间确实差于整体、基数不少于{least}的单位；其余单位与整体的差异在随机波动之内，"
            "不分先后。次序是单位的固定次序，不是名次。"
        ).format(least=LEAST)
    )
    punctual = {name: (tasks - overdue, tasks) for name, tasks, _done, overdue in by_lead(one)}
    closed = {area.short_name: one.slices.get(("D1.rate", area.id), (0, 0)) for area in one.areas}
    rows = [
        *_worse(N_("任务未逾期率"), punctual),
        *_worse(N_("重大事故隐患整改率"), closed),
    ]
    if not rows:
        yield Para(N_("没有确实差于整体的单位。"))
        return
    columns = (
        Column(N_("指标"), Align.LEFT, 48),
        Column(N_("单位"), Align.LEFT, 48),
        *narrow(N_("完成/应完成"), N_("比例"), N_("整体"), width=20),
    )
    yield Table(N_("确实差于整体的单位"), columns, tuple(rows))


def _worse(title: str, counts: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, ...]]:
    """Whoever differs from the whole for the worse by more than chance."""
    done, of = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
    if not of:
        return
    whole = Fraction(done, of)
    for name, pair in counts.items():
        if pair[1] >= LEAST and band(pair, whole) == WORSE:
            yield (title, name, f"{pair[0]}/{pair[1]}", rate(pair), rate((done, of)))


def _late(one: Year) -> Iterator[Block]:
    said = N_("本年重大事故隐患逾期未整改{hazards}，存量逾期未整改{stock}；重点任务（含分解的）逾期{tasks}。")
    names = {"hazards": "hazards.overdue", "stock": "hazards.overdue_stock", "tasks": "tasks.overdue"}
    yield Para(said.format(**{key: told(one, name) for key, name in names.items()}))
    late = [
        N_("{name}{count}项").format(name=area.short_name, count=number)
        for area in one.areas
        if (number := one.slices.get(("hazards.overdue", area.id), (0, 0))[0])
    ]
    if late:
        yield Para("，".join(late) + "。", lead=N_("逾期隐患所在。"))
    if letters := _unanswered(one):
        yield Para(N_("本安委办印发的函件逾期没有答复的{count}件次。").format(count=letters))
    if months := listed_areas.missed(one):
        each = "，".join(N_("{name}{count}个月").format(name=name, count=number) for name, number in months)
        yield Para(N_("没有到场、也没有说明原因的：{each}。").format(each=each), lead=N_("挂牌区域缺月。"))
    if one.whole:
        yield from _often_named(one)


def _unanswered(one: Year) -> int:
    """How many deliveries of the office's papers of the year had no answer by their day."""
    rows = documents.unanswered(one.office.id).filter(document__issued_at__gte=clock.day_start(one.first))
    return rows.filter(due__lt=one.cut.as_of, document__issued_at__lt=one.cut.as_of).count()


def _often_named(one: Year) -> Iterator[Block]:
    units, rows = named_by_unit(one)
    often = sorted(name for name, times in units.items() if len(rows) > 1 and times * 2 >= len(rows))
    if often:
        said = N_("在{issues}期简报中被点名不少于一半期数的单位{count}个：{names}。")
        each = "、".join(N_("{name}（{times}期）").format(name=name, times=units[name]) for name in often)
        yield Para(said.format(issues=len(rows), count=len(often), names=each), lead=N_("多次点名。"))


def missed_targets(one: Year) -> Sequence[str]:
    """The ids of figures that have not come up to their target."""
    return [name for name, found in one.figures.items() if reached(found, one.targets.get(name)) is False]


def _short(one: Year) -> Iterator[Block]:
    if missed := missed_targets(one):
        # Titles hold 、 themselves.
        names = "；".join(one.figures[name].measure.title for name in missed)
        yield Para(N_("截至时点还没有达到本年目标的：{names}。").format(names=names))
    elif one.targets:
        yield Para(N_("登记了本年目标的指标都已达到。"))
    else:
        yield Para(N_("本安委办没有登记本年目标，不作比较。"))
    found = board(one.cut.as_of)
    lit = {light: [each.title for each in found if each.light is light] for light in Light}
    if red := lit[Light.RED]:
        yield Para(N_("滞后的机制：{names}。").format(names="、".join(red)))
    if yellow := lit[Light.YELLOW]:
        yield Para(N_("亮灯为“注意”的机制：{names}，情况见七项机制运行情况表。").format(names="、".join(yellow)))
    if not red and not yellow:
        yield Para(N_("有记录的机制都正常。"))
    if dark := lit[Light.DARK]:
        yield Para(N_("系统里没有记录的机制：{names}；没有记录不等于没有开展。").format(names="、".join(dark)))
