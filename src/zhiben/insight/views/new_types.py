"""What the page of new types shows: each case with its narrative as it stands, why it was flagged, and the past one it
is most like; combinations that grow with their cases. What was answered since is told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.foundation.studies import Study
from zhiben.insight import known
from zhiben.insight.highlighting import pieces

OPEN = 8
"""So many cases stand open at first."""


def shown(study: Study, _query: Mapping[str, str]) -> dict[str, Any]:
    """The cases in scope that nobody has answered or studies, those with the most reasons first; how many have been
    answered, and how many are studied."""
    found, answered, studied = study.result, known.answered(study.unit), known.taken_up(study.unit)
    growing = found.get("growing", [])
    named = [*found["cases"], *found["templates"], *found["short"], *(one for each in growing for one in each["cases"])]
    nearest = [one["nearest"]["case"] for one in found["cases"] if one["nearest"]]
    cases = {case.pk: case for case in accidents.cases_by_id([*(one["case"] for one in named), *nearest])}
    open_still = [one for one in found["cases"] if one["case"] not in answered]
    waiting = [one for one in open_still if one["case"] not in studied]
    cards = [
        {
            **one,
            "record": cases[one["case"]],
            "pieces": pieces(cases[one["case"]].narrative, one["unseen"], one.get("read", "")),
            "like": cases.get(one["nearest"]["case"]) if one["nearest"] else None,
        }
        for one in sorted(waiting, key=lambda one: -len(one["reasons"]))
        if one["case"] in cases
    ]
    still = [one for one in growing if any(each["case"] not in answered for each in one["cases"])]
    return {
        "found": found,
        "cards": cards[:OPEN],
        "folded": cards[OPEN:],
        "waiting": len(waiting),
        "growing": [one | {"records": _records(one["cases"], cases)} for one in still],
        "studied": len(open_still) - len(waiting),
        "answered": len(found["cases"]) - len(open_still) + len(growing) - len(still),
        "templates": _records(found["templates"], cases),
        "short": _records(found["short"], cases),
    }


def _records(named: list[dict[str, Any]], cases: Mapping[int, Any]) -> list[Any]:
    return [cases[one["case"]] for one in named if one["case"] in cases]
