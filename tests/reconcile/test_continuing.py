"""The same difference from week to week: one record with its age, cause, unit and day, gone when it is met no more."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.apps import apps
from tests.factories.ledgers import HEADINGS, OTHERS, as_csv, doubtful, ours, settled_comparison, source, theirs
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reconcile import operations, queries
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy
from zhiben.reconcile.operations import Draft
from zhiben.reconcile.vocab import OWNER, Cause, Question

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


def told(one: Discrepancy) -> tuple[str, object]:
    """The last line of the ledger about it."""
    entry = AuditEntry.objects.filter(model="reconcile.discrepancy", record=one.pk).order_by("seq").last()
    assert entry is not None
    return entry.verb, json.loads(entry.facts)


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
    unit, one = city.unit("市住房建设").pk, at_row(17)
    begun = clock.now() + timedelta(seconds=1)
    with scope(officer), clock.at(begun + timedelta(hours=1)):
        units = Counter(Discrepancy._unfiltered().values_list("unit", flat=True))
        assert {each: tally["open"] for each, tally in queries.open_by_unit(begun).items()} == units
        operations.assign(one, unit, due=DUE, actor=officer)
    with scope(officer), clock.at(clock.now() + timedelta(days=30)):
        found = queries.open_by_unit()
        assert [found[unit][kind] for kind in ("assigned", "late")] == [1, 1]
        assert sum(tally["late"] for tally in found.values()) == 1  # nobody was told of the others
        assert [each.late for each in Discrepancy.objects.filter(state="open")].count(True) == 0
        assert sum(tally["late"] for tally in queries.open_by_unit(begun).values()) == 0


@pytest.mark.usefixtures("first")
def test_a_pair_that_loses_its_other_row_stays_one_difference_of_another_kind(
    city: City, compare: Compare, officer: Actor
) -> None:
    count, unit = Discrepancy._unfiltered().count(), city.unit("市住房建设").pk
    one, written = at_row(17), at_row(18)
    assert (written.cause, written.proposed) == (Cause.WRITTEN, True)
    with scope(officer):
        operations.assign(one, unit, due=DUE, actor=officer)
        operations.assign(written, unit, due=DUE, actor=officer)
        operations.resolve(written, cause=Cause.WRITTEN, resolution="同一企业", actor=officer)
        operations.confirm(written, actor=officer)
    with week(1):
        settled(compare, officer, right=[*theirs()[:15], *theirs()[17:]])
        one, written = again(one), again(written)
        assert (Discrepancy._unfiltered().count(), one.state, one.unit_id, one.due) == (count, "assigned", unit, DUE)
        assert (one.age, one.subject[:13]) == (7, "只在本市台账（第17行）：")
        assert (written.state, written.cause, written.resolution, written.closed_on) == ("open", "", "", None)
        assert told(one) == ("turn", {"now": "只在本市台账"})
    with week(2):
        settled(compare, officer)
        assert (again(one).age, again(one).subject[:5], again(written).cause) == (14, "状态不一致", Cause.WRITTEN)
    assert Discrepancy._unfiltered().count() == count


def test_copies_of_one_difference_become_one(city: City, compare: Compare, officer: Actor, first: Comparison) -> None:
    """As comparisons left them before rows were known again: each its own, beside those of before, with no keys."""
    comparisons, before = Comparison._unfiltered(), states()["open"]
    with week(1):
        comparisons.filter(pk=first.pk).update(state="discarded")
        second = settled(compare, officer)
        comparisons.filter(pk=first.pk).update(state="settled")
        assert states() == {"open": 2 * before}
        copy = Discrepancy._unfiltered().get(comparison=second, row__side="left", row__number=17)
        with scope(officer):
            operations.assign(copy, city.unit("市住房建设").pk, due=DUE, actor=officer)
    ComparedRow._unfiltered().update(key="of old", steady="")
    with unscoped(reason="a migration reads all"):
        importlib.import_module("zhiben.reconcile.migrations.0003_rows_known_again").know_rows_again(apps, None)
    old = Discrepancy._unfiltered().get(comparison=first, row__side="left", row__number=17)
    with week(2):
        settled(compare, officer)
    assert states() == {"open": before - 1, "assigned": 1, "gone": before}
    copy = again(copy)
    assert (copy.state, copy.opened_on, copy.age) == ("assigned", first.made_at.astimezone(clock.TZ).date(), 0)
    assert told(old) == ("merge", {"into": str(copy.pk)})
    settling = AuditEntry.objects.filter(model="reconcile.comparison", verb="settle").order_by("seq").last()
    assert settling is not None
    assert json.loads(settling.facts)["merged"] == before
    assert f'href="{copy.get_absolute_url()}">并入的差异' in text(browser(officer), "reconcile:discrepancy", old.pk)
    with unscoped(reason="a test puts it into another's hands"):
        bureau = city.unit("市交通运输")
        part_in(old, OWNER, bureau.pk, bureau.coordinates).save()
    stranger = browser(city.actor(Role.DEPARTMENT_OFFICER, "市交通运输"))
    assert "并入的差异" not in text(stranger, "reconcile:discrepancy", old.pk)


RENAMED = ("联系人", "单位名称", "隐患描述", "责任单位", "发现日期", "整改情况")


def called_otherwise(row: list[str]) -> list[str]:
    """A column more, one moved, three called otherwise."""
    return ["张三", *row[1:3], row[4], row[3], row[5]]


def test_a_ledger_is_known_though_its_headings_changed(office: int, officer: Actor) -> None:
    def compared(headings: tuple[str, ...], rows: list[list[str]]) -> Comparison:
        mine = source("本市台账", as_csv(headings, rows), officer)
        yours = source("省平台", as_csv(OTHERS[2:], [row[2:] for row in theirs()]), officer)
        with scope(officer):
            one = operations.compare_ledgers(Draft(office, mine, yours), actor=officer)
            pairs = [row.pk for row in doubtful(one, officer)]
            if pairs:
                operations.answer_pairs(one, pairs, same=True, actor=officer)
            operations.settle(one, actor=officer)
        return one

    compared(HEADINGS[1:], [row[1:] for row in ours()])
    state = Discrepancy._unfiltered().get(subject__startswith="状态不一致")
    before = set(Discrepancy._unfiltered().values_list("pk", flat=True))
    with week(1):
        later = compared(RENAMED, list(map(called_otherwise, ours())))
        met = set(Discrepancy._unfiltered().filter(comparison=later).values_list("pk", flat=True))
    # The column 整改情况 is compared with none of the other ledger's: of what differed there nothing is told.
    assert (states(), later.reused, met) == ({"open": len(before)}, 1, before - {state.pk})


@pytest.mark.usefixtures("first")
def test_a_ledger_that_looks_otherwise_under_the_same_name_is_asked_about(office: int, officer: Actor) -> None:
    before = states()
    rows = [[row[1], f"2024-0{row[3][6]}-28", "某人"] for row in ours()]
    strange = as_csv(("企业名称", "发现日期", "司机"), rows)
    mine, yours = source("本市台账", as_csv(HEADINGS, ours()), officer), source("省平台", strange, officer)
    with week(1), scope(officer):
        with pytest.raises(Incomplete) as why:
            operations.compare_ledgers(Draft(office, mine, yours), actor=officer)
        assert "“省平台”的列名和上次比对" in str(why.value)
        one = operations.compare_ledgers(Draft(office, mine, yours, anyway={Question.OTHER_LEDGER}), actor=officer)
        operations.answer_pairs(one, [row.pk for row in doubtful(one, officer)], same=True, actor=officer)
        operations.settle(one, actor=officer)
    assert states()["gone"] == 0
    assert states()["open"] >= before["open"]
