"""One act on many tasks: on those that were ticked or on all that the filter finds, with what became of each."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from tests.factories.campaign import milestone, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign import operations
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft
from zhiben.campaign.views import together
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import MOST, amend
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

DECEMBER = date(2024, 12, 31)


def again(one: KeyTask) -> KeyTask:
    with unscoped(reason="a test reads"):
        return KeyTask.objects.get(pk=one.pk)


def test_all_that_the_filter_finds_is_asked_for_and_then_done(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiben.campaign.tables.PER_PAGE", 1)
    ready = [task(city, "submitted") for _ in range(3)]
    other = task(city, "submitted", lead="市消防救援")
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    query = f"state=submitted&lead={city.unit('市住房建设').pk}"
    assert "办理符合条件的全部3项" in text(client, "campaign:list", query=f"?{query}")
    asked = send(client, "campaign:together", all=1, query=query, move="verify", status=200)
    assert "对3项任务核验" in asked
    chosen = sorted(map(int, re.findall(r'name="task" value="(\d+)"', asked)))
    assert chosen == sorted(one.pk for one in ready)
    send(client, "campaign:together", task=chosen, confirmed=1, move="verify", checked="查阅台账", status=200)
    assert [again(one).state for one in (*ready, other)] == ["verified"] * 3 + ["submitted"]


def test_too_many_are_refused_before_anything_is_asked(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 1)
    for _ in range(2):
        task(city, "submitted")
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    send(client, "campaign:together", all=1, query="state=submitted", move="verify", status=302)
    assert "符合条件的任务超过1项，一次最多办理1项，请再缩小范围" in text(client, "campaign:list")
    assert MOST == 500


def test_all_is_within_the_scope(city: City) -> None:
    there, elsewhere = (task(city, "submitted", lead=lead) for lead in ("龙华区住房建设", "南山区住房建设"))
    client = browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办"))
    asked = send(client, "campaign:together", all=1, query="state=submitted", move="verify", status=200)
    assert f'value="{there.pk}"' in asked and f'value="{elsewhere.pk}"' not in asked


def test_what_failed_is_still_ticked_and_the_ledger_keeps_the_outcome(city: City) -> None:
    ready, early = task(city, "submitted"), task(city, "under_way")
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    told = {"task": [ready.pk, early.pk], "move": "verify", "confirmed": 1, "checked": "查阅台账"}
    outcome = send(browser(person), "campaign:together", **told, status=200)
    assert "已办理1项，有1项没有办成" in outcome
    assert re.findall(r'name="task" value="(\d+)" checked', outcome) == [str(early.pk)]
    kept = AuditEntry.objects.get(verb="move_many")
    assert (kept.model, kept.record, kept.actor) == ("orgs.person", person.pk, person.pk)
    facts = json.loads(kept.facts)
    assert (facts["move"], facts["done"], list(facts["refused"])) == ("verify", [ready.pk], [early.number])


def test_due_days_are_set_until_the_unit_has_accepted(city: City) -> None:
    drafted, accepted = task(city, "drafted"), task(city, "accepted")
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    chosen = {"task": [drafted.pk, accepted.pk], "move": "set_due"}
    assert "签收以后由牵头单位申请延期" in send(client, "campaign:together", **chosen, status=200)
    outcome = send(client, "campaign:together", **chosen, confirmed=1, due="2025-03-31", status=200)
    assert "任务已签收，完成时限须由牵头单位申请延期" in outcome
    assert (again(drafted).due, again(accepted).due) == (date(2025, 3, 31), accepted.due)
    assert "请填写或选择此项" in send(client, "campaign:together", **chosen, confirmed=1, status=422)


def test_bulk_due_days_hold_to_the_campaign_the_whole_and_the_parts(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        operations.found_campaign(city.unit("市安委办").pk, actor=office)
        whole, alone, stepped = (task(city, "drafted") for _ in range(3))
        draft = Draft("P-1", "排查", "完成", city.unit("龙华区").pk, date(2024, 12, 1), parent=whole.pk)
        part = operations.draft_tasks([draft], actor=office)[0]
    milestone(stepped, date(2024, 12, 20))
    every, client = (whole, alone, stepped, part), browser(office)
    told = {"task": [one.pk for one in every], "move": "set_due", "confirmed": 1}
    beyond = send(client, "campaign:together", **told, due="2027-01-01", status=200)
    assert beyond.count("2027年1月1日不在本次行动的年份（2024年至2026年）内") == 4
    later = send(client, "campaign:together", **told | {"task": part.pk}, due="2025-01-31", status=200)
    assert "分解任务的完成时限不能晚于上级任务（2024年12月31日）" in later
    own = {**told, "task": [whole.pk, alone.pk, stepped.pk]}
    earlier = send(client, "campaign:together", **own, due="2024-11-30", status=200)
    assert "完成时限不能早于分解任务P-1的（2024年12月1日）" in earlier and "节点“方案印发”晚于完成时限" in earlier
    assert [again(one).due for one in every] == [whole.due, date(2024, 11, 30), stepped.due, part.due]


@pytest.mark.parametrize("due", [date(2025, 3, 31), date(2024, 12, 20), date(2024, 11, 1)])
@pytest.mark.parametrize("backwards", [False, True])
def test_whole_and_its_parts_are_moved_together(city: City, due: date, backwards: bool) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        whole = task(city, "drafted")
        draft = Draft("P-1", "排查", "完成", city.unit("龙华区").pk, date(2024, 12, 1), parent=whole.pk)
        part = operations.draft_tasks([draft], actor=office)[0]
        below = replace(draft, number="P-2", lead_unit=city.unit("民治街道").pk, parent=part.pk)
        street = operations.draft_tasks([below], actor=office)[0]
        every = [street, part, whole] if backwards else [whole, part, street]
        outcomes = operations.set_due_many(every, due, actor=office)
    assert [(one.record, one.why) for one in outcomes] == [(one, "") for one in every]
    assert [again(one).due for one in every] == [due] * 3


@pytest.mark.parametrize(
    ("state", "due", "why"),
    [
        ("done", "2025-01-31", "任务已办结，不能修改完成时限"),
        ("assigned", "2024-10-01", "任务已下达，完成时限不能早于今天"),
        ("assigned", "2024-10-20", "签收期限不能晚于完成时限"),
    ],
)
def test_bulk_due_day_is_refused_in_its_own_words(city: City, state: str, due: str, why: str) -> None:
    one = task(city, state)
    told = {"task": [one.pk], "move": "set_due", "confirmed": 1}
    outcome = send(
        browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:together", **told, due=due, status=200
    )
    assert (why in outcome, "经导入" in outcome, again(one).due) == (True, False, one.due)


def test_bulk_assignment_asks_no_unit_to_accept_after_its_due_day(city: City) -> None:
    soon, later, own = (task(city, "drafted", due=due) for due in (date(2024, 10, 20), DECEMBER, DECEMBER))
    amend([own], at=clock.now(), accept_by=date(2024, 10, 18))
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    told = {"task": [soon.pk, later.pk], "move": "assign", "confirmed": 1}
    outcome = send(client, "campaign:together", **told, accept_by="2024-10-25", status=200)
    assert f"{soon.number}签收期限晚于完成时限" in outcome
    assert [(again(one).state, again(one).accept_by) for one in (soon, later)] == [
        ("drafted", None),
        ("assigned", date(2024, 10, 25)),
    ]
    send(client, "campaign:together", task=[soon.pk, own.pk], move="assign", confirmed=1, status=200)
    assert [again(one).accept_by for one in (soon, own)] == [date(2024, 10, 20), date(2024, 10, 18)]


def test_list_offers_for_many_what_the_person_may_do(city: City) -> None:
    task(city)
    officer, leader = (browser(city.person(role, "市安委办")) for role in (Role.OFFICE_OFFICER, Role.OFFICE_LEADER))
    offered = [
        re.findall(r'<option value="(finish|cancel|verify)"', text(one, "campaign:list")) for one in (officer, leader)
    ]
    assert offered == [["verify"], ["finish", "cancel"]]


def test_leaders_cancel_with_a_reason_and_officers_do_not(city: City) -> None:
    one = task(city)
    told = {"task": [one.pk], "move": "cancel", "confirmed": 1, "reason": "重复列入"}
    refused = send(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:together", **told, status=200)
    assert "您不能办理“取消”" in refused and again(one).state == "under_way"
    send(browser(city.person(Role.OFFICE_LEADER, "市安委办")), "campaign:together", **told, status=200)
    assert again(one).state == "cancelled"
