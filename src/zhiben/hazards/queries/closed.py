"""Which hazards were closed at given sites, for whoever asks what had been found where something happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min

from zhiben.hazards.models import Attempt, Hazard
from zhiben.kernel import clock


@dataclass(frozen=True, slots=True)
class ClosedHazard:
    """A hazard that was closed: its number and title, its site, the day, and the code of the clause by which it was
    judged (empty for a general one)."""

    id: int
    number: str
    title: str
    site: int
    closed_on: date
    clause: str


def closed_at(sites: Collection[int], first: date, last: date) -> list[ClosedHazard]:
    """The hazards at `sites` that stand closed, and were closed from `first` to `last`, as far as the open scope shows
    them, the oldest first."""
    found: list[ClosedHazard] = []
    wanted = sorted(sites)
    for start in range(0, len(wanted), 500):
        shown = Hazard.objects.filter(site__in=wanted[start : start + 500], state="closed").values("pk")
        rows = Attempt._unfiltered().filter(
            hazard__in=shown,
            number=F("hazard__attempt_no"),
            closed_at__gte=clock.day_start(first),
            closed_at__lt=clock.day_end(last),
        )
        told = rows.values_list(
            "hazard", "hazard__number", "hazard__title", "hazard__site", "closed_at", "hazard__clause__code"
        )
        found += [
            ClosedHazard(pk, number, title, site, at.astimezone(clock.TZ).date(), clause or "")
            for pk, number, title, site, at, clause in told
            if at is not None
        ]
    return sorted(found, key=lambda one: (one.closed_on, one.id))


def ledger_begins() -> date | None:
    """The day on which the first hazard was reported, as far as the open scope shows; None where none was."""
    first = Hazard.objects.aggregate(first=Min("reported_at"))["first"]
    return first.astimezone(clock.TZ).date() if first else None
