"""A checklist gone through without signal by somebody whose phone is far from where the site is said to lie: the reason
is asked on the spot, an item takes one tap, what is not so is a finding; told once, when there is signal. Where the
server alone knows that it is too far, the reason is given afterwards and nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories.checklists import checklist, items
from tests.factories.pages import browser as client_of
from tests.factories.photos import photo_bytes
from tests.factories.supervision import drawn, goers, signed, visited
from tests.journeys.phones import DISTRICT, HERE, Phone, Visiting

from zhiben.foundation.audit import verify
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import set_position
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Answer, Finding, PhoneAct, SeenAgain, Visit
from zhiben.supervision.operations import Found

pytestmark = pytest.mark.browser
WHY = "场所有几个厂区"


def _lies_far(visiting: Visiting) -> None:
    with scope(SYSTEM):
        set_position(visiting.target.site, Decimal("22.9"), Decimal("114.0"), actor=SYSTEM)


def _was_found_before(visiting: Visiting) -> Finding:
    """A finding of a visit to the same place the day before."""
    built = visiting.built
    here = [built.built.territories[DISTRICT].pk]
    visit = visited(built, drawn(built, title="示例综合督导第2轮", size=1, least=0, recent_days=0, territories=here))
    Visit._unfiltered().filter(pk=visit.pk).update(arrived_at=visit.arrived_at - timedelta(days=1))
    actor = goers(visit)[0]
    with scope(actor):
        found = operations.record(queries.visit_of(visit.pk), Found("没有台账", "work"), actor=actor)
    signed(visit)
    return found


def _stands_there(one: Phone, visiting: Visiting) -> None:
    one.context.grant_permissions(["geolocation"])
    one.context.set_geolocation(HERE)
    one.goes_to(visiting.target)
    one.tap("我已到场")


def _says_why(one: Phone) -> None:
    one.page.get_by_text(re.compile("手机定位离场所32.2公里，超过1.0公里")).wait_for()
    one.page.reload()
    one.tap("登记到场")
    one.page.get_by_text("请写明理由。").wait_for()
    one.tap(WHY)
    assert one.faults() == []
    one.tap("登记到场")


def _answers(one: Phone, text: str, verdict: str) -> None:
    row = one.page.locator(".item").filter(has_text=text)
    row.get_by_role("button", name=verdict, exact=True).click()


def _chosen(one: Phone, text: str) -> str:
    row = one.page.locator(".item").filter(has_text=text)
    words: str = row.locator("[aria-pressed=true]").inner_text()
    return words


def _goes_through(one: Phone) -> None:
    """Two of three items, one of them not so, with a photo; the page is loaded again in between."""
    one.page.get_by_text("逐项检查 0/3").wait_for()
    one.tap("逐项检查")
    _answers(one, "临边、洞口有防护", "不涉及")
    _answers(one, "临边、洞口有防护", "符合")
    _answers(one, "动火有审批、有人看护", "不符合")
    assert one.page.input_value("[name=text]") == "不符合“动火有审批、有人看护”的要求"
    assert one.page.input_value("[name=basis]") == "动火管理制度"
    one.page.fill("[name=text]", "二层动火没有人看护")
    one.page.fill("[name=basis]", "《消防法》第二十一条")
    one.page.reload()
    assert one.page.input_value("[name=text]") == "二层动火没有人看护"
    picture = {"name": "现场.png", "mimeType": "image/png", "buffer": photo_bytes(5)}
    one.page.locator("input[type=file]").set_input_files(picture)
    one.page.get_by_text("照片已存到手机").wait_for()
    assert one.faults() == []
    one.tap("记下")
    one.page.get_by_role("heading", name="逐项检查 2/3").wait_for()
    one.page.reload()
    one.page.get_by_role("heading", name="逐项检查 2/3").wait_for()
    assert [_chosen(one, words) for words in ("临边", "动火")] == ["符合", "不符合"]
    assert one.faults() == []
    one.tap("回到本次检查")


def _signs(one: Phone) -> None:
    one.tap("签字结束")
    one.page.get_by_text("逐项检查还有1项没有检查（共3项），签字后记为“未检查”。").wait_for()
    one.page.fill("[name=conclusion]", "逐项检查作业面")
    assert one.faults() == []
    one.page.get_by_role("radio", name="拒绝签字").click()
    one.page.fill("[name=refused]", "负责人拒签")
    one.page.fill("[name=witness]", "示例乙（物业经理）")
    assert one.page.get_by_role("img", name="被检查单位签字").is_hidden()
    one.page.get_by_role("button", name="签字结束", exact=True).click()
    one.page.get_by_text("还没有督导人员签字").wait_for()
    one.page.fill("[name=counterpart]", "示例甲 安全主任")
    one.sign("督导人员签字")
    assert one.faults() == []
    asked: list[str] = []
    one.page.once("dialog", lambda each: (asked.append(each.message), each.accept()))
    one.page.get_by_role("button", name="签字结束", exact=True).click()
    one.page.get_by_text(re.compile(r"签字 \d+月.*未上传")).wait_for()
    assert asked == ["还有1项没有检查，签字后记为“未检查”，不再补。现在签字吗？"]


def test_a_checklist_and_a_far_arrival_without_signal(visiting: Visiting) -> None:
    _lies_far(visiting)
    one = checklist(visiting.built)
    first, second = visiting.phones
    first.take_along(client_of(visiting.people[0]))
    first.cut_off()
    _stands_there(first, visiting)
    _says_why(first)
    _goes_through(first)
    _signs(first)
    assert not PhoneAct._unfiltered().exists()
    second.take_along(client_of(visiting.people[1]))
    second.goes_to(visiting.target)
    second.arrives_without_position()
    second.hears("^全部已上传。$")
    first.context.set_offline(False)
    first.hears("^全部已上传。$")
    with unscoped(reason="what came of it"):
        visit, finding = Visit.objects.get(), Finding.objects.get()
        standing = Answer.objects.filter(standing=True).order_by("item")
        said = list(standing.values_list("item", "verdict", "finding"))
        kinds = sorted(PhoneAct.objects.values_list("kind", flat=True))
    assert (visit.state, visit.far_reason, visit.distance_told) == ("closed", WHY, "32.2公里")
    assert (finding.text, finding.basis) == ("二层动火没有人看护", "《消防法》第二十一条")
    assert (visit.counterpart, visit.refused) == ("示例甲 安全主任", "负责人拒签")
    drawn_there = Attachment.objects.filter(model="supervision.visit", record_id=visit.pk, purpose="close")
    assert [row.file.name for row in drawn_there.select_related("file")] == ["督导人员签字.png"]
    assert said == [(items(one)[0].pk, "meets", None), (items(one)[1].pk, "fails", finding.pk)]
    assert kinds == ["arrive", "arrive", "check", "check", "check", "close"]
    assert verify().ok


def test_an_arrival_that_the_server_finds_too_far_is_put_right_afterwards(visiting: Visiting) -> None:
    checklist(visiting.built)
    old = _was_found_before(visiting)
    one = visiting.phones[0]
    one.take_along(client_of(visiting.people[0]))
    one.cut_off()
    _stands_there(one, visiting)
    one.tap("逐项检查")
    _answers(one, "临边、洞口有防护", "符合")
    one.page.get_by_role("heading", name="逐项检查 1/3").wait_for()
    one.tap("回到本次检查")
    _lies_far(visiting)
    one.context.set_offline(False)
    one.page.get_by_text(re.compile("手机定位离场所32.2公里，超过1.0公里")).wait_for()
    assert not Visit._unfiltered().filter(target=visiting.target.pk).exists()
    one.page.get_by_text("逐项检查 1/3").wait_for()
    one.tap(WHY)
    one.tap("登记到场")
    one.hears("^全部已上传。$")
    assert one.faults() == []
    assert Visit._unfiltered().get(target=visiting.target.pk).far_reason == WHY
    assert Answer._unfiltered().get().verdict == "meets"
    one.tap("逐项检查")
    with one.page.expect_response(lambda each: "/phone/sync" in each.url):
        _answers(one, "没有台账", "仍存在")
        assert one.faults() == []
    one.hears("^全部已上传。$")
    seen = SeenAgain._unfiltered().get()
    assert (seen.finding_id, seen.verdict) == (old.pk, "still")


def _arrives(one: Phone, visiting: Visiting, number: int) -> None:
    one.take_along(client_of(visiting.people[number]))
    one.goes_to(visiting.target)
    one.arrives_without_position()
    one.hears("^全部已上传。$")


def test_who_has_not_signed_is_told_that_it_is_signed_and_adds_what_was_found_before(visiting: Visiting) -> None:
    checklist(visiting.built)
    first, second = visiting.phones
    _arrives(first, visiting, 0)
    _arrives(second, visiting, 1)
    second.tap("逐项检查")
    _answers(second, "临边、洞口有防护", "符合")
    second.hears("未上传")
    second.hears("^全部已上传。$")
    first.page.evaluate("dispatchEvent(new Event('online'))")
    first.page.get_by_text("逐项检查 1/3").wait_for()
    signed(Visit._unfiltered().get())
    second.page.evaluate("dispatchEvent(new Event('online'))")
    for each in (first, second):
        if each is first:
            first.page.evaluate("dispatchEvent(new Event('online'))")
        each.page.get_by_text(re.compile(r"^已签字 \d+月")).wait_for()
        each.page.get_by_text("逐项检查 1/3").wait_for()
        each.page.get_by_text("未检查2项").wait_for()
        shown = each.text()
        assert "签字结束" not in shown and "还有2项没有检查" not in shown and "记录其他问题" not in shown
        assert each.page.get_by_role("button", name="逐项检查", exact=True).count() == 0
        assert each.faults() == []
    link = second.page.get_by_role("link", name="在网页上看")
    assert link.get_attribute("href") == Visit._unfiltered().get().get_absolute_url()
    second.tap("补记问题")
    second.page.fill("[name=text]", "签字前看到消火栓被遮挡")
    second.tap("记下")
    second.page.get_by_role("link").filter(has_text="消火栓被遮挡").filter(has_text="已上传").wait_for()
    finding = Finding._unfiltered().get()
    assert (finding.text, finding.late, finding.state) == ("签字前看到消火栓被遮挡", True, "recorded")
    second.tap("返回")
    place = second.page.get_by_role("link").filter(has_text=visiting.target.site.name)
    assert "已签字" in place.inner_text() and "已到场" not in place.inner_text()
    assert second.said == [] and verify().ok
