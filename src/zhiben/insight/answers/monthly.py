"""Month by month: the step in the listed streets' accidents with season and trend taken out, and what is left of it
when that of the other streets is taken off."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date
from math import ceil, floor
from typing import Any

from zhiben.accidents.queries import Fact
from zhiben.analysis import series
from zhiben.analysis.rates import Interval
from zhiben.insight.answers.listed import Months
from zhiben.kernel.periods import months_between
from zhiben.kernel.text import N_


def monthly(
    rows: Sequence[Fact], listed: Collection[int], compared: Collection[int], months: Months, *, claims: bool
) -> dict[str, Any]:
    """The months with both counts (None while streets were being listed), and the steps, or `why` there are none.
    `claims`: whether any effect may be claimed at all."""
    firsts = months.all
    ours, others = (_counted(rows, firsts, chosen, months) for chosen in (listed, compared))
    told: dict[str, Any] = {
        "months": [f"{first:%Y-%m}" for first in firsts],
        "ours": ours,
        "others": others,
        "why": "",
        "steps": None,
    }
    after = months_between(months.treated, months.until)
    if after < series.MONTHS_AFTER:
        said = N_("整治后只有{after}个月，不足{least}个月，只列数，不作时间序列")
        return told | {"why": said.format(after=max(after, 0), least=series.MONTHS_AFTER)}
    if (before := months_between(months.begins, months.ends)) < series.MONTHS_BEFORE:
        said = N_("整治前只有{before}个月的记录，不足{least}个月，只列数，不作时间序列")
        return told | {"why": said.format(before=before, least=series.MONTHS_BEFORE)}
    if not claims:
        return told | {"why": N_("原因见上，时间序列和两个数的比较也不作结论")}
    days = [float(monthrange(first.year, first.month)[1]) for first in firsts]
    at = months_between(months.begins, months.treated)
    try:
        step, control = (series.step(counts, at, exposure=days) for counts in (ours, others))
        left = series.controlled(step, control)
    except ValueError:
        return told | {"why": N_("每月起数太少，时间序列算不出")}
    low, high = outwards(left.within)
    return told | {
        "steps": {
            "before": step.before,
            "after": step.after,
            "ours": [step.rr, *outwards(step.within)],
            "others": [control.rr, *outwards(control.within)],
            "left": [left.rr, low, high],
            "verdict": "fell" if high < 1 else "rose" if low > 1 else "open",
            "turned": step.turned,
            "linked": any(abs(one.autocorrelation) > one.autocorrelation_limit for one in (step, control)),
            "expected": list(step.expected),
            "places": list(step.places),
        }
    }


def outwards(within: Interval) -> tuple[float, float]:
    """Limits as they are printed: to hundredths, away from the middle."""
    return floor(100 * within.low) / 100, ceil(100 * within.high) / 100


def _counted(
    rows: Sequence[Fact], firsts: Sequence[date], streets: Collection[int], months: Months
) -> list[float | None]:
    counts: list[float | None] = [None if months.ends <= first < months.treated else 0.0 for first in firsts]
    for row in rows:
        place = months_between(months.begins, row.occurred_on)
        if row.street in streets and 0 <= place < len(counts) and (so_far := counts[place]) is not None:
            counts[place] = so_far + 1
    return counts
