"""What scripts add, and that nothing needs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.browser.window import Window
from tests.factories.campaign import task
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import city
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.factories.world import World, world

from zhiben.campaign.models import KeyTask
from zhiben.foundation.files.models import Photo
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
Open = Callable[..., Window]


@pytest.fixture
def everything(window: Open) -> World:
    return world()


def test_chart_is_drawn_and_its_tooltip_keeps_the_policy(window: Open, everything: World) -> None:
    address = reverse("reporting:outcome", args=everything.arguments["reporting:outcome"])
    one = window().enter_as(everything.client).go(f"{address}?year=2024")
    drawn = one.page.locator("[data-chart] svg")
    assert (drawn.count(), drawn.locator("path").count() > 10) == (1, True)
    one.page.locator("[data-chart]").hover()
    assert one.faults() == []


def test_job_is_followed_until_it_has_ended(window: Open, everything: World) -> None:
    one = window().enter_as(everything.client).go(reverse("inbox:import", args=("tasks",)))
    rows = "编号,任务,目标,牵头单位,完成时限\nZD-9,排查,完成,市住房建设,2024-12-31\n"
    one.bring("file", {"name": "任务.csv", "mimeType": "text/csv", "buffer": rows.encode()}).press("上传并检查")
    one.press("确认导入（后台办理）")
    assert "读入1行" not in one.text()
    assert run_pending() == 1
    one.page.get_by_text("读入1行：新增1，更新0，未变0").wait_for()
    assert one.faults() == []


def test_text_of_last_time_is_taken_over(window: Open) -> None:
    built = city()
    lead = built.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    with clock.at(clock.now() - timedelta(days=31)), scope(actor_of(lead)):
        made = task(built)
        perform(made, "report", actor_of(lead), period=clock.today(), text="已排查三处")
    one = window().enter_as(browser(lead)).go(reverse("campaign:report"))
    one.press("照上次")
    assert one.page.input_value(f"[name=text_{made.pk}]") == "已排查三处"


@pytest.mark.parametrize("script", [True, False])
def test_clause_is_suggested_from_the_words_and_taken_over(window: Open, script: bool) -> None:
    cast = Cast(city())
    one = window("phone", script=script).enter_as(browser(cast.street)).go(reverse("hazards:report"))
    one.fill(title="有限空间没有警示标志也没有台账")
    if not script:
        one.press("建议条款")
    one.press("引用 GM-13(1)")
    assert one.page.input_value("[name=criterion]") == "GM-13(1)"
    one.page.get_by_text("已引用 GM-13(1)").wait_for()
    assert one.page.locator("[name=criterion]").is_visible()
    assert one.page.input_value("[name=title]") == "有限空间没有警示标志也没有台账"
    assert one.faults() == [] if script else "引用 GM-13(2)" in one.text()


@pytest.mark.parametrize("script", [True, False])
def test_all_rows_of_a_page_are_ticked_by_one_box(window: Open, script: bool) -> None:
    cast = Cast(city())
    for _ in range(2):
        hazard(cast, "reported")
    page = window("phone", script=script).enter_as(browser(cast.department)).go(reverse("hazards:list")).page
    assert page.get_by_label("全选本页").is_visible() == script
    if script:
        page.get_by_label("全选本页").check()
        assert page.locator("[name=hazard]:checked").count() == 2
        page.locator("[name=hazard]").first.uncheck()
        assert page.get_by_label("全选本页").is_checked() is False


def test_everything_works_without_scripts(window: Open) -> None:
    built = city()
    made = task(built, "assigned")
    lead = built.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    one = window("phone", script=False).enter_as(browser(lead)).go(made.get_absolute_url())
    one.follow("签收").fill(on=clock.today().isoformat()).press("签收")
    one.follow("启动").fill(responsible="张三").press("启动")
    with unscoped(reason="test data"):
        assert KeyTask.objects.get(pk=made.pk).state == "under_way"
    assert "推进中" in one.text()


def test_photo_goes_along_with_the_devices_clock_and_is_seen_small(window: Open) -> None:
    cast = Cast(city())
    one = hazard(cast, "rectifying")
    page = window("phone").enter_as(browser(cast.enterprise))
    page.go(reverse("hazards:move", args=[one.pk, "declare"])).fill(measures_done="防护已补设", funds="12000")
    page.bring("files", {"name": "整改后.png", "mimeType": "image/png", "buffer": another_photo()})
    page.press("报整改完成")
    photo = Photo.objects.get(file__name="整改后.png")
    assert photo.device_at is not None
    assert abs(photo.device_at - clock.machine()) < timedelta(minutes=1)
    small = page.page.locator(".zb-thumbnail img")
    small.scroll_into_view_if_needed()
    page.page.wait_for_function("document.querySelector('.zb-thumbnail img').naturalWidth > 0")
    assert page.faults() == []
    page.go(reverse("picture", args=[photo.file_id]))
    assert page.page.evaluate("document.images[0].naturalWidth") == 48


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_figure_is_looked_up_and_put_where_the_cursor_stands(window: Open, everything: World, size: str) -> None:
    one = (
        window(size)
        .enter_as(everything.client)
        .go(reverse("dispatch:section", args=everything.arguments["dispatch:section"]))
    )
    one.press("开始编辑（他人不能同时改）").fill(text="本期整改率为，较上期上升。")
    rows = one.page.locator("#offered tbody tr")
    every = rows.count()
    one.page.get_by_role("searchbox").press_sequentially("整改率 {D1.RATE}")
    assert (every > 20, rows.filter(visible=True).count()) == (True, 1)
    assert f"找到1项，共{every}项" in one.text()
    field = one.page.locator("[name=text]")
    field.evaluate("field => { field.focus(); field.setSelectionRange(6, 6); }")
    rows.filter(visible=True).get_by_role("button").click()
    assert field.input_value() == "本期整改率为{{D1.rate}}，较上期上升。"
    one.page.get_by_role("searchbox").fill("没有这一项")
    assert (rows.filter(visible=True).count(), f"找到0项，共{every}项" in one.text()) == (0, True)
    assert one.faults() == []


def test_without_scripts_every_figure_is_listed_to_be_copied(window: Open, everything: World) -> None:
    one = window(script=False).enter_as(everything.client)
    one.go(reverse("dispatch:section", args=everything.arguments["dispatch:section"])).press(
        "开始编辑（他人不能同时改）"
    )
    assert (one.page.get_by_role("searchbox").count(), one.page.get_by_role("button", name="插入").count()) == (0, 0)
    assert "{{D1.rate}}" in one.text()
