"""Rules, cross-tables and agreement through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.analysis.test_rules import BASKETS, HAN_KAMBER
from tests.cli.test_stats_series import call, written

from zhiben.cli import main


def one_hot(folder: Path, cases: list[set[str]], true: str = "1", false: str = "0") -> Path:
    columns = sorted(set().union(*cases))
    rows: list[tuple[object, ...]] = [
        (f"例{number}", *(true if column in case else false for column in columns))
        for number, case in enumerate(cases, 1)
    ]
    return written(folder, rows, ("编号", *columns))


def test_baskets_and_transactions_give_the_published_answers(tmp_path: Path) -> None:
    told = call("rules", one_hot(tmp_path, BASKETS), "--support", "0.6", "--confidence", "0.8")
    assert (len(told["itemsets"]), told["least"], told["n"]) == (11, 3, 5)
    cases = [{f"I{one}" for one in row} for row in HAN_KAMBER]
    told = call("rules", one_hot(tmp_path, cases, "是", "否"), "--support", 2, "--confidence", "0.7")
    assert (len(told["itemsets"]), len(told["rules"])) == (13, 6)
    rule = next(one for one in told["rules"] if (one["if"], one["then"]) == (["I5"], ["I1", "I2"]))
    assert (rule["lift"], rule["confidence"], rule["support"]) == (2.25, 1.0, pytest.approx(2 / 9))
    assert told["warnings"] == ["不足100起：网页只给交叉表，不给组合"]


def test_four_of_five_are_kept_at_four_fifths(tmp_path: Path) -> None:
    file = one_hot(tmp_path, [{"甲", "乙"}] * 4 + [{"甲"}] + [{"丙"}] * 4)
    kept = call("rules", file, "--support", 4, "--confidence", "0.8")["rules"]
    assert (["甲"], ["乙"]) in [(one["if"], one["then"]) for one in kept]


def test_coded_columns_make_sentences_with_their_cases(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (f"例{number}", "触电" if number % 4 == 0 else "坠落", "临时用电" if number % 4 == 0 else "", number % 3)
        for number in range(120)
    ]
    told = call("rules", written(tmp_path, rows, ("id", "类型", "作业", "组别")))
    shown = [one for one in told["rules"] if one["shown"]]
    assert shown[0]["sentence"].startswith("120起里，作业为“临时用电”与类型为“触电”同时出现30起")
    assert shown[0]["cases"] == [f"例{number}" for number in range(0, 120, 4)]
    assert told["warnings"] == ["作业：90起没有认定（75%），没有填补"]
    text = CliRunner().invoke(main, ["stats", "rules", str(tmp_path / "表.csv")]).stdout
    assert "这些事实同时出现，不等于谁造成谁" in text
    assert "导致" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--confidence", "80"), "0到1之间"), (("--support", "0"), "大于0"), (("--support", "1/0"), "0到1之间")],
)
def test_bad_thresholds_are_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in call("rules", one_hot(tmp_path, BASKETS), *words, code=1)["error"]


def test_empty_table_is_refused(tmp_path: Path) -> None:
    assert "没有可用的行" in call("rules", written(tmp_path, [], ("id", "类型")), code=1)["error"]
    assert "没有可用的行" in call("rules", written(tmp_path, [("例1",)], ("id",)), code=1)["error"]


def test_cross_table_tells_cells_and_what_is_unknown(tmp_path: Path) -> None:
    counts = {("触电", "制造"): 30, ("坠落", "建筑"): 50, ("坠落", "制造"): 10, ("触电", ""): 2}
    rows: list[tuple[object, ...]] = [pair for pair, count in counts.items() for _ in range(count)]
    file = written(tmp_path, rows, ("类型", "行业"))
    told = call("cross-table", file, "--rows", "类型", "--columns", "行业")
    assert (told["n"], told["rows"], told["columns"]) == (90, {"坠落": 60, "触电": 30}, {"建筑": 50, "制造": 40})
    assert told["warnings"] == ["原因未认定：2起缺一项或两项，没有填补"]
    cell = told["cells"][0]
    assert (cell["row"], cell["column"], cell["count"], cell["expected"]) == (
        "坠落",
        "建筑",
        50,
        pytest.approx(100 / 3),
    )
    assert cell["low95"] < 50 < cell["high95"]
    assert cell["q"] < 1e-9 < cell["residual"]
    assert "缺少列：工序" in call("cross-table", file, "--rows", "类型", "--columns", "工序", code=1)["error"]


def test_exact_test_of_a_cross_table_is_the_published_one(tmp_path: Path) -> None:
    counts = {("甲", "有"): 9, ("甲", "无"): 1, ("乙", "有"): 4, ("乙", "无"): 6}
    rows: list[tuple[object, ...]] = [pair for pair, count in counts.items() for _ in range(count)]
    told = call("cross-table", written(tmp_path, rows, ("组", "结果")), "--rows", "组", "--columns", "结果")
    assert [one["p"] for one in told["cells"]] == pytest.approx([0.05728] * 4, abs=5e-6)


def test_real_cases_cross_and_make_rules(shared_data: Path) -> None:
    file = shared_data / "ihm-stefanini-accidents" / "accidents_2016.csv"
    told = call("cross-table", file, "--rows", "Industry Sector", "--columns", "Critical Risk")
    assert (told["n"], told["rows"]) == (285, {"Mining": 161, "Metals": 97, "Others": 27})
    found = call("rules", file)
    assert 0 < sum(one["shown"] for one in found["rules"]) <= 20
    assert "“Countries”由“Local”决定，不作组合" in found["warnings"]


def test_agreement_of_two_coders(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (number, "a" if number < 12 else "b", "a" if number < 10 else "b") for number in range(20)
    ]
    told = call("kappa", written(tmp_path, [*rows, (20, "a", "")], ("id", "one", "other")))
    assert (told["n"], told["agreed"], told["kappa"]) == (20, 0.9, pytest.approx(0.8))
    assert told["low95"] < 0.8 < told["high95"] <= 1
    assert (told["warnings"], told["excluded"]) == ([], [{"id": "20", "row": 22, "reason": "两人没有都编码"}])
    spoken = CliRunner().invoke(main, ["stats", "kappa", str(tmp_path / "表.csv")]).stdout
    assert spoken.splitlines()[-1] == "第22行：两人没有都编码"
    same = call("kappa", written(tmp_path, [(1, "a", "a")], ("id", "甲", "乙")))
    assert (same["kappa"], same["warnings"][0][:4], len(same["warnings"])) == (None, "算不出κ", 1)
    assert "没有一行" in call("kappa", written(tmp_path, [(1, "a", "")], ("id", "one", "other")), code=1)["error"]


def test_what_nobody_knows_turns_no_column_round(tmp_path: Path) -> None:
    """One 不详 made a column of yes and no one of three values, and a blank was a no beside an explicit one."""
    rows: list[tuple[object, ...]] = [
        (number, "是" if number % 2 else "否", "有" if number % 3 else "", "触电" if number % 2 else "不详")
        for number in range(60)
    ]
    rows[0] = (0, "不详", "未知", "坠落")
    rows[2] = (2, "", "", "/")
    file = written(tmp_path, rows, ("id", "未培训", "无监护", "类型"))
    told = call("rules", file)
    assert {item for one in told["itemsets"] for item in one["items"]} == {"未培训", "无监护", "类型=触电"}
    assert told["warnings"][1:] == [
        "未培训：2起没有认定（3%），没有填补",
        "无监护：1起没有认定（2%），没有填补",
        "类型：29起没有认定（48%），没有填补",
    ]
    shares = call("pareto", file)
    assert {one["cause"] for one in shares["causes"]} == {"未培训", "无监护"}
    assert "“类型”不是填是或否的列，没有当作原因" in shares["warnings"]
    crossed = call("cross-table", file, "--rows", "未培训", "--columns", "类型")
    assert crossed["n"] == 30
    only = written(tmp_path, [(1, "触电"), (2, "坠落")], ("id", "类型"))
    assert "没有一列" in call("pareto", only, code=1)["error"]


def test_preventable_shares_of_causes(tmp_path: Path) -> None:
    cases = [{"无监护", "未培训"}, {"无监护"}, {"未培训"}, set(), {"设备缺陷"}]
    told = call("pareto", one_hot(tmp_path, cases, "√", ""))
    assert [(one["cause"], one["count"], one["so_far"]) for one in told["causes"]] == [
        ("无监护", 2, 0.4),
        ("未培训", 2, 0.6),
        ("设备缺陷", 1, 0.8),
    ]
    assert told["causes"][0]["low95"] < 0.4 < told["causes"][0]["high95"]
    assert told["warnings"] == ["原因未认定：1起（20%）"]
