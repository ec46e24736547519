"""Naming by statistics: exact limits, and how often chance names the innocent or spares the slack."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from zhiben.analysis.naming import Counts, Limits, Ordinary, Verdict, by_chance, judged, leaning, limits, spread_in

UNITS, ISSUES, DUE = 53, 24, 40


def years(number: int, slack: float | None, seed: int) -> tuple[float, float]:
    """Innocent units named a year, and the share of years in which a slack one is named within its first three
    issues."""
    draw = np.random.default_rng(seed)
    innocent = caught = 0
    for _year in range(number):
        before: dict[int, Verdict] = {}
        rates = np.full(UNITS, 0.05)
        rates[0] = 0.05 if slack is None else slack
        missed = draw.binomial(DUE, rates, (ISSUES, UNITS))
        named: dict[int, int] = {}
        for issue in range(ISSUES):
            counts = {unit: Counts(DUE, int(missed[issue, unit])) for unit in range(UNITS)}
            before = judged(counts, before, units=UNITS, issues=ISSUES)
            for unit, verdict in before.items():
                if verdict.reason:
                    named.setdefault(unit, issue)
        innocent += len([unit for unit in named if unit or slack is None])
        caught += named.get(0, ISSUES) < 3
    return innocent / number, caught / number


def test_chance_names_at_most_one_innocent_unit_a_year() -> None:
    innocent, _caught = years(1_000, None, 1)
    assert 0.1 < innocent <= 1.0


def test_a_unit_at_four_fifths_is_named_within_three_issues() -> None:
    _innocent, caught = years(1_000, 0.2, 2)
    assert caught >= 0.75


@pytest.mark.parametrize(("due", "others"), [(40, (99, 1998)), (40, (2, 40)), (300, (30, 300))])
def test_limits_are_exact_however_few_the_others_are(due: int, others: tuple[int, int]) -> None:
    """Counted out in whole numbers: of all that was missed, how much falls to one unit by chance."""
    share = 1 / (UNITS * ISSUES)
    found = limits(due, others, share)

    def reached(least: int) -> Fraction:
        missed, of = others[0] + least, others[1] + due
        ways = sum(comb(due, own) * comb(of - due, missed - own) for own in range(least, min(due, missed) + 1))
        return Fraction(ways, comb(of, missed))

    assert reached(found.at_once) <= share / 2 < reached(found.at_once - 1)
    left = share - reached(found.at_once)
    assert reached(found.again) ** 2 <= left < reached(found.again - 1) ** 2


def test_one_item_twice_on_end_names_nobody() -> None:
    assert limits(40, (0, 200_000), 1 / (UNITS * ISSUES)).again == 2


def test_a_larger_unit_may_miss_more_and_a_smaller_budget_names_fewer() -> None:
    share = 1 / (UNITS * ISSUES)
    small, large = limits(10, (50, 1000), share), limits(100, (50, 1000), share)
    assert small.at_once < large.at_once
    assert limits(40, (50, 1000), share / 10).at_once > limits(40, (50, 1000), share).at_once
    assert limits(10, (999, 1000), share) == Limits(11, 11)


def test_few_items_name_nobody_and_the_unit_is_no_part_of_its_own_yardstick() -> None:
    issue = {1: Counts(9, 9), 2: Counts(40, 40), 3: Counts(400, 20)}
    found = judged(issue, {}, units=3, issues=24)
    assert (found[1].limits, found[1].reason) == (None, "")
    assert (found[2].others, found[2].reason) == ((29, 409), "at_once")
    assert found[3].others == (49, 49)
    assert judged({1: Counts(40, 40)}, {}, units=1, issues=24)[1].reason == ""


def test_two_issues_on_end_name_a_unit_that_one_does_not() -> None:
    rest = {unit: Counts(40, 2) for unit in range(1, UNITS)}
    first = judged({0: Counts(40, 7), **rest}, {}, units=UNITS, issues=ISSUES)
    second = judged({0: Counts(40, 7), **rest}, first, units=UNITS, issues=ISSUES)
    better = judged({0: Counts(40, 2), **rest}, second, units=UNITS, issues=ISSUES)
    assert [found[0].reason for found in (first, second, better)] == ["", "again", ""]


def ordinary_years(number: int, deviation: float, seed: int) -> float:
    """Innocent units named a year where units differ anyway, each keeping a rate of its own through the year; the
    spread is told from the issues so far, as an office would."""
    draw = np.random.default_rng(seed)
    more = 0.05 * (0.05 * 0.95 / deviation**2 - 1)
    named = 0
    for _year in range(number):
        before: dict[int, Verdict] = {}
        rates = draw.beta(more, more * 19, UNITS)
        missed = draw.binomial(DUE, rates, (ISSUES, UNITS))
        spreads: list[float] = []
        innocent: set[int] = set()
        for issue in range(ISSUES):
            counts = {unit: Counts(DUE, int(missed[issue, unit])) for unit in range(UNITS)}
            spreads.append(spread_in(counts.values()))
            spread = sum(spreads) / len(spreads)
            before = judged(counts, before, units=UNITS, issues=ISSUES, spread=spread)
            innocent |= {unit for unit, verdict in before.items() if verdict.reason}
        named += len(innocent)
    return named / number


@pytest.mark.parametrize("deviation", (0.01, 0.02, 0.03))
def test_ordinary_differences_between_units_name_hardly_more(deviation: float) -> None:
    assert ordinary_years(120, deviation, 3) <= 1.0


def test_what_was_missed_before_already_is_not_missed_twice() -> None:
    share = {"units": UNITS, "issues": ISSUES}
    others = {unit: Counts(40, 2) for unit in range(1, UNITS)}
    again = limits(40, (104, 2080), 1 / (UNITS * ISSUES)).again
    first = judged({0: Counts(40, again), **others}, {}, **share)
    assert judged({0: Counts(40, again), **others}, first, **share)[0].reason == "again"
    assert judged({0: Counts(40, again, carried=1), **others}, first, **share)[0].reason == ""


@pytest.mark.parametrize("counts", [(40, 41, 0), (40, -1, 0), (40, 3, 4)])
def test_what_is_no_proportion_is_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        Counts(*counts)


def test_the_spread_between_units_is_told_from_their_counts() -> None:
    draw = np.random.default_rng(4)
    found = []
    for _issue in range(400):
        missed = draw.binomial(DUE, draw.beta(9, 81, UNITS))
        found.append(spread_in(Counts(DUE, int(one)) for one in missed))
    assert np.mean(found) == pytest.approx(1 / 91, rel=0.15)
    assert spread_in([Counts(40, 0), Counts(40, 0)]) == spread_in([Counts(40, 3), Counts(5, 0)]) == 0.0


def test_limits_where_units_differ_are_counted_out_over_their_rates() -> None:
    ordinary = Ordinary(20, 0.1, 0.02)
    rates = np.random.default_rng(5).beta(0.1 * 49, 0.9 * 49, 400_000)
    one, other = np.random.default_rng(6).binomial(20, rates, (2, 400_000))
    assert ordinary.once(5) == pytest.approx(float((one >= 5).mean()), rel=0.03)
    assert ordinary.twice(5) == pytest.approx(float(((one >= 5) & (other >= 5)).mean()), rel=0.05)
    assert (ordinary.once(0), ordinary.twice(0)) == pytest.approx((1.0, 1.0))


def test_a_unit_leans_where_the_others_without_it_leave_one_in_a_thousand() -> None:
    """Counted out; and where units differ anyway, further out."""
    others, due = (100, 2000), 40

    def tail(counts: range, own: int) -> Fraction:
        missed, of = others[0] + own, others[1] + due
        return Fraction(sum(comb(due, some) * comb(of - due, missed - some) for some in counts), comb(of, missed))

    assert by_chance(3, due, others, or_fewer=True) == pytest.approx(float(tail(range(4), 3)))
    worse = next(some for some in range(due) if tail(range(some, due + 1), some) <= Fraction(1, 1000))
    assert [leaning(Counts(due, some), others) for some in (0, worse - 1, worse)] == ["", "", "worse"]
    assert leaning(Counts(300, 2), others) == "better"
    assert [leaning(Counts(due, worse), others, 0.05), leaning(Counts(300, 2), others, 0.05)] == ["", ""]
    assert leaning(Counts(20, 20), (0, 0)) == ""


def test_units_that_miss_all_or_nothing_still_have_limits() -> None:
    issue = {unit: Counts(20, 20 * (unit % 2)) for unit in range(10)}
    spread = spread_in(issue.values())
    assert spread > 1
    found = judged(issue, {}, units=10, issues=24, spread=spread)
    assert {verdict.reason for verdict in found.values()} == {""}
