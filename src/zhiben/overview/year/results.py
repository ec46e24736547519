"""What was reached (成效): major hazards by area, month and stage, training, engineering and help, enforcement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from zhiben.dispatch.monthly.sections import printed as rate
from zhiben.foundation.rendering import Align, Block, Column, Figure, Para, Section, Table
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.foundation.rendering.tilemap import Tile, adjoins, tile_map
from zhiben.hazards.queries import rhythm
from zhiben.kernel.measure import in_wan
from zhiben.kernel.periods import Period, month_of, months_from
from zhiben.kernel.text import N_
from zhiben.overview.wall import STAGES
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import HIGH, beside, fraction, narrow, printed, second, told

OTHERS = (("D2.", N_("教育培训")), ("D3.", N_("工程治理和帮扶")), ("D4.", N_("执法检查")))
"""The other rows of results, by how their figures' ids begin."""


def results(one: Year) -> Iterator[Block]:
    """The part of the report."""
    number = count(1)
    yield second(next(number), N_("重大事故隐患"))
    yield from _hazards(one)
    built = {title: [name for name in one.figures if name.startswith(prefix)] for prefix, title in OTHERS}
    found = {title: names for title, names in built.items() if not all(name.endswith(".first") for name in names)}
    if found:
        yield second(next(number), "、".join(found))
        yield from _returned(one, found)


def _hazards(one: Year) -> Iterator[Block]:
    said = N_(
        "本年上报有效重大事故隐患{reported}，挂牌督办{listed}，完成整改{rectified}，整改率{rate}；"
        "按期整改率{on_time}。已报整改、待复核销号的{waiting}，逾期未整改的{overdue}。"
    )
    names = {"reported": "D1.reported", "listed": "D1.listed", "rectified": "D1.rectified"}
    names |= {"waiting": "hazards.waiting", "overdue": "hazards.overdue"}
    parts = {key: told(one, name) for key, name in names.items()}
    yield Para(said.format(**parts, rate=fraction(one, "D1.rate"), on_time=fraction(one, "hazards.on_time")))
    yield area_table(one)
    if one.whole and (drawing := _map(one)):
        yield drawing
    yield _months(one)
    yield _stages(one)


def area_table(one: Year) -> Table:
    """Area by area: valid, rectified, rate, overdue; what lies in none of them in a last line."""
    rows = [_area_row(one, area.short_name, area.id) for area in one.areas]
    if any(one.slices.get((name, 0), (0, 0))[0] for name in ("D1.reported", "hazards.overdue")):
        rows.append(_area_row(one, N_("其他（不在上列区域）"), 0))
    kept = [row for row in rows if one.whole or row[1:3] != ("0", "0") or row[-1] != "0"]
    figures = one.figures
    total = (
        N_("合计"),
        f"{figures['D1.reported'].numerator:,}",
        f"{figures['D1.rectified'].numerator:,}",
        figures["D1.rate"].shown,
        f"{figures['hazards.overdue'].numerator:,}",
    )
    head = N_("区") if one.whole else N_("街镇")
    columns = (Column(head, Align.LEFT, 52), *narrow(N_("上报"), N_("完成整改"), N_("整改率"), N_("逾期"), width=26))
    section = Section(N_("各区") if one.whole else N_("各街镇"), tuple(kept), note=N_("按官方次序，不排名次"))
    note = N_("数量少的，整改率因一两项之差就会变化很大。")
    return Table(N_("本年重大事故隐患和整改情况"), columns, sections=(section,), total=total, note=note)


def _area_row(one: Year, name: str, area: int) -> tuple[str, ...]:
    none = (0, 0)
    reported, rectified = (one.slices.get((key, area), none)[0] for key in ("D1.reported", "D1.rectified"))
    shown = rate(one.slices.get(("D1.rate", area), none))
    return (name, str(reported), str(rectified), shown, str(one.slices.get(("hazards.overdue", area), none)[0]))


def _map(one: Year) -> Figure | None:
    """What of the year's is not closed yet, on the schematic map."""
    placed = [(area, area.tile) for area in one.areas if area.tile]
    if not placed:
        return None
    places = [tile for _area, tile in placed]
    tiles, words = [], []
    for area, place in placed:
        done, of = one.slices.get(("D1.rate", area.id), (0, 0))
        left = of - done
        tiles.append(Tile(area.short_name, *place, float(left), str(left), apart=not adjoins(place, places)))
        words.append(N_("{name}{count}项").format(name=area.short_name, count=left))
    drawing = tile_map(tiles, legend=N_("未销号"), unit=N_("项"), title=N_("各区未销号的本年重大事故隐患"))
    return Figure(N_("各区本年重大事故隐患中尚未销号的"), drawing, alt="，".join(words))


def months_told(one: Year) -> list[Period]:
    """The months of the year, up to that of the last day."""
    return [month_of(day) for day in months_from(one.first, one.last.month)]


def _months(one: Year) -> Figure:
    found = rhythm.weeks(months_told(one), one.cut)
    names = [N_("{month}月").format(month=each.period.first.month) for each in found]
    series = [
        Series(N_("发现（有效）"), tuple(float(each.found) for each in found)),
        Series(N_("销号（含往年的）"), tuple(float(each.closed) for each in found)),
    ]
    said = N_("{month}发现{found}项、销号{closed}项")
    alt = "，".join(
        said.format(month=name, found=each.found, closed=each.closed) for name, each in zip(names, found, strict=True)
    )
    return Figure(N_("各月发现和销号的重大事故隐患"), column_chart(names, series, height=HIGH), alt=alt)


def _stages(one: Year) -> Figure:
    found = rhythm.stages(one.cut)
    names = [STAGES[key] for key, _count in found]
    drawing = column_chart(names, [Series(N_("项"), tuple(float(number) for _key, number in found))], height=HIGH)
    alt = "，".join(N_("{name}{count}项").format(name=STAGES[key], count=number) for key, number in found)
    return Figure(N_("本年重大事故隐患走到哪一步（每项在走过的各步都计）"), drawing, alt=alt)


def _returned(one: Year, found: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    sections = tuple(Section(title, tuple(_line(one, name) for name in names)) for title, names in found.items())
    yield Para(N_("{titles}的各项数据由各单位报送的记录汇总，见下表。").format(titles="、".join(found)))
    columns = (
        Column(N_("指标"), Align.LEFT, 68),
        *narrow(N_("数值"), N_("目标"), N_("与目标比"), width=29.3),
    )
    yield Table(N_("教育培训、工程治理、帮扶和执法"), columns, sections=sections)


def _line(one: Year, name: str) -> tuple[str, ...]:
    found, target = one.figures[name], one.targets.get(name)
    goal = "—" if target is None or target.amount is None else f"{in_wan(int(target.amount))}{target.unit}"
    return (found.measure.title, printed(found), goal, beside(found, target))
