"""The clock opens and collects rounds: once each, for every office, however long it stood still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from tests.dispatch.city import NOW, City

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.operations import rounds
from zhiben.foundation.audit import verify
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed
from zhiben.kernel.periods import half_month_of


def standing(cycle: str = "half_month") -> list[tuple[str, str, str]]:
    with unscoped(reason="a test"):
        rows = Round.objects.select_related("office").filter(cycle=cycle).order_by("office_id", "period_first")
        return [(one.office.name, one.title, one.state) for one in rows]


@pytest.mark.parametrize(
    ("cycle", "title", "state"),
    [
        ("week", "2024年第42周调度", "collecting"),
        ("half_month", "2024年10月下半月调度", "open"),
        ("month", "2024年10月调度", "open"),
    ],
)
def test_first_tick_opens_the_present_period_for_every_office(city: City, cycle: str, title: str, state: str) -> None:
    """A week is collected from its first day on."""
    opened = [one for one in operations.open_due(NOW) if one.cycle == cycle]
    assert [(one.title, one.state) for one in opened] == [(title, state)] * 2
    assert standing(cycle) == [("市安委办", title, state), ("福田区安委办", title, state)]


def test_second_tick_does_nothing(city: City) -> None:
    operations.open_due(NOW)
    before = standing()
    assert operations.open_due(NOW) == []
    assert standing() == before


def test_round_is_collected_on_its_last_day(city: City) -> None:
    operations.open_due(NOW)
    operations.open_due(datetime(2024, 10, 30, 23, 59, tzinfo=clock.TZ))
    assert {state for _, _, state in standing()} == {"open"}
    operations.open_due(datetime(2024, 10, 31, 0, 0, tzinfo=clock.TZ))
    assert {state for _, _, state in standing()} == {"collecting"}


def test_clock_catches_up_after_three_weeks_off(city: City) -> None:
    operations.open_due(NOW)
    late = datetime(2024, 11, 20, 9, tzinfo=clock.TZ)
    opened = operations.open_due(late)
    assert sorted(Counter(one.cycle for one in opened).items()) == [("half_month", 4), ("month", 2), ("week", 10)]
    assert operations.open_due(late) == []
    expected = [
        ("2024年10月下半月调度", "collecting"),
        ("2024年11月上半月调度", "collecting"),
        ("2024年11月下半月调度", "open"),
    ]
    assert standing() == [(office, *rest) for office in ("市安委办", "福田区安委办") for rest in expected]


def test_weeks_and_months_close_themselves_as_of_their_end(city: City) -> None:
    operations.open_due(NOW)
    operations.open_due(datetime(2024, 11, 6, 9, tzinfo=clock.TZ))
    weeks = [(title, state) for office, title, state in standing("week") if office == "市安委办"]
    assert weeks == [
        ("2024年第42周调度", "closed"),
        ("2024年第43周调度", "closed"),
        ("2024年第44周调度", "closed"),
        ("2024年第45周调度", "collecting"),
    ]
    months = [(title, state) for office, title, state in standing("month") if office == "市安委办"]
    assert months == [("2024年10月调度", "closed"), ("2024年11月调度", "open")]
    with unscoped(reason="a test"):
        ends = {one.as_of == one.period.ends for one in Round.objects.filter(state="closed")}
    assert ends == {True}


def test_pass_of_the_clock_that_is_overtaken_goes_on(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two passes at one moment: what the other has just opened and moved is left to it."""
    missing, late = rounds._missing, datetime(2024, 11, 6, 9, tzinfo=clock.TZ)

    def overtaken(*told: Any) -> Any:
        found = missing(*told)
        monkeypatch.setattr(rounds, "_missing", missing)
        operations.open_due(late)
        return found

    operations.open_due(NOW)
    monkeypatch.setattr(rounds, "_missing", overtaken)
    operations.open_due(late)
    told = [row for cycle in ("week", "half_month", "month") for row in standing(cycle)]
    assert len(told) == len(set(told)) == 2 * (4 + 2 + 2)


def test_week_is_no_bulletin(city: City) -> None:
    operations.open_due(NOW)
    operations.open_due(datetime(2024, 10, 22, 9, tzinfo=clock.TZ))
    with scope(city.officer):
        week = queries.rounds().filter(cycle="week", state="closed", office=city.units["市安委办"].id).get()
        with pytest.raises(NotAllowed, match="该周期不印发文件"):
            operations.draft(week, actor=city.officer)
        assert [one.step for one in queries.waiting_for(city.officer) if one.record == week] == []


def test_year_turns_without_a_gap(city: City) -> None:
    operations.open_due(datetime(2024, 12, 20, 9, tzinfo=clock.TZ))
    operations.open_due(datetime(2025, 1, 2, 9, tzinfo=clock.TZ))
    titles = [title for office, title, _ in standing() if office == "市安委办"]
    assert titles == ["2024年12月下半月调度", "2025年1月上半月调度"]


def test_period_has_one_round_per_office(city: City, round_at: Callable[..., Round]) -> None:
    round_at()
    with pytest.raises(Conflict, match="该期调度刚由他人开启"):
        round_at()
    assert round_at(office="福田区安委办").office.name == "福田区安委办"


def test_periods_of_a_leap_february() -> None:
    period = half_month_of(date(2024, 2, 29))
    assert (period.first, period.last) == (date(2024, 2, 16), date(2024, 2, 29))


def test_opened_rounds_are_in_the_ledger_as_the_systems(city: City) -> None:
    operations.open_due(NOW)
    assert verify().ok


def test_rounds_lie_with_their_office(city: City, round_at: Callable[..., Round]) -> None:
    citys, districts = round_at(), round_at(office="福田区安委办")
    with scope(city.officer):
        assert list(queries.rounds()) == [citys, districts]
    with scope(city.actor("福田区安委办", "office_officer")):
        assert list(queries.rounds()) == [districts]
    with scope(city.actor("市交通运输局", "department_officer")):
        assert list(queries.rounds()) == []
