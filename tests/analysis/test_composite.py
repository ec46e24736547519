"""Composite scores: published and hand-made answers, what is missing or flat, and places held against a loop over every
run and every pair."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from zhiben.analysis.composite import (
    METHOD,
    Indicator,
    agreement,
    bounded_ranks,
    composite,
    points,
    robust_ranks,
    scores,
)

HDI = [
    Indicator("life", "health", 1 / 3, 20, 85),
    Indicator("expected", "education", 1 / 6, 0, 18),
    Indicator("mean", "education", 1 / 6, 0, 15),
    Indicator("income", "income", 1 / 3, 100, 75_000, log=True),
]
"""The human development index as UNDP defines it."""


def test_human_development_index_has_its_published_value() -> None:
    values = np.array([[83.2339, 18.1852, 13.00363, 64_660.1]])
    assert composite(values, HDI).best == pytest.approx([0.96109], abs=5e-6)
    assert composite(values, HDI, geometric=False).best == pytest.approx([0.96129], abs=5e-6)


def test_points_reach_from_goalpost_to_goalpost() -> None:
    both = [Indicator("more", "a", 1, 10, 20), Indicator("less", "a", 1, 0, 4, better="low")]
    told = points(np.array([[10, 0], [15, 1], [20, 4], [30, 9], [np.nan, -1]]), both)
    assert told.tolist()[:4] == [[0, 1], [0.5, 0.75], [1, 0], [1, 0]]
    assert np.isnan(told[4, 0]) and told[4, 1] == 1
    tens = Indicator("tens", "a", 1, 1, 100, log=True)
    assert points(np.array([[10.0]]), [tens]).tolist() == [[0.5]]


def test_a_zero_pillar_is_not_bought_off() -> None:
    told = np.array([[1.0, 0.0], [0.4, 0.4]])
    weights, pillars = np.array([0.5, 0.5]), np.array([0, 1])
    assert scores(told, weights, pillars, geometric=False) == pytest.approx([0.5, 0.4])
    assert scores(told, weights, pillars) == pytest.approx([0.0, 0.4])
    # Half of the runs are arithmetic, where the first leads.
    ranks = robust_ranks(told, weights, pillars, spread=0, seed=1)
    assert (ranks.low.tolist(), ranks.high.tolist()) == ([1, 1], [2, 2])


def test_inside_a_pillar_the_mean_is_arithmetic() -> None:
    told = np.array([[1.0, 0.0, 0.25]])
    found = scores(told, np.array([0.1, 0.3, 0.6]), np.array([0, 0, 1]))
    assert found == pytest.approx([0.25**0.4 * 0.25**0.6])
    without = scores(told, np.array([0.0, 0.0, 0.6]), np.array([0, 0, 1]))
    assert without == pytest.approx([0.25])


def test_who_leads_everywhere_leads_surely_and_equals_share_a_place() -> None:
    told = np.array([[0.5, 0.5, 0.5], [0.9, 0.8, 0.9], [0.5, 0.5, 0.5], [0.1, 0.2, 0.1]])
    ranks = robust_ranks(told, np.array([20.0, 30.0, 50.0]), np.array([0, 0, 1]), seed=4)
    assert ranks.low.tolist() == ranks.high.tolist() == ranks.median.tolist() == [2, 1, 2, 4]


def test_places_are_those_of_a_plain_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiben.analysis.composite.AT_ONCE", 40)
    told, weights, pillars = np.random.default_rng(9).random((7, 5)), np.arange(1.0, 6), np.array([0, 1, 0, 2, 1])
    rng, table = np.random.default_rng(3), []
    for run in range(60):
        drawn = weights * rng.uniform(0.75, 1.25, 5)
        share = [drawn[pillars == one].sum() / drawn.sum() for one in range(3)]
        means = [[np.average(row[pillars == one], weights=drawn[pillars == one]) for one in range(3)] for row in told]
        if run < 30:
            found = [sum(s * m for s, m in zip(share, mean, strict=True)) for mean in means]
        else:
            found = [float(np.prod([m**s for s, m in zip(share, mean, strict=True)])) for mean in means]
        table.append([1 + sum(other > one for other in found) for one in found])
    columns = [sorted(column) for column in zip(*table, strict=True)]
    ranks = robust_ranks(told, weights, pillars, runs=60, seed=3)
    assert ranks.low.tolist() == [column[2] for column in columns]
    assert ranks.median.tolist() == [column[29] for column in columns]
    assert ranks.high.tolist() == [column[56] for column in columns]
    assert len(set(ranks.median.tolist())) > 3


def test_what_is_missing_makes_a_worst_and_a_best_case() -> None:
    values = np.array([[50.0, 50.0], [np.nan, 80.0], [40.0, 40.0]])
    both = [Indicator("one", "a", 50, 0, 100), Indicator("other", "a", 50, 0, 100)]
    found = composite(values, both, geometric=False)
    assert found.worst == pytest.approx([0.5, 0.4, 0.4])
    assert found.best == pytest.approx([0.5, 0.9, 0.4])
    worst, best = np.array([[0.5, 0.5], [0.0, 0.8], [0.4, 0.4]]), np.array([[0.5, 0.5], [1.0, 0.8], [0.4, 0.4]])
    ranks = bounded_ranks(worst, best, np.array([50.0, 50.0]), np.array([0, 0]), spread=0, seed=1)
    assert ranks.low.tolist() == [1, 1, 2]
    assert ranks.high.tolist() == [2, 2, 3]


def test_what_is_the_same_everywhere_weighs_nothing() -> None:
    both = [Indicator("flat", "a", 60, 0, 10), Indicator("other", "b", 40, 0, 10)]
    found = composite(np.array([[7.0, 2.0], [7.0, 8.0]]), both)
    assert found.flat == ("flat",) and found.weights.tolist() == [0, 1]
    assert found.best == pytest.approx([0.2, 0.8])
    alike = composite(np.array([[7.0, 2.0], [7.0, 2.0]]), both)
    assert alike.flat == () and alike.ranks.high.tolist() == [1, 1]
    gap = composite(np.array([[7.0, 2.0], [np.nan, 8.0]]), both)
    assert gap.flat == ()


def test_a_direction_that_agrees_with_harm_is_seen() -> None:
    harm = np.array([1.0, 2, 3, 4, 5, 6])
    assert agreement(harm / 10, harm) == pytest.approx(1.0)
    assert agreement(1 - harm / 10, harm) == pytest.approx(-1.0)
    # Spearman's 1 - 6 Σd² / (n (n² - 1)) with d = 1, 1 of one exchanged pair.
    assert agreement(np.array([0.2, 0.1, 0.3, 0.4, 0.5, 0.6]), harm) == pytest.approx(1 - 6 * 2 / (6 * 35))
    assert agreement(harm[:4], harm[:4]) is None
    assert agreement(np.full(6, 0.5), harm) is None


@pytest.mark.parametrize(
    ("told", "weights", "pillars", "why"),
    [
        ([[0.5, np.nan]], [1.0, 1.0], [0, 0], "from 0 to 1"),
        ([[0.5, 1.5]], [1.0, 1.0], [0, 0], "from 0 to 1"),
        ([[0.5, 0.5]], [1.0], [0, 0], "one weight and one pillar"),
        ([[0.5, 0.5]], [1.0, -1.0], [0, 0], "weights not below 0"),
        ([[0.5, 0.5]], [0.0, 0.0], [0, 0], "weights not below 0"),
        ([0.5, 0.5], [1.0, 1.0], [0, 0], "units by indicators"),
    ],
)
def test_what_cannot_be_ranked_is_refused(
    told: list[list[float]], weights: list[float], pillars: list[int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        robust_ranks(np.array(told), np.array(weights), np.array(pillars), seed=1)


def test_values_that_have_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match="not above 0"):
        points(np.array([[0.0]]), [Indicator("income", "a", 1, 1, 10, log=True)])
    with pytest.raises(ValueError, match="goalposts 5 and 5"):
        points(np.array([[0.0]]), [Indicator("one", "a", 1, 5, 5)])
    with pytest.raises(ValueError, match="no weight"):
        scores(np.array([[0.5]]), np.array([0.0]), np.array([0]))
    with pytest.raises(ValueError, match="5 runs"):
        robust_ranks(np.array([[0.5]]), np.array([1.0]), np.array([0]), runs=5, seed=1)


def test_the_method_says_what_a_page_needs() -> None:
    assert 40 < len(METHOD.how) < 250 and METHOD.how.endswith("。")
    assert "不能说" in METHOD.never and "2008" in METHOD.reference


def test_importing_it_costs_numpy_at_most() -> None:
    code = "import sys, zhiben.analysis.composite; assert not {'scipy', 'pandas', 'django'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
