"""Half-months, weeks, and the end of a day at +08:00."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zhiben.kernel import clock, periods


@pytest.mark.parametrize(
    ("day", "first", "last", "label"),
    [
        (date(2024, 10, 1), date(2024, 10, 1), date(2024, 10, 15), "2024年10月上半月"),
        (date(2024, 10, 15), date(2024, 10, 1), date(2024, 10, 15), "2024年10月上半月"),
        (date(2024, 10, 16), date(2024, 10, 16), date(2024, 10, 31), "2024年10月下半月"),
        (date(2024, 2, 29), date(2024, 2, 16), date(2024, 2, 29), "2024年2月下半月"),
        (date(2023, 2, 16), date(2023, 2, 16), date(2023, 2, 28), "2023年2月下半月"),
    ],
)
def test_half_month_bounds(day: date, first: date, last: date, label: str) -> None:
    found = periods.half_month_of(day)
    assert (found.first, found.last, found.label) == (first, last, label)


def test_half_months_follow_without_gap_over_a_leap_year() -> None:
    period = periods.half_month_of(date(2024, 1, 1))
    for _ in range(24):
        after = periods.half_month_of(period.last + timedelta(days=1))
        assert after.first == period.last + timedelta(days=1)
        assert periods.previous(after) == period
        period = after
    assert period.first == date(2025, 1, 1)


def test_period_ends_at_midnight_in_china() -> None:
    period = periods.half_month_of(date(2024, 10, 3))
    assert period.ends == datetime(2024, 10, 15, 16, 0, tzinfo=UTC)


def test_week_is_monday_to_sunday() -> None:
    week = periods.week_of(date(2024, 12, 31))
    assert (week.first, week.last, week.label) == (date(2024, 12, 30), date(2025, 1, 5), "2025年第1周")


def test_clock_travels_within_the_block_only() -> None:
    moment = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
    with clock.at(moment):
        assert clock.now() == moment
        assert clock.today() == date(2024, 10, 16)
    assert clock.now() != moment


def test_clock_refuses_a_moment_without_zone() -> None:
    with pytest.raises(ValueError, match="ambiguous"), clock.at(datetime(2024, 10, 16)):  # noqa: DTZ001
        pass


@pytest.mark.parametrize(
    ("moment", "ended"),
    [
        (clock.day_end(date(2024, 10, 15)), date(2024, 10, 15)),
        (clock.day_end(date(2024, 10, 15)) - timedelta(microseconds=1), date(2024, 10, 14)),
        (clock.day_start(date(2024, 10, 16)) + timedelta(hours=12), date(2024, 10, 15)),
        (datetime(2024, 10, 15, 16, tzinfo=UTC), date(2024, 10, 15)),
    ],
)
def test_last_ended_day_is_the_one_whose_24_oclock_has_come(moment: datetime, ended: date) -> None:
    assert clock.last_ended_day(moment) == ended
