"""The page of facts that come together: what a few combinations hold of all accidents, and each with what is aimed at
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.foundation.studies import Study
from zhiben.insight import wording
from zhiben.insight.views.opening import Opening
from zhiben.insight.views.street_risk import spark

SHORT = 12
"""So many numbers of cases stand in a row before they are folded."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found, opening = study.result, Opening(study)
    most = max((count for one in found["rules"] for count in one["years"]), default=0)
    rules = [_told(place, one, found, opening, most) for place, one in enumerate(found["rules"])]
    leading = [one for one in rules if one["like"] is None]
    for one in leading:
        one["others"] = [other for other in rules if other["like"] == one["place"]]
    return {
        "found": found,
        "cases": opening.of(),
        "sentence": wording.of_together(found),
        "first": [rules[place] for place in found["first"]],
        "rules": leading,
        "gaps": sum(one["gap"] for one in leading),
        "tasks": wording.tasks_of(found) if found["rules"] and found["tasks"] else "",
    }


def _told(place: int, one: Mapping[str, Any], found: Mapping[str, Any], opening: Opening, most: int) -> dict[str, Any]:
    return {
        **one,
        "place": place,
        "name": wording.name_of(one),
        "duty": wording.duty_of(one),
        "aims": wording.aimed_of(one),
        "numbers": one["cases"],
        "link": opening.of((side, key) for side, key, _title, _name in one["facts"]),
        "share": f"{one['count'] / one['of']:.0%}",
        "dead_share": f"{one['dead'] / found['dead']:.0%}" if found["dead"] else "",
        "spark": spark(one["years"], most),
        "short": one["cases"][:SHORT],
        "rest": one["cases"][SHORT:],
    }
