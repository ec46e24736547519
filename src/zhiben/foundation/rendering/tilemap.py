"""A schematic tile map as SVG: one tile an area, shaded by its value. No outline of any real boundary is drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zhiben.foundation.rendering import svg
from zhiben.foundation.rendering.columns import em_width

SHADES = {
    "red": ("#fbe9e4", "#f4c2b5", "#e58a78", "#c8473d", "#8f1a1c"),
    "blue": ("#e8f0f7", "#bdd5e8", "#86b1d3", "#3a78a8", "#174f7f"),
}
NO_DATA = "#eeeeee"
NOTE = "示意图，非行政区划图"
WIDTH = 442.0
ASPECT = 0.68


@dataclass(frozen=True, slots=True)
class Tile:
    """An area: where it stands (columns and rows may be halves), its value (None: no data) and the figure printed.

    `apart` marks an area that does not adjoin the others; its tile has a broken frame.
    """

    label: str
    column: float
    row: float
    value: float | None
    text: str = ""
    apart: bool = False


def adjoins(place: tuple[float, float], places: Collection[tuple[float, float]]) -> bool:
    """True when a tile at `place` has a neighbour beside it, or one above or below that it touches, be it by half."""
    return any(_touch(abs(place[0] - column), abs(place[1] - row)) for column, row in places)


def _touch(across: float, down: float) -> bool:
    return (down == 0 and across == 1) or (down == 1 and across < 1)


def classes(values: Sequence[float], count: int = 5) -> list[float]:
    """Lower limits of at most `count` even classes over the values; one class when they are all alike."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low == high:
        return [low]
    whole = all(float(value).is_integer() for value in values)
    count = min(count, int(high - low) + 1) if whole else count
    edges = [low + (high - low) * place / count for place in range(count)]
    return [float(-(-edge // 1)) for edge in edges] if whole else edges


def class_of(value: float, limits: Sequence[float]) -> int:
    """Into which class a value falls, from 0."""
    return sum(1 for limit in limits[1:] if value >= limit)


def shade(value: float, limits: Sequence[float], shades: Sequence[str]) -> str:
    """The colour of the class a value falls into; few classes take shades spread over the whole scale."""
    return shades[spread(class_of(value, limits), len(limits), len(shades))]


def spread(place: int, count: int, shades: int, alone: int | None = None) -> int:
    """Which of so many shades the class at `place` among `count` takes; one that is `alone` the middle one, if nothing
    else is said."""
    if count == 1:
        return shades // 2 if alone is None else alone
    return round(place * (shades - 1) / (count - 1))


def tile_map(
    tiles: Sequence[Tile], *, legend: str = "", unit: str = "", palette: str = "red", decimals: int = 0, title: str = ""
) -> str:
    """The tiles, their legend below, and the note that this is no map of boundaries."""
    shades = SHADES[palette]
    values = [tile.value for tile in tiles if tile.value is not None]
    limits = classes(values)
    first = min(tile.column for tile in tiles)
    across = max(tile.column for tile in tiles) - first + 1
    above = min(tile.row for tile in tiles)
    down = max(tile.row for tile in tiles) - above + 1
    side = min(64.0, (WIDTH - 4) / across)
    high = side * ASPECT
    left = (WIDTH - side * across) / 2
    parts = []
    for tile in tiles:
        fill = NO_DATA if tile.value is None else shade(tile.value, limits, shades)
        parts.append(_tile(tile, left + (tile.column - first) * side, 4 + (tile.row - above) * high, side, fill))
    bottom = 4 + down * high
    blank = any(tile.value is None for tile in tiles)
    parts.append(
        _legend(limits, values, shades, f"{legend}（{unit}）" if unit else legend, bottom + 16, decimals, blank=blank)
    )
    return svg.document(WIDTH, bottom + 30, parts, title)


def _tile(tile: Tile, x: float, y: float, side: float, fill: str) -> str:
    gap, high = 2.0, side * ASPECT
    ink = svg.readable_on(fill)
    box = svg.rect(x + gap, y + gap, side - 2 * gap, high - 2 * gap, fill, stroke="#8a8a8a", radius=3)
    if tile.apart:
        box = box.replace('stroke-width="0.75"', 'stroke-width="1" stroke-dasharray="4 2.5"')
    lines = svg.wrapped(tile.label, side - 10, 9.5)
    step, figure = 11.0, 13.0
    start = y + high / 2 - (len(lines) * step + figure) / 2 + step / 2
    parts = [svg.text(x + side / 2, start + row * step, part, size=9.5, fill=ink) for row, part in enumerate(lines)]
    shown = tile.text or "无数据"
    parts.append(svg.text(x + side / 2, start + len(lines) * step + 2, shown, size=12, fill=ink, bold=True))
    return box + "".join(parts)


def _legend(
    limits: Sequence[float],
    values: Sequence[float],
    shades: Sequence[str],
    name: str,
    y: float,
    decimals: int,
    *,
    blank: bool,
) -> str:
    entries = [
        (label, shades[spread(place, len(limits), len(shades))])
        for place, label in enumerate(ranges(limits, values, decimals))
    ]
    if blank:
        entries.append(("无数据", NO_DATA))
    size = 8.5
    parts = [svg.text(4, y, name, size=size, anchor="start")]
    x = 4 + em_width(name) * size + 10
    for label, colour in entries:
        parts.append(svg.rect(x, y - 4.5, 14, 9, colour, stroke="#8a8a8a"))
        parts.append(svg.text(x + 18, y, label, size=size, anchor="start"))
        x += 26 + em_width(label) * size
    parts.append(svg.text(WIDTH - 4, y, NOTE, size=size, fill=svg.FAINT, anchor="end"))
    return "".join(parts)


def ranges(limits: Sequence[float], values: Sequence[float], decimals: int = 0) -> list[str]:
    """Each class as its first and last value, without overlap where values are whole."""
    whole = all(float(value).is_integer() for value in values)
    labels = []
    for place, low in enumerate(limits if values else []):
        last = place == len(limits) - 1
        high = max(values) if last else limits[place + 1] - (1 if whole else 0)
        first, final = svg.figure(low, decimals), svg.figure(high, decimals)
        labels.append(first if first == final else f"{first}–{final}" if whole or last else f"{first}–<{final}")
    return labels
