"""Points on the earth (WGS 84, degrees), how far apart two are, and how a distance is said."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from zhiben.kernel.text import N_

RADIUS = 6_371_008.8
"""The mean radius of the earth in metres. A sphere is right to half a percent: enough to tell near from far."""


@dataclass(frozen=True, slots=True)
class Point:
    """A latitude (north positive) and a longitude (east positive)."""

    latitude: float
    longitude: float


def metres(one: Point, other: Point) -> float:
    """The distance along the ground (great circle)."""
    up, across = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    both = cos(radians(one.latitude)) * cos(radians(other.latitude))
    half = sin(up / 2) ** 2 + both * sin(across / 2) ** 2
    return 2 * RADIUS * asin(min(1.0, sqrt(half)))


def in_words(distance: float) -> str:
    """A distance in metres as a person says it: 350米, 40.2公里."""
    if round(distance) < 1000:
        return N_("{count}米").format(count=round(distance))
    return N_("{count}公里").format(count=f"{distance / 1000:.1f}")
