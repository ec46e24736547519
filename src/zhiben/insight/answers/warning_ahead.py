"""Which months are not complete yet, and the months to come: seasonal naive unless another method has beaten it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from zhiben.accidents.queries import Fact
from zhiben.analysis import delays, forecast
from zhiben.insight.answers import warning_series as laid
from zhiben.kernel.periods import months_after, months_between
from zhiben.kernel.text import N_

AHEAD = 3
LEAST_KNOWN = 30
"""With fewer cases whose day of becoming known is told, the last month is taken for provisional without a curve."""
MOST_MONTHS = 24

METHODS = {
    "seasonal_naive": N_("上年同月"),
    "poisson_regression": N_("趋势加季节的回归"),
    "exponential_smoothing": N_("指数平滑"),
}


def provisional_months(rows: Sequence[Fact], as_of: date) -> frozenset[date]:
    """The first days of the months that are over and not told completely, by the curve of late reports; without enough
    cases to draw it, the last month alone."""
    last = months_after((as_of + timedelta(days=1)).replace(day=1), -1)
    pairs = [
        (max(0, months_between(row.occurred_on, row.known_on)), months_between(row.occurred_on, as_of))
        for row in rows
        if row.known_on is not None and row.occurred_on.replace(day=1) <= last and row.known_on <= as_of
    ]
    pairs = [pair for pair in pairs if pair[1] <= MOST_MONTHS]
    if len(pairs) < LEAST_KNOWN:
        return frozenset({last})
    shape = delays.completeness([delay for delay, _age in pairs], [age for _delay, age in pairs])
    youngest = months_between(last, as_of)
    ages = [one.age for one in shape if one.provisional and one.age >= youngest]
    return frozenset(months_after(last, youngest - age) for age in ages if age - youngest < AHEAD)


def ahead(
    days: Sequence[date], begins: date, as_of: date, late: Collection[date], gone: Sequence[date]
) -> dict[str, Any]:
    """The next three months of the city, each with its interval of 80 %; or why there are none. What is provisional is
    forecast from the months before it."""
    series = laid.monthly(days, begins, as_of, gone)
    whole = len(series)
    while whole and series.firsts[whole - 1] in late:
        whole -= 1
    counts, further = series.counts[:whole], len(series) - whole
    if None in counts:
        return {"why": N_("有缺报的月份，不作预测"), "months": []}
    try:
        found = forecast.forecast([float(count or 0) for count in counts], ahead=AHEAD + further)
    except ValueError:
        return {"why": N_("不足五年的月度数据，不作预测"), "months": []}
    trials = {one.method: one for one in found.trials}
    months = [
        {
            "month": laid.month_name(months_after(series.firsts[whole - 1], one.ahead)),
            "expected": round(one.expected, 1),
            "low": one.within.low,
            "high": one.within.high,
        }
        for one in found.ahead
        if one.ahead > further
    ]
    return {
        "why": "",
        "months": months,
        "method": found.method,
        "method_label": METHODS.get(found.method, found.method),
        "beats": found.method != forecast.NAIVE,
        "mase": round(trials[found.method].mase, 3),
        "covered": round(found.covered, 3),
        "origins": found.origins,
    }
