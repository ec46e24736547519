"""A checklist from the office's desk to the site: founded from what is offered, answered on a phone with few taps, what
was found before first, a reported task checked, and all of it told at the round."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.browser.window import Window
from tests.factories.campaign import sampled
from tests.factories.checklists import checklist
from tests.factories.photos import PNG
from tests.factories.supervision import OFFICE, Ground, drawn, goers, ground, signed, visited
from tests.journeys.stage import Open, Stage, shown

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Visit
from zhiben.supervision.operations import Found

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
PICTURES = os.environ.get("ZHIBEN_PICTURES", "")


@pytest.fixture
def built(calendar: Callable[[datetime], None]) -> Ground:
    calendar(SIXTEENTH)
    return ground()


@pytest.fixture
def visit(built: Ground) -> Visit:
    """The second visit to a site: the first has left a finding, and the office has drawn a report to be checked."""
    checklist(built)
    earlier = visited(built, drawn(built))
    with scope(goers(earlier)[0]):
        operations.record(queries.visit_of(earlier.pk), Found("没有隐患台账", "work"), actor=goers(earlier)[0])
    signed(earlier)
    sampled(built.built, OFFICE, built.keeper)
    later = visited(built, drawn(built, title="示例综合督导第2轮", recent_days=0))
    moved = {"site": earlier.site_id, "arrived_at": earlier.arrived_at + timedelta(hours=2)}
    Visit._unfiltered().filter(pk=later.pk).update(**moved)
    return later


@pytest.fixture
def stage(built: Ground, visit: Visit, window: Open) -> Stage:
    by_id = {"officer": built.keeper.id, "first": goers(visit)[0].id, "second": goers(visit)[1].id}
    people = {who: Person.objects.get(pk=pk) for who, pk in by_id.items()}
    people["district"] = built.built.person(Role.DISTRICT_OFFICER, "龙华区")
    return Stage(built.built, people, window)


def test_checklist_from_the_desk_to_the_site(stage: Stage, visit: Visit) -> None:
    _founded(stage)
    first = stage.at("first", "phone").go(visit.get_absolute_url())
    assert "逐项检查还有3项没有回答" in shown(first)
    first.follow("逐项检查 0/3")
    _pictured(first, "checks-phone")
    said = shown(first)
    assert said.index("没有隐患台账") < said.index("临边、洞口有防护") < said.index("核对报送的任务")
    first.press("仍存在")
    first.page.get_by_role("button", name="符合", exact=True).first.click()
    assert "逐项检查 1/3" in shown(first)
    first.page.get_by_role("link", name="不符合", exact=True).nth(1).click()
    _pictured(first, "fails-phone")
    assert first.faults() == []
    first.bring("photos", {"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    first.press("提交")
    said = shown(first)
    assert "逐项检查 2/3" in said and "看问题" in said
    first.follow("现场核对")
    first.page.get_by_label("与报送不一致").check()
    first.fill(note="现场没有台账").press("提交")
    assert "与报送不一致" in shown(first)
    _pictured(first, "answered-phone")
    _told(stage, visit)


def _founded(stage: Stage) -> None:
    officer = stage.at("officer").go("/supervision/checklists/")
    assert "示例施工检查表" in shown(officer)
    officer.follow("建立检查表").follow("从“三管三必须”落实情况开始")
    _pictured(officer, "new-desktop")
    assert officer.faults() == []
    officer.press("建立")
    assert "《安全生产法》第三条" in shown(officer)
    _pictured(officer, "checklist-desktop")
    officer.follow("改出新的一版")
    assert officer.faults() == []
    phone = stage.at("officer", "phone").go("/supervision/checklists/")
    _pictured(phone, "checklists-phone")
    shown(phone)
    phone.go("/supervision/checklists/new/?from=three_musts")
    _pictured(phone, "new-phone")
    assert phone.faults() == []


def _told(stage: Stage, visit: Visit) -> None:
    first = stage.at("first", "phone").go(visit.get_absolute_url())
    assert "逐项检查还有1项没有回答" in shown(first)
    first.follow("签字结束").fill(conclusion="检查临边防护", refused="负责人拒签", witness="示例乙（物业经理）")
    first.press("签字结束")
    assert "逐项检查有1项未检查" in shown(first)
    district = stage.at("district", "phone").go(f"{visit.get_absolute_url()}checks/")
    assert "未检查" in shown(district) and "这次：仍存在" in district.text()
    officer = stage.at("officer").go(f"/supervision/{visit.round_id}/").follow("逐项检查和任务核对")
    _pictured(officer, "round-desktop")
    assert "0/1" in shown(officer)
    officer.press("按现场核对结果办理（不属实）")
    assert "不属实" in shown(officer)
    phone = stage.at("officer", "phone").go(f"/supervision/{visit.round_id}/checks/")
    _pictured(phone, "round-phone")
    shown(phone)


def _pictured(one: Window, name: str) -> None:
    """A picture for whoever looks at the pages, where a folder is named."""
    if PICTURES:
        one.page.wait_for_load_state()
        one.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
