"""Periods that the office counts in: weeks, half-months (1-15, 16-end), months, quarters, years, all closed ranges of
days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiben.kernel import clock
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed range of days, first and last day included."""

    first: date
    last: date
    label: str = ""

    @property
    def begins(self) -> datetime:
        """00:00 of the first day."""
        return clock.day_start(self.first)

    @property
    def ends(self) -> datetime:
        """24:00 of the last day: the first moment outside."""
        return clock.day_end(self.last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def half_month_of(day: date) -> Period:
    """The half-month that holds `day`: the 1st to the 15th, or the 16th to the month's last day."""
    if day.day <= 15:
        first, last, half = day.replace(day=1), day.replace(day=15), "上半月"
    else:
        first, last, half = day.replace(day=16), day.replace(day=monthrange(day.year, day.month)[1]), "下半月"
    return Period(first, last, f"{day.year}年{day.month}月{half}")


def half_month_ended(as_of: datetime) -> Period:
    """The half-month of the last moment before `as_of`."""
    return half_month_of((as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date())


def week_of(day: date) -> Period:
    """Monday to Sunday around `day`, numbered as ISO 8601 does."""
    first = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Period(first, first + timedelta(days=6), f"{year}年第{week}周")


def month_of(day: date) -> Period:
    """The calendar month of `day`."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return Period(day.replace(day=1), last, f"{day.year}年{day.month}月")


def quarter_of(day: date) -> Period:
    """The calendar quarter of `day`."""
    number = (day.month + 2) // 3
    first = date(day.year, 3 * number - 2, 1)
    return Period(first, month_of(date(day.year, 3 * number, 1)).last, f"{day.year}年第{number}季度")


def year_of(day: date) -> Period:
    """The calendar year of `day`."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year}年")


def previous(period: Period) -> Period:
    """The half-month before a half-month."""
    return half_month_of(period.first - timedelta(days=1))


def months_between(first: date, then: date) -> int:
    """So many months lie between the months of two days."""
    return (then.year - first.year) * 12 + then.month - first.month


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_from(first: date, count: int) -> list[date]:
    """So many first days of months."""
    return [months_after(first, place) for place in range(count)]


def in_rows(firsts: Iterable[date], after: Callable[[date], date]) -> list[list[date]]:
    """First days of periods in their order, those in a row together; `after` tells the next period's."""
    told: list[list[date]] = []
    for first in firsts:
        if told and first == after(told[-1][-1]):
            told[-1].append(first)
        else:
            told.append([first])
    return told


def in_words(months: Iterable[date]) -> str:
    """Months by their names, those in a row as from the first to the last."""
    rows = in_rows(months, lambda one: months_after(one, 1))
    return "、".join(span_of_months(run[0], run[-1]) for run in rows)


def named(months: Iterable[str]) -> str:
    """The same of months that are told as in 2024-04."""
    return in_words(date.fromisoformat(f"{month}-01") for month in months)


def span_of_months(first: date, last: date) -> str:
    """2024年7月, or 2024年7月至9月."""
    begins = N_("{year}年{month}月").format(year=first.year, month=first.month)
    if first == last:
        return begins
    until = N_("{month}月") if first.year == last.year else N_("{year}年{month}月")
    return begins + N_("至") + until.format(year=last.year, month=last.month)
