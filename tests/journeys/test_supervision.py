"""A round of supervision as its people see it, each at a window of their own: planned, frozen, approved, drawn; two
inspectors on phones at the place; what they find given to the district in a circular, answered, looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.browser.window import Window
from tests.factories.documents import Desk
from tests.factories.orgs import city
from tests.factories.photos import PNG
from tests.journeys.stage import Open, Stage, answers, shown

from zhiben.foundation.audit import verify
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.supervision.models import Finding, Round, Target, Visit

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
HERE = {"latitude": 22.61234, "longitude": 114.03456, "accuracy": 12}


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(SIXTEENTH)
    built = city()
    for _number in range(3):
        built.site("民治街道")
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "colleague": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "first": built.person(Role.INSPECTOR, "市住房建设"),
        "second": built.person(Role.INSPECTOR, "市消防救援"),
        "district": built.person(Role.DISTRICT_OFFICER, "龙华区"),
    }
    return Stage(built, people, window)


def test_drawn_visited_told_of_and_looked_at_again(stage: Stage) -> None:
    officer, colleague, leader = (actor_of(stage.people[who]) for who in ("officer", "colleague", "leader"))
    desk = Desk(stage.city.unit("市安委办").pk, officer, colleague, leader).opened()
    _planned(stage)
    address = _the(Round).get_absolute_url()
    _frozen_approved_and_drawn(stage, address)
    sealed = _the(Target, "site")
    before = stage.at("district", "phone").go("/supervision/")
    assert sealed.site.name not in shown(before)
    assert answers(before, sealed.get_absolute_url()) == {sealed.get_absolute_url(): 404}
    visit = _visited(stage, sealed.site.name)
    assert sealed.site.name in shown(before.go("/supervision/"))
    assert "1/" in shown(stage.at("officer").go(address)).split("覆盖：")[1][:4]
    _given_to_the_district(stage, address)
    finding = _the(Finding, "letter")
    desk.taken(finding.letter, "issued")
    _answered_and_settled(stage, finding.get_absolute_url())
    assert "已复查销号" in shown(stage.at("district", "phone").go(visit.get_absolute_url()))
    assert verify().ok


def _the(model: type[Any], *beside: str) -> Any:
    """The newest of a table, with what stands beside it."""
    with unscoped(reason="what the journey has just made"):
        return model.objects.select_related(*beside).order_by("-pk").first()


def _planned(stage: Stage) -> None:
    form = stage.at("officer").go("/supervision/").follow("筹备一轮督导")
    form.choose(kind="综合督导").fill(title="示例综合督导", first="2024-10-16", last="2024-10-31", size="1")
    assert form.faults() == []
    form.press("保存")
    said = shown(form)
    assert "筹备中" in said and "还没有编组；每组至少2人" in said
    form.follow("增加一组")
    for who in ("first", "second"):
        form.page.get_by_label(stage.people[who].name).first.check()
    form.page.select_option("main [name=head]", index=1)
    assert form.faults() == []
    form.press("提交")
    assert "第1组" in shown(form)


def _frozen_approved_and_drawn(stage: Stage, address: str) -> None:
    freezing = stage.at("officer").go(address).follow("冻结抽样框")
    assert "可以抽的 3个" in shown(freezing)
    freezing.fill(public_source="2024年10月18日示例公开数").press("冻结抽样框")
    assert "抽样框已定" in shown(freezing)
    approving = stage.at("leader", "phone").go(address).follow("批准")
    approving.press("批准")
    said = shown(approving)
    assert "已批准" in said and "查看封存名单" not in said
    drawing = stage.at("officer").go(address).follow("抽取")
    drawing.fill(public_value="3 1 4").press("抽取")
    said = shown(drawing)
    assert "督导中" in said and "3 1 4" in said
    assert "封存名单（1个）" in shown(drawing.press("查看封存名单（会记录）"))


def _visited(stage: Stage, name: str) -> Visit:
    first = stage.at("first", "phone")
    first.context.grant_permissions(["geolocation"])
    first.context.set_geolocation(HERE)
    _at_the_place(first, name).press("我已到场")
    first.page.wait_for_url("**/supervision/visits/**")
    assert "定位约22.61, 114.03（误差12米）" in shown(first)
    first.page.locator("summary", has_text="显示准确定位").click()
    first.press("显示准确定位").page.wait_for_url("**/positions/")
    assert "定位22.61234, 114.03456（误差12米）" in shown(first)
    first.page.go_back()
    second = _at_the_place(stage.at("second", "phone"), name)
    second.fill(without="地下室无信号").press("我已到场")
    assert "检查中" in shown(second)
    first.page.reload()
    first.follow("记录问题").fill(text="没有重大隐患台账").choose(becomes="攻坚工作问题")
    first.bring("photos", {"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    assert first.faults() == []
    first.press("提交")
    assert "没有重大隐患台账" in shown(first)
    first.follow("签字结束").fill(conclusion="检查台账和临边防护", refused="负责人拒签", witness="示例乙（物业经理）")
    first.press("签字结束")
    assert "已签字" in shown(first)
    found: Visit = _the(Visit)
    return found


def _at_the_place(one: Window, name: str) -> Window:
    one.go("/supervision/")
    assert "我要去的（1处）" in shown(one)
    one.page.get_by_role("link").filter(has_text=name).first.click()
    assert one.faults() == []
    return one


def _given_to_the_district(stage: Stage, address: str) -> None:
    listing = stage.at("officer").go(address).follow("发现的问题和交办")
    listing.tick("finding").fill(unit="龙华区").choose(paper="通报")
    assert listing.faults() == []
    listing.press("起草文书并交办")
    said = listing.text()
    assert "已起草1份文书" in listing.page.inner_text("body") and "拟交办" in said and "龙华区" in said


def _answered_and_settled(stage: Stage, address: str) -> None:
    answering = stage.at("district", "phone").go(address).follow("报整改情况")
    answering.fill(text="已建台账并逐项复查").bring(
        "files", {"name": "台账.png", "mimeType": "image/png", "buffer": PNG + b"1"}
    )
    answering.press("报整改情况")
    assert "已报整改" in shown(answering)
    looking = stage.at("officer").go(address).follow("复查通过")
    looking.fill(conclusion="到现场核对属实").press("复查通过")
    assert "已复查销号" in shown(looking)
