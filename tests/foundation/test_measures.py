"""Figures live and frozen: what was frozen stays, opens exactly its rows, and shows when it was altered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import City, city

from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.measures import Figure, Slicing, counted, evaluate, freeze, frozen, rows_behind
from zhiben.foundation.measures.freezing import intact, packed, unpacked
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut, Measure, ratio
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.queries import streets
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=clock.TZ)
PERIOD = half_month_of(AT.date())
CUT = Cut(PERIOD.ends, PERIOD)
KNOWN = measure.registered()
FINISHED = Measure(
    id="test.finished",
    title="办结率",
    formula="办结任务 ÷ 全部任务",
    unit="",
    numerator=lambda cut: KeyTask.objects.filter(state="done"),
    denominator=lambda cut: KeyTask.objects.all(),
    decimals=1,
    minimum=2,
)


@pytest.fixture
def built() -> Iterator[City]:
    with clock.at(AT), scope(SYSTEM):
        yield city()


def ids(*tasks: KeyTask) -> list[int]:
    return [one.pk for one in tasks]


def told(row: FrozenMeasure) -> tuple[Any, ...]:
    row = FrozenMeasure.objects.get(pk=row.pk)
    return row.numerator, row.denominator, row.value, bytes(row.numerator_ids), bytes(row.denominator_ids), row.sha256


def test_a_figure_counts_within_the_scope_and_the_narrowing(built: City) -> None:
    done, open_ = task(built, "done"), task(built)
    district = task(built, "done", lead="龙华区住房建设")
    whole = evaluate(FINISHED, CUT)
    assert (whole.numerator, whole.denominator, whole.value, whole.rows, whole.shown) == (
        2,
        3,
        Decimal("0.666667"),
        3,
        "66.7%",
    )
    narrowed = evaluate(FINISHED, CUT, where=Q(pk__in=ids(done, open_)))
    assert (narrowed.numerator, narrowed.denominator, narrowed.shown) == (1, 2, "50.0%")
    with scope(built.actor(Role.DISTRICT_OFFICER, "龙华区")):
        own = evaluate(FINISHED, CUT)
    assert (own.numerator, own.denominator, own.value, own.shown) == (1, 1, None, "—"), "one is below the minimum"
    assert own.as_json() == {
        "id": "test.finished",
        "title": "办结率",
        "value": None,
        "numerator": 1,
        "denominator": 1,
        "unit": "",
        "as_of": "2024-03-16T00:00:00+08:00",
        "rows": 1,
    }
    count = evaluate(KNOWN["tasks.done"], CUT)
    assert (count.value, count.denominator, count.shown, count.as_json()["value"]) == (Decimal(2), None, "2", 2)
    assert district.pk in set(KeyTask.objects.values_list("pk", flat=True))


def test_a_rate_is_rounded_once_from_its_counts() -> None:
    two = replace(FINISHED, decimals=2)
    assert Figure(two, 50, 101, ratio(50, 101), AT).shown == "49.50%"
    assert Figure(two, 0, 1, ratio(0, 1, 2), AT).shown == "—"


def test_what_was_frozen_stays_when_records_move_on_and_are_corrected(built: City) -> None:
    late = task(built, due=date(2024, 3, 10))
    fine = task(built, due=date(2024, 3, 20))
    submitted = task(built, "submitted", due=date(2024, 3, 1))
    overdue, live = KNOWN["tasks.overdue"], Cut(PERIOD.ends + timedelta(days=30))
    row = freeze(counted(overdue, CUT, bundle="round-1"))
    rate = freeze(counted(FINISHED, CUT, bundle="round-1"))
    before = told(row), told(rate)
    assert rows_behind("round-1", "tasks.overdue") == ids(late)
    cast = Cast(built)
    perform(submitted, "return", cast.office, reason="佐证不足")
    amend([late], at=clock.now(), due=date(2024, 12, 31))
    amend([fine], at=clock.now(), due=date(2024, 3, 2))
    for move in ("submit", "verify", "finish"):
        perform(late, move, cast.who(move), **FACTS.get(move, {}))
    KeyTask.objects.filter(pk=fine.pk).update(title="改名")
    assert {row.pk for row in overdue.numerator(live)} == {fine.pk, submitted.pk}
    assert evaluate(FINISHED, CUT).numerator == 1
    assert (told(row), told(rate)) == before
    assert rows_behind("round-1", "tasks.overdue") == ids(late)
    assert rows_behind("round-1", "test.finished") == []
    assert rows_behind("round-1", "test.finished", of="denominator") == ids(late, fine, submitted)
    assert all(intact(one) for one in FrozenMeasure.objects.all())


def test_a_bundle_freezes_a_measure_once(built: City) -> None:
    freeze(counted(FINISHED, CUT, bundle="round-1"))
    freeze(counted(FINISHED, CUT, bundle="round-2"))
    with pytest.raises(IntegrityError), transaction.atomic():
        freeze(counted(FINISHED, CUT, bundle="round-1"))
    assert FrozenMeasure.objects.count() == 2


def test_rows_behind_are_exactly_those_of_each_slice(built: City) -> None:
    done, open_ = task(built, "done"), task(built)
    other = task(built, "done", lead="市交通运输")
    unit = built.unit("市住房建设").pk
    whole = freeze(counted(FINISHED, CUT, bundle="b", by=Slicing("lead_unit_id", "unit", (unit,))))
    assert (whole.slice, whole.numerator, whole.denominator, whole.value) == ("", 2, 3, Decimal("0.666667"))
    found = frozen("b")
    assert {key: (row.numerator, row.denominator) for key, row in found.items()} == {
        ("test.finished", ""): (2, 3),
        ("test.finished", f"unit-{unit}"): (1, 2),
        ("test.finished", "unit-0"): (1, 1),
    }
    assert {"numerator_ids", "denominator_ids"} <= found["test.finished", ""].get_deferred_fields()
    assert rows_behind("b", "test.finished") == ids(done, other)
    assert rows_behind("b", "test.finished", f"unit-{unit}") == ids(done)
    assert rows_behind("b", "test.finished", f"unit-{unit}", of="denominator") == ids(done, open_)
    assert rows_behind("b", "test.finished", "unit-0") == ids(other)
    with pytest.raises(NotFound, match="本期没有冻结该指标"):
        rows_behind("b", "test.finished", "elsewhere")


def spread(built: City) -> list[KeyTask]:
    """Tasks of the city, of two districts that are told apart, and of a third that is not."""
    places = ("市住房建设", "龙华区住房建设", "龙华区交通运输", "南山区住房建设", "福田区应急管理")
    return [task(built, state, lead=lead) for lead in places for state in ("done", "under_way", "done")]


def test_slices_are_disjoint_and_add_up_to_the_whole(built: City) -> None:
    tasks = spread(built)
    wanted = {name: built.territories[name].pk for name in ("龙华区", "南山区", "宝安区")}
    freeze(counted(FINISHED, CUT, bundle="b", by=Slicing("district", "district", frozenset(wanted.values()))))
    found = {slice_: (row.numerator, row.denominator) for (_, slice_), row in frozen("b").items()}
    assert found == {
        "": (10, 15),
        "district-0": (4, 6),
        f"district-{wanted['龙华区']}": (4, 6),
        f"district-{wanted['南山区']}": (2, 3),
        f"district-{wanted['宝安区']}": (0, 0),
    }
    for of in ("numerator", "denominator"):
        parts = [pk for name in found if name for pk in rows_behind("b", "test.finished", name, of=of)]
        assert sorted(parts) == rows_behind("b", "test.finished", of=of)
    assert rows_behind("b", "test.finished", of="denominator") == sorted(ids(*tasks))


def test_slices_without_a_list_follow_the_values_found(built: City) -> None:
    spread(built)
    freeze(counted(FINISHED, CUT, bundle="b", by=Slicing("lead_unit_id", "unit")))
    leads = {one.lead_unit_id for one in KeyTask.objects.all()}
    assert {slice_ for _, slice_ in frozen("b")} == {"", *(f"unit-{unit}" for unit in leads)}
    nobody = Slicing("accepted_on", "day")
    assert nobody.of(None) == "day-0"


def test_slicing_reads_the_rows_twice_however_many_parts(
    built: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    spread(built)
    with django_assert_num_queries(3):
        freeze(counted(FINISHED, CUT, bundle="b", by=Slicing("lead_unit_id", "unit")))


def test_a_sliced_freeze_and_a_plain_one_agree(built: City) -> None:
    spread(built)
    names = [one for one in KNOWN if one.startswith(("tasks.", "A5.tasks"))]
    for name in names:
        plain = freeze(counted(KNOWN[name], CUT, bundle="plain"))
        sliced = freeze(counted(KNOWN[name], CUT, bundle="sliced", by=Slicing("lead_unit_id", "unit")))
        assert told(plain)[:-1] == told(sliced)[:-1]
        live = evaluate(KNOWN[name], CUT)
        assert (live.numerator, live.denominator, live.value) == (plain.numerator, plain.denominator, plain.value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("bundle", "b2"),
        ("measure", "x"),
        ("slice", "x"),
        ("title", "办结率（修订）"),
        ("formula", "另一口径"),
        ("unit", "项"),
        ("as_of", PERIOD.ends + timedelta(seconds=1)),
        ("numerator", 3),
        ("denominator", 4),
        ("value", Decimal("0.666668")),
        ("numerator_ids", packed([7, 8])),
        ("denominator_ids", packed([1, 2, 3, 4])),
        ("sha256", "0" * 64),
    ],
)
def test_an_altered_frozen_figure_shows(built: City, column: str, value: object) -> None:
    for state in ("done", "done", "under_way"):
        task(built, state)
    row = freeze(counted(FINISHED, CUT, bundle="b"))
    assert intact(FrozenMeasure.objects.get(pk=row.pk))
    FrozenMeasure.objects.filter(pk=row.pk).update(**{column: value})
    assert not intact(FrozenMeasure.objects.get(pk=row.pk))


def test_a_count_without_rows_is_intact_after_reading_back(built: City) -> None:
    row = freeze(counted(KNOWN["tasks.done"], CUT, bundle="b"))
    assert told(row)[:3] == (0, None, Decimal(0))
    assert intact(FrozenMeasure.objects.get(pk=row.pk))


def test_ids_come_out_sorted_as_they_went_in() -> None:
    chance = random.Random(3)
    for size in (0, 1, 2, 1000):
        wanted = chance.sample(range(1, 10**12), size)
        assert unpacked(packed(wanted)) == sorted(wanted)
    assert len(packed(range(1, 100_001))) < 1000


@pytest.mark.parametrize("name", KNOWN)
def test_every_measure_can_be_taken_frozen_and_narrowed(built: City, name: str) -> None:
    figure, row = evaluate(KNOWN[name], CUT, where=Q(pk__gt=0)), freeze(counted(KNOWN[name], CUT, bundle="b"))
    # Nothing has happened; only the streets that are to be covered are there.
    of = len(streets()) if name == "C1.coverage" else 0
    assert (figure.numerator, figure.denominator or 0) == (row.numerator, row.denominator or 0) == (0, of)
    assert figure.shown == (("0.0%" if of else "—") if KNOWN[name].is_rate else "0")


def test_frozen_figures_do_not_depend_on_who_looks(built: City) -> None:
    task(built, "done")
    freeze(counted(FINISHED, CUT, bundle="b"))
    with scope(Actor(9, "无权限")):
        assert frozen("b")["test.finished", ""].numerator == 1
        assert list(KeyTask.objects.filter(pk__in=rows_behind("b", "test.finished"))) == []


ATTEMPTS = Measure(
    id="test.returns",
    title="退回次数",
    formula="各任务退回次数之和",
    unit="次",
    numerator=lambda cut: KeyTask.objects.all(),
    sums="returns",
)


def test_sum_is_of_its_rows_live_and_frozen(built: City) -> None:
    first, second, third = (task(built, title=f"第{n}项") for n in range(3))
    KeyTask.objects.filter(pk=first.pk).update(returns=2)
    KeyTask.objects.filter(pk=third.pk).update(returns=3)
    figure = evaluate(ATTEMPTS, CUT)
    assert (figure.value, figure.numerator, figure.rows, figure.denominator) == (Decimal(5), 5, 3, None)
    assert evaluate(ATTEMPTS, CUT, Q(pk=third.pk)).value == 3
    assert evaluate(ATTEMPTS, CUT, Q(pk=0)).as_json()["value"] == 0
    by = Slicing("lead_unit_id", "unit")
    freeze(counted(ATTEMPTS, CUT, bundle="sums", by=by))
    kept = frozen("sums")
    assert kept[("test.returns", "")].numerator == 5
    assert sum(row.numerator for (_, name), row in kept.items() if name) == 5
    assert rows_behind("sums", "test.returns") == ids(first, second, third)
    assert all(intact(row) for row in FrozenMeasure.objects.filter(bundle="sums"))


def test_rate_adds_up_nothing() -> None:
    with pytest.raises(ValueError, match=r"test\.finished"):
        replace(FINISHED, sums="returns")
