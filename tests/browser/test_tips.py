"""A tip as a citizen tells it on a telephone, and as office and department handle it: told, verified, a hazard,
answered, doubted, verified again by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.browser.window import Window
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.factories.tips import hotline_in_city, right_answer

from zhiben.hazards.models import Hazard
from zhiben.tips.models import PublicTip, Verification

pytestmark = pytest.mark.browser


def photo(name: str = "现场.png") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/png", "buffer": another_photo()}


def test_a_tip_from_the_telephone_to_the_second_verification(
    window: Callable[..., Window], transactional_db: None, tmp_path: Path, settings: Any
) -> None:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    hotline = hotline_in_city()
    citizen, faults = window("phone").go(reverse("tips:tell")), []
    faults.append(citizen.faults())
    citizen.choose(territory="民治街道").fill(
        address="民治大道1号工地三楼", what="临边没有护栏，有人施工", name="示例甲"
    )
    citizen.page.set_input_files("main [name=photos]", [photo(), photo("二.png")])
    citizen.fill(answer="999").press("提交举报")
    citizen.page.get_by_text("回答不对").wait_for()
    faults.append(citizen.faults())
    citizen.page.set_input_files("main [name=photos]", [photo()])
    citizen.fill(answer=right_answer(citizen.text())).press("提交举报")
    citizen.page.get_by_text("举报已收到").wait_for()
    faults.append(citizen.faults())
    number, code = (citizen.page.locator("dd").nth(place).inner_text() for place in (0, 1))

    office = window("desktop").enter_as(browser(hotline.officer)).go(reverse("tips:list"))
    faults.append(office.faults())
    office.follow(number)
    faults.append(office.faults())
    office.follow("受理")
    office.choose(sector="房屋建筑施工").press("受理")
    office.follow("交办核查")
    office.choose(unit="龙华区住房建设").press("交办核查")
    office.page.get_by_text("核查中").first.wait_for()
    faults.append(office.faults())

    tip = PublicTip._unfiltered().get()
    _verify(window, hotline.department, tip, hotline.site.local_id, faults)
    hazard = Hazard._unfiltered().get()
    assert (hazard.title, hazard.source, hazard.description) == ("三楼临边防护缺失", "tip", "")
    _answer(office, tip)

    _ask(citizen, number, code)
    assert "属实" in citizen.text() and "已责令整改" in citizen.text()
    faults.append(citizen.faults())
    citizen.page.fill("#text_reopen", "今天路过，还是没有护栏")
    citizen.press("要求重新核查")
    citizen.page.get_by_text("将由另外的人员核查").wait_for()
    faults.append(citizen.faults())

    office.go(tip.get_absolute_url()).follow("交办核查")
    office.choose(unit="龙华区住房建设").press("交办核查")
    first = window("desktop").enter_as(browser(hotline.department)).go(tip.get_absolute_url())
    assert first.page.get_by_role("main").get_by_role("link", name="报送核查结果").count() == 0
    _verify(window, hotline.colleague, tip, "", faults)
    office.go(tip.get_absolute_url()).press("已阅")
    _answer(office, tip)
    _ask(citizen, number, code)
    citizen.press("满意，不再追究")
    citizen.page.get_by_text("谢谢您的评价").wait_for()
    rows = Verification._unfiltered().order_by("number").values_list("verifier", flat=True)
    assert list(rows) == [hotline.department.id, hotline.colleague.id]
    assert PublicTip._unfiltered().get().state == "closed"
    assert faults == [[]] * len(faults)


def _ask(citizen: Window, number: str, code: str) -> None:
    citizen.go(reverse("tips:follow")).fill(number=number, code=code).press("查询")
    citizen.page.get_by_role("heading", name=number).wait_for()


def _answer(office: Window, tip: PublicTip) -> None:
    office.go(tip.get_absolute_url()).follow("反馈举报人")
    office.fill(text="已责令整改").press("反馈举报人")
    office.page.get_by_text("已反馈").first.wait_for()


def _verify(window: Callable[..., Window], who: Any, tip: PublicTip, site: str, faults: list[list[str]]) -> None:
    unit = window("phone").enter_as(browser(who)).go(tip.get_absolute_url())
    assert "举报人身份和位置" in unit.text()
    faults.append(unit.faults())
    unit.follow("报送核查结果")
    unit.choose(conclusion="属实" if site else "不属实").fill(account="到场查看")
    if site:
        unit.fill(site=site, title="三楼临边防护缺失")
        unit.bring("files", photo())
    faults.append(unit.faults())
    unit.press("报送核查结果")
    unit.page.get_by_text("待反馈").first.wait_for()
    faults.append(unit.faults())
