"""Closing: figures frozen as of the period's end with the rows behind them, units named by facts with the items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db.models import Model
from tests.dispatch.city import City
from tests.dispatch.conftest import advance
from tests.dispatch.facts import SEPTEMBER, hazard, moved, report, task

from zhiben.dispatch import evidence, operations, queries
from zhiben.dispatch.cycles import HALF_MONTH, HAZARDS
from zhiben.dispatch.models import Round
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.measures import frozen, rows_behind
from zhiben.foundation.measures.freezing import intact
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import add_unit, reorganise
from zhiben.orgs.vocab import UnitKind

RoundAt = Callable[..., Round]
PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)
IN_PERIOD = datetime(2024, 10, 10, 9, tzinfo=clock.TZ)
AFTER_PERIOD = datetime(2024, 10, 16, 8, tzinfo=clock.TZ)


def named(one: Round, city: City) -> list[tuple[str, str, list[int]]]:
    with scope(city.officer):
        return [(n.unit_name, n.reason.value, [item.record for item in n.items]) for n in queries.named(one)]


def test_closing_freezes_every_measure_of_the_cycle(city: City, round_at: RoundAt) -> None:
    one = round_at("close")
    found = frozen(one.bundle)
    assert {name for name, slice_ in found if not slice_} == set(HALF_MONTH.measures)
    assert one.as_of == datetime(2024, 10, 16, 0, tzinfo=clock.TZ)
    assert all(row.as_of == one.as_of for row in found.values())


def test_frozen_figure_has_its_rows_and_an_intact_seal(city: City, round_at: RoundAt) -> None:
    late = [task(city, "市住房建设局", PAST), task(city, "市交通运输局", PAST)]
    task(city, "市交通运输局", FUTURE)
    one = round_at("close")
    row = frozen(one.bundle)["tasks.overdue", ""]
    assert (row.numerator, rows_behind(one.bundle, "tasks.overdue")) == (2, [t.pk for t in late])
    row.refresh_from_db()
    assert intact(row)


def test_later_move_leaves_frozen_figures_alone(city: City, round_at: RoundAt) -> None:
    late = task(city, "市住房建设局", PAST)
    one = round_at("close")
    before = {key: (row.numerator, row.denominator, row.sha256) for key, row in frozen(one.bundle).items()}
    names = named(one, city)
    moved(late, "done", AFTER_PERIOD)
    assert {key: (row.numerator, row.denominator, row.sha256) for key, row in frozen(one.bundle).items()} == before
    assert (
        named(one, city)
        == names
        == [
            ("市住房建设局", "overdue_tasks", [late.pk]),
            ("市住房建设局", "missing_report", [late.pk]),
        ]
    )


def test_what_happened_after_the_periods_end_does_not_count(city: City, round_at: RoundAt) -> None:
    late = task(city, "市住房建设局", PAST)
    moved(late, "submitted", AFTER_PERIOD)
    assert frozen(round_at("close").bundle)["tasks.overdue", ""].numerator == 1


def test_area_slices_add_up_to_the_whole(city: City, round_at: RoundAt) -> None:
    for place, district in enumerate(("福田区", "福田区", "罗湖区", "深汕特别合作区")):
        hazard(city, district, PAST if place % 2 else FUTURE)
    found = frozen(round_at("close").bundle)
    for name in HAZARDS:
        parts = [row for (measure, slice_), row in found.items() if measure == name and slice_]
        whole = found[name, ""]
        assert sum(row.numerator for row in parts) == whole.numerator
        assert sum(row.denominator or 0 for row in parts) == (whole.denominator or 0)
    assert found["D1.reported", ""].numerator == 4


def test_table_of_areas_is_complete_even_where_there_is_nothing(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", FUTURE)
    one = round_at("close")
    with scope(city.officer):
        lines = evidence.by_area(one, evidence.figures(one))
    assert [(line.name, line.cells[0].shown) for line in lines] == [
        ("福田区", "1"),
        ("罗湖区", "0"),
        ("深汕特别合作区", "0"),
        ("合计", "1"),
    ]


def test_overdue_hazard_names_its_responsible_unit(city: City, round_at: RoundAt) -> None:
    late = hazard(city, "罗湖区", PAST)
    hazard(city, "福田区", FUTURE)
    one = round_at("close")
    with scope(city.officer):
        [found] = queries.named(one)
    [item] = found.items
    assert (found.unit_name, found.reason.value, item.record) == ("罗湖区政府", "overdue_hazards", late.pk)
    assert (item.number, item.title, item.due, item.days_late) == (late.number, late.title, PAST, 15)


def test_missing_report_names_and_a_nil_return_does_not(city: City, round_at: RoundAt) -> None:
    silent, nil, told = (task(city, "市住房建设局", FUTURE) for _ in range(3))
    report(nil, nil=True, at=IN_PERIOD)
    report(told, at=IN_PERIOD)
    other = task(city, "市交通运输局", FUTURE)
    report(other, nil=True, at=IN_PERIOD)
    assert named(round_at("close"), city) == [("市住房建设局", "missing_report", [silent.pk])]


def test_report_that_came_after_the_period_does_not_undo_the_name(city: City, round_at: RoundAt) -> None:
    silent = task(city, "市住房建设局", FUTURE)
    report(silent, at=AFTER_PERIOD)
    assert named(round_at("close"), city) == [("市住房建设局", "missing_report", [silent.pk])]


def test_item_keeps_title_due_and_state_of_the_closing(city: City, round_at: RoundAt) -> None:
    late = task(city, "市住房建设局", PAST)
    moved(late, "done", AFTER_PERIOD)
    one = round_at("close")
    with scope(city.officer):
        type(late).objects.filter(pk=late.pk).update(title="改名", due=FUTURE)
        item = next(n for n in queries.named(one)).items[0]
    assert (item.title, item.state) == (late.title, "推进中")


def test_everybody_in_order_names_nobody(city: City, round_at: RoundAt) -> None:
    assert named(round_at("close"), city) == []


@pytest.fixture
def parted(city: City) -> list[Model]:
    """Overdue in 福田区一街道 and with its office at the period's end: a hazard and a task; then the street left."""
    records = [hazard(city, "福田区", PAST), task(city, "福田区一街道办事处", PAST, state="assigned")]
    with unscoped(reason="a test sets its stage"):
        amend(records[:1], at=SEPTEMBER, responsible_unit_id=city.units["福田区一街道办事处"].pk)
    street, to = city.territories["福田区一街道"], city.territories["罗湖区"]
    with clock.at(AFTER_PERIOD):
        reorganise(street, to=to, on=AFTER_PERIOD.date(), actor=SYSTEM)
    return records


def test_round_closed_late_slices_by_the_district_of_the_cut(
    city: City, parted: list[Model], round_at: RoundAt
) -> None:
    found = frozen(round_at("close").bundle)
    districts = [city.territories[name].pk for name in ("福田区", "罗湖区")]
    assert [found["hazards.overdue", f"district-{pk}"].numerator for pk in districts] == [1, 0]


def test_districts_round_closed_late_still_counts_and_names_what_has_left(
    city: City, parted: list[Model], round_at: RoundAt
) -> None:
    one = round_at("close", office="福田区安委办")
    found = frozen(one.bundle)
    assert [found[name, ""].numerator for name in ("D1.reported", "hazards.overdue", "tasks.overdue")] == [1, 1, 1]
    assert found["hazards.overdue", f"street-{city.territories['福田区一街道'].pk}"].numerator == 1
    officer = city.actor("福田区安委办", "office_officer")
    with scope(officer):
        listed = [(n.unit_name, n.reason.value, [i.record for i in n.items]) for n in queries.named(one)]
        assert [line.name for line in evidence.by_area(one, evidence.figures(one))] == ["福田区一街道", "合计"]
    assert listed == [
        ("福田区一街道办事处", reason, [record.pk])
        for reason, record in (("overdue_tasks", parted[1]), ("overdue_hazards", parted[0]))
    ]


def test_gaining_districts_round_closed_late_does_not_count_what_has_come(
    city: City, parted: list[Model], round_at: RoundAt
) -> None:
    city.units["罗湖区安委办"] = add_unit(
        "罗湖区安委办",
        kind=UnitKind.COMMITTEE_OFFICE,
        territory=city.territories["罗湖区"],
        valid_from=SEPTEMBER.date(),
    )
    one = round_at("close", office="罗湖区安委办")
    assert [frozen(one.bundle)[name, ""].numerator for name in ("D1.reported", "A5.tasks")] == [0, 0]
    with scope(city.actor("罗湖区安委办", "office_officer")):
        assert queries.named(one) == []


def test_item_tells_due_day_and_unit_of_the_cut(city: City, round_at: RoundAt) -> None:
    late = hazard(city, "罗湖区", PAST)
    with unscoped(reason="a test lets an act follow"):
        amend([late], at=AFTER_PERIOD, due=FUTURE, responsible_unit_id=city.units["福田区政府"].pk)
    one = round_at("close")
    with scope(city.officer):
        [found] = queries.named(one)
    [item] = found.items
    assert (found.unit_name, item.due, item.days_late) == ("罗湖区政府", PAST, 15)


def test_district_round_counts_and_names_its_own_only(city: City, round_at: RoundAt) -> None:
    hazard(city, "罗湖区", PAST)
    mine = hazard(city, "福田区", PAST)
    task(city, "市住房建设局", PAST)
    one = round_at("close", office="福田区安委办")
    found = frozen(one.bundle)
    assert (found["hazards.overdue", ""].numerator, found["A5.tasks", ""].numerator) == (1, 0)
    officer = city.actor("福田区安委办", "office_officer")
    with scope(officer):
        assert [(n.unit_name, [i.record for i in n.items]) for n in queries.named(one)] == [("福田区政府", [mine.pk])]
        assert [line.name for line in evidence.by_area(one, evidence.figures(one))] == ["福田区一街道", "合计"]


def test_figures_do_not_depend_on_who_closes(city: City, round_at: RoundAt) -> None:
    task(city, "市住房建设局", PAST)
    hazard(city, "福田区", PAST)
    one = round_at("collect")
    with scope(city.officer):
        operations.close(one, actor=city.officer)
    wide = frozen(one.bundle)["A5.tasks", ""].numerator
    assert wide == 1


def test_round_of_the_running_period_cannot_be_closed(city: City, round_at: RoundAt) -> None:
    one = round_at("collect")
    late_evening = datetime(2024, 10, 15, 23, 59, tzinfo=clock.TZ)
    with clock.at(late_evening), scope(city.officer), pytest.raises(NotAllowed) as refusal:
        operations.close(one, actor=city.officer)
    assert "本期尚未结束" in refusal.value.text
    assert frozen(one.bundle) == {}


def test_round_is_closed_once(city: City, round_at: RoundAt) -> None:
    one = round_at("close")
    with scope(city.officer), pytest.raises(Refused):
        operations.close(one, actor=city.officer)


def test_stranger_can_neither_see_nor_close(city: City, round_at: RoundAt) -> None:
    one = round_at("collect")
    stranger = city.actor("福田区安委办", "office_officer")
    with scope(stranger):
        with pytest.raises(NotFound):
            queries.round_of(one.pk)
        with pytest.raises(NotFound):
            operations.close(one, actor=stranger)


def test_rows_behind_a_figure_are_shown_as_far_as_one_may_see(city: City, round_at: RoundAt) -> None:
    first, second = task(city, "市住房建设局", PAST), task(city, "市交通运输局", PAST)
    one = round_at("close")
    with scope(city.officer):
        whole = evidence.behind(one, "tasks.overdue", "all", "numerator")
        part = evidence.behind(one, "tasks.overdue", f"unit-{first.lead_unit_id}", "numerator")
    with scope(city.actor("市交通运输局", "department_officer")):
        bureau = evidence.behind(one, "tasks.overdue", "all", "numerator")
    assert ([row.pk for row in whole.shown], whole.hidden) == ([first.pk, second.pk], 0)
    assert [row.pk for row in part.shown] == [first.pk]
    assert ([row.pk for row in bureau.shown], bureau.total, bureau.hidden) == ([second.pk], 2, 1)


def test_unknown_figure_is_not_found(city: City, round_at: RoundAt) -> None:
    one = round_at("close")
    with scope(city.officer), pytest.raises(NotFound):
        evidence.behind(one, "nothing", "all", "numerator")


def test_round_goes_its_whole_way(city: City, round_at: RoundAt) -> None:
    one = round_at()
    assert advance(city, one, "issue").state == "issued"
