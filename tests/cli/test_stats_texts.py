"""Novelty and topics through the command line, on invented narratives and on real ones as they come."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from tests.analysis.test_novelty import KINDS, told
from tests.cli.test_stats_series import call

HEADER = ("id", "date", "text", "type")


def written(folder: Path, rows: Sequence[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> Path:
    file = folder / "经过.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return file


def usual(kinds: list[str], cases: int = 240) -> list[tuple[str, ...]]:
    first = date(2019, 1, 1)
    return [
        (
            f"例{number}",
            (first + timedelta(days=7 * number)).isoformat(),
            told(kinds[number % len(kinds)], number // len(kinds)),
            kinds[number % len(kinds)],
        )
        for number in range(cases)
    ]


def test_new_kind_is_flagged_by_text_and_code_with_its_reasons(tmp_path: Path) -> None:
    past = usual([kind for kind in KINDS if kind != "锂电"])
    new = [("新1", "2023-08-01", told("锂电", 1), "锂电"), ("旧文", "2023-08-02", past[0][2], past[0][3])]
    found = call("novelty", written(tmp_path, [*past, *new]))
    cases = {one["id"]: one for one in found["cases"]}
    assert found["since"] == "2023-01-31"
    assert cases["新1"]["triggers"] == ["code", "text"]
    assert cases["新1"]["why"][0] == "“锂电”自有编码的2019-01-01以来没有出现过"
    assert "相似度" in cases["新1"]["why"][1]
    assert (cases["旧文"]["why"], cases["旧文"]["novelty"], cases["旧文"]["nearest"]) == ([], 0.0, "例0")
    ranked = sorted(found["cases"], key=lambda one: -one["novelty"])
    assert ranked[0]["id"] == "新1"
    assert found["n"] == 242


def test_short_empty_and_undated_rows_are_accounted_for(tmp_path: Path) -> None:
    rows = [
        *usual(list(KINDS)),
        ("短", "2023-08-01", "坠落", "坠落"),
        ("空", "2023-08-01", "", "坠落"),
        ("空而新", "2023-08-01", "", "锂电池起火"),
        ("期", "昨天", "x" * 20, ""),
    ]
    found = call("novelty", written(tmp_path, rows))
    assert [(one["id"], one["reason"]) for one in found["excluded"]] == [("期", "日期读不出")]
    blank = {one["id"]: (one["short"], one["novelty"], one["triggers"]) for one in found["cases"] if "空" in one["id"]}
    assert blank == {"空": (True, None, []), "空而新": (True, None, ["code"])}
    short = next(one for one in found["cases"] if one["id"] == "短")
    assert (short["novelty"], short["short"], short["why"]) == (None, True, [])
    assert found["warnings"] == ["文字不足：3段不足10个字，只能按编码看"]


def test_few_past_cases_still_come_before_the_new_ones(tmp_path: Path) -> None:
    """Two of a new kind are not known from one another, and the code tells them where texts are too few."""
    past = usual(["坠落", "触电"], 20)
    new = [(f"新{number}", "2023-08-01", told("锂电", 1), "锂电") for number in (1, 2)]
    found = call("novelty", written(tmp_path, [*past, *new]))
    assert found["warnings"] == ["过去的经过不足30段，文字只列新颖度，不作判断"]
    novel = {one["id"]: (one["novelty"] > 0.5, one["triggers"]) for one in found["cases"] if one["recent"]}
    assert novel == {"新1": (True, ["code"]), "新2": (True, ["code"])}
    alone = call("novelty", written(tmp_path, new))
    assert (alone["since"], alone["warnings"][1][:10]) == (None, "全部发生在最近半年，")


def test_bare_texts_are_compared_with_one_another(tmp_path: Path) -> None:
    rows = [(told("坠落", number),) for number in range(60)] + [(told("锂电", 3),)]
    found = call("novelty", written(tmp_path, rows, ("经过",)))
    assert (found["since"], found["warnings"]) == (None, ["没有日期，每段都与其余各段相比，不分先后，也不看编码和增长"])
    assert "第62行" in [one["id"] for one in found["cases"] if one["why"]]
    few = call("novelty", written(tmp_path, rows[:5], ("经过",)))
    assert few["warnings"][0] == "过去的经过不足30段，文字只列新颖度，不作判断"
    assert "没有可用的行" in call("novelty", written(tmp_path, [], ("经过",)), code=1)["error"]
    assert "不是日期" in call("novelty", written(tmp_path, usual(["坠落"])), "--since", "去年", code=1)["error"]


def test_real_texts_pass_as_they_come(shared_data: Path) -> None:
    """Two ways of writing dates in one column, and labels without dates."""
    found = call("novelty", shared_data / "osha-fatalities" / "fatalities_to_2012.csv")
    assert (found["n"], found["excluded"]) == (3862, [])
    recent = [one for one in found["cases"] if one["recent"]]
    flagged = [one for one in recent if one["why"]]
    assert 0 < len(flagged) < 0.12 * len(recent)
    phrases = call("novelty", shared_data / "mine-accident-causes-zh" / "causes.csv")
    assert (phrases["n"], phrases["excluded"]) == (3385, [])
    assert all(one["novelty"] is None for one in phrases["cases"] if one["short"])


def test_topics_name_their_typical_cases(tmp_path: Path, shared_data: Path) -> None:
    found = call("topics", written(tmp_path, usual(list(KINDS))), "--topics", len(KINDS))
    assert [len(one["typical"]) for one in found["topics"]] == [5] * len(KINDS)
    real = call("topics", shared_data / "ihm-stefanini-accidents" / "accidents_2016.csv", "--topics", 4)
    assert (real["n"], len(real["topics"])) == (285, 4)
    assert "主题须有50段" in call("topics", written(tmp_path, usual(["坠落"])[:9]), code=1)["error"]


def test_keywords_suggest_codes(tmp_path: Path) -> None:
    rows = [("甲", "工人未系安全带，从临边坠落"), ("乙", "检查时未发现漏电"), ("丙", "")]
    found = call("keywords", written(tmp_path, rows, ("编号", "经过")))
    assert [(one["id"], [code["code"] for code in one["codes"]]) for one in found["cases"]] == [
        ("甲", ["ppe"]),
        ("乙", []),
    ]
    assert (found["warnings"], found["excluded"][0]["id"]) == (["1起没有一条规则看出原因"], "丙")
