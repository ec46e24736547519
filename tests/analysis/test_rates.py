"""The score interval against published values, its edges and its symmetry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.analysis.rates import wilson


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    (
        (482, 506, 0.930, 0.968),
        (81, 263, 0.255, 0.366),
        (35, 35, 0.901, 1.0),
        (0, 4, 0.0, 0.490),
    ),
)
def test_interval_agrees_with_published_values(numerator: int, denominator: int, low: float, high: float) -> None:
    found = wilson(numerator, denominator)
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    numerator, denominator = pair
    found, mirror = wilson(numerator, denominator), wilson(denominator - numerator, denominator)
    assert 0 <= found.low <= numerator / denominator <= found.high <= 1
    assert found.low == pytest.approx(1 - mirror.high)


@pytest.mark.parametrize("pair", ((1, 0), (-1, 4), (5, 4)))
def test_what_is_no_proportion_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(*pair)
