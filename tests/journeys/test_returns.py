"""A return as its people see it: the office makes a form and is told what it need not ask; a unit pastes, is refused
by a check, corrects and submits; it comes back, is told again and certified; another unit has nothing to tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.factories.orgs import city
from tests.journeys.stage import Open, Stage, answers, shown, take_up

from zhiben.foundation.audit import verify
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role
from zhiben.reporting import operations

pytestmark = pytest.mark.browser

SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
THIRTIETH = datetime(2024, 10, 30, 9, tzinfo=clock.TZ)
SIXTH = datetime(2024, 11, 6, 9, tzinfo=clock.TZ)
BASIS = "示例数据：《燃气安全排查月报通知》"


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(SIXTEENTH)
    built = city()
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "minzhi": built.person(Role.STREET_OFFICER, "民治街道"),
        "yuehai": built.person(Role.STREET_OFFICER, "粤海街道"),
        "stranger": built.person(Role.OFFICE_OFFICER, "福田区安委办"),
    }
    return Stage(built, people, window)


def test_return_goes_from_form_to_certified(stage: Stage, calendar: Callable[[datetime], None]) -> None:
    _made_and_issued(stage)
    calendar(THIRTIETH)
    assert operations.open_due(clock.now()) == 3
    path = _filled_in(stage)
    _nothing_to_tell(stage)
    _sent_back_and_told_again(stage, path)
    calendar(SIXTH)
    _certified_and_seen_as_a_whole(stage)
    assert answers(stage.at("stranger"), path) == {path: 404}
    assert verify().ok


def _made_and_issued(stage: Stage) -> None:
    officer = stage.at("officer").go("/reporting/forms/").follow("拟制报表")
    assert "拟制报表：市安委办" in shown(officer)
    officer.fill(name="燃气安全月报", basis=BASIS, begins_on="2024-10-01", ends_on="2024-12-31").press("提交")
    for title, unit in (("检查户数", "户"), ("问题户数", "户"), ("逾期任务", "项")):
        officer.follow("增加栏目")
        officer.fill(title=title, unit=unit)
        if title == "问题户数":
            officer.choose(at_most="检查户数")
        officer.press("提交")
    assert "核对并下发" in shown(officer)
    officer.follow("核对并下发")
    assert "平台已有该数据：指标“逾期任务”，不得重复要求填报" in shown(officer)
    officer.follow("返回")
    officer.press("删去 逾期任务")
    officer.follow("核对并下发")
    assert "每月向3个单位要2个栏目，每期共6个数据" in shown(officer)
    officer.press("下发")
    assert "执行中" in shown(officer)


def _filled_in(stage: Stage) -> str:
    street = stage.at("minzhi").go("/reporting/").follow("燃气安全月报")
    assert "零报告：本期没有" in shown(street)
    street.page.get_by_text("从表格粘贴").click()
    street.fill(pasted="检查户数（户）\t120\n问题户数\t150").press("填入")
    assert "已填入，请核对后报送" in shown(street)
    street.press("报送")
    assert "问题户数（150）不能大于检查户数（120）" in shown(street)
    street.fill(v_f2="15").press("报送")
    assert "已报送" in shown(street)
    return street.page.url.removeprefix(street.address)


def _nothing_to_tell(stage: Stage) -> None:
    phone = stage.at("yuehai", "phone").go("/reporting/").follow("燃气安全月报")
    phone.press("零报告：本期没有")
    assert "零报告：本期没有要报的" in shown(phone)


def _sent_back_and_told_again(stage: Stage, path: str) -> None:
    officer = take_up(stage.at("officer"), "核定", "民治街道").follow("退回")
    officer.fill(reason="问题户数与台账不符").press("退回")
    assert "退回未补" in shown(officer.go("/reporting/forms/").follow("燃气安全月报").follow("报送情况"))
    street = stage.at("minzhi").go(path)
    assert "退回原因：问题户数与台账不符" in shown(street)
    street.fill(v_f2="16").press("报送")


def _certified_and_seen_as_a_whole(stage: Stage) -> None:
    officer = stage.at("officer").go("/reporting/")
    for box in officer.page.locator("form[aria-labelledby=certify] input[name=return]").all():
        box.check()
    officer.press("核定所选")
    assert "2份全部办理" in shown(officer)
    officer.go("/reporting/forms/").follow("燃气安全月报").follow("报送情况")
    told = shown(officer)
    assert "民治街道 ● 按时 退回1次 粤海街道 ● 零报告 南园街道 ▲ 逾期未报" in told
    officer.follow("2024年10月")
    assert "已报2/3 120户 16户" in shown(officer)
