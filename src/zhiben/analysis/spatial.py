"""Where high rates lie together: Getis and Ord's Gi* of estimated rates (never of raw ones), over neighbours from a
list of borders or from where they lie (J. K. Ord and A. Getis, "Local spatial autocorrelation statistics", Geographical
Analysis 27, 1995).

A plane is places by two, east and north, in any unit: a projected grid, or degrees with those of longitude shortened by
the cosine of the latitude (`projected`), which is exact enough within a province.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.empirical_bayes import Array, Column
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the method; another number when the same rates may be answered differently."""

DEGREE = 111.195
"""Kilometres."""
NOTHING = 1e-12
"""Below so small a part of the mean, differences are rounding."""

Places = NDArray[np.int64]

METHOD = Method(
    key="gi-star",
    title=N_("高发街道是否连片"),
    version=VERSION,
    reference="Ord & Getis 1995",
    how=N_(
        "把每个街道连同相邻街道的事故率（经验贝叶斯估计，不是原始率）加在一起，与本范围平均相比，看高出的程度是否超过各街道"
        "随意摆放时应有的起伏。值大于1.96的，说明高发街道在此连片；小于−1.96的，说明低发街道连片。"
    ),
    never=N_("不得对原始率计算；几十个街道同时看，单个值略高于1.96不说明问题"),
)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of places that lie beside one another, each from either side it counts for; nobody is beside itself."""

    areas: int
    one: Places
    other: Places


def beside(areas: int, pairs: Iterable[tuple[int, int]]) -> Neighbours:
    """From pairs of places that share a border, named in either order or both. Raises ValueError on a place that there
    is not."""
    both = sorted({pair for one, other in pairs if one != other for pair in ((one, other), (other, one))})
    found = np.array(both, np.int64).reshape(-1, 2)
    if len(found) and not (found.min() >= 0 and found.max() < areas):
        raise ValueError("a place that there is not")
    return Neighbours(areas, found[:, 0], found[:, 1])


def nearest(plane: Array, k: int) -> Neighbours:
    """The k nearest of each place; who is near to somebody need not have it among its own. Raises ValueError on a k
    outside of 1 to all others."""
    if not 1 <= k < len(plane):
        raise ValueError(f"{k} neighbours of {len(plane)} areas")
    order = by_distance(plane, k + 1)
    others = np.array(
        [[place for place in row if place != own][:k] for own, row in enumerate(order.tolist())], np.int64
    )
    return Neighbours(len(plane), np.repeat(np.arange(len(plane)), k), others.ravel())


def within(plane: Array, distance: float) -> Neighbours:
    """All places that lie so near, in the units of the plane. Raises ValueError on a distance not above 0."""
    from scipy.spatial import cKDTree

    if not distance > 0:
        raise ValueError("a distance above 0")
    pairs = cKDTree(plane).query_pairs(distance, output_type="ndarray")
    return beside(len(plane), map(tuple, pairs.tolist()))


def projected(longitudes: Sequence[float], latitudes: Sequence[float]) -> Array:
    """Kilometres east and north, places by two. Raises ValueError on what is no longitude or latitude."""
    east, north = np.asarray(longitudes, float), np.asarray(latitudes, float)
    if east.shape != north.shape or not east.size or not ((np.abs(east) <= 180) & (np.abs(north) <= 90)).all():
        raise ValueError("a longitude and a latitude for each")
    return DEGREE * np.column_stack([east * np.cos(np.radians(north.mean())), north])


def by_distance(plane: Array, most: int) -> Places:
    """For each place, itself and the nearest others, so many together, the nearest first."""
    from scipy.spatial import cKDTree

    _distances, order = cKDTree(plane).query(plane, k=most)
    found: Places = np.asarray(order, np.int64).reshape(len(plane), most)
    return found


def gi_star(rates: Column, neighbours: Neighbours) -> Array:
    """Gi* of each area, itself among its neighbours, all weights 1: a standard normal deviate where rates lie anyhow.
    0 where all rates are alike and for an area beside everybody. Raises ValueError on rates that are not finite and
    not as many as areas."""
    values = np.asarray(rates, float)
    n = neighbours.areas
    if values.shape != (n,) or not np.isfinite(values).all():
        raise ValueError("a rate for each area")
    about = values - values.mean()
    spread = float(np.sqrt((about**2).mean()))
    around = about + np.bincount(neighbours.one, about[neighbours.other], minlength=n)
    weights = 1.0 + np.bincount(neighbours.one, minlength=n)
    if n < 2 or spread <= NOTHING * max(abs(values.mean()), np.finfo(float).tiny):
        return np.zeros(n)
    width = spread * np.sqrt((n * weights - weights**2) / (n - 1))
    told: Array = np.divide(around, width, out=np.zeros(n), where=width > 0)
    return told
