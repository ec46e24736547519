"""Pages and workbooks of assistance: what they tell, and to whom."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from tests.factories.assistance import Helpers
from tests.factories.pages import browser

from zhiben.assistance import queries
from zhiben.assistance.models import Expert, HelpRequest, HelpVisit
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.scope import scope
from zhiben.inbox import operations as inbox
from zhiben.inbox.models import ImportAct
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.either]

NOW = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def squeezed(client: Any, address: str) -> str:
    """What a page says, without blanks."""
    answer = client.get(address)
    assert answer.status_code == 200
    return "".join(answer.content.decode().split())


def test_the_same_help_is_not_asked_for_twice_unawares(helpers: Helpers) -> None:
    street, enterprise = browser(helpers.street), browser(helpers.enterprise)
    form = {"site": helpers.site.name, "field": "粉尘防爆", "asks": "滤芯怎么换"}
    assert "另行申请" not in squeezed(enterprise, "/assistance/new/")
    one = helpers.request(asks="除尘系统怎么改")
    answer = enterprise.post("/assistance/new/", form)
    page = answer.content.decode()
    assert (answer.status_code, HelpRequest._unfiltered().count()) == (422, 1)
    assert f'<a href="{one.get_absolute_url()}">粉尘防爆：除尘系统怎么改</a>' in page
    assert "该场所申请这项专长的帮扶还有1件在办，请先看过；问题不同、确需另行申请的，请勾选" in page
    told = street.post("/assistance/new/", form, headers={"Accept": "application/json"})
    assert (told.status_code, list(told.json()["fields"])) == (422, ["another"])
    assert street.post("/assistance/new/", form | {"field": "有限空间"}).status_code == 302  # another field
    assert enterprise.post("/assistance/new/", form | {"another": "on"}).status_code == 302


def test_what_is_done_with_is_asked_for_anew_without_a_word(helpers: Helpers) -> None:
    helpers.request("closed")
    form = {"site": helpers.site.name, "field": "粉尘防爆", "asks": "滤芯怎么换"}
    assert browser(helpers.street).post("/assistance/new/", form).status_code == 302


def test_request_is_asked_for_taken_and_advised_on_its_pages(helpers: Helpers) -> None:
    street, office = browser(helpers.street), browser(helpers.office)
    form = {"site": helpers.site.name, "field": "粉尘防爆", "asks": "除尘系统怎么改"}
    answer = street.post("/assistance/new/", form)
    one = HelpRequest._unfiltered().get()
    assert (answer.status_code, answer["Location"]) == (302, f"/assistance/{one.pk}/")
    wrong = street.post("/assistance/new/", form | {"site": "没有的场所"})
    assert wrong.status_code == 422 and "没有这个场所" in wrong.content.decode()
    assert "只帮不罚" in squeezed(street, f"/assistance/{one.pk}/")
    listing = squeezed(office, "/assistance/")
    assert helpers.site.name in listing and "高风险行业领域的在前" in listing
    assert street.post(f"/assistance/{one.pk}/moves/accept", {"seen": 0}).status_code == 403
    assert office.post(f"/assistance/{one.pk}/moves/accept", {"seen": 0}).status_code == 302
    for expert in (helpers.expert("甲", fields="消防"), helpers.expert("乙", fields="粉尘防爆")):
        assert str(expert) in squeezed(office, f"/assistance/{one.pk}/moves/arrange")
    choices = office.get(f"/assistance/{one.pk}/moves/arrange").content.decode()
    assert choices.index("★ 乙") < choices.index("甲（")
    for move, facts in (
        ("arrange", {"expert": Expert._unfiltered().get(name="乙").pk, "day": "2024-03-01"}),
        ("visit", {"day": "2024-03-01", "record": "看了除尘系统"}),
    ):
        seen = HelpRequest._unfiltered().get(pk=one.pk).version
        answer = office.post(f"/assistance/{one.pk}/moves/{move}", {**facts, "seen": seen})
        assert answer.status_code == 302
    advice = {"text": "管道接地", "due": "2024-04-01"}
    assert office.post(f"/assistance/{one.pk}/advice/new/", advice).status_code == 302
    assert office.post(f"/assistance/{one.pk}/moves/advise", {"seen": 3}).status_code == 302
    contact = browser(helpers.enterprise)
    assert "答复" in squeezed(contact, f"/assistance/{one.pk}/")
    refused = contact.post(f"/assistance/{one.pk}/advice/1/", {"outcome": "not_adopted"})
    assert refused.status_code == 422
    assert contact.post(f"/assistance/{one.pk}/advice/1/", {"outcome": "done"}).status_code == 302
    page = squeezed(contact, f"/assistance/{one.pk}/")
    assert "已落实" in page and "看了除尘系统" in page
    stranger = browser(helpers.elsewhere)
    assert stranger.get(f"/assistance/{one.pk}/").status_code == 404
    assert helpers.site.name not in squeezed(stranger, "/assistance/")


def test_effects_are_told_with_what_they_do_not_prove(helpers: Helpers) -> None:
    helpers.request("closed")
    text = squeezed(browser(helpers.office), "/assistance/effects/")
    assert "不能证明" in text and "5.0" in text and "1/0/0/1" in text
    assert "三个月并回访以后" in squeezed(browser(helpers.elsewhere), "/assistance/effects/")


def test_experts_stand_without_telephones_but_for_those_who_arrange(helpers: Helpers) -> None:
    one = helpers.expert("丁", phone="13900000000", by=helpers.city_office)
    office = browser(helpers.city_office)
    assert "13900000000" not in squeezed(office, "/assistance/experts/")
    assert "已登记，加密保存" in squeezed(office, f"/assistance/experts/{one.pk}/")
    form = {"name": "戊", "employer": "示例中心", "fields_known": "消防", "valid_from": "2024-01-01"}
    answer = office.post("/assistance/experts/new/", form)
    assert (answer.status_code, Expert._unfiltered().filter(name="戊").count()) == (302, 1)
    again = office.post("/assistance/experts/new/", form)
    assert again.status_code == 422 and "已登记" in again.content.decode()
    mended = office.post(f"/assistance/experts/{one.pk}/edit/", form | {"name": "丁", "fields_known": "电气"})
    assert (mended.status_code, Expert._unfiltered().get(pk=one.pk).fields) == (302, "电气")
    assert browser(helpers.street).get(f"/assistance/experts/{one.pk}/").status_code == 404
    assert browser(helpers.street).get("/assistance/experts/new/").status_code == 403


def test_a_page_tells_only_what_applies(helpers: Helpers) -> None:
    labels = ("不受理的理由", "专家", "安排到场日期", "到场日期", "现场情况", "可回访")
    office, shown = browser(helpers.office), {}
    for state in ("requested", "arranged", "advised", "closed"):
        with clock.at(NOW - timedelta(days=len(shown))):
            one = helpers.request(state)
        page = squeezed(office, one.get_absolute_url())
        shown[state] = [label for label in labels if f"<dt>{label}</dt>" in page]
    declined = helpers.request()
    helpers.move_on(declined, "decline")
    page = squeezed(office, declined.get_absolute_url())
    assert "<dt>不受理的理由</dt><dd>不属帮扶范围</dd>" in page and "<dt>专家</dt>" not in page
    assert shown == {
        "requested": [],
        "arranged": ["专家", "安排到场日期"],
        "advised": ["专家", "到场日期", "现场情况", "可回访"],
        "closed": ["专家", "到场日期", "现场情况"],
    }


def test_all_that_is_wrong_with_an_expert_is_told_at_once(helpers: Helpers) -> None:
    form = {"name": "", "employer": "示例中心", "fields_known": "消防"}
    form |= {"valid_from": "2024-05-01", "valid_to": "2024-04-30"}
    answer = browser(helpers.city_office).post("/assistance/experts/new/", form)
    assert answer.status_code == 422 and Expert._unfiltered().count() == 0
    assert faults_told(answer) == ["请填写或选择此项", "不能早于任期开始"]


def test_all_that_is_wrong_with_advice_is_told_at_once(helpers: Helpers) -> None:
    one = helpers.request("visited")
    form = {"text": "", "due": "2024-02-29"}
    answer = browser(helpers.office).post(f"/assistance/{one.pk}/advice/new/", form)
    assert answer.status_code == 422
    assert faults_told(answer) == ["请填写或选择此项", "不能早于到场日期"]


def test_sectors_of_high_risk_are_ticked(helpers: Helpers) -> None:
    office = browser(helpers.city_office)
    chosen = helpers.city.sectors["工贸通用"].pk
    assert office.post("/assistance/high-risk/", {"sectors": [chosen]}).status_code == 302
    assert queries.high_risk_sectors() == {chosen}
    assert "工贸通用" in squeezed(office, "/assistance/experts/")
    assert browser(helpers.office).get("/assistance/high-risk/").status_code == 403


def faults_told(answer: Any) -> list[str]:
    """What stands beneath the fields, in their order."""
    return re.findall(r'class="invalid-feedback d-block">([^<]+)<', answer.content.decode())


def book(*rows: tuple[Any, ...]) -> bytes:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    for row in rows:
        page.append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def taken(sheet: str, data: bytes, actor: Actor) -> ImportReport:
    with scope(actor):
        stored = inbox.keep(data, name="表.xlsx", actor=actor)
        return inbox.take_in(sheet, stored, actor=actor)


def test_past_visits_come_in_by_workbook_each_once(helpers: Helpers) -> None:
    heads = ("场所", "到场日期", "专家", "帮扶内容")
    rows = [(helpers.site.name, "2024-01-05", "张三", "粉尘"), (helpers.site.name, "2024-01-06", "张三", "粉尘")]
    report = taken("help_visits", book(heads, *rows), helpers.office)
    assert (report.refused, report.created) == ((), 2)
    again = taken("help_visits", book(heads, *rows, (helpers.site.name, "2024-01-07", "李四", "消防")), helpers.office)
    assert (again.refused, again.created, again.unchanged) == ((), 1, 2)
    ahead = taken("help_visits", book(heads, (helpers.site.name, "2024-03-02", "李四", "消防")), helpers.office)
    assert [(one.cell, one.code) for one in ahead.refused] == [("B2", "future")]
    assert HelpVisit._unfiltered().count() == 3
    visit = HelpVisit._unfiltered().get(day=date(2024, 1, 7))
    assert "消防" in squeezed(browser(helpers.office), visit.get_absolute_url())
    assert helpers.site.name in squeezed(browser(helpers.street), "/assistance/visits/")
    assert browser(helpers.elsewhere).get(visit.get_absolute_url()).status_code == 404


def test_experts_come_in_by_workbook_and_are_taken_back(helpers: Helpers) -> None:
    helpers.expert("甲", fields="消防")
    heads = ("姓名", "工作单位", "专长", "任期自", "任期至")
    rows = [
        ("甲", "示例技术中心", "电气", "2023-01-01", ""),
        ("乙", "示例技术中心", "消防", "2024-01-01", "2025-12-31"),
    ]
    report = taken("experts", book(heads, *rows), helpers.office)
    assert (report.refused, report.created, report.updated) == ((), 1, 1)
    with scope(helpers.office):
        inbox.undo(ImportAct.objects.get(), actor=helpers.office, reason="名单不对")
        assert [(one.name, one.fields) for one in queries.experts()] == [("甲", "消防")]
    wrong = taken("experts", book(heads, ("丙", "某中心", "消防", "2024-01-01", "2023-01-01")), helpers.office)
    assert [(one.cell, one.code) for one in wrong.refused] == [("E2", "backward")]


def test_what_waits_stands_in_the_inbox(helpers: Helpers) -> None:
    helpers.request()
    with clock.at(NOW + timedelta(days=1)):
        text = squeezed(browser(helpers.office), "/waiting/")
        assert "粉尘防爆：除尘系统怎么改" in text and "受理" in text
        assert "粉尘防爆" not in squeezed(browser(helpers.street), "/waiting/")
