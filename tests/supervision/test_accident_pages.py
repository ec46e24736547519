"""The pages of accident supervision: what stands on them, for whom, and that a form does what it says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.factories.accident_supervision import NOW, Desk, desk_with_past
from tests.factories.accidents import many_cases
from tests.factories.pages import browser

from zhiben.dispatch import sources
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.models import JointStudy, LookAlike, LookAlikeSite

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def built() -> Desk:
    with clock.at(NOW):
        found = desk_with_past()
        found.accident(site=found.ground.sites[0].pk)
        for _one in range(12):
            found.accident(date(2024, 10, 9), narrative="坠落", types=("09", ""))
        found.taken_up()
    return found


def text(page: Any) -> str:
    """What a page says, without its tags."""
    return re.sub(r"<[^>]+>", "", page.content.decode())


def read(built: Desk, address: str) -> str:
    page = browser(built.officer).get(address)
    assert page.status_code == 200
    return text(page)


def test_the_queue_lists_what_waits_and_what_narratives_lack(built: Desk) -> None:
    with clock.at(NOW):
        page = read(built, "/supervision/signals/")
        assert "新类型事故（1条，待研判1条）" in page
        assert "文字不足12起" in page
        assert "现在查找" in page
        assert "没有这样的线索" in read(built, "/supervision/signals/?kind=new_type&state=merged")
        stranger = browser(built.bureau.department).get("/supervision/signals/")
        assert "线索由安委办研判" in text(stranger) and "现在查找" not in text(stranger)


def test_searching_now_is_one_job_until_it_is_done_however_the_clock_stands(built: Desk) -> None:
    def asked() -> list[str]:
        assert browser(built.officer).post("/supervision/signals/search/", {"unit": built.office}).status_code == 302
        return list(Job.objects.filter(key__contains=":asked:").order_by("pk").values_list("state", flat=True))

    with clock.at(NOW):
        assert (asked(), asked()) == (["ready"], ["ready"])
        run_pending()
        assert asked() == ["done", "ready"]


def test_a_card_says_why_with_the_new_words_marked(built: Desk) -> None:
    with clock.at(NOW):
        (one,) = built.of(SignalKind.NEW_TYPE)
        page = browser(built.officer).get(one.get_absolute_url()).content.decode()
        assert "<mark>" in page and "锂电池" in page
        for words in ("过去最相近的一起，相似度", "为什么列出", "市住房建设", ">研判<", "不是新类型", "合并"):
            assert words in page
        assert browser(built.bureau.department).get(one.get_absolute_url()).status_code == 404


def test_the_log_of_alerts_tells_counts_and_no_rate_of_few(built: Desk) -> None:
    with clock.at(NOW):
        alerts = built.of(SignalKind.ALERT)
        built.answer(alerts[0], "call_false", reason="集中补录")
        page = read(built, "/supervision/signals/alerts/")
    assert "能判断的1条预警里属实0条、误报1条。小基数，不算准确率。" in page
    assert "每月2.0次（默认2次，可改）" in page


def test_an_alert_names_its_cases_and_who_has_the_duty(built: Desk) -> None:
    """What is to be verified, and by whom, stood nowhere; one of a series of months counted “2.0”."""
    with clock.at(NOW):
        rows = built.of(SignalKind.ALERT)
        one = next(row for row in rows if row.told["series"].startswith("sector:"))
        whole = next(row for row in rows if row.told["series"] == "city")
        pages = [browser(built.officer).get(row.get_absolute_url()).content.decode() for row in (one, whole)]
        numbers = [case["number"] for case in one.told["cases"]]
    assert len(numbers) == one.told["observed"] >= 3
    assert f"预警所指的事故（{len(numbers)}起）" in pages[0] and all(f"{number}" in pages[0] for number in numbers)
    assert f"<dd>{len(numbers)}起</dd>" in pages[0] and "市住房建设" in pages[0]
    assert "职责清单" in pages[0] and "职责清单" not in pages[1]
    first, last = one.told["span"]
    assert all(first <= case["on"] <= last for case in one.told["cases"])


def test_insight_shows_cards_series_and_the_months_ahead(built: Desk) -> None:
    with clock.at(NOW):
        cards, series = read(built, "/insight/new-types/"), read(built, "/insight/warnings/")
    assert "1起应请人研判" in cards and "套用模板" in cards
    assert "条预警，请核实" in series and "全市" in series and "不作预测" in series


def test_a_search_is_asked_for_and_done_in_the_background(built: Desk) -> None:
    with clock.at(NOW):
        built.accident(
            date(2024, 9, 12), narrative="旱地冰壶场滑道维护时机器人叉齿误动作挤压保养员胸部", types=("07", "")
        )
        assert browser(built.officer).post("/supervision/signals/search/").status_code == 302
        assert "正在查找（" in read(built, "/supervision/signals/")
        run_pending()
        assert len(built.of(SignalKind.NEW_TYPE)) == 2
        page = read(built, "/supervision/signals/")
        assert "正在查找" not in page and "上一次查找：" in page and "新列入2条" in page


def test_what_was_answered_is_not_said_to_wait_any_more(built: Desk) -> None:
    with clock.at(NOW):
        (one,) = built.of(SignalKind.NEW_TYPE)
        built.answer(one, "not_new", reason="去年处置过同类火灾")
        page = read(built, "/insight/new-types/")
    assert "0起应请人研判" in page and "这次查出的还有1项已答复“不是新类型”" in page
    assert "近半年没有应请人研判的事故" in page


def test_a_study_is_opened_filled_in_and_swept_from_pages(built: Desk) -> None:
    with clock.at(NOW):
        (one,) = built.of(SignalKind.NEW_TYPE)
        client = browser(built.officer)
        form = text(client.get(f"/supervision/signals/{one.pk}/study/"))
        assert "市住房建设" in form
        unit = built.bureau.city.unit("市住房建设").pk
        said = {"title": "示例研判", "departments": [unit], "people": "示例甲", "until": "2024-11-15"}
        assert client.post(f"/supervision/signals/{one.pk}/study/", said).status_code == 302
        study = JointStudy._unfiltered().get()
        at = study.get_absolute_url()
        assert client.post(f"{at}cause/", {"text": "没有防火分隔", "code": ""}).status_code == 302
        sweep = {"title": "示例排查", "what": "查换电柜", "until": "2024-11-30"}
        assert client.post(f"{at}look-alikes/", sweep).status_code == 302
        made = LookAlike._unfiltered().get()
        page = read(built, at)
        for words in ("没有防火分隔", "示例甲", "示例排查", "发提醒函，增改任务"):
            assert words in page
        assert "11个，未查11个" in read(built, made.get_absolute_url())
        site = LookAlikeSite._unfiltered().filter(sweep=made).order_by("pk").first().site_id
        edit = f"{made.get_absolute_url()}sites/"
        assert read(built, edit)
        assert client.post(edit, {"kept": [site], f"reasons_{site}": ""}).status_code == 422
        assert client.post(edit, {"kept": [site], f"reasons_{site}": "也有换电柜"}).status_code == 302
        assert "也有换电柜" in read(built, made.get_absolute_url())
        added = {"kept": [site], f"reasons_{site}": "也有换电柜", "added": "没有这个场所；同类"}
        assert client.post(edit, added).status_code == 422
        name = built.ground.sites[5].name
        assert client.post(edit, added | {"added": f"{name}；新设的换电站"}).status_code == 302
        assert "新设的换电站" in read(built, made.get_absolute_url())
        with scope(built.officer):
            told = sources.found("study", study.pk, built.bureau.city.unit("市安委办").coordinates)
        assert (told.subject, told.unit) == ("示例研判", "市住房建设") and "没有防火分隔" in told.facts


def test_who_has_nothing_to_do_with_signals_is_led_to_none(built: Desk) -> None:
    city = built.bureau.city
    with clock.at(NOW):
        page = text(browser(built.bureau.department).get("/supervision/signals/"))
        assert "预警记录和准确率" not in page and "线索由安委办研判" in page
        for role, unit in (
            (Role.DEPARTMENT_OFFICER, "市应急管理"),
            (Role.DISTRICT_OFFICER, "龙华区"),
            (Role.STREET_OFFICER, "民治街道"),
        ):
            assert ">事故督导</a>" not in menu(browser(city.actor(role, unit)), "/supervision/areas/")
        assert ">事故督导</a>" in menu(browser(built.officer), "/supervision/areas/")
        assert ">分析研判</a>" in menu(browser(city.actor(Role.DISTRICT_OFFICER, "龙华区")), "/accidents/")
        assert ">分析研判</a>" not in menu(browser(city.actor(Role.STREET_OFFICER, "民治街道")), "/accidents/")


def test_a_department_of_a_joint_study_is_led_to_it(built: Desk) -> None:
    with clock.at(NOW):
        (one,) = built.of(SignalKind.NEW_TYPE)
        built.study(one, "市住房建设")
        officer = built.bureau.city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
        assert ">事故督导</a>" in menu(browser(officer), "/supervision/areas/")
        assert "示例快递站火灾研判" in text(browser(officer).get("/supervision/signals/"))


def menu(client: Any, address: str) -> str:
    page: str = client.get(address).content.decode()
    return page


def test_a_leader_reads_what_is_to_be_looked_at_again(built: Desk) -> None:
    with clock.at(NOW):
        draft = built.bureau.draft(
            occurred_on=date(2023, 7, 1), approved_on=date(2023, 9, 1), approval_no="示例批", unit_name="回看单位"
        )
        many_cases([draft], by=built.bureau.office)
        assert "回头看：整改和防范措施评估（1起）" in text(browser(built.ground.leader).get("/supervision/signals/"))
