"""Reads of second looks (回头看) and their draws, within the open scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from zhiben.hazards.models import LookDraw, SecondLook, load_attempts

LOOKED_THROUGH = 300
"""Among how many open hazards one looks for those that wait for a person."""


def look_draws() -> QuerySet[LookDraw]:
    """The draws for second looks, the newest first."""
    return LookDraw.objects.order_by("-drawn_at", "-pk")


def look_tallies(draws: Iterable[LookDraw]) -> dict[int, Counter[str]]:
    """How many second looks of each draw stand in which state, as far as they are seen."""
    found: dict[int, Counter[str]] = {one.pk: Counter() for one in draws}
    rows = SecondLook.objects.filter(draw__in=list(found)).order_by().values_list("draw", "state")
    for draw, state, count in rows.annotate(count=Count("pk")):
        found[draw][state] = count
    return found


def looks_in(draw: LookDraw) -> list[SecondLook]:
    """The second looks of a draw, in the order in which they were drawn."""
    return _with_attempts(SecondLook.objects.filter(draw=draw.pk).select_related("hazard").order_by("position"))


def looks_waiting() -> list[SecondLook]:
    """Second looks that nobody has taken yet, the longest waiting first."""
    rows = SecondLook.objects.filter(state="drawn").select_related("hazard").order_by("pk")
    return _with_attempts(rows[:LOOKED_THROUGH])


def _with_attempts(rows: Iterable[SecondLook]) -> list[SecondLook]:
    """What the permission asks of each, read for all at once."""
    looks = list(rows)
    load_attempts([look.hazard for look in looks])
    return looks
