"""The calendar of working days, and when a reply that may take some of them is due."""

from __future__ import annotations

from datetime import datetime

from zhiben.kernel.workdays import Workdays
from zhiben.orgs.models import SpecialDay


def workdays() -> Workdays:
    """Monday to Friday with the special days that were entered."""
    return Workdays(dict(SpecialDay.objects.values_list("day", "worked")))


def reply_deadline(at: datetime, working_days: int) -> datetime:
    """17:30 of the last of so many working days after the day of `at`."""
    return workdays().deadline(at, working_days)
