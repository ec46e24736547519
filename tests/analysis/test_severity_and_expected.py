"""Severity by weights with what another choice changes, and expected events by regression or by industry."""

from __future__ import annotations

import numpy as np
import pytest

from zhiben.analysis.safety_performance import indirect, predicted
from zhiben.analysis.severity import expected_by_class, staying, weighted

EPDO = {"deaths": 50.0, "serious": 10.0, "other": 1.0}


def city() -> tuple[dict[str, np.ndarray], np.ndarray]:
    rng = np.random.default_rng(6)
    size = rng.lognormal(0, 0.7, 78) * 20
    rate = rng.gamma(4, 0.25, 78)
    shares = {"deaths": 0.05, "serious": 0.15, "other": 0.8}
    return {name: rng.poisson(rate * size * share).astype(float) for name, share in shares.items()}, size


def test_one_death_does_not_decide_alone() -> None:
    by_class, size = city()
    quiet = int(np.argmin(size))
    by_class = {name: np.append(np.delete(counts, quiet), 0) for name, counts in by_class.items()}
    size = np.append(np.delete(size, quiet), 1.0)
    by_class["deaths"][-1] = 1
    raw = weighted({name: counts / size for name, counts in by_class.items()}, EPDO)
    estimated = weighted(expected_by_class(by_class, size), EPDO) / size
    assert raw.argmax() == 77
    assert (-estimated).argsort()[:9].tolist().count(77) == 0


def test_another_choice_of_weights_keeps_some_of_the_nine() -> None:
    expected = expected_by_class(*city())
    others = {"deaths": 8.0, "serious": 3.0, "other": 1.0}
    stay = staying(expected, EPDO, others, worst=9)
    tops = [set(np.argsort(-sum(w[name] * expected[name] for name in w))[:9].tolist()) for w in (EPDO, others)]
    assert stay == len(tops[0] & tops[1])
    assert 5 <= stay <= 9
    assert staying(expected, EPDO, EPDO, worst=9) == 9


def test_class_without_weight_is_refused() -> None:
    expected = expected_by_class(*city())
    for weights in ({"deaths": 1.0}, EPDO | {"other": -1.0}, EPDO | {"other": float("nan")}):
        with pytest.raises(ValueError, match="no weight"):
            weighted(expected, weights)


def test_industries_are_added_up_by_the_citys_rates() -> None:
    told = indirect([[100, 0, 5], [300, 50, 0]], [8, 2, 0])
    assert told.events.tolist() == pytest.approx([2.0, 8.0])
    assert told.by == "indirect"
    for units, events in (([[0, 1]], [1, 1]), ([[-1, 1]], [1, 1])):
        with pytest.raises(ValueError, match="no units"):
            indirect(units, events)


def test_regression_finds_planted_powers_and_dispersion() -> None:
    rng = np.random.default_rng(8)
    workers, sites = rng.lognormal(0, 0.8, 600) * 1000, rng.lognormal(0, 0.6, 600) * 10
    mean = 0.02 * workers**0.7 * sites**0.3
    counts = rng.poisson(mean * rng.gamma(4, 0.25, 600))
    told = predicted(counts, np.column_stack([workers, sites]), otherwise=indirect([[1.0]] * 600, [counts.sum()]))
    assert (told.by, told.why) == ("spf", "")
    assert told.events.sum() == pytest.approx(counts.sum())
    assert told.coefficients[1:] == pytest.approx((0.7, 0.3), abs=0.08)
    assert told.dispersion == pytest.approx(0.25, abs=0.05)
    constant, *powers = told.coefficients
    assert np.exp(constant) * workers ** powers[0] * sites ** powers[1] == pytest.approx(told.events)


def test_regression_is_that_of_the_generalised_linear_model() -> None:
    """At its dispersion, statsmodels' other way to the same coefficients."""
    import statsmodels.api as sm

    rng = np.random.default_rng(9)
    workers = rng.lognormal(0, 0.8, 100) * 1000
    counts = rng.poisson(0.02 * workers**0.8 * rng.gamma(3, 1 / 3, 100))
    told = predicted(counts, workers[:, None], otherwise=indirect([[1.0]] * 100, [counts.sum()]))
    family = sm.families.NegativeBinomial(alpha=told.dispersion)
    other = sm.GLM(counts, sm.add_constant(np.log(workers)), family=family).fit()
    assert told.coefficients[1] == pytest.approx(other.params[1], abs=1e-3)


def test_where_no_regression_can_be_had_the_standard_stands_and_says_why() -> None:
    standard = indirect([[1.0], [3.0]], [8])
    few = predicted([2, 6], [[10.0], [30.0]], otherwise=standard)
    assert (few.by, few.why, few.events.tolist()) == ("indirect", "few_areas", [2.0, 6.0])
    alike = indirect([[1.0]] * 40, [80])
    same = predicted([2.0] * 40, np.column_stack([np.arange(1, 41)] * 2), otherwise=alike)
    assert (same.by, same.why, bool(np.isfinite(same.events).all())) == ("indirect", "no_convergence", True)
    with pytest.raises(ValueError, match="covariates"):
        predicted([1, 2], [[-1.0], [1.0]], otherwise=standard)
    with pytest.raises(ValueError, match="covariates"):
        predicted([1, 2], [[0.0], [0.0]], otherwise=standard)


def test_streets_without_a_site_spoil_no_other() -> None:
    rng = np.random.default_rng(18)
    workers, sites = rng.lognormal(0, 0.8, 300) * 1000, rng.poisson(2, 300).astype(float)
    counts = rng.poisson(0.02 * workers**0.7 * np.where(sites > 0, 1.5, 1.0) * rng.gamma(4, 0.25, 300))
    told = predicted(counts, np.column_stack([workers, sites]), otherwise=indirect([[1.0]] * 300, [counts.sum()]))
    assert (told.by, len(told.coefficients)) == ("spf", 4)
    assert told.events.sum() == pytest.approx(counts.sum())
    assert told.coefficients[1] == pytest.approx(0.7, abs=0.1)
    with_site, without = (told.events[part].sum() / counts[part].sum() for part in (sites > 0, sites == 0))
    assert (with_site, without) == pytest.approx((1, 1), abs=0.1)
