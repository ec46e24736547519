"""What somebody does on the phone while it is telling: what was never sent is not taken for done, nothing of it is
lost, and the screen says so. A visit that was made void begins anew, and a copy keeps when its picture was taken."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any

import pytest
from tests.factories.pages import browser as client_of
from tests.factories.photos import photo_bytes
from tests.journeys.phones import Phone, Visiting, camera

from zhiben.foundation.files.models import Attachment
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.supervision import queries
from zhiben.supervision.models import Finding, PhoneAct, PhoneVersion, Visit

pytestmark = pytest.mark.browser
FOUND = "疏散通道、安全出口堵塞或锁闭"
OTHER = "二层疏散通道锁闭"


class Held:
    """The answer to the first telling of a finding, which the server has given and the phone has not heard."""

    def __init__(self, one: Phone) -> None:
        self._one, self._routes = one, list[tuple[Any, Any]]()
        one.context.route(re.compile(r"/supervision/phone/sync$"), self._hold)

    def _hold(self, route: Any) -> None:
        if self._routes or b'"find"' not in (route.request.post_data_buffer or b""):
            route.continue_()
            return
        self._routes.append((route, None))
        self._routes[0] = (route, route.fetch())

    def wait(self) -> None:
        """Until the server has answered."""
        while not (self._routes and self._routes[0][1]):
            self._one.page.wait_for_timeout(50)

    def let_go(self) -> None:
        """The phone hears."""
        route, answer = self._routes[0]
        route.fulfill(response=answer)


def _telling(visiting: Visiting) -> tuple[Phone, Held]:
    """A phone with a finding and a photo of it, on the way."""
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.cut_off()
    one.goes_to(visiting.target)
    one.arrives_without_position()
    _record(one, photo_bytes(5))
    held = Held(one)
    one.context.set_offline(False)
    held.wait()
    one.page.get_by_role("link").filter(has_text=FOUND).click()
    one.page.locator("[name=text]").wait_for()
    return one, held


def _record(one: Phone, picture: bytes) -> None:
    one.tap("记录问题")
    one.tap(FOUND)
    _photograph(one, picture)
    one.tap("记下")
    one.page.get_by_role("link").filter(has_text=FOUND).wait_for()


def _photograph(one: Phone, picture: bytes) -> None:
    named = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture}
    one.page.locator("input[type=file]").set_input_files(named)
    one.page.get_by_text("照片已存到手机").wait_for()


def _photos_of(version: PhoneVersion) -> int:
    return len(version.said["photos"])


def test_words_changed_meanwhile_are_told_again_and_both_versions_stand(visiting: Visiting) -> None:
    one, held = _telling(visiting)
    one.page.fill("[name=text]", OTHER)
    held.let_go()
    one.hears("草稿1条。其中1条在上传途中改过，先前的内容已收到，改后的请再记下。")
    one.page.reload()
    one.page.get_by_text("上传途中改过：先前的内容已收到").wait_for()
    assert one.page.input_value("[name=text]") == OTHER
    assert one.page.locator("figure").count() == 1
    one.tap("记下")
    one.page.get_by_text("两个版本，请在网页上选定").first.wait_for()
    assert Finding._unfiltered().get().text == FOUND
    version = PhoneVersion._unfiltered().get()
    assert (version.said["text"], _photos_of(version)) == (OTHER, 1)
    assert one.faults() == []


def test_what_is_recorded_with_other_words_meanwhile_follows_by_itself(visiting: Visiting) -> None:
    one, held = _telling(visiting)
    one.page.fill("[name=text]", OTHER)
    one.tap("记下")
    one.page.get_by_role("link").filter(has_text=OTHER).wait_for()
    held.let_go()
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.page.get_by_text("两个版本，请在网页上选定").first.wait_for()
    assert Finding._unfiltered().get().text == FOUND
    assert PhoneVersion._unfiltered().get().said["text"] == OTHER


def test_a_photo_added_meanwhile_is_not_lost(visiting: Visiting) -> None:
    one, held = _telling(visiting)
    _photograph(one, photo_bytes(6))
    held.let_go()
    one.hears("其中1条在上传途中改过")
    one.tap("记下")
    one.page.get_by_text("两个版本，请在网页上选定").first.wait_for()
    version = PhoneVersion._unfiltered().get()
    assert _photos_of(version) == 2
    assert (
        client_of(visiting.people[0])
        .post(f"/supervision/versions/{version.pk}/settle", {"counts": "other"})
        .status_code
        == 302
    )
    assert Attachment.objects.filter(model="supervision.finding").count() == 2


def test_what_was_dropped_meanwhile_is_shown_as_what_stands_on_record(visiting: Visiting) -> None:
    one, held = _telling(visiting)
    one.page.once("dialog", lambda asked: asked.accept())
    one.tap("不要这一条")
    one.page.get_by_text("发现的问题（0）").wait_for()
    held.let_go()
    one.hears("^全部已上传。$")
    one.page.get_by_role("link").filter(has_text="删去以前已经上传，不要的请撤去").click()
    one.page.fill("[name=reason]", "看错")
    one.tap("撤去")
    one.page.get_by_text("撤去 · 已上传").wait_for()
    assert Finding._unfiltered().get().state == "struck"


def test_a_place_whose_visit_was_made_void_begins_anew(visiting: Visiting) -> None:
    one, keeper = visiting.phones[0], visiting.built.keeper
    one.take_along(client_of(visiting.people[0]))
    one.goes_to(visiting.target)
    one.arrives_without_position()
    one.page.get_by_text(re.compile("已到场 .*已上传")).wait_for()
    one.cut_off()
    _record(one, photo_bytes(5))
    with scope(keeper):
        perform(queries.visit_of(Visit.objects.get().pk), "void", keeper, reason="走错门")
    one.context.set_offline(False)
    one.page.get_by_text("这次检查已作废").first.wait_for()
    one.arrives_without_position()
    one.page.get_by_text("已到场 ").wait_for()
    one.page.get_by_role("link").filter(has_text=FOUND).click()
    one.tap("记下")
    one.hears("^全部已上传。$")
    assert list(Visit._unfiltered().order_by("pk").values_list("state", flat=True)) == ["void", "under_way"]
    assert list(Finding._unfiltered().values_list("visit__state", flat=True)) == ["under_way"]
    assert one.faults() == []


def test_a_copy_keeps_when_its_picture_was_taken(visiting: Visiting) -> None:
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.goes_to(visiting.target)
    one.arrives_without_position()
    one.page.get_by_text(re.compile("已到场 .*已上传")).wait_for()
    _record(one, camera(4, taken=("2024:10:15 08:30:00", "+08:00")))
    one.hears("^原图1张在手机上。$")
    photo = Attachment.objects.select_related("file__photo").get(model="supervision.finding").file.photo
    assert photo.width == 1600
    assert (photo.taken_text, photo.taken_at) == (
        "2024:10:15 08:30:00 +08:00",
        datetime(2024, 10, 15, 8, 30, tzinfo=clock.TZ),
    )
    page = client_of(visiting.built.keeper).get(Finding._unfiltered().get().get_absolute_url()).content.decode()
    assert "早于到场的照片（1张）" in page
    _reads(one)
    assert PhoneAct._unfiltered().filter(kind="find").count() == 1


def _reads(one: Phone) -> None:
    """The reader by itself: either order of bytes, without an offset, cut off, not a picture at all."""
    whole = camera(1, size=(80, 60), taken=("2024:10:15 08:30:00", "+08:00"))
    bare = camera(1, size=(80, 60), taken=("2024:10:15 08:30:00", ""))
    told = {
        "2024:10:15 08:30:00 +08:00": whole,
        "2024:10:15 08:30:00": bare,
    }
    for text, picture in told.items():
        assert _read(one, picture) == text
    for odd in (b"", b"\xff", b"\xff\xd8", b"no picture", camera(1, size=(80, 60)), photo_bytes(1), whole[:60]):
        assert _read(one, odd) == ""
    for place in range(20, 160, 3):
        assert isinstance(_read(one, whole[:place] + b"\xff\xff\xff\xff" + whole[place + 4 :]), str)


def _read(one: Phone, data: bytes) -> Any:
    script = """async text => {
        const { taken } = await import("/static/supervision/phone/taking.js");
        return taken(new Blob([Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0))]));
    }"""
    return one.page.evaluate(script, base64.b64encode(data).decode())
