"""What can be told of two counts, by exact arithmetic: the tables that everything else is chosen by."""

from __future__ import annotations

import numpy as np
import pytest

from zhiben.analysis.power import chance_of_fall, needed, power
from zhiben.analysis.rate_ratio import rate_ratio


def test_two_rates_have_their_known_ratio() -> None:
    """30 in 2 years, 122 in 5."""
    found = rate_ratio(30, 2, 122, 5)
    assert found.ratio is not None
    assert found.high is not None
    assert (round(found.ratio, 3), round(found.low, 3), round(found.high, 3)) == (0.615, 0.398, 0.923)
    assert round(found.p, 5) == 0.01520


@pytest.mark.parametrize(("count", "other", "share"), [(3, 9, 0.4), (0, 5, 0.5), (12, 12, 0.25), (40, 0, 0.7)])
def test_p_and_limits_are_those_of_the_binomial_test(count: int, other: int, share: float) -> None:
    from scipy.stats import binomtest

    found = rate_ratio(count, share, other, 1 - share)
    against = binomtest(count, count + other, share)
    low, high = against.proportion_ci()
    assert found.p == pytest.approx(against.pvalue)
    assert found.low == pytest.approx(low / (1 - low) * (1 - share) / share)
    assert found.high == (pytest.approx(high / (1 - high) * (1 - share) / share) if other else None)
    assert found.ratio == (pytest.approx(count / other * (1 - share) / share) if other else None)


def test_mistyped_count_costs_no_memory() -> None:
    assert rate_ratio(3, 1, 10**12, 1).p == 0.0
    assert rate_ratio(10**12, 1, 10**12, 1).p == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("given", [(0, 1, 0, 1), (-1, 1, 2, 1), (1, 0, 2, 1), (1, 1, 2, -1)])
def test_what_is_no_two_rates_is_refused(given: tuple[int, float, int, float]) -> None:
    with pytest.raises(ValueError, match="no two rates"):
        rate_ratio(*given)


@pytest.mark.parametrize(("mean", "percent"), [(0.6, 64), (3.8, 34), (4.9, 30), (12, 20)])
def test_unchanged_street_often_shows_a_fall(mean: float, percent: int) -> None:
    """Printed in whole per cent; at 3.8 it is 33.49."""
    assert 100 * chance_of_fall(mean) == pytest.approx(percent, abs=0.52)


def test_chance_of_a_fall_is_what_draws_show() -> None:
    before, after = np.random.default_rng(1).poisson(3.8, (2, 400_000))
    assert chance_of_fall(3.8) == pytest.approx((after <= 0.7 * before)[before > 0].mean(), abs=0.003)


@pytest.mark.parametrize(("before", "percent"), [(30, 17), (60, 28), (120, 47), (240, 73), (400, 90)])
def test_power_to_prove_a_cut_by_a_fifth(before: int, percent: int) -> None:
    assert round(100 * power(before)) == percent


def test_power_is_what_draws_show_where_before_is_longer() -> None:
    from scipy.stats import binom

    rng = np.random.default_rng(2)
    before, after = rng.poisson(200, 20_000), rng.poisson(0.7 * 200 / 4, 20_000)
    proven = binom.cdf(after, after + before, 1 / 5) <= 0.05
    assert power(200, 0.3, times=4) == pytest.approx(proven.mean(), abs=0.01)


def test_so_many_events_are_needed_and_one_less_would_not_do() -> None:
    least = needed()
    assert power(least) >= 0.8 > power(least - 1)
    assert 240 < least < 400
    assert needed(0.5, 0.5) < needed(0.8, 0.5) < least < needed(0.8, 0.15)
    assert needed(0.05, 0.9) == 1 or power(needed(0.05, 0.9) - 1, 0.9) < 0.05


def test_too_few_events_prove_nothing() -> None:
    assert power(0.01) < 1e-3
    assert power(4, 1.0, level=1e-9) == pytest.approx(0.0, abs=1e-6)


def test_what_has_no_power_is_refused() -> None:
    for given in ((0.0, 0.2), (10.0, 0.0), (10.0, 1.2)):
        with pytest.raises(ValueError, match="events above 0"):
            power(*given)
    with pytest.raises(ValueError, match="a chance"):
        needed(1.0)
    with pytest.raises(ValueError, match="anybody"):
        needed(0.8, 0.0005)
    for mean, fall in ((0.0, 0.3), (3.0, 0.0)):
        with pytest.raises(ValueError, match="a mean"):
            chance_of_fall(mean, fall)
