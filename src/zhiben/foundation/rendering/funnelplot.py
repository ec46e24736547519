"""A funnel plot as SVG: each unit a dot by how much it had to count and its rate, and beside the dots the limits of
units with so much to count. Only what lies outside bears its name; labels never lie upon each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhiben.foundation.rendering import svg
from zhiben.foundation.rendering.charts import SIZE, SMALL, WIDTH, Scale, scale_for
from zhiben.foundation.rendering.columns import em_width

HEIGHT = 250.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, WIDTH - 12, 42.0, HEIGHT - 34
INNER, OUTER, MIDDLE = "#3d8a80", "#2b5c8a", "#555555"
WITHIN, OUTSIDE = "#9fb3c4", "#c0392b"


@dataclass(frozen=True, slots=True)
class Dot:
    """One unit: denominator, rate (0 to 1), and whether it lies outside and is named."""

    name: str
    of: int
    rate: float
    outside: bool = False


Mark = tuple[int, float]
"""A limit at a denominator, as a rate."""
REACH = 5.0
"""How far a limit is drawn to either side."""


@dataclass(frozen=True, slots=True)
class _Axes:
    most: Scale
    low: float

    def x(self, of: float) -> float:
        return LEFT + (RIGHT - LEFT) * of / self.most.top

    def y(self, rate: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (min(max(rate, self.low), 1.0) - self.low) / (1 - self.low)


def funnel_plot(
    dots: Sequence[Dot], outer: Sequence[Mark], inner: Sequence[Mark], target: float, *, words: dict[str, str]
) -> str:
    """The drawing; `words`: title, x, y, inner, outer, target, as they stand beside axes and in the legend."""
    lowest = min([target, *(dot.rate for dot in dots), *(rate for _of, rate in (*outer, *inner))])
    axes = _Axes(scale_for([float(dot.of) for dot in dots], headroom=1.08), max(0.0, int(lowest * 10 - 0.5) / 10))
    keys = [
        svg.Key(words["outer"], OUTER, line=True),
        svg.Key(words["inner"], INNER, line=True),
        svg.Key(words["target"], MIDDLE, line=True),
    ]
    parts = [_grid(axes), *(_limit(axes, one, INNER, 1.0) for one in inner)]
    parts += [_limit(axes, one, OUTER, 1.6) for one in outer]
    parts.append(svg.line(LEFT, axes.y(target), RIGHT, axes.y(target), stroke=MIDDLE, width=0.9))
    parts += [_dot(axes, dot) for dot in sorted(dots, key=lambda dot: dot.outside)]
    parts += _names(axes, [dot for dot in dots if dot.outside])
    parts.append(svg.text(LEFT, TOP - 10, words["y"], size=SMALL, fill=svg.FAINT))
    parts.append(svg.text((LEFT + RIGHT) / 2, HEIGHT - 8, words["x"], size=SMALL, fill=svg.FAINT))
    parts.append(svg.legend(keys, WIDTH / 2, 10))
    return svg.document(WIDTH, HEIGHT, parts, words["title"])


def _grid(axes: _Axes) -> str:
    parts = []
    step = 0.1 if 1 - axes.low <= 0.6 else 0.2
    for place in range(round((1 - axes.low) / step) + 1):
        rate = 1 - place * step
        y = axes.y(rate)
        parts.append(svg.line(LEFT, y, RIGHT, y))
        parts.append(svg.text(LEFT - 4, y, f"{rate * 100:.0f}%", size=SMALL, fill=svg.FAINT, anchor="end"))
    for tick in axes.most.ticks():
        x = axes.x(tick)
        parts.append(svg.line(x, BOTTOM, x, BOTTOM + 3, stroke=svg.FAINT))
        parts.append(svg.text(x, BOTTOM + 10, svg.figure(tick), size=SMALL, fill=svg.FAINT))
    return "".join(parts)


def _limit(axes: _Axes, mark: Mark, colour: str, width: float) -> str:
    x, y = axes.x(mark[0]), axes.y(mark[1])
    return svg.line(x - REACH, y, x + REACH, y, stroke=colour, width=width)


def _dot(axes: _Axes, dot: Dot) -> str:
    colour, radius = (OUTSIDE, 3.2) if dot.outside else (WITHIN, 2.6)
    x, y = svg.number(axes.x(dot.of)), svg.number(axes.y(dot.rate))
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}" stroke="#ffffff" stroke-width="0.6"/>'


def _names(axes: _Axes, dots: Sequence[Dot]) -> list[str]:
    """Beside their dots, from the top down, each below the one before where both would meet; left of a dot that stands
    near the right edge."""
    parts: list[str] = []
    lowest = TOP - SIZE
    for dot in sorted(dots, key=lambda dot: -dot.rate):
        width, x = em_width(dot.name) * SIZE, axes.x(dot.of)
        left = x + 6 + width > WIDTH
        lowest = max(axes.y(dot.rate), lowest + SIZE * 1.25)
        anchor, beside = ("end", x - 6) if left else ("start", x + 6)
        parts.append(svg.text(beside, lowest, dot.name, size=SIZE, anchor=anchor, halo=True))
    return parts
