"""Forecasts come with an interval that holds what it says, and by a method only where it beats seasonal naive."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from zhiben.analysis.forecast import NAIVE, forecast
from zhiben.analysis.regression import seasons


def monthly(seed: int, *, trend: float = 0.0, months: int = 84) -> list[float]:
    rng = np.random.default_rng(seed)
    at = np.arange(months)
    return [float(one) for one in rng.poisson(30 * np.exp(0.2 * np.sin(2 * np.pi * at / 12) + trend * at / 12))]


def test_regression_beats_naive_where_chance_alone_moves_counts() -> None:
    found = forecast(monthly(1))
    assert found.method != NAIVE
    assert found.trials[0].mase < 1
    assert [one.method for one in found.trials if one.mase == 1] == [NAIVE]
    assert [one.ahead for one in found.ahead] == [1, 2, 3]
    for one in found.ahead:
        assert 0 <= one.within.low <= one.expected <= one.within.high


def test_naive_is_shown_where_nothing_beats_it() -> None:
    """A pattern that no two waves draw, and that repeats to the unit."""
    year = [5.0, 60, 2, 40, 9, 3, 80, 1, 30, 7, 2, 50]
    found = forecast(year * 7)
    assert (found.method, [one.expected for one in found.ahead]) == (NAIVE, year[:3])


def test_intervals_hold_four_of_five() -> None:
    held = []
    for seed in range(150):
        series = monthly(seed)
        found = forecast(series[:-1], ahead=1)
        held.append(found.ahead[0].within.low <= series[-1] <= found.ahead[0].within.high)
    assert 0.75 <= np.mean(held) <= 0.93


def test_seat_belt_series_is_forecast_within_its_interval(shared_data: Path) -> None:
    with (shared_data / "monthly-series" / "UKDriverDeaths.csv").open(encoding="utf-8") as file:
        counts = [float(row["UKDriverDeaths"]) for row in csv.DictReader(file)]
    found = forecast(counts[:168], ahead=1)
    assert found.trials[0].mase < 1
    assert found.ahead[0].within.low <= counts[168]
    assert 0.65 <= found.covered <= 0.95


def test_series_that_cannot_be_forecast_are_refused() -> None:
    for bad in ([1.0] * 60, [*monthly(1), float("nan")], [-1.0, *monthly(1)]):
        with pytest.raises(ValueError, match="a forecast needs"):
            forecast(bad)
    with pytest.raises(ValueError, match="one year ahead"):
        forecast(monthly(1), ahead=13)
    zero = forecast([0.0] * 84)
    assert (zero.method, zero.ahead[0].expected, zero.ahead[0].within.low) == (NAIVE, 0.0, 0.0)


def test_quarters_have_a_season_of_three_columns() -> None:
    """The sine of the second wave is 0 at every quarter: the design lost its rank, and every fit fell back."""
    rng = np.random.default_rng(41)
    at = np.arange(60)
    counts = rng.poisson(40 * np.exp(0.02 * at + 0.4 * np.sin(np.pi * at / 2) + 0.2 * np.cos(np.pi * at))).tolist()
    found = forecast(counts, ahead=2, period=4)
    trial = next(one for one in found.trials if one.method == "poisson_regression")
    assert (trial.mase < 0.8, found.untried) == (True, ())
    assert len(seasons(at.astype(float), 4, 2)) == 3
    with pytest.raises(ValueError, match="shorter"):
        seasons(at.astype(float), 4, 3)


def test_method_without_a_fit_is_not_tried() -> None:
    found = forecast([0.0] * 90)
    assert found.untried == ("poisson_regression",)
    assert "poisson_regression" not in [one.method for one in found.trials]
