"""Places in a ranking, as papers print them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction


def shared(values: Sequence[float | Fraction], *, most_first: bool = True) -> list[int]:
    """The place of each value, from 1; equal ones share a place, and the next one counts them all (1, 2, 2, 4)."""
    ordered = sorted(values)
    if most_first:
        return [len(ordered) - bisect_right(ordered, value) + 1 for value in values]
    return [bisect_left(ordered, value) + 1 for value in values]
