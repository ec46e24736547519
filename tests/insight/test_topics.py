"""Topics of narratives: what was written about two kinds of things is told apart; short and pasted ones stand apart."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import LAST, found
from tests.factories.pages import browser

from zhiben.accidents.models import AccidentCase
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found, keep
from zhiben.insight import wording
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import queries as orgs

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
    texts = dict(AccidentCase._unfiltered().values_list("pk", "narrative"))
    for one in result["topics"]:
        said = {"坠落" in texts[case["case"]] for case in one["typical"]}
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


def test_narratives_are_read_as_they_stand_and_not_kept(bureau: Bureau) -> None:
    texts = [f"工人在{a}作业时从{b}踩空坠落，头部着地死亡。" for a in FALLS for b in FALLS]
    write(bureau, texts)
    study = found(bureau, "topics", **OLD)
    kept = f"{study.inputs} {study.result}"
    assert not [part for text in texts for part in text.rstrip("。").split("，") if part in kept]
    case = study.result["topics"][0]["typical"][0]["case"]
    AccidentCase._unfiltered().filter(pk=case).update(narrative="已更正：某某从梯子上滑落。")
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "已更正：某某从梯子上滑落。" in page


def test_studies_that_kept_narratives_open_and_show_none_of_them(bureau: Bureau) -> None:
    write(bureau, [f"工人在{a}作业时从{b}踩空坠落，头部着地死亡。" for a in FALLS for b in FALLS])
    now = found(bureau, "topics", **OLD)
    told = dict(now.result)
    told["topics"] = [
        {**one, "typical": [{**case, "text": "身份证号示例"} for case in one["typical"]]} for one in told["topics"]
    ]
    told["pasted"] = [{"text": "电话示例", "cases": [[told["topics"][0]["typical"][0]["case"], "SG"]]}]
    columns = ("编号", "发生日期", "事故经过")
    old = Found("0", columns, [["SG", now.as_of, "身份证号示例"]], told, parameters=now.parameters)
    unit = orgs.unit(now.unit)
    with scope(SYSTEM):
        kept = keep("topics", unit.id, unit.coordinates, old, as_of=now.as_of, actor=SYSTEM)
    client = browser(bureau.office)
    page = client.get(f"/insight/studies/{kept.pk}/")
    assert page.status_code == 200
    assert "身份证号示例" not in page.content.decode() and "电话示例" not in page.content.decode()
    table = client.get(f"/insight/studies/{kept.pk}/inputs/").content.decode()
    assert table.startswith("\ufeff编号,发生日期,经过的校验值") and "身份证号示例" not in table


def test_the_largest_topic_is_told_first() -> None:
    topics = [
        {"words": ["触电", "配电箱"], "count": 12, "dead": 3, "typical": []},
        {"words": ["叉车", "货架", "倒车", "盲区"], "count": 30, "dead": 5, "typical": []},
    ]
    told = wording.of_topics({"events": 100, "used": 60, "topics": topics})
    assert told == (
        "写得最多的是“叉车、货架、倒车”一类，30起5死，占可读的50%。100起事故里有经过可读的60篇，归成2个主题。"
    )
