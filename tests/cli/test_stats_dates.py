"""Days between events and delays of reports through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.test_stats_series import call, written


def test_events_close_together_are_alarms(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (day,) for day in ("2023-03-09", "2023-01-01", "2023-03-01", "2023年3月4日", "某日")
    ]
    file = written(tmp_path, rows, ("日期",))
    told = call("gaps", file, "--mean", 60, "--events", 3)
    assert (told["n"], told["excluded"]) == (4, [{"row": 6, "reason": "日期读不出"}])
    assert [(one["after"], one["days"]) for one in told["gaps"]] == [("2023-01-01", 67)]
    assert told["alarms"] == []
    one = call("gaps", file)
    assert (one["low"], one["median"], one["high"]) == pytest.approx(
        [67 / 3 * x for x in (0.00135, 0.693, 6.608)], rel=1e-3
    )
    assert one["warnings"] == [
        "平均22.3天一起时，同一天再发生也在偶然之内，1起之间再短都不报警；可用--events 3看连续几起",
        "平均间隔取自这些事件本身，短间隔不易显出；宜用--mean给出以往的平均",
    ]
    unit = call("gaps", file, "--mean", 1)
    assert (unit["low"], unit["median"], unit["high"]) == pytest.approx((0.00135, 0.693, 6.608), abs=5e-4)
    assert call("gaps", file, "--mean", 90, "--events", 2)["alarms"] == []
    assert call("gaps", file, "--mean", 300, "--events", 2)["alarms"][0]["until"] == "2023-03-09"
    assert "事件太少" in call("gaps", written(tmp_path, rows[:1], ("日期",)), code=1)["error"]


def test_one_accident_with_two_deaths_is_one_event(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [("甲", "2023-01-01"), ("乙", "2023-03-01"), ("乙", "2023-03-01")]
    named = call("gaps", written(tmp_path, rows, ("编号", "日期")), "--mean", 1000)
    assert (named["n"], named["soonest"]) == (2, 0)
    assert (named["excluded"], named["alarms"]) == ([{"row": 4, "reason": "与第3行是同一起"}], [])
    bare = call("gaps", written(tmp_path, [row[1:] for row in rows], ("日期",)), "--mean", 1000)
    assert (bare["n"], len(bare["alarms"])) == (3, 1)
    assert bare["warnings"] == ["有1行与前一行同一天：一起事故死几个人只算一起，请合并，或用id列写明"]


def test_recent_months_are_told_to_be_provisional(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("2023-01-10", f"2023-0{1 + (number > 5) + (number > 8)}-20") for number in range(10)
    ]
    rows += [("2023-02-10", f"2023-0{2 + (number > 7)}-20") for number in range(10)]
    rows += [("2023-03-10", "2023-03-20")] * 5 + [("2023-03-10", "2023-03-01"), ("", "2023-03-01")]
    file = written(tmp_path, rows, ("发生日期", "上报日期"))
    running = call("reporting-delay", file)
    assert (running["as_of"], running["until"], running["n"]) == ("2023-03-20", "2023-02-28", 17)
    assert [one["age"] for one in running["ages"]] == [0, 1]
    assert running["excluded"][0]["reason"] == "报告在还没有过完的月份里，不参加估计"
    told = call("reporting-delay", file, "--as-of", "2023-03-31")
    assert [one["complete"] for one in told["ages"]] == pytest.approx([0.9 * 14 / 19, 0.9, 1.0])
    assert [one["provisional"] for one in told["ages"]] == [True, True, True]
    assert [one["reason"] for one in told["excluded"]] == ["报告日期早于发生日期，或晚于截止日期", "日期读不出"]
    assert told["as_of"] == told["until"] == "2023-03-31"
    none = written(tmp_path, [("2023-01-10", "")], ("发生日期", "上报日期"))
    assert "没有可用的报告日期" in call("reporting-delay", none, code=1)["error"]
