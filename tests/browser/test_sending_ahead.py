"""Photos are sent ahead of their form in pieces, and go on after a cut where they were broken off."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.browser.window import Window
from tests.factories.hazards import Cast
from tests.factories.orgs import city
from tests.factories.pages import browser
from tests.factories.photos import another_photo

from zhiben.foundation.files import attached, read_bytes
from zhiben.foundation.files.models import Upload
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard

pytestmark = pytest.mark.browser
PAGE = re.compile(r"/hazards/\d+/$")
Open = Callable[..., Window]
SHORT = another_photo()
LONG = another_photo() + bytes(2_500_000)
"""A photo with something behind its end: three pieces."""


def picture(data: bytes, name: str = "现场.png", kind: str = "image/png") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": data}


def reporting(window: Open, cast: Cast, **given: Any) -> Window:
    """The report form on a phone, its words written."""
    one = window("phone", **given).enter_as(browser(cast.street)).go(reverse("hazards:report"))
    return one.fill(site=cast.site.name, title="临边防护缺失")


def choose(one: Window, *files: dict[str, Any]) -> None:
    """Put photos into the field, and wait for nothing."""
    one.page.set_input_files("main [name=photos]", list(files))


def kept_beside(cast: Cast) -> list[bytes]:
    with scope(cast.street):
        made = Hazard.objects.get()
    return [read_bytes(row.file) for row in attached("hazards.hazard", made.pk)]


def test_a_photo_goes_on_after_a_cut_and_is_reported(window: Open) -> None:
    cast = Cast(city())
    one = reporting(window, cast)
    cuts = [0]

    def cut(route: Any) -> None:
        """The second piece is cut off twice."""
        cuts[0] += 1
        if cuts[0] in (2, 3):
            route.abort("connectionreset")
        else:
            route.continue_()

    one.page.route(
        "**/files/uploads/*/", lambda route: cut(route) if route.request.method == "POST" else route.continue_()
    )
    choose(one, picture(LONG))
    one.page.get_by_text("现场.png（已上传）").wait_for()
    assert cuts[0] == 5
    one.said.clear()  # of the two cuts
    one.press("上报")
    one.page.wait_for_url(PAGE)
    assert kept_beside(cast) == [LONG]
    assert one.faults() == []


def test_after_a_reload_the_same_photo_goes_on_where_it_was(window: Open, tmp_path: Path) -> None:
    photo = tmp_path / "现场.png"
    photo.write_bytes(LONG)
    cast = Cast(city())
    one = reporting(window, cast)
    sent = [0]

    def first_only(route: Any) -> None:
        if route.request.method == "POST":
            sent[0] += 1
        if sent[0] > 1:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    one.page.route("**/files/uploads/*/", first_only)
    choose(one, photo)
    one.page.get_by_text("网络中断，正在重试").wait_for()
    one.page.unroute("**/files/uploads/*/")
    one.page.evaluate("() => { window.stop(); }")
    standing = Upload.objects.get()
    one.go(reverse("hazards:report")).fill(site=cast.site.name, title="临边防护缺失")
    choose(one, photo)
    one.page.get_by_text("现场.png（已上传）").wait_for()
    assert Upload.objects.get().pk == standing.pk
    one.press("上报")
    one.page.wait_for_url(PAGE)
    assert kept_beside(cast) == [LONG]


def test_a_form_that_is_sent_meanwhile_waits_for_its_photos(window: Open) -> None:
    cast = Cast(city())
    one = reporting(window, cast)
    choose(one, picture(LONG), picture(SHORT, "二.png"))
    one.press("上报")
    one.page.wait_for_url(PAGE)
    assert kept_beside(cast) == [LONG, SHORT]
    assert (Upload.objects.count(), Upload.objects.filter(file=None).count(), one.faults()) == (2, 0, [])


def test_what_is_refused_is_said_beside_the_field(window: Open) -> None:
    one = reporting(window, Cast(city()))
    choose(one, picture(b"\0\0\0\x20ftypisom" + bytes(100), "过程.mp4", "video/mp4"))
    one.page.get_by_text("视频不能作为照片上传：“过程.mp4”").wait_for()
    assert one.page.evaluate("document.querySelector('[name=photos]').files.length") == 0
    assert one.text().count("过程.mp4") == 1


def test_a_form_is_not_sent_without_a_file_that_was_refused(window: Open) -> None:
    cast = Cast(city())
    one = reporting(window, cast)
    choose(one, picture("现场记录".encode(), "一.jpg", "image/jpeg"), picture(SHORT, "二.png"))
    one.page.get_by_text("二.png（已上传）").wait_for()
    assert "这个文件没有附上，请另选。" in one.text()
    one.press("上报")
    one.page.get_by_text("还没有提交：这个文件没有附上。请另选；再按一次“上报”，就不附这个文件。").wait_for()
    assert one.page.url.endswith(reverse("hazards:report"))
    one.press("上报")
    one.page.wait_for_url(PAGE)
    assert kept_beside(cast) == [SHORT]


@pytest.mark.parametrize("way", ["another", "without"])
def test_another_file_or_none_settles_what_was_refused(window: Open, way: str) -> None:
    cast = Cast(city())
    one = reporting(window, cast)
    choose(one, picture(SHORT, "先.png"))
    one.page.get_by_text("先.png（已上传）").wait_for()
    choose(one, picture("现场记录".encode(), "一.jpg", "image/jpeg"))
    one.page.get_by_text("这个文件没有附上，请另选。").wait_for()
    if way == "another":
        one.bring("photos", picture(LONG, "后.png"))
    else:
        one.press("不附这个文件")
    assert "没有附上" not in one.text()
    one.press("上报")
    one.page.wait_for_url(PAGE)
    assert sorted(kept_beside(cast), key=len) == [SHORT, LONG][: 2 if way == "another" else 1]


def test_a_press_while_a_file_is_sent_does_not_send_without_it_when_it_is_refused(window: Open) -> None:
    """Pressed twice at once: one press, and the refusal is told before the form goes."""
    cast = Cast(city())
    one = reporting(window, cast)
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    one.page.route("**/files/uploads/", hold_the_first)
    with one.page.expect_request("**/files/uploads/"):
        choose(one, picture(SHORT), picture("现场记录".encode(), "一.jpg", "image/jpeg"))
    one.press("上报").press("上报")
    held[0].continue_()
    one.page.get_by_text("还没有提交：这个文件没有附上。").wait_for()
    assert one.page.url.endswith(reverse("hazards:report")) and not Hazard._unfiltered().exists()
    one.press("上报")
    one.page.wait_for_url(PAGE)
    assert kept_beside(cast) == [SHORT]


def test_a_photo_chosen_after_the_login_has_ended_says_what_to_do(window: Open) -> None:
    one = reporting(window, Cast(city()))
    one.page.context.clear_cookies(name="sessionid")
    choose(one, picture(SHORT))
    one.page.get_by_text("现场.png：登录已过期，没有传上去。已填的文字不会丢").wait_for()
    assert one.page.input_value("[name=title]") == "临边防护缺失"


def test_without_scripts_photos_come_along_with_the_form(window: Open) -> None:
    cast = Cast(city())
    one = reporting(window, cast, script=False)
    one.bring("photos", picture(LONG)).press("上报")
    assert (kept_beside(cast), Upload.objects.count()) == ([LONG], 0)
