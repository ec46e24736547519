"""Ranks drawn, against drawing and ranking plainly, one city at a time."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from zhiben.analysis import posterior_ranks as pr
from zhiben.analysis.posterior_ranks import certain, drawn, in_doubt


def city(n: int, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, n) * 20
    return rng.poisson(rng.gamma(4, 0.25, n) * size) + 4.0, size + 4.0


def test_ranks_are_those_of_plain_draws() -> None:
    """Other draws, of doubles, ranked by sorting twice: equal within what ten thousand draws leave open."""
    shape, rate = city(78)
    found = drawn(shape, 1 / rate, worst=9, seed=1)
    values = np.random.default_rng(99).gamma(shape, 1 / rate, (10_000, 78))
    ranks = 78 - values.argsort(axis=1).argsort(axis=1)
    assert found.among_worst == pytest.approx((ranks <= 9).mean(axis=0), abs=0.02)
    assert found.among_worst.sum() == pytest.approx(9)
    assert np.abs(found.low - np.quantile(ranks, 0.05, axis=0)).max() <= 1.5
    assert np.abs(found.high - np.quantile(ranks, 0.95, axis=0)).max() <= 1.5


def test_what_is_taken_off_may_leave_less_than_nothing() -> None:
    shape, rate = city(40)
    size = rate - 4
    found = drawn(shape, size / rate, size, worst=5, seed=1)
    values = np.random.default_rng(98).gamma(shape, 1 / rate, (10_000, 40)) * size - size
    ranks = 40 - values.argsort(axis=1).argsort(axis=1)
    assert (values < 0).any()
    assert found.among_worst == pytest.approx((ranks <= 5).mean(axis=0), abs=0.02)


def test_same_seed_same_ranks_whatever_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    shape, rate = city(50)
    one, again = (drawn(shape, 1 / rate, worst=5, draws=500, seed=7) for _time in range(2))
    monkeypatch.setattr(pr, "AT_ONCE", 50 * 60)
    parts = drawn(shape, 1 / rate, worst=5, draws=500, seed=7)
    for other in (again, parts):
        assert (one.among_worst.tolist(), one.low.tolist(), one.high.tolist()) == (
            other.among_worst.tolist(),
            other.low.tolist(),
            other.high.tolist(),
        )
    assert drawn(shape, 1 / rate, worst=5, draws=500, seed=8).among_worst.tolist() != one.among_worst.tolist()


def test_intervals_of_many_areas_are_rounded_outwards(monkeypatch: pytest.MonkeyPatch) -> None:
    shape, rate = city(300)
    fine = drawn(shape, 1 / rate, worst=9, draws=2_000, seed=1)
    monkeypatch.setattr(pr, "FINENESS", 70)
    coarse = drawn(shape, 1 / rate, worst=9, draws=2_000, seed=1)
    assert coarse.among_worst.tolist() == fine.among_worst.tolist()
    assert (coarse.low <= fine.low).all()
    assert (coarse.high >= fine.high).all()
    assert (fine.low - coarse.low).max() <= 300 / 70 + 1
    assert (coarse.high - fine.high).max() <= 300 / 70 + 1
    assert (coarse.low.min(), coarse.high.max()) == (1, 300)


def test_areas_with_next_to_no_rate_are_told_apart_by_lot() -> None:
    """Shapes so small that a single float holds nothing else than 0: the first of them has no better a place."""
    found = drawn(np.full(10, 1e-3), np.ones(10), worst=5, draws=4_000, seed=2)
    assert found.among_worst == pytest.approx([0.5] * 10, abs=0.04)


def test_memory_does_not_grow_with_draws() -> None:
    shape, rate = city(2_000)
    drawn(shape, 1 / rate, worst=9, draws=100, seed=1)
    tracemalloc.start()
    drawn(shape, 1 / rate, worst=9, draws=5_000, seed=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120e6


def test_values_not_in_doubt_share_what_they_are_level_on() -> None:
    found = certain(np.array([3.0, 5.0, 3.0, 1.0]), worst=2)
    assert (found.low.tolist(), found.high.tolist()) == ([2, 1, 2, 4], [3, 1, 3, 4])
    assert found.among_worst.tolist() == [0.5, 1.0, 0.5, 0.0]


def test_line_is_in_doubt_where_both_chances_are_middling() -> None:
    cases = {(0.7, 0.3): True, (0.71, 0.5): False, (0.5, 0.29): False, (0.45, 0.4): True}
    assert {chances: in_doubt(*chances) for chances in cases} == cases


@pytest.mark.parametrize(
    ("shape", "scale", "worst", "draws"),
    [
        *(([0.0, 1], [1, 1], 1, 100), ([1, np.inf], [1, 1], 1, 100), ([1, 1], [1, np.nan], 1, 100)),
        *(([1, 1], [1, 1], 0, 100), ([1, 1], [1, 1], 3, 100), ([1, 1], [1, 1], 1, 99), ([1, 1], [1, 1], 1, 70_000)),
    ],
)
def test_what_cannot_be_drawn_is_refused(shape: list[float], scale: list[float], worst: int, draws: int) -> None:
    with pytest.raises(ValueError, match=r"shapes|worst"):
        drawn(np.array(shape, float), np.array(scale, float), worst=worst, draws=draws, seed=1)
