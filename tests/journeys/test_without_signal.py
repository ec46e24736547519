"""A visit on two phones without signal: one is killed, the other's login ends meanwhile, and once there is signal it is
one visit with all that was found and every photo by its hash; then a circular, and the second look. A new version of
the app takes over and loses nothing."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from tests.factories.documents import Desk
from tests.factories.pages import browser as client_of
from tests.factories.photos import photo_bytes
from tests.factories.supervision import OFFICE
from tests.journeys.phones import APP, DISTRICT, HERE, Phone, Visiting, camera
from tests.journeys.stage import Open, shown

from zhiben.foundation.audit import verify
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.scope import unscoped
from zhiben.identity.models import Session
from zhiben.orgs.vocab import Role
from zhiben.supervision import phone as shell
from zhiben.supervision.models import Finding, PhoneAct, Shot, Visit, VisitMember

pytestmark = pytest.mark.browser
PASSWORD = "Shili-2024-Tongguo"
FIRST = ("疏散通道、安全出口堵塞或锁闭", "消防设施缺失或不能使用")
SECOND = ("没有建立重大事故隐患台账",)


def test_a_visit_on_two_phones_without_signal(visiting: Visiting, window: Open) -> None:
    first, second = visiting.phones
    for each, person in zip(visiting.phones, visiting.people, strict=True):
        each.take_along(client_of(person))
        assert each.faults() == []
        each.cut_off()
    originals = _first_visits(first, visiting)
    pictures = _second_visits(second, visiting)
    _signed(first, visiting)
    first.kill()
    first.switch_on()
    first.context.set_offline(True)
    first.go(APP)
    first.hears("未上传4条")
    assert _told() == []
    Session.objects.all().delete()
    visiting.people[0].set_password(PASSWORD)
    visiting.people[0].save()
    first.context.set_offline(False)
    first.hears("登录已过期，内容都在手机上")
    first.page.get_by_role("link", name="去登录").click()
    first.fill(username=visiting.people[0].username, password=PASSWORD).press("登录")
    first.hears("未上传1条")
    second.enter_as(client_of(visiting.people[1]))
    second.context.set_offline(False)
    second.hears("全部已上传")
    first.page.reload()
    first.hears("^原图2张在手机上。$")
    first.tap("上传原图")
    first.hears("^全部已上传。$")
    _is_one_visit(visiting, originals, pictures)
    _given_and_looked_at_again(visiting, window)


def _find(one: Phone, words: str, picture: bytes) -> None:
    """Three taps and the photo."""
    one.tap("记录问题")
    one.tap(words)
    one.page.locator("input[type=file]").set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    one.page.get_by_text("照片已存到手机").wait_for()
    one.tap("记下")
    one.page.get_by_role("link").filter(has_text=words).wait_for()


def _first_visits(one: Phone, visiting: Visiting) -> list[str]:
    """There, with two findings, and a third that is being written when the page is loaded again."""
    one.context.grant_permissions(["geolocation"])
    one.context.set_geolocation(HERE)
    one.goes_to(visiting.target)
    one.tap("我已到场")
    one.page.get_by_text("已到场 ").wait_for()
    taken = [camera(seed) for seed in range(len(FIRST))]
    for words, picture in zip(FIRST, taken, strict=True):
        _find(one, words, picture)
    one.tap("记录问题")
    one.page.fill("[name=text]", "写到一半")
    one.page.reload()
    assert one.page.input_value("[name=text]") == "写到一半"
    assert one.faults() == []
    one.page.once("dialog", lambda asked: asked.accept())
    one.tap("不要这一条")
    one.page.get_by_text("发现的问题（2）").wait_for()
    return [hashlib.sha256(picture).hexdigest() for picture in taken]


def _second_visits(one: Phone, visiting: Visiting) -> list[str]:
    one.goes_to(visiting.target)
    one.arrives_without_position()
    picture = photo_bytes(77)
    _find(one, SECOND[0], picture)
    return [hashlib.sha256(picture).hexdigest()]


def _signed(one: Phone, visiting: Visiting) -> None:
    one.tap("签字结束")
    one.page.fill("[name=conclusion]", "检查消防通道和台账")
    one.page.fill("[name=counterpart]", "示例甲 安全总监")
    one.sign("督导人员签字")
    one.sign("被检查单位签字")
    assert one.faults() == []
    one.page.get_by_role("button", name="签字结束", exact=True).click()
    one.page.get_by_text(re.compile(r"签字 \d+月.*未上传")).wait_for()


def _told() -> list[str]:
    return list(PhoneAct._unfiltered().values_list("kind", flat=True))


def _is_one_visit(visiting: Visiting, originals: list[str], pictures: list[str]) -> None:
    with unscoped(reason="what came of it"):
        (visit,) = Visit.objects.all()
        assert set(VisitMember.objects.values_list("person", flat=True)) == {one.pk for one in visiting.people}
        assert visit.state == "closed" and visit.counterpart == "示例甲 安全总监"
        assert sorted(Finding.objects.values_list("text", flat=True)) == sorted(FIRST + SECOND)
        assert set(Shot.objects.values_list("original", flat=True)) == set(originals)
        assert not Shot.objects.filter(came_at=None).exists()
        smaller = list(Shot.objects.values_list("sent", flat=True))
    found = Attachment.objects.select_related("file__photo")
    kept = [one.file for one in found.filter(model="supervision.finding")]
    assert sorted(one.sha256 for one in kept) == sorted([*originals, *pictures, *smaller])
    assert max(one.photo.width for one in kept if one.sha256 in smaller) == 1600
    assert found.filter(model="supervision.visit", record_id=visit.pk, purpose="close").count() == 2


def _given_and_looked_at_again(visiting: Visiting, window: Open) -> None:
    built, city = visiting.built, visiting.built.built
    desk = Desk(city.unit(OFFICE).pk, built.keeper, city.actor(Role.OFFICE_OFFICER, OFFICE), built.leader).opened()
    officer = window().enter_as(client_of(built.keeper))
    officer.go(f"{visiting.round.get_absolute_url()}findings/")
    for box in officer.page.locator("main [name=finding]").all():
        box.check()
    officer.fill(unit=DISTRICT).choose(paper="通报")
    officer.press("起草文书并交办")
    assert "拟交办" in shown(officer)
    with unscoped(reason="the circular"):
        finding = Finding.objects.select_related("letter").filter(letter__isnull=False).first()
    assert finding is not None and finding.letter is not None
    desk.taken(finding.letter, "issued")
    answering = window("phone").enter_as(client_of(city.person(Role.DISTRICT_OFFICER, DISTRICT)))
    answering.go(finding.get_absolute_url()).follow("报整改情况")
    answering.fill(text="已清理通道").bring(
        "files", {"name": "整改.png", "mimeType": "image/png", "buffer": photo_bytes(99)}
    )
    answering.press("报整改情况")
    assert "已报整改" in shown(answering)
    officer.go(finding.get_absolute_url()).follow("复查通过").fill(conclusion="到现场核对属实").press("复查通过")
    assert "已复查销号" in shown(officer)
    assert verify().ok


def test_a_new_app_takes_over_and_loses_nothing(visiting: Visiting, monkeypatch: pytest.MonkeyPatch) -> None:
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.cut_off()
    one.goes_to(visiting.target)
    one.arrives_without_position()
    _find(one, FIRST[0], photo_bytes(7))
    before = _shells(one)
    monkeypatch.setattr(shell, "version", lambda: "another")
    Session.objects.all().delete()
    one.context.set_offline(False)
    one.hears("登录已过期")
    one.page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    one.page.wait_for_function("navigator.serviceWorker.getRegistration().then(found => Boolean(found.waiting))")
    one.page.reload()
    one.page.wait_for_function("caches.keys().then(names => String(names) === 'phone-another')")
    assert before != ["phone-another"]
    one.hears("未上传2条")
    one.enter_as(client_of(visiting.people[0]))
    one.page.reload()
    one.hears("全部已上传")
    assert sorted(_told()) == ["arrive", "find"]
    assert one.faults() == []


def _shells(one: Phone) -> list[str]:
    found: list[str] = one.page.evaluate("caches.keys()")
    return found


def test_somebody_else_on_the_same_phone_sees_nothing_of_what_is_unsent(visiting: Visiting) -> None:
    one = visiting.phones[0]
    owner, other = visiting.people
    one.take_along(client_of(owner))
    one.cut_off()
    one.goes_to(visiting.target)
    one.arrives_without_position()
    _find(one, FIRST[0], photo_bytes(8))
    one.context.clear_cookies()
    one.enter_as(client_of(other))
    one.context.set_offline(False)
    one.hears("本机还有另一人未上传的内容2条，由本人登录后上传")
    one.goes_to(visiting.target)
    one.page.get_by_text("我已到场").first.wait_for()
    assert FIRST[0] not in one.text() and _told() == []
    one.context.clear_cookies()
    one.enter_as(client_of(owner))
    one.page.reload()
    one.hears("^全部已上传。$")
    assert set(PhoneAct._unfiltered().values_list("person", "kind")) == {(owner.pk, "arrive"), (owner.pk, "find")}


def test_a_picture_that_was_cut_goes_on_where_it_was_broken_off(visiting: Visiting) -> None:
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.cut_off()
    one.goes_to(visiting.target)
    one.arrives_without_position()
    _find(one, FIRST[0], camera(3))
    begun: list[int] = []

    def third_is_cut(route: Any) -> None:
        found = re.search(rb'name="offset"\r\n\r\n(\d+)', route.request.post_data_buffer or b"")
        if found:
            begun.append(int(found[1]))
        if len(begun) == 3 and found:
            route.abort("connectionreset")
        else:
            route.continue_()

    one.context.route(re.compile(r"/files/uploads/\d+/$"), third_is_cut)
    with one.page.expect_event("requestfailed", lambda failed: "/files/uploads/" in failed.url):
        one.context.set_offline(False)
    one.hears("没有信号，照常记录")
    assert len(begun) == 3
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.hears("^原图1张在手机上。$")
    piece = 64 * 1024
    assert begun[:4] == [0, piece, 2 * piece, 2 * piece]
    assert begun[3:] == [place * piece for place in range(2, len(begun) - 1)]
    assert Attachment.objects.filter(model="supervision.finding").count() == 1
