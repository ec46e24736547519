"""Five years crossed: what is planted stands out, what nobody knows stands by itself, and cells open their cases."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import LAST, found, with_combination
from tests.factories.pages import browser

from zhiben.analysis.rates import wilson
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Study
from zhiben.insight import wording
from zhiben.insight.views.causes import shown
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

OLD = {"scheme": "type-1986"}


def test_planted_cells_stand_out_and_hold_the_cases_they_open(bureau: Bureau) -> None:
    with_combination(bureau)
    study = found(bureau, "causes", **OLD)
    result = study.result
    assert (result["refused"], result["events"], result["dead"]) == ([], 175, 175)
    by_pair = {(one["row"], one["column"]): one for one in result["tables"]}
    assert list(by_pair)[:3] == [("sector", "type"), ("type", "hours"), ("sector", "district")]
    table = by_pair["type", "hours"]
    names = [name for _key, name, _total in table["rows"]], [name for _key, name, _total in table["columns"]]
    first = max(table["cells"], key=lambda cell: cell[7])
    assert (names[0][first[0]], names[1][first[1]]) == ("机械伤害", "21—24时") and first[8] < 0.001
    cell = next(one for one in table["cells"] if (names[0][one[0]], names[1][one[1]]) == ("机械伤害", "21—24时"))
    within = wilson(25, 25)
    assert cell[2:6] == [25, 1.0, within.low, within.high]
    assert sum(cell[2] for cell in table["cells"]) == table["total"] == 175
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/?all=1").content.decode()
    assert "事故类型为“机械伤害”的事故里，时段为“21—24时”的有25起（占100%）" in page and "导致" not in page
    link = re.search(r'href="(/accidents/\?[^"]*types=[^"]*hours=21-23[^"]*)">25<', page)
    assert link is not None
    assert "计入统计的共25起" in browser(bureau.office).get(link[1].replace("&amp;", "&")).content.decode()


def test_unknown_causes_are_a_row_of_their_own(bureau: Bureau) -> None:
    with_combination(bureau)
    result = found(bureau, "causes", **OLD).result
    table = next(one for one in result["tables"] if one["row"] == "act")
    assert (table["unknown_rows"], sum(table["unknown_row"]), table["unknown"], table["total"]) == (15, 15, 15, 160)
    assert result["counts"]["act"]["unknown"] == 15
    assert sum(row[2] for row in result["counts"]["year"]["rows"]) == 175
    assert [row[1] for row in result["counts"]["hours"]["rows"]][:2] == ["0—6时", "6—9时"]


def test_split_types_are_one_where_old_data_cannot_say(bureau: Bureau) -> None:
    days = [date(LAST, 3, 1) + timedelta(days=day) for day in range(6)]
    many_cases([bureau.draft(occurred_on=day, types=("02", "")) for day in days], by=bureau.office)
    many_cases([bureau.draft(occurred_on=days[0], types=("", "03"))], by=bureau.office)
    result = found(bureau, "causes", scheme="type-2025").result
    merged = "厂（场）内车辆致害／道路（轨道）车辆致害（部分数据不能区分）"
    assert [row[:3] for row in result["counts"]["type"]["rows"]] == [["02+03", merged, 7]]
    assert [row[1] for row in found(bureau, "causes", **OLD).result["counts"]["type"]["rows"]] == ["车辆伤害"]


def test_open_investigations_and_missing_years_are_warned_of(bureau: Bureau) -> None:
    many_cases([bureau.draft(occurred_on=date(LAST, 3, 1))], by=bureau.office)
    study = found(bureau, "causes", **OLD)
    assert study.warnings[0].startswith(f"{LAST - 4}、{LAST - 3}、{LAST - 2}、{LAST - 1}年没有一起事故记录")
    assert study.warnings[1:] == ["1起中1起调查没有结束，类型和原因是暂定的", "1起中1起原因未认定，单列，不推定"]
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "其中调查没有结束的1起（100%）" in page


def test_nothing_known_and_a_side_against_itself_say_so(bureau: Bureau) -> None:
    assert found(bureau, "causes", **OLD).result["refused"] == ["这五年没有一起事故记录"]
    many_cases([bureau.draft(occurred_on=date(LAST, 3, 1))], by=bureau.office)
    for row, column in (("type", "type"), ("type", None)):
        result = found(bureau, "causes", row=row, column=column, **OLD).result
        assert result["refused"] == ["交叉表要选两个不同的方面"]


def test_chosen_table_comes_first_and_is_found_again(bureau: Bureau) -> None:
    with_combination(bureau)
    person = browser(bureau.office)
    told = {"base_year": LAST, "scheme": "type-1986", "row": "street", "column": "type"}
    assert (person.post("/insight/causes/again/", told).status_code, run_pending()) == (302, 1)
    study = Study._unfiltered().get()
    assert (study.result["tables"][0]["row"], study.result["tables"][0]["column"]) == ("street", "type")
    found(bureau, "causes", **OLD)
    newest = Study._unfiltered().order_by("-pk")[0]
    page = person.get(f"/insight/studies/{newest.pk}/").content.decode()
    assert f'href="/insight/studies/{study.pk}/">街道 × 事故类型' in page
    sent = person.post("/insight/causes/again/", told | {"row": "nonsense"})
    assert sent.status_code == 422


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"row": "street", "column": ""}, "行和列要都选，或都不选"),
        ({"row": "", "column": "type"}, "行和列要都选，或都不选"),
        ({"row": "type", "column": "type"}, "行和列要选两个不同的方面"),
    ],
)
def test_one_side_alone_is_said_at_once_and_nothing_is_computed(
    bureau: Bureau, chosen: dict[str, str], said: str
) -> None:
    told = {"base_year": LAST, "scheme": "type-1986", **chosen}
    sent = browser(bureau.office).post("/insight/causes/again/", told)
    assert (sent.status_code, said in sent.content.decode()) == (422, True)
    assert run_pending() == 0


def test_districts_and_departments_have_their_own_ground(bureau: Bureau) -> None:
    with_combination(bureau)
    district, line = found(bureau, "causes", "龙华区安委办", **OLD), found(bureau, "causes", "市应急管理", **OLD)
    assert [row[1] for row in district.result["counts"]["district"]["rows"]] == ["龙华区"]
    assert [row[1] for row in line.result["counts"]["sector"]["rows"]] == ["工贸通用"]
    lead = bureau.city.actor(Role.DEPARTMENT_OFFICER, "市应急管理")
    page = browser(lead).get(f"/insight/studies/{line.pk}/").content.decode()
    assert f"line={bureau.city.unit('市应急管理').coordinates.line}" in page
    for actor in (bureau.street, bureau.elsewhere, bureau.department):
        for study in (district, line):
            assert browser(actor).get(f"/insight/studies/{study.pk}/").status_code == 404
    assert browser(bureau.district).get(f"/insight/studies/{district.pk}/").status_code == 200


def test_first_table_stands_open_and_of_the_others_what_stands_out(bureau: Bureau) -> None:
    with_combination(bureau)
    study = found(bureau, "causes", **OLD)
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    tables, counts = len(study.result["tables"]), len(study.result["counts"])
    assert page.count("全表：") == tables
    assert len(re.findall(r"<details open>", page)) == 1 + 3
    assert len(re.findall(r"<details>\s*<summary class=\"px-3 py-2\">", page)) == tables + counts - 4
    outside = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
    assert "事故类型为“机械伤害”的事故里，时段为“21—24时”的有25起（占100%）" in outside
    folded = re.findall(r"共\d+项，最多的是[^：]+：(\d+)起", page)
    assert [int(most) for most in folded] == [
        max(row[2] for row in side["rows"]) for side in study.result["counts"].values() if side["rows"]
    ]
    everything = browser(bureau.office).get(f"/insight/studies/{study.pk}/?all=1").content.decode()
    assert len(re.findall(r"<details open>", everything)) == tables + counts


def test_sides_stand_in_their_order_whatever_order_a_database_keeps_keys_in(bureau: Bureau) -> None:
    with_combination(bureau)
    study = found(bureau, "causes", **OLD)
    with scope(bureau.office):
        usual = [one["title"] for one in shown(study, {})["sides"]]
        study.result["counts"] = dict(reversed(study.result["counts"].items()))
        assert [one["title"] for one in shown(study, {})["sides"]] == usual
    assert len(usual) == len(study.result["counts"]) > 3


def test_the_cell_that_stands_out_most_is_told_first_in_words_that_can_be_read_aloud(bureau: Bureau) -> None:
    with_combination(bureau)
    study = found(bureau, "causes", **OLD)
    first = wording.of_crossed(study.result)
    told = [one for table in study.result["tables"] for one in wording.told_cells(table, 100)]
    assert first.startswith(f"确实偏多的有{len(told)}格，最突出的是：")
    assert first.partition("：")[2].removesuffix("。") in told
    planted = "认定有“机器运转时加油、修理、检查、调整、焊接、清扫等”的事故里，行业领域为“工贸通用”的有25起（占100%）"
    assert any(one.startswith(planted) for one in told)
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert first in page and page.index(first) < page.index("175起，死亡和失踪175人")
    nothing = {"tables": [{**table, "cells": []} for table in study.result["tables"]]}
    assert wording.of_crossed(nothing) == "把两个方面交叉起来看，没有一格在校正之后仍确实偏多。"
