"""How sure a place in a ranking is: rates are drawn from what is known of them, all areas at a time, and ranked anew
each time (H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", JRSS A 159, 1996).

Keeps to itself how ten thousand draws of forty thousand areas pass through a few megabytes: each area's number lies in
the bits of a double that a single float leaves empty, so that sorting values sorts areas, and of the ranks only a tally
stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.empirical_bayes import Array

VERSION = "1"
"""Of the method; another number when the same input and seed may be answered differently."""

DRAWS, CONFIDENCE = 10_000, 0.90
AT_ONCE = 2**21
"""Values that are drawn at a time."""
FINENESS = 1_000
"""Into so many bands are ranks told at most: of more areas, an interval is rounded outwards to a thousandth of them."""
PLACES = 2**29 - 1
"""The bits that a single float leaves empty in a double."""
LEAST = np.float32(2.0**-126)
"""Of smaller values a single float tells few apart."""
DOUBT = (0.3, 0.7)
"""Where the chance to be among the worst is between these both above and below a line, the line is not real."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Area by area: the interval of its rank (1: the highest value), and its chance to be among the `worst` first."""

    worst: int
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    among_worst: Array


def drawn(shape: Array, scale: Array, less: Array | None = None, *, worst: int, draws: int = DRAWS, seed: int) -> Ranks:
    """Ranks of gamma variables with these shapes, times `scale`, minus `less`. The same seed gives the same answer.
    Raises ValueError on shapes or scales that are not above 0 or not finite, on `worst` outside of 1 to all areas, and
    on fewer than 100 draws or more than a tally holds."""
    n = len(shape)
    if not (np.isfinite(shape) & np.isfinite(scale) & (shape > 0) & (scale > 0)).all():
        raise ValueError("shapes and scales above 0")
    if not (1 <= worst <= n <= PLACES and 100 <= draws < 2**16):
        raise ValueError(f"{worst} worst of {n} in {draws} draws")
    rng, bands = np.random.default_rng(seed), min(n, FINENESS)
    band = (np.arange(n)[::-1] * bands) // n
    tally, first = np.zeros(n * bands, np.uint16), np.zeros(n, np.int64)
    left, rows = draws, max(1, AT_ONCE // n)
    single = (shape.astype(np.float32), scale.astype(np.float32), np.zeros(n, np.float32))
    if less is not None:
        single[2][:] = less
    while left:
        order = _ascending(rng, *single, min(rows, left))
        left -= len(order)
        first += np.bincount(order[:, n - worst :].ravel(), minlength=n)
        order *= bands
        order += band
        np.add.at(tally, order.ravel(), np.uint16(1))
    low, high = _limits(tally.reshape(n, bands), draws)
    return Ranks(worst, low * n // bands + 1, -(-(high + 1) * n // bands), first / draws)


def certain(values: Array, *, worst: int) -> Ranks:
    """Ranks of values that are not in doubt. Among equal ones any place is as probable as any other."""
    ordered = np.sort(values)
    above = len(values) - np.searchsorted(ordered, values, "right")
    level = len(values) - np.searchsorted(ordered, values, "left") - above
    return Ranks(worst, above + 1, above + level, np.clip((worst - above) / level, 0.0, 1.0))


def _ascending(
    rng: np.random.Generator,
    shape: NDArray[np.float32],
    scale: NDArray[np.float32],
    less: NDArray[np.float32],
    rows: int,
) -> NDArray[np.int64]:
    """In each row, the areas by their drawn values, the lowest first."""
    values = rng.standard_gamma(shape, (rows, len(shape)), dtype=np.float32)
    if shape.min() < 1:
        # Where rates are all but nothing, lots decide.
        nothing = values < LEAST
        values[nothing] = LEAST * rng.random(int(nothing.sum()), dtype=np.float32)
    values *= scale
    values -= less
    keyed = values.astype(np.float64)
    order = keyed.view(np.int64)
    order |= np.arange(len(shape))
    keyed.sort(axis=1)
    order &= PLACES
    return order


def _limits(tally: NDArray[np.uint16], draws: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The bands within which the middle nine tenths of an area's ranks lie."""
    outside = (1 - CONFIDENCE) / 2 * draws
    low, high = np.empty(len(tally), np.int64), np.empty(len(tally), np.int64)
    for begin in range(0, len(tally), 1_024):
        part = slice(begin, begin + 1_024)
        reached = tally[part].cumsum(axis=1, dtype=np.int64)
        low[part] = (reached > outside).argmax(axis=1)
        high[part] = (reached >= draws - outside).argmax(axis=1)
    return low, high


def in_doubt(above: float, below: float) -> bool:
    """Whether a line between two areas is not real, from their chances to be among the worst."""
    return all(DOUBT[0] <= one <= DOUBT[1] for one in (above, below))
