"""The sections of a monthly paper from what is known of a unit: its figures beside its peers, its trend, strengths and
weaknesses, what changed, what the next place takes, and the three measures where effort pays most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count

from zhiben.dispatch import restating
from zhiben.dispatch.monthly.indicators import Indicator
from zhiben.dispatch.monthly.standings import ALIKE, BETTER, GROUPS, WORSE, Effort, Group, Place, efforts, silent
from zhiben.dispatch.monthly.survey import Survey
from zhiben.foundation.rendering import Align, Block, Column, Heading, Para, Table
from zhiben.kernel import clock
from zhiben.kernel.measure import share
from zhiben.kernel.text import N_
from zhiben.orgs.queries import UnitCard

COUNTED = (N_("一项"), N_("两项"), N_("三项"))
"""How many measures a paper lists, at most as many as there are words here."""

FIRST_BASE = 20
"""Below this base a change is told with the words 小基数."""


def of_unit(found: Survey, card: UnitCard) -> tuple[Block, ...]:
    """The body of one unit's paper."""
    own = found.own(card.id)
    numbers = count(1)
    return (
        Heading(1, N_("一、本月指标和位次")),
        *_standing(found, card, own, numbers),
        *restated(found, found.group_of(card.id).indicators),
        Heading(1, N_("二、近几个月走势")),
        *trend(found, card, numbers),
        Heading(1, N_("三、长处和短板")),
        *strengths(own),
        Heading(1, N_("四、本月有哪些变化")),
        *_changes(found, card),
        Heading(1, N_("五、进位差距和安全垫")),
        *gaps(own),
        *listed_efforts(N_("六"), _efforts(efforts(own), own)),
        method(),
    )


def printed(counts: tuple[int, int]) -> str:
    """A proportion as papers print it."""
    return share(*counts)


def told(indicator: Indicator, counts: tuple[int, int] | None) -> str:
    """The same of an indicator; where nobody reported, that, and no share."""
    if counts is None:
        return "—"
    return GROUPS[Group.SILENT] if silent(indicator, counts) else printed(counts)


def method() -> Para:
    """How it is reckoned, in words."""
    return Para(
        N_(
            "各指标取本月关闭时冻结的数据，其后重述的用重述后的，可在系统的当月调度页面逐项打开记录。"
            "基数不足10的不排名，并列的位次相同，未报的单列；"
            "“明显好于（差于）整体”指按99.8%的Wilson区间与参评单位合计值有差异；"
            "两个单位的95%区间重叠的，差异在随机波动之内，不分先后，列为同一档。"
        ),
        lead=N_("怎么算的。"),
    )


def _standing(found: Survey, card: UnitCard, own: Sequence[Place], numbers: Iterator[int]) -> Iterator[Block]:
    before = found.before
    slice_ = found.group_of(card.id).slice_of(card)
    rows = []
    for place in own:
        earlier = place.indicator.counts(before, slice_) if before else None
        rows.append(
            (
                place.indicator.title,
                f"{place.counts[0]}/{place.counts[1]}",
                told(place.indicator, place.counts),
                "—" if place.group is Group.SILENT else change(place.counts, earlier),
                place.shown,
                place.band or "—",
            )
        )
    titles = (N_("完成/应完成"), N_("本月末"), N_("较上月末"), N_("位次/参评"), N_("与整体比"))
    yield Table(
        caption=N_("表{number} 本月末各项指标").format(number=next(numbers)),
        columns=(Column(N_("指标"), Align.LEFT), *(Column(title, Align.CENTER) for title in titles)),
        rows=tuple(rows),
        note=N_("位次在同类单位中排；与其他单位的差异在随机波动之内的不分先后，写作“同一档”，括号内为可能的位次。"),
    )


def restated(found: Survey, among: Sequence[Indicator]) -> Iterator[Para]:
    """What was restated since the month began, of this one or of those before, as far as some indicators rest on
    it."""
    measures = {name for one in among for name in one.measures}
    said = N_("{of}“{title}”关闭时冻结的数据为{was}，{day}重述为{now}，原因：{reason}。本文用重述后的数据。")
    for one in restating.whole_ways(found.restated):
        if one.measure in measures:
            day = clock.in_words(one.at.astimezone(clock.TZ).date())
            of = N_("本月") if one.period == found.round.period.label else one.period
            yield Para(
                said.format(of=of, title=one.title, was=one.was, day=day, now=one.now, reason=one.reason),
                lead=N_("重述。"),
            )


def change(now: tuple[int, int], before: tuple[int, int] | None) -> str:
    """The difference in percentage points as the printed figures have it; of a small base it says so."""
    if before is None or not now[1] or not before[1]:
        return "—"
    points = round(Fraction(now[0] * 1000, now[1])) - round(Fraction(before[0] * 1000, before[1]))
    told = N_("{points}个百分点").format(points=f"{points / 10:+.1f}") if points else N_("持平")
    return N_("{told}（小基数）").format(told=told) if min(now[1], before[1]) < FIRST_BASE and points else told


def trend(found: Survey, card: UnitCard, numbers: Iterator[int]) -> Iterator[Block]:
    """The months side by side."""
    group = found.group_of(card.id)
    slice_ = group.slice_of(card)
    yield trend_table(found, [(one.title, one, slice_) for one in group.indicators], next(numbers))


def trend_table(found: Survey, lines: Sequence[tuple[str, Indicator, str]], number: int) -> Table:
    """A row for each (title, indicator, slice), a column for each month."""
    rows = []
    for title, indicator, slice_ in lines:
        cells = [indicator.counts(end, slice_) for end in found.ends]
        rows.append((title, *(told(indicator, counts) for counts in cells)))
    months = [N_("{month}月末").format(month=end.period.last.month) for end in found.ends]
    return Table(
        caption=N_("表{number} 近{months}个月走势").format(number=number, months=len(months)),
        columns=(Column(N_("指标"), Align.LEFT), *(Column(month, Align.CENTER) for month in months)),
        rows=tuple(rows),
        note=N_(
            "各月均为当时冻结的数据，其后重述的用重述后的；“—”为当月没有冻结或没有应完成的事项，“未报”为一项未报，不算0。"
        ),
    )


def strengths(own: Sequence[Place]) -> Iterator[Para]:
    """Where a unit is clearly better and clearly worse than its peers, and where it lags without proof."""
    strong = [place for place in own if place.band == BETTER or (place.rank == place.worst == 1 < place.of)]
    weak = [place for place in own if place.band == WORSE]
    silent = [place for place in own if place.group == "silent"]
    behind = [place for place in own if (place.best - 1) * 2 >= place.of > 1 and place.band == ALIKE]
    if strong:
        yield Para("；".join(map(_told, strong)) + "。", lead=N_("长处。"))
    if weak:
        yield Para("；".join(map(_told, weak)) + "。", lead=N_("短板。"))
    if behind:
        yield Para("；".join(map(_told, behind)) + N_("；在后一半单位之中，但与整体无明显差异。"), lead=N_("需留意。"))
    if silent:
        yield Para("、".join(place.indicator.title for place in silent) + N_("：本期未报。"), lead=N_("未报。"))
    if not (strong or weak or behind or silent):
        yield Para(N_("各项指标与整体没有明显差异。"))


def _told(place: Place) -> str:
    where = N_("第{rank}位").format(rank=place.rank) if place.apart else place.shown
    told = N_("{title}{rate}（{done}/{of}），{where}（参评{ranked}个）")
    done, of = place.counts
    rate = printed(place.counts)
    return told.format(title=place.indicator.title, rate=rate, done=done, of=of, where=where, ranked=place.of)


def _changes(found: Survey, card: UnitCard) -> Iterator[Block]:
    if found.before is None:
        yield Para(N_("上月没有冻结数据，无从比较。"))
        return
    told = found.changed.get(card.id, ())
    for each in told:
        names = found.told(each)
        more = N_("等") if len(each.ids) > len(names) else ""
        yield Para(
            N_("{count}项：{names}{more}。").format(count=len(each.ids), names="；".join(names), more=more)
            if names
            else N_("{count}项。").format(count=len(each.ids)),
            lead=f"{each.kind.title}。",
        )
    if not told:
        yield Para(N_("与上月末相比，没有新增、销号或办结的事项。"))


def gaps(own: Sequence[Place]) -> Iterator[Para]:
    """What the next place takes by each indicator, and how near the next one behind is."""
    lines = [line for place in own if place.rank for line in [_gap(place)] if line]
    yield from (Para(f"{number}.{line}") for number, line in enumerate(lines, start=1))
    if not lines:
        yield Para(N_("各项指标均不参加排名（基数不足或无任务）。"))


def _gap(place: Place) -> str:
    parts = [_ahead(place)]
    if place.margin and place.margin.work is not None and place.indicator.work:
        act = place.indicator.work.format(count=place.margin.work)
        parts.append(N_("安全垫：后面最近的单位再{act}即可超过").format(act=act))
    told = "；".join(filter(None, parts))
    return f"{place.indicator.title}：{told}。" if told else ""


def _ahead(place: Place) -> str:
    """What the next place takes; inside noise it is no place but the next unit that is passed."""
    step = place.step
    if step is None or step.work is None:
        return _first(place) if place.rank == 1 else ""
    if not step.reachable:
        return N_("现有事项全部完成也超不过前面的单位")
    act = place.indicator.work.format(count=step.work)
    if step.within_noise:
        return N_("再{act}可赶上前面最近的单位，但差异在随机波动之内，属同一档").format(act=act)
    return N_("再{act}可升至{to}").format(act=act, to=place.reached)


def _first(place: Place) -> str:
    if place.of == 1:
        return N_("只有本单位参评")
    if place.level:
        return place.shown
    return N_("已居首位") if place.apart else N_("与最好的单位同一档")


def listed_efforts(number: str, lines: Sequence[str]) -> Iterator[Block]:
    """The section of the measures where effort pays most, the first three of them; why there are fewer."""
    count = len(lines[: len(COUNTED)])
    told = COUNTED[count - 1] if count else ""
    yield Heading(1, N_("{number}、最见成效的{count}措施").format(number=number, count=told))
    yield from (Para(f"{place}.{line}") for place, line in enumerate(lines[:count], start=1))
    if not count:
        yield Para(N_("应完成的事项都已完成，请保持。"))
    elif count < len(COUNTED):
        said = N_("本期只有{count}：其余指标或已全部完成、或没有应完成的事项、或不是再办几项就能提高的。")
        yield Para(said.format(count=told))


def _efforts(best: Sequence[Effort], own: Sequence[Place]) -> list[str]:
    said = N_("{act}：{title}可升至{to}。")
    lines = [
        said.format(act=one.indicator.work.format(count=one.work), title=one.indicator.title, to=one.reached)
        for one in best
    ]
    return lines + _left(own, best)


def _left(own: Sequence[Place], best: Sequence[Effort]) -> list[str]:
    """What is still to be done where no place is to be gained by it."""
    taken = {one.indicator.key for one in best}
    others = (place for place in own if place.indicator.key not in taken)
    found = sorted(others, key=lambda place: 1 if place.rate is None else place.rate)
    return [
        N_("{act}：{title}即达100%。").format(
            act=place.indicator.work.format(count=place.counts[1] - place.counts[0]), title=place.indicator.title
        )
        for place in found
        if place.indicator.work and place.counts[0] < place.counts[1]
    ]
