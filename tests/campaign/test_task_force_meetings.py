"""Meetings of a task force: called, minuted, settled; what they decide becomes key tasks, and each side shows the
other."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.campaign.conftest import MORNING
from tests.factories.campaign import task
from tests.factories.documents import Desk
from tests.factories.mechanisms import Force, decided, force_of
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign import operations, queries
from zhiben.campaign.models import Decision, KeyTask, Meeting
from zhiben.campaign.operations import DecisionDraft, MeetingDraft
from zhiben.campaign.papers import meetings as papers
from zhiben.documents import queries as documents
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs import operations as organisation
from zhiben.orgs.operations import MemberDraft
from zhiben.orgs.vocab import Role

TODAY = MORNING.date()


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def made(city: City, officer: Actor) -> Force:
    return force_of(city, officer)


def test_units_with_somebody_in_it_are_invited_and_read_the_minutes(city: City, officer: Actor, made: Force) -> None:
    with scope(officer):
        draft = MemberDraft(city.unit("市交通运输").pk, "赵六")
        organisation.add_member(made.force, draft, first=TODAY + timedelta(days=1), actor=officer)
    meeting = made.meeting()
    assert (meeting.number, made.meeting().number) == (1, 2)
    assert sorted(one.name for one in meeting.invited.all()) == ["市住房建设", "市消防救援"]
    with scope(city.actor(Role.DEPARTMENT_OFFICER, "市消防救援")):
        assert queries.meeting(meeting.pk) == meeting
        assert [one.text for one in queries.decisions_of(meeting)] == ["排查第1类隐患"]
    with scope(city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")), pytest.raises(NotFound):
        queries.meeting(meeting.pk)


def test_a_task_force_without_members_does_not_meet(city: City, officer: Actor, made: Force) -> None:
    with scope(officer):
        for one in made.members:
            organisation.end_member(one, last=TODAY - timedelta(days=1), actor=officer)
        with pytest.raises(Incomplete) as refusal:
            operations.call_meeting(made.force, MeetingDraft(TODAY), actor=officer)
    assert (list(refusal.value.fields), Meeting._unfiltered().count()) == (["held_on"], 0)


def test_a_meeting_to_come_is_not_held_yet(officer: Actor, made: Force) -> None:
    meeting = made.meeting(on=TODAY + timedelta(days=1))
    with scope(officer), pytest.raises(Refused) as refusal:
        perform(meeting, "hold", officer)
    assert "2024年10月17日" in refusal.value.text


def test_minutes_say_by_whom_and_until_when_before_they_are_settled(officer: Actor, made: Force) -> None:
    meeting = made.meeting("held", decisions=0)
    with scope(officer):
        operations.set_meeting(meeting, MeetingDraft(TODAY), actor=officer)
        row = operations.add_decision(meeting, DecisionDraft("排查燃气"), actor=officer)
        with pytest.raises(Refused) as refusal:
            perform(meeting, "settle", officer)
        assert refusal.value.text == "纪要还不能定稿：没有登记到会单位；第1项议定事项没有牵头单位、时限或目标"
        operations.set_meeting(meeting, MeetingDraft(TODAY), present=[made.members[1].unit_id], actor=officer)
        operations.set_decision(row, decided(made.members[0].unit_id, "排查燃气", TODAY), actor=officer)
        meeting = queries.meeting(meeting.pk)
        perform(meeting, "settle", officer)
        assert meeting.state == "minuted"


def test_settled_minutes_are_changed_by_drafting_them_anew_only(officer: Actor, made: Force) -> None:
    meeting = made.meeting("minuted")
    row, draft = made.decision(meeting), decided(made.members[0].unit_id, "另一项", TODAY)
    with scope(officer):
        for act in (
            lambda: operations.set_meeting(meeting, MeetingDraft(TODAY), actor=officer),
            lambda: operations.add_decision(meeting, draft, actor=officer),
            lambda: operations.set_decision(row, draft, actor=officer),
            lambda: operations.drop_decision(row, actor=officer),
        ):
            with pytest.raises(Refused):
                act()
        perform(meeting, "reopen", officer, reason="漏记一项")
        operations.add_decision(queries.meeting(meeting.pk), draft, actor=officer)
        assert [one.text for one in queries.decisions_of(meeting)] == ["排查第1类隐患", "另一项"]


def test_only_who_was_invited_is_present(city: City, officer: Actor, made: Force) -> None:
    meeting = made.meeting()
    with scope(officer), pytest.raises(Incomplete) as refusal:
        strange = city.unit("市交通运输").pk
        operations.set_meeting(meeting, MeetingDraft(TODAY), present=[strange], actor=officer)
    assert refusal.value.fields == {"present": "市交通运输不在参会单位之列"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": " "}, "text"), ({"due": date(2024, 10, 1)}, "due"), ({"lead_unit": 987_654}, "lead_unit")],
)
def test_a_decision_that_is_not_sound_is_refused(
    officer: Actor, made: Force, changes: dict[str, object], field: str
) -> None:
    meeting = made.meeting("held", decisions=0)
    values: dict[str, object] = {"text": "排查", "lead_unit": made.members[0].unit_id, **changes}
    with scope(officer), pytest.raises(Incomplete) as refusal:
        operations.add_decision(meeting, DecisionDraft(**values), actor=officer)  # type: ignore[arg-type]
    assert (list(refusal.value.fields), Decision._unfiltered().count()) == ([field], 0)


def test_a_decision_is_due_in_the_years_of_the_campaign(city: City, officer: Actor, made: Force) -> None:
    late, unit = date(2027, 1, 1), made.members[0].unit_id
    meeting = made.meeting("held", decisions=0)
    with scope(officer):
        operations.set_meeting(meeting, MeetingDraft(TODAY), present=[unit], actor=officer)
        row = operations.add_decision(meeting, decided(unit, "排查燃气", late), actor=officer)
        operations.found_campaign(city.unit("市安委办").pk, actor=officer)
        for act in (
            lambda: operations.add_decision(meeting, decided(unit, "排查电梯", late), actor=officer),
            lambda: operations.set_decision(row, decided(unit, "排查燃气管道", late), actor=officer),
        ):
            with pytest.raises(Incomplete) as refusal:
                act()
            assert refusal.value.fields == {"due": "2027年1月31日不在本次行动的年份（2024年至2026年）内"}
        with pytest.raises(Refused, match="第1项议定事项：2027年1月31日不在本次行动的年份"):
            perform(queries.meeting(meeting.pk), "settle", officer)
        operations.set_decision(row, decided(unit, "排查燃气", date(2026, 12, 1)), actor=officer)
        perform(queries.meeting(meeting.pk), "settle", officer)


# Decisions become tasks


def test_each_decision_becomes_a_draft_that_is_linked_both_ways(city: City, officer: Actor, made: Force) -> None:
    meeting = made.meeting("minuted", decisions=2)
    first, second = made.decision(meeting), made.decision(meeting, 2)
    with scope(officer):
        numbers = {first.pk: operations.task_number(first), second.pk: "自编-2"}
        tasks = operations.decisions_to_tasks(meeting, numbers, actor=officer)
        assert [(one.number, one.title, one.state) for one in tasks] == [
            ("专班-2024-01-01", "排查第1类隐患", "drafted"),
            ("自编-2", "排查第2类隐患", "drafted"),
        ]
        one = KeyTask.objects.get(number="自编-2")
        assert (one.target, one.evidence_required, one.due) == ("全部整改", "检查记录", second.due)
        assert one.lead_unit_id == made.members[0].unit_id
        assert queries.decided_for(one) == [second]
        assert queries.decided_tasks(queries.decisions_of(meeting)) == {one.pk: one for one in tasks}
        perform(one, "assign", officer)
    assert AuditEntry.objects.filter(verb="decision_to_task", record=meeting.pk).count() == 1
    assert verify().ok


def test_all_decisions_become_tasks_or_none(city: City, officer: Actor, made: Force) -> None:
    meeting, used = made.meeting("minuted", decisions=3), task(city)
    rows = [made.decision(meeting, position) for position in (1, 2, 3)]
    with scope(officer), pytest.raises(Incomplete) as refusal:
        numbers = {rows[0].pk: used.number, rows[1].pk: " ", rows[2].pk: "好-1"}
        operations.decisions_to_tasks(meeting, numbers, actor=officer)
    assert refusal.value.fields == {
        f"number_{rows[0].pk}": f"编号“{used.number}”已被使用",
        f"number_{rows[1].pk}": "请填写任务编号，不超过40个字",
    }
    with scope(officer), pytest.raises(Incomplete):
        operations.decisions_to_tasks(meeting, {rows[0].pk: "同", rows[1].pk: "同"}, actor=officer)
    assert KeyTask._unfiltered().count() == 1


def test_minutes_that_are_not_settled_make_no_tasks(officer: Actor, made: Force) -> None:
    meeting = made.meeting("held")
    with scope(officer):
        with pytest.raises(Refused):
            operations.decisions_to_tasks(meeting, {made.decision(meeting).pk: "Z-1"}, actor=officer)
        perform(meeting, "settle", officer)
        with pytest.raises(Refused):
            operations.decisions_to_tasks(meeting, {}, actor=officer)


def test_a_decision_that_has_its_task_is_changed_there(city: City, officer: Actor, made: Force) -> None:
    meeting = made.meeting("minuted")
    row = made.decision(meeting)
    with scope(officer):
        made_task = operations.decisions_to_tasks(meeting, {row.pk: "Z-1"}, actor=officer)[0]
        perform(meeting, "reopen", officer, reason="更正")
        linked = made.decision(meeting)
        for act in (
            lambda: operations.set_decision(linked, decided(row.lead_unit_id or 0, "改", TODAY), actor=officer),
            lambda: operations.drop_decision(linked, actor=officer),
            lambda: operations.link_decision(linked, made_task, actor=officer),
        ):
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.text == "这项议定事项已由任务Z-1落实，请在任务中更正或申请延期"
        perform(queries.meeting(meeting.pk), "settle", officer)
        with pytest.raises(Conflict):
            operations.decisions_to_tasks(queries.meeting(meeting.pk), {row.pk: "Z-2"}, actor=officer)


def test_who_is_overtaken_does_not_write_over_it(officer: Actor, made: Force) -> None:
    meeting = made.meeting("held")
    stale = made.decision(meeting)
    with scope(officer):
        standing = task(made.city)
        operations.link_decision(made.decision(meeting), standing, actor=officer)
        for act in (
            lambda: operations.set_decision(stale, decided(stale.lead_unit_id or 0, "改", TODAY), actor=officer),
            lambda: operations.drop_decision(stale, actor=officer),
            lambda: operations.link_decision(stale, standing, actor=officer),
        ):
            with pytest.raises(Conflict):
                act()
    assert made.decision(meeting).text == "排查第1类隐患"


def test_a_decision_is_linked_to_a_task_of_the_list(city: City, officer: Actor, made: Force) -> None:
    meeting, standing, gone = made.meeting("minuted"), task(city), task(city, "cancelled")
    row = made.decision(meeting)
    with scope(officer):
        with pytest.raises(Refused):
            operations.link_decision(row, gone, actor=officer)
        operations.link_decision(row, standing, actor=officer)
        assert queries.decided_for(standing) == [row]
        assert queries.undone_decisions(TODAY) == (0, 0)
        assert queries.undone_decisions(TODAY + timedelta(days=31)) == (0, 1)


@pytest.mark.parametrize("state", ["cancelled", "retracted"])
def test_a_decision_whose_task_is_set_aside_is_free_again(city: City, officer: Actor, made: Force, state: str) -> None:
    meeting, first, other = made.meeting("minuted", decisions=2), task(city), task(city)
    row = made.decision(meeting)
    with scope(officer):
        operations.link_decision(row, first, actor=officer)
        KeyTask._unfiltered().filter(pk=first.pk).update(state=state)
        assert [one.carried_by for one in queries.decisions_of(meeting)] == [None, None]
        assert (queries.undone_decisions(TODAY), queries.undone_decisions(date(2025, 1, 1))) == ((2, 0), (2, 0))
        assert [one.carried for one in queries.with_counts(queries.meetings())] == [0]  # type: ignore[attr-defined]
        operations.link_decision(made.decision(meeting), other, actor=officer)
        assert [one.carried_by for one in queries.decisions_of(meeting)] == [other.number, None]
    again = made.meeting("held")
    with scope(officer):
        operations.link_decision(made.decision(again), first := task(city), actor=officer)
        KeyTask._unfiltered().filter(pk=first.pk).update(state=state)
        operations.set_decision(made.decision(again), decided(row.lead_unit_id or 0, "改", TODAY), actor=officer)
        assert made.decision(again).task_id is None
        operations.drop_decision(made.decision(again), actor=officer)
        assert queries.decisions_of(again) == []


def test_a_decision_whose_task_is_cancelled_becomes_another_under_a_free_number(
    city: City, officer: Actor, made: Force
) -> None:
    meeting = made.meeting("minuted", decisions=3)
    rows = [made.decision(meeting, position) for position in (1, 2, 3)]
    with scope(officer):
        first = operations.decisions_to_tasks(meeting, {rows[0].pk: "专班-2024-01-01"}, actor=officer)[0]
        perform(first, "cancel", city.actor(Role.OFFICE_LEADER, "市安委办"), reason="重复")
        numbers = operations.task_numbers(queries.decisions_of(meeting))
        assert list(numbers.values()) == ["专班-2024-01-04", "专班-2024-01-02", "专班-2024-01-03"]
        operations.decisions_to_tasks(meeting, numbers, actor=officer)
        assert [one.carried_by for one in queries.decisions_of(meeting)] == list(numbers.values())


def test_a_decision_moves_to_the_task_into_which_its_own_is_merged(city: City, officer: Actor, made: Force) -> None:
    meeting, into, other = made.meeting("minuted"), task(city), task(city)
    row = made.decision(meeting)
    with scope(officer):
        operations.link_decision(row, other, actor=officer)
        operations.merge(into, [other], actor=officer)
        assert ([one.pk for one in queries.decided_for(into)], queries.decided_for(other)) == ([row.pk], [])
        assert [one.carried_by for one in queries.decisions_of(meeting)] == [into.number]
    entry = AuditEntry.objects.get(verb="merge")
    assert json.loads(entry.facts)["decisions"] == [row.pk]
    told = AuditEntry.objects.filter(verb="link_decision", model="campaign.meeting", record=meeting.pk).latest("seq")
    assert json.loads(told.facts) == {"decision": row.pk, "from": other.pk, "task": into.pk}


def test_a_decision_is_taken_off_its_task_on_the_page(city: City, officer: Actor, made: Force) -> None:
    meeting, standing = made.meeting("minuted"), task(city)
    row, office = made.decision(meeting), browser(officer)
    with scope(officer):
        operations.link_decision(row, standing, actor=officer)
    address = reverse("campaign:unlink_decision", args=[row.pk])
    assert address in text(office, "campaign:meeting", meeting.pk)
    send(office, "campaign:unlink_decision", row.pk)
    assert made.decision(meeting).task_id is None
    assert address not in text(office, "campaign:meeting", meeting.pk)
    assert "没有关联任务" in send(office, "campaign:unlink_decision", row.pk, status=422)
    facts = {"decision": row.pk, "task": standing.pk}
    assert json.loads(AuditEntry.objects.get(verb="unlink_decision").facts) == facts


def test_a_decision_that_says_too_little_makes_no_task(city: City, officer: Actor, made: Force) -> None:
    meeting = made.meeting("held", decisions=0)
    with scope(officer):
        row = operations.add_decision(meeting, DecisionDraft("排查燃气"), actor=officer)
        operations.link_decision(row, task(city), actor=officer)
        perform(meeting, "settle", officer)
        operations.unlink_decision(made.decision(meeting), actor=officer)
        with pytest.raises(Refused, match="第1项议定事项没有牵头单位、时限或目标"):
            operations.decisions_to_tasks(meeting, {row.pk: "Z-1"}, actor=officer)


def test_decisions_count_without_a_gap_on_the_page_and_on_paper(officer: Actor, made: Force) -> None:
    meeting = made.meeting("held", decisions=4)
    with scope(officer):
        operations.drop_decision(made.decision(meeting, 2), actor=officer)
        rows = queries.decisions_of(meeting)
        assert [(one.position, one.text) for one in rows] == [
            (1, "排查第1类隐患"),
            (2, "排查第3类隐患"),
            (3, "排查第4类隐患"),
        ]
        said = [block.text for block in papers.minutes(meeting, rows).blocks if hasattr(block, "text")]
    assert [one[:8] for one in said[-3:]] == ["1. 排查第1类", "2. 排查第3类", "3. 排查第4类"]


def test_decisions_that_were_read_before_others_were_dropped_leave_no_gap(officer: Actor, made: Force) -> None:
    meeting = made.meeting("held", decisions=3)
    with scope(officer):
        first, second = made.decision(meeting, 1), made.decision(meeting, 2)
        operations.drop_decision(first, actor=officer)
        operations.drop_decision(second, actor=officer)
        assert [(one.position, one.text) for one in queries.decisions_of(meeting)] == [(1, "排查第3类隐患")]
    facts = [
        json.loads(row.facts)["position"] for row in AuditEntry.objects.filter(verb="drop_decision").order_by("seq")
    ]
    assert facts == [1, 1]


def test_a_meeting_that_was_held_was_not_held_in_the_future(officer: Actor, made: Force) -> None:
    called, meeting = made.meeting(), made.meeting("held")
    tomorrow = TODAY + timedelta(days=1)
    with scope(officer):
        operations.set_meeting(called, MeetingDraft(tomorrow), actor=officer)
        with pytest.raises(Incomplete) as refusal:
            operations.set_meeting(meeting, MeetingDraft(tomorrow), actor=officer)
    assert refusal.value.fields == {"held_on": "会议已登记为召开，日期不能晚于今天"}


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.OFFICE_LEADER, "市安委办"), (Role.OFFICE_OFFICER, "龙华区安委办"), (Role.DEPARTMENT_OFFICER, "市住房建设")],
)
def test_nobody_but_the_office_convenes(city: City, made: Force, role: Role, unit: str) -> None:
    meeting, settled, standing = made.meeting("held"), made.meeting("minuted"), task(city)
    row, actor = made.decision(meeting), city.actor(role, unit)
    draft = decided(made.members[0].unit_id, "另一项", TODAY)
    with scope(actor):
        for act in (
            lambda: operations.call_meeting(made.force, MeetingDraft(TODAY), actor=actor),
            lambda: operations.set_meeting(meeting, MeetingDraft(TODAY), actor=actor),
            lambda: operations.add_decision(meeting, draft, actor=actor),
            lambda: operations.set_decision(row, draft, actor=actor),
            lambda: operations.drop_decision(row, actor=actor),
            lambda: operations.link_decision(row, standing, actor=actor),
            lambda: operations.unlink_decision(row, actor=actor),
            lambda: operations.decisions_to_tasks(settled, {made.decision(settled).pk: "Z"}, actor=actor),
            lambda: perform(meeting, "settle", actor),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                act()


# Pages and papers


def test_the_way_through_the_site(city: City, made: Force) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    send(office, "campaign:call_meeting", made.force.pk, held_on="2024-10-16", venue="三楼")
    meeting = Meeting._unfiltered().get()
    unit = made.members[0].unit_id
    said = {"held_on": "2024-10-16", "venue": "三楼", "summary": "听取汇报", "present": unit}
    send(office, "campaign:edit_meeting", meeting.pk, **said)
    decision = {"text": "排查燃气", "lead_unit": unit, "due": "2024-12-31", "target": "全部整改"}
    send(office, "campaign:add_decision", meeting.pk, **decision)
    send(office, "campaign:add_decision", meeting.pk, text="写错的一项")
    wrong = made.decision(meeting, 2)
    send(office, "campaign:drop_decision", wrong.pk)
    for move in ("hold", "settle"):
        send(office, "campaign:meeting_move", meeting.pk, move)
    row = made.decision(meeting)
    assert 'value="专班-2024-01-01"' in text(office, "campaign:decisions_to_tasks", meeting.pk)
    again = send(office, "campaign:decisions_to_tasks", meeting.pk, status=422, **{f"number_{row.pk}": "Z-1"})
    assert "请至少选择一项议定事项" in again
    send(office, "campaign:decisions_to_tasks", meeting.pk, decision=row.pk, **{f"number_{row.pk}": "Z-1"})
    made_task = KeyTask._unfiltered().get(number="Z-1")
    assert f'href="{made_task.get_absolute_url()}">Z-1</a>' in text(office, "campaign:meeting", meeting.pk)
    assert f'href="{meeting.get_absolute_url()}"' in text(office, "campaign:page", made_task.pk)
    assert "已落实到任务1项" in text(office, "campaign:force", made.force.pk)


def test_the_task_tells_nothing_of_a_meeting_that_its_reader_may_not_see(city: City, officer: Actor) -> None:
    made = force_of(city, officer, units=("市消防救援",))
    meeting, standing = made.meeting("minuted"), task(city)
    with scope(officer):
        operations.link_decision(made.decision(meeting), standing, actor=officer)
    page = text(browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设")), "campaign:page", standing.pk)
    assert ("由会议议定" in page, "排查第1类隐患" in page) == (False, False)
    inside = text(browser(city.person(Role.DEPARTMENT_OFFICER, "市消防救援")), "campaign:meeting", meeting.pk)
    assert ("不在您查看范围内" in inside, standing.number in inside) == (True, False)


def test_an_unknown_task_is_no_task(city: City, made: Force) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    row = made.decision(made.meeting("held"))
    assert "清单中没有这个编号" in send(office, "campaign:link_decision", row.pk, status=422, number="没有")
    send(office, "campaign:link_decision", row.pk, number=task(city).number)


def test_the_minutes_are_a_paper(officer: Actor, made: Force) -> None:
    meeting = made.meeting("minuted", decisions=2)
    with scope(officer):
        paper = papers.minutes(meeting, queries.decisions_of(meeting))
    assert (paper.title, paper.notice) == ("治本攻坚专班第1次会议纪要", "")
    assert [(one.label, one.names) for one in paper.attendance] == [("出席", "市住房建设"), ("请假", "市消防救援")]
    said = [block.text for block in paper.blocks if hasattr(block, "text")]
    assert said[0].startswith("2024年10月16日，治本攻坚专班在三楼会议室召开第1次会议。会议由张三主持，纪要如下：")
    assert said[-1] == "2. 排查第2类隐患，目标：全部整改。（牵头单位：市住房建设；2024年11月15日前完成）"
    assert [one for one in said if "、" in one[:2]] == ["一、会议议题", "二、会议情况", "三、议定事项"]


def test_settled_minutes_begin_an_official_document(city: City, officer: Actor, made: Force) -> None:
    office, leader = city.unit("市安委办").pk, city.actor(Role.OFFICE_LEADER, "市安委办")
    client, meeting = browser(officer), made.meeting("held")
    assert "纪要定稿以后" in send(client, "campaign:official_minutes", meeting.pk, status=422)
    with scope(officer):
        perform(meeting, "settle", officer)
    assert "请先在“编号簿”登记" in send(client, "campaign:official_minutes", meeting.pk, status=422)
    Desk(office, officer, officer, leader).opened()
    send(client, "campaign:official_minutes", meeting.pk)
    with scope(officer):
        document = documents.documents().get()
        assert (document.title, document.kind, document.state) == ("治本攻坚专班第1次会议纪要", "minutes", "drafted")
        assert [(one.label, one.names) for one in document.paper.attendance] == [
            ("出席", "市住房建设"),
            ("请假", "市消防救援"),
        ]
        again = client.post(reverse("campaign:official_minutes", args=[meeting.pk]))
        assert (again["Location"], documents.documents().count()) == (document.get_absolute_url(), 1)
        assert f'href="{document.get_absolute_url()}">正式纪要公文</a>' in text(client, "campaign:meeting", meeting.pk)
        perform(document, "void", officer, reason="改由部门印发")
        send(client, "campaign:official_minutes", meeting.pk)
        assert documents.documents().count() == 2
    assert verify().ok


def test_minutes_are_downloaded_and_marked_until_they_are_settled(city: City, made: Force) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    meeting = made.meeting("held")
    pdf = office.get(reverse("campaign:minutes_pdf", args=[meeting.pk]))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    docx = office.get(reverse("campaign:minutes_docx", args=[meeting.pk]))
    with zipfile.ZipFile(io.BytesIO(docx.content)) as book:
        told = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert ("纪要未定稿" in told, "排查第1类隐患" in told) == (True, True)


def test_the_roster_is_filled_set_and_swapped_on_its_page(city: City, made: Force) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    first, second = made.members
    address = reverse("campaign:roster", args=[made.force.pk]) + "?month=2024-10"
    fill = {"act": "fill", "first": "2024-10-21", "last": "2024-10-22", "members": [first.pk, second.pk]}
    for sent in (
        fill,
        {"act": "swap", "on": "2024-10-21", "other": "2024-10-22"},
        {"act": "set", "on": "2024-10-23", "member": first.pk},
    ):
        assert office.post(address, sent).status_code == 302
    page = office.get(address).content.decode()
    assert [page.count(f"<div>{one.name}</div>") for one in made.members] == [2, 1]
    wrong = office.post(address, {"act": "swap", "on": "2024-10-21", "other": "2024-10-30"})
    assert (wrong.status_code, "当日没有排班" in wrong.content.decode()) == (422, True)
    assert "2024年2月值班表" in office.get(address.replace("2024-10", "2024-02")).content.decode()
    assert "2024年10月值班表" in office.get(address.replace("2024-10", "十月")).content.decode()
    inside = text(browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设")), "campaign:roster", made.force.pk)
    assert "按名单轮流排定" not in inside


def test_a_task_force_is_founded_and_staffed_on_its_pages(city: City) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    unit, lead = city.unit("市安委办").pk, city.unit("市住房建设").pk
    send(office, "campaign:found_force", unit, name="燃气专班", host=lead, since="2024-02-05")
    again = send(office, "campaign:found_force", unit, status=422, name="燃气专班", host=lead, since="2024-02-05")
    assert "本安委办已有同名的专班" in again
    listed = text(office, "campaign:forces")
    pk = int(listed.split("/forces/")[2].split("/")[0])
    send(office, "campaign:add_member", pk, unit=lead, name="王五", role="head", first="2024-02-05", phone="0755-9")
    page = text(office, "campaign:force", pk)
    assert [word in page for word in ("王五", "组长", "*****9", "成员（1人）")] == [True] * 4
    member = int(page.split("/forces/members/")[1].split("/")[0])
    send(office, "campaign:member", member, role="vice", last="2024-10-15")
    after = text(office, "campaign:force", pk)
    ends = reverse("campaign:end_force", args=[pk])
    assert ends in after
    assert [word in after for word in ("以前的成员（1人）", "还没有成员", "副组长")] == [True] * 3
    early = send(office, "campaign:end_force", pk, status=422, last="2024-01-01")
    assert "不能在此之前撤销" in early
    send(office, "campaign:end_force", pk, last="2024-10-16")
    assert ends not in text(office, "campaign:force", pk)
