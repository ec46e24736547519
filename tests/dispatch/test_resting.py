"""Which names rest on items that are counted no longer since a figure was restated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.dispatch.city import City
from tests.dispatch.facts import report, task
from tests.dispatch.test_correcting import act, corrections, fresh, said, withdraw

from zhiben.campaign.models import KeyTask
from zhiben.dispatch import operations, queries, recounting, restating, resting
from zhiben.dispatch.models import Round
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock

RoundAt = Callable[..., Round]


@pytest.fixture
def late(city: City) -> list[KeyTask]:
    """Three tasks, late and not reported on: two of one unit, one of another."""
    units = ("市住房建设局", "市住房建设局", "市交通运输局")
    return [task(city, unit, date(2024, 10, 8)) for unit in units]


def done_in_time(record: KeyTask) -> None:
    rows = StateInterval.objects.filter(machine=KeyTask.machine.name, record=record.pk)
    unit = rows.values_list("unit", flat=True)[0]
    rows.delete()
    since = datetime(2024, 10, 2, 9, tzinfo=clock.TZ)
    StateInterval.objects.create(machine=KeyTask.machine.name, record=record.pk, state="done", since=since, unit=unit)


def restate(city: City, one: Round, *measures: str) -> None:
    with scope(city.officer):
        found = [each.frozen for each in recounting.differing(one) if each.standing.measure in measures]
        assert len(found) == len(measures)
        operations.restate(queries.round_of(one.pk), *found, reason="登记滞后", actor=city.officer)


def told(one: Round) -> list[str]:
    with unscoped(reason="a test reads"):
        return [str(each) for each in resting.fallen(queries.named(fresh(one)), restating.restatements(fresh(one)))]


def test_name_rests_on_a_task_that_was_done_in_time(city: City, round_at: RoundAt, late: list[KeyTask]) -> None:
    one = round_at("issue")
    done_in_time(late[0])
    assert told(one) == []
    restate(city, one, "tasks.overdue")
    assert told(one) == [
        f"市住房建设局点名（重点任务逾期未办结，共2项）所依据的{late[0].number}，按更正后的记录不再计为逾期"
    ]


def test_a_report_that_was_entered_late_is_missing_no_longer(
    city: City, round_at: RoundAt, late: list[KeyTask]
) -> None:
    one = round_at("issue")
    report(late[2], at=datetime(2024, 10, 10, 9, tzinfo=clock.TZ))
    restate(city, one, "tasks.reported_rate")
    assert told(one) == [
        f"市交通运输局点名（本期未报进展，也未作零报告，共1项）所依据的{late[2].number}，按更正后的记录不再计为未报"
    ]


def test_other_figures_and_names_that_were_struck_tell_nothing(
    city: City, round_at: RoundAt, late: list[KeyTask]
) -> None:
    one = round_at("draft")
    done_in_time(late[2])
    restate(city, one, "tasks.done")
    assert told(one) == []
    restate(city, one, "tasks.overdue")
    [before] = told(one)
    [name] = [row for row in one.names if (row.unit_name, row.reason) == ("市交通运输局", "overdue_tasks")]
    unit = city.actor("市交通运输局", "department_officer")
    with scope(unit):
        operations.contest(queries.name_of(name.pk, unit), "登记滞后", actor=unit)
    with scope(city.officer):
        operations.strike(queries.name_of(name.pk, city.officer), "属实", actor=city.officer)
    assert before.startswith("市交通运输局点名") and told(one) == []


def test_the_bulletin_drafted_anew_and_the_correction_say_so(
    city: City, round_at: RoundAt, late: list[KeyTask]
) -> None:
    one = round_at("issue")
    done_in_time(late[0])
    restate(city, one, "tasks.overdue")
    act(city, one, "correct")
    assert f"点名。{told(one)[0]}。" in said(corrections(one)[0].document.paper)
    withdraw(city, one)
    act(city, one, "redraft")
    with unscoped(reason="a test reads"):
        words = said(queries.bulletin_of(fresh(one)).paper)
    assert "逾期未办结2项" in words and f"更正。{told(one)[0]}。点名、按期办结率比较" in words
