"""Where an instruction waits and stands: before all else, on the start page, again once its letter stands no longer;
and on the pages of what it is about, be that a reminder or a round."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, task
from tests.dispatch.instructing import LETTER, PAST, followed, newest, stands_in
from tests.factories.documents import Desk
from tests.factories.pages import browser, text

from zhiben.dispatch import operations
from zhiben.dispatch.models import Instruction, Reminder, Round
from zhiben.dispatch.operations import Origin
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox import queries as inbox
from zhiben.inbox.vocab import Urgency
from zhiben.kernel.errors import Refused
from zhiben.orgs.models import Person

pytestmark = pytest.mark.either


def test_an_instruction_waits_before_what_is_overdue(
    city: City, desk: Desk, office: Client, round_at: Callable[..., object], instruct: Callable[..., Instruction]
) -> None:
    hazard(city, "福田区", PAST)
    round_at()
    later, one = instruct("另一件"), instruct()
    with scope(desk.officer):
        lines = inbox.waiting_for(desk.officer)
    assert [(line.record, line.urgency) for line in lines[:2]] == [(later, Urgency.FIRST), (one, Urgency.FIRST)]
    assert len(lines) > 2 and Urgency.FIRST not in {line.urgency for line in lines[2:]}
    home = text(office, "overview:home").partition("待我办理")[2]
    assert 0 < home.index("另一件") < home.index(lines[2].step)
    assert "优先办理" in text(office, "overview:waiting")


def test_an_instruction_whose_letter_stands_no_longer_says_so_wherever_it_is_shown(
    city: City, desk: Desk, office: Client, leader: Client, instruct: Callable[..., Instruction]
) -> None:
    late = hazard(city, "福田区", PAST)
    one = instruct(about=("hazard", late.pk))
    letter = followed(desk, one)
    shown = ("dispatch:instruction", one.pk), ("dispatch:reminders",)
    for name, *args in shown:
        page = text(leader, name, *args)
        assert ("已转提醒" in page, "待重新办理" in page) == (True, False)
    with scope(desk.officer):
        perform(letter.document, "void", desk.officer, reason="不必发函")
    for name, *args in shown:
        page = text(leader, name, *args)
        assert ("已转提醒" in page.partition("经过")[0], "待重新办理" in page) == (False, True)
    assert "待办1件" in text(office, "dispatch:reminders")
    with scope(desk.leader):
        assert [ground.words for ground in grounds_of(late)] == [f"领导批示：{one}（待重新办理）"]
    followed(desk, one)
    assert "待重新办理" not in text(leader, "dispatch:reminders")


def test_a_leader_instructs_on_a_reminders_page(
    city: City, desk: Desk, office: Client, leader: Client, instruct: Callable[..., Instruction]
) -> None:
    letter = followed(desk, instruct())
    desk.taken(letter.document, "issued")
    address = f"{reverse('dispatch:instruct')}?reminder={letter.pk}"
    assert address in text(leader, "dispatch:reminder", letter.pk)
    assert address not in text(office, "dispatch:reminder", letter.pk)
    assert leader.post(address, {"text": "为何还没有答复？"}).status_code == 302
    one = newest()
    assert (one.source, one.record) == ("reminder", letter.pk)
    assert f'href="{letter.get_absolute_url()}"' in text(office, "dispatch:instruction", one.pk)
    page = text(office, "dispatch:reminder", letter.pk)
    assert "领导批示：为何还没有答复？（待办）" in page and one.get_absolute_url() in page
    form = text(office, "dispatch:remind", query=f"?instruction={one.pk}")
    letter = Reminder._unfiltered().select_related("document").get()
    assert f"{letter}，现为“已印发”，答复期限2024年10月23日。" in form
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    assert "为何还没有答复" not in text(bureau, "dispatch:reminder", letter.pk)
    said = text(office, "dispatch:remind", query=f"?reminder={letter.pk}", status=422)
    assert "请在该提醒页面办理升级" in said
    with scope(desk.officer), pytest.raises(Refused, match="升级"):
        operations.remind(Origin("reminder", letter.pk), LETTER, office=desk.office, actor=desk.officer)


def test_a_leader_instructs_on_a_rounds_page(
    desk: Desk, office: Client, leader: Client, round_at: Callable[..., Round]
) -> None:
    one = round_at()
    address = f"{reverse('dispatch:instruct')}?round={one.pk}"
    assert address in leader.get(one.get_absolute_url()).content.decode()
    assert address not in office.get(one.get_absolute_url()).content.decode()
    assert leader.post(address, {"text": "抓紧关闭。"}).status_code == 302
    shown = text(office, "dispatch:instruction", newest().pk)
    assert f"市安委办 {one.title}" in shown and f'href="{one.get_absolute_url()}"' in shown


def test_a_substitute_is_told_which_drafts_of_their_own_wait_for_another_signature(
    desk: Desk, office: Client, instruct: Callable[..., Instruction]
) -> None:
    letter = followed(desk, instruct())
    desk.taken(letter.document, "reviewed")
    stands_in(desk, Person.objects.get(pk=desk.officer.id))
    page = text(office, "documents:signing")
    assert "另有1件待签发，由您起草或修改，您不能代为签发" in page
    assert "没有可由您签发的公文" in page and "没有待签发的公文" not in page


def test_a_received_letter_that_waits_names_who_sent_it(
    city: City, desk: Desk, instruct: Callable[..., Instruction]
) -> None:
    letter = followed(desk, instruct())
    desk.taken(letter.document, "issued")
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    assert f"市安委办致市住房建设局：{letter.document.title}" in text(bureau, "overview:waiting")


@pytest.mark.parametrize("kind", ["hazard", "task"])
def test_a_reminder_made_of_an_instruction_names_what_that_is_about(
    city: City, desk: Desk, office: Client, instruct: Callable[..., Instruction], kind: str
) -> None:
    record = hazard(city, "福田区", PAST) if kind == "hazard" else task(city, "市住房建设局", PAST)
    letter = followed(desk, instruct(about=(kind, record.pk)))
    page = text(office, "dispatch:reminder", letter.pk)
    assert "所批事项" in page and f'<a href="{record.get_absolute_url()}">{record}</a>' in page
    desk.taken(letter.document, "issued")
    stranger = browser(member(city, "市住房建设局", "department_officer"))
    assert "所批事项" not in text(stranger, "dispatch:reminder", letter.pk)
    filled = text(office, "dispatch:amend_task", letter.pk)
    assert (f'value="{record.number}"' in filled) is (kind == "task")
