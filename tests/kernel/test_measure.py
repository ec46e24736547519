"""How fractions are computed and printed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from zhiben.kernel.measure import Cut, percent, ratio, share


def test_ratio_has_six_places_half_up() -> None:
    assert ratio(482, 506) == Decimal("0.952569")
    assert ratio(1, 3) == Decimal("0.333333")
    assert ratio(2, 3) == Decimal("0.666667")


def test_ratio_below_the_minimum_is_not_shown() -> None:
    assert ratio(0, 0) is None
    assert ratio(3, 4, minimum=5) is None


def test_percent_is_printed_half_up() -> None:
    assert percent(ratio(482, 506)) == "95.3%"
    assert percent(ratio(482, 506), 2) == "95.26%"
    assert percent(Decimal("0.005"), 0) == "1%"
    assert percent(None) == "—"


def test_ratio_edges() -> None:
    assert ratio(0, 7) == Decimal(0)
    assert ratio(7, 7) == Decimal(1)
    assert ratio(9, 6) == Decimal("1.500000")
    assert ratio(1, 1, minimum=0) == Decimal(1)
    assert ratio(0, 0, minimum=0) is None
    assert ratio(5, 5, minimum=5) == Decimal(1)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("0", 0, "0%"),
        ("1", 2, "100.00%"),
        ("0.994999", 0, "99%"),
        ("0.995", 0, "100%"),
        ("0.125", 1, "12.5%"),
        ("0.12345", 2, "12.35%"),
        ("1.5", 0, "150%"),
    ],
)
def test_percent_edges(value: str, decimals: int, shown: str) -> None:
    assert percent(Decimal(value), decimals) == shown


def test_share_is_rounded_once() -> None:
    assert (ratio(50, 101), percent(ratio(50, 101), 2)) == (Decimal("0.495050"), "49.51%")
    assert share(50, 101, 2) == "49.50%"
    assert share(1, 200, 0) == "1%"
    assert share(0, 3) == "0.0%"
    assert (share(0, 0), share(3, 4, minimum=5), share(5, 5, minimum=5)) == ("—", "—", "100.0%")


def test_year_of_a_cut_is_that_of_the_last_moment_counted() -> None:
    new_year = datetime(2024, 12, 31, 16, tzinfo=UTC)
    assert Cut(new_year).year == 2024
    assert Cut(new_year.replace(hour=18)).year == 2025
