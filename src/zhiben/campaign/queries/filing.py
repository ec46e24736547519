"""What units have filed of the reports that a half-month asks for, counted for all of them at once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.campaign.queries.reports import cadences_ending, expected
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period


def filing(period: Period, as_of: datetime) -> dict[int, Counter[str]]:
    """Per lead unit of then, in scope: reports `expected` for the half-month, and of these, before `as_of`, those in
    `on_time` (by its end) and `late`; how many are a `nil` return, how many say nothing (`empty`); those `missing`."""
    rows_owed: QuerySet[Any] = expected(Cut(as_of, period))
    owed: Any = rows_owed.order_by().values_list("unit_then").annotate(number=Count("pk"))
    found = {unit: Counter(expected=number) for unit, number in owed if unit is not None}
    end = min(period.ends, as_of)
    asked = StateInterval.objects.filter(
        Q(until__isnull=True) | Q(until__gte=end),
        machine=KeyTask.machine.name,
        record=OuterRef("task"),
        unit=OuterRef("unit"),
        state="under_way",
        since__lt=end,
    )
    rows = TaskReport.objects.filter(
        Exists(asked), period_first=period.first, at__lt=as_of, task__cadence__in=cadences_ending(period)
    )
    sent = (
        rows.order_by()
        .values("unit")
        .annotate(
            on_time=Count("pk", filter=Q(at__lt=period.ends)),
            late=Count("pk", filter=Q(at__gte=period.ends)),
            nil=Count("pk", filter=Q(nil=True)),
            empties=Count("pk", filter=Q(empty=True)),
        )
    )
    for line in sent:
        counts = {"on_time": line["on_time"], "late": line["late"], "nil": line["nil"], "empty": line["empties"]}
        found[line["unit"]].update(counts)
    for filed in found.values():
        filed["missing"] = filed["expected"] - filed["on_time"] - filed["late"]
    return found
