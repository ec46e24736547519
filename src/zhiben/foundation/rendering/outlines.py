"""A map of areas from an office's own outlines (GeoJSON, RFC 7946), drawn as SVG and shaded like the schematic one. No
outline is brought along: whose they are, and under which map review number, stands below the drawing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.foundation.rendering import svg
from zhiben.foundation.rendering.tilemap import NO_DATA, SHADES, WIDTH, classes, shade
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

Ring = list[list[float]]
"""A closed line of longitudes and latitudes, in degrees."""

MOST_BYTES = 5 * 2**20
MOST_POINTS = 200_000
LEAST = 4
"""A closed line comes back to where it began: three corners are four points."""

POINTS_EACH = 400
"""So many points of a ring are kept: more are not seen at this size."""

NAMES = ("name", "NAME", "名称", "区划名称", "adcode", "code", "区划代码")
"""Properties by which a feature says which area it is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area's rings, its figure (None: no data) and what is written on it."""

    label: str
    rings: Sequence[Ring]
    value: float | None
    text: str = ""


def read_outlines(data: bytes) -> list[tuple[tuple[str, ...], list[Ring]]]:
    """Each feature's names and rings, thinned out. Raises Refused, saying which feature is wrong and how."""
    if len(data) > MOST_BYTES:
        raise Refused(N_("文件超过{limit}兆字节"), limit=MOST_BYTES // 2**20)
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_constant=lambda _word: None)
    except (UnicodeDecodeError, ValueError, RecursionError) as wrong:
        raise Refused(N_("文件不是GeoJSON（JSON格式，UTF-8编码）")) from wrong
    features = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise Refused(N_("GeoJSON应为含有要素的FeatureCollection"))
    found, points = [], 0
    for number, feature in enumerate(features, start=1):
        rings = list(_rings(feature, number))
        if not rings or any(len(ring) < LEAST for ring in rings):
            raise Refused(N_("第{number}个要素的界线不闭合：每圈至少{least}个点"), number=number, least=LEAST)
        points += sum(len(ring) for ring in rings)
        if points > MOST_POINTS:
            raise Refused(N_("界线点数超过{most}，请先简化"), most=MOST_POINTS)
        found.append((_names(feature, number), [_thinned(ring) for ring in rings]))
    return found


def _names(feature: Any, number: int) -> tuple[str, ...]:
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    names = tuple(str(told[key]).strip() for key in NAMES if told.get(key) not in (None, ""))
    if not names:
        raise Refused(N_("第{number}个要素没有名称（属性name或adcode）"), number=number)
    return names


def _rings(feature: Any, number: int) -> Iterator[Ring]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise Refused(N_("第{number}个要素不是面（Polygon或MultiPolygon）"), number=number)
    try:
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                yield [_point(point) for point in ring]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as wrong:
        raise Refused(N_("第{number}个要素的坐标不对：应为经度、纬度（度）"), number=number) from wrong


def _point(point: Any) -> list[float]:
    longitude, latitude = float(point[0]), float(point[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # a NaN is in no range either
        raise ValueError
    return [longitude, latitude]


def _thinned(ring: Ring) -> Ring:
    step = max(1, math.ceil(len(ring) / POINTS_EACH))
    return [[round(x, 5), round(y, 5)] for x, y in ring[::step]]


def outline_map(shapes: Sequence[Shape], *, legend: str, source: str, title: str, palette: str = "red") -> str:
    """The areas true to scale at their middle latitude, shaded by their figures, with the source below."""
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min((WIDTH - 8) / max((east - west) * narrow, 1e-9), 400 / max(north - south, 1e-9))
    high = (north - south) * scale

    def placed(point: Sequence[float]) -> tuple[float, float]:
        return 4 + (point[0] - west) * narrow * scale, 4 + (north - point[1]) * scale

    limits = classes([shape.value for shape in shapes if shape.value is not None])
    parts = []
    for shape in shapes:
        fill = NO_DATA if shape.value is None else shade(shape.value, limits, SHADES[palette])
        parts.append(_drawn(shape, fill, placed))
    parts += [_written(shape, placed) for shape in shapes]
    parts.append(svg.text(4, high + 18, legend, size=8.5, anchor="start"))
    parts.append(svg.text(WIDTH - 4, high + 18, source, size=8.5, fill=svg.FAINT, anchor="end"))
    return svg.document(WIDTH, high + 30, parts, title)


def _drawn(shape: Shape, fill: str, placed: Any) -> str:
    path = " ".join(
        "M" + " L".join(f"{svg.number(x)},{svg.number(y)}" for x, y in map(placed, ring)) + " Z"
        for ring in shape.rings
        if ring
    )
    return f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="#8a8a8a" stroke-width="0.75"/>'


def _written(shape: Shape, placed: Any) -> str:
    """The name and the figure in the middle of the largest ring's box."""
    ring = max(shape.rings, key=len)
    xs, ys = zip(*map(placed, ring), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    shown = shape.text or "无数据"
    return svg.text(x, y - 6, shape.label, size=9, halo=True) + svg.text(x, y + 6, shown, size=11, bold=True, halo=True)


def chosen(found: Sequence[tuple[tuple[str, ...], list[Ring]]], known: Mapping[str, int]) -> dict[int, list[Ring]]:
    """The rings of each known area, by its id; `known`: names and codes. Raises Refused for features that are none of
    them, and for an area that occurs twice."""
    rings: dict[int, list[Ring]] = {}
    strange = [names[0] for names, _ in found if not any(name in known for name in names)]
    if strange:
        raise Refused(N_("不认识这些区域：{names}；请按区划名称或代码填写"), names="、".join(strange[:10]))
    for names, own in found:
        area = next(known[name] for name in names if name in known)
        if area in rings:
            raise Refused(N_("“{name}”在文件里出现了两次"), name=names[0])
        rings[area] = own
    return rings
