"""`zhiben reconcile` on bare files: what is told, in what words, what is refused; and that it needs no installation."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from zhiben.cli import main

HEAD = ("编号", "隐患", "企业名称", "发现日期", "状态")
ROWS = [
    ["YH001", "消防通道被占用", "宏达实业有限公司", "2024-03-01", "上报"],
    ["YH002", "临边防护缺失", "远安建筑有限公司", "2024-03-02", "上报"],
    ["YH003", "燃气软管老化", "瑞祥餐饮有限公司", "2024-03-05", "核定"],
    ["YH004", "安全出口锁闭", "兴隆商贸有限公司", "2024-03-09", "上报"],
    ["YH005", "配电箱未上锁", "盛源科技有限公司", "2024-04-01", "上报"],
]


def table(path: Path, *rows: Sequence[str], encoding: str = "utf-8") -> str:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def asked(*arguments: str, code: int = 0) -> Any:
    done = CliRunner().invoke(main, ["reconcile", *arguments, "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Ours; and theirs below a title, in the office's other encoding, one row changed, one gone, one more."""
    theirs = [
        [*ROWS[0][:4], "销号"],
        *ROWS[1:3],
        ROWS[4],
        ["YH009", "电线私拉乱接", "恒丰物流有限公司", "2024-03-20", "上报"],
    ]
    one = table(tmp_path / "本市.csv", HEAD, *ROWS)
    other = table(tmp_path / "省.csv", ["省平台导出"], HEAD, *theirs, encoding="gb18030")
    return one, other


def test_rows_are_told_by_the_numbers_that_a_person_sees(files: tuple[str, str]) -> None:
    told = asked(*files)
    assert (told["left"], told["right"], told["balance"]) == (5, 5, True)
    assert told["agree"] == [{"left_row": row, "right_row": row + 1} for row in (3, 4)] + [
        {"left_row": 6, "right_row": 6}
    ]
    assert told["differ"] == [{"left_row": 2, "right_row": 3, "fields": ["状态"]}]
    assert (told["only_left"], told["only_right"], told["review"]) == ([5], [7], [])


def test_sets_become_a_workbook(files: tuple[str, str], tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["reconcile", *files, "--out", str(tmp_path / "结果.xlsx")])
    assert (done.exit_code, "一致3，不一致1，待人工核对0" in done.output) == (0, True), done.output
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    assert [tuple(row) for row in book["不一致"].iter_rows(values_only=True)][1:] == [(2, 3, "状态", "上报", "销号")]
    assert [row[:2] for row in book["只在左表"].iter_rows(values_only=True)] == [("左表行", "编号"), (5, "YH004")]
    assert not (tmp_path / "结果.xlsx.part").exists()


def test_columns_called_otherwise_are_told_by_a_file(tmp_path: Path) -> None:
    theirs = [[row[2], row[1], row[3]] for row in ROWS[:4]]
    one = table(tmp_path / "甲.csv", HEAD, *ROWS)
    other = table(tmp_path / "乙.csv", ("单位", "存在问题", "排查时间"), *theirs)
    known = tmp_path / "列.json"
    known.write_text(json.dumps({"企业名称": "单位", "隐患": "存在问题", "发现日期": "排查时间"}), encoding="utf-8")
    told = asked(one, other, "--map", str(known))
    assert ([pair["left_row"] for pair in told["agree"]], told["outside_left"]) == ([2, 3, 4, 5], [6])
    known.write_text('{"企业": "单位"}', encoding="utf-8")
    assert "左表没有这些列：企业" in json.dumps(asked(one, other, "--map", str(known), code=1), ensure_ascii=False)
    known.write_text("不是", encoding="utf-8")
    assert "应是一个JSON对象" in json.dumps(asked(one, other, "--map", str(known), code=1), ensure_ascii=False)


def test_words_that_mean_one_are_proposed_and_told_by_a_file(tmp_path: Path) -> None:
    one, other = (
        table(tmp_path / f"{said}.csv", HEAD, *[(f"YH1{place}", *ROWS[0][1:-1], said) for place in range(6)])
        for said in ("已改", "完成")
    )
    told = asked(one, other)
    proposed = {"column": "状态", "left": "已改", "right": "完成", "rows": 6, "of": 6}
    assert (len(told["differ"]), told["words"]) == (6, [proposed])
    known = tmp_path / "词.json"
    known.write_text(json.dumps({"状态": {"已改": "完成"}}), encoding="utf-8")
    told = asked(one, other, "--words", str(known))
    assert (len(told["agree"]), told["differ"], told["words"]) == (6, [], [])
    wrong = {
        '{"情况": {"甲": "乙"}}': "左表没有这些列：情况",
        '{"状态": "甲"}': "应是一个JSON对象",
        "[": "应是一个JSON对象",
    }
    for words, said in wrong.items():
        known.write_text(words, encoding="utf-8")
        assert said in json.dumps(asked(one, other, "--words", str(known), code=1), ensure_ascii=False)


def test_an_empty_ledger_does_not_make_all_missing(files: tuple[str, str], tmp_path: Path) -> None:
    empty = table(tmp_path / "空.csv", HEAD)
    told = json.dumps(asked(files[0], empty, code=1), ensure_ascii=False)
    assert "“空.csv”没有数据行；空表不能说明对方各行都缺失" in told
    strange = table(tmp_path / "另.csv", ("颜色", "重量"), ("红", "轻"), ("绿", "重"))
    assert "没有说同一件事的列" in json.dumps(asked(files[0], strange, code=1), ensure_ascii=False)


def test_results_are_written_over_nothing(files: tuple[str, str], tmp_path: Path) -> None:
    before = Path(files[0]).read_bytes()
    book = tmp_path / "台账.xlsx"
    openpyxl.Workbook().save(book)
    for out, said in (
        (files[0], "不是"),
        (str(tmp_path / "没有" / "结果.xlsx"), "写不进去"),
    ):
        assert said in json.dumps(asked(*files, "--out", out, code=1), ensure_ascii=False)
    assert "不能写成结果" in json.dumps(asked(str(book), files[1], "--out", str(book), code=1), ensure_ascii=False)
    assert Path(files[0]).read_bytes() == before


def test_headings_twice_totals_and_rows_that_say_nothing(tmp_path: Path) -> None:
    head = ("序号", "编号", "隐患", "备注", "备注")
    one = table(
        tmp_path / "左.csv",
        head,
        ("1", "YH1", "电表总计未检", "甲", "乙"),
        ("2", "YH2", "临边防护缺失", "丙", "丁"),
        ("3", "YH3", "燃气软管老化", "", "戊"),
        ("合计", "3", "", "", ""),
    )
    other = table(
        tmp_path / "右.csv", head, ("1", "YH3", "燃气软管老化", "", "戊"), ("2", "YH1", "电表总计未检", "甲", "己")
    )
    told = asked(one, other)
    assert (told["left"], told["totals_left"], told["balance"]) == (3, [5], True)
    assert told["agree"] == [{"left_row": 4, "right_row": 2}]
    assert told["differ"] == [{"left_row": 2, "right_row": 3, "fields": ["备注#2"]}]
    only = table(tmp_path / "街.csv", ("街道", "事项"), ("福田", "甲事"), ("福田", "乙事"), ("龙华", "丙事"))
    others = table(tmp_path / "镇.csv", ("街道", "内容"), ("龙华", "丁事"), ("罗湖", "戊事"))
    assert asked(only, others)["agree"] == []


def book(path: Path, **pages: Sequence[Sequence[Any]]) -> str:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in pages.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return str(path)


def test_worksheets_with_the_same_headings_are_one_ledger(files: tuple[str, str], tmp_path: Path) -> None:
    pages = {"一月": [HEAD, *ROWS[:2]], "二月": [HEAD, *ROWS[2:]], "说明": [["每月一张"]]}
    told = asked(book(tmp_path / "分月.xlsx", **pages), files[0])
    rows = ["一月!2", "一月!3", "二月!2", "二月!3", "二月!4"]
    assert told["agree"] == [{"left_row": row, "right_row": place} for place, row in enumerate(rows, start=2)]
    done = CliRunner().invoke(
        main, ["reconcile", str(tmp_path / "分月.xlsx"), files[1], "--out", str(tmp_path / "结果.xlsx")]
    )
    assert (done.exit_code, "只在本表的行：二月!3" in done.output) == (0, True), done.output
    pages["汇总"] = [["街道", "件数"], ["桂园", 3], ["黄贝", 2]]
    said = json.dumps(asked(book(tmp_path / "杂.xlsx", **pages), files[0], code=1), ensure_ascii=False)
    assert "“杂.xlsx”的工作表汇总与“一月”的列名不同" in said
    pages["汇总"] = [row[:4] for row in ROWS]
    said = json.dumps(asked(book(tmp_path / "缺.xlsx", **pages), files[0], code=1), ensure_ascii=False)
    assert "“缺.xlsx”的工作表“汇总”里没有找到列名所在的行；请在数据上面加一行列名" in said


def test_what_is_no_ledger_is_refused_by_name(files: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_bytes(b"")
    bare = table(tmp_path / "无表头.csv", *ROWS)
    other = table(tmp_path / "人口.csv", ("街道", "人口", "面积", "状态"), ("桂园", "3", "4", "好"))
    for file, said in (
        (book(tmp_path / "白.xlsx", 台账=[]), "“白.xlsx”是空的；空表不能说明对方各行都缺失"),
        (str(tmp_path / "空.csv"), "“空.csv”：文件是空的"),
        (bare, "“无表头.csv”里没有找到列名所在的行"),
        (other, "只有状态相同，别的列都不一样，不足以认出同一项"),
    ):
        assert said in json.dumps(asked(files[0], file, code=1), ensure_ascii=False)


def test_rows_outside_and_for_review_are_listed_and_few_in_common_estimate_nothing(tmp_path: Path) -> None:
    one = table(tmp_path / "左.csv", HEAD, *ROWS, ["YH010", "吊篮超载", "鹏程建设有限公司", "2024-09-01", "上报"])
    other = table(tmp_path / "右.csv", HEAD, ["YH777", *ROWS[0][1:]], *ROWS[1:4])
    told = asked(one, other)
    assert ([(pair["left_row"], pair["right_row"]) for pair in told["review"]], told["estimate"]) == ([(2, 2)], None)
    done = CliRunner().invoke(main, ["reconcile", one, other])
    assert [
        said in done.output
        for said in (
            "对方时段以外的行：6、7",
            "左2行和右2行请人工核对是否同一项",
            "两表共有的只有3项，不足以估计两表都没有的有多少",
        )
    ] == [True] * 3, done.output


def test_it_needs_no_installation(files: tuple[str, str]) -> None:
    alone = "import sys; from zhiben.cli import main; main(standalone_mode=False); assert 'django' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", alone, "reconcile", *files], check=False, capture_output=True, text=True
    )
    assert (done.returncode, "各行只在一处，合计相符" in done.stdout) == (0, True), done.stderr
