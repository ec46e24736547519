"""Charts for printed papers as SVG: upright bars, beside or upon each other, with a line on a second axis.

One unit is a point, so that type keeps its size when a figure stands at its own width. Labels are never laid over
each other: they wrap, or stand upright one character below the other, and figures are left out where they do not fit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from zhiben.foundation.rendering import svg
from zhiben.foundation.rendering.columns import em_width

WIDTH = 442.0  # the type area, 156 mm
SIZE = 9.0
SMALL = 8.0
LEAST = 6.5
TOP = 34.0
LEAST_PLOT = 120.0  # long upright labels make the drawing taller, never its bars shorter


@dataclass(frozen=True, slots=True)
class Series:
    """A name and one value per category; None where there is none. Empty colour: the next of the palette."""

    name: str
    values: tuple[float | None, ...]
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis from 0 in even steps."""

    top: float
    step: float

    def ticks(self) -> list[float]:
        return [self.step * count for count in range(round(self.top / self.step) + 1)]


def scale_for(values: Sequence[float], steps: int = 5, *, headroom: float = 1.0) -> Scale:
    """The smallest round axis that holds every value: steps of 1, 2, 2.5 or 5 times a power of ten."""
    most = max([value for value in values if value > 0], default=1.0) * headroom
    raw = most / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))
    if all(float(value).is_integer() for value in values):
        step = max(1.0, float(math.ceil(step)))
    return Scale(step * math.ceil(most / step - 1e-9), step)


def _colour(series: Series, place: int) -> str:
    return series.colour or svg.COLOURS[place % len(svg.COLOURS)]


def _figures(series: Sequence[Series]) -> list[float]:
    return [value for one in series for value in one.values if value is not None]


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    right: float
    top: float
    bottom: float

    def x(self, slot: float, slots: int) -> float:
        return self.left + (self.right - self.left) * slot / slots

    def y(self, value: float, scale: Scale) -> float:
        return self.bottom - (self.bottom - self.top) * value / scale.top


def column_chart(
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    line: Series | None = None,
    unit: str = "",
    line_unit: str = "",
    stacked: bool = False,
    height: float = 205.0,
    title: str = "",
) -> str:
    """Upright bars beside (or upon) each other; `line` is read on the right-hand axis."""
    sums = [sum(one.values[at] or 0 for one in series) for at in range(len(categories))] if stacked else []
    figures = sums if stacked else _figures(series)
    scale = scale_for(figures, headroom=1.3 if line else 1.0)
    left = max(24.0, em_width(svg.figure(scale.top, 2)) * SMALL + 8)
    right = WIDTH - (34.0 if line else 6.0)
    slot = (right - left) / max(len(categories), 1)
    labels = [svg.wrapped(name, slot - 1.5, SMALL) for name in categories]
    depth = max((len(lines) for lines in labels), default=1) * SMALL * 1.15 + 8
    height = max(height, TOP + depth + LEAST_PLOT)
    plot = _Plot(left, right, TOP + (10 if unit or line_unit else 0), height - depth)
    parts = [_axis(plot, scale), _labels(plot, labels)]
    parts += [svg.text(left - 4, plot.top - 13, unit, size=SMALL, fill=svg.FAINT)] if unit else []
    bars, figures_on_bars = (_stacks if stacked else _groups)(plot, scale, series)
    parts.append(bars)
    keys = [svg.Key(one.name, _colour(one, place)) for place, one in enumerate(series)]
    if line:
        parts.append(_second(plot, line, line_unit))
        keys.append(svg.Key(line.name, line.colour or svg.COLOURS[1], line=True))
    parts += [figures_on_bars, svg.legend(keys, WIDTH / 2, 10)]
    return svg.document(WIDTH, height, parts, title)


def _axis(plot: _Plot, scale: Scale) -> str:
    parts = []
    for tick in scale.ticks():
        y = plot.y(tick, scale)
        stroke = svg.FAINT if tick == 0 else svg.GRID
        parts.append(svg.line(plot.left, y, plot.right, y, stroke=stroke))
        parts.append(svg.text(plot.left - 4, y, svg.figure(tick, 2), size=SMALL, fill=svg.FAINT, anchor="end"))
    return "".join(parts)


def _labels(plot: _Plot, labels: Sequence[list[str]]) -> str:
    parts = []
    for at, lines in enumerate(labels):
        for row, part in enumerate(lines):
            y = plot.bottom + 9 + row * SMALL * 1.15
            parts.append(svg.text(plot.x(at + 0.5, len(labels)), y, part, size=SMALL))
    return "".join(parts)


def _groups(plot: _Plot, scale: Scale, series: Sequence[Series]) -> tuple[str, str]:
    slots = max((len(one.values) for one in series), default=1)
    width = min((plot.right - plot.left) / slots * 0.72 / max(len(series), 1), 30.0)
    parts, labels, room = [], [], width + (4 if len(series) == 1 else -1)
    widest = max((em_width(svg.figure(value, 1)) for value in _figures(series)), default=0.0)
    size = SMALL if widest * SMALL <= room else LEAST  # the tallest bars have the longest figures: all of one size
    for place, one in enumerate(series):
        for at, value in enumerate(one.values):
            if value is None:
                continue
            x = plot.x(at + 0.5, slots) + (place - len(series) / 2) * width
            y = plot.y(value, scale)
            parts.append(svg.rect(x, y, width * 0.94, plot.bottom - y, _colour(one, place)))
            if em_width(svg.figure(value, 1)) * size <= room:
                labels.append(svg.text(x + width * 0.47, y - 6, svg.figure(value, 1), size=size, halo=True))
    return "".join(parts), "".join(labels)


def _stacks(plot: _Plot, scale: Scale, series: Sequence[Series]) -> tuple[str, str]:
    slots = max((len(one.values) for one in series), default=1)
    width = min((plot.right - plot.left) / slots * 0.64, 34.0)
    parts, labels, base = [], [], [0.0] * slots
    for place, one in enumerate(series):
        for at, value in enumerate(one.values):
            if not value:
                continue
            x, y = plot.x(at + 0.5, slots) - width / 2, plot.y(base[at] + value, scale)
            tall = plot.y(base[at], scale) - y
            parts.append(svg.rect(x, y, width, tall, _colour(one, place), stroke="#ffffff" if tall > 5 else ""))
            if tall > SMALL + 3 and em_width(svg.figure(value, 1)) * SMALL < width - 2:
                fill = svg.readable_on(_colour(one, place))
                labels.append(svg.text(x + width / 2, y + tall / 2, svg.figure(value, 1), size=SMALL, fill=fill))
            base[at] += value
    return "".join(parts), "".join(labels)


def _second(plot: _Plot, series: Series, unit: str) -> str:
    values = _figures([series])
    scale = Scale(100.0, 20.0) if unit in {"%", "％"} and max(values, default=0) <= 100 else scale_for(values)
    colour = series.colour or svg.COLOURS[1]
    points = [
        (plot.x(at + 0.5, len(series.values)), plot.y(value, scale))
        for at, value in enumerate(series.values)
        if value is not None
    ]
    ticks = [
        svg.text(plot.right + 4, plot.y(tick, scale), svg.figure(tick, 2), size=SMALL, fill=svg.FAINT, anchor="start")
        for tick in scale.ticks()
    ]
    head = svg.text(plot.right + 10, plot.top - 13, unit, size=SMALL, fill=svg.FAINT) if unit else ""
    return "".join(ticks) + head + svg.polyline(points, colour)
