"""The arithmetic of scores, each answer worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhiben.appraisal import scoring
from zhiben.appraisal.scoring import Line, Rule, Scheme, Told, Total, Veto
from zhiben.appraisal.vocab import Aggregation, Better, Grade, Kind, Lack, VetoEffect
from zhiben.kernel.errors import Refused


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def measured(weight: str, worst: str, best: str, minimum: int = 1) -> Rule:
    return Rule(Kind.AUTO, Decimal(weight), Decimal(worst), Decimal(best), minimum)


RATE = measured("25", "60", "100", 10)


@pytest.mark.parametrize(
    ("rule", "told", "points", "lack"),
    [
        (RATE, Told(Decimal(482), Decimal(506)), "22.04", None),  # 95.2569 %: 35.2569/40 of 25 is 22.0356
        (RATE, Told(Decimal(50), Decimal(100)), "0.00", None),  # below the worst
        (RATE, Told(Decimal(9), Decimal(9)), None, Lack.TOO_FEW),
        (RATE, Told(Decimal(0), Decimal(0)), None, Lack.NOTHING),
        (RATE, Told(), None, Lack.NOTHING),
        (measured("10", "8", "0"), Told(Decimal(3)), "6.25", None),  # fewer is better: 5/8 of 10
        (measured("10", "8", "0"), Told(Decimal(12)), "0.00", None),
        (measured("10", "0", "50"), Told(value=Decimal(60)), "10.00", None),
        (Rule(Kind.MANUAL, Decimal(8)), Told(points=Decimal("7.5")), "7.50", None),
        (Rule(Kind.MANUAL, Decimal(8)), Told(), None, Lack.NOT_ASSESSED),
        (Rule(Kind.DEDUCTION, Decimal(20), per_item=Decimal(5)), Told(Decimal(3)), "5.00", None),
        (Rule(Kind.DEDUCTION, Decimal(20), per_item=Decimal(5)), Told(Decimal(9)), "0.00", None),
        (Rule(Kind.DEDUCTION, Decimal(20), per_item=Decimal(5), most=Decimal(12)), Told(Decimal(9)), "8.00", None),
        (Rule(Kind.BONUS, Decimal(5)), Told(points=Decimal(9)), "5.00", None),
        (Rule(Kind.BONUS, Decimal(5)), Told(), "0.00", None),
    ],
)
def test_an_indicator_scores(rule: Rule, told: Told, points: str | None, lack: Lack | None) -> None:
    line = scoring.line(1, "一类", rule, told)
    assert (line.points, line.lack) == (number(points), lack)


def given(points: str | None, weight: str, pillar: str = "一类", kind: Kind = Kind.MANUAL) -> Line:
    return scoring.line(1, pillar, Rule(kind, Decimal(weight)), Told(points=number(points)))


def test_lines_are_added_up() -> None:
    lines = [given("30", "40"), given("45", "60", "二类"), given("4", "5", "加分", Kind.BONUS)]
    assert scoring.total_of(lines, Scheme()) == Total(Decimal("79.00"), Decimal("79.00"), 0)


def test_a_bonus_has_a_cap() -> None:
    lines = [given("90", "100"), given("4", "5", "加分", Kind.BONUS), given("4", "5", "加分", Kind.BONUS)]
    assert scoring.total_of(lines, Scheme(bonus=Decimal(6))).low == Decimal("96.00")


def test_what_lacks_has_two_bounds() -> None:
    lines = [given("30", "40"), given(None, "60", "二类")]
    assert scoring.total_of(lines, Scheme()) == Total(Decimal("30.00"), Decimal("90.00"), 1)


def test_between_pillars_points_are_multiplied() -> None:
    """0.75 to the 0.4 by 0.8 to the 0.6 is 0.7796."""
    lines = [given("30", "40"), given("48", "60", "二类")]
    assert scoring.total_of(lines, Scheme(Aggregation.GEOMETRIC)).low == Decimal("77.96")


def test_a_pillar_without_any_points_is_not_bought_off() -> None:
    lines = [given("0", "40"), given("60", "60", "二类")]
    assert scoring.total_of(lines, Scheme(Aggregation.GEOMETRIC)).low == Decimal("0.00")


def test_weights_must_come_to_a_hundred() -> None:
    scoring.weights_must_be_whole([Decimal("33.33"), Decimal("66.67")])
    for weights, said in (
        ([Decimal(40), Decimal(59)], "各项权重合计应为100，现为99，还差1"),
        ([Decimal(40), Decimal("60.5")], "各项权重合计应为100，现为100.5，多出0.5"),
    ):
        with pytest.raises(Refused) as refusal:
            scoring.weights_must_be_whole(weights)
        assert refusal.value.text == said


@pytest.mark.parametrize(
    ("worst", "best", "better", "fits"),
    [
        ("60", "100", Better.MORE, True),
        ("60", "100", Better.LESS, False),
        ("5", "0", Better.LESS, True),
        ("5", "5", Better.MORE, False),
        (None, "5", Better.MORE, False),
    ],
)
def test_goalposts_fit_the_direction(worst: str | None, best: str, better: Better, fits: bool) -> None:
    assert (scoring.goalposts_must_fit(number(worst), number(best), better) == "") is fits


def total(low: str, high: str | None = None) -> Total:
    return Total(Decimal(low), Decimal(high or low), 0 if high is None else 1)


FLOORS = (Decimal(90), Decimal(80), Decimal(60))


@pytest.mark.parametrize(
    ("found", "vetoes", "grade"),
    [
        (total("90"), [], Grade.EXCELLENT),
        (total("89.99"), [], Grade.GOOD),
        (total("60"), [], Grade.PASSED),
        (total("59.99"), [], Grade.FAIL),
        (total("70", "79"), [], Grade.PASSED),
        (total("70", "85"), [], None),
        (total("95"), [Veto(VetoEffect.FORCE_FAIL)], Grade.FAIL),
        (total("95"), [Veto(VetoEffect.CAP_GRADE, Grade.PASSED)], Grade.PASSED),
        (total("50"), [Veto(VetoEffect.CAP_GRADE, Grade.PASSED)], Grade.FAIL),
        (total("85", "95"), [Veto(VetoEffect.CAP_GRADE, Grade.GOOD)], Grade.GOOD),
    ],
)
def test_grades(found: Total, vetoes: list[Veto], grade: Grade | None) -> None:
    assert scoring.grade_of(found, vetoes, FLOORS) is grade


def test_a_veto_may_cost_everything() -> None:
    assert scoring.vetoed(total("95"), [Veto(VetoEffect.FORCE_ZERO)]) == Total(Decimal(0), Decimal(0), 0)
    assert scoring.vetoed(total("95"), [Veto(VetoEffect.FORCE_FAIL)]) == total("95")


def places(*totals: Total) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in scoring.standings(totals)]


def test_ties_share_a_place() -> None:
    assert places(total("90"), total("80"), total("80"), total("70")) == [(1, 1), (2, 2), (2, 2), (4, 4)]


def test_places_have_bounds_while_something_lacks() -> None:
    assert places(total("90"), total("60", "95"), total("70")) == [(1, 2), (1, 3), (2, 3)]


@pytest.mark.parametrize(
    ("values", "mixed"),
    [(("0.95", "95"), True), (("0.95", "0.9"), False), (("95", "88", "0"), False), (("1", "95"), False)],
)
def test_two_scales(values: tuple[str, ...], mixed: bool) -> None:
    assert scoring.scales_mixed(map(Decimal, values)) is mixed


def test_a_line_is_kept_whole() -> None:
    for one in (
        scoring.line(7, "一类", RATE, Told(Decimal(482), Decimal(506))),
        scoring.line(8, "二类", RATE, Told()),
        scoring.line(
            9, "三类", Rule(Kind.DEDUCTION, Decimal(20), per_item=Decimal(5), most=Decimal(9)), Told(Decimal(1))
        ),
    ):
        assert scoring.from_json(scoring.as_json(one)) == one
