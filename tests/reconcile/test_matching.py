"""Rows in their sets, and what a person's word changes in them; without a database."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from tests.factories.ledgers import HEADINGS, OTHERS, ours, theirs

from zhiben.analysis.linkage.ledgers import Ledger
from zhiben.reconcile import recalling
from zhiben.reconcile.matching import Said, aliases, cause_of, matched
from zhiben.reconcile.recalling import Key, Places
from zhiben.reconcile.vocab import Cause, Found

OURS, THEIRS = Ledger(HEADINGS, ours()), Ledger(OTHERS, theirs())


def keys(one: Ledger) -> list[Key]:
    return recalling.keys(one.headings, one.rows)


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
    assert (found.left[0].other, found.right[1].other, len(found.followed)) == (1, 0, 1)
    assert found.left[0].found is found.right[1].found is Found.DIFFER
    assert found.left[0].fields == ("企业名称", "隐患内容", "发现日期")
    assert (found.left[1].found, found.right[0].found) == (Found.ONLY, Found.ONLY)


def test_names_that_people_said_to_mean_one_are_known_and_still_told_as_different() -> None:
    """永安 became 长青; a name said to mean two is nobody's."""
    rows = [[f"第{place}", *row[1:]] for place, row in enumerate(ours())]
    others = [["", *row[1:]] for row in ours()]
    for row in others[4::5]:
        row[1] = f"{row[1][3:5]}长青贸易行"
    one, other = Ledger(HEADINGS, rows), Ledger(HEADINGS, others)
    known = aliases([(here[1], there[1]) for here, there in zip(rows, others, strict=True)])
    assert len(known) == 4
    assert aliases([("甲厂", "丙厂"), ("乙厂", "丙厂"), ("丁厂", "丁厂")]) == {}
    before, after = matched(one, other), matched(one, other, aliases=known)
    assert [line.found for line in before.left[4::5]] == [Found.REVIEW] * 4
    assert [line.found for line in after.left[4::5]] == [Found.DIFFER] * 4
    assert all("企业名称" in line.fields for line in after.left[4::5])


def test_rows_told_apart_stand_alone() -> None:
    found = matched(OURS, THEIRS, [Said(keys(OURS)[0], keys(THEIRS)[0], same=False)])
    assert (found.left[0].found, found.right[0].found, len(found.followed)) == (Found.ONLY, Found.ONLY, 1)


def test_rows_told_apart_that_nobody_pairs_stay_where_they_are() -> None:
    found = matched(OURS, THEIRS, [Said(keys(OURS)[0], keys(THEIRS)[1], same=False)])
    assert (found.left[0].found, found.right[1].found, len(found.followed)) == (Found.AGREE, Found.AGREE, 0)


def test_a_word_about_rows_met_twice_changes_nothing() -> None:
    twice = THEIRS.rows.index(theirs()[18])
    found = matched(OURS, THEIRS, [Said(keys(OURS)[19], keys(THEIRS)[twice], same=True)])
    assert (len(found.followed), found.right[twice].found) == (0, Found.TWICE)


def test_rows_without_another_are_held_against_the_period_that_is_told() -> None:
    _left, right = counts(period=(date(2023, 1, 1), date(2023, 12, 31)))
    assert (right[Found.OUTSIDE], right[Found.ONLY]) == (1, 1)
    whole = matched(OURS, THEIRS, (), (date(2020, 1, 1), date(2024, 12, 31)))
    assert [line.found for line in whole.right].count(Found.OUTSIDE) == 0


NOBODY = -1


def known_again(then: list[list[str]], now: list[list[str]], headings: tuple[str, ...] = HEADINGS) -> list[int]:
    places = Places(keys(Ledger(headings, now)))
    return [NOBODY if (place := places.of(key)) is None else place for key in keys(Ledger(headings, then))]


def test_a_row_is_known_again_by_its_number_or_by_what_stays_of_it() -> None:
    number = recalling.keys(("编号", "隐患"), [["YH1", "漏电"]])
    assert Places(recalling.keys(("编号", "隐患"), [["YH2", "漏水"], ["YH1", "漏电，已报修"]])).of(number[0]) == 1
    now = ours()
    for row in now:
        row[5] = "已销号"
    now[3][0] = now[2][0]  # a number that stands there twice
    assert known_again(ours(), now[::-1]) == list(range(19, -1, -1))


def test_rows_of_a_ledger_without_numbers_are_known_whatever_has_become_of_them() -> None:
    then, now = ([row[1:] for row in ours()] for _ in range(2))
    now[3][4] = "已销号"
    now[4][1] = "另一处隐患"
    assert known_again(then, now, HEADINGS[1:]) == [NOBODY if place == 4 else place for place in range(20)]


def test_what_several_rows_have_in_common_is_no_key() -> None:
    rows = [["YH1", "甲厂", "漏电"], ["YH1", "甲厂", "漏电"], ["YH2", "乙厂", "漏水"]]
    assert known_again(rows, rows, ("编号", "企业", "隐患")) == [NOBODY, NOBODY, 2]


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


@pytest.mark.parametrize(
    ("heading", "one", "other", "cause"),
    [
        ("发现日期", "2023-10-05", "2024年10月5日", Cause.YEAR),
        ("发现日期", "2023-10-05", "45570", Cause.YEAR),
        ("发现日期", "2024-10-05", "2024-10-06", ""),
        ("编号", "20231005", "20241005", ""),
    ],
)
def test_a_day_of_another_year_is_likely_a_slip(heading: str, one: str, other: str, cause: str) -> None:
    pairs = {heading: (one, other), "企业名称": ("鹏程实业有限公司", "鹏程实业"), "状态": ("整改中", "已销号")}
    assert cause_of((heading, "企业名称"), pairs) == cause
    assert cause_of((heading, "状态"), pairs) == ""


def test_pairs_that_do_not_differ_have_no_cause() -> None:
    assert cause_of((), {}) == ""


def test_the_desk_tells_sameness_as_the_comparison_does() -> None:
    """A day as a spreadsheet's bare number, with a time and in words is one day, before and after a person's word."""
    days = ["45352", "45353 ", "2024年3月3日", "2024-03-04 08:30"]
    rows = [[f"甲{n}厂", f"{n}号锅炉超压", day] for n, day in enumerate(days)]
    others = [[f"甲{n}厂", f"{n}号锅炉超压", f"2024-03-0{n + 1}"] for n in range(4)]
    one, other = Ledger(("企业名称", "隐患", "发现日期"), rows), Ledger(("企业名称", "隐患", "发现日期"), others)
    assert [line.found for line in matched(one, other).left] == [Found.AGREE] * 4
    told = [Said(left, right, same=True) for left, right in zip(keys(one), keys(other), strict=True)]
    again = matched(one, other, told)
    assert ([line.found for line in again.left], len(again.followed)) == ([Found.AGREE] * 4, 4)
