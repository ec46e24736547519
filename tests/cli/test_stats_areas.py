"""Areas with few events as scripts ask for them: published answers, bad rows by name, and what a page would refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from zhiben.cli import main

EDGES = {"a": 5, "b": 6, "c": 5, "d": 4}


def table(folder: Path, *lines: str) -> Path:
    file = folder / "表.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def document(*words: object, code: int = 0) -> Any:
    done = CliRunner().invoke(main, ["stats", *map(str, words), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def of(folder: Path, data: Path, name: str, *columns: str) -> Path:
    """The file that a method takes, with columns of a published one in the order that it names."""
    with (data / "small-area-rates" / name).open(encoding="utf-8") as file:
        rows = [",".join(row[column].strip() for column in columns) for row in csv.DictReader(file)]
    heads = ("area", "count", "exposure", "longitude", "latitude")
    return table(folder, ",".join(heads[: len(columns)]), *rows)


def test_lip_cancer_has_its_published_answer(tmp_path: Path, shared_data: Path) -> None:
    file = of(tmp_path, shared_data, "scotland_lip.csv", "county.names", "cases", "expected")
    told = document("eb", file, "--worst", 5)
    assert (round(told["nu"], 4), round(told["alpha"], 4), round(told["log_likelihood"], 3)) == (
        1.8795,
        1.3217,
        -181.576,
    )
    first = told["areas"][0]
    assert (first["area"], round(first["raw"], 2), round(first["eb"], 3)) == ("skye-lochalsh", 6.43, 3.997)
    assert first["expected"] == pytest.approx(first["eb"] * 1.4)
    assert first["excess"] == pytest.approx(first["expected"] - 1.4 * 536 / 536.2)
    assert first["rank_low"] <= first["rank"] <= first["rank_high"]
    assert sum(one["p_worst"] for one in told["areas"]) == pytest.approx(5)
    assert (told["n"], told["method"], told["excluded"]) == (56, "eb", [])
    assert document("eb", file, "--worst", 5) == told
    assert document("eb", file, "--worst", 5, "--seed", 2)["areas"] != told["areas"]


def test_infant_deaths_and_homicides_have_their_published_answers(tmp_path: Path, shared_data: Path) -> None:
    told = document("eb", of(tmp_path, shared_data, "nc_sids.csv", "NAME", "SID74", "BIR74"), "--fit", "marshall")
    assert told["between"] == pytest.approx(7.6929306e-07, rel=1e-7)
    assert told["mean"] == pytest.approx(0.0020214449, rel=1e-7)
    by_rank = sorted(told["areas"], key=lambda one: one["rank"])
    assert [one["area"] for one in by_rank[:5]] == ["Anson", "Halifax", "Northampton", "Robeson", "Columbus"]
    raw = [one["area"] for one in sorted(told["areas"], key=lambda one: -one["raw"])]
    assert (raw.index("Robeson"), raw.index("Columbus")) == (13, 9)
    assert {one["area"]: round(one["eb"], 7) for one in told["areas"] if one["area"] in ("Anson", "Hyde")} == {
        "Anson": 0.0048388,
        "Hyde": 0.0017911,
    }
    homicides = of(tmp_path, shared_data, "stl_hom.csv", "NAME", "HC7984", "PO7984")
    told = document("eb", homicides, "--fit", "marshall")
    assert [one["eb"] for one in told["areas"][:3]] == pytest.approx(
        [2.36718950e-05, 4.54539167e-05, 4.78114019e-05], rel=1e-8
    )
    assert any("分别计算，没有相加" in warning for warning in told["warnings"])


def test_differences_below_chance_leave_all_at_the_mean(tmp_path: Path) -> None:
    file = table(tmp_path, "area,count,exposure", *(f"{area},{count},10" for area, count in EDGES.items()))
    for fit in ("marshall", "ml"):
        told = document("eb", file, "--fit", fit, "--worst", 2)
        assert [one["eb"] for one in told["areas"]] == [0.5] * 4
        assert (told["nu"], told["alpha"], told["real_line"]) == (None, None, False)
        assert [(one["rank"], one["rank_low"], one["rank_high"], one["p_worst"]) for one in told["areas"]] == [
            (1, 1, 4, 0.5)
        ] * 4
        assert "各街道差异未超过随机波动，估计值都等于全市平均" in told["warnings"]
        assert "样本不足（少于10个街道或不足30起），页面只列起数，不作估计" in told["warnings"]


def test_bad_rows_are_named_and_spoil_no_other(tmp_path: Path) -> None:
    good = ("a,1,10", "c,3,30", "d,9,20")
    bad = ("b,0,0", "e,1.5,10", "f,-1,10", "g,2,", "h,一,10")
    alone = document("eb", table(tmp_path, "街道,起数,规模", *good), "--fit", "marshall")
    told = document("eb", table(tmp_path, "街道,起数,规模", *good, *bad), "--fit", "marshall")
    assert told["areas"] == alone["areas"]
    assert [(one["area"], one["row"], one["reason"][:2]) for one in told["excluded"]] == [
        ("b", 5, "没有"),
        ("e", 6, "起数"),
        ("f", 7, "起数"),
        ("g", 8, "没有"),
        ("h", 9, "起数"),
    ]
    assert "NaN" not in json.dumps(told)


def test_events_without_a_street_are_counted_apart(tmp_path: Path) -> None:
    rows = [f"街道{number},{4 + number % 5},10" for number in range(20)]
    told = document("eb", table(tmp_path, "area,count,exposure", *rows, "未定位,9,1", ",2,1"))
    assert [one["reason"] for one in told["excluded"]] == ["没有街道，计入未定位"] * 2
    assert "未定位的占8.4%，超过5%，页面不排名" in told["warnings"]
    few = document("eb", table(tmp_path, "area,count,exposure", *rows, "未定位,2,1"))
    assert not any("未定位" in warning for warning in few["warnings"])


def test_line_that_is_not_real_is_said_so(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(8, 2.5, 40))
    rows = [f"街道{number},{count},20" for number, count in enumerate(counts)]
    told = document("eb", table(tmp_path, "area,count,exposure", *rows), "--worst", 9)
    ninth, tenth = sorted(told["areas"], key=lambda one: one["rank"])[8:10]
    overlap = all(0.3 <= one["p_worst"] <= 0.7 for one in (ninth, tenth))
    assert overlap
    assert told["real_line"] is False
    assert "第9名与第10名差异不显著" in told["warnings"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("area,exposure", "a,1"), "缺少列：count或起数"),
        (("area,count,exposure", "a,1,0"), "里没有可用的行"),
        (("area,count,exposure",), "里没有可用的行"),
    ],
)
def test_table_without_rows_or_columns_is_refused(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    assert why in document("eb", table(tmp_path, *lines), code=1)["error"]


def test_counts_without_sizes_are_labelled_and_not_refused(tmp_path: Path) -> None:
    counts = [3, 0, 9, 5, 12, 1, 2, 4, 7, 6, 8, 30]
    told = document("eb", table(tmp_path, "area,count", *(f"街道{n},{some}" for n, some in enumerate(counts))))
    assert (told["adjusted"], told["warnings"][0]) == (False, "没有规模列：未作规模调整，只按起数排，不是事故率")
    ranked = sorted(told["areas"], key=lambda one: one["rank"])
    assert [one["raw"] for one in ranked] == sorted(counts, reverse=True)
    sized = document(
        "eb", table(tmp_path, "area,count,exposure", *(f"街道{n},{some},1" for n, some in enumerate(counts)))
    )
    assert (sized["areas"], sized["adjusted"], sized["warnings"]) == (told["areas"], True, [])


def study(folder: Path, cut: float = 0.0, n: int = 78, seed: int = 3) -> Path:
    """Five years before and one after, the nine with most in the last listed."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, n) * 8
    rate = rng.gamma(4, 0.25, n) * size
    before = rng.poisson(rate[:, None], (n, 5))
    listed = np.isin(np.arange(n), np.argsort(-before[:, -1])[:9])
    after = rng.poisson(np.where(listed, 1 - cut, 1) * rate)
    rows = zip(listed, before.sum(1), after, size * 5, size, strict=True)
    return table(
        folder,
        "area,listed,before,after,exposure_before,exposure_after",
        *(
            f"街道{number},{'是' if row[0] else '否'},{row[1]},{row[2]},{row[3]},{row[4]}"
            for number, row in enumerate(rows)
        ),
    )


def test_before_and_after_tell_effect_with_parts_that_multiply(tmp_path: Path) -> None:
    told = document("before-after", study(tmp_path), "--months", 12)
    assert (told["method"], told["listed"], told["n"], told["refused"]) == ("before-after", 9, 78, [])
    assert [one[:17] for one in told["warnings"]] == ["power_of_method是本"]
    assert list(told).index("power_of_method") < list(told).index("power")
    assert f"看得出来的把握也只有{told['power_of_method']:.0%}" in told["power_sentence"]
    assert told["low95"] < told["effect"] < told["high95"]
    assert told["low95"] < 0 < told["high95"]
    plain = (1 + told["selection"]) * (1 + told["trend"]) * (told["after"] / told["expected"])
    assert plain == pytest.approx(1 + told["naive"])
    assert told["ratio"] == pytest.approx(1 + told["effect"])
    fall = told["waterfall"]
    assert fall[0] + sum(fall[1:4]) == pytest.approx(fall[4])
    assert fall[4] == told["after"]
    assert 0 < told["power"] < 1
    assert 0 < told["power_of_method"] < 1
    assert told["sentence"].startswith(f"9个挂牌街道：整治前{told['before']}起（折算到")
    assert f"，整治后{told['after']}起，表面" in told["sentence"]
    assert "尚不能证明有效" in told["sentence"]


def test_large_cut_is_proven(tmp_path: Path) -> None:
    told = document("before-after", study(tmp_path, cut=0.5), "--months", 12)
    assert told["high95"] < 0
    assert (told["effect_by_se"] > 2, told["level_by_manual"]) == (True, 95)
    assert "可以认为事故有所减少" in told["sentence"]


def test_short_time_or_nobody_to_compare_with_is_warned_of(tmp_path: Path) -> None:
    told = document("before-after", study(tmp_path), "--months", 3)
    assert told["warnings"][0] == "页面不作效果结论：整治后不足6个月"
    assert told["effect"] is not None
    assert "不作效果结论：整治后不足6个月" in told["sentence"]
    head = "area,listed,before,after,exposure_before,exposure_after"
    alone = document("before-after", table(tmp_path, head, "a,1,30,4,5,1", "b,1,22,5,5,1", "c,,1,1,0,1"))
    assert alone["refused"] == ["no_comparison", "small_sample"]
    assert [alone[key] for key in ("trend", "effect", "low95", "high95", "waterfall")] == [None] * 5
    assert alone["naive"] == pytest.approx(9 / (52 / 5) - 1)
    assert [(one["area"], one["row"]) for one in alone["excluded"]] == [("c", 4)]
    nobody = document("before-after", table(tmp_path, head, "a,0,30,4,5,1", "b,也许,1,1,1,1"), code=1)
    assert "没有挂牌的街道" in nobody["error"]


def test_two_rates_have_their_known_ratio(tmp_path: Path) -> None:
    told = document("rate-ratio", table(tmp_path, "unit,count,time", "后,30,2", "前,122,5"))
    assert [round(told[key], 3) for key in ("ratio", "low95", "high95")] == [0.615, 0.398, 0.923]
    assert round(told["p"], 5) == 0.01520
    assert told["warnings"] == ["若是挑事故最多的时期或街道来比，回落里有一部分是挑选造成的，不能只看这一项"]
    none = document("rate-ratio", table(tmp_path, "unit,count,time", "后,3,1", "前,0,1"))
    assert (none["ratio"], none["high95"]) == (None, None)
    assert (
        "两个时期一起也没有发生"
        in document("rate-ratio", table(tmp_path, "unit,count,time", "后,0,1", "前,0,1"), code=1)["error"]
    )
    assert "应有两行可用的数据" in document("rate-ratio", table(tmp_path, "unit,count,time", "后,0,1"), code=1)["error"]


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.689), (3, 0.619, 8.767), (10, 4.795, 18.390)])
def test_counts_have_their_exact_limits(tmp_path: Path, count: int, low: float, high: float) -> None:
    one = document("interval", table(tmp_path, "unit,count", f"甲,{count}"))["units"][0]
    assert (round(one["low"], 3), round(one["high"], 3)) == (low, high)


def test_counties_with_high_rates_lie_together(tmp_path: Path, shared_data: Path) -> None:
    file = of(tmp_path, shared_data, "nc_sids.csv", "NAME", "SID74", "BIR74", "lon", "lat")
    told = document("gi-star", file)
    scores = {one["area"]: one["gi"] for one in told["areas"]}
    assert scores["Northampton"] > 2.5 > 0 > scores["Forsyth"]
    assert document("gi-star", file, "--within", 60)["areas"] != told["areas"]
    clusters = document("scan", file, "--times", 99)["clusters"]
    assert set(clusters[0]["areas"]) >= {"Robeson", "Columbus", "Bladen"}
    assert 0.05 < clusters[0]["p"] < clusters[-1]["p"]
    wide = document("scan", file, "--times", 19, "--widest", 0.5)
    assert len(wide["clusters"][0]["areas"]) > 30
    assert wide["warnings"] == ["窗口超过全部规模的20%，找到的可能是大半个城市"]


def test_area_without_a_place_is_left_out(tmp_path: Path) -> None:
    rows = ("a,3,10,114.1,22.5", "b,4,10,114.2,22.5", "c,9,10,114.3,22.6", "d,1,10,,22.5", "e,1,10,114,95")
    told = document("gi-star", table(tmp_path, "area,count,exposure,经度,纬度", *rows))
    assert [(one["row"], one["reason"]) for one in told["excluded"]] == [
        (row, "没有经纬度，或不是经纬度（度）") for row in (5, 6)
    ]
    assert told["warnings"] == ["不足8个街道，说明不了是否连片"]
    few = document("gi-star", table(tmp_path, "area,count,exposure,经度,纬度", *rows[:2]), code=1)
    assert "谈不上连片" in few["error"]


def test_texts_for_people_name_what_counts(tmp_path: Path) -> None:
    rows = [f"街道{number},{4 + 3 * number % 11},10" for number in range(12)]
    done = CliRunner().invoke(main, ["stats", "eb", str(table(tmp_path, "area,count,exposure", *rows, "空,1,0"))])
    lines = done.stdout.splitlines()
    assert lines[0].startswith("第1名（")
    assert lines[-1] == "第14行：没有规模数据，或规模不大于0，未参加估计"
    done = CliRunner().invoke(main, ["stats", "before-after", str(study(tmp_path)), "--months", "12"])
    assert done.stdout.startswith("9个挂牌街道：整治前")
