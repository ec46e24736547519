"""How fractions are computed and printed."""

from datetime import datetime, timezone
from decimal import Decimal

from zhiben.kernel.measure import Cut, percent, ratio


def test_ratio_has_six_places_half_up() -> None:
    assert ratio(482, 506) == Decimal("0.952569")
    assert ratio(1, 3) == Decimal("0.333333")
    assert ratio(2, 3) == Decimal("0.666667")


def test_ratio_below_the_minimum_is_not_shown() -> None:
    assert ratio(0, 0) is None
    assert ratio(3, 4, minimum=5) is None


def test_percent_is_printed_half_up() -> None:
    assert percent(ratio(482, 506)) == "95%"
    assert percent(ratio(482, 506), 2) == "95.26%"
    assert percent(Decimal("0.005"), 0) == "1%"
    assert percent(None) == "—"


def test_year_of_a_cut_is_that_of_the_last_moment_counted() -> None:
    new_year = datetime(2024, 12, 31, 16, tzinfo=timezone.utc)
    assert Cut(new_year).year == 2024
    assert Cut(new_year.replace(hour=18)).year == 2025
