"""Working days: Monday to Friday, save the special days that an office keeps a list of (holidays, and weekends worked
in exchange). Clocks that run in working days end here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from zhiben.kernel import clock

CLOSING = time(17, 30)
"""When a working day ends: an editable default of this product, not law."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """A calendar. `special` says of a day whether it is worked, whatever its weekday."""

    special: Mapping[date, bool] = field(default_factory=dict)

    def worked(self, day: date) -> bool:
        """True when the office works on `day`."""
        return self.special.get(day, day.weekday() < 5)

    def after(self, day: date, count: int) -> date:
        """The `count`th working day after `day`, which itself isn't counted."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.worked(day)
        return day

    def before(self, day: date, count: int = 1) -> date:
        """The `count`th working day before `day`, which itself isn't counted."""
        while count > 0:
            day -= timedelta(days=1)
            count -= self.worked(day)
        return day

    def deadline(self, at: datetime, count: int) -> datetime:
        """The end of the `count`th working day after the day of `at`, +08:00."""
        return datetime.combine(self.after(at.astimezone(clock.TZ).date(), count), CLOSING, clock.TZ)
