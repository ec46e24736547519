"""The special days of the calendar: entered or corrected, never more than one answer a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhiben.kernel.sheet import WriteResult
from zhiben.orgs.models import SpecialDay

Day = tuple[date, bool, str]
"""A day, whether it is worked, and why."""


def set_special_days(days: Sequence[Day]) -> WriteResult:
    """Let the calendar say of each day whether it is worked; days that it knows otherwise are corrected. The ledger's
    entry is the import's."""
    standing = {row.day: (row.worked, row.note) for row in SpecialDay.objects.all()}
    new = sum(1 for day, _worked, _note in days if day not in standing)
    same = sum(1 for day, worked, note in days if standing.get(day) == (worked, note))
    SpecialDay.objects.bulk_create(
        [SpecialDay(day=day, worked=worked, note=note) for day, worked, note in days],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["worked", "note"],
        batch_size=500,
    )
    return WriteResult(new, len(days) - new - same, same)
