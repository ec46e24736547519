"""Limits of alarms against published answers and against a second way of working them out.

The weekly series of salmonella.agona, for which R's `surveillance` is the oracle, is not among the shared data: it is
not run."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import chinese_calendar
import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from zhiben.analysis import cusum
from zhiben.analysis.spring_festival import FIRST_DAYS, days_within
from zhiben.analysis.surveillance import Budget, ears, farrington


def weekly(seed: int, *, years: int = 6, level: float = 6.0, trend: float = 0.0, wild: float = 0.0) -> list[float]:
    rng = np.random.default_rng(seed)
    at = np.arange(52 * years)
    mean = level * np.exp(0.3 * np.sin(2 * np.pi * at / 52) + trend * at / 52)
    if wild:
        mean = mean * rng.gamma(1 / wild, wild, len(at))
    return [float(one) for one in rng.poisson(mean)]


def second_way(counts: list[float], place: int, alpha: float = 0.01) -> tuple[float, float]:
    """As the published algorithm runs, with statsmodels' fits, leverages and standard errors."""
    base = [place - 52 * year + shift for year in range(5, 0, -1) for shift in range(-3, 4)]
    y, t = np.array([counts[one] for one in base]), np.array(base, float)

    def twice(design: np.ndarray) -> tuple[sm.GLM, float]:
        fit = sm.GLM(y, design, family=sm.families.Poisson()).fit(tol=1e-12)
        phi = max(1.0, fit.pearson_chi2 / fit.df_resid)
        mu = fit.fittedvalues
        raw = 1.5 * (y ** (2 / 3) * mu ** (-1 / 6) - mu**0.5)
        s = raw / np.sqrt(phi * (1 - fit.get_influence().hat_matrix_diag))
        gamma = len(s) / sum(one**-2 if one > 1 else 1 for one in s)
        weights = np.array([gamma * (one**-2 if one > 1 else 1) for one in s])
        again = sm.GLM(y, design, family=sm.families.Poisson(), var_weights=weights).fit(tol=1e-12)
        return again, again.pearson_chi2 / again.df_resid

    design = np.column_stack([np.ones(len(t)), t])
    fit, phi = twice(design)
    p = 2 * stats.t.sf(abs(fit.params[1]) / np.sqrt(fit.cov_params()[1, 1] * phi), fit.df_resid)
    at = np.array([1.0, place])
    if p >= 0.05 or np.exp(at @ fit.params) > y.max():
        fit, phi = twice(design[:, :1])
        at = np.array([1.0])
    phi = max(1.0, phi)
    mu = float(np.exp(at @ fit.params))
    variance = float(at @ fit.cov_params() @ at) * phi * mu**2
    tau = phi + variance / mu
    return mu, (mu ** (2 / 3) + stats.norm.ppf(1 - alpha / 2) * np.sqrt(4 / 9 * mu ** (1 / 3) * tau)) ** 1.5


@pytest.mark.parametrize("series", [{}, {"wild": 0.4}, {"trend": 0.15}, {"trend": -0.2, "wild": 0.2}, {"level": 1.5}])
def test_limits_of_farrington_are_those_of_a_second_way(series: dict[str, float]) -> None:
    counts = weekly(3, **series)  # type: ignore[arg-type]
    counts[200] = 60.0
    found = farrington(counts, range(263, 312))
    assert len(found) == 49
    for one in found:
        assert (one.expected, one.limit) == pytest.approx(second_way(counts, one.place), abs=1e-4)


def test_outbreaks_are_alarms_and_usual_weeks_seldom() -> None:
    counts = weekly(4)
    false = sum(one.alarm for seed in range(20) for one in farrington(weekly(seed), range(260, 312)))
    assert false / (20 * 52) <= 0.02
    counts[300] = 30.0
    assert [one.place for one in farrington(counts, range(298, 303)) if one.alarm] == [300]


def test_past_outbreak_hardly_lifts_what_is_expected() -> None:
    """Without weights the mean of 35 weeks would rise by 2."""
    counts = weekly(5)
    (usual,) = farrington(counts, [300])
    counts[300 - 52] += 70
    (after,) = farrington(counts, [300])
    assert usual.expected < after.expected < usual.expected + 0.5


def test_no_alarm_with_fewer_than_five_in_four_weeks() -> None:
    counts = [0.0] * 260
    for place, some in ((259, 4.0), (258, 1.0)):
        counts[place] = some
        (found,) = farrington(counts, [259])
        assert (found.limit, found.alarm) == (0.0, place == 258)


def test_young_series_and_missing_weeks_are_not_judged() -> None:
    counts: list[float | None] = [*weekly(6)]
    assert farrington(counts[:208]) == []
    assert farrington(counts[:212], [207, 208])[0].place == 208
    counts[300] = None
    assert farrington(counts, [300]) == []
    whole = farrington(weekly(6), [301])[0]
    for place in (301 - 52, 301 - 104):
        counts[place] = None
    without = farrington(counts, [301])[0]
    assert 0.7 < without.limit / whole.limit < 1.4
    zero = farrington([0 if one is None else one for one in counts], [301])[0]
    assert zero.expected < without.expected


def test_festival_that_moves_is_taken_out_as_a_covariate() -> None:
    begins = date(2017, 1, 2)
    weeks = [begins + timedelta(weeks=week) for week in range(52 * 7)]
    shadow = [float(days_within(day, day + timedelta(days=6))) for day in weeks]
    rng = np.random.default_rng(7)
    counts = [float(one) for one in rng.poisson([20 * 0.35 ** (days / 7) for days in shadow])]
    place = next(at for at, day in enumerate(weeks) if day.year == 2023 and day.month == 2 and shadow[at] == 0)
    plain, told = farrington(counts, [place])[0], farrington(counts, [place], covariate=shadow)[0]
    assert plain.expected < 17 < told.expected < 23


def test_covariate_without_events_beside_it_is_left_out() -> None:
    counts = [0.0 if week % 52 == 5 else 6.0 + week % 3 for week in range(52 * 6)]
    share = [7.0 if week % 52 == 5 else 0.0 for week in range(52 * 6)]
    place = 52 * 5 + 6
    assert farrington(counts, [place], covariate=share) == farrington(counts, [place])


def test_days_in_the_shadow_of_the_festival() -> None:
    assert days_within(date(2024, 2, 1), date(2024, 2, 29)) == 22
    assert days_within(date(2023, 1, 15), date(2023, 1, 15)) == 1
    assert days_within(date(2023, 1, 14), date(2023, 1, 14)) == 0
    assert days_within(date(2023, 6, 1), date(2023, 6, 30)) == 0
    with pytest.raises(ValueError, match="not all known"):
        days_within(date(2036, 1, 1), date(2036, 1, 31))
    festival = chinese_calendar.Holiday.spring_festival.value
    for day in (one for one in FIRST_DAYS if one.year <= 2026):
        assert chinese_calendar.get_holiday_detail(day) == (True, festival)


def test_ears_limit_is_the_published_one() -> None:
    counts = [1.0, 2, 3, 4, 5, 6, 7, 11, 10, 10]
    (c1,) = ears(counts, [7])
    assert (c1.expected, c1.limit) == pytest.approx((4, 10.676), abs=5e-4)
    assert c1.alarm
    assert not ears([*counts[:7], 10.0], [7])[0].alarm
    (c2,) = ears(counts, [9], lag=2)
    assert c2.limit == pytest.approx(10.676, abs=5e-4)


@pytest.mark.parametrize("mean", [1.0, 2.0, 5.0, 20.0])
@pytest.mark.parametrize(("alpha", "lag"), [(0.001, 0), (0.01, 2)])
def test_ears_within_a_budget_keeps_it(mean: float, alpha: float, lag: int) -> None:
    rng = np.random.default_rng(int(mean))
    counts = rng.poisson(mean, 10_000).astype(float).tolist()
    told = ears(counts, lag=lag, alpha=alpha, budgeted=True)
    assert sum(one.alarm for one in told) <= alpha * len(told) + 3 * np.sqrt(alpha * len(told))
    wild = rng.negative_binomial(4, 4 / (4 + mean), 10_000).astype(float).tolist()
    told = ears(wild, lag=lag, alpha=alpha, budgeted=True)
    assert sum(one.alarm for one in told) <= 6 * alpha * len(told), "even where counts scatter so much"


def test_ears_within_a_budget_sees_a_rise() -> None:
    (one,) = ears([2.0, 3, 1, 4, 2, 3, 2, 20], [7], budgeted=True)
    assert (one.alarm, 9 < one.limit < 15) == (True, True)


def test_what_is_no_chance_is_refused() -> None:
    for alpha in (0.0, 1.0, 1.85):
        for judge in (farrington, ears):
            with pytest.raises(ValueError, match="alpha"):
                judge(weekly(1), [300], alpha=alpha)
    counts = weekly(1, level=0.2)
    assert farrington(counts, [300], alpha=0.99)[0].limit >= 0


def test_ears_needs_seven_figures_and_takes_no_gap_for_zero() -> None:
    assert [one.place for one in ears([1.0] * 9)] == [7, 8]
    gap: list[float | None] = [1.0, 2, 3, None, 4, 5, 6, 7, 11]
    assert ears(gap, [8])[0].limit == pytest.approx(10.676, abs=5e-4)
    assert ears([*gap[:8], None], [8]) == []
    assert ears([2.0] * 8, [7])[0].limit == pytest.approx(2 + 3.0902 * 0.2, abs=1e-3)


@pytest.mark.parametrize(("h", "k", "mean", "run"), [(4, 2, 1, 537.698), (6, 3, 2, 412.471), (5, 2, 1, 1903.54)])
def test_run_lengths_of_cusum_are_the_published_ones(h: int, k: int, mean: float, run: float) -> None:
    assert cusum.run_length(h, k, mean) == pytest.approx(run, rel=1e-6, abs=5e-3)


def test_run_length_is_what_simulation_shows() -> None:
    chosen = cusum.plan(2.0, 3.5, run=50)
    rng = np.random.default_rng(8)
    alarms = sum(one.alarm for one in cusum.watch([float(one) for one in rng.poisson(2.0, 150_000)], chosen))
    assert 150_000 / alarms == pytest.approx(chosen.run, rel=0.05)


@pytest.mark.parametrize(("usual", "shifted"), [(0.3, 0.6), (1.0, 2.0), (4.0, 6.0), (25.0, 35.0), (120.0, 150.0)])
def test_limit_is_the_smallest_that_runs_long_enough(usual: float, shifted: float) -> None:
    chosen = cusum.plan(usual, shifted)
    assert chosen.run >= 100
    assert float(chosen.k) == pytest.approx(
        (shifted - usual) / np.log(shifted / usual), abs=0.5 if usual > 100 else 0.05
    )
    fine = 1 if usual > 100 else 10
    assert cusum.run_length(chosen.h - Fraction(1, fine), chosen.k, usual) < 100
    assert cusum.run_length(chosen.h, chosen.k, shifted) < chosen.run / 4


def test_sum_rises_falls_to_zero_and_begins_anew_after_an_alarm() -> None:
    chosen = cusum.Plan(1, 2, Fraction(3, 2), Fraction(3), 0)
    found = cusum.watch([1.0, 3.0, None, 0.0, 4.0, 2.0], chosen)
    assert [(one.place, one.value, one.alarm) for one in found] == [
        (0, 0.0, False),
        (1, 1.5, False),
        (3, 0.0, False),
        (4, 2.5, False),
        (5, 3.0, True),
    ]
    assert cusum.watch([9.0, 1.0], chosen)[1].value == 0.0


def test_plans_that_make_no_sense_are_refused() -> None:
    for usual, shifted in ((0, 1), (2, 2), (3, 2)):
        with pytest.raises(ValueError, match="above the usual"):
            cusum.plan(usual, shifted)
    for h, k, mean in ((0, 1, 1), (1, 0, 1), (1, 1, 0), (3000, 1, 1)):
        with pytest.raises(ValueError, match="above 0"):
            cusum.run_length(h, k, mean)


def test_limits_between_rare_events_are_the_published_ones() -> None:
    assert cusum.gap_limits(1) == pytest.approx((0.00135, 0.693, 6.608), abs=5e-4)
    assert cusum.gap_limits(30, 3) == pytest.approx([stats.gamma.ppf(p, 3) * 30 for p in (0.00135, 0.5, 0.99865)])
    for bad in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="above 0"):
            cusum.gap_limits(*bad)


def test_events_close_together_are_told() -> None:
    days = [date(2023, 1, 1), date(2023, 3, 1), date(2023, 3, 2), date(2023, 3, 4), date(2023, 3, 9)]
    assert [(one.days, one.soon) for one in cusum.gaps(days, 60)] == [(59, False), (1, False), (2, False), (5, False)]
    assert [(one.days, one.soon) for one in cusum.gaps(days, 60, events=3)] == [(62, False), (8, True)]


@pytest.mark.parametrize(("mean", "events"), [(60.0, 1), (1000.0, 1), (60.0, 3), (20.0, 5)])
def test_whole_days_raise_no_more_alarms_than_promised(mean: float, events: int) -> None:
    """With a limit of 0.081 days, two events on one day were alarms: 16 in 1,000 instead of 1.35."""
    rng = np.random.default_rng(31)
    days = [date(1, 1, 1) + timedelta(days=int(day)) for day in np.cumsum(rng.exponential(mean, 2_000))]
    told = cusum.gaps(days, mean, events)
    assert sum(one.soon for one in told) <= 0.00135 * len(told) + 4
    soonest = cusum.soonest(mean, events)
    if soonest is not None:
        assert (
            stats.gamma.cdf(soonest + 1, events, scale=mean)
            <= 0.00135
            < stats.gamma.cdf(soonest + 2, events, scale=mean)
        )
    else:
        assert stats.gamma.cdf(1, events, scale=mean) > 0.00135


def test_one_budget_gives_every_threshold() -> None:
    budget = Budget(per_month=2, series=40, times=4.345)
    assert budget.alpha == pytest.approx(2 / (40 * 4.345))
    assert budget.run == pytest.approx(86.9)
    alarms = sum(
        one.alarm
        for seed in range(40)
        for one in farrington(weekly(seed, level=20), range(260, 312), alpha=2 * budget.alpha)
    )
    assert alarms / 12 == pytest.approx(2, abs=1.1)
    for bad in (0, 200):
        with pytest.raises(ValueError, match="budget"):
            Budget(bad, 40, 4)
