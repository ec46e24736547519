"""Letters as their people see them, each at a window of their own: a table whose total is wrong goes to nobody, two are
signed at once on a phone, received and replied to with a file, and one is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from tests.browser.window import Window
from tests.factories.documents import WRITTEN, Desk, until
from tests.factories.orgs import city
from tests.factories.photos import PNG
from tests.journeys.stage import Open, Stage, answers, shown, take_up

from zhiben.documents import queries
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import verify
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
TITLE = "关于加快重大事故隐患排查整改的提醒函"
ROWS = {"甲区": 75, "乙区": 82, "丙县": 87, "丁县": 159, "戊县": 45, "己区": 43, "市直": 140}
PRINTED, SUM = 630, 631
"""Figures of a published table whose total is not the sum of its rows."""
PHOTO = {"name": "整改照片.png", "mimeType": "image/png", "buffer": PNG}


def body(total: int) -> str:
    """The letter with a table as it is pasted from a workbook."""
    rows = "\n".join(f"{name}\t{count}" for name, count in {"地区": "排查", **ROWS, "合计": total}.items())
    return (
        f"一、基本情况\n各地区排查情况见表1。\n表1 排查情况（单位：处）\n{rows}\n二、有关要求\n请逐项核对，按期整改。"
    )


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(SIXTEENTH)
    built = city()
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "colleague": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "bureau": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "district bureau": built.person(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        "stranger": built.person(Role.OFFICE_OFFICER, "龙华区安委办"),
    }
    return Stage(built, people, window)


def test_letter_goes_from_a_wrong_total_to_an_accepted_reply(stage: Stage) -> None:
    _wrong_total_goes_to_nobody(stage)
    _corrected_and_reviewed(stage)
    other = _another_that_waits(stage)
    _both_signed_at_once_on_a_phone(stage, other)
    one = _newest(TITLE)
    _issued(stage, one, other)
    _received_and_replied_to(stage, one)
    _reply_accepted_and_closed(stage, one)
    _other_taken_back(stage, other)
    for who in ("stranger", "district bureau"):
        paths = [f"/documents/{found.pk}{part}" for found in (one, other) for part in ("/", ".pdf", ".docx")]
        assert answers(stage.at(who), *paths) == dict.fromkeys(paths, 404)
    assert verify().ok


def _new_letter(one: Window) -> Window:
    one.go("/documents/").page.get_by_text("起草公文", exact=True).click()
    return one.follow("提醒函")


def _wrong_total_goes_to_nobody(stage: Stage) -> None:
    officer = _new_letter(stage.at("officer"))
    assert "发文设置" in shown(officer)
    officer.fill(full_name="深圳市安全生产委员会办公室", code="深安办").press("提交")
    officer = _new_letter(officer)
    assert "可主送：部门" in shown(officer)
    officer.fill(title=TITLE, to="市住房建设", basis="《深圳市安全生产监督管理办法》（示例）", body=body(PRINTED))
    officer.press("保存")
    assert "表1 排查情况" in shown(officer)
    officer.follow("送核").press("送核")
    said = shown(officer)
    assert [word for word in ("表1 排查情况", "“排查”", str(PRINTED), str(SUM)) if word not in said] == []
    assert _newest(TITLE).state == "drafted"


def _corrected_and_reviewed(stage: Stage) -> None:
    officer = stage.at("officer").go(_newest(TITLE).get_absolute_url()).follow("修改").fill(body=body(SUM))
    assert officer.faults() == []
    officer.press("保存").follow("送核").press("送核")
    assert "核稿中" in shown(officer)
    assert "核稿通过" not in officer.go("/waiting/").text()
    colleague = take_up(stage.at("colleague"), "核稿通过", TITLE).follow("第2稿")
    assert f"合计 {SUM}" in shown(colleague)
    take_up(colleague, "核稿通过", TITLE).follow("核稿通过").fill(remark="数字已核对").press("核稿通过")
    assert "待签发" in shown(colleague)


def _another_that_waits(stage: Stage) -> OfficialDocument:
    officer, colleague, leader = (actor_of(stage.people[who]) for who in ("officer", "colleague", "leader"))
    desk = Desk(stage.city.unit("市安委办").pk, officer, colleague, leader)
    return desk.taken(desk.write(until(9, replace(WRITTEN, to="市住房建设"))), "reviewed")


def _both_signed_at_once_on_a_phone(stage: Stage, other: OfficialDocument) -> None:
    leader = stage.at("leader", "phone").go("/documents/").follow("待签发（2件）")
    said = shown(leader)
    assert TITLE in said and other.title in said and "数字已核对" in said
    for box in leader.page.locator("[name=document]").all():
        box.check()
    leader.fill(opinion="同意印发").press("签发所选")
    said = shown(leader)
    assert said.count("已签发：") == 2 and "没有待签发的公文" in said
    assert [word for word in ("深安办函〔2024〕1号", "深安办函〔2024〕2号") if word not in said] == []


def _issued(stage: Stage, *documents: OfficialDocument) -> None:
    for one in documents:
        officer = take_up(stage.at("officer"), "印发", one.title).follow("印发")
        assert "主送：市住房建设" in shown(officer)
        officer.press("印发")
        assert "已印发" in shown(officer)


def _received_and_replied_to(stage: Stage, one: OfficialDocument) -> None:
    """From the message; on a phone."""
    bureau = stage.at("bureau", "phone").go("/")
    bureau.page.get_by_label("消息，未读2条").click()
    assert shown(bureau).count("收到公文") == 2
    bureau.page.get_by_role("main").get_by_role("link", name=TITLE).click()
    said = shown(bureau)
    assert "待签收" in said and [word for word in ("数字已核对", "同意印发", "第2稿") if word in said] == []
    bureau.follow("签收").press("签收")
    assert "已签收" in shown(bureau)
    take_up(bureau, "答复", TITLE).follow("答复").fill(text="已排查631处，整改完成。").bring("files", PHOTO)
    assert bureau.faults() == []
    bureau.press("答复")
    assert "已排查631处" in shown(bureau) and PHOTO["name"] in bureau.text()


def _reply_accepted_and_closed(stage: Stage, one: OfficialDocument) -> None:
    officer = take_up(stage.at("officer"), "认可答复", TITLE)
    said = shown(officer)
    assert "已排查631处" in said and PHOTO["name"] in said
    officer.follow("认可答复").fill(assessment="数据一致，予以认可").press("认可答复")
    assert "已评估" in shown(officer)
    take_up(officer, "办结", TITLE).follow("办结").press("办结")
    assert "已办结" in shown(officer)
    assert "数据一致，予以认可" in shown(stage.at("bureau").go(one.get_absolute_url()))


def _other_taken_back(stage: Stage, other: OfficialDocument) -> None:
    leader = stage.at("leader", "phone").go(other.get_absolute_url()).follow("撤回印发")
    leader.fill(reason="依据条款有误", correction="依据改正后重新印发").press("撤回印发")
    assert "已撤回" in shown(leader)
    bureau = stage.at("bureau", "phone").go("/inbox/messages/")
    assert "公文撤回" in shown(bureau)
    bureau.page.get_by_role("main").get_by_role("link", name=other.title).first.click()
    assert "印发已撤回。原因：依据条款有误；更正说明：依据改正后重新印发" in shown(bureau)
    assert other.title not in bureau.go("/waiting/").text()


def _newest(title: str) -> OfficialDocument:
    with unscoped(reason="a test reads"):
        return queries.documents().get(title=title)
