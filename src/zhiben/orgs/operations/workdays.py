"""The special days of the calendar: entered or corrected, never more than one answer a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from zhiben.kernel.sheet import WriteResult
from zhiben.orgs.models import SpecialDay

Day = tuple[date, bool, str]
"""A day, whether it is worked, and why."""


def standing_days(days: Collection[date]) -> dict[date, SpecialDay]:
    """What the calendar says of these days."""
    return {row.day: row for row in SpecialDay.objects.filter(day__in=days)}


def forget_special_days(days: Collection[date]) -> None:
    """Take entries out of the calendar: those days follow the week again. The ledger's entry is the undone import's."""
    SpecialDay.objects.filter(pk__in=days).delete()


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
