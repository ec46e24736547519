"""What the page of new types shows: each case with its narrative, why it was flagged, and the past one it is most
like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.foundation.studies import Study
from zhiben.insight.highlighting import pieces

OPEN = 8
"""So many cases stand open at first."""


def shown(study: Study, _query: Mapping[str, str]) -> dict[str, Any]:
    """The cases in scope, those with the most reasons first."""
    found = study.result
    named = [*found["cases"], *found["templates"], *found["short"]]
    nearest = [one["nearest"]["case"] for one in found["cases"] if one["nearest"]]
    cases = {case.pk: case for case in accidents.cases_by_id([*(one["case"] for one in named), *nearest])}
    cards = [
        {
            **one,
            "record": cases[one["case"]],
            "pieces": pieces(cases[one["case"]].narrative, one["unseen"]),
            "like": cases.get(one["nearest"]["case"]) if one["nearest"] else None,
        }
        for one in sorted(found["cases"], key=lambda one: -len(one["reasons"]))
        if one["case"] in cases
    ]
    return {
        "found": found,
        "cards": cards[:OPEN],
        "folded": cards[OPEN:],
        "templates": [cases[one["case"]] for one in found["templates"] if one["case"] in cases],
        "short": [cases[one["case"]] for one in found["short"] if one["case"] in cases],
    }
