"""The score interval against published values, its edges and its symmetry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from zhiben.analysis.rates import Interval, byar, poisson, poissons, wilson


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


@pytest.mark.parametrize(
    ("count", "low", "high"), ((0, 0.0, 3.689), (3, 0.619, 8.767), (10, 4.795, 18.390), (1_000, 938.97, 1063.95))
)
def test_exact_interval_of_a_count_agrees_with_published_values(count: int, low: float, high: float) -> None:
    found = poisson(count)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-3 if count > 10 else 6e-4)


@pytest.mark.parametrize("count", (10, 57, 300))
def test_byars_interval_lies_by_the_exact_one(count: int) -> None:
    exact, near = poisson(count), byar(count)
    assert (near.low, near.high) == pytest.approx((exact.low, exact.high), rel=2e-3)


def test_public_health_workbook_agrees_row_by_row(shared_data: Path) -> None:
    """Wilson's and Byar's limits at the confidences with which England's public-health practice tests its own code."""
    book = CalamineWorkbook.from_path(str(shared_data / "phe-indicator-methods" / "testdata_Byars_Wilson.xlsx"))
    compared = 0
    rows = [list(map(str, row)) for row in book.get_sheet_by_index(0).to_python()[1:]]
    for x, n, low, high, confidence, method in rows:
        if not x.endswith(".0"):
            continue
        sure = float(confidence.rstrip("%")) / 100
        found = wilson(int(float(x)), int(float(n)), sure) if method == "Wilson" else byar(int(float(x)), sure)
        published = (found.low if low == "" else float(low), float(high))
        assert (found.low, found.high) == pytest.approx(published, rel=1e-9), (x, n, confidence)
        compared += 1
    assert compared == 11


@pytest.mark.parametrize("interval", (poisson, byar))
def test_what_is_no_count_is_refused(interval: Callable[[int], Interval]) -> None:
    with pytest.raises(ValueError, match="no count"):
        interval(-1)


def test_many_counts_at_once_have_the_same_exact_intervals() -> None:
    counts = [0, 1, 3, 10, 57, 400]
    for count, found in zip(counts, poissons(counts), strict=True):
        one = poisson(count)
        assert (found.low, found.high) == pytest.approx((one.low, one.high), abs=1e-6)
    assert poissons([]) == []
    with pytest.raises(ValueError, match="-1 is no count"):
        poissons([3, -1])
