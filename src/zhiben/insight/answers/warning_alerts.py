"""Alerts of early warning in sentences that can be read aloud, each with its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zhiben.accidents.queries import Fact
from zhiben.insight.answers.warning_series import WEEK
from zhiben.kernel.periods import months_after, span_of_months
from zhiben.kernel.text import N_

RARE_DAYS = 31
"""A gap that ended before so many days is no news."""
LABELS = {
    "farrington": N_("周数预警（Farrington法）"),
    "ears": N_("短序列预警（EARS C2）"),
    "cusum": N_("缓慢上升预警（累积和）"),
    "gaps": N_("罕见事件的间隔天数"),
}


def of_series(key: str, title: str, by: str, point: Mapping[str, Any]) -> dict[str, Any]:
    """A week, or the months of a sum, in cases and in what is usual."""
    since, first = point.get("since", point["first"]), point["first"]
    if by == "cusum":
        period, until = span_of_months(since, first), months_after(first, 1) - timedelta(days=1)
        observed, expected = point["cases"], point["usual"]
        said = N_("{title}{period}{observed}起，往年同期约{expected}起")
    else:
        period, until = point["period"], first + WEEK - timedelta(days=1)
        observed, expected = point["observed"], point["expected"]
        said = N_("{title}{period}{observed}起，按往年推算约{expected:.1f}起")
    return {
        "subject": f"{key}|{by}|{first:%Y-%m-%d}",
        "series": key,
        "title": title,
        "method": by,
        "method_label": LABELS[by],
        "period": period,
        "first": first,
        "span": [since, until],
        "observed": observed,
        "expected": expected,
        **({"value": point["value"]} if by == "cusum" else {}),
        "limit": point["limit"],
        "provisional": point["provisional"],
        "told": said.format(title=title, period=period, observed=observed, expected=expected),
    }


def of_gaps(one: Mapping[str, Any], as_of: date) -> Iterator[dict[str, Any]]:
    """Deaths that came soon one after the other, of late."""
    said = N_(
        "{title}亡人事故{after:%Y-%m-%d}至{until:%Y-%m-%d}只用{days}天就又发生{events}起，平均{mean}天一起，"
        "{events}起在{soonest}天以内的少见"
    )
    for gap in one["gaps"]:
        if gap["soon"] and gap["until"] > as_of - timedelta(days=RARE_DAYS):
            yield {
                "subject": f"{one['key']}|gaps|{gap['until']:%Y-%m-%d}",
                "series": one["key"],
                "title": one["title"],
                "method": "gaps",
                "method_label": LABELS["gaps"],
                "period": f"{gap['until']:%Y-%m-%d}",
                "first": gap["until"],
                "span": [gap["after"], gap["until"]],
                "observed": gap["days"],
                "expected": one["mean"],
                "limit": one["soonest"],
                "provisional": False,
                "told": said.format(**{**one, **gap}),
            }


def with_cases(alert: Mapping[str, Any], rows: Sequence[Fact]) -> dict[str, Any]:
    """An alert with the cases that it is about."""
    kind, _colon, own = alert["series"].partition(":")
    since, until = alert["span"]
    cases = [
        {"case": row.case, "number": row.number, "on": row.occurred_on.isoformat()}
        for row in rows
        if since <= row.occurred_on <= until and _is_of(row, kind, int(own or 0))
    ]
    return {**alert, "cases": cases}


def _is_of(row: Fact, kind: str, own: int) -> bool:
    if kind == "district":
        return row.district == own and bool(row.dead)
    return kind != "sector" or row.sector == own
