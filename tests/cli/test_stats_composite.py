"""`zhiben stats composite` through the command line: published answers, and every fault named by its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from zhiben.cli import main

HDI = [
    {"indicator": "life", "pillar": "health", "weight": 33.3333, "low": 20, "high": 85},
    {"indicator": "expected", "pillar": "education", "weight": 16.6667, "low": 0, "high": 18},
    {"indicator": "mean", "pillar": "education", "weight": 16.6667, "low": 0, "high": 15},
    {"indicator": "income", "pillar": "income", "weight": 33.3333, "low": 100, "high": 75000, "log": True},
]
RATE = {"indicator": "整改率", "pillar": "治理", "weight": 60, "low": 0, "high": 100}
DEATHS = {"indicator": "死亡数", "pillar": "结果", "weight": 40, "low": 0, "high": 20, "better": "low"}


def written(folder: Path, *lines: str) -> Path:
    file = folder / "表.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def scheme(folder: Path, *indicators: dict[str, Any], **besides: Any) -> Path:
    file = folder / "方案.json"
    file.write_text(json.dumps({"indicators": indicators, **besides}, ensure_ascii=False), encoding="utf-8")
    return file


def call(file: Path, by: Path, *words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(main, ["stats", "composite", str(file), "--scheme", str(by), *words, "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_human_development_index_has_its_published_value(tmp_path: Path) -> None:
    file, by = written(tmp_path, "unit,life,expected,mean,income", "甲国,83.2339,18.1852,13.00363,64660.1"), scheme
    told = call(file, by(tmp_path, *HDI))
    assert told["scores"][0]["score"] == pytest.approx(0.96109, abs=5e-6)
    assert told["warnings"][0] == "“expected”第2行超出0至18，按上下限计"
    flat = call(file, by(tmp_path, *HDI), "--between", "arithmetic")
    assert flat["scores"][0]["score"] == pytest.approx(0.96129, abs=5e-6)
    assert (told["method"], told["n"], told["between"], flat["between"]) == ("composite", 1, "geometric", "arithmetic")


def test_who_leads_everywhere_has_the_interval_of_one_place(tmp_path: Path) -> None:
    file = written(tmp_path, "单位,整改率,死亡数", "甲,80,6", "乙,99,1", "丙,70,9", "丁,70,9")
    told = call(file, scheme(tmp_path, RATE, DEATHS))
    assert told["rank_interval"] == [
        {"unit": "甲", "low": 2, "high": 2, "median": 2},
        {"unit": "乙", "low": 1, "high": 1, "median": 1},
        {"unit": "丙", "low": 3, "high": 3, "median": 3},
        {"unit": "丁", "low": 3, "high": 3, "median": 3},
    ]
    assert told["scores"][0]["score"] == pytest.approx(0.8**0.6 * 0.7**0.4)
    assert told["scores"][1]["points"] == {"整改率": 0.99, "死亡数": 0.95}
    assert told == call(file, scheme(tmp_path, RATE, DEATHS))


def test_a_missing_number_makes_two_results_and_no_score(tmp_path: Path) -> None:
    file = written(tmp_path, "单位,整改率,死亡数", "甲,80,6", "乙,不详,1", "丙,70,9")
    told = call(file, scheme(tmp_path, RATE, DEATHS, between="arithmetic"))
    assert [(one["unit"], one["score"], one["complete"]) for one in told["scores"]][1] == ("乙", None, False)
    assert told["scores"][1]["worst"] == pytest.approx(0.4 * 0.95)
    assert told["scores"][1]["best"] == pytest.approx(0.6 + 0.4 * 0.95)
    assert told["rank_interval"][1]["low"] == 1 and told["rank_interval"][1]["high"] == 3
    assert told["warnings"][0] == "“整改率”第3行没有数，该单位不完整，按最好、最坏各算一次"
    text = CliRunner().invoke(main, ["stats", "composite", str(file), "--scheme", str(tmp_path / "方案.json")]).output
    assert "乙：0.380至0.980（不完整），名次1–3" in text


def test_a_scheme_may_be_a_table_and_an_indicator_a_quotient(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["指标", "方面", "权重", "下限", "上限", "方向", "取对数", "分子", "分母"])
    sheet.append(["整改率", "治理", 60, 0, 100, "越大越好", "否", "已整改", "隐患数"])
    sheet.append(["死亡数", "结果", 40, 0, 20, "越小越好"])
    book.save(tmp_path / "方案.xlsx")
    file = written(tmp_path, "单位,已整改,隐患数,死亡数", "甲,45,50,10", "乙,0,0,10")
    told = call(file, tmp_path / "方案.xlsx")
    assert told["scores"][0]["points"] == {"整改率": 0.9, "死亡数": 0.5}
    assert (told["scores"][1]["complete"], told["scores"][1]["worst"]) == (False, 0.0)
    assert told["warnings"][1] == "“死亡数”各单位都一样，不计权重"
    assert told["weights"] == {"整改率": 1.0, "死亡数": 0.0}


def test_a_direction_that_goes_with_accidents_is_questioned(tmp_path: Path) -> None:
    rows = [f"单位{place},{50 + place},{place},{place / 10}" for place in range(1, 7)]
    file = written(tmp_path, "单位,整改率,死亡数,事故率", *rows)
    told = call(file, scheme(tmp_path, RATE, DEATHS, harm="事故率"))
    assert told["warnings"][0] == "“整改率”得分越高的单位“事故率”越高（相关1.00），请核对方向是否填反"
    assert len(told["warnings"]) == 2


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("单位,整改率", "甲,80"), "“表.csv”缺少列：死亡数"),
        (("整改率,死亡数", "80,1"), "“表.csv”缺少列：unit或单位或地区或名称"),
        (("单位,整改率,死亡数",), "“表.csv”只有列名，没有单位"),
        (
            ("单位,整改率,死亡数", "甲,80,一", "甲,七,2"),
            "“甲”有多行；第3行“整改率”的“七”不是数；第2行“死亡数”的“一”不是数",
        ),
        (("单位,整改率,死亡数", "甲,80%,1", "乙,81,2"), "“整改率”有的带百分号、有的不带，口径不一：第2行带百分号"),
        (
            ("单位,整改率,死亡数", "甲,80,1", "乙,0.81,2"),
            "“整改率”0至1和0至100两种写法混用：第3行小于1；确是百分之零点几的，整列加百分号",
        ),
        (
            ("单位,整改率,死亡数", "甲,0.8,1", "乙,1,2"),
            "“整改率”都不大于1，上限却是100；确是百分之零点几的，整列加百分号",
        ),
    ],
)
def test_a_bad_table_is_refused_by_row_and_column(tmp_path: Path, lines: tuple[str, ...], why: str) -> None:
    told = call(written(tmp_path, *lines), scheme(tmp_path, RATE, DEATHS), code=1)
    assert told["error"].removeprefix("“表.csv”有误：") == why


def test_more_done_than_due_and_nothing_to_take_the_logarithm_of(tmp_path: Path) -> None:
    quotient = RATE | {"numerator": "已整改", "denominator": "隐患数"}
    file = written(tmp_path, "单位,已整改,隐患数,死亡数", "甲,5,4,1", "乙,3,0,1", "丙,1,2,0")
    told = call(file, scheme(tmp_path, quotient, DEATHS | {"low": 1, "log": True}), code=1)
    assert told["error"] == "“表.csv”有误：“已整改”大于“隐患数”或小于0：第2、3行；“死亡数”取对数，第4行应大于0"


@pytest.mark.parametrize(
    ("indicators", "besides", "why"),
    [
        ([RATE, DEATHS | {"weight": 30}], {}, "权重合计90，应是100（或1）"),
        ([], {}, "没有一项指标"),
        (
            [RATE | {"low": 100, "better": "大"}, {"weight": "六成", "low": 0, "high": 1, "log": "也许"}],
            {"between": "调和"},
            "第1项的方向“大”应是high（越大越好）或low（越小越好）；第1项的下限100不小于上限100；第2项的权重“六成”不是数；"
            "第2项没有指标名称；第2项的取对数“也许”应是是或否；between是“调和”，应是geometric（几何）或arithmetic（算术）",
        ),
        ([RATE, RATE], {}, "指标“整改率”写了2次"),
        (
            [RATE | {"weight": -1, "numerator": "已整改", "log": True}],
            {},
            "第1项的权重-1小于0；第1项取对数，下限应大于0；第1项的分子、分母两列只写了一列",
        ),
    ],
)
def test_a_bad_scheme_is_refused_whole(
    tmp_path: Path, indicators: list[dict[str, Any]], besides: dict[str, Any], why: str
) -> None:
    told = call(written(tmp_path, "单位,整改率,死亡数", "甲,80,1"), scheme(tmp_path, *indicators, **besides), code=1)
    assert (told["error"], told["code"]) == (f"方案“方案.json”有误：{why}", "bad_scheme")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'{"indicators": [\n}', "方案“方案.json”第2行不是JSON"),
        (b'["a"]', "方案“方案.json”应是一个对象，其中indicators列出各项指标（每项一个对象）"),
        (b'{"indicators": ["a"]}', "方案“方案.json”应是一个对象，其中indicators列出各项指标（每项一个对象）"),
        ("方案".encode("gbk"), "方案“方案.json”不是UTF-8文本"),
    ],
)
def test_what_is_no_scheme_is_refused(tmp_path: Path, text: bytes, why: str) -> None:
    (tmp_path / "方案.json").write_bytes(text)
    told = call(written(tmp_path, "单位,整改率", "甲,80"), tmp_path / "方案.json", code=1)
    assert told["error"] == why
