"""The same difference from week to week: one record with its age, cause, unit and day, gone when it is met no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from tests.factories.ledgers import doubtful, ours, settled_comparison, theirs
from tests.factories.orgs import City

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.reconcile import operations, queries
from zhiben.reconcile.models import Comparison, Discrepancy
from zhiben.reconcile.vocab import Cause

Compare = Callable[..., Comparison]
DUE = date(2024, 10, 30)


@contextmanager
def week(number: int) -> Iterator[None]:
    with clock.at(clock.now() + timedelta(days=7 * number)):
        yield


def states() -> dict[str, int]:
    return Counter(Discrepancy._unfiltered().values_list("state", flat=True))


def at_row(number: int) -> Discrepancy:
    return Discrepancy._unfiltered().select_related("row").get(row__side="left", row__number=number)


def again(one: Discrepancy) -> Discrepancy:
    return Discrepancy._unfiltered().get(pk=one.pk)


@pytest.fixture
def first(office: int, officer: Actor) -> Comparison:
    return settled_comparison(office, officer)


def settled(compare: Compare, officer: Actor, **given: list[list[str]]) -> Comparison:
    one = compare(**given)
    with scope(officer):
        if pairs := doubtful(one, officer):
            operations.answer_pairs(one, [row.pk for row in pairs], same=True, actor=officer)
        return operations.settle(one, actor=officer)


@pytest.mark.usefixtures("first")
def test_the_same_difference_goes_on_with_all_that_was_decided(city: City, compare: Compare, officer: Actor) -> None:
    count, unit = Discrepancy._unfiltered().count(), city.unit("市住房建设").pk
    with scope(officer):
        operations.assign(at_row(17), unit, due=DUE, cause=Cause.LATE, actor=officer)
    with week(1):
        later = settled(compare, officer, left=ours()[::-1])  # in another order, in other rows
        assert Discrepancy._unfiltered().count() == count
        one = at_row(len(ours()) + 1 - 15)
        assert (one.state, one.unit_id, one.due, one.cause, one.age) == ("assigned", unit, DUE, "late", 7)
        assert (one.comparison_id, queries.seen_in(one), one.opened_on) == (later.pk, 2, date(2024, 10, 16))
        with scope(officer):
            assert queries.by_row([one.row]) == {one.row_id: one}


def test_what_is_met_no_longer_is_gone_and_what_comes_back_is_opened_again(
    compare: Compare, officer: Actor, first: Comparison
) -> None:
    before, state = states(), at_row(17)
    right = theirs()
    right[15][5] = ours()[15][5]
    with week(1):
        settled(compare, officer, right=right)
        state = again(state)
        assert (state.state, state.closed_on, state.comparison_id) == ("gone", clock.today(), first.pk)
        assert states() == {"open": before["open"] - 1, "gone": 1}
    with week(2):
        settled(compare, officer)
        state = again(state)
        assert (state.state, state.closed_on, state.age, states()) == ("open", None, 14, before)


def test_another_field_of_the_same_rows_is_another_difference(
    compare: Compare, officer: Actor, first: Comparison
) -> None:
    count, right = first.discrepancies.model._unfiltered().count(), theirs()
    right[15][3:6] = [right[15][3], "2024-08-30", ours()[15][5]]
    with week(1):
        settled(compare, officer, right=right)
    assert (Discrepancy._unfiltered().count(), states()["gone"]) == (count + 1, 1)


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize(("cause", "state"), [(Cause.COUNTED, "confirmed"), (Cause.MISTAKEN, "open")])
def test_what_was_confirmed_as_explained_stays_so_and_what_was_to_be_corrected_does_not(
    city: City, compare: Compare, officer: Actor, cause: Cause, state: str
) -> None:
    one = at_row(17)
    with scope(officer):
        operations.assign(one, city.unit("市住房建设").pk, due=DUE, actor=officer)
        operations.resolve(one, cause=cause, resolution="已核实", actor=officer)
        operations.confirm(one, actor=officer)
    with week(1):
        settled(compare, officer)
    one = again(one)
    assert (one.state, queries.seen_in(one)) == (state, 2)


@pytest.mark.usefixtures("first")
def test_rows_of_another_period_and_columns_not_compared_say_nothing_of_former_differences(
    compare: Compare, officer: Actor
) -> None:
    before = states()
    with week(1):
        recent = [row for row in ours() if row[3] > "2024-06"]
        settled(compare, officer, left=recent, right=[row for row in theirs() if row[4] > "2024-06"])
    after = states()
    assert (sum(after.values()), after["gone"]) == (sum(before.values()), 0)


def test_an_older_comparison_is_not_settled_after_a_later_one(compare: Compare, office: int, officer: Actor) -> None:
    older = compare()
    settled_comparison(office, officer)
    with scope(officer):
        operations.answer_pairs(older, [row.pk for row in doubtful(older, officer)], same=True, actor=officer)
        with pytest.raises(Refused):
            operations.settle(older, actor=officer)


@pytest.mark.usefixtures("first")
def test_open_differences_are_counted_by_unit_as_of_a_day(city: City, compare: Compare, officer: Actor) -> None:
    count, unit, one = states()["open"], city.unit("市住房建设").pk, at_row(17)
    begun = clock.now() + timedelta(seconds=1)
    with scope(officer), clock.at(begun + timedelta(hours=1)):
        units = Counter(Discrepancy._unfiltered().values_list("unit", flat=True))
        assert {each: tally["open"] for each, tally in queries.open_by_unit(begun).items()} == units
        operations.assign(one, unit, due=DUE, actor=officer)
    with scope(officer), clock.at(clock.now() + timedelta(days=30)):
        found = queries.open_by_unit()
        assert (sum(tally["late"] for tally in found.values()), found[unit]["assigned"]) == (count, 1)
        assert sum(tally["late"] for tally in queries.open_by_unit(begun).values()) == 0
