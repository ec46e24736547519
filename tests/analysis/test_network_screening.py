"""The table of streets: what is expected, what is above, where the line is, and that one bad row spoils no other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from zhiben.analysis.network_screening import Screening, screened, staying


def lived(seed: int = 1, n: int = 78, years: int = 5) -> tuple[list[list[float | None]], list[list[float | None]]]:
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, n) * 4
    counts = rng.poisson((rng.gamma(4, 0.25, n) * size)[:, None], (n, years))
    return counts.astype(float).tolist(), np.repeat(size[:, None], years, 1).tolist()


Table = Sequence[Sequence[float | None]]


def of(counts: Table, exposures: Table, by: str = "excess") -> Screening:
    return screened(counts, exposures, by=by, worst=9, seed=1, draws=1_000)


def test_counts_alone_are_not_adjusted_and_what_is_nowhere_stops_the_ranking() -> None:
    counts, exposures = lived()
    bare = screened(counts, None, by="rate", worst=9, seed=1, draws=1_000)
    assert (bare.adjusted, of(counts, exposures).adjusted) == (False, True)
    total = np.array(counts, float).sum(1)
    assert [total[area.place] for area in bare.ordered] == sorted(total, reverse=True)
    events = int(total.sum())
    for nowhere, refused in ((0.0, False), (events * 0.05, False), (events * 0.06, True)):
        found = screened(counts, exposures, by="rate", worst=9, seed=1, draws=1_000, nowhere=nowhere)
        assert found.too_much_lost == refused
        assert found.lost == pytest.approx(nowhere / (events + nowhere))


def test_expected_is_of_a_year_and_excess_above_an_area_like_it() -> None:
    counts, exposures = lived()
    found = of(counts, exposures)
    total, base = np.array(counts, float).sum(), np.array(exposures, float).sum()
    for area in found.areas:
        yearly = exposures[area.place][0] or 0
        assert area.raw == pytest.approx(sum(map(float, counts[area.place])) / (5 * yearly))  # type: ignore[arg-type]
        assert area.expected == pytest.approx(area.rate * yearly)
        assert area.like == pytest.approx(total / base * yearly)
        assert area.excess == pytest.approx(area.expected - area.like)
        assert area.rank_low <= area.rank <= area.rank_high
    assert [area.rank for area in found.ordered] == list(range(1, 79))
    assert sum(area.among_worst for area in found.areas) == pytest.approx(9)


def test_three_orders_rank_by_three_things() -> None:
    counts, exposures = lived()
    for by in ("rate", "expected", "excess"):
        found = of(counts, exposures, by)
        values = [getattr(area, by) for area in found.ordered]
        assert values == sorted(values, reverse=True)
    with pytest.raises(ValueError, match="no order"):
        of(counts, exposures, "raw")


def test_small_street_with_one_event_is_not_first() -> None:
    counts, exposures = lived()
    counts.append([0, 0, 0, 0, 1])
    exposures.append([0.004] * 5)
    found = of(counts, exposures, "rate")
    tiny = found.areas[-1]
    assert max(found.areas, key=lambda area: area.raw) == tiny
    assert tiny.rank > 9


def test_bad_rows_are_left_out_by_name_and_change_nothing_for_others() -> None:
    counts, exposures = lived()
    alone = of(counts, exposures)
    bad = of(
        [[1] * 5, *counts, [1, 1, 1, 1, 1.5], [1, 1, 1, 1, -1], [1, 1, None, 1, 1], [1] * 5],
        [[0] * 5, *exposures, [1] * 5, [1] * 5, [1] * 5, [1, 1, None, 1, 1]],
    )
    assert bad.left_out == {0: "exposure", 79: "count", 80: "count", 81: "count", 82: "exposure"}
    assert [area.place for area in bad.areas] == list(range(1, 79))
    assert [(area.rate, area.rank, area.among_worst) for area in bad.areas] == [
        (area.rate, area.rank, area.among_worst) for area in alone.areas
    ]


def test_street_new_in_the_third_year_has_no_exposure_before() -> None:
    counts, exposures = lived()
    counts.append([0, 0, 3, 2, 4])
    exposures.append([0, 0, 4.0, 4.0, 4.0])
    found = of(counts, exposures)
    assert found.left_out == {}
    assert found.areas[-1].expected == pytest.approx(4 * found.areas[-1].rate)


def test_nothing_usable_is_refused() -> None:
    with pytest.raises(ValueError, match="no areas"):
        of([[1], [2]], [[0], [None]])


def test_few_areas_or_events_are_a_small_sample() -> None:
    many, sizes = lived()
    assert not of(many, sizes).sample_too_small
    assert of(many[:9], sizes[:9]).sample_too_small
    assert of([[1, 0, 0, 0, 0]] * 20, [[1] * 5] * 20).sample_too_small


def test_streets_alike_have_no_line_and_any_rank() -> None:
    for by in ("rate", "excess"):
        found = of([[2, 2]] * 20, [[1, 1]] * 20, by)
        assert found.prior.flat
        assert {(area.rank, area.rank_low, area.rank_high) for area in found.areas} == {(1, 1, 20)}
        assert {area.among_worst for area in found.areas} == {9 / 20}
        assert found.not_a_real_line
        assert {area.excess for area in found.areas} == {0.0}
    sized = of([[2, 2]] * 10 + [[4, 4]] * 10, [[1, 1]] * 10 + [[2, 2]] * 10, "expected")
    assert [area.rank for area in sized.areas] == [11] * 10 + [1] * 10
    assert sized.not_a_real_line


def test_line_is_real_where_nine_stand_far_out() -> None:
    counts = [[60.0] * 5] * 9 + [[5.0] * 5] * 30 + [[6.0] * 5] * 30
    found = of(counts, [[5.0] * 5] * 69)
    assert not found.not_a_real_line
    assert of(counts[:9], [[5.0] * 5] * 9).not_a_real_line is False
    assert of(counts[:9], [[5.0] * 5] * 9).worst == 9


def test_weights_of_years_are_kept_to_be_printed() -> None:
    counts, exposures = lived()
    plain = of(counts, exposures)
    found = screened(counts, exposures, by="excess", worst=9, seed=1, draws=1_000, weights=(0.6, 0.7, 0.8, 0.9, 1.0))
    assert (plain.weights, found.weights) == (None, (0.6, 0.7, 0.8, 0.9, 1.0))
    assert found.prior == plain.prior
    weight = np.array([0.6, 0.7, 0.8, 0.9, 1.0])
    for area in found.areas:
        seen, due = (float(np.array(table[area.place]) @ weight) for table in (counts, exposures))
        assert area.rate == pytest.approx((seen + found.prior.nu) / (due + found.prior.alpha))
    assert 5 <= staying(plain, found) <= 9
    assert staying(plain, plain) == 9
