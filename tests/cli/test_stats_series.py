"""Series through the command line: their answers, their gaps, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from zhiben.cli import main


def call(*words: object, code: int = 0) -> Any:
    done = CliRunner().invoke(main, ["stats", *map(str, words), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def written(folder: Path, rows: list[tuple[object, ...]], header: tuple[str, ...] = ("period", "count")) -> Path:
    file = folder / "表.csv"
    file.write_text("\n".join(",".join(map(str, row)) for row in (header, *rows)) + "\n", encoding="utf-8")
    return file


def months(counts: list[float], first: int = 2018 * 12) -> list[tuple[object, ...]]:
    return [(f"{(first + place) // 12}年{(first + place) % 12 + 1}月", int(one)) for place, one in enumerate(counts)]


def stepped(rr: float = 0.6) -> list[float]:
    rng = np.random.default_rng(1)
    return [float(one) for one in rng.poisson([40 * (rr if place >= 36 else 1) for place in range(60)])]


def test_step_of_the_seat_belts(shared_data: Path) -> None:
    file = shared_data / "monthly-series" / "UKDriverDeaths.csv"
    told = call("step", file, "--count", "UKDriverDeaths", "--break", "1983-02")
    assert (told["method"], told["n"], told["before"], told["after"], told["enough"]) == ("step", 192, 169, 23, True)
    assert 0.76 < told["rr"] < 0.8
    assert told["low95"] < 0.76 < 0.8 < told["high95"]
    assert told["dispersion"] > 10
    assert [one[:4] for one in told["warnings"]] == ["相邻各期", "走势在此"]


def test_step_with_control_exposure_and_gaps(tmp_path: Path) -> None:
    rows = [(*row, 1000, 50) for row in months(stepped())]
    rows[5] = (rows[5][0], "/", 1000, 50)
    rows[6] = (rows[6][0], "2.5", 1000, 50)
    del rows[40]
    told = call("step", written(tmp_path, rows, ("月份", "起数", "规模", "对照")), "--break", "2021年1月")
    assert 0.5 < told["rr"] < 0.7
    assert told["controlled"]["rr"] == pytest.approx(told["rr"], rel=1e-6)
    assert told["low95"] < told["rr"] < told["high95"]
    assert [(one["row"], one["reason"]) for one in told["excluded"]] == [
        (7, "没有数，按缺报处理，没有当作0"),
        (8, "起数应是不小于0的整数"),
    ]
    assert told["warnings"][0] == "第一期到最后一期之间有3期没有数，按缺报处理，没有当作0"
    assert told["n"] == 57


def test_step_warns_where_a_page_would_refuse(tmp_path: Path) -> None:
    told = call("step", written(tmp_path, months(stepped()[20:])), "--break", "2019-05")
    assert (told["before"], told["after"], told["enough"]) == (16, 24, False)
    assert told["warnings"][0] == "此前16期、此后24期，不足24个月和12个月：网页只列数，不作效果结论"


def test_text_says_whether_the_interval_leaves_out_one(tmp_path: Path) -> None:
    file = written(tmp_path, months(stepped()))
    done = CliRunner().invoke(main, ["stats", "step", str(file), "--break", "2021-01"])
    assert "，区间不含1；离散系数" in done.stdout


@pytest.mark.parametrize(
    ("rows", "header", "words", "said"),
    [
        ([("2023-01", 1)], ("period", "数"), ("--break", "2023-01"), "缺少列：count"),
        ([("2023-01", 1), ("2023-01", 2)], ("period", "count"), ("--break", "2023-01"), "有多行"),
        ([("甲", 1)], ("period", "count"), ("--break", "2023-01"), "没有可用的行"),
        ([("2023-01", 1), ("2023-02", 1)], ("period", "count"), ("--break", "2024-01"), "分不出前后两段"),
        ([("2023-01", 1), ("2023-02", 1)], ("period", "count"), ("--break", "去年"), "不是数据里那样的期次"),
        ([("2023-01", 1), ("2023-02", 1)], ("period", "count"), ("--break", "2023-02", "--where", "x"), "列名=值"),
        ([("1900-01", 1), ("2023-02", 1)], ("period", "count"), ("--break", "2023-02"), "不成序列"),
    ],
)
def test_bad_series_are_refused_in_a_sentence(
    tmp_path: Path, rows: list[tuple[object, ...]], header: tuple[str, ...], words: tuple[str, ...], said: str
) -> None:
    assert said in call("step", written(tmp_path, rows, header), *words, code=1)["error"]


def test_change_of_level_is_named_by_its_period(tmp_path: Path) -> None:
    file = written(tmp_path, [(1990 + year, 30 if year < 12 else 12) for year in range(24)], ("年份", "起数"))
    told = call("change-point", file)
    assert (told["found"], told["p"], told["before"], told["after"]) == ("2002", 0.001, 30.0, 12.0)
    assert told["warnings"] == []
    flat = call("change-point", written(tmp_path, [(1990 + year, 5) for year in range(9)]))
    assert (flat["p"], flat["warnings"]) == (1.0, ["p不小于0.05，不能说发生了变化"])
    assert "至少要有四期" in call("change-point", written(tmp_path, [(1990, 5)]), code=1)["error"]


def test_workbooks_of_a_ministry_are_one_series(shared_data: Path) -> None:
    """44 workbooks of a month each, 4 months missing: as the tidy table of the same figures says."""
    folder = shared_data / "mohurd-monthly-accidents"
    books = call("change-point", *sorted((folder / "raw").glob("*.xls")), "--permutations", 99)
    tidy = call(
        "change-point",
        folder / "monthly_2011_2014.csv",
        *("--count", "accidents", "--where", "region=合计", "--permutations", 99),
    )
    assert books == tidy
    assert books["n"] == 44
    assert books["warnings"][0] == "第一期到最后一期之间有4期没有数，按缺报处理，没有当作0"
    province = call("step", *sorted((folder / "raw").glob("201[34]*.xls")), "--unit", "广东省", "--break", "2014-01")
    assert (province["n"], province["before"], province["after"]) == (24, 12, 12)
    deaths = call("surveillance", *sorted((folder / "raw").glob("*.xls")), "--count", "死亡", "--method", "ears")
    assert deaths["judged"] == 37
    assert (
        "没有“火星省”这一行"
        in call("step", *sorted((folder / "raw").glob("2013*.xls")), "--unit", "火星省", "--break", "2013-06", code=1)[
            "error"
        ]
    )


def test_outbreak_in_a_weekly_series_is_the_only_alarm(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(6, 52 * 6).tolist()
    counts[300] = 40
    rows: list[tuple[object, ...]] = [
        (str(np.datetime64("2018-01-01") + 7 * week), one) for week, one in enumerate(counts)
    ]
    file = written(tmp_path, rows)
    told = call("surveillance", file, "--from", rows[295][0])
    assert [(one["period"], one["observed"]) for one in told["alarms"]] == [(rows[300][0], 40)]
    assert told["alarms"][0]["limit"] < 40
    assert (told["by"], told["judged"], told["alpha"]) == ("farrington", 17, 0.01)
    festive = call("surveillance", file, "--from", rows[295][0], "--spring-festival")
    assert [one["period"] for one in festive["alarms"]] == [rows[300][0]]


def test_ears_limit_through_the_command_line(tmp_path: Path) -> None:
    file = written(tmp_path, [(number, one) for number, one in enumerate([1, 2, 3, 4, 5, 6, 7, 11], 1)])
    told = call("surveillance", file, "--method", "ears")
    assert told["alarms"] == [
        {"period": "8", "observed": 11.0, "limit": pytest.approx(10.676, abs=5e-4), "expected": 4.0}
    ]


def test_cusum_names_its_plan_and_alarms(tmp_path: Path) -> None:
    file = written(tmp_path, [(number, 1 if number <= 20 else 3) for number in range(1, 31)])
    told = call("surveillance", file, "--method", "cusum", "--usual", 1, "--shifted", 2)
    assert (told["k"], told["run"] >= 100, told["judged"]) == (1.4, True, 30)
    assert told["alarms"][0]["period"] in ("22", "23", "24")
    assert told["alarms"][0]["sum"] >= told["h"] == told["alarms"][0]["limit"]
    assert "须大于0" in call("surveillance", file, "--method", "cusum", "--usual", 3, "--shifted", 2, code=1)["error"]


def test_cusum_does_not_judge_what_its_mean_was_taken_from(tmp_path: Path) -> None:
    """A burst in the first half was an alarm against a mean that it had raised itself."""
    file = written(tmp_path, [(number, 12 if number == 5 else 1) for number in range(1, 21)])
    told = call("surveillance", file, "--method", "cusum", "--shifted", 5)
    assert (told["judged"], told["alarms"], told["base"], told["usual"]) == (10, [], "10", 2.1)
    assert told["warnings"][0].startswith("平常每期几起取自到10为止的各期，这些期不作判断")
    given = call("surveillance", file, "--method", "cusum", "--usual", 1, "--shifted", 2)
    assert ([one["period"] for one in given["alarms"]], given["warnings"]) == (["5"], [])


@pytest.mark.parametrize(("h", "k", "mean", "run"), [(4, 2, 1, 537.698), (6, 3, 2, 412.471), (5, 2, 1, 1903.54)])
def test_run_lengths_through_the_command_line(tmp_path: Path, h: int, k: int, mean: int, run: float) -> None:
    file = written(tmp_path, [(number, 1) for number in range(1, 9)])
    told = call("surveillance", file, "--method", "cusum", "--h", h, "--k", k, "--usual", mean)
    assert told["run"] == pytest.approx(run, rel=1e-6, abs=5e-3)


def test_young_series_is_told_not_to_be_judged(tmp_path: Path) -> None:
    told = call("surveillance", written(tmp_path, months([1.0] * 30)))
    assert (told["judged"], told["alarms"], told["warnings"]) == (0, [], ["没有一期可以判断：此前的期数不够，或没有数"])


def test_forecast_comes_with_intervals_and_trials(tmp_path: Path, shared_data: Path) -> None:
    file = shared_data / "monthly-series" / "UKDriverDeaths.csv"
    told = call("forecast", file, "--count", "UKDriverDeaths", "--ahead", 2)
    assert [one["period"] for one in told["ahead"]] == ["1985-01", "1985-02"]
    assert all(one["low80"] < one["expected"] < one["high80"] for one in told["ahead"])
    assert told["trials"][0]["mase"] < 1
    assert told["by"] == told["trials"][0]["method"]
    assert "至少五年多" in call("forecast", written(tmp_path, months([1.0] * 40)), code=1)["error"]


def test_budget_of_false_alarms_sets_the_limits(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    rows: list[tuple[object, ...]] = [
        (str(np.datetime64("2018-01-01") + 7 * week), one) for week, one in enumerate(rng.poisson(9, 300).tolist())
    ]
    file = written(tmp_path, rows)
    told = call("surveillance", file, "--budget", 2, "--series", 40)
    assert told["alpha"] == pytest.approx(2 * 2 / (40 * 52 / 12))
    assert call("surveillance", file, "--method", "ears", "--budget", 2, "--series", 40)["alpha"] == pytest.approx(
        told["alpha"] / 2
    )
    slow = call("surveillance", file, "--method", "cusum", "--budget", 2, "--series", 40)
    assert slow["run"] >= 40 * 52 / 12 / 2
    assert "少于" in call("surveillance", file, "--budget", 9, code=1)["error"]
    assert "一半" in call("surveillance", file, "--budget", 4, code=1)["error"]


def test_budget_counts_the_judgements_of_a_month(tmp_path: Path) -> None:
    days: list[tuple[object, ...]] = [(str(np.datetime64("2023-01-01") + day), day % 3) for day in range(60)]
    told = call("surveillance", written(tmp_path, days), "--method", "ears", "--budget", 1)
    assert told["alpha"] == pytest.approx(12 / 365.25)
    numbered = written(tmp_path, [(number, 1) for number in range(1, 30)])
    assert "只是编号" in call("surveillance", numbered, "--method", "ears", "--budget", 1, code=1)["error"]
