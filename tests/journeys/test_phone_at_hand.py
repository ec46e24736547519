"""The app for phones in the hand: an address leads through the login to its place, nothing lies over what is to be
tapped, and what nobody has answered of a section is answered with one press."""

from __future__ import annotations

import pytest
from tests.factories.checklists import checklist, items
from tests.factories.pages import browser as client_of
from tests.journeys.phones import APP, Phone, Visiting

from zhiben.identity.models import Session
from zhiben.supervision.models import Answer

pytestmark = pytest.mark.browser
PASSWORD = "Shili-2024-Tongguo"


def _is_there(one: Phone, visiting: Visiting) -> None:
    one.arrives_without_position()
    one.hears("^全部已上传。$")
    assert visiting.target.site.name in one.page.locator("#heading").inner_text()


def test_an_address_leads_through_the_login_to_its_place(visiting: Visiting) -> None:
    one, person = visiting.phones[0], visiting.people[0]
    person.set_password(PASSWORD)
    person.save()
    address = f"{APP}#/place/{visiting.target.pk}"
    one.go(address)
    one.hears("登录已过期")
    one.page.get_by_role("link", name="去登录").click()
    one.fill(username=person.username, password=PASSWORD).press("登录")
    one.hears("^全部已上传。$")
    one.page.get_by_role("button", name="我已到场").wait_for()
    assert one.page.url.endswith(address)
    one.go(f"{APP}#/place/999999")
    one.page.reload()
    one.page.get_by_role("heading", name="我要去的").wait_for()
    one.page.wait_for_url(f"**{APP}#/")
    assert "手机上的内容没有加密，请给手机设锁屏密码。" in one.text() and "只有本人" not in one.text()
    assert one.faults() == [] and Session.objects.exists()


def test_nothing_lies_over_the_natures_of_a_finding(visiting: Visiting) -> None:
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.goes_to(visiting.target)
    _is_there(one, visiting)
    one.tap("记录问题")
    one.tap("电气线路私拉乱接")
    natures = one.page.get_by_role("radiogroup", name="性质").get_by_role("radio")
    covered = """all => all.map(one => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return [[left + width / 2, top + 3], [left + width / 2, top + height - 3]]
        .every(([x, y]) => one.contains(document.elementFromPoint(x, y)));
    })"""
    assert natures.evaluate_all(covered) == [True] * natures.count() and natures.count() == 4
    assert one.page.get_by_role("button", name="记下", exact=True).bounding_box()["y"] < 844 - 40


def test_what_nobody_has_answered_of_a_section_is_answered_with_one_press(visiting: Visiting) -> None:
    asked = items(checklist(visiting.built))
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.goes_to(visiting.target)
    _is_there(one, visiting)
    one.tap("逐项检查")
    first = one.page.locator(".item").filter(has_text="临边、洞口有防护")
    first.get_by_role("button", name="不涉及", exact=True).click()
    one.page.once("dialog", lambda each: each.dismiss())
    one.tap("其余都符合")
    one.page.get_by_role("heading", name="逐项检查 1/3").wait_for()
    said: list[str] = []
    one.page.once("dialog", lambda each: (said.append(each.message), each.accept()))
    one.tap("其余都符合")
    one.page.get_by_role("heading", name="逐项检查 2/3").wait_for()
    assert said == ["这一部分还有1项没有答，都记为“符合”吗？已经答的不改。"]
    assert one.page.get_by_role("button", name="其余都符合", exact=True).count() == 1
    assert one.faults() == []
    one.hears("^全部已上传。$")
    found = Answer._unfiltered().filter(standing=True).order_by("item").values_list("item", "verdict")
    assert list(found) == [(asked[0].pk, "not_applicable"), (asked[1].pk, "meets")]
