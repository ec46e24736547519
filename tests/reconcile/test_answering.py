"""Doubtful pairs: told one or not one by a person, taken back until the comparison is settled, never asked twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.ledgers import doubtful, ours, theirs
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import hindrances
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reconcile import operations, queries
from zhiben.reconcile.models import Answer, ComparedRow, Comparison

Compare = Callable[..., Comparison]
Ledgers = Callable[[], list[list[str]]]
Sets = list[tuple[str, int, str, int | None]]


@pytest.fixture
def one(compare: Compare, officer: Actor) -> Comparison:
    found = compare()
    assert len(doubtful(found, officer)) >= 1
    return found


def sets(one: Comparison) -> Sets:
    rows = ComparedRow._unfiltered().filter(comparison=one).order_by("pk")
    return list(rows.values_list("side", "number", "found", "other"))


def test_a_pair_told_one_agrees_or_differs(one: Comparison, officer: Actor) -> None:
    row = doubtful(one, officer)[0]
    with scope(officer):
        assert operations.answer_pairs(one, [row.pk], same=True, actor=officer) == 1
        row = one.rows.select_related("other").get(pk=row.pk)
    assert row.other is not None
    assert (row.found, row.other.found) == ("differ", "differ")
    assert row.fields != []


def test_a_pair_told_apart_stands_alone(one: Comparison, officer: Actor) -> None:
    row = doubtful(one, officer)[0]
    with scope(officer):
        operations.answer_pairs(one, [row.pk], same=False, actor=officer)
        after = [one.rows.get(pk=pk) for pk in (row.pk, row.other_id)]
    assert [(each.found, each.other_id) for each in after] == [("only", None), ("only", None)]


@pytest.mark.parametrize("same", [True, False])
def test_what_was_said_is_taken_back(one: Comparison, officer: Actor, same: bool) -> None:
    before = sets(one)
    with scope(officer):
        operations.answer_pairs(one, [row.pk for row in doubtful(one, officer)], same=same, actor=officer)
        assert sets(one) != before
        answers = [answer.pk for answer in queries.answers_of(one)]
        operations.take_back_answers(one, answers, actor=officer)
    assert (sets(one), Answer._unfiltered().count()) == (before, 0)


def test_a_pair_is_answered_once(one: Comparison, officer: Actor) -> None:
    row = doubtful(one, officer)[0]
    with scope(officer):
        operations.answer_pairs(one, [row.pk], same=True, actor=officer)
        with pytest.raises(Conflict):
            operations.answer_pairs(one, [row.pk], same=False, actor=officer)
        with pytest.raises(NotFound):
            operations.answer_pairs(one, [row.other_id or 0], same=False, actor=officer)
        with pytest.raises(NotFound):
            operations.take_back_answers(one, [0], actor=officer)
        with pytest.raises(Refused):
            operations.answer_pairs(one, [], same=True, actor=officer)
        with pytest.raises(Refused):
            operations.take_back_answers(one, [], actor=officer)


def test_nothing_is_settled_while_a_pair_is_doubtful(one: Comparison, officer: Actor) -> None:
    with scope(officer):
        assert "还有疑似同一条的没有核对" in hindrances([one], "settle", officer)[one.pk]
        with pytest.raises(NotAllowed):
            operations.settle(one, actor=officer)


def test_nothing_is_said_or_taken_back_once_it_is_settled(one: Comparison, officer: Actor) -> None:
    pairs = [row.pk for row in doubtful(one, officer)]
    with scope(officer):
        operations.answer_pairs(one, pairs, same=True, actor=officer)
        operations.settle(one, actor=officer)
        with pytest.raises(Refused):
            operations.take_back_answers(one, [queries.answers_of(one)[0].pk], actor=officer)
        with pytest.raises(Refused):
            operations.answer_pairs(one, pairs, same=True, actor=officer)


def test_others_say_nothing(city: City, one: Comparison, officer: Actor) -> None:
    leader, row = city.actor(Role.OFFICE_LEADER, "市安委办"), doubtful(one, officer)[0]
    with scope(leader):
        with pytest.raises(NotAllowed):
            operations.answer_pairs(one, [row.pk], same=True, actor=leader)
        with pytest.raises(NotAllowed):
            operations.take_back_answers(one, [1], actor=leader)


def test_ledger_tells_what_was_said_and_taken_back(one: Comparison, officer: Actor) -> None:
    row = doubtful(one, officer)[0]
    with scope(officer):
        operations.answer_pairs(one, [row.pk], same=True, actor=officer)
        operations.take_back_answers(one, [queries.answers_of(one)[0].pk], actor=officer)
    found = AuditEntry.objects.filter(model="reconcile.comparison", record=one.pk).order_by("seq")
    assert [entry.verb for entry in found] == ["begin", "answer_pairs", "take_back_answers"]


@pytest.mark.parametrize("same", [True, False])
def test_the_next_comparison_of_the_same_ledgers_does_not_ask_again(
    compare: Compare, one: Comparison, officer: Actor, same: bool
) -> None:
    pairs = doubtful(one, officer)
    with scope(officer):
        operations.answer_pairs(one, [row.pk for row in pairs], same=same, actor=officer)
    left = ours()
    left[0][5] = "已销号"
    later = compare(left=left)
    assert (len(doubtful(later, officer)), later.reused) == (0, len(pairs))


def test_what_was_said_in_a_discarded_comparison_is_not_followed(
    compare: Compare, one: Comparison, officer: Actor
) -> None:
    pairs = [row.pk for row in doubtful(one, officer)]
    with scope(officer):
        operations.answer_pairs(one, pairs, same=True, actor=officer)
        operations.discard(one, reason="传错文件", actor=officer)
    later = compare()
    assert (len(doubtful(later, officer)), later.reused) == (len(pairs), 0)


def test_what_was_said_holds_whichever_ledger_stands_left(one: Comparison, office: int, officer: Actor) -> None:
    row = doubtful(one, officer)[0]
    with scope(officer):
        operations.answer_pairs(one, [row.pk], same=False, actor=officer)
    with CaptureQueriesContext(connection) as asked:
        said = [
            queries.said_before(office, *names, lambda _then, _side, _row, kept: kept)
            for names in (("本市台账", "省平台"), ("省平台", "本市台账"))
        ]
    assert [each for each in asked.captured_queries if '"text"' in each["sql"]] == []
    assert [(each.left, each.right, each.same) for each in said[0]] == [
        (each.right, each.left, each.same) for each in said[1]
    ]
    assert len(said[0]) == 1


def numberless(rows: list[list[str]], *names: int) -> list[list[str]]:
    return [["" if place in names else cell for place, cell in enumerate(row)] for row in rows]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (lambda: [*ours()[:19], ["SZ-000", *ours()[19][1:]]], theirs),
        (lambda: numberless(ours(), 0), lambda: numberless(theirs(), 0, 1)),
    ],
    ids=["a number twice", "no numbers"],
)
def test_what_was_said_is_followed_shown_and_can_be_taken_back(
    city: City, compare: Compare, officer: Actor, left: Ledgers, right: Ledgers
) -> None:
    """Followed from week to week whatever has become of the rows; taken back, it is asked again, this week and next."""
    one = compare(left=left(), right=right())
    pairs = doubtful(one, officer)
    with scope(officer):
        operations.answer_pairs(one, [row.pk for row in pairs], same=True, actor=officer)
        first = list(queries.answers_of(one))
    moved = left()
    for row in moved:
        row[5] = "复查中"
    with clock.at(clock.now() + timedelta(days=7)):
        second, third = (compare(left=moved, right=right()) for _ in range(2))
    with scope(officer):
        for later in (second, third):
            told = list(queries.answers_of(later))
            assert [(each.followed, each.by, each.at) for each in told] == [
                (True, officer.id, each.at) for each in first
            ]
            assert (later.reused, doubtful(later, officer)) == (len(pairs), [])
        operations.take_back_answers(third, [each.pk for each in told], actor=officer)
        assert len(doubtful(third, officer)) == len(pairs)
    fourth = compare(left=moved, right=right())
    assert (fourth.reused, len(doubtful(fourth, officer))) == (0, len(pairs))
    page = text(browser(officer), "reconcile:review", second.pk)
    assert page.count("已沿用") == len(pairs)


def test_a_row_paired_otherwise_is_not_taken_back_into_two_pairs(one: Comparison, officer: Actor) -> None:
    row = doubtful(one, officer)[0]
    with scope(officer):
        operations.answer_pairs(one, [row.pk], same=False, actor=officer)
        answer = queries.answers_of(one)[0]
        free = one.rows.filter(side="right", found="only").exclude(pk=row.other_id)[0]
        one.rows.filter(pk=row.pk).update(found="differ", other=free)
        with pytest.raises(Refused):
            operations.take_back_answers(one, [answer.pk], actor=officer)
