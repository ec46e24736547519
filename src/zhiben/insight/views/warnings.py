"""What the page of early warning shows: the series as charts, what stands out, notes on the data, the months ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study

WEEKS = 13
"""So many of the last periods a chart shows."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """First the whole ground and what stands out; all others where they are asked for. Series without a period that
    could be judged are named alone."""
    found = study.result
    drawn = [one for one in found["series"] if one["points"]]
    first = [one for place, one in enumerate(drawn) if place == 0 or _stands_out(one)]
    chosen = drawn if query.get("all") else first
    return {
        "found": found,
        "charts": [{**one, "spec": _spec(one["points"][-WEEKS:])} for one in chosen],
        "more": len(drawn) - len(chosen),
        "unjudged": [one for one in found["series"] if not one["points"]],
    }


def _stands_out(one: Mapping[str, Any]) -> bool:
    return any(point["alarm"] for point in one["points"][-WEEKS:])


def _spec(points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts as columns, what was expected and the limit as lines; of a sum its value and its limit."""
    summed = "value" in points[0]
    lines = [(_("累积值"), "value")] if summed else [(_("预期"), "expected")]
    return {
        "categories": [point["period"] for point in points],
        "unit": _("起"),
        "series": [
            {"name": _("起数"), "values": [point["observed"] for point in points]},
            *(
                {"name": name, "kind": "line", "values": [point[key] for point in points]}
                for name, key in (*lines, (_("上限"), "limit"))
            ),
        ],
    }
