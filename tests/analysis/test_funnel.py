"""Limits of a funnel against published ones and against counting out."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from zhiben.analysis.funnel import Limits, around, between, of_proportions, of_ratios

SURGICAL = (
    *((0, 47), (18, 148), (8, 119), (46, 810), (8, 211), (13, 196)),
    *((9, 148), (31, 215), (14, 207), (8, 97), (29, 256), (24, 360)),
)
"""Deaths among infants operated on in twelve hospitals (the BUGS example)."""


@pytest.mark.parametrize(
    ("expected", "published"),
    [
        (5, (-0.852, 0.542, 9.377, 12.771)),
        (10, (1.221, 3.775, 16.160, 20.662)),
        (50, (29.123, 36.122, 63.831, 72.751)),
    ],
)
def test_exact_limits_of_a_count_are_the_published_ones(expected: float, published: tuple[float, ...]) -> None:
    found = of_ratios([(50, 50.0), (10, 10.0), (5, 5.0)]).limits[(50, 10, 5).index(expected)]
    drawn = (found.low998, found.low95, found.high95, found.high998)
    assert [one * expected for one in drawn] == pytest.approx(published, abs=1e-3)


def test_limits_of_a_proportion_hold_what_chance_leaves_outside_of_them() -> None:
    """Counted out: whole numbers beyond a limit are as rare as it says, those at it are not."""
    limits = of_proportions([(30, 40), (270, 360)]).limits[0]

    def at_most(some: int) -> float:
        return sum(comb(40, one) * 0.75**one * 0.25 ** (40 - one) for one in range(some + 1))

    for probability, limit in ((0.001, limits.low998), (0.025, limits.low95), (0.975, limits.high95)):
        reached = int(np.ceil(limit * 40 - 1e-9))
        assert at_most(reached - 1) < probability <= at_most(reached)


def test_twelve_hospitals_differ_by_more_than_chance_and_the_limits_widen() -> None:
    """Told anew with numpy's own quantiles and sums."""
    dead, of = np.array(SURGICAL).T
    target = dead.sum() / of.sum()
    within = target * (1 - target) / of
    scores = (dead / of - target) / np.sqrt(within)
    phi = (np.clip(scores, *np.quantile(scores, (0.1, 0.9))) ** 2).mean()
    tau2 = (12 * phi - 11) / ((1 / within).sum() - (within**-2).sum() / (1 / within).sum())
    found = of_proportions(SURGICAL)
    assert phi > 1 + 2 * np.sqrt(2 / 12)
    assert (found.target, found.phi, found.tau2) == pytest.approx((target, phi, tau2))
    assert [limits.high998 for limits in found.limits] == pytest.approx(target + 3.0902323 * np.sqrt(within + tau2))
    assert [found.band(place) for place in range(12)] == ["within"] * 12


def test_units_alike_keep_exact_limits_and_one_far_out_stands_alone() -> None:
    found = of_proportions([(38, 40)] * 20 + [(20, 40)])
    assert found.tau2 == 0.0
    assert {found.band(place) for place in range(20)} == {"within"}
    assert found.band(20) == "low"


def test_all_or_nothing_everywhere_has_no_spread() -> None:
    assert of_proportions([(5, 5), (40, 40)]).limits == (Limits(1.0, 1.0, 1.0, 1.0),) * 2
    assert of_ratios([(0, 5.0), (0, 40.0)]).limits == (Limits(0.0, 0.0, 0.0, 0.0),) * 2


@pytest.mark.parametrize("rows", [[], [(5, 4)], [(-1, 4)], [(0, 0)]])
def test_what_is_no_proportion_is_refused(rows: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="no proportions"):
        of_proportions(rows)


def test_a_city_of_a_million_items_is_drawn_without_loss() -> None:
    limits = of_proportions([(950_000, 1_000_000), (38, 40)]).limits[0]
    assert (limits.low95, limits.high95) == pytest.approx((0.95 - 0.000427, 0.95 + 0.000427), abs=2e-6)


TRIALS = (
    *((4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761)),
    *((180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232)),
    *((17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825)),
)
"""BCG vaccine, thirteen trials: cases and others among the vaccinated, cases and others among the rest."""


def test_spread_between_trials_is_the_published_one() -> None:
    """DerSimonian and Laird's tau2 of the log risk ratios: 0.3088 at Q 152.233."""
    table = np.array(TRIALS, dtype=float)
    ill, well, ill_else, well_else = table.T
    effects = np.log(ill / (ill + well)) - np.log(ill_else / (ill_else + well_else))
    weights = 1 / (1 / ill - 1 / (ill + well) + 1 / ill_else - 1 / (ill_else + well_else))
    squares = float((weights * (effects - (weights * effects).sum() / weights.sum()) ** 2).sum())
    assert squares == pytest.approx(152.233, abs=5e-4)
    assert between(squares, weights.tolist()) == pytest.approx(0.3088, abs=5e-5)


def test_a_unit_without_a_miss_is_not_better_where_that_is_common() -> None:
    """At 97 % every second unit of 20 misses nothing; its curve ends just below 1 all the same."""
    drawn = of_proportions([(20, 20), (97 * 20, 2000)])
    assert drawn.limits[0].high998 < drawn.values[0] == 1.0
    assert drawn.band(0) == "within"
    assert of_proportions([(200, 200), *[(90, 100)] * 20]).band(0) == "high"


def test_limits_around_an_expectation_are_the_exact_ones() -> None:
    assert (around(10).low95, around(10).high95) == pytest.approx((3.775, 16.160), abs=5e-4)
    assert around(0) == Limits(0.0, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="nothing is expected"):
        around(-1)
