"""The grade by rule: the test vectors of the law's thresholds, told by the function and by the database alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.factories.accidents import Bureau, many_cases

from zhiben.accidents.grading import accident_grade
from zhiben.accidents.models import AccidentCase
from zhiben.accidents.vocab import Grade, Regime

VECTORS: tuple[tuple[int, int, str, Grade], ...] = (
    (2, 0, "0", Grade.GENERAL),
    (3, 0, "0", Grade.LARGER),
    (9, 49, "49999999.99", Grade.LARGER),
    (10, 0, "0", Grade.MAJOR),
    (0, 50, "0", Grade.MAJOR),
    (0, 0, "50000000", Grade.MAJOR),
    (29, 99, "99999999", Grade.MAJOR),
    (0, 100, "0", Grade.EXTREME),
    (30, 0, "0", Grade.EXTREME),
    (0, 0, "100000000", Grade.EXTREME),
    (0, 9, "9999999.99", Grade.GENERAL),
    (0, 10, "0", Grade.LARGER),
    (0, 0, "10000000", Grade.LARGER),
    (0, 0, "0", Grade.GENERAL),
)


@pytest.mark.parametrize(("deaths", "serious", "loss", "grade"), VECTORS)
@pytest.mark.parametrize("regime", Regime)
def test_grade_follows_the_thresholds(deaths: int, serious: int, loss: str, grade: Grade, regime: Regime) -> None:
    assert accident_grade(deaths, serious, Decimal(loss), regime=regime) == grade


def test_minor_is_a_class_of_its_own_only_where_it_is_kept() -> None:
    assert accident_grade(0, 0, Decimal(0)) == Grade.GENERAL
    assert accident_grade(0, 0, Decimal(0), minor=True) == Grade.MINOR
    assert accident_grade(0, 0, Decimal("0.01"), minor=True) == Grade.GENERAL
    assert accident_grade(0, 1, Decimal(0), minor=True) == Grade.GENERAL


@pytest.mark.parametrize("wrong", [(-1, 0, "0"), (0, -1, "0"), (0, 0, "-1")])
def test_what_is_negative_has_no_grade(wrong: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match="negative"):
        accident_grade(wrong[0], wrong[1], Decimal(wrong[2]))


def test_the_database_grades_alike_and_counts_missing_people_as_dead(bureau: Bureau) -> None:
    drafts = [
        bureau.draft(deaths=deaths - missing, missing=missing, serious=serious, loss=Decimal(loss), regime=regime)
        for deaths, serious, loss, _grade in VECTORS
        for missing in {0, min(deaths, 1)}
        for regime in Regime
    ]
    rows = many_cases(drafts, by=bureau.office)
    told = dict(AccidentCase._unfiltered().values_list("pk", "grade"))
    assert {row.pk: row.graded for row in rows} == told
    expected = [grade for *_figures, grade in VECTORS]
    assert {(row.dead, row.serious, row.loss): row.graded for row in rows} == {
        (deaths, serious, Decimal(loss)): grade
        for (deaths, serious, loss, _grade), grade in zip(VECTORS, expected, strict=True)
    }
