"""R9: two people have the same thing open, and both save. The second is told, sees both versions field by field, keeps
what was typed, and may then save knowingly; nothing is written over in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories import world as everything
from tests.factories.campaign import Cast as Tasks
from tests.factories.campaign import task
from tests.factories.hazards import FUTURE, Cast, days, hazard
from tests.factories.orgs import City, city
from tests.factories.pages import browser
from tests.factories.world import World
from tests.faults.forms import form_with
from tests.faults.record import Recorder
from tests.web.reading import Page

from zhiben.campaign.operations import ask_extension as ask_for_task
from zhiben.foundation.scope import scope
from zhiben.hazards.operations import ask_extension
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Edit:
    """A page on which something that stands is changed: its field, and what two people make of it."""

    address: str
    field: str
    theirs: str
    mine: str
    named: bool = True
    """Whether the ledger tells who has saved; of an address it never tells whose it was."""


EDITS = (
    Edit("documents:edit", "title", "关于甲事项的提醒函", "关于乙事项的提醒函"),
    Edit("documents:body", "full_name", "甲市安全生产委员会办公室", "乙市安全生产委员会办公室"),
    Edit("dispatch:section", "text", "三日内书面说明。", "五日内书面说明。"),
    Edit("inbox:enter_mail", "mail", "jia@example.org", "yi@example.org", named=False),
    Edit("inbox:reach", "mail", "jia@example.org", "yi@example.org", named=False),
)
"""Every form over what stands already. What is only added to has none; what is moved is looked at below."""


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return everything.world()


def opened(client: Client, address: str, field: str) -> tuple[str, dict[str, str]]:
    """The address to which the page's form goes, and its fields as they stand; a bulletin's section is begun first."""
    if address.endswith("/next/"):
        client.post(address, {"act": "take"})
    answer = client.get(address)
    assert answer.status_code == 200
    action, fields = form_with(answer.content.decode(), field)
    return action or address, fields


def test_of_two_who_save_the_slower_sees_both_versions(world: World, rows: Recorder) -> None:
    with rows.row(
        "R9", "every form over what stands, two editors: 409 with both versions, 0 overwritten", full=True
    ) as row:
        overwritten = []
        for edit in EDITS:
            client = world.others.get(edit.address, world.client)
            address = reverse(edit.address, args=world.arguments.get(edit.address, ()))
            to, first = opened(client, address, edit.field)
            _, second = opened(client, address, edit.field)
            assert "seen" in first, edit.address
            assert client.post(to, {**first, edit.field: edit.theirs}).status_code == 302, edit.address
            answer = client.post(to, {**second, edit.field: edit.mine})
            shown = answer.content.decode()
            assert answer.status_code == 409, edit.address
            assert Page(shown).faults == []
            table = shown.partition("zb-versions")[2].partition("</table>")[0]
            assert edit.theirs in table and edit.mine in table, edit.address
            who = Person.objects.get(pk=client.session["_auth_user_id"]).name if edit.named else "这些内容"
            assert f"您打开本页之后，{who}已另行保存" in shown
            _, again = form_with(shown, edit.field)
            assert again[edit.field] == edit.mine
            _, now = opened(client, address, edit.field)
            if now[edit.field] != edit.theirs:
                overwritten.append(edit.address)
            assert client.post(to, again).status_code == 302, edit.address
            assert opened(client, address, edit.field)[1][edit.field] == edit.mine, edit.address
        row.measured = f"{len(EDITS)} forms, {len(EDITS)} conflicts shown, {len(overwritten)} overwritten in silence"
        assert overwritten == []


def test_a_refused_form_does_not_forget_what_was_seen(world: World) -> None:
    address = reverse("documents:edit", args=world.arguments["documents:edit"])
    to, mine = opened(world.client, address, "title")
    assert world.client.post(to, {**opened(world.client, address, "title")[1], "title": "关于甲"}).status_code == 302
    refused = world.client.post(to, {**mine, "title": ""})
    assert refused.status_code == 422
    _, again = form_with(refused.content.decode(), "title")
    assert world.client.post(to, {**again, "title": "关于乙"}).status_code == 409


def test_saving_what_nobody_has_touched_is_no_conflict(world: World) -> None:
    address = reverse("documents:edit", args=world.arguments["documents:edit"])
    for title in ("关于甲", "关于乙"):
        to, fields = opened(world.client, address, "title")
        assert world.client.post(to, {**fields, "title": title}).status_code == 302


@pytest.fixture
def built() -> City:
    return city()


def test_a_step_on_what_somebody_has_moved_meanwhile_is_told_and_kept(built: City) -> None:
    cast = Cast(built)
    record = hazard(cast, "rectifying")
    address = reverse("hazards:move", args=[record.pk, "progress"])
    mine, theirs = browser(cast.street), browser(cast.enterprise)
    to, form = opened(mine, address, "text")
    other, first = opened(theirs, address, "text")
    assert theirs.post(other, {**first, "text": "甲", "percentage": "10"}).status_code == 302
    answer = mine.post(to, {**form, "text": "乙", "percentage": "20"})
    shown = answer.content.decode()
    name = Person.objects.get(pk=cast.enterprise.id).name
    assert answer.status_code == 409
    assert f"{name}已先办理“报送进展”，现为“整改中”" in shown
    _, again = form_with(shown, "text")
    assert again["text"] == "乙"
    assert mine.post(to, again).status_code == 302


def test_a_program_may_say_which_version_it_has_seen(built: City) -> None:
    cast = Cast(built)
    record = hazard(cast, "rectifying")
    address = reverse("hazards:move", args=[record.pk, "progress"])
    client = browser(cast.street)

    def send(seen: int) -> Any:
        said = {"text": "过半", "percentage": 50, "seen": seen}
        return client.post(address, said, content_type="application/json", headers={"accept": "application/json"})

    first = send(record.version)
    assert (first.status_code, first.json()["version"]) == (200, record.version + 1)
    second = send(record.version)
    assert (second.status_code, second.json()["code"]) == (409, "conflict")


def test_of_two_decisions_on_one_request_the_slower_is_told(built: City) -> None:
    cast = Cast(built)
    record = hazard(cast, "rectifying")
    with scope(cast.enterprise):
        asked = ask_extension(
            record, due=FUTURE + days(31), reason="未到", interim_control="停用", actor=cast.enterprise
        )
    address = reverse("hazards:decide", args=[asked.pk])
    judge(address, cast.department, cast.colleague, opened)


def judge(address: str, one: Actor, other: Actor, look: Callable[..., Any]) -> None:
    """Two have it open; the first grants, the second refuses."""
    to, first = look(browser(one), address, "seen")
    _, second = look(browser(other), address, "seen")
    assert browser(one).post(to, {**first, "decision": "grant"}).status_code == 302
    answer = browser(other).post(to, {**second, "decision": "refuse", "reason": "不必"})
    assert (answer.status_code, "已先办理" in answer.content.decode()) == (409, True)


def test_of_two_decisions_on_more_time_for_a_task_the_slower_is_told(built: City) -> None:
    one = task(built, "under_way")
    lead = Tasks(built).lead
    with scope(lead):
        asked = ask_for_task(one, due=date(2100, 1, 31), reason="未到", actor=lead)
    address = reverse("campaign:decide_extension", args=[asked.pk])
    officers = [built.actor(Role.OFFICE_LEADER, "市安委办") for _ in range(2)]
    judge(address, *officers, opened)
