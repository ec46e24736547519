"""The months to come: seasonal naive unless another method has beaten it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from zhiben.analysis import forecast
from zhiben.insight.answers import warning_series as laid
from zhiben.kernel.periods import months_after
from zhiben.kernel.text import N_

AHEAD, A_YEAR = 3, 12
LEAST_MONTHS = forecast.LEAST_YEARS * A_YEAR + forecast.ORIGINS + AHEAD - 1
"""A forecast needs so many months, five years, without a gap, and nothing of what was before. The more steps it goes
beyond months that are provisional, the fewer times it is tried."""

METHODS = {
    "seasonal_naive": N_("上年同月"),
    "poisson_regression": N_("趋势加季节的回归"),
    "exponential_smoothing": N_("指数平滑"),
}


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
    if further + AHEAD > A_YEAR:
        return {"why": N_("最近{months}个月的数都还没有报齐，不作预测").format(months=further), "months": []}
    if None in counts[-LEAST_MONTHS:]:
        return {"why": N_("近五年里有像是缺报的月份，不作预测"), "months": []}
    counts = counts[max((place + 1 for place, count in enumerate(counts) if count is None), default=0) :]
    try:
        tried = forecast.ORIGINS - further
        found = forecast.forecast([float(count or 0) for count in counts], ahead=AHEAD + further, origins=tried)
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
