"""A reminder from its source to the tasks that it changed: who may, what is kept, what is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, task
from tests.factories.documents import WRITTEN, Desk

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft
from zhiben.dispatch import operations, sources
from zhiben.dispatch.models import Reminder, TaskChange
from zhiben.dispatch.operations import LADDER, Origin
from zhiben.dispatch.queries import reminders as reminding
from zhiben.documents.vocab import Kind
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.inbox.models import Notice
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor

PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)
AFTER = datetime(2024, 11, 20, 9, tzinfo=clock.TZ)
LETTER = replace(WRITTEN, to="市住房建设局", reply_by=date(2024, 10, 23))


@pytest.fixture
def desk(city: City) -> Desk:
    reviewer = city.actor("市安委办", "office_officer", 4242)
    return Desk(city.units["市安委办"].pk, city.officer, reviewer, city.leader).opened()


@pytest.fixture
def late_task(city: City) -> KeyTask:
    return task(city, "市住房建设局", PAST, title="外墙脱落排查")


@pytest.fixture
def remind(city: City, desk: Desk, late_task: KeyTask) -> Callable[..., Reminder]:
    """A reminder because of the late task, its letter taken as far as asked."""

    def made(state: str = "issued", origin: Origin | None = None, kind: Kind = Kind.REMINDER) -> Reminder:
        with scope(desk.officer):
            one = operations.remind(
                origin or Origin("task", late_task.pk), LETTER, kind=kind, office=desk.office, actor=desk.officer
            )
        desk.taken(one.document, state)
        return fresh(one, desk.officer)

    return made


def fresh(one: Reminder, actor: Actor) -> Reminder:
    with scope(actor):
        return reminding.reminder_of(one.pk)


def bureau(city: City) -> Actor:
    return city.actor("市住房建设局", "department_officer")


def replied(city: City, desk: Desk, one: Reminder) -> None:
    """The bureau replies, and the office accepts it."""
    with scope(bureau(city)):
        delivery = one.document.deliveries.get()
        perform(delivery, "reply", bureau(city), text="已增加排查任务")
    with scope(desk.officer):
        perform(one.document.deliveries.get(), "evaluate", desk.officer, assessment="属实")


def drafted(city: City, title: str = "燃气管线排查") -> Draft:
    return Draft("TX-0001", title, "全部排查", city.units["市住房建设局"].pk, FUTURE)


def figure(name: str, at: datetime | None = None) -> list[int]:
    """The ids behind a figure."""
    rows = measure.registered()[name].numerator(Cut(at or clock.now() + timedelta(seconds=1)))
    return list(rows.values_list("pk", flat=True))


def test_ladder_is_that_of_the_documents() -> None:
    assert LADDER == (Kind.REMINDER, Kind.URGING, Kind.CIRCULAR, Kind.INTERVIEW)


def test_source_is_told_with_its_facts_and_unit(city: City, desk: Desk, late_task: KeyTask) -> None:
    found = hazard(city, "福田区", FUTURE)
    with scope(desk.officer):
        told = sources.found("task", late_task.pk, city.place("市安委办"))
        assert (told.name, told.unit) == (str(late_task), "市住房建设局")
        assert told.facts.endswith("完成时限2024年9月30日，现为“推进中”，已逾期16天。")
        seen = sources.found("hazard", found.pk, city.place("市安委办"))
        assert (seen.name, seen.address) == (str(found), found.get_absolute_url())
        for key, pk in (("hazard", 0), ("accident", found.pk), ("instruction", 1)):
            with pytest.raises(NotFound):
                sources.found(key, pk, city.place("市安委办"))


def test_source_registers_once(city: City) -> None:
    assert sources.register(sources.HAZARD) is sources.HAZARD
    with pytest.raises(ValueError, match="registered twice"):
        sources.register(sources.Source("hazard", "别的", sources.HAZARD.read))


def test_reminder_keeps_where_it_came_from(remind: Callable[..., Reminder], late_task: KeyTask) -> None:
    one = remind("drafted")
    assert (one.source, one.record, one.told, one.state) == ("task", late_task.pk, str(late_task), "open")
    assert (one.document.kind, one.document.reply_by) == (Kind.REMINDER, LETTER.reply_by)


def test_instruction_needs_its_words_or_a_photo(remind: Callable[..., Reminder]) -> None:
    with pytest.raises(Incomplete) as wrong:
        remind("drafted", Origin("instruction"))
    assert wrong.value.fields == {"said": "请填写批示内容，或上传批示的照片"}
    one = remind("drafted", Origin("instruction", said=" 请住建局举一反三 "))
    assert (one.told, one.record) == ("请住建局举一反三", 0)


def test_nobody_but_an_office_reminds(city: City, desk: Desk, late_task: KeyTask) -> None:
    with scope(bureau(city)), pytest.raises(NotAllowed):
        operations.remind(Origin("task", late_task.pk), LETTER, office=desk.office, actor=bureau(city))
    with scope(desk.officer), pytest.raises(Refused):
        operations.remind(
            Origin("task", late_task.pk), LETTER, kind=Kind.NOTICE, office=desk.office, actor=desk.officer
        )
    assert Reminder._unfiltered().count() == 0


def test_wrong_letter_leaves_no_reminder(desk: Desk, late_task: KeyTask) -> None:
    with scope(desk.officer), pytest.raises(Incomplete):
        operations.remind(
            Origin("task", late_task.pk), replace(LETTER, basis=""), office=desk.office, actor=desk.officer
        )
    assert Reminder._unfiltered().count() == 0


def test_task_is_opened_because_of_a_reminder_and_knows_why(
    city: City, desk: Desk, remind: Callable[..., Reminder]
) -> None:
    one = remind()
    with scope(desk.officer):
        made = operations.open_task(one, drafted(city), actor=desk.officer)
        (ground,) = grounds_of(made)
        assert ground.words == "因提醒函深安办函〔2024〕1号增加：燃气管线排查"
        assert ground.address == one.get_absolute_url()
        assert [line.verb for line in audit.of(one)] == ["begin", "open_task"]
        assert figure("BN.tasks_changed") == [], "a draft is in no list yet"


def test_task_is_amended_because_of_a_reminder_and_knows_why(
    desk: Desk, remind: Callable[..., Reminder], late_task: KeyTask
) -> None:
    one = remind()
    with scope(desk.officer):
        changes = {"target": "全部完成并复查", "evidence_required": ""}
        operations.amend_task(one, late_task, changes, what="目标增加复查", actor=desk.officer)
        again = KeyTask.objects.get(pk=late_task.pk)
        assert again.target == "全部完成并复查"
        why = "因提醒函深安办函〔2024〕1号修改：目标增加复查"
        assert sorted(ground.words for ground in grounds_of(again)) == sorted([why, f"{one}（办理中）"])
        assert [(row.how, row.task_id) for row in TaskChange.objects.all()] == [("amended", late_task.pk)]


def test_nothing_changes_before_the_letter_is_out(
    city: City, desk: Desk, remind: Callable[..., Reminder], late_task: KeyTask
) -> None:
    one = remind("numbered")
    with scope(desk.officer):
        with pytest.raises(NotAllowed, match="函印发以后"):
            operations.open_task(one, drafted(city), actor=desk.officer)
        with pytest.raises(NotAllowed, match="函印发以后"):
            operations.amend_task(one, late_task, {"target": "别的"}, what="改", actor=desk.officer)
    assert KeyTask._unfiltered().count() == 1
    assert KeyTask._unfiltered().get().target == "全部完成"


def test_change_that_changes_nothing_is_refused(
    desk: Desk, remind: Callable[..., Reminder], late_task: KeyTask
) -> None:
    one = remind()
    with scope(desk.officer), pytest.raises(Refused, match="没有改动"):
        operations.amend_task(one, late_task, {"target": "全部完成"}, what="改", actor=desk.officer)
    assert TaskChange._unfiltered().count() == 0


def test_finished_task_is_not_amended(city: City, desk: Desk, remind: Callable[..., Reminder]) -> None:
    one, done = remind(), task(city, "市住房建设局", PAST, state="done")
    with scope(desk.officer), pytest.raises(Refused, match="不能改动"):
        operations.amend_task(one, done, {"target": "别的"}, what="改", actor=desk.officer)


def test_whoever_sees_only_the_task_is_told_why_without_a_way(
    city: City, desk: Desk, remind: Callable[..., Reminder]
) -> None:
    one, other = remind(), task(city, "市交通运输局", FUTURE)
    with scope(desk.officer):
        operations.amend_task(one, other, {"target": "逐项完成"}, what="目标写明逐项", actor=desk.officer)
    with scope(city.actor("市交通运输局", "department_officer")):
        (ground,) = grounds_of(KeyTask.objects.get(pk=other.pk))
        assert (ground.words, ground.address) == ("因提醒函深安办函〔2024〕1号修改：目标写明逐项", "")
        assert list(reminding.reminders()) == []
    with scope(bureau(city)):
        (seen,) = reminding.reminders()
        (change,) = reminding.changes_of([seen])
        assert (seen.pk, change.number, change.task) == (one.pk, other.number, None)


def test_addressed_unit_sees_the_reminder_once_it_is_issued(city: City, remind: Callable[..., Reminder]) -> None:
    waiting, sent = remind("numbered"), remind()
    with scope(bureau(city)):
        assert [one.pk for one in reminding.reminders()] == [sent.pk]
        with pytest.raises(NotFound):
            reminding.reminder_of(waiting.pk)


def test_unanswered_reminder_is_taken_up_with_a_reason(desk: Desk, remind: Callable[..., Reminder]) -> None:
    one = remind()
    with scope(desk.officer), pytest.raises(NotAllowed, match="没有单位逾期未答复"):
        operations.escalate(one, LETTER, reason="未答复", actor=desk.officer)
    assert Reminder._unfiltered().count() == 1
    with clock.at(AFTER), scope(desk.officer):
        assert [step.step for step in reminding.waiting_for(desk.officer, 50)] == ["决定是否升级"]
        later = replace(LETTER, reply_by=AFTER.date() + timedelta(days=10))
        above = operations.escalate(reminding.reminder_of(one.pk), later, reason="催办两次未答复", actor=desk.officer)
        assert (above.document.kind, above.follows_id, above.record) == (Kind.URGING, one.pk, one.record)
        below = reminding.reminder_of(one.pk)
        assert (below.state, below.decision, below.decided_by) == ("escalated", "催办两次未答复", desk.officer.id)
        assert [step.pk for step in reminding.ladder_of(below)] == [one.pk, above.pk]
        assert reminding.waiting_for(desk.officer, 50) == []


def test_next_letter_that_was_made_void_is_begun_again(desk: Desk, remind: Callable[..., Reminder]) -> None:
    one = remind()
    with clock.at(AFTER), scope(desk.officer):
        later = replace(LETTER, reply_by=AFTER.date() + timedelta(days=10))
        void = operations.escalate(reminding.reminder_of(one.pk), later, reason="未答复", actor=desk.officer)
        with pytest.raises(NotAllowed, match="上一级的函已起草或已印发"):
            operations.escalate(reminding.reminder_of(one.pk), later, reason="未答复", actor=desk.officer)
        perform(void.document, "void", desk.officer, reason="事实有误")
        assert [step.step for step in reminding.waiting_for(desk.officer, 50)] == ["决定是否升级"]
        again = operations.escalate(reminding.reminder_of(one.pk), later, reason="仍未答复", actor=desk.officer)
        assert (again.document.kind, again.follows_id) == (Kind.URGING, void.pk)
        assert [step.pk for step in reminding.ladder_of(one)] == [one.pk, void.pk, again.pk]
        assert reminding.waiting_for(desk.officer, 50) == []


def test_record_and_letter_lead_to_the_reminder(
    city: City, desk: Desk, remind: Callable[..., Reminder], late_task: KeyTask
) -> None:
    one = remind()
    with scope(desk.officer):
        (told,) = grounds_of(one.document)
        assert told.address == one.get_absolute_url()
        (source,) = [ground for ground in grounds_of(late_task) if ground.address == one.get_absolute_url()]
        assert source.at == one.document.issued_at
    with scope(city.actor("市交通运输局", "department_officer")):
        assert grounds_of(late_task) == []


def test_lead_unit_is_told_of_an_amended_task(
    city: City, desk: Desk, remind: Callable[..., Reminder], late_task: KeyTask
) -> None:
    lead, other = member(city, "市住房建设局", "department_officer"), member(city, "市交通运输局", "department_officer")
    one = remind()
    with scope(desk.officer):
        operations.amend_task(one, late_task, {"target": "逐项完成"}, what="目标写明逐项", actor=desk.officer)
    titles = [notice.title for notice in Notice.objects.filter(person=lead, kind="dispatch.amended")]
    assert titles == [f"重点任务{late_task.number}因提醒函深安办函〔2024〕1号有修改：目标写明逐项"]
    assert not Notice.objects.filter(person=other).exists()


def test_ladder_ends(desk: Desk, remind: Callable[..., Reminder]) -> None:
    one = remind(kind=Kind.INTERVIEW)
    with clock.at(AFTER), scope(desk.officer), pytest.raises(Refused, match="最高一级"):
        operations.escalate(reminding.reminder_of(one.pk), LETTER, reason="未答复", actor=desk.officer)


def test_leaving_it_keeps_the_reason_and_waits_no_longer(desk: Desk, remind: Callable[..., Reminder]) -> None:
    one = remind()
    with clock.at(AFTER), scope(desk.officer):
        operations.hold(reminding.reminder_of(one.pk), "单位已电话说明，下周补报", actor=desk.officer)
        held = reminding.reminder_of(one.pk)
        assert (held.state, held.decision, held.decided_at) == ("open", "单位已电话说明，下周补报", AFTER)
        assert reminding.waiting_for(desk.officer, 50) == []
        with clock.at(AFTER + timedelta(days=8)):
            assert [step.step for step in reminding.waiting_for(desk.officer, 50)] == ["决定是否升级"]


def test_answered_reminder_waits_to_be_settled(city: City, desk: Desk, remind: Callable[..., Reminder]) -> None:
    one = remind()
    with scope(desk.officer):
        assert reminding.waiting_for(desk.officer, 50) == []
        with pytest.raises(NotAllowed, match="还有单位未签收"):
            operations.settle(one, "已办", actor=desk.officer)
    replied(city, desk, one)
    with scope(desk.officer):
        assert [step.step for step in reminding.waiting_for(desk.officer, 50)] == ["办结"]
        operations.settle(reminding.reminder_of(one.pk), "任务已增加", actor=desk.officer)
        assert reminding.waiting_for(desk.officer, 50) == []
        assert fresh(one, desk.officer).conclusion == "任务已增加"


def test_figures_count_letters_once_and_as_of_a_day(
    city: City, desk: Desk, remind: Callable[..., Reminder], late_task: KeyTask
) -> None:
    one = remind()
    remind("numbered")
    with clock.at(AFTER), scope(desk.officer):
        later = replace(LETTER, reply_by=AFTER.date() + timedelta(days=10))
        above = operations.escalate(reminding.reminder_of(one.pk), later, reason="未答复", actor=desk.officer)
    with clock.at(AFTER):
        desk.taken(above.document, "issued")
    with clock.at(AFTER + timedelta(days=1)), scope(desk.officer):
        one = reminding.reminder_of(one.pk)
        operations.amend_task(one, late_task, {"target": "甲"}, what="目标改为甲", actor=desk.officer)
        operations.amend_task(one, late_task, {"target": "乙"}, what="目标改为乙", actor=desk.officer)
        assert (figure("BN.reminders"), figure("BN.tasks_changed")) == ([one.pk], [late_task.pk])
        assert figure("BN.reminders", datetime(2024, 10, 1, tzinfo=clock.TZ)) == []
        assert figure("BN.tasks_changed", AFTER) == []
        assert figure("BN.reminders", datetime(2025, 1, 2, tzinfo=clock.TZ)) == []
    with scope(city.actor("市交通运输局", "department_officer")):
        assert (figure("BN.reminders"), figure("BN.tasks_changed")) == ([], [])
