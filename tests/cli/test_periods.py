"""How people write periods and days."""

from __future__ import annotations

from datetime import date

import pytest

from zhiben.cli.periods import Period, day_of, days, days_of, like, period_of, periods_of
from zhiben.kernel.errors import Refused


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("2023-02", "month", "2023-02"),
        ("2023年2月", "month", "2023-02"),
        ("2023年12月份", "month", "2023-12"),
        ("2023/2", "month", "2023-02"),
        ("202312", "month", "2023-12"),
        ("２０２３年２月", "month", "2023-02"),
        ("1983.08333333333", "month", "1983-02"),
        ("2024-W01", "week", "2024-01-01"),
        ("2024年第2周", "week", "2024-01-08"),
        ("2023Q4", "quarter", "2023Q4"),
        ("2023年第一季度", "quarter", "2023Q1"),
        ("2023", "year", "2023"),
        ("2023年", "year", "2023"),
        ("17", "number", "17"),
        ("2023-02-05", "day", "2023-02-05"),
        ("2023年2月5日", "day", "2023-02-05"),
    ],
)
def test_periods_are_read(text: str, kind: str, label: str) -> None:
    found = period_of(text)
    assert found is not None
    assert (found.kind, found.label) == (kind, label)


@pytest.mark.parametrize("text", ["", "合计", "2023-13", "2023-02-30", "2024-W60", "二月", "12.5"])
def test_what_is_no_period_is_none(text: str) -> None:
    assert period_of(text) is None


def test_column_tells_what_its_days_are() -> None:
    months = periods_of(["2023-01-01", "2023-02-01", ""])
    assert [one and one.label for one in months] == ["2023-01", "2023-02", None]
    weeks = periods_of(["2023-01-02", "2023-01-09", "2023-01-23"])
    assert [one and one.kind for one in weeks] == ["week"] * 3
    assert [one and one.kind for one in periods_of(["2023-01-02", "2023-01-03"])] == ["day"] * 2
    parts = periods_of(["1969", "1969.08333", "1969.5"])
    assert [one and one.label for one in parts] == ["1969-01", "1969-02", "1969-07"]
    assert [one and one.kind for one in periods_of(["1899", "1950", "12"])] == ["number"] * 3
    with pytest.raises(Refused, match="写法不一"):
        periods_of(["2023-01", "2023年第2周"])


def test_option_names_a_period_of_the_series() -> None:
    assert like("2023年2月", "month") == like("2023-02-15", "month") == period_of("2023-02")
    assert like("2023-02-15", "week") == Period("week", (date(2023, 2, 13) - date(1900, 1, 1)).days // 7)
    assert like("1950", "number") == Period("number", 1950)
    with pytest.raises(Refused, match="不是数据里那样的期次"):
        like("2023", "month")


def test_periods_have_days() -> None:
    for text, first, last in (
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023Q4", date(2023, 10, 1), date(2023, 12, 31)),
        ("2024-W01", date(2024, 1, 1), date(2024, 1, 7)),
    ):
        one = period_of(text)
        assert one is not None
        assert days_of(one.kind, one.number) == (first, last)
    with pytest.raises(ValueError, match="no days"):
        days_of("number", 3)


def test_days_are_read_and_short_years_only_beside_long_ones() -> None:
    for text in ("2011-09-20", "2011年9月20日", "2011/9/20 13:05", "9/20/2011", "2011-09-20 00:00:00"):
        assert day_of(text) == date(2011, 9, 20)
    assert day_of("9/20/11") is None
    assert days(["9/20/11", "6/23/2009", "?"]) == [date(2011, 9, 20), date(2009, 6, 23), None]
