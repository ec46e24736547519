"""A contested figure as its people see it, each at a window of their own: a named unit contests what it is named for,
the office decides, the draft follows, what was entered late is put right and restated, two officers meet over one
section, and the bulletin goes out with the answer beside the name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from pypdf import PdfReader
from tests.browser.window import Window
from tests.factories.campaign import task
from tests.factories.orgs import city
from tests.journeys.stage import Open, Stage, answers, shown

from zhiben.dispatch.operations import close, collect, open_round
from zhiben.foundation.audit import verify
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
TITLE = "2024年10月上半月调度"
NUMBER = re.compile(r"T-\d+")


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(SIXTEENTH)
    built = city()
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "colleague": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "housing": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "transport": built.person(Role.DEPARTMENT_OFFICER, "市交通运输"),
    }
    return Stage(built, people, window)


def test_contested_item_is_decided_and_printed_beside_the_name(stage: Stage) -> None:
    for lead in ("市住房建设", "市交通运输"):
        task(stage.city, lead=lead, due=date(2024, 10, 10))
    officer = actor_of(stage.people["officer"])
    one = open_round("half_month", half_month_of(date(2024, 10, 1)), office=stage.city.unit("市安委办").pk)
    with scope(officer):
        for step in (collect, close):
            step(one, actor=officer)
    desk = stage.at("officer").go("/rounds/").follow(TITLE)
    desk.follow("起草文件").press("起草文件").follow("简报与依据")
    assert "2个单位" in shown(desk)
    _two_meet_over_a_section(stage, desk)
    _answered(stage)
    desk.go("/rounds/").follow(TITLE).follow("点名答复")
    assert "验收单9月已报，登记滞后" in shown(desk)
    desk.follow("不再点名").fill(opinion="验收单属实").press("不再点名")
    _put_right_and_restated(stage, desk)
    desk.go("/rounds/").follow(TITLE).follow("点名答复")
    desk.follow("维持点名").fill(opinion="期限已过，维持").press("维持点名")
    desk.go("/rounds/").follow(TITLE).follow("简报与依据")
    said = shown(desk)
    assert "另有1条拟点名经单位答复" in said and "整改安排在10月底" in said
    assert "改写之后，建议内容已有变动" in said and desk.faults() == []
    _signed_and_issued(stage, desk)
    address = f"/rounds/{one.pk}/bulletin/"
    assert answers(stage.at("housing"), address) == {address: 404}
    assert verify().ok


def _two_meet_over_a_section(stage: Stage, desk: Window) -> None:
    desk.page.get_by_role("link", name="编辑点名通报").click()
    desk.press("开始编辑（他人不能同时改）")
    colleague = stage.at("colleague", "phone").go("/rounds/").follow(TITLE).follow("简报与依据")
    colleague.page.get_by_role("link", name="编辑点名通报").click()
    assert "正在编辑这一部分" in shown(colleague) and colleague.faults() == []
    assert colleague.page.locator("main [name=text]").count() == 0
    desk.fill(text="经核实，点名{{点名单位数}}个单位、{{点名项数}}项。").press("保存文字")
    assert "点名2个单位、4项" in shown(desk) and desk.faults() == []


def _put_right_and_restated(stage: Stage, desk: Window) -> None:
    """The unit's task was complete in time and entered late: the leader puts that right on its paper, the office
    restates what comes out otherwise."""
    desk.go("/rounds/").follow(TITLE).follow("重述指标")
    assert "没有可重述的" in shown(desk)
    unit = stage.at("housing", "phone").go("/tasks/")
    unit.page.get_by_role("main").get_by_role("link", name=NUMBER).first.click()
    unit.follow("报送完成").fill(conclusion="9月已完成，验收单附后").press("报送完成")
    leader = stage.at("leader", "phone").go("/rounds/").follow(TITLE).follow("点名答复")
    assert "登记确属滞后的" in shown(leader)
    leader.page.get_by_role("main").get_by_role("link", name=NUMBER).first.click()
    leader.follow("更正登记时间")
    leader.page.select_option("main [name=step]", index=1)
    leader.fill(on="2024-10-09", reason="验收单9月30日签字，登记滞后")
    leader.bring("evidence", {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    assert leader.faults() == []
    leader.press("更正登记时间")
    assert "原为“2024年10月16日”，改为“2024年10月9日”" in shown(leader)
    desk.go("/rounds/").follow(TITLE).follow("点名答复").follow("重述有关指标")
    assert "现为2，重新计算为1" in shown(desk)
    for box in desk.page.locator("main [name=measures]").all():
        box.check()
    desk.fill(reason="市住房建设按验收单更正登记时间").press("重述指标")
    assert "市住房建设按验收单更正登记时间" in shown(desk)


def _answered(stage: Stage) -> None:
    for who, words in (("housing", "验收单9月已报，登记滞后"), ("transport", "整改安排在10月底")):
        window = stage.at(who, "phone").go("/rounds/")
        window.page.get_by_role("link", name="重点任务逾期未办结").first.click()
        window.follow("有异议").fill(text=words).press("有异议")
        assert "有异议待处理" in shown(window) and window.faults() == []
        window.go("/rounds/").page.get_by_role("link", name="本期未报进展").first.click()
        window.follow("无异议").press("无异议")


def _signed_and_issued(stage: Stage, desk: Window) -> None:
    leader = stage.at("leader", "phone").go("/")
    leader.page.get_by_role("link", name="核准并签发文件").first.click()
    leader.follow("核准并签发文件")
    assert "改写过的部分（1处）" in shown(leader) and leader.faults() == []
    leader.press("核准并签发文件")
    desk.go("/rounds/").follow(TITLE).follow("印发").press("印发")
    desk.go("/rounds/archive/").fill(q="整改安排在10月底", unit="市交通运输").press("筛选")
    assert "共1件" in shown(desk) and desk.faults() == []
    with desk.page.expect_download() as arriving:
        desk.follow("PDF")
    paper = "".join("".join(page.extract_text() for page in PdfReader(arriving.value.path()).pages).split())
    wanted = (
        "经核实，点名2个单位、3项。",
        "另有1条拟点名经单位答复",
        "答复：整改安排在10月底；安委办意见：期限已过，维持",
    )
    assert [one for one in wanted if one not in paper] == []
