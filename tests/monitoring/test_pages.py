"""The pages of monitoring: registering, feeds with their secret shown once, alerts judged one by one and together, and
what a storm and a dead feed look like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.monitoring import Plant
from tests.factories.pages import PROGRAM, browser, text
from tests.factories.photos import another_photo

from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.monitoring.models import Alert, Feed, FeedKey, MonitoringSystem, Pulse
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def said(plant: Plant, **given: Any) -> dict[str, Any]:
    told = {
        "name": "示例仓储公司",
        "code": "QY-0002",
        "street": plant.city.territories["民治街道"].pk,
        "sector": plant.city.sectors["工贸通用"].pk,
        "watched": "电气火灾",
        "since": clock.today().isoformat(),
        "evidence": "验收单",
    }
    return {**told, **given}


def test_a_system_is_registered_listed_and_exported(plant: Plant) -> None:
    person = browser(plant.street)
    wrong = person.post("/monitoring/new/", said(plant, evidence=""))
    assert wrong.status_code == 422
    assert "已投用的请写明佐证" in wrong.content.decode()
    assert person.post("/monitoring/new/", said(plant)).status_code == 302
    page = text(person, "monitoring:list")
    for words in ("示例仓储公司", "QY-0002", "电气火灾", "建有已投用系统的企业2家", plant.site.name):
        assert words in page
    assert "示例仓储公司" not in text(person, "monitoring:list", query="?q=QY-0001")
    assert "没有符合条件的企业" in text(person, "monitoring:list", query="?standing=off")
    system = MonitoringSystem._unfiltered().get(watched="电气火灾")
    edited = person.post(f"/monitoring/systems/{system.pk}/edit/", said(plant, supplier="示例物联公司"))
    assert edited.status_code == 302
    page = text(person, "monitoring:enterprise", system.enterprise_id)
    assert system.number in page and "示例物联公司" in page and "未接入" in page and "未登记（转隐患前须登记）" in page
    assert "示例仓储公司" in text(person, "overview:figure", "D3.monitoring")
    assert person.get("/monitoring/export/").headers["Content-Type"].endswith("sheet")


def test_where_one_does_not_answer_is_told_at_the_fields(plant: Plant) -> None:
    fire = browser(plant.city.actor(Role.DEPARTMENT_OFFICER, "龙华区消防救援"))
    answer = fire.post("/monitoring/new/", said(plant))
    assert (answer.status_code, answer.content.decode().count("不在您负责的区域或条线内")) == (422, 2)
    assert MonitoringSystem._unfiltered().count() == 1


def test_a_secret_is_shown_once(plant: Plant) -> None:
    person = browser(plant.office)
    form = {"name": "第二个接入", "supplier": "另一公司", "office": plant.city.unit("龙华区安委办").pk}
    form |= {"beat_minutes": 10, "rate_per_minute": 30, "fold_minutes": 0}
    made = person.post("/monitoring/feeds/new/", form)
    feed = Feed._unfiltered().get(name="第二个接入")
    key = FeedKey._unfiltered().get(feed=feed)
    page = made.content.decode()
    assert (made.status_code, made.headers["Cache-Control"], key.key_id in page) == (200, "no-store", True)
    assert "密钥只显示这一次" in page
    secret = made.context["made"].secret if made.context else page.split("<dt>密钥</dt><dd>")[1].split("<")[0]
    assert secret in page
    assert secret not in text(person, "monitoring:feed", feed.pk)
    again = person.post(f"/monitoring/feeds/{feed.pk}/rotate/", headers=PROGRAM).json()
    assert again["secret"] not in (secret, "") and again["key"] != key.key_id
    page = text(person, "monitoring:feed", feed.pk)
    assert "有效至" in page and again["key"] in page and again["secret"] not in page


def test_a_feed_is_changed_linked_and_paused(plant: Plant) -> None:
    person = browser(plant.office)
    page = person.post(f"/monitoring/feeds/{plant.feed.pk}/systems/", {"numbers": "JC999999"})
    assert (page.status_code, "没有或不在本接入的区域内：JC999999" in page.content.decode()) == (422, True)
    told = {"name": "改名", "supplier": "示例物联公司", "beat_minutes": 15, "rate_per_minute": 60, "fold_minutes": 30}
    assert person.post(f"/monitoring/feeds/{plant.feed.pk}/edit/", told).status_code == 302
    move = reverse("monitoring:feed_move", args=[plant.feed.pk, "pause"])
    assert person.post(move, {"reason": "检修"}).status_code == 302
    page = text(person, "monitoring:feed", plant.feed.pk)
    assert "改名" in page and "已暂停接入" in page and "检修" in page


def test_a_storm_and_a_dead_feed_are_seen(plant: Plant) -> None:
    person = browser(plant.office)
    Pulse._unfiltered().update(tokens=0, filled_at=clock.machine() + timedelta(minutes=5))
    for number in range(7):
        assert plant.send(number, level=1).status == 429
    assert "24小时内有7条超过上限的告警没有逐条登记" in text(person, "monitoring:alerts")
    assert "24小时内有7条" in text(browser(plant.street), "monitoring:alerts")
    assert "告警风暴" not in text(browser(plant.city.actor(Role.STREET_OFFICER, "粤海街道")), "monitoring:alerts")
    page = text(person, "monitoring:feeds")
    assert "7条" in page and "一级（红）" in page and "断联" not in page.replace("断联的不等于平安", "")
    assert plant.send(signature="").fields
    with clock.at(clock.now() + timedelta(minutes=46)):
        page = text(person, "monitoring:feeds")
        assert "1个接入断联，期间的告警收不到" in page and "连续3次没有心跳" in page
        assert "示例物联接入" in text(person, "monitoring:list")
        page = text(browser(plant.street), "monitoring:enterprise", plant.system.enterprise_id)
        assert "示例物联接入" in page and "断联" in page
    page = text(person, "monitoring:feed", plant.feed.pk)
    assert "内容不合要求 <strong>1次" in page


def test_an_alert_is_judged_on_its_page(plant: Plant) -> None:
    alert, person = plant.alert(), browser(plant.street)
    page = text(person, "monitoring:alert", alert.pk)
    for words in ("T-101 可燃气体浓度超高限 35 %LEL", "二级（橙）", "待研判", plant.site.name, "转隐患上报"):
        assert words in page
    move = reverse("monitoring:alert_move", args=[alert.pk, "report_hazard"])
    assert 'value="T-101 可燃气体浓度超高限 35 %LEL"' in person.get(move).content.decode()
    assert person.post(move, {"title": "可燃气体泄漏"}).status_code == 422
    sent = person.post(move, {"title": "可燃气体泄漏", "files": _upload()})
    hazard = Hazard._unfiltered().get()
    assert (sent.status_code, hazard.title, hazard.source) == (302, "可燃气体泄漏", "monitoring")
    page = text(person, "monitoring:alert", alert.pk)
    assert "已转隐患" in page and hazard.number in page and hazard.get_absolute_url() in page
    assert "监测预警" in text(person, "hazards:page", hazard.pk)


def _upload() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("现场.png", another_photo(), "image/png")


def test_many_alerts_are_judged_together(plant: Plant) -> None:
    alerts, person = [plant.alert(number, sensor=f"T-{number}") for number in range(3)], browser(plant.street)
    nothing = person.post("/monitoring/triage/together/", {"move": "dismiss"})
    assert (nothing.status_code, nothing.url) == (302, "/monitoring/triage/")
    body = {"alert": [one.pk for one in alerts], "move": "dismiss"}
    asked = person.post("/monitoring/triage/together/", body)
    assert "把3条告警研判为“误报”" in asked.content.decode()
    missing = person.post("/monitoring/triage/together/", {**body, "confirmed": "1"})
    assert missing.status_code == 422
    person.post(reverse("monitoring:alert_move", args=[alerts[0].pk, "dismiss"]), {"reason": "单独办"})
    done = person.post("/monitoring/triage/together/", {**body, "confirmed": "1", "reason": "校准试验"})
    assert "已办理2项，有1项没有办成" in done.content.decode()
    reasons = list(Alert._unfiltered().order_by("pk").values_list("reason", flat=True))
    assert reasons == ["单独办", "校准试验", "校准试验"]


def test_the_list_of_what_is_watched_is_changed_on_its_page(plant: Plant) -> None:
    person = browser(plant.city.actor(Role.OFFICE_OFFICER, "市安委办"))
    assert "可燃有毒气体" in text(person, "monitoring:kinds")
    assert person.post("/monitoring/kinds/", {"labels": "电梯\n锅炉"}).status_code == 302
    page = text(browser(plant.street), "monitoring:new")
    assert "锅炉" in page and "可燃有毒气体" not in page


def test_strangers_find_nothing_and_programs_are_told_so(plant: Plant) -> None:
    alert = plant.alert()
    stranger = browser(plant.city.actor(Role.OFFICE_OFFICER, "南山区安委办"))
    for name, pk in (("alert", alert.pk), ("feed", plant.feed.pk), ("enterprise", plant.system.enterprise_id)):
        text(stranger, f"monitoring:{name}", pk, status=404)
    for name in ("list", "alerts", "feeds"):
        page = text(stranger, f"monitoring:{name}")
        assert plant.site.name not in page and plant.feed.name not in page and alert.number not in page
    move = reverse("monitoring:alert_move", args=[alert.pk, "watch"])
    answer = browser(plant.street).post(move, {"note": "看着"}, content_type="application/json", headers=PROGRAM)
    assert answer.json()["state"] == "watched"
