"""Invented photos: five kinds of scenes as on a building site, in a corridor or before a machine, each with its own
light, clutter and grain; and sketches, where thousands are wanted. Drawn from a number, the same pixels every time;
nothing in them is a real place."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = (240, 180)
Canvas = NDArray[np.float32]


def scene(number: int, size: tuple[int, int] = SIZE, moment: int = 0) -> Image:
    """Scene `number` as a picture. `moment` above 0 is the same camera at another time: other light, people have moved,
    something was carried in or out."""
    from PIL import Image as Images

    rng = np.random.default_rng([345, number])
    width, height = size
    canvas = _ground(rng, width, height)
    _KINDS[number % len(_KINDS)](rng, canvas)
    _clutter(rng, canvas, int(rng.integers(8, 26)))
    if moment:
        rng = np.random.default_rng([346, number, moment])
    _clutter(rng, canvas, 2, largest=0.16)
    return Images.fromarray(_exposed(rng, canvas, changed=bool(moment)), "RGB")


def sketch(number: int, size: tuple[int, int]) -> Image:
    """The same at a twentieth of the cost: light and shade in patches, a dozen plain things."""
    from PIL import Image as Images
    from PIL import ImageDraw

    chance = Random(f"示例照片 {number}")  # noqa: S311 - the same every time, no secret
    light = Images.frombytes("RGB", (10, 8), bytes(chance.randrange(20, 240) for _ in range(240)))
    picture = light.resize(size, Images.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(12):
        left, top = (chance.uniform(-0.1, 0.9) * side for side in size)
        right, bottom = left + chance.uniform(0.06, 0.4) * size[0], top + chance.uniform(0.06, 0.4) * size[1]
        draw = pen.ellipse if chance.random() < 0.3 else pen.rectangle
        draw((left, top, right, bottom), fill=tuple(chance.randrange(10, 245) for _ in range(3)))
    return picture


def _exposed(rng: np.random.Generator, canvas: Canvas, *, changed: bool) -> NDArray[np.uint8]:
    """Light from one side, a darker rim, the sensor's grain."""
    height, width = canvas.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    side = rng.uniform(-0.15, 0.15, 2) if changed else rng.uniform(-0.35, 0.35, 2)
    light = 1 + side[0] * across + side[1] * down - rng.uniform(0.05, 0.3) * (across**2 + down**2)
    grain = rng.standard_normal((height, width), np.float32) * rng.uniform(1.5, 5)
    lit = canvas * (light * rng.uniform(0.75, 1.1)).astype(np.float32)[..., None] + grain[..., None]
    seen: NDArray[np.uint8] = np.clip(lit, 0, 255).astype(np.uint8)
    return seen


def _ground(rng: np.random.Generator, width: int, height: int) -> Canvas:
    """Uneven colour at every scale, as plaster, soil or haze has it."""
    canvas = np.empty((height, width, 3), np.float32)
    canvas[:] = rng.uniform(60, 190, 3)
    for cells in (3, 6, 13, 27, 60):
        canvas += _uneven(rng, width, height, cells, 55 / cells**0.55)[..., None]
    return canvas


def _uneven(rng: np.random.Generator, width: int, height: int, cells: int, strength: float) -> Canvas:
    from PIL import Image as Images

    rough = rng.normal(0, strength, (cells, cells + cells // 3)).astype(np.float32)
    smooth = Images.fromarray(rough, "F").resize((width, height), Images.Resampling.BICUBIC)
    return np.asarray(smooth, np.float32)


def _patch(rng: np.random.Generator, canvas: Canvas, box: tuple[float, float, float, float], colour: Canvas) -> None:
    """A field of the canvas in one colour, uneven and lit from above; `box` in shares: left, top, right, bottom."""
    height, width = canvas.shape[:2]
    left, right = sorted((int(np.clip(box[0], 0, 1) * width), int(np.clip(box[2], 0, 1) * width)))
    top, bottom = sorted((int(np.clip(box[1], 0, 1) * height), int(np.clip(box[3], 0, 1) * height)))
    if right - left < 2 or bottom - top < 2:
        return
    shade = np.linspace(rng.uniform(0.85, 1.2), rng.uniform(0.65, 1.0), bottom - top, dtype=np.float32)
    rough = _uneven(rng, right - left, bottom - top, 9, 9)
    canvas[top:bottom, left:right] = colour * shade[:, None, None] + rough[..., None]


def _colour(rng: np.random.Generator) -> Canvas:
    return rng.uniform(15, 240, 3).astype(np.float32)


def _clutter(rng: np.random.Generator, canvas: Canvas, count: int, *, largest: float = 0.38) -> None:
    """Boxes, boards, people at a distance: more in the lower half."""
    for _ in range(count):
        wide, high = rng.uniform(0.03, largest, 2) * (1, rng.uniform(0.5, 1.6))
        left, low = rng.uniform(-0.05, 1), rng.beta(3, 2)
        if rng.random() < 0.3:
            _round(rng, canvas, (left, low), wide / 2)
        else:
            _patch(rng, canvas, (left, low - high / 2, left + wide, low + high / 2), _colour(rng))


def _round(rng: np.random.Generator, canvas: Canvas, middle: tuple[float, float], radius: float) -> None:
    height, width = canvas.shape[:2]
    left, top = max(int((middle[0] - radius) * width), 0), max(int((middle[1] - 2 * radius) * height), 0)
    part = canvas[top : int((middle[1] + 2 * radius) * height) + 1, left : int((middle[0] + radius) * width) + 1]
    across = (left + np.arange(part.shape[1], dtype=np.float32))[None, :] / width - middle[0]
    down = (top + np.arange(part.shape[0], dtype=np.float32))[:, None] / height - middle[1]
    inside = across**2 + (down * rng.uniform(0.6, 1.2)) ** 2 < radius**2
    shade = np.broadcast_to(1 - 1.2 * down, inside.shape)[inside]
    part[inside] = _colour(rng) * shade[:, None]


def _building_site(rng: np.random.Generator, canvas: Canvas) -> None:
    """Sky, a storeyed building, scaffolding before it."""
    horizon = rng.uniform(0.3, 0.7)
    _patch(rng, canvas, (0, 0, 1, horizon), rng.uniform(150, 235, 3).astype(np.float32))
    left, right = sorted(rng.uniform(-0.1, 1.1, 2))
    wall = _colour(rng)
    _patch(rng, canvas, (left, rng.uniform(0, 0.4), right + 0.15, rng.uniform(0.6, 0.95)), wall)
    for at in np.arange(left, right + 0.15, rng.uniform(0.04, 0.12)):
        _patch(rng, canvas, (at, rng.uniform(0, 0.2), at + 0.012, 0.9), wall * 0.4)
    for at in np.arange(rng.uniform(0.1, 0.3), 0.9, rng.uniform(0.08, 0.2)):
        _patch(rng, canvas, (left, at, right + 0.15, at + 0.015), wall * 0.5)


def _corridor(rng: np.random.Generator, canvas: Canvas) -> None:
    """Walls, floor and ceiling that run to a point."""
    height, width = canvas.shape[:2]
    x, y = rng.uniform(0.25, 0.75, 2)
    across, down = np.meshgrid(np.arange(width) / width - x, np.arange(height) / height - y)
    shapes = (
        (np.abs(across) * rng.uniform(0.5, 1.5) > np.abs(down)) & (across < 0),
        (np.abs(across) * rng.uniform(0.5, 1.5) > np.abs(down)) & (across >= 0),
        down > np.abs(across),
    )
    for inside in shapes:
        depth = np.sqrt(across[inside] ** 2 + down[inside] ** 2)[:, None]
        canvas[inside] = 0.5 * canvas[inside] + _colour(rng) * (0.2 + 0.6 * depth)


def _machine(rng: np.random.Generator, canvas: Canvas) -> None:
    """A cabinet with its doors open, gauges and cables."""
    left, top = rng.uniform(0.0, 0.35), rng.uniform(0, 0.25)
    right, bottom = rng.uniform(0.6, 1.0), rng.uniform(0.75, 1.0)
    body = _colour(rng)
    _patch(rng, canvas, (left, top, right, bottom), body)
    rows, columns = rng.integers(2, 6, 2)
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.7:
                x, y = left + (right - left) * column / columns, top + (bottom - top) * row / rows
                deep, wide = rng.uniform(0.3, 0.9, 2)
                box = (x, y, x + wide * (right - left) / columns, y + deep * (bottom - top) / rows)
                _patch(rng, canvas, box, body * 0.4 if rng.random() < 0.5 else _colour(rng))


def _street(rng: np.random.Generator, canvas: Canvas) -> None:
    """Shops side by side, signs above them, the road before."""
    edge, high = 0.0, rng.uniform(0.1, 0.3)
    while edge < 1:
        wide = rng.uniform(0.1, 0.4)
        _patch(rng, canvas, (edge, high, edge + wide, 0.75), _colour(rng))
        _patch(rng, canvas, (edge, high, edge + wide * 0.95, high + rng.uniform(0.05, 0.15)), _colour(rng))
        edge += wide
    _patch(rng, canvas, (0, rng.uniform(0.65, 0.85), 1, 1), rng.uniform(50, 130, 3).astype(np.float32))


def _pipes(rng: np.random.Generator, canvas: Canvas) -> None:
    """Pipes along and across a wall, valves on them."""
    for _ in range(int(rng.integers(3, 9))):
        at, thick, colour = rng.uniform(0, 1), rng.uniform(0.02, 0.1), _colour(rng)
        lying = rng.random() < 0.5
        _patch(rng, canvas, (0, at, 1, at + thick) if lying else (at, 0, at + thick, 1), colour)
        where = rng.uniform(0, 1)
        _round(rng, canvas, (where, at) if lying else (at, where), thick)


_KINDS = (_building_site, _corridor, _machine, _street, _pipes)
