"""Which periods an edition of a form asks for, from which day a return is there to be filled in, and until when it is
on time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.kernel import clock
from zhiben.kernel.periods import Period, half_month_of, month_of, quarter_of, week_of, year_of
from zhiben.kernel.workdays import Workdays
from zhiben.reporting.vocab import OPENS_BEFORE, Frequency


def _day_of(day: date) -> Period:
    return Period(day, day, clock.in_words(day))


PERIOD_OF: dict[str, Callable[[date], Period]] = {
    Frequency.ONCE: _day_of,
    Frequency.WEEK: week_of,
    Frequency.HALF_MONTH: half_month_of,
    Frequency.MONTH: month_of,
    Frequency.QUARTER: quarter_of,
    Frequency.YEAR: year_of,
}
"""The period that a day belongs to; a form that asks once is about one day."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often an edition asks, from which day to which, and how many days after a period's end it is due."""

    frequency: str
    begins_on: date
    until: date
    due_days: int
    working_days: bool

    def periods(self) -> Iterator[Period]:
        """Every whole period from the first day to the last."""
        of = PERIOD_OF[self.frequency]
        period = of(self.begins_on)
        if period.first < self.begins_on:
            period = of(period.last + timedelta(days=1))
        while period.last <= self.until:
            yield period
            if self.frequency == Frequency.ONCE:
                return
            period = of(period.last + timedelta(days=1))

    def open_by(self, today: date) -> list[Period]:
        """Those of them whose returns are there to be filled in by `today`."""
        return [period for period in self.periods() if self.opens_on(period) <= today]

    def opens_on(self, period: Period) -> date:
        """The first day on which a return of the period can be filled in."""
        return max(period.first, period.last - timedelta(days=OPENS_BEFORE - 1))

    def due(self, period: Period, workdays: Workdays) -> date:
        """The last day on which a return of the period is on time, until 24:00."""
        if self.working_days:
            return workdays.after(period.last, self.due_days)
        return period.last + timedelta(days=self.due_days)
