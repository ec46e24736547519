"""What was told of cases in words."""

from __future__ import annotations

from collections.abc import Iterable

from zhiben.accidents.models import AccidentCase

SOME = 500


def narratives(cases: Iterable[int]) -> dict[int, str]:
    """By case the narrative as it stands, of those that the open scope shows and that say something. Names and numbers
    of people were masked when they were entered; revisions keep no narrative."""
    wanted, found = sorted(cases), dict[int, str]()
    for start in range(0, len(wanted), SOME):
        rows = AccidentCase.objects.filter(pk__in=wanted[start : start + SOME])
        found |= dict(rows.values_list("pk", "narrative"))
    return {case: text for case, text in found.items() if text.strip()}
