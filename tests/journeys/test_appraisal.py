"""An appraisal as its people see it, each at a window of their own: a district looks at its score being computed again,
objects, the office and its leader decide, and the score that was put right stands beside the old one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from tests.appraisal.test_practices_in_bulletins import WORDS, drafted, told
from tests.factories.appraisal import TRAINING, Appraisers, appraisers
from tests.journeys.stage import Open, Stage, shown, take_up

from zhiben.kernel import clock
from zhiben.orgs.models import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def office(calendar: Callable[[datetime], None]) -> Appraisers:
    calendar(datetime(2024, 12, 15, 9, tzinfo=clock.TZ))
    made = appraisers()
    calendar(datetime(2024, 12, 16, 9, tzinfo=clock.TZ))
    return made


def test_a_district_sees_its_score_computed_again_objects_and_is_put_right(office: Appraisers, window: Open) -> None:
    run = office.taken(office.assessed(), "scored")
    actors = {"officer": office.officer, "leader": office.leader, "district": office.districts["龙华区"]}
    people = {name: Person.objects.get(pk=actor.id) for name, actor in actors.items()}
    stage = Stage(office.city, people, window)
    leader = stage.at("leader", "phone").go(run.get_absolute_url())
    assert "74.25" in shown(leader) and "（区间" in shown(leader)
    leader.follow("告知各单位").press("告知各单位")
    district = stage.at("district").go(run.get_absolute_url())
    assert "60.00～100.00" not in shown(district)
    district.page.get_by_role("main").get_by_role("link", name="龙华区", exact=True).first.click()
    said = shown(district)
    assert "得分复算 一致" in said and "74.25" in said and "1/2" in said
    district.page.get_by_role("link", name=re.compile(f"申诉 ?{TRAINING}")).click()
    district.fill(reason="还有两处台账没有计入").press("提交")
    assert "待核查" in shown(district)
    desk = take_up(stage.at("officer"), "拟采纳")
    desk.follow("拟采纳").fill(points="23", opinion="补计三分").press("拟采纳")
    assert "拟采纳" in shown(desk)
    phone = take_up(stage.at("leader", "phone"), "同意采纳并更正")
    phone.follow("同意采纳并更正").press("同意采纳并更正")
    assert "已采纳" in shown(phone)
    card = stage.at("district", "phone").go(office.card(run).get_absolute_url())
    said = shown(card)
    assert "77.25" in said and "74.25" in said and "更正" in said and "得分复算 一致" in said
    desk.go(run.get_absolute_url())
    assert "原74.25" in shown(desk) and "第2次计分" in shown(desk)


def test_a_commendation_is_shown_objected_to_decided_and_honoured(
    office: Appraisers, window: Open, calendar: Callable[[datetime], None]
) -> None:
    actors = {"officer": office.officer, "leader": office.leader, "district": office.districts["南山区"]}
    stage = Stage(office.city, {name: Person.objects.get(pk=actor.id) for name, actor in actors.items()}, window)
    desk = stage.at("officer").go(reverse("appraisal:propose"))
    desk.fill(unit="龙华区", deeds="隐患整改做得好", year="2024").press("提交")
    assert "已提名" in shown(desk)
    desk.follow("公示").press("公示")
    assert "公示中" in shown(desk) and "2024-12-23 17:30" in shown(desk)
    address = urlsplit(desk.page.url).path
    district = stage.at("district", "phone").go(reverse("appraisal:board"))
    district.page.get_by_role("main").get_by_role("link", name="龙华区").first.click()
    district.follow("提出异议").fill(said_by="某单位", what="台账不实").press("提交")
    assert "公示中" in shown(district)
    assert "台账不实" in shown(desk.go(address))
    calendar(datetime(2024, 12, 30, 9, tzinfo=clock.TZ))
    leader = stage.at("leader", "phone").go(address)
    assert "待处理" in shown(leader)
    assert leader.page.get_by_role("main").get_by_role("link", name="决定表彰", exact=True).count() == 0
    desk.go(address).page.get_by_role("main").get_by_role("link", name=re.compile("^处理")).click()
    desk.fill(finding="经核查，台账属实").press("提交")
    assert "核查结论：经核查，台账属实" in shown(desk)
    leader.go(address).follow("决定表彰").press("决定表彰")
    assert "已决定" in shown(leader)
    desk.go(reverse("appraisal:board")).follow("起草表彰决定").press("提交")
    assert "龙华区" in shown(desk)


def test_an_approved_practice_is_put_into_the_bulletin(office: Appraisers, window: Open) -> None:
    told(office, "“一楼一码”管外墙", "给每栋楼编码，隐患随手拍。")
    one = drafted(office)
    stage = Stage(office.city, {"officer": Person.objects.get(pk=office.officer.id)}, window)
    desk = stage.at("officer").go(reverse("dispatch:section", args=[one.pk, "practice"]))
    desk.press("开始编辑（他人不能同时改）")
    assert "从经验做法中选例" in shown(desk)
    desk.page.get_by_role("button", name=re.compile("^插入.*一楼一码")).click()
    assert desk.page.input_value("#id_text") == WORDS
    desk.press("保存文字")
    phone = stage.at("officer", "phone").go(reverse("dispatch:section", args=[one.pk, "practice"]))
    assert WORDS in shown(phone)
