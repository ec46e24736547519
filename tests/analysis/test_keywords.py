"""What rules of keywords see, and what denies it."""

from __future__ import annotations

import pytest

from zhiben.analysis.keywords import RULES, KeywordRule, suggest


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("工人未按规定佩戴安全带，从临边坠落", ["ppe"]),
        ("工人系好安全带后作业，安全带挂点脱落", []),
        ("安全帽未佩戴", ["ppe"]),
        ("配电箱漏电，致其触电", ["leakage"]),
        ("经检测未发现漏电", []),
        ("漏电保护器动作正常", []),
        ("无人机巡查时安全带完好", []),
        ("不慎踩空，安全带断裂", []),
        ("未通风、未检测即下井，同伴盲目施救", ["gas", "blind_rescue"]),
        ("没有安排专人监护，作业人员无证上岗", ["supervision", "licence"]),
        ("未经培训，擅自启动设备", ["training", "violation"]),
        ("未发现异常，随后取下安全帽", []),
        ("未断电即检修，防护罩缺失", ["power", "guard"]),
        ("电动自行车电池充电时起火", ["battery"]),
        ("", []),
    ],
)
def test_rules_see_what_is_said_and_what_is_denied(text: str, codes: list[str]) -> None:
    assert [one.code for one in suggest(text)] == codes


def test_suggestion_tells_where_its_word_stands() -> None:
    (found,) = suggest("甲乙丙未系安全带，坠落")
    assert (found.word, found.denial, found.title) == ("安全带", "未", "未使用个体防护用品")
    assert "甲乙丙未系安全带，坠落"[found.start : found.end] == "安全带"


def test_rules_are_values_that_an_office_adds_to() -> None:
    own = KeywordRule("crane", "吊物下站人", ("吊物下方?", "起吊半径内"), None)
    assert [one.code for one in suggest("站在吊物下方，未系安全带", (*RULES, own))] == ["crane", "ppe"]
    with pytest.raises(ValueError, match="crane"):
        suggest("任何", (KeywordRule("crane", "坏", ("(",)),))
    assert len({rule.code for rule in RULES}) == len(RULES)
