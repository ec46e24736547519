"""Reads of second looks (回头看) and their draws, within the open scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from zhiben.analysis.rates import Interval, wilson
from zhiben.hazards.models import LookDraw, SecondLook, SiteRecord, load_attempts
from zhiben.hazards.vocab import FEWEST_LOOKS

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


@dataclass(frozen=True, slots=True)
class RelapseLine:
    """How many closed hazards of one unit (0: of none) were looked at again, and of how many the hazard was back."""

    unit: int
    looks: int
    relapsed: int

    @property
    def rate(self) -> float | None:
        """The share that was back; None where too few were looked at to tell."""
        return self.relapsed / self.looks if self.looks >= FEWEST_LOOKS else None

    @property
    def interval(self) -> Interval | None:
        """Between which limits the rate lies as far as chance goes (95 %); None like the rate."""
        return wilson(self.relapsed, self.looks) if self.looks >= FEWEST_LOOKS else None


def relapse_lines() -> list[RelapseLine]:
    """By the unit that answers for the hazard, second looks in scope that have told, those with most looks first."""
    rows = _told().order_by().values_list("hazard__responsible_unit", "state").annotate(count=Count("pk"))
    found: dict[int, Counter[str]] = {}
    for unit, state, count in rows:
        found.setdefault(unit or 0, Counter())[state] += count
    lines = [RelapseLine(unit, tally.total(), tally["relapsed"]) for unit, tally in found.items()]
    return sorted(lines, key=lambda line: (-line.looks, line.unit))


def told_looks(unit: int) -> QuerySet[SecondLook]:
    """The second looks behind one line, the latest first."""
    return _told().filter(hazard__responsible_unit=unit or None).select_related("hazard").order_by("-looked_at", "-pk")


def _told() -> QuerySet[SecondLook]:
    return SecondLook.objects.filter(state__in=("held", "relapsed"))


def record_states(records: Collection[int]) -> dict[int, str]:
    """How records of two people on site stand, by id, whatever the scope."""
    return dict(SiteRecord._unfiltered().filter(pk__in=list(records)).values_list("pk", "state"))


def drafted_by(record: int) -> frozenset[int]:
    """Who has drafted a record of two people on site, and in whose stead; nobody where it does not wait for its
    second signature."""
    found = SiteRecord._unfiltered().filter(pk=record, state="drafted").first()
    return found.drafters if found else frozenset()
