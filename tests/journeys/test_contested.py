"""A contested figure as its people see it, each at a window of their own: a named unit contests what it is named for,
the office decides, the draft follows, two officers meet over one section, and the bulletin goes out with the answer
beside the name."""

from __future__ import annotations

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
