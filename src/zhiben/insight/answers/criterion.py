"""A local criterion of listing: so many accidents in the base year, and so much above the mean of the years before. The
text of Shenzhen's own rule is not public; one notice prints a rise that comes out of a mean rounded to two decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from zhiben.insight.answers.areas import Ground
from zhiben.insight.vocab import Counted, Rounding

CENT = Decimal("0.01")


def rise_of(last: int, before: int, years: int, rounding: str) -> Fraction | None:
    """By what share `last` is above the mean of `before` accidents in so many years; None above a mean of nothing."""
    mean = Fraction(before, years)
    if rounding == Rounding.ROUNDED:
        mean = Fraction(rounded(mean))
    return (last - mean) / mean if mean else None


def rounded(value: Fraction) -> Decimal:
    """To two decimals, halves away from nothing."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


def criterion_of(ground: Ground, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Street by street: the accidents that the criterion counts in the base year and before, the rise in per cent, and
    whether that reaches the criterion (None where none is set, or no rise can be told)."""
    table = ground.fatal if told["rule_counts"] == Counted.FATAL else ground.counts
    years = min(told["rule_years"], len(ground.years) - 1)
    found = []
    for counts in table.tolist():
        last, before = counts[-1], sum(counts[-1 - years : -1])
        rise = rise_of(last, before, years, told["rule_rounding"])
        percent = None if rise is None else float(rise * 100)
        found.append({"criterion": _told(last, before, years, percent, told)})
    return found


def _told(last: int, before: int, years: int, percent: float | None, told: Mapping[str, Any]) -> dict[str, Any]:
    reaches = None
    if told["rule_rise"] is not None and (percent is not None or last < told["rule_least"]):
        reaches = last >= told["rule_least"] and percent is not None and percent >= told["rule_rise"]
    return {"last": last, "before": before, "years": years, "rise": percent, "reaches": reaches}
