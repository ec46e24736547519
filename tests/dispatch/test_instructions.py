"""What a leader instructs: given in words or on photos, about a record or none, followed by one letter or filed, taken
back in time; who is told, who sees it, and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, task
from tests.dispatch.instructing import LETTER, PAST, SAID, WORDS, followed, newest, photo, stands_in, told
from tests.factories.documents import Desk
from tests.factories.pages import browser, file_status, send, text

from zhiben.dispatch import operations
from zhiben.dispatch.models import Instruction, Reminder
from zhiben.dispatch.operations import Origin
from zhiben.dispatch.queries import instructions
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import operations as orgs
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of


def draft_page(client: Client, one: Instruction, status: int = 200) -> str:
    return text(client, "dispatch:remind", query=f"?instruction={one.pk}", status=status)


@pytest.mark.either
def test_leader_instructs_from_the_start_page_and_the_office_is_told(desk: Desk, leader: Client) -> None:
    assert reverse("dispatch:instruct") in text(leader, "overview:home")
    send(leader, "dispatch:instruct", text=WORDS.replace("\n", "\r\n"))
    one = newest()
    assert (one.state, one.text.splitlines()) == ("open", WORDS.splitlines())
    assert (one.leader, one.written_by) == (desk.leader.id, desk.leader.id)
    said = f"{desk.leader.name}批示：请住建局举一反三， 逐栋排查外墙。"
    assert told(desk.officer.id, "dispatch.instructed") == [said]
    assert told(desk.leader.id, "dispatch.instructed") == []
    page = text(leader, "dispatch:instruction", one.pk)
    assert [word in page for word in ("收回批示", "起草提醒函", "逐栋排查外墙。")] == [True, False, True]


@pytest.mark.either
def test_a_photo_alone_will_do_and_neither_will_not(leader: Client, office: Client, city: City) -> None:
    refused = send(leader, "dispatch:instruct", text=" ", status=422)
    assert "请填写批示内容，或上传批示的照片" in refused
    assert not Instruction._unfiltered().exists()
    send(leader, "dispatch:instruct", photos=photo())
    one = newest()
    assert (one.text, str(one)) == ("", "（见照片）")
    file = Attachment.objects.get(model="dispatch.instruction", record_id=one.pk).file_id
    for shown in (text(office, "dispatch:instruction", one.pk), draft_page(office, one)):
        assert reverse("thumbnail", args=[file]) in shown
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    assert (file_status(office, file), file_status(bureau, file)) == (200, 404)


@pytest.mark.either
def test_too_long_an_instruction_is_refused_with_a_sentence(leader: Client) -> None:
    assert "501" in send(leader, "dispatch:instruct", text="字" * 501, status=422)
    assert not Instruction._unfiltered().exists()
    send(leader, "dispatch:instruct", text="字" * 500)
    assert len(newest().text) == 500


@pytest.mark.either
def test_officer_has_the_record_behind_the_instruction_in_the_letter(
    city: City, desk: Desk, leader: Client, office: Client
) -> None:
    found, late = hazard(city, "福田区", PAST), task(city, "市住房建设局", PAST)
    for record, query in ((late, f"?task={late.pk}"), (found, f"?hazard={found.pk}")):
        address = reverse("dispatch:instruct") + query
        assert address in leader.get(record.get_absolute_url()).content.decode()
        assert address not in office.get(record.get_absolute_url()).content.decode()
        assert str(record) in text(leader, "dispatch:instruct", query=query)
        assert leader.post(address, {"text": "请督办。"}).status_code == 302
        one = newest()
        assert (one.source, one.record, one.told) == (query[1:].partition("=")[0], record.pk, str(record))
        form = draft_page(office, one)
        facts = form.partition('name="facts"')[2].partition("</textarea>")[0]
        assert "现为“" in facts and "请督办" not in facts and "请督办。" in form
        assert re.findall(r'name="title" value="关于“([^”]+)”', form) == [str(record)]
        assert "批示内容" not in form, "nothing is entered twice"
        with scope(desk.leader):
            (ground,) = grounds_of(record)
            assert (ground.words, ground.address) == ("领导批示：请督办。（待办）", one.get_absolute_url())


@pytest.mark.either
def test_letter_and_instruction_lead_to_each_other(desk: Desk, leader: Client, office: Client) -> None:
    send(leader, "dispatch:instruct", text=WORDS, photos=photo())
    one = newest()
    form = draft_page(office, one)
    assert re.findall(r'name="title"[^>]*value="([^"]*)"', form) == []
    address = reverse("dispatch:remind") + f"?instruction={one.pk}"
    assert office.post(address, {**SAID, "to": "无此单位"}).status_code == 422
    assert newest().state == "open", "a letter that was refused follows nothing"
    assert office.post(address, SAID).status_code == 302
    with unscoped(reason="a test reads"):
        letter = Reminder.objects.select_related("document").get()
    assert (letter.source, letter.record, newest().state) == ("instruction", one.pk, "followed")
    shown = text(office, "dispatch:reminder", letter.pk)
    assert "逐栋排查外墙。" in shown and "批示.png" in shown and one.get_absolute_url() in shown
    assert letter.get_absolute_url() in text(leader, "dispatch:instruction", one.pk)
    assert told(desk.leader.id, "dispatch.acted") == ["批示“请住建局举一反三， 逐栋排查外墙。”已转提醒"]
    assert [line.verb for line in audit.of(newest())] == ["begin", "follow"]


def test_second_letter_is_refused_while_the_first_stands(
    desk: Desk, office: Client, instruct: Callable[..., Instruction]
) -> None:
    one = instruct()
    first = followed(desk, one)
    why = f"这条批示已起草{first}；该函作废或撤回以后，才能另起草一份"
    with pytest.raises(NotAllowed) as refused:
        followed(desk, one)
    assert why in refused.value.text
    assert why in draft_page(office, one, 403)
    assert Reminder._unfiltered().count() == 1
    with scope(desk.officer):
        perform(first.document, "void", desk.officer, reason="写错")
    second = followed(desk, one)
    assert (newest().state, newest().letter, Reminder._unfiltered().count()) == ("followed", second, 2)
    assert len(told(desk.leader.id, "dispatch.acted")) == 2


@pytest.mark.parametrize(
    ("who", "move", "given"), [("office", "note", {"remark": "已当面交办"}), ("leader", "withdraw", {})]
)
def test_an_instruction_whose_letter_was_made_void_waits_again(
    desk: Desk,
    office: Client,
    leader: Client,
    instruct: Callable[..., Instruction],
    who: str,
    move: str,
    given: dict[str, str],
) -> None:
    one = instruct()
    letter = followed(desk, one)
    send(office, "dispatch:instruction_move", one.pk, "note", status=403, remark="不必发函")
    with scope(desk.officer):
        assert instructions.waiting_for(desk.officer, 10) == []
        perform(letter.document, "void", desk.officer, reason="不必发函")
        assert [waits.record.pk for waits in instructions.waiting_for(desk.officer, 10)] == [one.pk]
    assert "待办1件" in text(office, "dispatch:reminders")
    send({"office": office, "leader": leader}[who], "dispatch:instruction_move", one.pk, move, **given)
    assert newest().state == {"note": "noted", "withdraw": "withdrawn"}[move]
    assert "待办0件" in text(office, "dispatch:reminders")


@pytest.mark.either
def test_leader_sees_the_letters_state_and_the_replies(
    city: City, desk: Desk, leader: Client, instruct: Callable[..., Instruction]
) -> None:
    one = instruct()
    letter = followed(desk, one)
    desk.taken(letter.document, "issued")
    bureau = city.actor("市住房建设局", "department_officer")
    with scope(bureau):
        perform(letter.document.deliveries.get(), "reply", bureau, text="已逐栋排查")
    page = text(leader, "dispatch:instruction", one.pk)
    assert [word in page for word in ("已印发", "市住房建设局", "已逐栋排查")] == [True, True, True]
    assert "已转提醒" in text(leader, "dispatch:reminders")


@pytest.mark.either
def test_addressed_unit_reads_the_letter_and_nothing_of_the_instruction(
    city: City, desk: Desk, instruct: Callable[..., Instruction]
) -> None:
    one = instruct("只限内部的话")
    letter = followed(desk, one)
    desk.taken(letter.document, "issued")
    client = browser(member(city, "市住房建设局", "department_officer"))
    page = text(client, "dispatch:reminder", letter.pk)
    assert [word in page for word in ("领导批示", "只限内部的话", one.get_absolute_url())] == [True, False, False]
    for elsewhere in (text(client, "dispatch:reminders"), text(client, "documents:page", letter.document_id)):
        assert "只限内部的话" not in elsewhere
    text(client, "dispatch:instruction", one.pk, status=404)


def test_instruction_that_needs_no_letter_is_filed_with_the_reason(
    desk: Desk, office: Client, leader: Client, instruct: Callable[..., Instruction]
) -> None:
    one = instruct()
    send(office, "dispatch:instruction_move", one.pk, "note", status=422)
    send(office, "dispatch:instruction_move", one.pk, "note", remark="已当面交办住建局")
    assert (newest().state, newest().remark) == ("noted", "已当面交办住建局")
    assert "已当面交办住建局" in text(leader, "dispatch:instruction", one.pk)
    assert told(desk.leader.id, "dispatch.acted") == ["批示“请住建局举一反三， 逐栋排查外墙。”已阅存"]
    followed(desk, one)
    assert newest().state == "followed", "it may become a letter all the same"
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction._unfiltered().update(state="noted", remark="")


def test_leader_takes_back_what_nobody_has_acted_on(
    city: City, desk: Desk, leader: Client, office: Client, instruct: Callable[..., Instruction]
) -> None:
    one, other = instruct(), instruct("另一件")
    deputy = Person.objects.create(username="deputy", name="副主任")
    orgs.grant(deputy, "office_leader", unit=city.units["市安委办"], actor=SYSTEM, valid_from=PAST)
    send(browser(deputy), "dispatch:instruction_move", one.pk, "withdraw", status=403)
    send(leader, "dispatch:instruction_move", one.pk, "withdraw")
    assert Instruction._unfiltered().get(pk=one.pk).state == "withdrawn"
    draft_page(office, one, 403)
    followed(desk, other)
    send(leader, "dispatch:instruction_move", other.pk, "withdraw", status=403)


def test_substitute_instructs_in_the_leaders_name(city: City, desk: Desk, leader: Client) -> None:
    deputy = member(city, "福田区安委办", "office_officer")
    stands_in(desk, deputy)
    client = browser(deputy)
    send(client, "dispatch:instruct", text="请督办。")
    one = newest()
    assert (one.office_id, one.leader, one.written_by) == (desk.office, desk.leader.id, deputy.pk)
    page = text(leader, "dispatch:instruction", one.pk)
    assert "市安委办office_leader（由福田区安委办office_officer代为批示）" in page
    assert "福田区安委办office_officer（代市安委办office_leader）" in page
    send(leader, "dispatch:instruction_move", one.pk, "withdraw")


def test_who_wrote_in_the_leaders_place_neither_follows_nor_files_it(
    city: City, desk: Desk, leader: Client, office: Client
) -> None:
    """An officer of the office who stands in for its leader; a colleague acts on it."""
    stands_in(desk, Person.objects.get(pk=desk.officer.id))
    send(office, "dispatch:instruct", text="请督办。")
    one = newest()
    assert told(desk.leader.id, "dispatch.instructed") == [f"{desk.officer.name}代{desk.leader.name}批示：请督办。"]
    assert "代为批示人本人及其代理人不得办理" in draft_page(office, one, 403)
    send(office, "dispatch:instruction_move", one.pk, "note", status=403, remark="已办")
    assert "办理批示" not in text(office, "overview:waiting")
    assert newest().state == "open"
    colleague = Person.objects.create(username="colleague", name="同事")
    orgs.grant(colleague, "office_officer", unit=city.units["市安委办"], actor=SYSTEM, valid_from=PAST)
    assert "办理批示" in text(browser(colleague), "overview:waiting")
    send(browser(colleague), "dispatch:instruction_move", one.pk, "note", remark="已当面交办")
    assert newest().state == "noted"


@pytest.mark.either
def test_instruction_waits_for_the_officers_alone(
    desk: Desk, office: Client, leader: Client, instruct: Callable[..., Instruction]
) -> None:
    one = instruct()
    assert "<strong>办理批示</strong> 请住建局举一反三" in text(office, "overview:waiting")
    assert "办理批示" not in text(leader, "overview:waiting")
    followed(desk, one)
    assert "办理批示" not in text(office, "overview:waiting")


def test_nobody_but_a_leader_instructs_and_only_about_what_is_seen(city: City, desk: Desk) -> None:
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    for client in (browser(desk.officer), bureau):
        text(client, "dispatch:instruct", status=403)
        send(client, "dispatch:instruct", text="请督办。", status=403)
        assert reverse("dispatch:instruct") not in text(client, "overview:home")
    with scope(desk.officer), pytest.raises(NotAllowed):
        operations.instruct("请督办。", office=desk.office, actor=desk.officer)
    leader = browser(desk.leader)
    for query in ("?hazard=987654321", "?task=x", "?task=0", f"?task={2**70}", "?instruction=1"):
        text(leader, "dispatch:instruct", query=query, status=404)
    assert not Instruction._unfiltered().exists()


def test_stranger_finds_no_instruction(city: City, desk: Desk, instruct: Callable[..., Instruction]) -> None:
    one = instruct()
    for where, role in (
        ("市交通运输局", "department_officer"),
        ("福田区安委办", "office_officer"),
        ("福田区安委办", "office_leader"),
        ("福田区政府", "district_officer"),
    ):
        client = browser(member(city, where, role))
        text(client, "dispatch:instruction", one.pk, status=404)
        text(client, "dispatch:instruction_move", one.pk, "note", status=404)
        text(client, "overview:record", "dispatch.instruction", one.pk, status=404)
        assert one.get_absolute_url() not in text(client, "dispatch:reminders")


def test_districts_instruction_is_read_above_and_acted_on_at_home(city: City, desk: Desk) -> None:
    boss = actor_of(member(city, "福田区安委办", "office_leader"))
    office = city.units["福田区安委办"].pk
    with scope(boss):
        one = operations.instruct("请督办。", office=office, actor=boss)
    with scope(desk.officer):
        assert instructions.instruction_of(one.pk) == one
        with pytest.raises(NotAllowed, match="这条批示由福田区安委办办理"):
            operations.remind(Origin("instruction", one.pk), LETTER, office=desk.office, actor=desk.officer)
        with pytest.raises(NotAllowed):
            perform(one, "note", desk.officer, remark="已办")
    with scope(city.actor("市住房建设局", "department_officer")), pytest.raises(NotFound):
        instructions.instruction_of(one.pk)


def test_list_takes_as_many_queries_for_many_as_for_one(
    city: City, desk: Desk, office: Client, instruct: Callable[..., Instruction]
) -> None:
    about = ("task", task(city, "市住房建设局", PAST).pk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(office, "dispatch:reminders")
        return len(queries)

    followed(desk, instruct())
    instruct("一", about=about)
    text(office, "dispatch:reminders")
    few = asked()
    for number in range(3):
        followed(desk, instruct(f"其{number}"))
        instruct(f"又{number}", about=about)
    assert asked() == few
    assert "待办4件" in text(office, "dispatch:reminders")
