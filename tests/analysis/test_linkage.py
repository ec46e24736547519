"""Two ledgers told apart: known answers on sets made by others, planted differences, and every row in one set only."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.analysis.linkage.hidden import chapman
from zhiben.analysis.linkage.ledgers import Comparison, Incomparable, Ledger, compare
from zhiben.analysis.linkage.words import core, plain

Table = list[list[str]]


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, skipinitialspace=True))


def ledger(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Ledger:
    return Ledger(tuple(head), [tuple(row) for row in rows])


def pairs(found: Comparison) -> set[tuple[int, int]]:
    return {*found.agree, *((one, other) for one, other, _fields in found.differ)}


def quality(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> tuple[float, float]:
    """Precision and F1."""
    right = len(found & true)
    return right / len(found), 2 * right / (len(found) + len(true))


def person(row: Sequence[str]) -> str:
    return row[0].split("-")[1]


def people(one: Table, other: Table) -> tuple[Ledger, Ledger, set[tuple[int, int]]]:
    """Two ledgers of a FEBRL set without the column that tells the answer, and the answer."""
    places = {person(row): place for place, row in enumerate(other[1:])}
    true = {(place, places[person(row)]) for place, row in enumerate(one[1:]) if person(row) in places}
    sides = (ledger(table[0][1:], [row[1:] for row in table[1:]]) for table in (one, other))
    return *sides, true


@pytest.mark.parametrize("columns", [11, 9], ids=["all columns", "without birth and number"])
def test_five_thousand_people_are_found_again(shared_data: Path, columns: int) -> None:
    one, other = ([row[:columns] for row in read(shared_data / "febrl" / f"dataset4{x}.csv")] for x in "ab")
    left, right, true = people(one, other)
    precision, f1 = quality(pairs(found := compare(left, right)), true)
    assert (precision >= 0.995, f1 >= 0.99, found.closes(5000, 5000)) == (True, True, True), (precision, f1)


def test_who_is_in_one_ledger_only_is_found_in_none(shared_data: Path) -> None:
    table = read(shared_data / "febrl" / "dataset1.csv")
    first, again = ([row for row in table[1:] if row[0].endswith("org") is wanted] for wanted in (True, False))
    left, right, true = people([table[0], *first[:350]], [table[0], *(one for one in again if int(person(one)) % 3)])
    precision, f1 = quality(pairs(compare(left, right)), true)
    assert (precision >= 0.995, f1 >= 0.99) == (True, True), (precision, f1)


def towns(shared_data: Path) -> tuple[list[str], Table]:
    head, *rows = read(shared_data / "cn-divisions" / "streets.csv")
    return head, rows


@pytest.mark.parametrize("seed", [1, 2])
def test_of_forty_thousand_towns_exactly_the_planted_ones_differ(shared_data: Path, seed: int) -> None:
    head, rows = towns(shared_data)
    draw = random.Random(seed)
    chosen = draw.sample(range(len(rows)), len(rows) // 100)
    renamed, recoded, split, gone = (set(chosen[start::4]) for start in range(4))
    codes = {row[0] for row in rows}
    spelled = next(place for place, row in enumerate(rows) if row[1] == "鮜门镇")
    later: list[tuple[int, list[str]]] = []
    for place, row in enumerate(rows):
        new = list(row)
        if place == spelled:
            new[1] = "鲘门镇"
        elif place in renamed:
            new[1] = f"{draw.choice('新东西南北')}{row[1][:-2]}{draw.choice(('街道', '镇', '乡'))}"
        elif place in recoded:
            new[0] = _unused(codes, row[2], draw)
        if place not in gone:
            later.append((place, new))
        if place in split:
            piece = [_unused(codes, row[2], draw), f"{draw.choice('甲乙丙丁戊')}{draw.choice('桥山河湾')}乡", *row[2:]]
            later.append((-1, piece))
    draw.shuffle(later)
    found = compare(ledger(head, rows), ledger(head, [row for _place, row in later]))
    was = [place for place, _row in later]
    assert {(one, was[other]) for one, other, _fields in found.differ} == {
        (place, place) for place in {*renamed, *recoded, spelled} if later_differs(rows[place], later, place)
    }
    assert {fields for one, _other, fields in found.differ if one == spelled} == {("name",)}
    assert all(was[other] == one for one, other in found.agree)
    assert (set(found.left.only), {was[other] for other in found.right.only}) == (gone - {spelled}, {-1})
    assert (len(found.right.only), found.review, found.closes(len(rows), len(later))) == (len(split), (), True)


def later_differs(row: list[str], later: list[tuple[int, list[str]]], place: int) -> bool:
    return next(new for was, new in later if was == place) != row


def _unused(codes: set[str], area: str, draw: random.Random) -> str:
    while (code := f"{area}{draw.randrange(1000):03}") in codes:
        pass
    codes.add(code)
    return code


HAZARDS = ("编号", "隐患", "企业名称", "街道", "发现日期", "状态")
OTHERS = ("隐患编号", "隐患", "单位名称", "街道", "排查日期", "状态")


def sites(count: int) -> list[tuple[str, str]]:
    draw = random.Random(7)
    words = "华强安达远宏鑫泰恒丰盛源顺兴隆昌瑞祥和平"
    return [
        (f"深圳市{''.join(draw.sample(words, 3))}{draw.choice(('实业', '建筑', '餐饮'))}有限公司", f"{place % 9}街道")
        for place in range(count)
    ]


def entries(count: int) -> Table:
    """Several hazards at each site."""
    draw, known = random.Random(8), sites(count // 5)
    what = ("消防通道被占用", "临边防护缺失", "配电箱未上锁", "除尘系统未设泄爆", "燃气软管老化", "安全出口锁闭")
    found = []
    for place in range(count):
        name, street = draw.choice(known)
        day = f"2024-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        found.append([f"YH{place:05}", f"{draw.choice(what)}（{draw.randrange(30)}层）", name, street, day, "上报"])
    return found


def test_another_hazard_at_the_same_site_is_another_hazard() -> None:
    """No number in common; a name in another form, a day written otherwise, and half of them in the other ledger."""
    rows = entries(600)
    theirs = [
        [
            "",
            row[1],
            row[2].removeprefix("深圳市").replace("有限公司", "有限责任公司"),
            row[3],
            _written(row[4]),
            row[5],
        ]
        for row in rows[::2]
    ]
    found = compare(
        ledger(HAZARDS, rows), ledger(OTHERS, theirs), same={"企业名称": "单位名称", "发现日期": "排查日期"}
    )
    made = pairs(found)
    assert all(one == 2 * other for one, other in made)
    assert (len(made) >= 295, found.closes(600, 300)) == (True, True), len(made)
    assert {fields for _one, _other, fields in found.differ} == {("企业名称",)}


def _written(day: str) -> str:
    year, month, date = map(int, day.split("-"))
    return f"{year}年{month}月{date}日"


def test_what_either_ledger_says_twice_is_told_once_as_such_and_matched_with_the_other() -> None:
    rows = entries(60)
    doubled = [*rows, rows[3], [rows[5][0], "另一条", *rows[5][2:]]]
    found = compare(ledger(HAZARDS, doubled), ledger(HAZARDS, rows))
    assert found.left.twice == ((3, 60), (5, 61))
    assert found.agree == tuple((place, place) for place in range(60))
    assert (found.left.only, found.left.paired, found.right.only) == ((), (3, 5), ())
    assert found.closes(62, 60)
    without = [row for place, row in enumerate(rows) if place not in (3, 5)]
    found = compare(ledger(HAZARDS, doubled), ledger(HAZARDS, without))
    assert (found.left.only, found.left.paired, found.closes(62, 58)) == ((), (), True)


def test_what_lies_outside_of_the_others_period_is_not_missing_there() -> None:
    rows = entries(200)
    half = [row for row in rows if row[4] < "2024-07-01"]
    found = compare(ledger(HAZARDS, rows), ledger(HAZARDS, half[1:]))
    last = max(row[4] for row in half)
    assert {rows[place][4] > last for place in found.left.outside} == {True}
    assert [rows[place] for place in found.left.only] == [half[0]]
    assert found.closes(200, len(half) - 1)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (ledger(HAZARDS, []), ledger(HAZARDS, entries(5)), "empty_left"),
        (ledger(HAZARDS, entries(5)), ledger(HAZARDS, []), "empty_right"),
        (ledger(HAZARDS, entries(5)), ledger(("甲", "乙"), [("1", "2")]), "no_columns"),
    ],
)
def test_what_cannot_be_compared_is_refused(left: Ledger, right: Ledger, reason: str) -> None:
    with pytest.raises(Incomparable, match=reason):
        compare(left, right)


def test_the_other_way_round_it_is_the_same() -> None:
    rows = entries(300)
    theirs = [[*row[:5], "销号" if place % 7 == 0 else row[5]] for place, row in enumerate(rows) if place % 10]
    here, there = ledger(HAZARDS, rows), ledger(HAZARDS, theirs)
    forth, back = compare(here, there), compare(there, here)
    assert {(other, one) for one, other in pairs(back)} == pairs(forth)
    assert (back.left.only, back.right.only) == (forth.right.only, forth.left.only)
    assert {one for one, _other, _fields in forth.differ} == {place for place in range(300) if place % 7 == 0} & {
        rows.index([*row[:5], "上报"]) for row in theirs if row[5] == "销号"
    }


def test_what_neither_ledger_has_is_estimated() -> None:
    """The known answer; nothing is hidden from two ledgers that are the same, or of which one holds the other."""
    found = chapman(200, 180, 150)
    assert (round(found.total, 2), round(found.error, 2), round(found.hidden, 2)) == (239.93, 3.97, 9.93)
    assert [(one.total, one.error, one.hidden) for one in (chapman(50, 50, 50), chapman(50, 20, 20))] == [
        (50, 0, 0)
    ] * 2
    with pytest.raises(ValueError, match="in both"):
        chapman(3, 4, 5)


CELLS = st.lists(st.tuples(*[st.sampled_from(("", "甲", "乙", "丙", "1", "2024-01-02"))] * 3), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(CELLS, CELLS)
def test_every_row_stands_in_one_set_whatever_they_say(one: list[Sequence[str]], other: list[Sequence[str]]) -> None:
    head = ("编号", "名称", "日期")
    found = compare(ledger(head, one), ledger(head, other))
    assert found.closes(len(one), len(other))
    for places, side, rows in ((0, found.left, one), (1, found.right, other)):
        both = [one[places] for one in (*found.agree, *found.differ, *found.review)]
        again = (place for group in side.twice for place in group if place not in side.paired)
        alone = [*side.only, *side.outside, *again]
        assert sorted([*both, *alone]) == list(range(len(rows)))


def test_words_are_told_apart_by_what_matters() -> None:
    assert {
        plain(said) for said in ("2024/3/1", "2024-03-01", "2024年3月1日", "２０２４.３.１", "2024-03-01 00:00:00")
    } == {"20240301"}
    assert (plain(" ＡＢＣ  公司 "), plain("3.50"), plain("3.0"), plain("007")) == ("abc 公司", "3.5", "3", "007")
    same = (
        "深圳市宏达实业有限公司",
        "宏达实业有限责任公司",
        "宏达实业（集团）股份有限公司",
        "广东省深圳市宏达实业公司",
    )
    assert {core(plain(said)) for said in same} == {"宏达实业"}
    assert (core(plain("深圳市")), core(plain("有限公司")), core(plain("（甲）"))) == ("深圳市", "有限公司", "(甲)")


def test_ledgers_that_share_only_numbers_of_their_own_say_nothing_of_each_other() -> None:
    one = Ledger(("隐患编号", "序号"), [("YH1", "1"), ("YH2", "2")])
    other = Ledger(("隐患编号", "序号"), [("甲1", "1"), ("乙7", "2")])
    with pytest.raises(Incomparable) as refusal:
        compare(one, other)
    assert (refusal.value.reason, refusal.value.columns) == ("few_columns", ("隐患编号",))
