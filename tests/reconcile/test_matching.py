"""Rows in their sets, and what a person's word changes in them; without a database."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from tests.factories.ledgers import HEADINGS, OTHERS, ours, theirs

from zhiben.analysis.linkage.ledgers import Ledger
from zhiben.reconcile import matching
from zhiben.reconcile.matching import Said, cause_of, matched, told_apart
from zhiben.reconcile.vocab import Cause, Found

OURS, THEIRS = Ledger(HEADINGS, ours()), Ledger(OTHERS, theirs())


def keys(one: Ledger) -> list[str]:
    return matching.keys(one.headings, one.rows)


def counts(said: tuple[Said, ...] = (), period: tuple[date, date] | None = None) -> tuple[Counter[Found], ...]:
    found = matched(OURS, THEIRS, said, period)
    return Counter(line.found for line in found.left), Counter(line.found for line in found.right)


def test_every_row_stands_in_one_set() -> None:
    left, right = counts()
    assert (left.total(), right.total()) == (len(OURS.rows), len(THEIRS.rows))
    assert [left[found] for found in (Found.AGREE, Found.DIFFER, Found.REVIEW)] == [
        right[found] for found in (Found.AGREE, Found.DIFFER, Found.REVIEW)
    ]
    assert (left[Found.AGREE], right[Found.TWICE], right[Found.OUTSIDE]) == (15, 2, 1)


def test_rows_told_one_stand_together_and_their_former_others_alone() -> None:
    here, there = keys(OURS), keys(THEIRS)
    found = matched(OURS, THEIRS, [Said(here[0], there[1], same=True)])
    assert (found.left[0].other, found.right[1].other, found.reused) == (1, 0, 1)
    assert found.left[0].found is found.right[1].found is Found.DIFFER
    assert found.left[0].fields == ("企业名称", "隐患内容", "发现日期")
    assert (found.left[1].found, found.right[0].found) == (Found.ONLY, Found.ONLY)


def test_rows_told_apart_stand_alone() -> None:
    found = matched(OURS, THEIRS, [Said(keys(OURS)[0], keys(THEIRS)[0], same=False)])
    assert (found.left[0].found, found.right[0].found, found.reused) == (Found.ONLY, Found.ONLY, 1)


def test_rows_told_apart_that_nobody_pairs_stay_where_they_are() -> None:
    found = matched(OURS, THEIRS, [Said(keys(OURS)[0], keys(THEIRS)[1], same=False)])
    assert (found.left[0].found, found.right[1].found, found.reused) == (Found.AGREE, Found.AGREE, 0)


def test_a_word_about_rows_met_twice_changes_nothing() -> None:
    twice = THEIRS.rows.index(theirs()[18])
    found = matched(OURS, THEIRS, [Said(keys(OURS)[19], keys(THEIRS)[twice], same=True)])
    assert (found.reused, found.right[twice].found) == (0, Found.TWICE)


def test_rows_without_another_are_held_against_the_period_that_is_told() -> None:
    _left, right = counts(period=(date(2023, 1, 1), date(2023, 12, 31)))
    assert (right[Found.OUTSIDE], right[Found.ONLY]) == (1, 1)
    whole = matched(OURS, THEIRS, (), (date(2020, 1, 1), date(2024, 12, 31)))
    assert [line.found for line in whole.right].count(Found.OUTSIDE) == 0


def test_a_row_is_known_by_its_number_whatever_else_it_says() -> None:
    rows = ours()
    rows[3][5] = "已销号"
    assert keys(Ledger(HEADINGS, rows)) == keys(OURS)


def test_a_row_of_a_ledger_without_numbers_is_known_by_all_it_says() -> None:
    bare = Ledger(HEADINGS[1:], [row[1:] for row in ours()])
    other = [row[1:] for row in ours()]
    other[3][4] = "已销号"
    told = keys(Ledger(HEADINGS[1:], other))
    assert [one == two for one, two in zip(keys(bare), told, strict=True)] == [place != 3 for place in range(20)]


@pytest.mark.parametrize(
    ("one", "other", "cause"),
    [
        ("深圳市鹏程实业有限公司", "鹏程实业", Cause.WRITTEN),
        ("整改中", "已销号", ""),
        ("整改中", "", ""),
    ],
)
def test_likely_cause_is_told_where_values_differ_in_writing_alone(one: str, other: str, cause: str) -> None:
    assert cause_of(("企业名称",), {"企业名称": (one, other)}) == cause


def test_pairs_that_do_not_differ_have_no_cause() -> None:
    assert cause_of((), {}) == ""


def test_fields_are_told_apart_by_what_they_mean() -> None:
    columns = [("发现日期", "日期"), ("隐患", "隐患内容")]
    found = told_apart(
        columns, ["隐患", "发现日期"], ["漏电", "2024-03-01"], ["隐患内容", "日期"], ["漏水", "2024年3月1日"]
    )
    assert found == ("隐患",)
