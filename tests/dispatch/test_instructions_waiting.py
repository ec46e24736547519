"""Where an instruction waits: before all else, on the start page, and again once its letter stands no longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.dispatch.city import City
from tests.dispatch.facts import hazard
from tests.dispatch.instructing import PAST, followed
from tests.factories.documents import Desk
from tests.factories.pages import text

from zhiben.dispatch.models import Instruction
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox import queries as inbox
from zhiben.inbox.vocab import Urgency

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
