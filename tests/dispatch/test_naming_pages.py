"""The pages of a naming: the unit's own, the office's, and how they answer strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member, more_bureaus
from tests.dispatch.facts import hazard, task
from tests.factories.pages import browser, file_status, send, text
from tests.factories.photos import PNG

from zhiben.dispatch.models import NamedUnit, Round
from zhiben.foundation.files.models import Attachment
from zhiben.kernel import clock

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST = date(2024, 9, 30)
AFTER = datetime(2024, 10, 18, 9, tzinfo=clock.TZ)


@pytest.fixture
def staged(city: City, round_at: RoundAt) -> Round:
    task(city, "市住房建设局", PAST, title="外墙脱落排查")
    hazard(city, "罗湖区", PAST, title="有限空间无通风")
    return round_at("draft")


def name_of(one: Round, unit: str) -> NamedUnit:
    return next(name for name in one.names if name.unit_name == unit)


def unit(city: City) -> Client:
    return browser(member(city, "罗湖区政府", "district_officer"))


def office(city: City) -> Client:
    return browser(member(city, "市安委办", "office_officer"))


def test_unit_finds_its_name_and_its_items_with_their_records(city: City, staged: Round) -> None:
    client, name = unit(city), name_of(staged, "罗湖区政府")
    listed = text(client, "dispatch:list")
    assert reverse("dispatch:naming", args=[name.pk]) in listed
    page = text(client, "dispatch:naming", name.pk)
    for words in ("有限空间无通风", "2024-10-17 17:30", "无异议", "有异议", "/hazards/"):
        assert words in page, words
    for words in ("市住房建设局", "外墙脱落排查", "下一步要求"):
        assert words not in page, words


def test_unit_answers_on_its_page_with_a_file(city: City, staged: Round) -> None:
    client, name = unit(city), name_of(staged, "罗湖区政府")
    send(client, "dispatch:naming_move", name.pk, "contest", status=422)
    file = SimpleUploadedFile("验收.png", PNG, "image/png")
    send(client, "dispatch:naming_move", name.pk, "contest", text="已整改到位", files=[file])
    page = text(client, "dispatch:naming", name.pk)
    assert [word in page for word in ("有异议待处理", "已整改到位", "验收.png")] == [True, True, True]


def test_late_answer_is_told_when_the_time_ended_and_what_to_do(city: City, staged: Round) -> None:
    client, name = unit(city), name_of(staged, "罗湖区政府")
    with clock.at(AFTER):
        send(client, "dispatch:naming_move", name.pk, "agree", status=403)
        assert "答复期限已于2024-10-17 17:30截止" in text(client, "dispatch:naming", name.pk)
        refused = client.post(reverse("dispatch:naming_move", args=[name.pk, "agree"])).content.decode()
    assert "答复期限已于2024年10月17日17时30分截止；仍有意见的，请书面告知安委办" in refused


def test_office_chooses_what_a_late_letter_says(city: City, staged: Round) -> None:
    client, name = office(city), name_of(staged, "罗湖区政府")
    choices = [reverse("dispatch:naming_move", args=[name.pk, move]) for move in ("note_late", "note_agreed")]
    with clock.at(AFTER):
        for listed in (text(client, "dispatch:naming", name.pk), text(client, "dispatch:decisions", staged.pk)):
            assert [f'href="{address}"' in listed for address in choices] == [True, True]
        letter = SimpleUploadedFile("来函.png", PNG, "image/png")
        send(client, "dispatch:naming_move", name.pk, "note_agreed", files=[letter])
        page = text(client, "dispatch:naming", name.pk)
    assert [word in page for word in ("（逾期，安委办代记）无异议", "来函.png", "有异议待处理")] == [True, True, False]


def test_office_sees_all_names_and_decides(city: City, staged: Round) -> None:
    name = name_of(staged, "罗湖区政府")
    send(unit(city), "dispatch:naming_move", name.pk, "contest", text="已整改到位")
    client = office(city)
    page = text(client, "dispatch:decisions", staged.pk)
    for words in ("简报还不能核准", "答复：已整改到位", "市住房建设局", reverse("dispatch:naming", args=[name.pk])):
        assert words in page, words
    assert reverse("dispatch:naming_move", args=[name.pk, "keep"]) in page
    send(client, "dispatch:naming_move", name.pk, "keep", opinion="以系统记录为准")
    assert "安委办意见：以系统记录为准" in text(client, "dispatch:decisions", staged.pk)
    assert "答复：已整改到位；安委办意见：以系统记录为准" in text(client, "dispatch:bulletin", staged.pk)


def test_names_page_folds_who_is_waited_for_and_waits_for_nobody_after_the_time(city: City, round_at: RoundAt) -> None:
    for bureau in more_bureaus(city, 6):
        task(city, bureau, PAST)
    one = round_at("draft")
    client = office(city)
    page = text(client, "dispatch:decisions", one.pk)
    assert ("尚未答复的有：6个单位" in page, "未在期限内答复" in page) == (True, False)
    with clock.at(AFTER):
        page = text(client, "dispatch:decisions", one.pk)
        badges = (page.count("未在期限内答复"), page.count("待答复"), page.count("简报还不能核准"))
    assert badges == (len(one.names), 0, 0)


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ("市住房建设局", "department_officer"),
        ("福田区安委办", "office_officer"),
        ("福田区政府", "district_officer"),
        ("福田区一街道办事处", "street_officer"),
    ],
)
def test_stranger_finds_no_page_of_anothers_name(city: City, staged: Round, where: str, role: str) -> None:
    client, name = browser(member(city, where, role)), name_of(staged, "罗湖区政府")
    text(client, "dispatch:naming", name.pk, status=404)
    text(client, "dispatch:naming_move", name.pk, "agree", status=404)
    send(client, "dispatch:naming_move", name.pk, "agree", status=404)
    text(client, "dispatch:decisions", staged.pk, status=404)
    text(client, "dispatch:comparison", staged.pk, status=404)
    text(client, "overview:record", "dispatch.namedunit", name.pk, status=404)


def test_who_does_not_answer_for_the_unit_gets_neither_its_file_nor_its_ledger(city: City, staged: Round) -> None:
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    inspector = browser(member(city, "市住房建设局", "inspector"))
    name = name_of(staged, "市住房建设局")
    file = SimpleUploadedFile("验收.png", PNG, "image/png")
    send(bureau, "dispatch:naming_move", name.pk, "contest", text="已整改到位", files=[file])
    found = Attachment.objects.get(model="dispatch.namedunit", record_id=name.pk).file_id
    for client, status in ((bureau, 200), (office(city), 200), (inspector, 404)):
        assert file_status(client, found) == status
        text(client, "overview:record", "dispatch.namedunit", name.pk, status=status)


def test_named_unit_reads_no_draft(city: City, staged: Round) -> None:
    client = unit(city)
    for name in ("dispatch:page", "dispatch:bulletin", "dispatch:decisions", "dispatch:comparison"):
        text(client, name, staged.pk, status=404)
    text(client, "documents:page", staged.bulletin_id, status=404)
    text(client, "overview:record", "dispatch.round", staged.pk, status=404)


def test_office_that_does_not_issue_reads_its_districts_name_only(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    hazard(city, "罗湖区", PAST)
    one = round_at("draft")
    client = browser(member(city, "福田区安委办", "office_officer"))
    assert "福田区政府" in text(client, "dispatch:naming", name_of(one, "福田区政府").pk)
    text(client, "dispatch:naming", name_of(one, "罗湖区政府").pk, status=404)


def test_a_name_that_was_struck_leads_to_its_task_and_to_the_figures(city: City, staged: Round) -> None:
    name = name_of(staged, "市住房建设局")
    where, restate = "/tasks/", reverse("dispatch:move", args=[staged.pk, "restate"])
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    send(bureau, "dispatch:naming_move", name.pk, "contest", text="验收单在期内，登记滞后")
    officer = office(city)
    assert restate not in text(officer, "dispatch:decisions", staged.pk)
    send(officer, "dispatch:naming_move", name.pk, "strike", opinion="验收单属实")
    after = text(officer, "dispatch:decisions", staged.pk)
    assert restate in after and where in after and "更正登记时间" in after


def test_a_hazard_that_was_struck_has_no_step_to_put_right(city: City, staged: Round) -> None:
    name = name_of(staged, "罗湖区政府")
    send(unit(city), "dispatch:naming_move", name.pk, "contest", text="已整改")
    officer = office(city)
    send(officer, "dispatch:naming_move", name.pk, "strike", opinion="属实")
    page = text(officer, "dispatch:decisions", staged.pk)
    assert "不再点名：属实" in page and "更正登记时间" not in page
