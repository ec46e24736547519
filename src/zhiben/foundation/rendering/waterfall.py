"""A waterfall as SVG: from one level to another by steps, each hung where the one before ended. Falls and rises are
told apart by colour and by the sign of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhiben.foundation.rendering import svg
from zhiben.foundation.rendering.charts import SIZE, SMALL, WIDTH, Scale, scale_for
from zhiben.foundation.rendering.columns import em_width

HEIGHT = 220.0
LEFT, EDGE, TOP = 34.0, 6.0, 24.0
NARROW = 248.0
"""Points across the screen of a phone."""
LEVEL, FALL, RISE = svg.COLOURS[0], svg.COLOURS[3], svg.COLOURS[1]
WIDE = 0.62
"""Of its slot, a bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From where to where; a level stands on the ground (`begins` is 0), and nothing else does."""

    label: str
    begins: float
    ends: float
    is_level: bool = False

    @property
    def said(self) -> str:
        """Its figure: a level's height, a step's change with its sign."""
        if self.is_level:
            return svg.figure(self.ends, 1)
        step = self.ends - self.begins
        return f"{'−' if step < 0 else '+'}{abs(step):.1f}" if abs(step) >= 0.05 else "0"


def level(label: str, height: float) -> Bar:
    """A bar from the ground."""
    return Bar(label, 0.0, height, is_level=True)


def waterfall(bars: Sequence[Bar], *, unit: str, title: str, width: float = WIDTH) -> str:
    """The drawing, from left to right."""
    scale = scale_for([max(bar.begins, bar.ends) for bar in bars], headroom=1.08)
    right = width - EDGE
    slot = (right - LEFT) / max(len(bars), 1)
    labels = [svg.wrapped(bar.label, slot - 4, SIZE) for bar in bars]
    bottom = HEIGHT - max((len(lines) for lines in labels), default=1) * SIZE * 1.2 - 8
    parts = [_axis(scale, bottom, right), svg.text(LEFT - 4, TOP - 13, unit, size=SMALL, fill=svg.FAINT, anchor="end")]
    for at, bar in enumerate(bars):
        middle = LEFT + (at + 0.5) * slot
        parts.append(_bar(bar, middle, slot, scale, bottom))
        if at + 1 < len(bars):
            y = _y(bar.ends, scale, bottom)
            parts.append(svg.line(middle + slot * WIDE / 2, y, middle + slot * (1 - WIDE / 2), y, stroke=svg.FAINT))
        for row, part in enumerate(labels[at]):
            parts.append(svg.text(middle, bottom + 10 + row * SIZE * 1.2, part, size=SIZE))
    return svg.document(width, HEIGHT, parts, title)


def _y(value: float, scale: Scale, bottom: float) -> float:
    return bottom - (bottom - TOP) * value / scale.top


def _axis(scale: Scale, bottom: float, right: float) -> str:
    parts = []
    for tick in scale.ticks():
        y = _y(tick, scale, bottom)
        parts.append(svg.line(LEFT, y, right, y, stroke=svg.FAINT if tick == 0 else svg.GRID))
        parts.append(svg.text(LEFT - 4, y, svg.figure(tick, 1), size=SMALL, fill=svg.FAINT, anchor="end"))
    return "".join(parts)


def _bar(bar: Bar, middle: float, slot: float, scale: Scale, bottom: float) -> str:
    high, low = (_y(value, scale, bottom) for value in (max(bar.begins, bar.ends), min(bar.begins, bar.ends)))
    colour = LEVEL if bar.is_level else FALL if bar.ends < bar.begins else RISE
    box = svg.rect(middle - slot * WIDE / 2, high, slot * WIDE, max(low - high, 0.8), colour)
    size = SIZE + 1 if em_width(bar.said) * (SIZE + 1) <= slot else SMALL
    return box + svg.text(middle, high - 7, bar.said, size=size, bold=True, halo=True)
