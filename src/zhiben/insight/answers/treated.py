"""What an intervention is judged by: who was listed, and what happened there and elsewhere before and after.

Where less than a year after is over, what a street has in such a time is the share that these calendar months had in
the years before, all streets of the ground together; and it is set beside the same months of the year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from zhiben.accidents.queries import Facts
from zhiben.analysis.before_after import Study
from zhiben.analysis.empirical_bayes import Array
from zhiben.analysis.yearly_study import by_years
from zhiben.insight import queries
from zhiben.insight.answers.areas import Ground, ground_of
from zhiben.insight.answers.listed import A_YEAR, Listed, Months, months_of
from zhiben.insight.answers.nothing_done import yearly_sizes
from zhiben.insight.answers.silence import silent
from zhiben.insight.answers.sizes import sizes_of
from zhiben.insight.questions import Asked
from zhiben.insight.vocab import Sized
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import months_after, months_between, months_from
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Case:
    """The streets of the ground that are looked at with their counts by column (years before, five at most; after),
    what each has in such a time by its size, and who was listed. `same`: the counts of the year before in the calendar
    months of after; `share`: that of these months in a year. `read`: all that happened since that is known."""

    read: Facts
    ground: Ground
    listed: Listed
    months: Months
    counts: NDArray[np.int64]
    same: NDArray[np.int64]
    exposures: Array
    share: float
    sized: Sized
    unsized: tuple[str, ...]

    @property
    def places(self) -> list[int]:
        """Of the listed streets."""
        return [self.ground.place[street] for street in self.listed.streets]

    @property
    def aside(self) -> list[int]:
        """Of streets that are no comparison."""
        listed = self.listed.aside(self.months.until)
        return [self.ground.place[street] for street in listed if street in self.ground.place]

    @property
    def study(self) -> Study:
        """The study that is judged. A part of a year after is set beside the same months of the year before, so that
        the two counts may be compared as they are."""
        whole = by_years(self.counts.astype(float), self.exposures, self.places, self.aside)
        return replace(whole, base=self.same.astype(float), exposure_base=whole.exposure_after)


def case_of(asked: Asked, listed: Listed) -> Case:
    """The case of streets whose day of listing is on record. Raises Refused where nothing is over yet."""
    months = months_of(listed, asked.parameters["nth"], asked.as_of)
    last = months.until - timedelta(days=1)
    read = queries.facts_of(asked, first=date(months.begins.year, 1, 1))
    whole = ground_of(asked, last.year, years=last.year - months.begins.year + 1, read=read)
    years = _years_recorded([row.occurred_on for row in whole.rows], months)
    months = months_of(listed, asked.parameters["nth"], asked.as_of, years)
    whole = replace(whole, rows=tuple(row for row in whole.rows if months.begins <= row.occurred_on <= last))
    before = ground_of(asked, listed.first.year - 1, years=years, read=read)
    sizes = sizes_of(before)
    yearly = yearly_sizes(before, sizes)
    adjusted = sizes.events is not None and all(yearly[whole.place[street]] > 0 for street in listed.streets)
    if not adjusted:
        yearly = np.ones(len(whole.streets))
    kept = tuple(card for card, size in zip(whole.streets, yearly, strict=True) if size > 0)
    unsized = tuple(card.name for card in whole.streets if card not in kept)
    ground = replace(whole, streets=kept)
    counts, same = _counts(ground, months)
    share = _share(ground, months)
    exposures = np.repeat(yearly[yearly > 0][:, None], months.years + 1, axis=1)
    exposures[:, -1] *= share
    by = sizes.by if adjusted else Sized.NONE
    return Case(read, ground, listed, months, counts, same, exposures, share, by, unsized)


def _counts(ground: Ground, months: Months) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """By column, and those of the year before that lie in the calendar months of after."""
    table = np.zeros((len(ground.streets), months.years + 1), np.int64)
    same, looked_at = np.zeros(len(ground.streets), np.int64), _calendar_months(months)
    for row in ground.rows:
        column = months.column(row.occurred_on)
        if column is not None and row.street in ground.place:
            table[ground.place[row.street], column] += 1
            same[ground.place[row.street]] += column == months.years - 1 and row.occurred_on.month in looked_at
    return table, same


def _share(ground: Ground, months: Months) -> float:
    """That of the calendar months of after in the years before; by their number where it cannot be told."""
    before = [row.occurred_on for row in ground.rows if row.occurred_on < months.ends]
    looked_at = _calendar_months(months)
    some = sum(day.month in looked_at for day in before)
    return some / len(before) if some else months.count / A_YEAR


def _calendar_months(months: Months) -> set[int]:
    return {first.month for first in months_from(months.after, months.count)}


def _years_recorded(days: Sequence[date], months: Months) -> int:
    """How many whole years just before the listing are recorded. Raises Refused where the last one is not, or nothing
    is recorded in the whole year after."""
    usual = sum(months.begins <= day < months.ends for day in days) / len(months.before)
    quiet = {months_between(months.begins, month) // A_YEAR for month in silent(days, months.before, usual)}
    spoken = {months.column(day) for day in days}
    whole = [year in spoken and year not in quiet for year in range(months.years)]
    years = next((years for years, one in enumerate(whole[::-1]) if not one), months.years)
    if not years or (months.count == A_YEAR and months.years not in spoken):
        said = N_("{first}至{last}，有的月份没有一起事故记录：没有导入的月份不能当作没有事故")
        first, last = (months_after(months.ends, -A_YEAR), months.ends) if not years else (months.after, months.until)
        raise Refused(said, first=f"{first:%Y-%m}", last=f"{months_after(last, -1):%Y-%m}")
    return years
