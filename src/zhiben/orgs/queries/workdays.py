"""The calendar of working days, and when a reply that may take some of them is due.

The days off of each year are those that the State Council's office announces, as `chinesecalendar` carries them; an
office's own sheet of special days corrects and prolongs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from zhiben.kernel.workdays import Workdays
from zhiben.orgs.models import SpecialDay


def workdays() -> Workdays:
    """Monday to Friday with the announced days and the special days that were entered, which win."""
    return Workdays({**_announced(), **dict(SpecialDay.objects.values_list("day", "worked"))})


def reply_deadline(at: datetime, working_days: int) -> datetime:
    """17:30 of the last of so many working days after the day of `at`."""
    return workdays().deadline(at, working_days)


@cache
def _announced() -> Mapping[date, bool]:
    """Each announced day that does not follow its weekday, and whether it is worked."""
    from chinese_calendar import constants

    return {**dict.fromkeys(constants.holidays, False), **dict.fromkeys(constants.workdays, True)}


def last_known_year() -> int:
    """The last year whose days off are announced or entered."""
    years = {day.year for day in _announced()} | {day.year for day in SpecialDay.objects.dates("day", "year")}
    return max(years)
