"""Early warning over facts: weeks, slow drifts, days between rare deaths, one budget; what is missing is not zero, what
was entered late is no rise, and the months ahead never stand without their interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from tests.factories.facts import fact

from zhiben.accidents.queries import Fact
from zhiben.insight.answers import warning_series, warnings
from zhiben.insight.answers.warnings import Names

AS_OF = date(2024, 10, 13)  # a Sunday
BEGINS = date(2019, 1, 7)
NAMES = Names({1: "房屋建筑施工", 2: "仓储"}, {7: "示例区"})


def steady(per_week: float = 6.0, until: date = AS_OF, seed: int = 345, begins: date = BEGINS) -> list[date]:
    rng, days, week = np.random.default_rng(seed), [], begins
    while week <= until:
        days += [week + timedelta(days=int(day)) for day in rng.integers(0, 7, rng.poisson(per_week))]
        week += timedelta(days=7)
    return [day for day in days if day <= until]


def rows(days: Iterable[date], **given: Any) -> list[Fact]:
    return [fact(number, day, **given) for number, day in enumerate(sorted(days), 1)]


def found(facts: list[Fact], **given: Any) -> dict[str, Any]:
    told = {"names": NAMES, "entered": {}, "as_of": AS_OF} | given
    return dict(warnings.found(facts, **told).result)


def test_a_steady_city_raises_no_alert_of_its_own_weeks() -> None:
    result = found(rows(steady()))
    assert [one["subject"] for one in result["alerts"]] == []
    (city, drift, sector, own_drift) = result["series"]
    assert [one["method"] for one in result["series"]] == ["farrington", "cusum", "farrington", "cusum"]
    assert (city["key"], sector["title"], len(city["points"])) == ("city", "房屋建筑施工", 26)
    assert city["points"][-1]["period"] == "2024年第41周"
    assert (drift["key"], own_drift["key"]) == ("city", "sector:1")


def test_a_week_far_above_the_years_before_is_an_alert() -> None:
    burst = [date(2024, 10, 8)] * 25
    result = found(rows([*steady(), *burst]))
    (alert,) = [one for one in result["alerts"] if one["series"] == "city" and one["method"] == "farrington"]
    assert (alert["subject"], alert["period"]) == ("city|farrington|2024-10-07", "2024年第41周")
    assert alert["observed"] > alert["limit"] > alert["expected"] > 3
    assert alert["told"].startswith("全市2024年第41周")


def test_a_young_series_is_judged_by_ears() -> None:
    young = steady(begins=date(2023, 6, 5))
    result = found(rows([*young, *[date(2024, 10, 8)] * 30]))
    assert {one["method"] for one in result["series"] if one["key"] == "city"} == {"ears", "cusum"}
    assert "ears" in {one["method"] for one in result["alerts"]}


def test_a_slow_drift_is_told_by_the_sum() -> None:
    rising = steady(5.0, until=date(2024, 3, 31)) + steady(9.0, begins=date(2024, 4, 1), seed=7)
    result = found(rows(rising))
    assert "city|cusum" in {one["subject"].rsplit("|", 1)[0] for one in result["alerts"]}


def test_empty_weeks_are_missing_and_not_zero() -> None:
    kept = [day for day in steady() if not date(2024, 9, 9) <= day <= date(2024, 9, 29)]
    result = found(rows(kept))
    assert result["quality"] == [
        {"kind": "unreported", "told": "2024年第37周、2024年第38周、2024年第39周一起也没有，按缺报处理，不当作0"}
    ]
    city = result["series"][0]
    assert city["missing"] == ["2024年第37周", "2024年第38周", "2024年第39周"]
    assert "2024年第38周" not in {point["period"] for point in city["points"]}
    assert result["ahead"]["why"] == "有缺报的月份，不作预测"


def test_a_single_empty_week_of_a_quiet_city_is_a_zero() -> None:
    quiet = warning_series.weekly(steady(1.0), BEGINS, AS_OF)
    assert 0 in quiet.counts
    assert warning_series.unreported(quiet) == ()


def test_books_mended_on_one_day_are_told_apart_and_counted_by_the_day_of_the_accident() -> None:
    facts = rows(steady())
    entered = {row.case: date(2024, 10, 9) for row in facts[-120:]}
    result = found(facts, entered=entered)
    assert [one["kind"] for one in result["quality"]] == ["spike"]
    assert "属补录，按发生日期统计，不作安全预警" in result["quality"][0]["told"]
    assert result["alerts"] == []


def test_two_deaths_within_days_of_a_quiet_district_are_an_alert() -> None:
    told = [date(2019, 3, 1) + timedelta(days=230 * number) for number in range(9)]
    facts = rows([*told, date(2024, 10, 1), date(2024, 10, 3), date(2024, 10, 5)])
    facts = [Fact(**{**{name: getattr(row, name) for name in Fact.__slots__}, "district": 7}) for row in facts]
    result = found(facts)
    (alert,) = [one for one in result["alerts"] if one["method"] == "gaps"]
    assert (alert["title"], alert["observed"], alert["series"]) == ("示例区", 4, "district:7")
    assert alert["told"].startswith("示例区亡人事故2024-10-01至2024-10-05只用4天就又发生2起")


def test_one_budget_sets_every_threshold() -> None:
    facts = rows(steady())
    many, few = found(facts, per_month=2.0)["budget"], found(facts, per_month=0.02)["budget"]
    assert many["alpha"] == 0.01  # a budget that is not used up makes no judgement loose
    assert few["alpha"] == pytest.approx(0.02 / (2 * 365.25 / 12 / 7 + 2), abs=1e-6)
    assert (many["series"], many["per_month"], few["per_month"]) == (4, 2.0, 0.02)


def test_the_months_ahead_stand_with_their_interval_after_the_provisional_one() -> None:
    result = found(rows(steady()))
    assert [str(day) for day in result["provisional"]] == []
    months = result["ahead"]["months"]
    assert [one["month"] for one in months] == ["2024年10月", "2024年11月", "2024年12月"]
    assert all(one["low"] <= one["expected"] <= one["high"] for one in months)
    assert result["ahead"]["method_label"] in ("上年同月", "趋势加季节的回归", "指数平滑")


def test_late_reports_make_the_last_month_provisional() -> None:
    facts = rows(steady())
    late = [
        Fact(**{**{n: getattr(row, n) for n in Fact.__slots__}, "known_on": row.occurred_on + timedelta(days=40)})
        for row in facts
    ]
    kept = warnings.found(late, names=NAMES, entered={}, as_of=AS_OF)
    assert [str(day) for day in kept.result["provisional"]] == ["2024-09-01"]
    assert kept.warnings == ["2024年9月的数还没有报齐，为暂定"]


def test_a_short_series_says_why_nothing_is_forecast() -> None:
    result = found(rows(steady(begins=date(2022, 1, 3))))
    assert result["ahead"] == {"why": "不足五年的月度数据，不作预测", "months": []}


def test_no_accident_is_no_series_and_no_error() -> None:
    assert found([])["series"] == []


def test_a_district_is_called_by_its_name_and_nothing_is_forecast_for_it() -> None:
    result = found(rows(steady()), names=replace(NAMES, whole="示例区", of_a_city=False))
    assert (result["series"][0]["title"], result["whole"], result["ahead"]) == ("示例区", "示例区", None)
