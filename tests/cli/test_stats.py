"""`zhiben stats` as scripts call it: one document per method, nothing installed, every file accounted for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from tests.factories.photos import blank, photo_bytes

from zhiben.cli import main, stats
from zhiben.demonstration.photo_scenes import scene


def document(*words: object) -> Any:
    done = CliRunner().invoke(main, ["stats", *map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scene(1).save(tmp_path / "甲.jpg", quality=90)
    (tmp_path / "下级").mkdir()
    scene(1).resize((160, 120)).rotate(90, expand=True).save(tmp_path / "下级" / "乙.jpg", quality=60)
    (tmp_path / "丙.jpg").write_bytes((tmp_path / "甲.jpg").read_bytes())
    scene(2).save(tmp_path / "丁.png")
    (tmp_path / "黑.png").write_bytes(blank(3))
    (tmp_path / "白.png").write_bytes(blank(255))
    (tmp_path / "断.png").write_bytes(photo_bytes(1)[:200])
    (tmp_path / "说明.txt").write_text("不是照片", encoding="utf-8")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    return tmp_path


def test_same_photos_of_a_folder_are_grouped_and_the_rest_accounted_for(folder: Path) -> None:
    broken = "图片“{}”打不开或不完整，请重新拍照或另存后再上传"
    told = document("photos", folder)
    told["pairs"] = [(one["one"], one["other"], one["verdict"], one["variant"]) for one in told["pairs"]]
    assert told == {
        "method": "photos",
        "version": "1",
        "n": 6,
        "warnings": [],
        "excluded": [
            {"file": "白.png", "reason": "画面一片空白，不按画面比对"},
            {"file": "黑.png", "reason": "画面过暗，不按画面比对"},
        ],
        "unreadable": [{"file": name, "reason": broken.format(name)} for name in ("断.png", "说明.txt")],
        "groups": [["下级/乙.jpg", "丙.jpg", "甲.jpg"]],
        "pairs": [
            ("下级/乙.jpg", "丙.jpg", "same", "turned_270"),
            ("丙.jpg", "甲.jpg", "exact", "plain"),
        ],
    }


def test_text_names_groups_pairs_and_what_was_not_read(folder: Path) -> None:
    done = CliRunner().invoke(main, ["stats", "photos", str(folder)])
    assert done.stdout.splitlines()[:4] == [
        "共6张照片，1组画面相同或相近",
        "第1组：下级/乙.jpg、丙.jpg、甲.jpg",
        "  下级/乙.jpg ~ 丙.jpg：同一画面",
        "  丙.jpg ~ 甲.jpg：字节相同",
    ]
    assert "未能读取：图片“断.png”打不开或不完整" in done.stdout


def test_views_of_one_camera_come_with_a_warning(tmp_path: Path) -> None:
    for moment in range(2):
        scene(11, moment=moment).save(tmp_path / f"{moment}.jpg", quality=90)
    told = document("photos", tmp_path)
    assert [pair["verdict"] for pair in told["pairs"]] == ["look"]
    assert told["warnings"] == ["1对只是相近，须人工比对；固定机位的照片本来就相近"]


def test_large_files_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats, "LARGEST", 1_000)
    told = document("photos", folder)
    assert (told["n"], told["unreadable"][2]) == (2, {"file": "丙.jpg", "reason": "“丙.jpg”超过0兆字节，没有读取"})


def test_methods_are_listed_and_nothing_needs_an_installation(tmp_path: Path) -> None:
    listed = CliRunner().invoke(main, ["stats", "--list"])
    assert (listed.exit_code, [line.split()[0] for line in listed.stdout.splitlines()]) == (0, list(stats.METHODS))
    alone = "import sys; from zhiben.cli import main; main(standalone_mode=False); assert 'django' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", alone, "stats", "photos", str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "共0张照片，0组画面相同或相近\n"), done.stderr
    assert CliRunner().invoke(main, ["stats", "photos", str(tmp_path / "没有")]).exit_code == 2


def column(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_copied_texts_of_a_table_are_paired_and_grouped(tmp_path: Path) -> None:
    text = "已更换除尘风机叶轮并清理管道积尘"
    rows = ("编号,内容", f"甲,{text}", f"乙,{text}。现场复核符合要求", "丙,拆除违规隔墙恢复疏散通道", "丁,已整改")
    file = column(tmp_path / "措施.csv", *rows)
    allow = column(tmp_path / "通用.txt", "现场复核符合要求")
    assert document("texts", file, "--allow", allow) == {
        "method": "texts",
        "version": "1",
        "n": 3,
        "warnings": [stats.CHECK],
        "excluded": [{"id": "丁", "row": 5, "reason": "除通用语句外只有3个字，不作比对"}],
        "copies": {"pairs": [{"one": "甲", "other": "乙", "likeness": 1.0}], "groups": [["甲", "乙"]]},
    }


def test_last_digits_of_a_table_have_their_known_answer(tmp_path: Path) -> None:
    counts = (103, 26, 21, 24, 30, 90, 29, 30, 15, 32)
    rows = [str(10 + digit) for digit, count in enumerate(counts) for _time in range(count)]
    told = document("digits", column(tmp_path / "数.csv", "value", *rows, "7", "无"))
    assert (round(told["chi2"], 1), told["n"], told["counts"], told["warnings"]) == (207.3, 400, list(counts), [])
    assert told["excluded"] == [
        {"value": "7", "row": 402, "reason": "不足2位数"},
        {"value": "无", "row": 403, "reason": "不是数"},
    ]


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "数.xlsx") as book:
        book.add_worksheet().write_column(0, 0, ["value", *(float(10 + one % 10) for one in range(50))])
    told = document("digits", tmp_path / "数.xlsx")
    assert (told["n"], told["chi2"], told["p"], told["share_0_5"]) == (50, 0.0, 1.0, 0.2)
    assert told["warnings"] == ["只有50个数，少于100个，结果不可靠"]


@pytest.mark.parametrize(
    ("method", "sentence"), [("texts", "缺少列：id或编号、text或内容或文字"), ("digits", "缺少列：value或数值")]
)
def test_a_table_without_its_columns_is_refused_by_name(tmp_path: Path, method: str, sentence: str) -> None:
    done = CliRunner().invoke(main, ["stats", method, str(column(tmp_path / "表.csv", "a,b", "1,2"))])
    assert (done.exit_code, sentence in done.output) == (1, True)


def test_a_column_without_numbers_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["stats", "digits", str(column(tmp_path / "表.csv", "value", "3"))])
    assert (done.exit_code, "没有可用的数" in done.output) == (1, True)


def table(folder: Path, *lines: str) -> Path:
    file = folder / "表.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_interval_of_proportions_counts_and_rates(tmp_path: Path) -> None:
    told = document("interval", table(tmp_path, "unit,numerator,denominator", "全市,482,506", "空,0,0"))
    assert [(one["unit"], round(one["low"], 3), round(one["high"], 3)) for one in told["units"]] == [
        ("全市", 0.930, 0.968)
    ]
    assert (told["n"], told["excluded"]) == (1, [{"unit": "空", "row": 3, "reason": "分母为0，无任务"}])
    counts = table(tmp_path, "单位,起数", "甲,3")
    exact = document("interval", counts)["units"][0]
    assert (round(exact["low"], 3), round(exact["high"], 3)) == (0.619, 8.767)
    near = document("interval", counts, "--method", "byar")["units"][0]
    assert (round(near["low"], 3), round(near["high"], 3)) == (0.603, 8.765)
    rate = document("interval", table(tmp_path, "unit,count,denominator", '甲,3,"1,000"'), "--per", "1000")["units"][0]
    assert (rate["value"], round(rate["high"], 3)) == (3.0, 8.767)


def test_a_rate_needs_its_denominator(tmp_path: Path) -> None:
    file = table(tmp_path, "单位,起数", "甲,3")
    done = CliRunner().invoke(main, ["stats", "interval", str(file), "--per", "1000"])
    assert (done.exit_code, done.output) == (1, "按率计（--per）须有分母列：denominator或分母或应完成数或总数\n")


def test_a_ratio_within_widened_limits_is_not_named(tmp_path: Path) -> None:
    counts = (5, 50, 12, 60, 8, 45, 70, 10, 30, 25)
    file = table(tmp_path, "unit,count,expected", *(f"单位{place},{count},30" for place, count in enumerate(counts)))
    told = document("funnel", file)
    assert told["tau2"] > 0
    assert [(one["band"], one["named"]) for one in told["units"]] == [("within", False)] * 10


def test_funnel_tells_who_stands_out_and_who_may_be_named(tmp_path: Path) -> None:
    lines = [f"单位{number},38,40" for number in range(20)]
    file = table(tmp_path, "unit,numerator,denominator", *lines, "丙,29,40", "丁,1,4")
    told = document("funnel", file)
    assert (told["n"], round(told["target"], 4), told["tau2"]) == (22, 0.936, 0.0)
    assert told["warnings"] == ["分母少于10的单位不分档、不点名"]
    stands = {one["unit"]: (one["band"], one["named"]) for one in told["units"]}
    assert stands == {f"单位{number}": ("within", False) for number in range(20)} | {
        "丙": ("low", True),
        "丁": ("few", False),
    }
    alike = [f"单位{number},30,30" for number in range(9)]
    ratios = document("funnel", table(tmp_path, "unit,count,expected", *alike, "甲,60,30"))
    assert [one["named"] for one in ratios["units"]] == [False] * 9 + [True]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("unit,numerator,denominator", "甲,5,4", "乙,9,8"), "分子大于分母：第2、3行"),
        (
            ("unit,numerator,denominator", "甲,0.9,1", "乙,12,10", "丙,-1,5"),
            "第2行的“0.9”不是个数：请填分子和分母的个数，不要填百分率；第4行的“-1”应是不小于0的数；分子大于分母：第3行",
        ),
        (("unit,numerator,denominator", "甲,95%,100"), "第2行的“95%”不是个数：请填分子和分母的个数，不要填百分率"),
        (("unit,numerator,denominator", "甲,0.95,1"), "第2行的“0.95”不是个数：请填分子和分母的个数，不要填百分率"),
        (("unit,numerator,denominator", "甲,-1,4"), "第2行的“-1”应是不小于0的数"),
        (("unit,numerator,denominator", "甲,一,4"), "第2行的“一”不是数"),
        (("unit,numerator,denominator", "甲,0,0"), "文件里没有可用的行：每行须有单位和数"),
        (
            ("unit,value", "甲,1"),
            "第一行应是列名，缺少列：numerator或分子或完成数或按期数、denominator或分母或应完成数或总数",
        ),
    ],
)
def test_what_is_no_rate_is_refused_with_its_row(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    done = CliRunner().invoke(main, ["stats", "funnel", str(table(tmp_path, *lines)), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (1, why)


def test_rank_gain_counts_work_to_the_next_place_and_the_margin(tmp_path: Path) -> None:
    values = zip("甲乙丙丁戊己庚", (92.1, 90.4, 88.0, 95.0, 90.4, 71.2, 85.5), strict=True)
    file = table(tmp_path, "单位,数值", *(f"{unit},{value}" for unit, value in values))
    told = document("rank-gain", file, "--unit", "丙")
    assert (told["rank"], [(one["to_rank"], one["needed"]) for one in told["steps"]]) == (
        5,
        [(3, 2.4), (2, 4.1), (1, 7.0)],
    )
    assert told["margin"] == {"unit": "庚", "needed": 2.5, "units_of_work": None}
    low = document("rank-gain", file, "--unit", "丙", "--better", "low")
    assert (low["rank"], low["steps"][0]["needed"]) == (3, 2.5)
    counts = table(tmp_path, "单位,分子,分母", "本市,220,250", "邻市,226,250")
    told = document("rank-gain", counts, "--unit", "本市")
    assert told["steps"] == [
        {
            "to_rank": 1,
            "needed": 0.024,
            "units_of_work": 7,
            "units_to_share": 6,
            "reachable": True,
            "within_noise": True,
            "tied": False,
        }
    ]
    assert told["warnings"] == ["一位之差在偶然范围内的，升降不说明好坏"]
    absent = CliRunner().invoke(main, ["stats", "rank-gain", str(counts), "--unit", "外市"])
    assert (absent.exit_code, absent.output) == (1, "“外市”在文件里没有一行\n")


def test_values_in_two_scales_are_refused_with_their_rows(tmp_path: Path) -> None:
    file = table(tmp_path, "单位,率", "甲,95%", "乙,0.9", "丙,90%")
    done = CliRunner().invoke(main, ["stats", "rank-gain", str(file), "--unit", "甲"])
    assert (done.exit_code, done.output) == (1, "数值有的带百分号、有的不带，口径不一：第2、4行带百分号\n")


def test_public_health_tables_agree_to_six_digits(tmp_path: Path, shared_data: Path) -> None:
    """Rates by Byar's method (below ten the exact one) and proportions by Wilson's, as England's public-health practice
    tests its own code with; of rows without numbers its workbook says nothing."""
    compared = 0
    for name, sheet, method in (
        ("Rate", "testdata_Rate", "Exact"),
        ("Rate", "testdata_Rate", "Byars"),
        ("Rate", "testdata_Rate_g", "Byars"),
        ("Proportion", "testdata_Prop", "Wilson"),
        ("Proportion", "testdata_Prop_g", "Wilson"),
    ):
        book = CalamineWorkbook.from_path(str(shared_data / "phe-indicator-methods" / f"testdata_{name}.xlsx"))
        heads, *rows = ([*map(str, row)] for row in book.get_sheet_by_name(sheet).to_python())
        low = next(place for place, head in enumerate(heads) if head.startswith("lower"))
        kept = [row for row in rows if row[low] and row[heads.index("method")] == method]
        for times in sorted({row[-1] for row in kept}):
            some = [row for row in kept if row[-1] == times]
            title = "numerator" if method == "Wilson" else "count"
            lines = [f"{row[0]},{float(row[1]):.0f},{float(row[2]):.0f}" for row in some]
            file = table(tmp_path, f"unit,{title},denominator", *lines)
            words = [] if method == "Wilson" else ["--per", times]
            told = document("interval", file, *words, *(["--method", "byar"] if method == "Byars" else []))
            by = float(times) if method == "Wilson" else 1.0
            for row, found in zip(some, told["units"], strict=True):
                published = [float(cell) for cell in row[low - 1 : low + 2]]
                assert [found[key] * by for key in ("value", "low", "high")] == pytest.approx(published, rel=1e-6), row
                compared += 1
    assert compared == 2 * 2 + 2 * 6 + 1 + 7 + 1 + 2 * 8 + 8
