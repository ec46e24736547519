"""Deadlines in working days: over weekends, holidays, weekends worked in exchange, and the turn of the year."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from zhiben.kernel import clock
from zhiben.kernel.workdays import Workdays

OCTOBER = {date(2024, 10, day): False for day in range(1, 8)} | {
    date(2024, 9, 29): True,
    date(2024, 10, 12): True,
}


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.TZ)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2024, 10, 16), 1, date(2024, 10, 17)),
        (date(2024, 10, 18), 1, date(2024, 10, 21)),
        (date(2024, 10, 19), 1, date(2024, 10, 21)),
        (date(2024, 12, 31), 1, date(2025, 1, 1)),
        (date(2024, 2, 28), 2, date(2024, 3, 1)),
        (date(2024, 10, 16), 10, date(2024, 10, 30)),
    ],
)
def test_working_days_skip_weekends(day: date, count: int, last: date) -> None:
    assert Workdays().after(day, count) == last


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2024, 9, 27), 1, date(2024, 9, 29)),
        (date(2024, 9, 30), 1, date(2024, 10, 8)),
        (date(2024, 10, 11), 1, date(2024, 10, 12)),
        (date(2024, 10, 11), 2, date(2024, 10, 14)),
    ],
)
def test_special_days_overrule_the_week(day: date, count: int, last: date) -> None:
    assert Workdays(OCTOBER).after(day, count) == last


def test_deadline_ends_at_half_past_five() -> None:
    assert Workdays().deadline(moment(date(2024, 10, 16)), 1) == datetime(2024, 10, 17, 17, 30, tzinfo=clock.TZ)


def test_deadline_goes_by_the_day_in_china() -> None:
    late_in_london = datetime(2024, 10, 16, 18, tzinfo=timezone(timedelta(0)))
    assert Workdays().deadline(late_in_london, 1) == datetime(2024, 10, 18, 17, 30, tzinfo=clock.TZ)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2024, 10, 16), date(2024, 10, 15)),
        (date(2024, 10, 14), date(2024, 10, 12)),
        (date(2024, 10, 8), date(2024, 9, 30)),
        (date(2024, 9, 30), date(2024, 9, 29)),
    ],
)
def test_working_day_before_skips_what_is_not_worked(day: date, found: date) -> None:
    assert Workdays(OCTOBER).before(day) == found
