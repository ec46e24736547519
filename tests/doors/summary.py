"""What a whole run of the doors has found, as the rows S1 and S2: shown at its end, and kept when the run says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.doors.answers import ALL_POSTS, DOORS, METHODS
from tests.faults.record import Row

MATRIX, INVARIANCE = "zhiben_doors", "zhiben_unchanged"
"""The names under which tests hand over what they tried."""

POSTS = len(ALL_POSTS) + 1
"""All posts, and whoever is not logged in."""

S1 = "every cell as the table says; nothing changed by a refusal; ids of others like none: 404, same body, same queries"
S2 = "0 bytes of what other people are answered"


def rows(reports: Iterable[Any], database: str) -> list[Row]:
    """The rows that a run has measured in full; none for a part of it."""
    told: dict[str, list[tuple[dict[str, float], Any]]] = {MATRIX: [], INVARIANCE: []}
    for report in reports:
        for name, value in report.user_properties:
            if name in told:
                told[name].append((value, report))
    found = []
    if sum(value["cells"] for value, _report in told[MATRIX]) == POSTS * len(DOORS) * len(METHODS):
        found.append(_matrix(told[MATRIX], database))
    if len(told[INVARIANCE]) > 2:
        found.append(_invariance(told[INVARIANCE], database))
    return found


def _sum(parts: list[tuple[dict[str, float], Any]], name: str) -> float:
    return sum(value[name] for value, _report in parts)


def _matrix(parts: list[tuple[dict[str, float], Any]], database: str) -> Row:
    cells, wrong, pairs = (int(_sum(parts, name)) for name in ("cells", "wrong", "pairs"))
    ratio = _sum(parts, "others") / (_sum(parts, "nothing") or 1)
    measured = f"{cells} cells of {POSTS} posts, {wrong} wrong; {pairs} answers 404 beside those for an unknown id"
    measured += f", {ratio:.2f} of their time"
    seconds = round(sum(report.duration for _value, report in parts), 1)
    return Row("S1", S1, measured, passed=not wrong, seconds=seconds, database=database)


def _invariance(parts: list[tuple[dict[str, float], Any]], database: str) -> Row:
    answers, differing = (int(_sum(parts, name)) for name in ("answers", "differing"))
    measured = f"{answers} answers compared after {len(parts)} kinds of change elsewhere, {differing} differing"
    seconds = round(sum(report.duration for _value, report in parts), 1)
    return Row("S2", S2, measured, passed=not differing, seconds=seconds, database=database)
