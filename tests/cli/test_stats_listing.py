"""What is known before anything is listed, as scripts ask for it: published answers, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.cli.test_stats_areas import document, table


def test_power_and_chance_of_a_fall_are_the_printed_ones() -> None:
    told = document("power", *(word for some in (30, 60, 120, 240, 400) for word in ("--before", some)), "--mean", 4.9)
    assert [round(100 * one["power"]) for one in told["powers"]] == [17, 28, 47, 73, 90]
    assert 240 < told["needed"] < 400
    assert told["falls"] == [{"mean": 4.9, "chance": pytest.approx(0.30, abs=0.006)}]
    assert "多少起也看不出来" in document("power", "--cut", 0.0005, code=1)["error"]


def test_nothing_done_has_the_first_row_of_the_table(tmp_path: Path) -> None:
    file = table(tmp_path, "area,exposure", *(f"街道{number},6" for number in range(78)))
    told = document("nothing-done", file, "--shape", 4, "--runs", 2000)
    assert (told["fall"], told["ratio"]) == (pytest.approx(0.222, abs=0.01), pytest.approx(1.0, abs=0.015))
    assert (told["improved"], told["found_by_count"]) == (
        pytest.approx(0.975, abs=0.015),
        pytest.approx(5.14, abs=0.15),
    )
    rows = [f"街道{number},{3 + number % 17},5" for number in range(20)]
    own = document("nothing-done", table(tmp_path, "area,count,exposure", *rows), "--runs", 200)
    assert 0 < own["fall"] < 1
    assert "挂不了" in document("nothing-done", table(tmp_path, "area,count,exposure", *rows[:5]), code=1)["error"]


def test_severity_names_its_weights_and_who_stays(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    rows = [f"街道{number},{rng.poisson(1)},{rng.poisson(2)},{rng.poisson(20)},10" for number in range(30)]
    told = document("severity", table(tmp_path, "area,deaths,serious,other,exposure", *rows, "坏,1.5,1,1,1"))
    assert told["weights"] == {"deaths": 10.0, "serious": 3.0, "other": 1.0}
    assert 0 <= told["staying"] <= 9
    first = told["areas"][0]
    assert first["score"] == pytest.approx(10 * first["deaths"] + 3 * first["serious"] + first["other"])
    assert [one["area"] for one in told["excluded"]] == ["坏"]
    file = table(tmp_path, "area,deaths,serious,other,exposure", *rows)
    assert "三个不小于0的数" in document("severity", file, "--weights", "10,3", code=1)["error"]


def test_place_of_the_tutorial_has_its_published_expectation(tmp_path: Path) -> None:
    """Hauer and others 2002: 4.34 predicted, 12 seen, a weight of 0.460: 8.48 with an error of 2.14."""
    due = 1.8 * 0.0224 * 4000**0.564
    told = document("spf", table(tmp_path, "area,count,predicted", f"路段,12,{due}"), "--dispersion", 1 / (2.05 * 1.8))
    (one,) = told["areas"]
    assert (round(one["predicted"], 2), round(one["weight"], 3)) == (4.34, 0.460)
    assert (round(one["expected"], 2), round(one["error"], 2)) == (8.48, 2.14)


def test_regression_or_the_reason_why_not(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    workers, sites = rng.lognormal(7, 0.8, 80), rng.poisson(3, 80)
    counts = rng.poisson(0.02 * workers**0.8 * rng.gamma(4, 0.25, 80))
    rows = [f"街道{n},{c},{w:.1f},{s}" for n, (c, w, s) in enumerate(zip(counts, workers, sites, strict=True))]
    file = table(tmp_path, "area,count,从业人员,工地", *rows, "坏,1,一,2")
    told = document("spf", file, "--covariate", "从业人员", "--covariate", "工地")
    assert (told["by"], told["n"], told["excluded"][0]["reason"]) == ("spf", 80, "回归的列应是不小于0的数")
    assert told["coefficients"][1] == pytest.approx(0.8, abs=0.2)
    assert sum(one["predicted"] for one in told["areas"]) == pytest.approx(counts.sum())
    few = document(
        "spf",
        table(tmp_path, "area,count,从业人员", *(f"a{n},{n},{n + 1}" for n in range(5))),
        "--covariate",
        "从业人员",
    )
    assert (few["by"], few["warnings"]) == ("indirect", ["街道太少，不足以作回归，改用间接标准化"])
    assert "两样取一样" in document("spf", file, code=1)["error"]
    assert "缺少列：道路" in document("spf", file, "--covariate", "道路", code=1)["error"]


def test_gi_star_over_borders_is_that_of_the_list(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "small-area-rates"
    with (folder / "nc_sids.csv").open(encoding="utf-8") as file:
        rows = [(row["FIPS"], row["SID74"], row["BIR74"]) for row in csv.DictReader(file)]
    counties = table(tmp_path, "area,count,exposure", *(f"{a},{float(c):.0f},{float(b):.0f}" for a, c, b in rows))
    told = document("gi-star", counties, "--borders", folder / "nc_sids_ncCR85.gal", "--fit", "marshall")
    from zhiben.analysis.spatial import beside, gi_star

    places = {area: place for place, (area, *_rest) in enumerate(rows)}
    lines = (folder / "nc_sids_ncCR85.gal").read_text().splitlines()[1:]
    pairs = [
        (places[head.split()[0]], places[other])
        for head, others in zip(lines[::2], lines[1::2], strict=True)
        for other in others.split()
    ]
    scores = gi_star([one["eb"] for one in told["areas"]], beside(len(rows), pairs)).tolist()
    assert [one["gi"] for one in told["areas"]] == pytest.approx(scores)
    numbered = table(tmp_path, "area,count,exposure", *(f"名{n},{n % 7},10" for n in range(78)))
    assert document("gi-star", numbered, "--borders", folder / "stl.gal")["n"] == 78
    assert "不是邻接表" in document("gi-star", numbered, "--borders", numbered, code=1)["error"]
