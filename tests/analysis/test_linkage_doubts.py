"""What must not be taken for one without a person: names that differ by branch, place or number, rows with other
numbers; and what rows with the same number are, what a ledger says twice, where its period ends."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from zhiben.analysis.linkage.coding import coded
from zhiben.analysis.linkage.days import period
from zhiben.analysis.linkage.hidden import enough
from zhiben.analysis.linkage.ledgers import Comparison, Incomparable, Ledger, compare
from zhiben.analysis.linkage.marks import Marked
from zhiben.analysis.linkage.words import core, day_of_serial, plain

HEAD = ("编号", "隐患", "企业名称", "街道", "发现日期", "状态")
WHAT = ("消防通道被占用", "临边防护缺失", "配电箱未上锁", "除尘系统未设泄爆", "燃气软管老化", "安全出口锁闭")
STREETS = ("桂园", "黄贝", "东门", "翠竹", "南湖", "笋岗")


def told_apart(*names: str) -> list[bool]:
    """By either name before the other."""
    marked, both = Marked(pl.Series(values=[plain(name) for name in names])), np.arange(2)
    return marked.apart(both, both[::-1]).tolist()


def rows(count: int) -> list[list[str]]:
    draw = random.Random(3)
    names = ["".join(draw.sample("华强安达远宏鑫泰恒丰盛源顺兴隆昌瑞祥和平", 3)) for _name in range(count // 2)]
    return [
        [
            f"YH{place:04}",
            draw.choice(WHAT),
            f"{draw.choice(names)}有限公司",
            f"{draw.choice(STREETS)}街道",
            f"2024-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
            "上报",
        ]
        for place in range(count)
    ]


def told(here: Sequence[Sequence[str]], there: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> Comparison:
    left, right = (Ledger(tuple(head), [tuple(row) for row in side]) for side in (here, there))
    found = compare(left, right)
    assert found.closes(len(here), len(there))
    return found


def without(place: int, table: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[*row[:place], *row[place + 1 :]] for row in table]


def doubtful(found: Comparison) -> list[tuple[int, int]]:
    return [(one, other) for one, other, _bits in found.review]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("好又多超市（南山店）", "好又多超市（福田店）"),
        ("好又多超市南山店", "好又多超市福田店"),
        ("好又多实业有限公司南山分公司", "好又多实业有限公司福田分公司"),
        ("消防通道被占用（3层）", "消防通道被占用（5层）"),
        ("阳光大厦一号楼", "阳光大厦二号楼"),
        ("阳光大厦A座", "阳光大厦B座"),
        ("阳光大厦地下一层", "阳光大厦一层"),
        ("南山区实验小学", "福田区实验小学"),
        ("净高12.5米", "净高125米"),
        ("3栋5层", "5栋3层"),
        ("三层", "5层"),
        ("和平县人民医院", "平和县人民医院"),
        ("安远县中心小学", "远安县中心小学"),
        ("河南省洛阳市新安县医院", "河北省保定市安新县医院"),
        ("安吉县供电公司", "吉安县供电公司"),
        ("宁安市自来水厂", "安宁市自来水厂"),
        ("诚信物业公司（安吉）", "诚信物业公司（吉安）"),
    ],
)
def test_names_that_both_tell_a_place_and_not_the_same_are_for_a_person(one: str, other: str) -> None:
    assert told_apart(one, other) == [True, True]
    place = 1 if "通道" in one or "净高" in one else 2
    here, there = without(0, rows(40)), without(0, rows(40))
    here[7][place - 1], there[7][place - 1] = one, other
    found = told(here, there, HEAD[1:])
    assert (doubtful(found), found.differ) == ([(7, 7)], ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("好又多超市（南山店）", "好又多超市"),
        ("深圳市宏达实业有限公司", "广东省深圳市宏达实业有限责任公司"),
        ("阳光大厦三层", "阳光大厦3层"),
        ("阳光大厦03层", "阳光大厦3层"),
        ("宏达实业（集团）有限公司", "宏达实业有限公司"),
        ("沃尔玛南山店", "沃尓玛南山店"),
        ("0755-123", "0755-124"),
    ],
)
def test_what_only_one_of_them_tells_is_left_out_by_the_other(one: str, other: str) -> None:
    assert told_apart(one, other) == [False, False]


def test_words_are_told_apart_however_many_at_once() -> None:
    shops = "好又多超市（南山店）", "好又多超市（福田店）"
    names = ("阳光大厦A座", "阳光大厦B座", *shops, "3栋5层", "20240301", "", "阳光大厦A座3层")
    marked = Marked(pl.Series(values=[plain(name) for name in names]))
    some = np.array([2, 0]), np.array([3, 5])
    assert marked.apart(*some).tolist() == [True, False]
    one, other = (places.ravel() for places in np.indices((len(names), len(names))))
    apart = {
        (names[place // len(names)], names[place % len(names)]) for place in np.flatnonzero(marked.apart(one, other))
    }
    pairs = [(names[0], names[1]), shops, (names[1], names[7]), *((names[place], "3栋5层") for place in (0, 1, 7))]
    assert apart == {pair[::way] for pair in pairs for way in (1, -1)}


def test_quite_other_enterprises_are_for_a_person() -> None:
    here, there = without(0, rows(40)), without(0, rows(40))
    there[7][1] = "某某科技发展中心"
    assert (doubtful(found := told(here, there, HEAD[1:])), len(found.agree)) == ([(7, 7)], 39)


def test_the_core_of_a_name_keeps_points_and_places_that_are_none() -> None:
    assert core(plain("12.5")) != core(plain("125"))
    assert core(plain("净高12.5米")) != core(plain("净高125米"))
    assert core(plain("家乐超市华强店")) == "家乐超市华强店"
    assert core(plain("阳光小区物业")) == "阳光小区物业"


def test_rows_that_bear_other_numbers_are_for_a_person_at_most() -> None:
    here, there = rows(40), rows(40)
    there[5][0] = "YH0999"
    found = told(here, there)
    assert (doubtful(found), found.differ, len(found.agree)) == ([(5, 5)], (), 39)
    few = told([["A001", *here[0][1:]]], [["A002", *here[0][1:]]])
    assert (few.agree, few.differ) == ((), ())


@pytest.mark.parametrize("form", ["深安办〔2024〕{}号", "JC{:03}"])
def test_rows_with_different_numbers_of_one_series_are_for_a_person_though_a_number_stands_there_often(
    form: str,
) -> None:
    head = ("检查文号", *HEAD[1:])
    here, there = ([[form.format(place // 3 + 5), *row[1:]] for place, row in enumerate(rows(40))] for _side in "ab")
    here[30][0], there[30][0] = form.format(12), form.format(31)
    found = told(here, there, head)
    assert (doubtful(found), found.differ, len(found.agree)) == ([(30, 30)], (), 39)


def test_ledgers_that_number_in_their_own_way_are_told_apart_by_the_rest() -> None:
    here, there = rows(40), rows(40)
    for place, row in enumerate(there):
        row[0] = f"深应急〔2024〕{place + 3}号"
    found = told(here, there)
    assert {(one, other) for one, other, _fields in found.differ} == {(place, place) for place in range(40)}
    counted = [[str(place + 1), *row[1:]] for place, row in enumerate(here)]
    turned = [[str(place + 1), *row[1:]] for place, row in enumerate(reversed(here))]
    found = told(counted, turned)
    assert {(one, other) for one, other, _fields in found.differ} == {(place, 39 - place) for place in range(40)}


def test_rows_with_the_same_number_are_one_though_much_was_written_anew() -> None:
    here, there = rows(40), rows(40)
    there[5][1], there[5][2], there[5][5] = "疏散走道堆放杂物", "某某科技发展中心", "销号"
    there[6][1:] = ["疏散走道堆放杂物", "某某科技发展中心", "龙华街道", "2023-01-30", "销号"]
    found = told(here, there)
    assert found.differ == ((5, 5, ("隐患", "企业名称", "状态")),)
    assert doubtful(found) == [(6, 6)]


def test_rows_that_share_no_more_than_a_number_are_for_a_person_when_they_have_no_other() -> None:
    here = rows(20)
    there = [
        [row[0], f"另一件事{row[0][::-1]}", f"某某科技{row[0]}中心", "龙华街道", "2023-01-30", "销号"] for row in here
    ]
    there[:12] = [[here[place + 1][0], *here[place][1:]] for place in range(12)]
    there[12][0] = here[0][0]
    found = told(here, there)
    assert (found.agree, found.differ) == ((), ())
    assert {(one, other) for one, other in doubtful(found) if other > 12} == {(place, place) for place in range(13, 20)}


def test_numbers_of_entries_are_known_though_called_otherwise() -> None:
    here, there = rows(6), rows(6)
    there[2][0] = "YH0900"
    left, right = Ledger(("隐患编号", *HEAD[1:]), [*map(tuple, here)]), Ledger(HEAD, [*map(tuple, there)])
    found = compare(left, right)
    assert (found.columns[0], doubtful(found), len(found.agree)) == (("隐患编号", "编号"), [(2, 2)], 5)


def test_a_number_that_lost_its_zeros_or_has_other_brackets_is_the_same() -> None:
    here = [[f"{place:03}", *row[1:]] for place, row in enumerate(rows(20), start=1)]
    there = [[str(place), *row[1:5], "销号"] for place, row in enumerate(rows(20), start=1)]
    assert {(one, other) for one, other, _fields in told(here, there).differ} == {(place, place) for place in range(20)}


def test_one_enterprise_has_several_hazards_and_two_codes_are_two_enterprises() -> None:
    head = ("统一社会信用代码", *HEAD[1:])
    here = [[f"91440300MA5D{place:04}X{place % 10}", *row[1:]] for place, row in enumerate(rows(40))]
    again = [here[3][0], "另一处临边没有防护", *here[3][2:]]
    found = told([*here, again], here, head)
    assert (found.left.twice, len(found.agree), found.left.only) == ((), 40, (40,))
    there = [list(row) for row in here]
    there[8][0] = "91440300MA5D9999X0"
    assert doubtful(told(here, there, head)) == [(8, 8)]


def test_a_ledger_says_twice_what_is_the_same_in_all_its_columns() -> None:
    """Also those that the other one does not have; 无 is no number, and a number is known by its own heading."""
    here = [[*row, f"整改责任人{place}"] for place, row in enumerate(rows(30))]
    here.append([*here[4][:6], "另一人"])
    for row in (here[4], here[10], here[11], here[30]):
        row[0] = "无"
    left = Ledger((*HEAD, "责任人"), [tuple(row) for row in here])
    right = Ledger(HEAD, [tuple(row) for row in rows(30)])
    assert compare(left, right).left.twice == ()
    doubled = [*here, here[4], [here[7][0], *here[8][1:]]]
    found = compare(Ledger(left.headings, [tuple(row) for row in doubled]), right)
    assert found.left.twice == ((4, 31), (7, 32))
    other = Ledger(("隐患编号", *HEAD[1:]), [*right.rows, (right.rows[2][0], *right.rows[3][1:])])
    assert compare(Ledger(HEAD, right.rows), other).right.twice == ((2, 30),)


def test_a_time_that_the_other_ledger_leaves_off_tells_rows_apart() -> None:
    here = [[*row[:3], f"{row[3]} 08:{place:02}", row[4]] for place, row in enumerate(without(0, rows(20)))]
    later = [*here[5][:3], f"{here[5][3][:10]} 17:30", here[5][4]]
    found = told([*here, later], without(0, rows(20)), HEAD[1:])
    assert (found.left.twice, found.differ, len(found.left.only)) == ((), (), 1)


def test_a_period_is_that_of_finding_and_no_slip_of_the_year_ends_it() -> None:
    head = ("整改期限", *HEAD)
    here = [[f"2025-{place % 12 + 1:02}-01", *row] for place, row in enumerate(rows(60))]
    there = [["2024-12-31", *row[1:]] for row in here if row[5] < "2024-07-01"]
    last = max(row[5] for row in there)
    there.append(["2024-12-31", "YH0900", *there[3][2:5], "2099-03-01", "上报"])
    found = told(here, there, head)
    assert set(found.left.outside) == {place for place, row in enumerate(here) if row[5] > last}
    assert (found.left.only, found.right.only, found.right.outside) == ((), (len(there) - 1,), ())


def test_of_a_few_days_no_period_is_told() -> None:
    here = rows(20)
    found = told(here, here[4:5])
    assert (found.left.outside, len(found.left.only)) == ((), 19)
    day = 738_000
    assert [
        period(told_days)
        for told_days in (
            days([day, day + 1]),
            days([day, 0, day + 1, day + 2]),
            days([day, *range(day + 800, day + 900), day + 9_000]),
            days([day, day + 100, day + 300]),
            days([day, *range(day + 340, day + 400)]),
        )
    ] == [None, (day, day + 2), (day + 800, day + 899), (day, day + 300), (day + 340, day + 399)]


def days(numbers: Sequence[int]) -> NDArray[np.int64]:
    return np.array(numbers, np.int64)


def test_figures_and_days_are_the_same_however_a_machine_writes_them() -> None:
    assert {plain(one) for one in ("1,200", "1200", "1200.0", "１，２００", "1200.00")} == {"1200"}
    assert (plain("0.30000000000000004"), plain("0.3"), plain("1,20")) == ("0.3", "0.3", "1,20")
    assert [day_of_serial(one) for one in ("45352", "45352.5", "123", "99999")] == [
        "20240301",
        "20240301 12:00:00",
        "123",
        "99999",
    ]
    written = ("2024-03-01", "2024/3/1 8:30", "2024年3月2日", "2024-03-03T00:00:00")
    other = ("45352", "45352.354", "45353", "20240303")
    column = coded("发现日期", written, other, days=True)
    assert column.left.tolist() == column.right.tolist()
    timed = coded(
        "时间", ("2024-03-01 08:30", "2024-03-01 9:00:00"), ("2024/3/1 8:30:00", "2024-03-01 10:00"), days=True
    )
    assert (timed.left == timed.right).tolist() == [True, False]
    assert coded("编号", ("45352",), ("2024-03-01",)).left[0] != coded("编号", ("45352",), ("2024-03-01",)).right[0]


def test_ledgers_about_other_things_are_not_compared() -> None:
    left = Ledger(HEAD, [tuple(row) for row in rows(5)])
    right = Ledger(("街道", "人口", "面积", "书记", "状态"), [("桂园街道", "3", "4", "甲", "在任")])
    with pytest.raises(Incomparable, match="few_columns") as refused:
        compare(left, right)
    assert refused.value.columns == ("街道", "状态")


def test_what_neither_has_is_estimated_only_from_enough_in_common() -> None:
    assert [enough(*one) for one in ((10, 10, 7), (10, 10, 6), (1000, 80, 8), (1000, 80, 7))] == [
        True,
        False,
        True,
        False,
    ]
