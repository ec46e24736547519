"""The door for moves: all or nothing, one winner, who may withdraw, and what the ledger keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.factories import hazards
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import City, city
from tests.foundation.side_by_side import side_by_side

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.foundation import audit
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import Change, Step, begin_many, door, perform, perform_many
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import EVERYWHERE, SYSTEM, Actor, Grant
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 14, 10, tzinfo=clock.TZ)
Replace = Callable[[str, Callable[[Change], None]], None]


@pytest.fixture
def effect(monkeypatch: pytest.MonkeyPatch) -> Replace:
    """Lets a move of key tasks do something else."""
    return lambda move, function: monkeypatch.setitem(door._effects, ("key_task", move), function)


def remembered(record: KeyTask) -> tuple[Any, ...]:
    """Everything that a move may change: the row, its parts and reports, its intervals, its entries."""
    with unscoped(reason="a test compares all rows"):
        row = KeyTask.objects.filter(pk=record.pk).values().get()
        reports = list(TaskReport.objects.order_by("pk").values())
    parts = list(unfiltered(Participation).order_by("pk").values())
    intervals = list(StateInterval.objects.order_by("pk").values())
    return row, reports, parts, intervals, list(AuditEntry.objects.order_by("seq").values())


def held(record: KeyTask) -> dict[str, Any]:
    """The object in memory."""
    return {name: value for name, value in record.__dict__.items() if name != "_state"}


def test_an_effect_that_raises_leaves_everything_as_it_was(effect: Replace) -> None:
    built = city()
    record = task(built, "under_way", assisting=("市消防救援",))
    lead, other = Cast(built).lead, built.unit("市交通运输")

    def breaks(change: Change) -> None:
        change.record.responsible, change.record.returns, change.record.lead_unit = "李四", 7, other
        change.record.invented = True
        change.related.append(TaskReport(task=change.record, unit=other, period_first=AT, person=1, at=AT, nil=True))
        unfiltered(Participation).all().delete()
        raise ZeroDivisionError

    effect("submit", breaks)
    with scope(lead):
        assert record.lead_unit.name == "市住房建设"
        before, object_before = remembered(record), held(record)
        with pytest.raises(ZeroDivisionError):
            perform(record, "submit", lead, **FACTS["submit"])
        assert (remembered(record), held(record)) == (before, object_before)
        assert record.lead_unit.name == "市住房建设"


def test_a_database_that_refuses_leaves_everything_as_it_was(effect: Replace) -> None:
    built = city()
    record = task(built, "under_way")
    lead = Cast(built).lead
    report = {
        "task": record,
        "unit_id": record.lead_unit_id,
        "period_first": AT.date(),
        "nil": True,
        "person": 1,
        "at": AT,
    }
    effect("submit", lambda change: change.related.extend(TaskReport(**report) for _ in range(2)))
    with scope(lead):
        before, object_before = remembered(record), held(record)
        with pytest.raises(Conflict):
            perform(record, "submit", lead, **FACTS["submit"])
        assert (remembered(record), held(record)) == (before, object_before)


def test_one_refusal_in_a_batch_leaves_all_as_they_were() -> None:
    built = city()
    tasks = [task(built, "under_way"), task(built, "accepted")]
    lead = Cast(built).lead
    before = [(remembered(one), held(one)) for one in tasks]
    steps = [Step(one, "submit", lead, FACTS["submit"]) for one in tasks]
    with scope(lead), pytest.raises(Refused) as refused:
        perform_many(steps)
    assert (refused.value.code, refused.value.text) == (
        "wrong_state",
        "当前状态为“已签收”，只有“推进中”时才能报送完成",
    )
    assert [(remembered(one), held(one)) for one in tasks] == before


def test_a_batch_moves_each_record_once_and_of_one_machine() -> None:
    built = city()
    one = task(built, "under_way")
    twin = KeyTask._unfiltered().get(pk=one.pk)
    with pytest.raises(ValueError, match="only once"):
        perform_many([Step(one, "nil", SYSTEM), Step(twin, "nil", SYSTEM)])
    with pytest.raises(ValueError, match="one machine"):
        perform_many([Step(one, "nil", SYSTEM), Step(hazards.Cast(built).draft(), "report", SYSTEM)])
    before = AuditEntry.objects.count()
    perform_many([])
    assert AuditEntry.objects.count() == before


def test_a_batch_notes_each_move_at_its_moment() -> None:
    built = city()
    with clock.at(AT):
        tasks = [task(built, "drafted") for _ in range(3)]
    office, later = Cast(built).office, AT + timedelta(hours=1)
    before = AuditEntry.objects.count()
    with scope(office):
        perform_many([Step(one, "assign", office) for one in tasks], at=later)
    entries = AuditEntry.objects.filter(seq__gt=before).order_by("seq")
    assert [(e.verb, e.record, e.actor, e.source, e.target, e.at) for e in entries] == [
        ("assign", one.pk, office.id, "drafted", "assigned", later.isoformat()) for one in tasks
    ]
    open_now = StateInterval.objects.filter(until=None, since=later).order_by("record")
    assert [(row.record, row.state) for row in open_now] == [(one.pk, "assigned") for one in tasks]
    assert {(one.state, one.version, one.last_move, one.last_source, one.changed_at) for one in tasks} == {
        ("assigned", 1, "assign", "drafted", later)
    }


def test_refusals_say_who_may_and_what_is_missing() -> None:
    built = city()
    record = task(built, "under_way")
    lead, stranger = Cast(built).lead, built.actor(Role.OFFICE_OFFICER, "南山区安委办")
    with scope(SYSTEM):
        with pytest.raises(NotFound, match="没有找到该记录"):
            perform(record, "submit", stranger, **FACTS["submit"])
        with pytest.raises(Refused, match="重点任务没有“fly”这一步"):
            perform(record, "fly", lead)
        with pytest.raises(NotAllowed, match="您不能办理“取消”：须为安委办领导"):
            perform(record, "cancel", lead, reason="合并")


def test_a_move_counts_versions_and_restamps_the_parts() -> None:
    built = city()
    record = task(built, "submitted", assisting=("市消防救援",))
    other = task(built, "drafted", assisting=("市消防救援",))
    parts = dict(unfiltered(Participation).values_list("record", "state"))
    row = KeyTask._unfiltered().get(pk=record.pk)
    assert (record.version, row.version) == (4, 4)
    assert parts == {record.pk: "submitted", other.pk: "drafted"}


def test_two_equal_acts_at_one_moment_are_both_counted() -> None:
    built = city()
    with clock.at(AT - timedelta(days=40)):
        record = task(built, "under_way")
    lead = Cast(built).lead
    with scope(lead), clock.at(AT):
        perform(record, "report", lead, period=date(2024, 2, 1), text="已排查")
        perform(record, "report", lead, period=date(2024, 3, 1), text="已排查")
        assert record.reports.count() == 2
        record.refresh_from_db()
    assert record.version == 5


def test_a_substitute_is_noted_beside_whom_they_stand_in_for() -> None:
    built = city()
    record = task(built, "assigned")
    lead = Cast(built).lead
    substitute = Actor(991, "代理人", tuple(replace(grant, substitute_for=lead.id) for grant in lead.grants))
    with scope(substitute):
        perform(record, "accept", substitute, on=clock.today().isoformat())
    entry = AuditEntry.objects.order_by("-seq")[0]
    assert (entry.actor, entry.substitute_for, entry.unit) == (991, lead.id, built.unit("市住房建设").pk)
    assert json.loads(entry.facts) == {"on": record.assigned_on.isoformat()}


def test_beginning_writes_state_interval_and_entry_together() -> None:
    built = city()
    template = task(built, "drafted")
    rows = [KeyTask(**_copied(template, number=f"N-{n}")) for n in range(2)]
    nobody = Actor(3, "甲", (Grant(1, "x", EVERYWHERE, unit=8),))
    with scope(nobody):
        begin_many(rows, nobody, facts={"by": "hand"}, at=AT)
        begin_many([], nobody)
    entries = AuditEntry.objects.filter(actor=3).order_by("seq")
    assert [(e.verb, e.record, e.unit, e.source, e.target, e.facts) for e in entries] == [
        ("begin", row.pk, 8, "", "drafted", '{"by":"hand"}') for row in rows
    ]
    intervals = StateInterval.objects.filter(record__in=[row.pk for row in rows], machine="key_task")
    assert set(intervals.values_list("state", "since", "until")) == {("drafted", AT, None)}
    assert {(row.state, row.version, row.last_move, row.last_actor) for row in rows} == {("drafted", 0, "begin", 3)}


def _copied(record: KeyTask, **changed: Any) -> dict[str, Any]:
    values = {field.attname: getattr(record, field.attname) for field in KeyTask._meta.concrete_fields}
    return {name: value for name, value in values.items() if name != "id"} | changed


def test_the_slower_is_told_of_the_move_though_an_amendment_came_after() -> None:
    built = city()
    record = task(built, "submitted")
    stale, office = KeyTask._unfiltered().get(pk=record.pk), Cast(built).office
    with scope(office):
        perform(record, "verify", office, checked="查阅台账")
        audit.record("amend", office, subject=("campaign.keytask", record.pk))
        with pytest.raises(Conflict) as refused:
            perform(stale, "return", office, reason="不足")
    assert refused.value.text == f"{office.name}已先办理“核验”，现为“已核验”，请刷新后再办"


def test_one_stale_record_in_a_batch_stops_it_and_is_named() -> None:
    built = city()
    tasks = [task(built, "submitted") for _ in range(3)]
    office, leader = Cast(built).office, built.actor(Role.OFFICE_OFFICER, "市安委办")
    stale = [KeyTask._unfiltered().get(pk=one.pk) for one in tasks]
    with scope(office):
        audit.record("amend", office, subject=("campaign.keytask", tasks[0].pk))
        perform(tasks[1], "return", leader, reason="不足")
        before = [remembered(one) for one in tasks]
        with pytest.raises(Conflict) as refused:
            perform_many([Step(one, "verify", office, {"checked": "台账"}) for one in stale])
    assert refused.value.text == f"{leader.name}已先办理“退回”，现为“推进中”，请刷新后再办"
    assert [remembered(one) for one in tasks] == before
    assert {(one.state, one.version) for one in stale} == {("submitted", 4)}


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_exactly_one_wins() -> None:
    built = city()
    office, second = Cast(built).office, built.actor(Role.OFFICE_OFFICER, "市安委办")
    moves = [(office, "verify", {"checked": "台账"}, "已核验"), (second, "return", {"reason": "不足"}, "推进中")]
    labels = {"verify": "核验", "return": "退回"}

    def attempt(pk: int, actor: Actor, move: str, facts: dict[str, str]) -> Callable[[], KeyTask]:
        mine = KeyTask._unfiltered().get(pk=pk)

        def act() -> KeyTask:
            with scope(actor):
                return perform(mine, move, actor, **facts)

        return act

    for _ in range(4):
        record = task(built, "submitted")
        results = side_by_side(*(attempt(record.pk, *move[:3]) for move in moves))
        lost = [index for index, result in enumerate(results) if isinstance(result, Conflict)]
        assert len(lost) == 1, results
        who, move, _, state = moves[1 - lost[0]]
        assert str(results[lost[0]]) == f"{who.name}已先办理“{labels[move]}”，现为“{state}”，请刷新后再办"
        row = KeyTask._unfiltered().get(pk=record.pk)
        assert (row.version, row.last_move, row.last_actor) == (5, move, who.id)
    assert audit.verify().ok


@pytest.mark.django_db(transaction=True)
def test_functions_for_afterwards_run_when_all_is_committed(effect: Replace) -> None:
    built = city()
    tasks = [task(built, "verified") for _ in range(2)]
    leader, seen = Cast(built).leader, []
    effect("finish", lambda change: change.after.append(lambda: seen.append(_committed(change.record))))
    with scope(leader):
        with audit.batch():
            perform(tasks[0], "finish", leader)
            assert seen == []
        assert seen == [("done", "done")]
        with pytest.raises(ZeroDivisionError), audit.batch():
            perform(tasks[1], "finish", leader)
            raise ZeroDivisionError
        effect("finish", _promises_and_breaks(seen))
        tasks[1].refresh_from_db()
        with pytest.raises(ZeroDivisionError):
            perform(tasks[1], "finish", leader)
    assert seen == [("done", "done")]


def _promises_and_breaks(seen: list[Any]) -> Callable[[Change], None]:
    def act(change: Change) -> None:
        change.after.append(lambda: seen.append("never"))
        raise ZeroDivisionError

    return act


def _committed(record: KeyTask) -> tuple[str, str]:
    return record.state, KeyTask._unfiltered().get(pk=record.pk).state


class Act:
    """A hazard, and who does what with it."""

    def __init__(self, built: City) -> None:
        self.cast = hazards.Cast(built)
        self.hazard = self.cast.draft()

    def does(self, move: str, by: Actor | None = None) -> str:
        """The state after a move, or the refusal."""
        facts = {"reason": "误操作"} if move.startswith("withdraw") else {}
        try:
            self.cast.step(self.hazard, move, by or self.cast.enterprise, **facts)
        except Refused as refusal:
            return refusal.code
        return self.hazard.state


def test_a_move_is_withdrawn_by_its_maker_only_and_once() -> None:
    built = city()
    act = Act(built)
    colleague = built.actor(Role.ENTERPRISE_CONTACT, "示例企业", site=act.cast.site)
    assert act.does("report") == "reported"
    assert act.does("withdraw_report", colleague) == "not_allowed"
    assert act.does("withdraw_report") == "draft"
    assert act.does("withdraw_report") == "wrong_state"
    assert (act.hazard.version, act.hazard.last_move, act.hazard.reporter) == (2, "withdraw_report", 0)
    assert act.does("report", colleague) == "reported"
    assert act.does("withdraw_report") == "not_allowed"


def test_a_move_is_withdrawn_until_the_next_act_only() -> None:
    act = Act(city())
    act.cast.bring(act.hazard, "rectifying")
    assert act.does("progress") == "rectifying"
    assert act.does("withdraw_start") == "not_allowed"
    assert act.does("declare") == "declared"
    assert act.does("withdraw_declare") == "rectifying"
    assert act.does("withdraw_start") == "not_allowed"
