"""Topics of narratives: what was written about two kinds of things is told apart; short and pasted ones stand apart."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import LAST, found
from tests.factories.pages import browser

pytestmark = pytest.mark.django_db

OLD = {"scheme": "type-1986"}
FALLS = ("外墙", "屋面", "临边", "脚手架", "洞口", "吊篮", "雨棚", "梯子")
SHOCKS = ("配电箱", "电缆", "水泵", "电焊机", "照明线路", "插座", "开关柜", "电动工具")
PASTED = "事故发生在作业场所，具体经过正在进一步调查之中，待核实后补充上报。"


def write(bureau: Bureau, texts: list[str]) -> None:
    """A case of each text."""
    first = date(LAST, 1, 1)
    drafts = [
        bureau.draft(occurred_on=first + timedelta(days=number), narrative=text) for number, text in enumerate(texts)
    ]
    many_cases(drafts, by=bureau.office)


def test_two_kinds_of_narratives_are_two_kinds_of_topics(bureau: Bureau) -> None:
    rng = np.random.default_rng(4)
    falls = [f"工人在{a}清理{b}材料时踩空，高处坠落，头部着地死亡。" for a, b in rng.choice(FALLS, (40, 2))]
    shocks = [f"电工检修{a}和{b}时没有断电，手部接触带电导体触电倒地。" for a, b in rng.choice(SHOCKS, (40, 2))]
    write(bureau, [*falls, *shocks, "坠落。", *[PASTED] * 25])
    study = found(bureau, "topics", **OLD)
    result = study.result
    assert (result["refused"], result["told"], result["used"], len(result["short"])) == ([], 106, 80, 1)
    assert [len(one["cases"]) for one in result["pasted"]] == [25]
    for one in result["topics"]:
        said = {"坠落" in case["text"] for case in one["typical"]}
        assert len(said) == 1 and 1 <= len(one["typical"]) <= 5
    assert sum(one["count"] for one in result["topics"]) + result["none"] == 80
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "文字相同的25篇" in page and "文字不足的1篇" in page and "106起事故里有经过可读的80篇" in page
    typical = result["topics"][0]["typical"][0]
    assert f'/accidents/{typical["case"]}/">{typical["number"]}' in page
    assert browser(bureau.elsewhere).get(f"/insight/studies/{study.pk}/").status_code == 404


def test_too_few_narratives_have_no_topics(bureau: Bureau) -> None:
    write(bureau, ["工人从脚手架上坠落，经抢救无效死亡。"] * 10 + [""] * 3)
    study = found(bureau, "topics", **OLD)
    assert study.result["refused"] == ["可用的事故经过10篇，不足50篇，不归主题"]
    assert [one["why"] for one in study.left_out] == ["没有写事故经过"]
