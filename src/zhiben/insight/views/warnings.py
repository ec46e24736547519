"""What the page of early warning shows: the series as charts, what stands out, notes on the data, the months ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study

WEEKS = 13
"""So many of the last periods a chart shows."""


def shown(study: Study, _query: Mapping[str, str]) -> dict[str, Any]:
    """Series without a period that could be judged are named alone."""
    found = study.result
    return {
        "found": found,
        "charts": [{**one, "spec": _spec(one["points"][-WEEKS:])} for one in found["series"] if one["points"]],
        "unjudged": [one for one in found["series"] if not one["points"]],
    }


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
