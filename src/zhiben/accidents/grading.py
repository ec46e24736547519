"""The grade of an accident by rule, never typed: thresholds as values, one set for each regime, and the same rule as an
expression that the database computes by itself.

Order 493 of 2007 art. 3: "以上" includes the number, "以下" excludes it; the three tests are joined by "or", and the
highest grade that any of them reaches holds. Missing people count as dead (art. 12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from zhiben.accidents.vocab import Grade, Regime
from zhiben.kernel import clock
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which figures on an accident is of a grade."""

    grade: Grade
    deaths: int
    serious: int
    loss: Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one regime: thresholds from the gravest down, days within which casualties are reported on, and
    where both stand."""

    thresholds: tuple[Threshold, ...]
    supplement_days: int
    source: str


ORDER_493 = (
    Threshold(Grade.EXTREME, 30, 100, Decimal(100_000_000)),
    Threshold(Grade.MAJOR, 10, 50, Decimal(50_000_000)),
    Threshold(Grade.LARGER, 3, 10, Decimal(10_000_000)),
)

RULES: dict[Regime, Rules] = {
    Regime.WORK: Rules(ORDER_493, 30, N_("《生产安全事故报告和调查处理条例》（国务院令第493号）第三条、第十三条")),
    Regime.ROAD: Rules(
        ORDER_493,
        7,
        N_("国务院令第493号第三条、第十三条（道路交通事故七日）；行业另有分级规定的，使用前须核对"),
    ),
    Regime.FIRE: Rules(
        ORDER_493, 7, N_("国务院令第493号第三条、第十三条（火灾事故七日）；行业另有分级规定的，使用前须核对")
    ),
}


def accident_grade(
    deaths: int, serious: int, loss_yuan: Decimal, *, regime: str = Regime.WORK, minor: bool = False
) -> Grade:
    """The grade by deaths (missing ones included), serious injuries and direct loss in yuan. With `minor`, an accident
    without any of these is MINOR, a class of local ledgers that the law does not know. Raises ValueError for what is
    negative."""
    if deaths < 0 or serious < 0 or loss_yuan < 0:
        raise ValueError("casualties and losses are not negative")
    for one in RULES[Regime(regime)].thresholds:
        if deaths >= one.deaths or serious >= one.serious or loss_yuan >= one.loss:
            return one.grade
    return Grade.MINOR if minor and not (deaths or serious or loss_yuan) else Grade.GENERAL


def grade_expression() -> Any:
    """The same over a case's columns, for a column that nobody can write."""
    cases = [
        models.When(
            Q(regime=regime)
            & (Q(deaths__gte=one.deaths - F("missing")) | Q(serious__gte=one.serious) | Q(loss__gte=one.loss)),
            then=models.Value(one.grade.value),
        )
        for regime, rules in RULES.items()
        for one in rules.thresholds
    ]
    return models.Case(*cases, default=models.Value(Grade.GENERAL.value))


HARM = ("deaths", "missing", "serious", "minor")
"""Columns of casualties, which are reported on within so many days."""


def is_late(occurred_on: date, regime: str, moment: datetime) -> bool:
    """True when casualties told at `moment` come after the days within which they are reported on (Order 493
    art. 13)."""
    return moment >= clock.day_end(occurred_on + timedelta(days=RULES[Regime(regime)].supplement_days))
