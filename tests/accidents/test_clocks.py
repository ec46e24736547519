"""The clocks of an accident: each by its article, kept, run out, extended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.factories.accidents import Bureau, carried_over

from zhiben.accidents.clocks import CLOCKS, Due, clocks_of
from zhiben.accidents.models import AccidentCase
from zhiben.accidents.queries import dues_of, falling_due, overdue, waiting_for
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused

DAY = date(2024, 3, 1)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, minute, tzinfo=clock.TZ)


def told(**given: Any) -> AccidentCase:
    plain: dict[str, Any] = {"state": "investigating", "occurred_on": DAY, "deaths": 1}
    return AccidentCase(**(plain | given))


def found(case: AccidentCase, reports: dict[str, datetime] | None = None) -> dict[str, Due]:
    return {
        f"{one.clock.key}:{one.level}" if one.level else one.clock.key: one for one in clocks_of(case, reports or {})
    }


def test_clocks_are_the_laws() -> None:
    assert {key: (one.amount, one.unit) for key, one in CLOCKS.items()} == {
        "unit_report": (1, "小时"),
        "level_report": (2, "小时"),
        "supplement": (30, "日"),
        "report": (60, "日"),
        "approval": (15, "日"),
        "approval_extreme": (30, "日"),
        "assessment": (12, "个月"),
    }
    assert all("第" in one.source for one in CLOCKS.values())


def test_unit_has_an_hour_and_each_level_two() -> None:
    case = told(learned_at=moment(1, 8), reported_at=moment(1, 9, 1), deaths=3)
    dues = found(case, {"city": moment(1, 11)})
    assert (dues["unit_report"].until, dues["unit_report"].was_late) == (moment(1, 9), True)
    assert (dues["level_report:city"].until, dues["level_report:city"].was_late) == (moment(1, 11, 1), False)
    assert dues["level_report:province"].until == moment(1, 13)
    assert dues["level_report:province"].is_overdue(moment(1, 13)) is False
    assert dues["level_report:province"].is_overdue(moment(1, 13, 1)) is True
    assert "level_report:state" not in dues


@pytest.mark.parametrize(("deaths", "levels"), [(1, 1), (3, 2), (10, 3), (30, 3)])
def test_report_goes_as_far_up_as_the_grade_asks(deaths: int, levels: int) -> None:
    dues = found(told(deaths=deaths, reported_at=moment(1, 9)))
    assert sum(key.startswith("level_report") for key in dues) == levels


@pytest.mark.parametrize(
    ("regime", "last"), [("work", date(2024, 3, 31)), ("road", date(2024, 3, 8)), ("fire", date(2024, 3, 8))]
)
def test_casualties_are_reported_on_within_thirty_days_or_seven(regime: str, last: date) -> None:
    due = found(told(regime=regime))["supplement"]
    assert (due.day, due.until) == (last, clock.day_end(last))
    assert due.is_overdue(moment(31, 9) + timedelta(days=60)) is False


def test_investigation_has_sixty_days_extension_and_appraisal_not_counted() -> None:
    assert found(told())["report"].day == date(2024, 4, 30)
    assert found(told(extension_days=60, appraisal_days=5))["report"].day == date(2024, 7, 4)


@pytest.mark.parametrize(("deaths", "more", "last"), [(1, 0, 16), (29, 0, 16), (30, 0, 31), (30, 30, 61)])
def test_approval_has_fifteen_days_or_thirty(deaths: int, more: int, last: int) -> None:
    case = told(deaths=deaths, state="submitted", submitted_on=DAY, approval_extension_days=more)
    due = found(case).get("approval") or found(case)["approval_extreme"]
    assert due.day == date(2024, 2, 29) + timedelta(days=last)


def test_assessment_is_due_a_year_after_the_approval() -> None:
    due = found(told(state="approved", submitted_on=DAY, approved_on=date(2024, 2, 29)))["assessment"]
    assert due.day == date(2025, 2, 28)


def test_what_was_done_on_the_last_day_was_in_time() -> None:
    assert found(told(submitted_on=date(2024, 4, 30)))["report"].was_late is False
    assert found(told(submitted_on=date(2024, 5, 1)))["report"].was_late is True


@pytest.mark.parametrize("given", [{"state": "void"}, {"state": "merged"}])
def test_cases_set_aside_have_no_clocks(given: dict[str, Any]) -> None:
    assert clocks_of(told(**given), {}) == []
    assert clocks_of(told(carried_over=True, **given), {}) == []


def test_cases_of_the_past_are_assessed_a_year_after_their_approval() -> None:
    case = told(carried_over=True, state="approved", approved_on=date(2024, 6, 1), reported_at=moment(1, 9))
    assert {key: one.day for key, one in found(case).items()} == {"assessment": date(2025, 6, 1)}


def test_higher_level_that_was_reached_ends_the_lower_ones() -> None:
    case = told(reported_at=moment(1, 9), deaths=10)
    dues = found(case, {"province": moment(1, 10)})
    assert dues["level_report:city"].is_overdue(moment(2, 9)) is False
    assert dues["level_report:province"].was_late is False
    assert dues["level_report:state"].until == moment(1, 12)
    assert found(case)["level_report:city"].is_overdue(moment(2, 9)) is True


@pytest.mark.django_db
def test_clocks_that_ran_out_are_listed_and_wait_for_who_records(bureau: Bureau) -> None:
    late = bureau.case("investigating", occurred_on=clock.today() - timedelta(days=61))
    near = bureau.case("investigating", occurred_on=clock.today() - timedelta(days=50))
    bureau.case("investigating", occurred_on=clock.today() - timedelta(days=5))
    now = clock.now()
    with scope(bureau.department):
        assert [(case.pk, due.clock.key) for case, due in overdue(now)] == [(late.pk, "report")]
        assert [(case.pk, due.clock.key) for case, due in falling_due(now)] == [(near.pk, "report")]
        waits = waiting_for(bureau.department, 100)
    assert [(one.record.pk, one.step, one.due) for one in waits] == [
        (late.pk, "提交调查报告", clock.today() - timedelta(days=1)),
        (near.pk, "提交调查报告", clock.today() + timedelta(days=10)),
    ]
    for actor in (bureau.district, bureau.elsewhere):
        with scope(actor):
            assert waiting_for(actor, 100) == []


@pytest.mark.django_db
def test_clock_is_extended_with_a_reason_and_not_beyond_sixty_days(bureau: Bureau) -> None:
    case = bureau.case("investigating", occurred_on=clock.today() - timedelta(days=61))
    given = {"reason": "检测未完成", "approval": "示例区政府"}
    bureau.step(case, "extend", days=40, **given)
    with scope(bureau.office):
        assert overdue(clock.now()) == []
        assert next(one.day for one in dues_of(case) if one.clock.key == "report") == clock.today() + timedelta(days=39)
    for days in (21, "1.5"):
        with unscoped(reason="test"), pytest.raises(Incomplete) as refused:
            perform(case, "extend", bureau.office, days=days, **given)
        assert list(refused.value.fields) == ["days"]


@pytest.mark.django_db
def test_levels_are_told_once_and_not_for_a_time_to_come(bureau: Bureau) -> None:
    case = bureau.case()
    said = f"{clock.now():%Y-%m-%d %H:%M}"
    bureau.step(case, "report_up", level="city", at=said)
    for at in ("昨天", f"{clock.now() + timedelta(days=1):%Y-%m-%d %H:%M}", "2020-01-01 08:00"):
        with unscoped(reason="test"), pytest.raises(Incomplete) as refused:
            perform(case, "report_up", bureau.office, level="province", at=at)
        assert list(refused.value.fields) == ["at"]
    with unscoped(reason="test"), pytest.raises(Refused, match="已登记"):
        perform(case, "report_up", bureau.office, level="city", at=said)


@pytest.mark.django_db
def test_levels_are_told_after_the_submission_too_and_in_their_order(bureau: Bureau) -> None:
    day = clock.today() - timedelta(days=1)
    at = clock.day_start(day)
    case = bureau.case(deaths=10, hour=8, minute=30, occurred_on=day, reported_at=at + timedelta(hours=9))
    bureau.step(case, "investigate", level="province")
    bureau.step(case, "submit")
    bureau.step(case, "report_up", level="province", at=f"{day} 12:00")
    wrong = (("city", "12:01"), ("city", "08:59"), ("state", "11:59"), ("state", ""))
    for level, hour in wrong:
        with unscoped(reason="test"), pytest.raises(Incomplete) as refused:
            perform(case, "report_up", bureau.office, level=level, at=f"{day} {hour}")
        assert list(refused.value.fields) == ["at"]
    bureau.step(case, "report_up", level="city", at=f"{day} 11:00")


@pytest.mark.django_db
def test_every_due_clock_waits_for_who_may_tell_it_was_done(bureau: Bureau) -> None:
    now = clock.now()
    at = clock.day_start(clock.today() - timedelta(days=1))
    case = bureau.case("investigating", occurred_on=clock.today() - timedelta(days=61), reported_at=at)
    submitted = bureau.case("submitted")
    past = carried_over(bureau, [clock.today() - timedelta(days=60 + 366)])[0]
    told = {}
    for actor in (bureau.office, bureau.department):
        with scope(actor):
            told[actor] = [(one.record.pk, one.step) for one in waiting_for(actor, 100)]
            assert [one.record.pk for one in waiting_for(actor, 1)] == [told[actor][0][0]]
    assert told[bureau.department] == [(case.pk, "逐级上报：市"), (case.pk, "提交调查报告")]
    assert sorted(told[bureau.office]) == sorted(
        [
            *told[bureau.department],
            (submitted.pk, "批复调查报告"),
            (past.pk, "评估整改和防范措施落实情况并公开"),
        ]
    )
    with scope(bureau.office):
        assert (past.pk, "assessment") in [(one.pk, due.clock.key) for one, due in overdue(now)]
