"""Who sees a task, what counts as missing, nil returns, and the numbers."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.factories.campaign import task
from tests.factories.orgs import City, city

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.campaign.operations import nil_return, report_many
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.paging import page
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import OutsideScope, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
MARCH = datetime(2024, 3, 14, 10, tzinfo=clock.TZ)


def seen(built: City, role: str, unit: str) -> set[str]:
    actor = built.actor(role, unit)
    with scope(actor):
        listed = page(KeyTask._unfiltered(), ("due", "id"))
        plain = set(KeyTask.objects.values_list("number", flat=True))
        assert {t.number for t in listed.rows} == plain
        assert listed.count == len(plain)
        return plain


def test_assisting_department_of_another_line_sees_its_task_and_strangers_do_not() -> None:
    built = city()
    with clock.at(MARCH):
        one = task(built, lead="市住房建设", assisting=("市消防救援",))
        other = task(built, lead="龙华区住房建设")
    both = {one.number, other.number}
    assert seen(built, Role.OFFICE_OFFICER, "市安委办") == both
    assert seen(built, Role.DEPARTMENT_OFFICER, "市住房建设") == both
    assert seen(built, Role.DEPARTMENT_OFFICER, "市消防救援") == {one.number}
    assert seen(built, Role.DEPARTMENT_OFFICER, "市交通运输") == set()
    assert seen(built, Role.DISTRICT_OFFICER, "龙华区") == {other.number}
    assert seen(built, Role.OFFICE_OFFICER, "南山区安委办") == set()
    assert seen(built, Role.AUDITOR, "市安委办") == both
    assert seen(built, Role.SYSTEM_ADMIN, "市安委办") == set()


def test_a_query_outside_a_scope_is_an_error() -> None:
    with pytest.raises(OutsideScope):
        KeyTask.objects.count()


def test_missing_reports_name_the_tasks_and_a_nil_return_settles_them() -> None:
    built = city()
    period = half_month_of(MARCH.date())
    with clock.at(datetime(2024, 2, 20, 10, tzinfo=clock.TZ)):
        tasks = [task(built) for _ in range(3)]
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    unit = built.unit("市住房建设").pk

    def missing() -> list[tuple[int, int]]:
        return list(queries.missing_reports(period, as_of).order_by("pk").values_list("unit_then", "pk"))

    with scope(lead), clock.at(MARCH):
        as_of = clock.day_end(period.last)
        assert missing() == [(unit, t.pk) for t in tasks]
        report_many([(tasks[0], {"period": MARCH.date(), "text": "已排查12家"})], actor=lead)
        assert missing() == [(unit, t.pk) for t in tasks[1:]]
        assert nil_return(unit, day=MARCH.date(), actor=lead) == 2
        assert missing() == []
        with pytest.raises(Refused, match="无需零报告"):
            nil_return(unit, day=MARCH.date(), actor=lead)
        assert TaskReport.objects.filter(nil=True).count() == 2
        assert evaluate(measure.registered()["tasks.reported_rate"], Cut(as_of, period)).numerator == 3


def test_a_nil_return_is_not_empty_before_the_period_ended_without_it() -> None:
    built = city()
    with clock.at(datetime(2024, 2, 20, 10, tzinfo=clock.TZ)):
        silent = task(built)
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead), clock.at(datetime(2024, 3, 16, 10, tzinfo=clock.TZ)):
        nil_return(built.unit("市住房建设").pk, day=date(2024, 3, 5), actor=lead)
        period = half_month_of(date(2024, 3, 5))
        assert list(queries.missing_reports(period, period.ends)) == [silent]


def test_measures_as_of_a_day_follow_the_intervals() -> None:
    built = city()
    with clock.at(MARCH):
        task(built, "done")
        task(built, "under_way", due=date(2024, 3, 20))
        task(built, "drafted")
        task(built, "under_way", lead="龙华区住房建设")
    known = measure.registered()
    with unscoped(reason="test of figures"):
        later = Cut(clock.day_end(date(2024, 3, 31)))
        before = Cut(clock.day_end(date(2024, 3, 13)))
        values = {name: evaluate(known[name], later).numerator for name in ("A5.tasks", "A5.units", "tasks.done")}
        assert values == {"A5.tasks": 3, "A5.units": 2, "tasks.done": 1}
        assert evaluate(known["tasks.overdue"], later).numerator == 1
        assert evaluate(known["tasks.overdue"], Cut(clock.day_end(date(2024, 3, 19)))).numerator == 0
        assert evaluate(known["tasks.overdue"], Cut(clock.day_end(date(2024, 3, 20)))).numerator == 1
        assert [evaluate(known[name], before).numerator for name in values] == [0, 0, 0]


def test_a_due_day_extended_later_was_still_the_old_one_then() -> None:
    from zhiben.campaign.operations import ask_extension, decide_extension

    built = city()
    lead, leader = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), built.actor(Role.OFFICE_LEADER, "市安委办")
    with clock.at(datetime(2024, 6, 1, 9, tzinfo=clock.TZ)):
        record = task(built, "under_way", due=date(2024, 6, 10))
    with unscoped(reason="test"):
        with clock.at(datetime(2024, 6, 9, 9, tzinfo=clock.TZ)):
            asked = ask_extension(record, due=date(2024, 7, 1), reason="设备未到", actor=lead)
        with clock.at(datetime(2024, 6, 12, 9, tzinfo=clock.TZ)):
            decide_extension(asked, grant=True, actor=leader)
        days = [datetime(2024, month, day, tzinfo=clock.TZ) for month, day in ((6, 12), (6, 13), (7, 1), (7, 2))]
        assert [queries.overdue(at).count() for at in days] == [1, 0, 0, 1]
