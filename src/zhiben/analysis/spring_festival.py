"""The Spring Festival moves by up to four weeks from year to year, and work stops around it: how many days of a period
lie in its shadow, for series that it would otherwise seem to disturb."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31"),
        *("2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12"),
        *("2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26"),
        *("2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08"),
    )
)
"""First day of the first lunar month, one of every year; its shadow leaves that year on neither side."""
BEFORE, AFTER = 7, 14
"""Days before it on which sites begin to empty, and after it until the lantern festival, when they fill again."""


def days_within(first: date, last: date) -> int:
    """How many days from `first` to `last`, both included, lie in the shadow. Raises ValueError for years that the
    table does not know."""
    if not FIRST_DAYS[0].year <= first.year <= last.year <= FIRST_DAYS[-1].year:
        raise ValueError(f"the Spring Festivals of {first.year} to {last.year} are not all known")
    found = 0
    for new_year in FIRST_DAYS[first.year - FIRST_DAYS[0].year : last.year - FIRST_DAYS[0].year + 1]:
        begins, ends = new_year - timedelta(days=BEFORE), new_year + timedelta(days=AFTER)
        found += max(0, (min(last, ends) - max(first, begins)).days + 1)
    return found
