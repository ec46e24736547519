"""Places in a ranking."""

from __future__ import annotations

import pytest

from zhiben.kernel.ranking import shared


@pytest.mark.parametrize(
    ("values", "most_first", "places"),
    [
        ([92.1, 90.4, 88.0, 95.0, 90.4, 71.2, 85.5], True, [2, 3, 5, 1, 3, 7, 6]),
        ([3.0, 1.0, 3.0, 2.0], False, [3, 1, 3, 2]),
        ([], True, []),
    ],
)
def test_equal_values_share_a_place_and_the_next_counts_them_all(
    values: list[float], most_first: bool, places: list[int]
) -> None:
    assert shared(values, most_first=most_first) == places
