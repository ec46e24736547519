"""Major hazards reported and closed week by week, and how far those of the year have come: what a wall shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from zhiben.hazards import queries
from zhiben.hazards.models import Attempt
from zhiben.hazards.vocab import REVIEWED
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period

DECLARED = ("declared", *REVIEWED)


@dataclass(frozen=True, slots=True)
class Week:
    """A week: how many valid major hazards were found in it, and how many were closed in it for good."""

    period: Period
    found: int
    closed: int


def weeks(periods: Sequence[Period], cut: Cut) -> list[Week]:
    """The weeks of `periods`, oldest first, as they stand at the cut."""
    first, last = periods[0], periods[-1]
    days = queries.was_valid(cut.as_of).filter(found_on__gte=first.first, found_on__lte=last.last)
    found = Counter(days.order_by().values_list("found_on", flat=True))
    ended = Attempt._unfiltered().filter(
        Q(number=F("hazard__attempt_no")) & Q(closed_at__gte=first.begins, closed_at__lt=cut.as_of),
        hazard__in=queries.major(("closed",), cut.as_of).order_by().values("pk"),
    )
    moments = ended.values_list("closed_at", flat=True)
    closed = Counter(moment.astimezone(clock.TZ).date() for moment in moments if moment is not None)
    return [Week(one, _in(found, one), _in(closed, one)) for one in periods]


def _in(days: Counter[date], period: Period) -> int:
    return sum(count for day, count in days.items() if period.first <= day <= period.last)


def stages(cut: Cut) -> list[tuple[str, int]]:
    """How many of the year's valid ones have come how far, each of them counted in every stage that it has passed."""
    return [
        ("reported", queries.valid(cut).count()),
        ("confirmed", queries.confirmed(cut).count()),
        ("declared", queries.in_states(DECLARED, cut).count()),
        ("reviewed", queries.in_states(REVIEWED, cut).count()),
        ("closed", queries.closed(cut).count()),
    ]
