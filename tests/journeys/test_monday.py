"""A Monday at the office, in a real browser: the week that the clock has closed, who is late and who did not report,
one press that sends the chasing, and a unit's officer who finds it in the messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.factories.campaign import task
from tests.factories.orgs import city
from tests.journeys.stage import Open, Stage, answers, shown

from zhiben.dispatch.operations import open_due
from zhiben.foundation.audit import verify
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
BEFORE = datetime(2024, 10, 14, 9, tzinfo=clock.TZ)
TITLE = "2024年第42周调度催办：本单位有逾期、未报或即将到期的事项，请查看并抓紧办理"
MONDAY = datetime(2024, 10, 21, 9, tzinfo=clock.TZ)


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(BEFORE)
    built = city()
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "bureau": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "stranger": built.person(Role.DEPARTMENT_OFFICER, "市交通运输"),
    }
    return Stage(built, people, window)


def test_monday_opens_the_week_and_chases_who_is_late(stage: Stage, calendar: Callable[[datetime], None]) -> None:
    late = task(stage.city, due=date(2024, 10, 11))
    open_due(clock.now())
    calendar(MONDAY)
    open_due(clock.now())
    officer = stage.at("officer").go("/rounds/").follow("每周调度").follow("2024年第42周调度")
    officer.page.locator("summary", has_text="是哪几条").first.click()
    said = shown(officer)
    assert "已关闭" in said and "市住房建设未报1项" in said and "本周没有比对过台账" in said
    week = officer.page.url
    assert late.number in shown(officer.follow("市住房建设未报1项"))
    phone = stage.at("officer", "phone").go(week)
    assert "市住房建设" in shown(phone) and "1/1" in shown(phone)
    officer.go(week).follow("催办")
    assert f"1. {late.number} 示例任务；期限2024年10月11日；已逾期10天" in officer.page.input_value("main textarea")
    officer.press("向勾选的单位发送催办")
    said = shown(officer)
    assert "本周已发送1次" in said and "通知2人" in said
    officer.press("向勾选的单位发送催办")
    assert "本周已发送过催办" in shown(officer)
    bureau = stage.at("bureau", "phone").go("/inbox/messages/")
    bureau.page.get_by_role("main").get_by_role("link", name=TITLE).click()
    assert "【周催办】市住房建设" in shown(bureau) and late.number in shown(bureau)
    assert answers(stage.at("stranger"), week) == {week: 404}
    assert verify().ok
