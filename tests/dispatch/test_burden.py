"""An answer to being named is a demand on the named unit, in the period in which it is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.dispatch.city import City
from tests.dispatch.facts import task

from zhiben.dispatch.models import Round
from zhiben.foundation.scope import scope
from zhiben.kernel.periods import month_of
from zhiben.reporting.burden import loads


def test_a_named_unit_is_asked_for_one_answer_a_reason(city: City, round_at: Callable[..., Round]) -> None:
    task(city, "市住房建设局", date(2024, 9, 30), title="外墙脱落排查")
    one = round_at("draft")
    with scope(city.officer):
        october, november = (loads(month_of(date(2024, month, 1))) for month in (10, 11))
    housing = city.units["市住房建设局"].pk
    assert sorted((row.unit_name, row.reason) for row in one.names) == [
        ("市住房建设局", "missing_report"),
        ("市住房建设局", "overdue_tasks"),
    ]
    assert october[housing].of("namings").count == 2
    assert [demand.basis for demand in october[housing].demands["namings"]] == ["调度期的点名答复"] * 2
    assert housing not in november or november[housing].of("namings").count == 0
