"""The few strokes every drawing is made of: escaped text, boxes, lines, wrapped labels, a legend. Units are points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from zhiben.foundation.rendering.columns import em_width

FAMILY = "Noto Sans CJK SC"
INK, FAINT, GRID = "#222222", "#555555", "#d9d9d9"
# Told apart in grey print too: dark blue, brick, ochre, teal, light slate.
COLOURS = ("#2b5c8a", "#c0392b", "#dd9b3a", "#3d8a80", "#9fb3c4")


def number(value: float) -> str:
    """A coordinate: two decimals at most, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def figure(value: float, decimals: int = 0) -> str:
    """A figure as printed: thousands apart, the given decimals, none where it is whole."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = 9,
    fill: str = INK,
    anchor: str = "middle",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """One line of text; `y` is the middle of the line. A halo keeps it legible above what it crosses."""
    weight = ' font-weight="700"' if bold else ""
    if halo:
        weight += ' stroke="#ffffff" stroke-width="2.4" stroke-linejoin="round" paint-order="stroke"'
    return (
        f'<text x="{number(x)}" y="{number(y + size * 0.36)}" font-size="{number(size)}" fill="{fill}" '
        f'text-anchor="{anchor}"{weight}>{escape(content)}</text>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "", radius: float = 0) -> str:
    """A filled box; negative sizes are drawn as nothing."""
    line = f' stroke="{stroke}" stroke-width="0.75"' if stroke else ""
    round_ = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" height="{number(max(height, 0))}" '
        f'fill="{fill}"{line}{round_}/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = GRID, width: float = 0.6) -> str:
    """A straight line."""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="{stroke}" stroke-width="{number(width)}"/>'
    )


def polyline(points: Sequence[tuple[float, float]], stroke: str) -> str:
    """A broken line with a dot at every point."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    dots = "".join(
        f'<circle cx="{number(x)}" cy="{number(y)}" r="2.4" fill="#ffffff" stroke="{stroke}" stroke-width="1.3"/>'
        for x, y in points
    )
    return f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="1.5"/>{dots}'


def document(width: float, height: float, parts: Iterable[str], title: str) -> str:
    """A whole drawing with its title for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}pt" height="{number(height)}pt" role="img" aria-label={quoteattr(title)} '
        f"font-family={quoteattr(FAMILY)}>{''.join(parts)}</svg>"
    )


def wrapped(label: str, room: float, size: float) -> list[str]:
    """A label in even lines of at most `room` points; one character a line when there is no room for two."""
    fits = max(1, int(room // size))
    if em_width(label) * size <= room or fits == 1:
        return [label] if em_width(label) * size <= room else list(label)
    count = -(-len(label) // fits)
    each = -(-len(label) // count)
    return [label[start : start + each] for start in range(0, len(label), each)]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    name: str
    colour: str
    line: bool = False


def legend(keys: Sequence[Key], centre: float, y: float, size: float = 9.5) -> str:
    """Entries in one row, centred at the top of the drawing."""
    widths = [16 + em_width(key.name) * size + 16 for key in keys]
    x = centre - sum(widths) / 2 + 8
    parts = []
    for key, width in zip(keys, widths, strict=True):
        mark = (
            polyline([(x, y), (x + 12, y)], key.colour).replace('r="2.4"', 'r="0"')
            if key.line
            else rect(x, y - 4, 12, 8, key.colour)
        )
        parts += [mark, text(x + 16, y, key.name, size=size, anchor="start")]
        x += width
    return "".join(parts)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as contrast is reckoned (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_on(colour: str) -> str:
    """Ink or white, whichever stands out more from the colour."""
    back = luminance(colour)
    on_white, on_ink = 1.05 / (back + 0.05), (back + 0.05) / (luminance(INK) + 0.05)
    return "#ffffff" if on_white >= on_ink else INK
