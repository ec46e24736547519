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
from zhiben.analysis.spring_festival import days_within
from zhiben.insight.answers import silence, warning_series, warnings
from zhiben.insight.answers.warning_budget import LOOSEST, spent
from zhiben.insight.answers.warnings import Names

AS_OF = date(2024, 10, 13)  # a Sunday
BEGINS = date(2019, 1, 7)
SEASON = (20.6, 15.4, 24.0, 26.0, 28.0, 36.0, 44.2, 40.0, 30.0, 25.0, 26.0, 22.0)
ASKED = "2024年第37—39周一起也没有，请核实是否缺报：核实以前不当作0，这些周、月不判断"
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
    assert result["quality"] == [{"kind": "unreported", "told": ASKED}]
    city = result["series"][0]
    assert city["missing"] == ["2024年第37—39周"]
    assert "2024年第38周" not in {point["period"] for point in city["points"]}
    assert result["ahead"]["why"] == "近五年里有像是缺报的月份，不作预测"


def test_a_single_empty_week_of_a_quiet_city_is_a_zero() -> None:
    quiet = warning_series.weekly(steady(1.0), BEGINS, AS_OF)
    assert 0 in quiet.counts
    assert silence.unreported(quiet) == ()


def around_the_festivals(share: float, per_week: float = 7.0) -> list[date]:
    """As `steady`, with so much left in the weeks around the Spring Festival."""
    rng = np.random.default_rng(5)
    return [day for day in steady(per_week) if not days_within(day, day) or rng.random() < share]


def test_empty_weeks_around_the_spring_festival_are_no_failing_to_report() -> None:
    """Two empty weeks of February 2021 were taken for a fault of the data: seven a week are usual, but not then."""
    quiet = [day for day in around_the_festivals(0.3) if not date(2021, 2, 8) <= day <= date(2021, 2, 21)]
    told = warning_series.weekly(quiet, BEGINS, AS_OF)
    assert [told.counts[told.firsts.index(day)] for day in (date(2021, 2, 8), date(2021, 2, 15))] == [0, 0]
    assert silence.unreported(told) == ()
    autumn = [day for day in quiet if not date(2021, 9, 6) <= day <= date(2021, 9, 19)]
    told = warning_series.weekly(autumn, BEGINS, AS_OF)
    assert silence.unreported(told) == (date(2021, 9, 6), date(2021, 9, 13))


def test_weeks_around_a_festival_are_missing_where_other_years_had_as_many_as_ever() -> None:
    busy = [day for day in steady(7.0) if not date(2021, 2, 8) <= day <= date(2021, 2, 21)]
    told = warning_series.weekly(busy, BEGINS, AS_OF)
    assert silence.unreported(told) == (date(2021, 2, 8), date(2021, 2, 15))


def test_runs_of_weeks_are_told_together() -> None:
    weeks = [date(2024, 1, 1) + timedelta(days=7 * number) for number in range(31)]
    assert warning_series.spans_of_weeks(weeks) == ["2024年第1—31周"]
    over = [date(2023, 12, 18), date(2023, 12, 25), date(2024, 1, 1), date(2024, 3, 4)]
    assert warning_series.spans_of_weeks(over) == ["2023年第51周至2024年第1周", "2024年第10周"]


def test_weeks_without_a_report_are_no_quiet_days_between_deaths() -> None:
    deaths = [fact(1 + n, date(2019, 3, 1) + timedelta(days=230 * n)) for n in range(9)]
    days = [day for day in steady() if not date(2021, 10, 4) <= day <= date(2022, 4, 17)]
    means = []
    for others in (steady(), days):
        some = [replace(row, case=row.case + 100, dead=0) for row in rows(others)]
        told = sorted([*(replace(row, district=7) for row in deaths), *some], key=lambda row: row.occurred_on)
        (rare,) = found(told)["rare"]
        means.append(rare["mean"])
    assert means[0] - means[1] == pytest.approx(28 * 7 / 9, abs=0.11)


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
    many, few = found(facts, per_month=0.2)["budget"], found(facts, per_month=0.02)["budget"]
    weeks = 2 * 365.25 / 12 / 7
    assert few["alpha"] == pytest.approx(0.02 / (weeks + 2), abs=1e-6)
    assert many["alpha"] == pytest.approx((0.2 - 0.02) / weeks, abs=1e-6)  # a sum takes 1 in 100 months at most
    assert (many["series"], many["per_month"], few["per_month"]) == (4, 0.2, 0.02)
    assert (many["rate"], few["rate"], many["open_ended"]) == (0.2, 0.02, False)


def test_a_budget_that_moves_nothing_any_more_says_so() -> None:
    """Beyond the loosest judgement the setting has no effect: the rate that follows is told, and that it is so."""
    facts = rows(steady())
    some, more = found(facts, per_month=5.0)["budget"], found(facts, per_month=20.0)["budget"]
    assert some["alpha"] == more["alpha"] == LOOSEST
    assert some["rate"] == more["rate"] == pytest.approx(2 * 365.25 / 12 / 7 * LOOSEST + 0.02, abs=0.006)
    assert (some["open_ended"], more["open_ended"]) == (True, True)


@pytest.mark.parametrize(("less", "more"), [(0.5, 1.0), (1.0, 2.0), (2.0, 5.0)])
def test_every_budget_of_a_city_moves_the_limits(less: float, more: float) -> None:
    """With 39 series 2 and 5 false alarms a month gave the same limits."""
    told = [spent(one, weekly=22, drifts=17, rare=[0.01] * 5) for one in (less, more)]
    assert told[0].alpha < told[1].alpha <= LOOSEST
    assert [one.rate for one in told] == [pytest.approx(less), pytest.approx(more, rel=0.05)]
    lower = [point["limit"] for point in warnings._weeks(_burst(), told[1].alpha)[0]]
    upper = [point["limit"] for point in warnings._weeks(_burst(), told[0].alpha)[0]]
    assert len(upper) == 26 and all(one < other for one, other in zip(lower, upper, strict=True))


def _burst() -> warnings._Watched:
    return warnings._by_week("city", "全市", steady(), BEGINS, AS_OF, ())


def seasonal(seed: int, of_month: tuple[float, ...] = SEASON) -> list[date]:
    """Accidents of 2019 to 2024 by chance, with the season and without a drift."""
    rng, days = np.random.default_rng(seed), []
    for year in range(2019, 2025):
        for month, mean in enumerate(of_month, 1):
            days += [date(year, month, int(day)) for day in rng.integers(1, 29, rng.poisson(mean))]
    return [day for day in days if day <= AS_OF]


def test_every_summer_is_no_drift() -> None:
    """Of the sums of the city over 21 months each; a flat mean brought 0.08 false alarms a month, most in summer."""
    told = [found(rows(seasonal(seed), sector=0), per_month=0.05)["series"] for seed in range(8)]
    sums = [point for series in told for one in series if one["method"] == "cusum" for point in one["points"]]
    assert {point["period"] for point in sums} >= {"2024年7月", "2024年2月"}
    summer = [point["expected"] for point in sums if point["period"] == "2024年7月"]
    winter = [point["expected"] for point in sums if point["period"] == "2024年2月"]
    assert min(summer) > 1.6 * max(winter)
    assert sum(point["alarm"] for point in sums) <= 2


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
        Fact(**{**{n: getattr(row, n) for n in Fact.__slots__}, "known_on": row.occurred_on + timedelta(days=20)})
        for row in facts
    ]
    kept = warnings.found(late, names=NAMES, entered={}, as_of=AS_OF)
    assert [str(day) for day in kept.result["provisional"]] == ["2024-09-01"]
    assert kept.warnings == ["2024年9月的数可能还没有报齐，为暂定"]


def test_a_short_series_says_why_nothing_is_forecast() -> None:
    result = found(rows(steady(begins=date(2022, 1, 3))))
    assert result["ahead"] == {"why": "不足五年的月度数据，不作预测", "months": []}


def test_no_accident_is_no_series_and_no_error() -> None:
    assert found([])["series"] == []


def test_a_district_is_called_by_its_name_and_nothing_is_forecast_for_it() -> None:
    result = found(rows(steady()), names=replace(NAMES, whole="示例区", of_a_city=False))
    assert (result["series"][0]["title"], result["whole"], result["ahead"]) == ("示例区", "示例区", None)


def test_a_quiet_spell_of_a_small_district_is_not_taken_for_a_failure_to_report() -> None:
    """Each run of weeks was tested by itself: of eleven districts at least one had one in 7 of 10 cities."""
    rng, told = np.random.default_rng(11), 0
    firsts = tuple(BEGINS + timedelta(days=7 * number) for number in range(302))
    for mean in (0.62, 0.57, 0.47, 1.2, 0.3) * 40:
        counts = tuple(int(one) for one in rng.poisson(mean, 302))
        told += bool(silence.unreported(warning_series.Series(firsts, counts)))
    assert told <= 2  # measured: 2 of 1,000; by each run alone 1 of 9


def test_fewer_accidents_for_two_years_are_no_failure_to_report() -> None:
    """The weeks of the run are held against those within a year too: where treatment has helped, fewer are usual."""
    rng, told = np.random.default_rng(5), 0
    firsts = tuple(BEGINS + timedelta(days=7 * number) for number in range(302))
    for _one in range(100):
        counts = tuple(int(rng.poisson(0.9 if place < 198 else 0.45)) for place in range(302))
        told += bool(silence.unreported(warning_series.Series(firsts, counts)))
    assert told <= 3


def test_one_accident_of_long_ago_begins_no_series() -> None:
    """A row of 1990 made weeks of thirty years, and no month could be forecast."""
    days = steady()
    for early in ([date(1990, 1, 1)], [date(1995, 3, 1), date(2004, 8, 9), date(2011, 5, 5)]):
        result = found(rows([*early, *days]))
        assert result["series"] == found(rows(days))["series"]
        assert [one["kind"] for one in result["quality"]] == ["scattered"]
        assert result["quality"][0]["told"].startswith(f"{days_first(days)}以前只有零星的{len(early)}起记录")
        assert len(result["ahead"]["months"]) == 3


def days_first(days: list[date]) -> str:
    return f"{min(days):%Y-%m-%d}"


def test_a_gap_before_the_last_five_years_is_no_obstacle_to_a_forecast() -> None:
    begun = steady(begins=date(2017, 1, 2))
    gap = [day for day in begun if not date(2018, 3, 5) <= day <= date(2018, 4, 15)]
    result = found(rows(gap))
    assert [one["kind"] for one in result["quality"]] == ["unreported"]
    assert len(result["ahead"]["months"]) == 3


def test_all_months_that_came_late_are_provisional_and_forecast_anew() -> None:
    """April to June were judged as if complete, though half of what happens is entered half a year later."""
    facts = rows(steady())
    entered = {row.case: row.occurred_on + timedelta(days=150 if row.case % 2 else 3) for row in facts}
    kept = [row for row in facts if entered[row.case] <= AS_OF]
    told = warnings.found(kept, names=NAMES, entered=entered, as_of=AS_OF)
    assert [f"{day:%m}" for day in told.result["provisional"]] == ["05", "06", "07", "08", "09"]
    assert told.warnings == ["2024年5月至9月的数可能还没有报齐，为暂定"]
    assert [one["month"] for one in told.result["ahead"]["months"]] == ["2024年10月", "2024年11月", "2024年12月"]


def test_one_accident_is_no_alert_however_rare_its_sector() -> None:
    rare = [date(2019 + number // 2, 1 + 6 * (number % 2), 9) for number in range(11)]
    city = [fact(number, day) for number, day in enumerate(sorted(steady()), 100)]

    def sums(*more: date) -> list[dict[str, Any]]:
        own = [fact(number, day, sector=2) for number, day in enumerate([*rare, *more], 1)]
        told = sorted([*city, *own], key=lambda row: row.occurred_on)
        return [one for one in found(told, per_month=5.0)["alerts"] if one["series"] == "sector:2"]

    assert sums(date(2024, 9, 3)) == []
    (alert,) = sums(date(2024, 8, 2), date(2024, 9, 3), date(2024, 9, 20))
    assert alert["told"].startswith("仓储2024年8月至9月3起，往年同期约")
    assert "累积值" not in alert["told"] and alert["observed"] == len(alert["cases"]) == 3
    assert alert["span"] == [date(2024, 8, 1), date(2024, 9, 30)]


def test_a_sum_needs_three_accidents_wherever_its_limit_lies() -> None:
    rare = [date(2000 + 2 * number, 3, 9) for number in range(12)]

    def alarms(count: int) -> list[int]:
        series = warning_series.monthly([*rare, *[date(2024, 9, 3)] * count], date(2000, 1, 1), AS_OF)
        watched = warnings._Watched("sector:2", "仓储", series, "cusum")
        return [point["cases"] for point in warnings._drift(watched, LOOSEST)[0] if point["alarm"]]

    assert (alarms(1), alarms(2), alarms(3)) == ([], [], [3])


def test_a_week_with_one_accident_is_no_alert_though_the_limit_lies_below() -> None:
    few = [BEGINS + timedelta(days=91 * number) for number in range(19)]
    watched = warnings._by_week(
        "sector:2", "仓储", [*few, *[date(2024, 9, 17)] * 4, date(2024, 10, 9)], BEGINS, AS_OF, ()
    )
    points = {point["first"]: point for point in warnings._weeks(watched, LOOSEST)[0]}
    alone, four = points[date(2024, 10, 7)], points[date(2024, 9, 16)]
    assert alone["observed"] == 1 > alone["limit"] and not alone["alarm"]
    assert type(alone["observed"]) is int and four["observed"] == 4
