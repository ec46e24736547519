"""What the page of early warning shows: the series as charts, what stands out, notes on the data, the months ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study

SUM = "cusum"
"""The method whose periods are months and whose line is a sum."""
WEEKS = 13
"""So many of the last periods a chart shows."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """First the whole ground and what stands out now; what stood out before is named; all others where they are asked
    for. Series without a period that could be judged are named alone."""
    found = study.result
    drawn = [one for one in found["series"] if one["points"]]
    now = {(alert["series"], alert["method"]) for alert in found["alerts"]}
    whole = drawn[0]["key"] if drawn else ""
    first = [one for one in drawn if one["key"] == whole or (one["key"], one["method"]) in now]
    chosen = drawn if query.get("all") else first
    before = [one for one in drawn if (one["key"], one["method"]) not in now]
    return {
        "found": found,
        "charts": [{**one, **_specs(one["method"], one["points"][-WEEKS:])} for one in chosen],
        "more": len(drawn) - len(chosen),
        "earlier_crossed": [{**one, "crossed": crossed} for one in before if (crossed := _crossed(one))],
        "unjudged": [one for one in found["series"] if not one["points"]],
    }


def _crossed(one: Mapping[str, Any]) -> list[str]:
    return [point["period"] for point in one["points"][-WEEKS:] if point["alarm"]]


def _specs(method: str, points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts as columns and what was expected as a line, with the limit where it is one of counts; a sum and its limit
    by themselves below, as they are not measured in accidents of a month."""
    laid, expected = list(_with_gaps(method, points)), (_("预期"), "expected")
    if method != SUM:
        return {"spec": _spec(laid, expected, (_("上限"), "limit"))}
    return {
        "spec": _spec(laid, (_("往年同月"), "expected")),
        "sum": _spec(laid, (_("累积值"), "value"), (_("累积值的上限"), "limit"), counts=False),
    }


def _spec(laid: Sequence[Mapping[str, Any]], *lines: tuple[str, str], counts: bool = True) -> dict[str, Any]:
    """Where periods were not judged, the lines break."""
    drawn: list[dict[str, Any]] = [
        {"name": name, "kind": "line", "values": [point.get(key) for point in laid]} for name, key in lines
    ]
    columns = [{"name": _("起数"), "values": [point.get("observed") for point in laid]}] if counts else []
    found: dict[str, Any] = {"categories": [point["period"] for point in laid], "series": [*columns, *drawn]}
    return {**found, "unit": _("起")} if counts else found


def _with_gaps(method: str, points: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The points, and one without figures in place of each run of periods that were not judged."""
    before: date | None = None
    for point in points:
        first = date.fromisoformat(point["first"])
        if before is not None and (gap := _between(method, before, first)):
            words = _("（%(gap)s个月不判断）") if method == SUM else _("（%(gap)s周不判断）")
            yield {"period": words % {"gap": gap}}
        yield point
        before = first


def _between(method: str, before: date, then: date) -> int:
    """How many periods lie between two that were judged."""
    if method == SUM:
        return 12 * (then.year - before.year) + then.month - before.month - 1
    return (then - before).days // 7 - 1
