"""Estimates against published answers, against the cases that break a well-known library, and against scipy's own
negative binomial."""

from __future__ import annotations

import csv
from collections.abc import Callable
from math import inf, isinf, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zhiben.analysis import empirical_bayes as eb
from zhiben.analysis.empirical_bayes import combined, discounted, fault, fitted, james_stein, likeliest, updated

HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
LATER = (
    *(0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303, 0.264, 0.226),
    *(0.285, 0.316, 0.200),
)
"""Eighteen batters in their first 45 times at bat in 1970, and in the rest of the season."""


@pytest.fixture
def columns(shared_data: Path) -> Callable[..., list[Any]]:
    def read(name: str, *titles: str) -> list[Any]:
        with (shared_data / "small-area-rates" / name).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return [np.array([float(row[title]) for row in rows]) for title in titles]

    return read


def test_lip_cancer_in_scotland_has_its_published_prior_and_rates(columns: Callable[..., list[Any]]) -> None:
    cases, expected = columns("scotland_lip.csv", "cases", "expected")
    prior = fitted(cases, expected)
    assert (round(prior.nu, 4), round(prior.alpha, 4), round(prior.log_likelihood or 0, 3)) == (
        1.8795,
        1.3217,
        -181.576,
    )
    rates = updated(prior, cases, expected).mean
    assert [round(rates[place], 4) for place in (48, -2, -1)] == [0.3319, 0.3404, 0.6021]
    assert (round(9 / 1.4, 2), round(rates[0], 3)) == (6.43, 3.997)


def test_likelihood_is_that_of_the_negative_binomial_and_highest_there(columns: Callable[..., list[Any]]) -> None:
    from scipy.optimize import minimize
    from scipy.stats import nbinom

    cases, expected = columns("scotland_lip.csv", "cases", "expected")

    def against(point: Any) -> float:
        nu, alpha = np.exp(point)
        return -float(nbinom.logpmf(cases, nu, alpha / (alpha + expected)).sum())

    best = minimize(against, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10})
    prior = fitted(cases, expected)
    assert (prior.nu, prior.alpha) == pytest.approx(tuple(np.exp(best.x)), rel=1e-5)
    assert prior.log_likelihood == pytest.approx(-best.fun, abs=1e-8)


def test_one_great_area_does_not_keep_the_search_from_the_top() -> None:
    """The surface is not curved downwards where the search begins: it stopped at a nu of 118.6, 0.33 below the top."""
    counts = (62, 1, 4, 1, 2, 0, 3, 11, 2, 0)
    exposures = (34.61, 1.86, 2.08, 3.26, 0.9, 1.17, 2.34, 5.16, 2.05, 1.39)
    prior = fitted(counts, exposures)
    assert (prior.nu, prior.mean) == pytest.approx((7.4325, 1.2984), rel=5e-4)
    assert prior.log_likelihood == pytest.approx(-21.3175, abs=1e-4)
    errors = np.array(prior.errors)
    assert np.linalg.eigvalsh(errors).min() > 0


def test_no_city_is_left_below_its_top() -> None:
    """Small cities with one great area, against a fine grid of both."""
    rng = np.random.default_rng(17)
    for _city in range(40):
        exposures = rng.lognormal(0.5, 1.0, 10)
        exposures[0] *= 10
        counts = rng.poisson(rng.gamma(3, 0.5, 10) * exposures)
        prior = fitted(counts, exposures)
        mean = counts.sum() / exposures.sum() * np.exp(np.linspace(-1.0, 1.0, 61))[:, None]
        nu = np.exp(np.linspace(np.log(0.05), np.log(3e4), 121))[None, :]
        best = eb._likelihood(counts.astype(float), exposures, mean, nu).max()
        assert prior.log_likelihood is not None
        assert prior.log_likelihood > best - 2e-4
        assert np.linalg.eigvalsh(np.array(prior.errors)).min() >= 0


def test_errors_of_the_prior_are_the_inverse_curvature(columns: Callable[..., list[Any]]) -> None:
    """By differences of scipy's likelihood in log mean and log nu."""
    from scipy.stats import nbinom

    cases, expected = columns("scotland_lip.csv", "cases", "expected")
    prior = fitted(cases, expected)

    def at(one: float, other: float) -> float:
        nu, mean = prior.nu * np.exp(other), prior.mean * np.exp(one)
        return float(nbinom.logpmf(cases, nu, nu / (nu + mean * expected)).sum())

    step = 1e-3
    bend = np.array([[0.0, 0.0], [0.0, 0.0]])
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        one, other = np.eye(2)[i] * step, np.eye(2)[j] * step
        bend[i, j] = (at(*(one + other)) - at(*(one - other)) - at(*(other - one)) + at(*(-one - other))) / 4 / step**2
    assert np.array(prior.errors) == pytest.approx(np.linalg.inv(-bend), rel=1e-3)


def test_infant_deaths_in_north_carolina_have_the_moments_of_two_libraries(columns: Callable[..., list[Any]]) -> None:
    deaths, births = columns("nc_sids.csv", "SID74", "BIR74")
    prior = fitted(deaths, births, "marshall")
    assert prior.between == pytest.approx(7.6929306e-07, rel=1e-7)
    assert prior.mean == pytest.approx(0.0020214449, rel=1e-7)
    rates = updated(prior, deaths, births).mean
    anson, hyde, mecklenburg = (int(np.flatnonzero((deaths == of) & (births == by))[0]) for of, by in COUNTIES)
    assert [round(rates[place], 7) for place in (anson, hyde, mecklenburg)] == [0.0048388, 0.0017911, 0.0020364]
    assert int(np.argmax(rates)) == anson


COUNTIES = ((15, 1570), (0, 338), (44, 21588))


def test_homicides_round_st_louis_have_the_printed_rates(columns: Callable[..., list[Any]]) -> None:
    cases, people = columns("stl_hom.csv", "HC7984", "PO7984")
    rates = updated(fitted(cases, people, "marshall"), cases, people).mean
    assert rates[:10] == pytest.approx(
        [
            *(2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05),
            *(3.66494122e-05, 5.79952721e-05, 2.03064590e-05, 3.31152999e-05, 3.02748380e-05),
        ],
        rel=1e-8,
    )


@pytest.mark.parametrize("fit", eb.FITS)
@pytest.mark.parametrize(
    ("counts", "exposures", "mean"),
    [
        ((5, 6, 5, 4), (10, 10, 10, 10), 0.5),
        ((5, 5, 5, 5), (10, 10, 10, 10), 0.5),
        ((3, 3, 3), (7, 7, 7), 3 / 7),
        ((0, 0, 0), (7, 3, 1), 0.0),
        ((4,), (8,), 0.5),
    ],
)
def test_areas_that_differ_by_less_than_chance_are_all_at_the_mean(
    fit: str, counts: tuple[int, ...], exposures: tuple[int, ...], mean: float
) -> None:
    prior = fitted(counts, exposures, fit)
    known = updated(prior, counts, exposures)
    assert (prior.flat, prior.between, prior.alpha) == (True, 0.0, inf)
    assert known.mean.tolist() == [mean] * len(counts)
    assert known.deviation.tolist() == [0.0] * len(counts)


@pytest.mark.parametrize("fit", eb.FITS)
def test_one_area_far_out_is_hardly_drawn_in(fit: str) -> None:
    counts, exposures = (1000, 0, 0, 0, 0, 0), (1.0,) * 6
    rates = updated(fitted(counts, exposures, fit), counts, exposures).mean
    assert rates[0] > 998
    assert (rates[1:] < 0.21).all()
    assert np.isfinite(rates).all()


def test_many_cities_at_once_are_each_as_if_alone() -> None:
    rng = np.random.default_rng(2)
    exposures = rng.lognormal(0, 0.7, (40, 30)) * 5
    rates = rng.gamma(4, 0.25, (40, 30))
    rates[::2] = 1.0
    counts = rng.poisson(rates * exposures).astype(float)
    mean, nu = likeliest(counts, exposures)
    alone = [fitted(*city) for city in zip(counts, exposures, strict=True)]
    assert mean == pytest.approx([one.mean for one in alone], rel=1e-6)
    assert [isinf(one) for one in nu] == [one.flat for one in alone]
    assert 5 < sum(isinf(one) for one in nu) < 20
    assert nu[np.isfinite(nu)] == pytest.approx([one.nu for one in alone if not one.flat], rel=1e-4)


def test_planted_prior_of_a_large_country_is_found() -> None:
    rng = np.random.default_rng(3)
    exposures = rng.lognormal(0, 0.7, 40_000) * 20
    counts = rng.poisson(rng.gamma(4, 0.5, 40_000) * exposures)
    prior = fitted(counts, exposures)
    assert (prior.nu, prior.mean) == pytest.approx((4.0, 2.0), rel=0.02)


def test_hauers_tutorial_has_its_answers() -> None:
    """A road of 1.8 km with 4,000 vehicles a day: 12 accidents in one year; 12, 7 and 8 in three."""
    per_kilometre = 0.0224 * 4000**0.564
    one = combined(per_kilometre * 1.8, 1 / (2.05 * 1.8), 12)
    assert (round(per_kilometre, 2), round(per_kilometre * 1.8, 2), round(one.weight, 3)) == (2.41, 4.34, 0.46)
    assert (round(one.expected, 2), round(one.error, 2)) == (8.48, 2.14)
    assert (round(one.expected / 1.8, 2), round(one.error / 1.8, 2)) == (4.71, 1.19)
    three = combined(3 * per_kilometre * 1.8, 1 / (2.05 * 1.8), 27)
    assert (round(three.expected / 3, 2), round(three.error / 3, 2)) == (7.97, 1.44)


def test_manuals_form_is_the_same_thing() -> None:
    prior = eb.Prior("ml", 1.0, 4.0, None)
    known = updated(prior, [12, 3], [6.0, 9.0])
    for place, (count, predicted) in enumerate(((12, 6.0), (3, 9.0))):
        form = combined(predicted, 1 / 4, count)
        assert known.mean[place] * predicted == pytest.approx(form.expected)
        assert known.deviation[place] * predicted == pytest.approx(form.error)


def test_batters_are_drawn_in_as_published() -> None:
    averages = np.round(np.array(HITS) / 45, 3)
    kept, drawn = james_stein(averages, averages.mean() * (1 - averages.mean()) / 45)
    assert round(kept, 4) == 0.2124
    assert drawn.round(3).tolist() == [
        *(0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261),
        *(0.256, 0.256, 0.256, 0.256, 0.256, 0.252, 0.247, 0.242),
    ]
    errors = [round(float(((values - np.array(LATER)) ** 2).sum()), 4) for values in (averages, drawn)]
    assert errors == [0.0754, 0.0213]
    assert james_stein([1.0] * 5, 0.1)[0] == 0.0
    assert james_stein([1.0, 1.1, 0.9, 1.0], 9.0)[1].tolist() == [1.0] * 4


def test_older_years_may_count_for_less() -> None:
    by_year = [[4, 0, 2], [1, 1, 1]]
    assert discounted(by_year, (0.6, 0.8, 1.0)).tolist() == pytest.approx([4.4, 2.4])
    for wrong in ((0.5, 1, 1), (1, 1, 1.1), (1.0, 1.0)):
        with pytest.raises(ValueError, match="weights"):
            discounted(by_year, wrong)


def test_deviation_is_that_of_the_gamma() -> None:
    known = updated(eb.Prior("ml", 0.5, 2.0, None), [6], [12.0])
    assert known.deviation.tolist() == pytest.approx([sqrt(8) / 16])


@pytest.mark.parametrize(
    ("count", "exposure", "what"),
    [
        *((1, 0, "exposure"), (1, -2, "exposure"), (1, None, "exposure"), (1, float("nan"), "exposure")),
        *((-1, 2, "count"), (1.5, 2, "count"), (None, 2, "count"), (inf, 2, "count"), (1, 2, None), (0, 0.1, None)),
    ],
)
def test_fault_of_a_row_has_its_name(count: float | None, exposure: float | None, what: str | None) -> None:
    assert fault(count, exposure) == what
    if what and count is not None and exposure is not None:
        with pytest.raises(ValueError, match=what):
            fitted([1, count], [1, exposure])


def test_what_is_no_input_is_refused() -> None:
    for counts, exposures, fit in (([], [], "ml"), ([1], [1, 2], "ml"), ([1, 2], [1, 2], "best")):
        with pytest.raises(ValueError, match=r"counts|fit"):
            fitted(counts, exposures, fit)
    for predicted, dispersion, observed in ((0, 1, 1), (1, -1, 1), (1, 1, -1)):
        with pytest.raises(ValueError, match="prediction"):
            combined(predicted, dispersion, observed)
    with pytest.raises(ValueError, match="four values"):
        james_stein([1, 2, 3], 1)
    with pytest.raises(ValueError, match="variance"):
        james_stein([1, 2, 3, 4], 0)
