"""The section on major hazards: how each area stands, as a table that adds up, a tile map and a chart."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.facts import Area, Figures
from zhiben.dispatch.vocab import Part
from zhiben.foundation.rendering import Align, Column, Figure, Table
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.foundation.rendering.tilemap import Tile, tile_map
from zhiben.kernel.text import N_

COUNTS = ("D1.reported", "hazards.closed", "hazards.waiting", "hazards.not_due", "hazards.overdue")
"""The table's columns that add up, and of each row the first is the sum of the others; the rate stands after the
second."""


def section(areas: Sequence[Area], figures: Figures, who: str) -> Drafted:
    """A sentence, table, map, chart; `who` is the word for all areas: 各区 or 各街道."""
    below = (table(areas, figures, who), _map(areas, figures, who), _chart(areas, figures, who))
    title = N_("{who}重大事故隐患整改情况").format(who=who)
    return Drafted(Part.HAZARDS, title, _sentence(areas, figures), below)


def _sentence(areas: Sequence[Area], figures: Figures) -> str:
    late = [(area.name, count) for area in areas if (count := overdue(area, figures))]
    if not late:
        return N_("无逾期未整改的重大事故隐患，整改情况见表1、图1和图2。")
    late.sort(key=lambda pair: -pair[1])
    words = "、".join(N_("{name}{{{{逾期隐患@{name}}}}}项").format(name=name) for name, _count in late)
    return N_("有逾期未整改的：{words}。整改情况见表1、图1和图2。").format(words=words)


def overdue(area: Area, figures: Figures) -> int:
    """Of whatever year, as they are named; the table counts those of the year, so that its columns add up."""
    return figures.count("hazards.overdue", area.slice) + figures.count("hazards.overdue_stock", area.slice)


def table(areas: Sequence[Area], figures: Figures, who: str) -> Table:
    """One row an area; the last row is the whole, which the rows add up to."""
    titles = (N_("有效隐患"), N_("已销号"), N_("整改率"), N_("待复核销号"), N_("未到期"), N_("本年逾期"))
    return Table(
        caption=N_("表1 {who}重大事故隐患整改情况（单位：项）").format(who=who),
        columns=(Column(N_("区域"), Align.CENTER), *(Column(title, Align.RIGHT) for title in titles)),
        rows=tuple(_row(area.name, area.slice, figures) for area in areas),
        total=_row(N_("合计"), "", figures),
        note=N_("有效隐患为本年上报的重大事故隐患，已剔除不予认定和重复的；整改率为已销号数占有效隐患数的比例。"),
    )


def _row(name: str, slice_: str, figures: Figures) -> tuple[str, ...]:
    valid, closed, *others = (f"{figures.count(one, slice_)}" for one in COUNTS)
    return (name, valid, closed, figures.shown("D1.rate", slice_), *others)


def _map(areas: Sequence[Area], figures: Figures, who: str) -> Figure:
    placed = [area for area in areas if not area.slice.endswith("-0")]
    tiles = [_tile(area, overdue(area, figures)) for area in placed]
    caption = N_("图1 {who}逾期未整改重大事故隐患（示意图）").format(who=who)
    words = "、".join(f"{area.name}{overdue(area, figures)}项" for area in placed)
    svg = tile_map(tiles, legend=N_("逾期未整改"), unit=N_("项"), title=caption)
    return Figure(caption, svg, alt=N_("逾期未整改重大事故隐患：") + words)


def _tile(area: Area, count: int) -> Tile:
    return Tile(area.name, area.column, area.row, float(count), str(count), apart=area.apart)


def _chart(areas: Sequence[Area], figures: Figures, who: str) -> Figure:
    closed = [figures.count("hazards.closed", area.slice) for area in areas]
    still = [figures.count("D1.reported", area.slice) - done for area, done in zip(areas, closed, strict=True)]
    caption = N_("图2 {who}重大事故隐患销号情况").format(who=who)
    svg = column_chart(
        [area.name for area in areas],
        [Series(N_("已销号"), tuple(map(float, closed))), Series(N_("未销号"), tuple(map(float, still)))],
        unit=N_("项"),
        stacked=True,
        title=caption,
    )
    pairs = zip(areas, closed, still, strict=True)
    words = "；".join(f"{area.name}已销号{done}项、未销号{left}项" for area, done, left in pairs)
    return Figure(caption, svg, alt=words)
