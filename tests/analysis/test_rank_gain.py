"""Places that a gain buys, against published answers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.analysis.rank_gain import Margin, Standing, Step, margin, rank, steps

PUBLISHED = [Standing(Fraction(value)) for value in ("92.1", "90.4", "88.0", "95.0", "90.4", "71.2", "85.5")]


def proportion(done: int, of: int) -> Standing:
    return Standing(Fraction(done, of), (done, of))


def test_steps_of_values_pass_ties_together() -> None:
    assert rank(PUBLISHED, 2) == 5
    told = [(one.to_rank, float(one.needed), one.work, one.within_noise) for one in steps(PUBLISHED, 2)]
    assert told == [(3, 2.4, None, None), (2, 4.1, None, None), (1, 7.0, None, None)]
    assert margin(PUBLISHED, 2) == Margin(6, Fraction("2.5"), None)
    assert (steps(PUBLISHED, 3), margin(PUBLISHED, 5)) == ([], None)


def test_steps_of_counts_are_whole_items_and_say_where_chance_decides() -> None:
    ours, better = proportion(220, 250), Standing(Fraction("0.904"), (226, 250))
    assert steps([ours, better], 0) == [Step(1, Fraction("0.024"), 7, 6, True, True, True)]
    assert [one.work for one in steps([ours, better], 0, growth=10)] == [16]
    assert margin([ours, better], 1) == Margin(0, Fraction("0.024"), 7)


def test_one_item_that_passes_several_is_one_step_to_the_best_place() -> None:
    others = [proportion(done, done + 10) for done in (90, 92, 93, 94, 95)]
    (step,) = steps([proportion(91, 101), *others], 0)
    assert (step.to_rank, step.work, step.tied, step.needed) == (1, 1, False, Fraction(95, 105) - Fraction(91, 101))
    (level, alone) = steps([proportion(8, 10), proportion(85, 100), proportion(90, 100)], 0)
    assert [(one.to_rank, one.work, one.tied) for one in (level, alone)] == [(1, 1, True), (1, 2, False)]


def test_place_of_a_perfect_rival_can_only_be_shared() -> None:
    (step,) = steps([proportion(220, 250), proportion(1000, 1000)], 0)
    assert (step.work, step.shared, step.within_noise) == (31, 30, False)
    assert (step.reachable, step.shareable) == (False, True)


def test_who_has_too_few_items_left_overtakes_nobody() -> None:
    assert margin([proportion(50, 50), proportion(48, 50)], 0) is None
    assert margin([proportion(49, 50), proportion(48, 50)], 0) == Margin(1, Fraction(1, 50), 2)


def test_an_equal_rival_overtakes_with_one_item() -> None:
    assert margin([proportion(5, 10), proportion(50, 100)], 0) == Margin(1, Fraction(0), 1)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(50, 60)), min_size=2, max_size=8),
    st.integers(0, 20),
)
def test_the_work_of_a_step_is_enough_and_no_less_is(rows: list[tuple[int, int]], growth: int) -> None:
    standings = [proportion(*row) for row in rows]
    done, of = rows[0]
    for step in steps(standings, 0, growth):
        assert step.work is not None
        better = Fraction(done + step.work, of + growth)
        less = Fraction(done + step.work - 1, of + growth)
        assert 1 + sum(one.value > better for one in standings[1:]) == step.to_rank
        assert any(one.value == better for one in standings[1:]) == step.tied
        assert better > standings[0].value + step.needed
        assert less <= standings[0].value + step.needed or step.work == 0


@pytest.mark.parametrize("ours", range(7))
def test_a_step_taken_gives_its_rank(ours: int) -> None:
    for step in steps(PUBLISHED, ours):
        moved = list(PUBLISHED)
        moved[ours] = Standing(PUBLISHED[ours].value + step.needed + Fraction(1, 1000))
        assert rank(moved, ours) == step.to_rank
