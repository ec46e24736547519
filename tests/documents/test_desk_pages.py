"""The desk of an office as pages: writing, review, signing several at once, numbers; and what the unit at the other end
sees of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.dispatch.city import NOW, City, member
from tests.documents.conftest import drafted
from tests.factories.documents import WRITTEN, Desk, day_in, until
from tests.factories.pages import browser, file_status, send, text
from tests.factories.photos import PNG

from zhiben.documents import operations, queries
from zhiben.documents.models import Delivery, OfficialDocument, TakenNumber
from zhiben.documents.vocab import Kind
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of

pytestmark = pytest.mark.either

FORM = {
    "title": WRITTEN.title,
    "to": "市住房建设局",
    "basis": WRITTEN.basis,
    "body": WRITTEN.body,
    "copy": "",
    "contact": "",
    "urgency": "none",
}
BOZHOU = """表1 重大事故隐患排查整改情况（单位：处）
地区\t排查\t整改
甲区\t75\t75
乙区\t82\t82
丙县\t87\t84
丁县\t159\t159
戊县\t45\t45
己区\t43\t43
市直\t140\t140
合计\t630\t620"""


@dataclass(frozen=True)
class Stage:
    """The city, its desk, and everybody's browser."""

    city: City
    desk: Desk
    officer: Client
    leader: Client
    bureau: Client
    stranger: Client


@pytest.fixture
def stage(city: City, settings: object, tmp_path: object) -> Stage:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    people: dict[tuple[str, str], Person] = {
        key: member(city, *key)
        for key in (
            ("市安委办", "office_officer"),
            ("市安委办", "office_leader"),
            ("市住房建设局", "department_officer"),
            ("福田区安委办", "office_officer"),
        )
    }
    officer, leader, bureau, stranger = people.values()
    reviewer = city.actor("市安委办", "office_officer", 4242)
    desk = Desk(city.units["市安委办"].pk, actor_of(officer), reviewer, actor_of(leader)).opened()
    return Stage(city, desk, *(browser(one) for one in (officer, leader, bureau, stranger)))


def newest() -> OfficialDocument:
    with unscoped(reason="what the pages have made"):
        return queries.documents().order_by("-pk")[0]


def test_officer_writes_a_letter_on_a_page(stage: Stage) -> None:
    page = text(stage.officer, "documents:write", "reminder_letter")
    assert "可主送：部门" in page and 'value="2024-10-23"' in page
    send(stage.officer, "documents:write", "reminder_letter", **FORM, reply_by=str(day_in(9)))
    document = newest()
    shown = text(stage.officer, "documents:page", document.pk)
    assert "请于2024年10月25日前将办理情况书面反馈我办。" in shown
    assert "一、基本情况" in shown and "市住房建设局：" in shown


def test_wrong_addressee_is_told_at_its_field_and_nothing_is_lost(stage: Stage) -> None:
    said = send(stage.officer, "documents:write", "reminder_letter", status=422, **{**FORM, "to": "市住建委"})
    assert "没有名为“市住建委”的单位" in said
    assert WRITTEN.body.splitlines()[1] in said
    with unscoped(reason="nothing was written"):
        assert queries.documents().count() == 0


def test_office_that_has_not_said_how_it_issues_is_led_there(stage: Stage) -> None:
    office = stage.city.units["福田区安委办"].pk
    answer = stage.stranger.get(reverse("documents:write", args=["notice"]))
    assert answer.headers["Location"] == reverse("documents:body", args=[office])
    send(stage.stranger, "documents:body", office, full_name="福田区安委办", code="福安办", numbering="own", contact="")
    assert "起草" in text(stage.stranger, "documents:write", "notice")


def test_bozhous_figures_do_not_go_to_review_and_the_page_names_the_cells(stage: Stage) -> None:
    send(stage.officer, "documents:write", "circular_notice", **{**FORM, "body": BOZHOU})
    document = newest()
    shown = text(stage.officer, "documents:page", document.pk)
    assert "合计与明细不符，改正后才能送核" in shown and "印630，各行之和631" in shown
    said = send(stage.officer, "documents:move", document.pk, "submit", status=422)
    plain = re.sub(r"<[^>]+>", "", said)
    for words in ("表1 重大事故隐患排查整改情况", "“排查”", "630", "631", "“整改”", "620", "628"):
        assert words in plain, words
    assert newest().state == "drafted"


def test_character_in_another_face_is_told_with_its_place_before_it_goes_out(stage: Stage) -> None:
    told = "将用其他字体排出，请看PDF核对字形：“喆”（附注）"
    document = stage.desk.write(replace(WRITTEN, contact="联系人：张喆"))
    assert told in text(stage.officer, "documents:page", document.pk)
    stage.desk.taken(document, "numbered")
    assert told in text(stage.officer, "documents:issue", document.pk)
    stage.desk.taken(document, "issued")
    assert told not in text(stage.bureau, "documents:page", document.pk)
    assert "其他字体" not in text(stage.officer, "documents:page", stage.desk.write().pk)


def test_several_are_signed_at_once_with_one_word(stage: Stage) -> None:
    one, two = (stage.desk.taken(stage.desk.write(until(9)), "reviewed") for _ in range(2))
    for name in ("documents:list", "overview:home", "overview:waiting"):
        link = f'href="{reverse("documents:signing")}">待签发（2件）'
        assert (link in text(stage.leader, name), link in text(stage.officer, name)) == (True, False)
    page = text(stage.leader, "documents:signing")
    assert page.count('name="document"') == 2
    assert "请先勾选" in send(stage.leader, "documents:signing", status=422, opinion="")
    said = send(stage.leader, "documents:signing", status=200, document=[one.pk, two.pk], opinion="同意印发")
    assert said.count("已签发：") == 2 and "没有待签发的公文" in said
    with unscoped(reason="what the page has signed"):
        signed = [queries.document(pk) for pk in (one.pk, two.pk)]
    assert [(x.number, x.opinion) for x in signed] == [
        ("深安办函〔2024〕1号", "同意印发"),
        ("深安办函〔2024〕2号", "同意印发"),
    ]


def test_others_signing_page_is_empty(stage: Stage) -> None:
    stage.desk.taken(stage.desk.write(), "reviewed")
    for client in (stage.officer, stage.bureau, stage.stranger):
        assert "没有待签发的公文" in text(client, "documents:signing")


def test_last_look_before_issue_lists_everybody_and_issues(stage: Stage) -> None:
    written = replace(until(9), copy="系统外：省安委办")
    document = stage.desk.taken(stage.desk.write(written), "numbered")
    page = text(stage.officer, "documents:issue", document.pk)
    assert "市住房建设局" in page and "系统外，请另行送达" in page
    send(stage.officer, "documents:issue", document.pk)
    assert newest().state == "issued"


def test_who_does_not_issue_is_told_why_and_finds_no_button(stage: Stage) -> None:
    button = '<button class="btn btn-primary" type="submit">印发</button>'
    document = stage.desk.taken(stage.desk.write(), "numbered")
    assert button in text(stage.officer, "documents:issue", document.pk)
    page = text(stage.leader, "documents:issue", document.pk)
    assert ("您不能办理这一步：须为发文安委办的经办人员" in page, button in page) == (True, False)
    stage.desk.taken(document, "issued")
    page = text(stage.bureau, "documents:issue", document.pk)
    assert ("当前状态下没有这一步" in page, button in page) == (True, False)


def test_bulletin_goes_out_with_its_round_and_by_no_address_of_its_own(stage: Stage) -> None:
    document = drafted(stage.city)
    with scope(stage.desk.leader):
        operations.approve(document, actor=stage.desk.leader)
    to = [{"unit": stage.city.units["市住房建设局"].pk, "name": "市住房建设局", "line": "down", "group": ""}]
    OfficialDocument._unfiltered().filter(pk=document.pk).update(recipients=to)
    assert "随调度期一并办理" in send(stage.officer, "documents:issue", document.pk, status=422)
    assert newest().state == "numbered"


def test_unit_receives_and_replies_and_sees_no_more_than_its_own(stage: Stage) -> None:
    document = stage.desk.issued(replace(until(9), to="市住房建设局、市交通运输局"))
    page = text(stage.bureau, "documents:page", document.pk)
    assert "签收" in page and "待签收" in page
    assert page.count("待签收") == 1
    for hidden in ("经过", "各稿", "批注", "起草人"):
        assert f'<h2 class="card-title">{hidden}' not in page
    with unscoped(reason="the address of the unit's own row"):
        delivery = queries.deliveries(document).get(name="市住房建设局")
    send(stage.bureau, "documents:delivery", delivery.pk, "reply", text="已排查整改。")
    assert "已排查整改。" in text(stage.officer, "documents:page", document.pk)
    assert stage.stranger.get(document.get_absolute_url()).status_code == 404
    address = reverse("documents:delivery", args=[delivery.pk, "receive"])
    assert stage.stranger.get(address).status_code == 404


def test_page_asks_as_little_for_two_replies_as_for_one(stage: Stage) -> None:
    counts = []
    for to in ("市住房建设局", "市住房建设局、市交通运输局"):
        document = stage.desk.issued(replace(until(9), to=to))
        for one in Delivery._unfiltered().filter(document=document):
            bureau = stage.city.actor(one.name, "department_officer")
            with scope(bureau):
                perform(Delivery.objects.get(pk=one.pk), "reply", bureau, text="已排查")
        with CaptureQueriesContext(connection) as asked:
            assert text(stage.officer, "documents:page", document.pk).count("已排查") == 1 + to.count("、")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_lists_read_no_papers(stage: Stage) -> None:
    stage.desk.issued(until(9))
    for client in (stage.officer, stage.bureau):
        for name in ("documents:list", "overview:home", "overview:waiting", "overview:ledger"):
            with CaptureQueriesContext(connection) as asked:
                text(client, name)
            assert [one["sql"] for one in asked if "paper_json" in one["sql"]] == [], name


def test_silence_after_the_deadline_proposes_the_next_paper_filled_in(stage: Stage) -> None:
    document = stage.desk.issued(until(2))
    assert "逾期未答复" not in text(stage.officer, "documents:page", document.pk)
    with clock.at(NOW + timedelta(days=3)):
        page = text(stage.officer, "documents:page", document.pk)
        assert "1个单位逾期未答复：市住房建设局。" in page and "起草督促函" in page
        assert "逾期未答复" not in text(stage.bureau, "documents:page", document.pk)
        address = html.unescape(re.search(r'href="(/documents/new/urging_letter/[^"]*)"', page)[1])  # type: ignore[index]
        form = stage.officer.get(address).content.decode()
    assert "市住房建设局</textarea>" in form
    assert f"我办于2024年10月16日印发《{WRITTEN.title}》（深安办函〔2024〕1号）" in form


def test_list_is_narrowed_by_what_is_awaited(stage: Stage) -> None:
    asked = stage.desk.issued(until(9))
    notice = stage.desk.issued(replace(until(9), reply_by=None, title="关于例会的函"))
    page = text(stage.officer, "documents:list", query="?state=awaited")
    assert asked.get_absolute_url() in page and notice.get_absolute_url() not in page
    assert notice.get_absolute_url() in text(stage.officer, "documents:list", query="?q=例会")
    assert "没有符合条件的公文" in text(stage.officer, "documents:list", query="?q=查无此文")


def test_number_is_found_by_any_brackets(stage: Stage) -> None:
    address = stage.desk.issued(until(9)).get_absolute_url()
    for typed in ("深安办函〔2024〕1号", "深安办函[2024]1号", "深安办函（2024）1号", "深安办函(2024)1号"):
        assert address in text(stage.officer, "documents:list", query=f"?q={typed}")
    assert "没有符合条件的公文" in text(stage.officer, "documents:list", query="?q=深安办函[2024]2号")
    assert "没有符合条件的公文" in text(stage.stranger, "documents:list", query="?q=深安办函[2024]1号")


def test_number_used_elsewhere_is_noted_and_passed_over(stage: Stage) -> None:
    office = stage.desk.office
    given = {"number": "深安办函〔2024〕1号", "reason": "系统外印发：节前检查函"}
    send(stage.officer, "documents:void", office, **given)
    assert "“深安办函〔2024〕1号”已用于：系统外印发：节前检查函" in send(
        stage.officer, "documents:void", office, status=422, **given
    )
    document = stage.desk.taken(stage.desk.write(), "numbered")
    assert document.number == "深安办函〔2024〕2号"
    page = text(stage.officer, "documents:numbers")
    assert "系统外印发：节前检查函" in page and document.get_absolute_url() in page
    assert TakenNumber.objects.count() == 2
    assert stage.stranger.get(reverse("documents:void", args=[office])).status_code == 404


def test_version_page_shows_what_changed_to_the_own_office_only(stage: Stage) -> None:
    document = stage.desk.write()
    send(stage.officer, "documents:edit", document.pk, **{**FORM, "body": "请整改。"})
    page = text(stage.officer, "documents:version", document.pk, 2)
    assert "<ins>请整改。</ins>" in page and "<del>近期燃气事故多发。</del>" in page
    issued = stage.desk.taken(newest(), "issued")
    assert stage.bureau.get(issued.get_absolute_url()).status_code == 200
    assert stage.bureau.get(reverse("documents:version", args=[document.pk, 1])).status_code == 404


def test_what_the_leader_attached_and_how_a_paper_came_about_stay_with_the_office(stage: Stage) -> None:
    document = stage.desk.taken(stage.desk.write(), "reviewed")
    photo = store(PNG, name="批示.png", actor_id=stage.desk.leader.id).pk
    with scope(stage.desk.leader):
        perform(document, "sign", stage.desk.leader, opinion="请速办", photos=[photo])
    stage.desk.taken(document, "issued")
    for client, status in ((stage.officer, 200), (stage.bureau, 404), (stage.stranger, 404)):
        assert file_status(client, photo) == status
        text(client, "overview:record", "documents.officialdocument", document.pk, status=status)
    line = reverse("overview:record", args=["documents.officialdocument", document.pk])
    assert [line in text(one, "overview:ledger") for one in (stage.officer, stage.bureau)] == [True, False]


def test_unit_in_the_offices_own_territory_sees_its_own_part_only(stage: Stage) -> None:
    """A district's government lies in the territory of the district's office, and is a stranger to its desk."""
    city = stage.city
    office, unit = city.units["福田区安委办"].pk, city.units["福田区政府"]
    clerk = browser(member(city, "福田区政府", "district_officer"))
    officer = city.actor("福田区安委办", "office_officer", 51)
    desk = Desk(
        office, officer, city.actor("福田区安委办", "office_officer", 52), city.actor("福田区安委办", "office_leader")
    )
    draft = desk.opened(code="福安办").write(replace(until(9), to=unit.name, copy=""), Kind.URGING)
    assert clerk.get(draft.get_absolute_url()).status_code == 404
    desk.taken(draft, "issued")
    page = text(clerk, "documents:page", draft.pk)
    assert page.count("待签收") == 1 and "经过" not in page
    assert clerk.get(reverse("documents:version", args=[draft.pk, 1])).status_code == 404


def test_signed_document_is_not_edited_any_more(stage: Stage) -> None:
    document = stage.desk.taken(stage.desk.write(), "numbered")
    said = send(stage.officer, "documents:edit", document.pk, status=422, **FORM)
    assert "当前状态为“已签发待印发”" in said
