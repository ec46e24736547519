"""更正登记时间: a step that was entered late is put where it happened; figures of then follow, the ledger proves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import City, city
from tests.factories.pages import browser, send, text

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached, store
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import Actor
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
DUE, CUT = date(2024, 10, 10), datetime(2024, 10, 16, tzinfo=clock.TZ)
NOW = datetime(2024, 10, 21, 9, tzinfo=clock.TZ)


@pytest.fixture
def built() -> Iterator[City]:
    with clock.at(NOW):
        yield city()


@pytest.fixture
def late(built: City) -> KeyTask:
    """Due on the tenth, said to be complete on the seventeenth, verified on the eighteenth, finished a day later."""
    record = task(built, due=DUE)
    for day, move in ((17, "submit"), (18, "verify"), (19, "finish")):
        _moved(built, record, move, day)
    return record


def _moved(built: City, record: KeyTask, move: str, day: int, **facts: object) -> None:
    who = Cast(built).who(move)
    with clock.at(datetime(2024, 10, day, 10, tzinfo=clock.TZ)), scope(who):
        perform(record, move, who, **{**FACTS.get(move, {}), **facts})


def step(record: KeyTask, verb: str) -> int:
    return AuditEntry.objects.get(model="campaign.keytask", record=record.pk, verb=verb).seq


def put_right(built: City, record: KeyTask, verb: str, on: date, leader: Actor | None = None) -> int:
    leader = leader or built.actor(Role.OFFICE_LEADER, "市安委办")
    file = store(b"%PDF-1.4", name="验收单.pdf", actor_id=leader.id)
    with scope(leader):
        perform(record, "redate", leader, step=step(record, verb), on=on, reason="登记滞后", evidence=[file.pk])
    return file.pk


def overdue(built: City) -> list[int]:
    with scope(built.actor(Role.OFFICE_LEADER, "市安委办")):
        return [one.pk for one in queries.overdue(CUT)]


def test_what_was_entered_late_is_no_longer_overdue_as_of_then(built: City, late: KeyTask) -> None:
    assert overdue(built) == [late.pk]
    file = put_right(built, late, "submit", date(2024, 10, 9))
    assert overdue(built) == []
    assert (late.state, [one.file_id for one in attached("campaign.keytask", late.pk, "redate")]) == (
        "done",
        [file],
    )
    assert verify().ok


def test_the_first_entry_stays_and_the_new_one_tells_both_times(built: City, late: KeyTask) -> None:
    before = AuditEntry.objects.get(seq=step(late, "submit"))
    put_right(built, late, "submit", date(2024, 10, 9))
    last = AuditEntry.objects.filter(model="campaign.keytask", record=late.pk).order_by("seq").last()
    assert last is not None
    assert '"at":"2024-10-09T23:59:59+08:00"' in last.facts.replace(" ", "")
    assert f'"was":"{datetime.fromisoformat(before.at).isoformat()}"' in last.facts.replace(" ", "")
    assert AuditEntry.objects.get(seq=before.seq).at == before.at


def test_each_step_of_a_chain_can_be_put_right_and_again(built: City, late: KeyTask) -> None:
    with pytest.raises(Incomplete) as refused:
        put_right(built, late, "verify", date(2024, 10, 14))
    assert refused.value.fields["on"].startswith("实际日期不能早于上一步（2024年10月17日）")
    put_right(built, late, "submit", date(2024, 10, 9))
    put_right(built, late, "verify", date(2024, 10, 9))
    put_right(built, late, "submit", date(2024, 10, 8))
    rows = StateInterval.objects.filter(machine="key_task", record=late.pk).order_by("since", "pk")
    last = [(row.state, row.since.astimezone(clock.TZ).day) for row in rows][-4:]
    assert [one[0] for one in last] == ["under_way", "submitted", "verified", "done"]
    assert [one[1] for one in last[1:]] == [8, 9, 19]
    assert verify().ok


def test_a_report_that_was_entered_late_counts_in_its_half_month(built: City) -> None:
    period = half_month_of(date(2024, 10, 1))
    with clock.at(datetime(2024, 10, 2, 9, tzinfo=clock.TZ)):
        record = task(built, due=date(2024, 12, 31))
    _moved(built, record, "report", 18, period=date(2024, 10, 1), text="已完成12家企业排查并形成台账")
    leader = built.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(leader):
        assert [one.pk for one in queries.missing_reports(period, CUT)] == [record.pk]
        put_right(built, record, "report", date(2024, 10, 14))
        assert list(queries.missing_reports(period, CUT)) == []


@pytest.mark.parametrize(
    ("begun", "on", "why"),
    [
        (date(2024, 9, 10), date(2024, 9, 30), "该半月从2024年10月1日开始"),
        (date(2024, 10, 5), date(2024, 10, 4), "不能早于上一步（2024年10月5日）"),
    ],
)
def test_a_report_came_neither_before_its_half_month_nor_before_the_task_was_under_way(
    built: City, begun: date, on: date, why: str
) -> None:
    with clock.at(clock.day_start(begun)):
        record = task(built, due=date(2024, 12, 31))
    _moved(built, record, "report", 18, period=date(2024, 10, 1), text="已完成12家企业排查并形成台账")
    with pytest.raises(Incomplete) as refused:
        put_right(built, record, "report", on)
    assert why in refused.value.fields["on"]


@pytest.mark.parametrize("on", [date(2024, 10, 17), date(2024, 10, 20)])
def test_nothing_is_put_later_than_it_was_entered(built: City, late: KeyTask, on: date) -> None:
    with pytest.raises(Incomplete, match="应早于登记日期2024年10月17日"):
        put_right(built, late, "submit", on)
    assert verify().ok


def test_nothing_is_done_before_a_day_on_which_it_was_said_to_be_under_way(built: City) -> None:
    with clock.at(datetime(2024, 10, 2, 9, tzinfo=clock.TZ)):
        record = task(built, due=date(2024, 10, 9))
    _moved(built, record, "nil", 13, period=date(2024, 10, 1))
    _moved(built, record, "submit", 17)
    with pytest.raises(Incomplete) as refused:
        put_right(built, record, "submit", date(2024, 10, 12))
    assert re.fullmatch(r"2024年10月13日人员\d+还办理过“零报告”，实际日期不能早于该日", refused.value.fields["on"])
    put_right(built, record, "submit", date(2024, 10, 13))
    assert verify().ok


def test_nobody_puts_right_his_own_step_and_only_the_leader_does(built: City, late: KeyTask) -> None:
    leader, officer = built.actor(Role.OFFICE_LEADER, "市安委办"), built.actor(Role.OFFICE_OFFICER, "市安委办")
    other = task(built, "verified", due=DUE)
    with scope(leader):
        perform(other, "finish", leader)
    with pytest.raises(Refused, match="本人及其代理人"):
        put_right(built, other, "finish", date(2024, 10, 9), leader)
    with scope(officer), pytest.raises(NotAllowed):
        perform(late, "redate", officer, step=step(late, "submit"), on=DUE, reason="滞后", evidence=[1])
    assert overdue(built) == [late.pk]


def test_two_reports_put_on_one_day_are_told_apart(built: City) -> None:
    with clock.at(datetime(2024, 9, 10, 9, tzinfo=clock.TZ)):
        record = task(built, due=date(2024, 12, 31))
    for day, period in ((18, date(2024, 9, 16)), (19, date(2024, 10, 1))):
        _moved(built, record, "report", day, period=period, text=f"已完成{day}家企业排查并形成台账")
    first, second = (line.seq for line in audit.of(record) if line.verb == "report")
    leader = built.actor(Role.OFFICE_LEADER, "市安委办")

    def put(seq: int, on: date) -> list[int]:
        file = store(b"%PDF-1.4", name="签收单.pdf", actor_id=leader.id)
        with scope(leader):
            perform(record, "redate", leader, step=seq, on=on, reason="滞后", evidence=[file.pk])
            return [row.at.astimezone(clock.TZ).day for row in record.reports.order_by("period_first")]

    assert put(first, date(2024, 10, 17)) == [17, 19]
    assert put(second, date(2024, 10, 17)) == [17, 17]
    assert put(first, date(2024, 10, 14)) == [14, 17]
    assert put(second, date(2024, 10, 16)) == [14, 16]
    assert verify().ok


def test_reports_are_told_apart_by_their_half_month(built: City) -> None:
    with clock.at(datetime(2024, 9, 2, 9, tzinfo=clock.TZ)):
        record = task(built, due=date(2024, 12, 31))
    for period in (date(2024, 9, 16), date(2024, 10, 1)):
        _moved(built, record, "report", 18, period=period, text="已完成12家企业排查并形成台账")
    leader = browser(actor_of(built.person(Role.OFFICE_LEADER, "市安委办")))
    form = text(leader, "campaign:move", record.pk, "redate")
    assert form.index("2024年10月上半月报送进展（") < form.index("2024年9月下半月报送进展（")


def test_a_day_that_was_mistyped_is_put_right_later(built: City, late: KeyTask) -> None:
    put_right(built, late, "submit", date(2024, 10, 5))
    with pytest.raises(Incomplete, match="现在所记的就是2024年10月5日"):
        put_right(built, late, "submit", date(2024, 10, 5))
    put_right(built, late, "submit", date(2024, 10, 15))
    assert overdue(built) == []
    with pytest.raises(Incomplete, match="应早于登记日期2024年10月17日"):
        put_right(built, late, "submit", date(2024, 10, 17))
    assert verify().ok


def test_no_step_overtakes_the_next(built: City, late: KeyTask) -> None:
    put_right(built, late, "submit", date(2024, 10, 5))
    put_right(built, late, "verify", date(2024, 10, 6))
    with pytest.raises(Incomplete, match="不能晚于其后的变动（2024年10月6日）"):
        put_right(built, late, "submit", date(2024, 10, 8))
    assert verify().ok


def test_a_chain_that_was_entered_late_is_put_right_from_its_beginning(built: City) -> None:
    with clock.at(datetime(2024, 9, 20, 9, tzinfo=clock.TZ)):
        record = task(built, "assigned", due=DUE)
    days = {"accept": 16, "start": 16, "submit": 17}
    for move, day in days.items():
        _moved(built, record, move, day)
    for move in days:
        put_right(built, record, move, date(2024, 10, 9))
    assert (overdue(built), record.accepted_on) == ([], date(2024, 10, 9))
    with pytest.raises(Incomplete, match="不能早于上一步（2024年9月20日）"):
        put_right(built, record, "accept", date(2024, 9, 19))
    assert verify().ok


def test_another_break_of_the_past_is_told_as_what_it_is(built: City) -> None:
    with clock.at(datetime(2024, 9, 20, 9, tzinfo=clock.TZ)):
        record = task(built, due=date(2024, 12, 1))
    with clock.at(datetime(2024, 10, 12, 9, tzinfo=clock.TZ)):
        amend([record], at=clock.now(), due=date(2024, 12, 31))
    _moved(built, record, "submit", 17)
    with pytest.raises(Incomplete, match="2024年10月12日该记录的期限、责任单位或所在区域有过变动"):
        put_right(built, record, "submit", date(2024, 10, 9))


def test_whoever_stands_in_for_the_one_whose_step_it_is_does_not_put_it_right(built: City) -> None:
    leader, other = (built.actor(Role.OFFICE_LEADER, "市安委办") for _ in range(2))
    record = task(built, "verified", due=DUE)
    with scope(leader):
        perform(record, "finish", leader)
    lent = replace(other.grants[0], substitute_for=leader.id)
    with pytest.raises(Refused, match="本人及其代理人"):
        put_right(built, record, "finish", date(2024, 10, 9), replace(other, grants=(lent,)))


def test_nothing_is_put_right_between_verifying_and_finishing(built: City) -> None:
    record = task(built, "verified", due=DUE)
    with pytest.raises(Refused):
        put_right(built, record, "submit", date(2024, 9, 30))
    assert record.state == "verified"


def test_a_step_of_another_record_is_not_taken(built: City, late: KeyTask) -> None:
    other = task(built, "submitted", due=DUE)
    leader = built.actor(Role.OFFICE_LEADER, "市安委办")
    file = store(b"%PDF-1.4", name="验收单.pdf", actor_id=leader.id)
    said = {"on": date(2024, 10, 9), "reason": "滞后", "evidence": [file.pk]}
    with scope(leader), pytest.raises(Incomplete, match="请选择登记滞后的步骤"):
        perform(late, "redate", leader, step=step(other, "submit"), **said)


def test_anothers_file_is_no_evidence(built: City, late: KeyTask) -> None:
    leader, before = built.actor(Role.OFFICE_LEADER, "市安委办"), overdue(built)
    theirs = store(b"%PDF-1.4", name="他人.pdf", actor_id=built.actor(Role.AUDITOR, "市安委办").id)
    said = {"step": step(late, "submit"), "on": date(2024, 10, 9), "reason": "滞后", "evidence": [theirs.pk]}
    with scope(leader), pytest.raises(Refused):
        perform(late, "redate", leader, **said)
    assert (overdue(built), list(attached("campaign.keytask", late.pk, "redate"))) == (before, [])
    assert verify().ok


def test_the_proof_finds_a_past_that_nobody_put_right(built: City, late: KeyTask) -> None:
    put_right(built, late, "submit", date(2024, 10, 9))
    moved = datetime(2024, 10, 8, 12, tzinfo=clock.TZ)
    rows = StateInterval.objects.filter(machine="key_task", record=late.pk)
    rows.filter(state="under_way").update(until=moved)
    rows.filter(state="submitted").update(since=moved)
    assert [one.why for one in verify().mismatched] == ["各阶段的起止与台账不符"]


def test_the_page_asks_which_step_and_tells_both_days(built: City, late: KeyTask) -> None:
    leader = browser(actor_of(built.person(Role.OFFICE_LEADER, "市安委办")))
    form = text(leader, "campaign:move", late.pk, "redate")
    assert "报送完成（" in form and "2024年10月17日" in form and "核验（" in form
    send(leader, "campaign:move", late.pk, "redate", status=422, step=step(late, "submit"), on="2024-10-09")
    put_right(built, late, "submit", date(2024, 10, 9))
    said = text(leader, "campaign:page", late.pk)
    assert "报送完成：原为“2024年10月17日”，改为“2024年10月9日”" in said and "登记滞后" in said
