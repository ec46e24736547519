"""The coverage view as the office sees it: a measure without task is given one, a link without unit is given one, and
each is gone from the view; a cell that need not be covered is declared so on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.browser.window import Window
from tests.campaign.test_coverage import _no_holder, _no_measure, _no_task
from tests.factories.coverage import Covered, covered
from tests.factories.orgs import city
from tests.journeys.stage import Open, Stage, answers, loaded, shown

from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
VIEW = "/tasks/coverage/"


@pytest.fixture
def covering(window: Open, calendar: Callable[[datetime], None]) -> tuple[Stage, Covered]:
    calendar(SIXTEENTH)
    built = city()
    stands = covered(built, [card.name for card in orgs.districts()])
    with unscoped(reason="a test makes gaps"):
        _no_task(stands, "光明区")
        _no_measure(stands, "坪山区")
        _no_holder(stands, "登记")
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "district": built.person(Role.DISTRICT_OFFICER, "龙华区"),
    }
    return Stage(built, people, window), stands


def test_gaps_are_filled_where_they_are_shown(covering: tuple[Stage, Covered]) -> None:
    stage, stands = covering
    officer = stage.at("officer")
    found = _listed(officer)
    assert sorted(found) == ["光明区方案 · 3", "坪山区 · 重大事故隐患动态清零", "电动自行车 · 登记"]
    _task_for_the_measure(officer)
    assert found - _listed(officer) == {"光明区方案 · 3"}
    _unit_for_the_link(officer)
    assert _listed(officer) == {"坪山区 · 重大事故隐患动态清零"}
    _excused_on_a_phone(stage)
    assert _listed(officer) == set() and "您的范围内没有缺口" in shown(officer)
    assert loaded(officer, "打印（PDF）")[:5] == b"%PDF-"
    assert loaded(officer, "导出")[:2] == b"PK"
    for side in ("blocks", "lines", "chains"):
        assert "▲ 缺" not in shown(officer.go(f"{VIEW}?view={side}"))
    district = stage.at("district")
    assert "没有缺口" in shown(district.go(VIEW))
    theirs = f"{VIEW}territory-{stage.city.territories['坪山区'].pk}/"
    assert answers(district, theirs, f"/tasks/chains/{stands.chain.pk}/") == {
        theirs: 404,
        f"/tasks/chains/{stands.chain.pk}/": 403,
    }


def _listed(officer: Window) -> set[str]:
    """Where the gaps are that the view lists."""
    return set(officer.go(VIEW).page.locator("tbody th[scope=row]").all_inner_texts())


def _task_for_the_measure(officer: Window) -> None:
    one = officer.go(f"{VIEW}?kind=no_task")
    one.follow("补任务：光明区方案 · 3")
    assert "光明区第3条" in shown(one)
    one.fill(number="GM-0001", title="建立重大隐患台账", target="全部登记", evidence_required="台账", due="2024-12-31")
    one.page.get_by_role("group", name="牵头单位").get_by_label("市应急管理", exact=True).check()
    one.press("拟稿")
    assert "已拟1项任务" in shown(one)
    assert "（已拟稿1项，尚未下达）" in shown(one.go(VIEW))
    one.page.go_back()
    one.follow("下达").press("下达")
    assert "光明区方案" not in shown(one.go(VIEW))


def _unit_for_the_link(officer: Window) -> None:
    one = officer.go(f"{VIEW}?view=chains")
    one.follow("定责任单位：电动自行车 · 登记").choose(unit="市交通运输").press("提交")
    assert "市交通运输" in shown(one)
    assert "缺口（1）" in shown(one.go(VIEW))


def _excused_on_a_phone(stage: Stage) -> None:
    phone = stage.at("officer", "phone").go(f"{VIEW}?view=blocks")
    assert "缺措施" in shown(phone)
    phone.follow("声明不适用：坪山区 重大事故隐患动态清零").fill(reason="本区没有此类隐患").press("提交")
    assert "本区没有此类隐患" in shown(phone)
