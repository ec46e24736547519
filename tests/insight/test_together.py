"""Facts that come together: the planted combination is told with its cases, streets, departments and tasks."""

from __future__ import annotations

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.campaign import task
from tests.factories.insight import found, with_combination
from tests.factories.pages import browser

from zhiben.accidents.models import AccidentCase
from zhiben.campaign.models import KeyTask
from zhiben.foundation.scope import unscoped
from zhiben.insight import wording
from zhiben.insight.aiming import Naming, Sector, Task, aimed_at

pytestmark = pytest.mark.django_db

OLD = {"scheme": "type-1986"}


def sides(rule: dict[str, object]) -> set[tuple[str, str]]:
    facts: list[list[str]] = rule["facts"]  # type: ignore[assignment]
    return {(side, key) for side, key, _title, _name in facts}


def test_planted_combination_is_told_with_its_cases_streets_and_the_gap(bureau: Bureau) -> None:
    with_combination(bureau)
    task(bureau.city, lead="市应急管理", title="有限空间作业检查")
    study = found(bureau, "together", **OLD)
    result = study.result
    assert (result["refused"], result["events"], result["dead"], result["without_cause"]) == ([], 175, 175, 15)
    planted = {("type", "03"), ("act", "act-1986:7.09"), ("hours", "21-23"), ("sector", sector(bureau))}
    assert any(sides(one) < planted for one in result["rules"])
    one = next(one for one in result["rules"] if sides(one) == {("type", "03"), ("act", "act-1986:7.09")})
    cases = set(AccidentCase._unfiltered().filter(type_1986__code="03").values_list("pk", flat=True))
    assert ({case for case, _number in one["cases"]}, one["years"], one["dead"]) == (cases, [5] * 5, 25)
    assert [(street["name"], street["count"]) for street in one["streets"]] == [("民治街道", 25)]
    assert (one["departments"], one["much"], one["gap"]) == ([], [["工贸通用", 25]], True)
    assert "导致" not in str(result) and "同时出现" in one["sentence"]
    held = {case for place in result["first"] for case, _number in result["rules"][place]["cases"]}
    assert (result["held"], len(result["first"])) == (len(held), min(4, len(result["first"])))
    assert cases <= held
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    share = f"{result['held'] / 175:.0%}（{result['held']}/175起，每起只算一次）"
    assert f"近五年（2019—2023年）175起175死：{'零一二三四'[len(result['first'])]}个组合占{share}" in page
    assert "涉及较多的行业" in page and "工贸通用（占100%）" in page
    assert "没有任务对着它" in page and one["cases"][0][1] in page and "/tasks/coverage/" in page


def test_tasks_aimed_at_a_combination_are_named_with_how_they_were_found(bureau: Bureau) -> None:
    with_combination(bureau, others=450)
    aimed = task(bureau.city, lead="市应急管理", title="机械伤害专项整治")
    task(bureau.city, lead="市应急管理", title="应急演练")
    before = found(bureau, "together", **OLD)
    result = before.result
    one = next(one for one in result["rules"] if sides(one) == {("type", "03"), ("sector", sector(bureau))})
    assert [(told["id"], told["how"]) for told in one["tasks"]] == [
        (aimed.pk, "由市应急管理牵头，没有写明行业，文字含“机械伤害”")
    ]
    assert (one["gap"], one["aimed"], result["tasks"]) == (False, 1, 2)
    task(bureau.city, lead="市应急管理", title="机械伤害事故警示教育")
    after = found(bureau, "together", **OLD)
    assert (after.pk != before.pk, after.result["tasks"]) == (True, 3)


def test_a_district_is_held_against_the_list_above_it_too(bureau: Bureau) -> None:
    with_combination(bureau, others=600)
    none = found(bureau, "together", "龙华区安委办", **OLD)
    assert (none.result["tasks"], {one["gap"] for one in none.result["rules"]}) == (0, {False})
    assert "本范围没有在办的重点任务，未对照" in page_of(bureau, none.pk)
    aimed = task(bureau.city, lead="市应急管理", title="机械伤害专项整治")
    task(bureau.city, lead="龙华区应急管理", title="应急演练")
    task(bureau.city, lead="南山区应急管理", title="机械伤害专项整治")
    study = found(bureau, "together", "龙华区安委办", **OLD)
    assert (study.result["tasks"], study.result["above"]) == (2, 1)
    one = next(one for one in study.result["rules"] if {("type", "03")} < sides(one) and one["tasks"])
    assert [(told["id"], told["above"]) for told in one["tasks"]] == [(aimed.pk, True)]
    page = page_of(bureau, study.pk)
    assert "在办的1项重点任务和市清单的1项里没有找到" in page and "市清单</span>" in page


def test_a_task_that_names_another_sector_is_not_aimed_at_this_one() -> None:
    names = {1: "小散工程与零星作业", 2: "轨道交通建设", 3: "高层建筑消防"}
    said = ("小散工程专项整治", "轨道交通建设专项整治", "隐患排查", "轨道交通建设与小散工程检查")
    tasks = [
        Task(number, f"T-{number}", one, one, "市住房建设局", frozenset({(5, 0)}), Naming(names).of(one))
        for number, one in enumerate(said)
    ]
    aim = aimed_at(Sector(1, names[1], (5, 0)), (), tasks)
    assert ([one.id for one, _how in aim.tasks], aim.named) == ([0, 3, 2], 2)
    assert [how for _one, how in aim.tasks][::2] == ["文字写到“小散工程”", "由市住房建设局牵头，没有写明行业"]
    rule = {"aimed": len(aim.tasks), "named": aim.named}
    assert wording.aimed_of(rule) == "写到该行业的2项，另有由主管部门条线承担、没有写明行业的1项"
    assert aimed_at(Sector(1, names[1], (6, 0)), (), tasks).named == len(aimed_at(None, ("小散",), tasks).tasks) == 2


def test_the_page_says_which_tasks_it_counts(bureau: Bureau) -> None:
    with_combination(bureau)
    parent = task(bureau.city, lead="市应急管理", title="示例专项")
    study = found(bureau, "together", **OLD)
    assert "本范围在办的1项重点任务里没有找到" in page_of(bureau, study.pk)
    part = task(bureau.city, lead="龙华区住房建设", title="示例专项分解")
    with unscoped(reason="test data"):
        KeyTask.objects.filter(pk=part.pk).update(parent=parent.pk)
    study = found(bureau, "together", **OLD)
    assert (study.result["tasks"], study.result["parts"]) == (2, 1)
    told = "本范围在办的2项重点任务（清单任务1项，分解到区、街道的和举一反三排查的1项）里没有找到"
    assert told in page_of(bureau, study.pk)


def page_of(bureau: Bureau, study: int) -> str:
    return browser(bureau.office).get(f"/insight/studies/{study}/").content.decode()


def test_fewer_than_a_hundred_are_only_crossed(bureau: Bureau) -> None:
    with_combination(bureau, others=60)
    result = found(bureau, "together", **OLD).result
    assert result["refused"] == ["五年共85起，不足100起：不看组合，只看交叉表（“五年事故交叉分析”）"]
    assert "rules" not in result


def test_facts_that_have_nothing_to_do_with_each_other_make_no_combination(bureau: Bureau) -> None:
    with_combination(bureau, planted=0)
    study = found(bureau, "together", **OLD)
    assert [one["sentence"] for one in study.result["rules"]] == []
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "没有一个组合比碰巧更常同时出现" in page


def test_department_reads_its_line_only_and_strangers_nothing(bureau: Bureau) -> None:
    with_combination(bureau, others=400)
    many_cases([bureau.draft()], by=bureau.office)
    study = found(bureau, "together", "市应急管理", **OLD)
    table = study.inputs.splitlines()
    assert study.result["events"] == len(table) - 1 > 100 and table[1].startswith("案件,")
    assert all("工贸通用" in row for row in table[1:])
    for actor in (bureau.district, bureau.street, bureau.elsewhere, bureau.department):
        assert browser(actor).get(f"/insight/studies/{study.pk}/").status_code == 404


def sector(bureau: Bureau) -> str:
    return str(bureau.city.sectors["工贸通用"].pk)
