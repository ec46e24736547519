"""A reminder as its people see it, each at a window of their own: from a hazard's page to a letter that is signed and
sent, answered by the department, to a task that is amended and says why; and from a leader's phone to the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.browser.window import Window
from tests.factories.campaign import task
from tests.factories.documents import Desk
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import city
from tests.factories.photos import PNG
from tests.journeys.stage import Open, Stage, answers, shown, take_up

from zhiben.dispatch.models import Reminder
from zhiben.foundation.audit import verify
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
LATER = datetime(2024, 11, 20, 9, tzinfo=clock.TZ)
TITLE = "关于临边防护隐患排查的提醒函"


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(SIXTEENTH)
    built = city()
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "colleague": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "bureau": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "stranger": built.person(Role.OFFICE_OFFICER, "龙华区安委办"),
    }
    return Stage(built, people, window)


def test_hazard_becomes_a_reminder_and_a_task_that_knows_why(stage: Stage) -> None:
    officer, colleague, leader = (actor_of(stage.people[who]) for who in ("officer", "colleague", "leader"))
    desk = Desk(stage.city.unit("市安委办").pk, officer, colleague, leader).opened()
    found, touched = hazard(Cast(stage.city), "rectifying"), task(stage.city)
    _begun_from_the_hazard(stage, found.get_absolute_url(), found.number)
    one = _newest()
    desk.taken(one.document, "issued")
    _answered_and_accepted(stage)
    _task_amended(stage, one, touched.number)
    assert "因提醒函深安办函〔2024〕1号修改：目标增加临边防护排查" in shown(
        stage.at("bureau").go(touched.get_absolute_url())
    )
    _settled(stage)
    path = one.get_absolute_url()
    assert answers(stage.at("stranger"), path) == {path: 404}
    assert verify().ok


def test_unanswered_reminder_goes_one_letter_up_for_a_reason(
    stage: Stage, calendar: Callable[[datetime], None]
) -> None:
    officer, colleague, leader = (actor_of(stage.people[who]) for who in ("officer", "colleague", "leader"))
    desk = Desk(stage.city.unit("市安委办").pk, officer, colleague, leader).opened()
    found = hazard(Cast(stage.city), "rectifying")
    _begun_from_the_hazard(stage, found.get_absolute_url(), found.number)
    one = _newest()
    desk.taken(one.document, "issued")
    stage.at("bureau")
    calendar(LATER)
    deciding = take_up(stage.at("officer"), "决定是否升级", "提醒函")
    assert "市住房建设到期未答复" in shown(deciding)
    form = deciding.follow("升级为督促函")
    assert form.faults() == []
    form.fill(reason="电话催办两次仍未答复", request="请于收到本函后书面说明。").press("提交")
    said = shown(form)
    assert "督促函" in said and "函尚未印发" in said
    below = shown(stage.at("officer", "phone").go(one.get_absolute_url()))
    assert "升级理由：电话催办两次仍未答复" in below and "已升级" in below
    assert verify().ok


def test_leaders_instruction_becomes_a_letter_and_he_sees_what_became_of_it(stage: Stage) -> None:
    officer, colleague, leader = (actor_of(stage.people[who]) for who in ("officer", "colleague", "leader"))
    desk = Desk(stage.city.unit("市安委办").pk, officer, colleague, leader).opened()
    found = hazard(Cast(stage.city), "rectifying")
    phone = stage.at("leader", "phone").go(found.get_absolute_url()).follow("批示")
    assert phone.faults() == []
    phone.bring("photos", {"name": "批示.png", "mimeType": "image/png", "buffer": PNG})
    phone.fill(text="请住建局举一反三。").press("提交")
    said = shown(phone)
    assert "待办" in said and "批示.png" in said and found.number in said
    at_work = take_up(stage.at("officer"), "办理批示", "请住建局举一反三").follow("起草提醒函")
    said, facts = shown(at_work), at_work.page.input_value("main [name=facts]")
    assert "批示.png" in said and "请住建局举一反三。" in said
    assert found.number in facts and "请住建局举一反三" not in facts
    at_work.fill(to="市住房建设", request="请排查同类隐患。", basis="《深圳市安全生产监督管理办法》（示例）")
    at_work.press("提交")
    said = shown(at_work)
    assert "请住建局举一反三。" in said and "批示.png" in said
    desk.taken(_newest().document, "issued")
    said = shown(phone.go("/rounds/reminders/").follow("请住建局举一反三。"))
    assert "已转提醒" in said and "已印发" in said and "市住房建设" in said
    assert verify().ok


def _begun_from_the_hazard(stage: Stage, address: str, number: str) -> None:
    officer = stage.at("officer").go(address).follow("发提醒函")
    assert officer.faults() == []
    assert number in officer.page.input_value("main [name=facts]")
    assert officer.page.input_value("main [name=to]") == "民治街道"  # who answers for it; its department gets a copy
    officer.choose(kind="提醒函").fill(title=TITLE, to="市住房建设", request="请将临边防护排查列入重点任务。").press(
        "提交"
    )
    assert "这里已按提醒函改填" in shown(officer)
    officer.fill(basis="《深圳市安全生产监督管理办法》（示例）").press("提交")
    said = shown(officer)
    assert TITLE in said and number in said and "函尚未印发" in said


def _answered_and_accepted(stage: Stage) -> None:
    bureau: Window = take_up(stage.at("bureau", "phone"), "签收", TITLE).follow("答复")
    bureau.fill(text="已列入重点任务。").press("答复")
    officer = take_up(stage.at("officer"), "认可答复", TITLE).follow("认可答复")
    officer.fill(assessment="属实").press("认可答复")


def _task_amended(stage: Stage, one: Reminder, number: str) -> None:
    officer = stage.at("officer", "phone").go(one.get_absolute_url()).follow("修改重点任务")
    assert officer.faults() == []
    officer.fill(number=number, target="完成并排查临边防护", what="目标增加临边防护排查").press("提交")
    assert "现为：完成" in shown(officer)
    officer.press("提交")
    assert "目标增加临边防护排查" in shown(officer)
    officer.follow(f"{number} 示例任务")
    assert "因提醒函深安办函〔2024〕1号修改" in shown(officer)


def _settled(stage: Stage) -> None:
    officer = take_up(stage.at("officer"), "办结", "提醒函").follow("办结")
    officer.fill(conclusion="任务已修改，转入清单跟踪").press("办结")
    assert "任务已修改，转入清单跟踪" in shown(officer)
    assert TITLE in shown(officer.go("/rounds/reminders/"))


def _newest() -> Reminder:
    with unscoped(reason="a test reads"):
        return Reminder.objects.select_related("document").latest("pk")
