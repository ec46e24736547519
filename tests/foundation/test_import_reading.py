"""Which worksheet, which head, which column, which rows: each trouble by itself, and what a person is told of it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import xlsxwriter
from stdnum.cn import uscc

from zhiben.foundation.importing import lookups
from zhiben.foundation.importing.lookups import Directory
from zhiben.foundation.importing.reading import Table, fingerprint, read
from zhiben.foundation.tables import address
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import Column, Sheet, WriteResult

SHEET = Sheet(
    "hazards",
    "隐患台账",
    (
        Column("number", "编号", aliases=("隐患编号", "序号"), required=True),
        Column("title", "隐患", aliases=("隐患内容",), required=True),
        Column("unit", "牵头单位", "lookup", aliases=("责任单位",), lookup="unit", required=True),
        Column("day", "发现日期", "date", required=True),
        Column("due", "整改期限", "date"),
        Column("kind", "类别", "choice", choices=(("a", "重大"), ("b", "一般"))),
        Column("code", "信用代码", looks=uscc.is_valid),
        Column("size", "数量", "integer"),
    ),
    key=("number",),
    write=lambda *_rows, **_given: WriteResult(),
)
HEAD = ["编号", "隐患", "牵头单位", "发现日期"]
ONE = ["H-1", "无泄爆", "市应急管理局", "2024-3-5"]
TWO = ["H-2", "临边无防护", "市住房建设局", "2024-3-6"]

Span = tuple[int, int, int, int]


@pytest.fixture(autouse=True)
def units(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Directory([("市应急管理局", 1), ("市住房建设局", 2), ("市水务局", 3)])
    monkeypatch.setattr(lookups, "_registry", {"unit": lambda actor: names})


def book(*pages: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[Span] = (), hidden: Sequence[str] = ()) -> bytes:
    """An .xlsx of these worksheets; the first one's merged cells as (top, left, bottom, right) from 0."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        for place, (title, rows) in enumerate(pages):
            page = made.add_worksheet(title)
            for number, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if value != "":
                        page.write(number, column, value)
            for span in merged if not place else ():
                page.merge_range(*span, rows[span[0]][span[1]])
            if title in hidden:
                page.hide()
            elif hidden:
                page.activate()
    return buffer.getvalue()


def taken(*rows: Sequence[Any], merged: Sequence[Span] = (), **given: Any) -> Table:
    return read(book(("台账", rows), merged=merged), SHEET, **given)


def said(table: Table) -> list[tuple[int, list[Any]]]:
    """Number and cells of each row, by the sheet's columns."""
    return [
        (row.number, [row.cells[table.positions[key]] for key in ("number", "title", "unit")]) for row in table.rows
    ]


def told(table: Table) -> list[tuple[str, str, str]]:
    return [(one.cell, one.code, one.message) for one in table.warnings]


def known(table: Table) -> list[tuple[str, str, str]]:
    return [(one.title, one.key, one.how) for one in table.headings]


ROWS = [(2, ONE[:3]), (3, TWO[:3])]


def test_headings_are_told_with_place_way_and_samples() -> None:
    table = taken(
        ["附件1"], ["编号*", "隐患\n内容", "牵头单位（必填）", "发现　日期", "备注"], ONE, TWO, merged=[(0, 0, 0, 4)]
    )
    assert [(one.index, one.address, one.name, one.samples) for one in table.headings] == [
        (0, "A2", "编号", ("H-1", "H-2")),
        (1, "B2", "隐患内容", ("无泄爆", "临边无防护")),
        (2, "C2", "牵头单位", ("市应急管理局", "市住房建设局")),
        (3, "D2", "发现日期", ("2024-3-5", "2024-3-6")),
        (4, "E2", "备注", ()),
    ]
    assert [one.how for one in table.headings] == ["title", "alias", "title", "title", ""]
    assert (table.unknown, table.header_row, table.pages) == (("备注",), 2, ("台账",))
    assert said(table) == [(3, ONE[:3]), (4, TWO[:3])]


def test_head_over_three_merged_rows_is_one_path() -> None:
    table = taken(
        ["台账", "", "", "", "", ""],
        ["编号", "隐患", "整改情况", "", "发现", "验收情况"],
        ["", "", "责任", "", "", ""],
        ["", "", "牵头单位", "期限", "日期", "期限"],
        [*ONE[:3], "2024-4-1", ONE[3], "2024-5-1"],
        merged=[(0, 0, 0, 5), (1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 1, 3), (2, 2, 2, 3), (1, 5, 2, 5), (1, 4, 2, 4)],
    )
    assert known(table) == [
        ("编号", "number", "title"),
        ("隐患", "title", "title"),
        ("整改情况/责任/牵头单位", "unit", "title"),
        ("整改情况/责任/期限", "", ""),
        ("发现/日期", "day", "title"),
        ("验收情况/期限", "", ""),
    ]
    assert (table.header_row, said(table)) == (4, [(5, ONE[:3])])


def test_group_that_says_what_is_done_is_part_of_the_name() -> None:
    """整改情况 over 期限 is the 整改期限; two 期限 under other groups are nobody's."""
    heads = (["编号", "隐患", "牵头单位", "发现日期", "整改情况", ""], ["", "", "", "", "期限", "结果"])
    merged = [(0, column, 1, column) for column in range(4)] + [(0, 4, 0, 5)]
    table = taken(*heads, [*ONE, "2024-4-1", "完成"], merged=merged)
    assert known(table)[4:] == [("整改情况/期限", "due", "title"), ("整改情况/结果", "", "")]


def test_two_head_rows_of_a_csv_have_lost_their_merged_cells() -> None:
    text = "编号,隐患,整改情况,,发现日期\n,,责任单位,期限,\nH-1,无泄爆,市水务局,2024-4-1,2024-3-5\n"
    table = read(text.encode(), SHEET)
    assert [one.key for one in table.headings] == ["number", "title", "unit", "due", "day"]
    assert table.header_row == 2


def test_heading_that_counts_gives_way_to_the_number() -> None:
    table = taken(["序号", *HEAD], [1, *ONE], [2, *TWO])
    assert known(table)[:2] == [("序号", "", ""), ("编号", "number", "title")]
    table = taken(["序号", *HEAD[1:]], [1, *ONE[1:]])
    assert known(table)[0] == ("序号", "number", "count")
    assert told(table) == [("A1", "by_count", "“序号”列认作“编号”；如果只是行号，请另加“编号”列")]


def test_column_that_no_import_looks_at_is_known_and_passed_by() -> None:
    columns = (*SHEET.columns, Column("state", "状态", aliases=("进展",), read_only=True))
    sheet = replace(SHEET, columns=columns)
    table = read(book(("台账", [["状态", *HEAD, "进展"], ["整改中", *ONE, "整改中"], ["待定"]])), sheet)
    assert (known(table)[0], "state" in table.positions, table.twice) == (("状态", "state", "title"), False, ())
    assert [row.number for row in table.rows] == [2]
    assert told(table) == [
        ("", "read_only", "“状态”列只在导出时填写，导入时不看"),
        ("A3", "elsewhere", "第 3 行在认得的各列里没有内容，没有当作数据"),
    ]


def test_same_heading_twice_is_told() -> None:
    table = taken([*HEAD, "隐患"], [*ONE, "又一处"])
    assert (table.twice, [one.name for one in table.headings][-1]) == ((("E1", "隐患"),), "隐患#2")
    corrected = taken([*HEAD, "隐患"], [*ONE, "又一处"], chosen={"隐患#2": ""})
    assert (corrected.twice, corrected.unknown, corrected.positions["title"]) == ((), (), 1)


# by content


@pytest.mark.parametrize(
    ("place", "heading", "key"), [(2, "谁来办", "unit"), (3, "哪天", "day")], ids=["names", "dates"]
)
def test_column_is_known_by_what_stands_in_it(place: int, heading: str, key: str) -> None:
    head = [*HEAD]
    head[place] = heading
    table = taken(head, ONE, TWO, ["H-3", "丙", "市水务局", "45356"], actor=SYSTEM)
    assert known(table)[place] == (heading, key, "content")
    column = SHEET.by_key[key].title
    cell = "ABCD"[place] + "1"
    assert told(table) == [(cell, "by_content", f"“{heading}”列按内容认作“{column}”，请核对")]


def test_totals_and_signatures_say_nothing_of_what_a_column_is() -> None:
    below = [["合　计", "", "2个单位", "2项"], ["填表人：甲", "", "审核人：乙", ""]]
    table = taken(["编号", "隐患", "谁来办", "发现日期"], ONE, TWO, *below, actor=SYSTEM)
    assert known(table)[2] == ("谁来办", "unit", "content")


def test_code_with_a_check_digit_is_known_by_content_where_the_sheet_needs_it() -> None:
    sheet = Sheet(
        "sites", "场所", (Column("name", "名称", required=True), SHEET.by_key["code"]), ("code",), SHEET.write
    )
    table = read(book(("表", [["名称", "证照"], ["甲", "91440300MA5DEM0006"], ["乙", "91440300MA5DEM0006"]])), sheet)
    assert [(one.key, one.how) for one in table.headings] == [("name", "title"), ("code", "content")]


@pytest.mark.parametrize(
    ("rows", "actor"),
    [
        pytest.param([["谁来办"], ["市水务局"], ["市应急管理局"]], None, id="nobody who may see names"),
        pytest.param([["谁来办", "谁配合"], ["市水务局"] * 2, ["市应急管理局"] * 2], SYSTEM, id="two that fit"),
        pytest.param([["谁来办"], ["市水务局"], ["某某公司"], ["某某厂"]], SYSTEM, id="most don't fit"),
        pytest.param([["谁来办"], ["市水务局"]], SYSTEM, id="a single cell"),
    ],
)
def test_unclear_content_is_no_guess(rows: list[list[str]], actor: Any) -> None:
    given = [
        ["编号", "隐患", "发现日期", *rows[0]],
        *([f"H-{n}", "甲", "2024-3-5", *row] for n, row in enumerate(rows[1:])),
    ]
    table = taken(*given, actor=actor)
    assert "unit" not in table.positions


def test_column_that_a_row_can_do_without_is_never_guessed() -> None:
    """登记日期 is not the term, for being the only other column of dates."""
    table = taken([*HEAD, "登记日期", "级别"], [*ONE, "2024-4-1", "重大"], [*TWO, "2024-4-2", "一般"], actor=SYSTEM)
    assert known(table)[4:] == [("登记日期", "", ""), ("级别", "", "")]


# what a person chose


def test_choice_of_a_person_goes_before_everything() -> None:
    rows = (["代号", "隐患", "牵头单位", "发现日期", "登记日期"], [*ONE, "2024-9-9"])
    table = taken(*rows, chosen={"代号": "number", "登记日期": "day", "牵头单位": ""})
    assert known(table) == [
        ("代号", "number", "chosen"),
        ("隐患", "title", "title"),
        ("牵头单位", "", "chosen"),
        ("发现日期", "", ""),
        ("登记日期", "day", "chosen"),
    ]
    assert table.unknown == ("发现日期",)


def test_table_of_which_nothing_is_known_can_be_put_right() -> None:
    rows = (["某某局台账"], ["甲列", "乙列", "丙列"], ["H-1", "无泄爆", 3])
    table = taken(*rows, merged=[(0, 0, 0, 2)])
    assert (table.positions, table.header_row, [one.name for one in table.headings]) == (
        {},
        2,
        ["甲列", "乙列", "丙列"],
    )
    assert taken(*rows, merged=[(0, 0, 0, 2)], chosen={"甲列": "number", "乙列": "title"}).positions == {
        "number": 0,
        "title": 1,
    }


def test_column_without_a_heading_can_be_chosen() -> None:
    table = taken([*HEAD[:3], ""], ONE)
    assert [(one.address, one.title, one.name) for one in table.headings][3] == ("D1", "", "@d")
    assert taken([*HEAD[:3], ""], ONE, chosen={"@d": "day"}).positions["day"] == 3


def test_choice_that_no_column_answers_to_is_left_aside() -> None:
    assert taken(HEAD, ONE, chosen={"编号": "gone"}).positions["number"] == 0


def test_layout_has_one_fingerprint_whatever_the_rows_say() -> None:
    assert fingerprint(taken(HEAD, ONE)) == fingerprint(taken(["附件"], ["编　号*", *HEAD[1:]], TWO, ONE))
    assert fingerprint(taken(HEAD, ONE)) != fingerprint(taken(HEAD[::-1], ONE[::-1]))


# worksheets


def test_worksheet_that_fits_best_is_read_and_the_others_can_be_chosen() -> None:
    pages = (("说明", [["编号", "不要重复"]]), ("台账", [HEAD, ONE]), ("空", []), ("旧", [HEAD[:3], TWO[:3]]))
    table = read(book(*pages), SHEET)
    assert (table.title, table.pages, table.warnings) == ("台账", ("台账", "说明", "旧"), ())
    assert said(read(book(*pages), SHEET, page="旧")) == [(2, TWO[:3])]


def test_two_worksheets_that_fit_alike_are_told() -> None:
    data = book(("上半年", [HEAD, ONE]), ("下半年", [HEAD, TWO]), ("空白", [HEAD]))
    table = read(data, SHEET)
    assert said(table) == [(2, ONE[:3])]
    assert told(table) == [("", "other_page", "工作表“下半年”“空白”也像这张表，没有读；需要读的是它时请改选")]
    assert told(read(data, SHEET, page="下半年")) == []


def test_hidden_worksheet_gives_way_to_a_visible_one() -> None:
    pages = (("旧", [HEAD, ONE]), ("新", [HEAD, TWO]))
    table = read(book(*pages, hidden=["旧"]), SHEET)
    assert (said(table), table.warnings, table.pages) == ([(2, TWO[:3])], (), ("新", "旧"))
    alone = book(("旧", [HEAD, ONE]), ("新", [["别的", "表"], ["一", "二"]]), hidden=["旧"])
    assert said(read(alone, SHEET)) == [(2, ONE[:3])]


# rows


@pytest.mark.parametrize(
    ("row", "code", "sentence"),
    [
        ([1, 2, 3, 4], "column_numbers", "第 2 行是栏次编号，没有当作数据"),
        (["甲", "乙", "1", "2"], "column_numbers", "第 2 行是栏次编号，没有当作数据"),
        (["（1）", "（2）", "（3）", "（4）"], "column_numbers", "第 2 行是栏次编号，没有当作数据"),
        (["H-3", "", "", ""], "only_number", "第 2 行只有编号、没有内容，没有当作数据"),
        (["小　计", "", "", 3], "total_row", "第 2 行是合计或小计，没有当作数据"),
        (["", "合计：", 12, ""], "total_row", "第 2 行是合计或小计，没有当作数据"),
        (["一、市直部门", "", "", ""], "heading_row", "第 2 行是分组标题，没有当作数据"),
        (["注：截至月末", "", "", ""], "note_row", "第 2 行是表下的说明，没有当作数据"),
        (["填表人：甲", "", "审核人：乙", ""], "note_row", "第 2 行是表下的说明，没有当作数据"),
        (HEAD, "head_again", "第 2 行重复了表头，没有当作数据"),
    ],
)
def test_line_that_is_no_row_is_left_out_and_told(row: list[Any], code: str, sentence: str) -> None:
    table = taken(HEAD, row, ONE, TWO)
    assert said(table) == [(3, ONE[:3]), (4, TWO[:3])]
    first = next(address(1, place) for place, cell in enumerate(row) if cell != "")
    assert told(table) == [(first, code, sentence)]


@pytest.mark.parametrize(
    ("cell", "code", "sentence"),
    [
        (7, "only_number", "第 2 行只有编号、没有内容，没有当作数据"),
        ("合计", "total_row", "第 2 行是合计或小计，没有当作数据"),
        ("注：截至月末", "note_row", "第 2 行是表下的说明，没有当作数据"),
        ("待补", "elsewhere", "第 2 行在认得的各列里没有内容，没有当作数据"),
        ("2.更换风机", "elsewhere", "第 2 行在认得的各列里没有内容，没有当作数据"),
        ("更换2号风机", "elsewhere", "第 2 行在认得的各列里没有内容，没有当作数据"),
    ],
)
def test_line_that_says_something_in_an_unknown_column_alone_is_told(cell: Any, code: str, sentence: str) -> None:
    table = taken([*HEAD, "备忘"], ["", "", "", "", cell], [*ONE, ""])
    assert (said(table), told(table)) == ([(3, ONE[:3])], [("E2", code, sentence)])


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "合计不符", "市水务局", "2024-3-5"],
        ["注1", "说明：漏报", "市水务局", "2024-3-5"],
        ["", "合计不符", "市水务局", "2024-3-5"],
        ["H-3", "小计", "", "2024-3-5"],
        ["", "隐患", "", ""],
        ["H-3", "", "", "2024-3-5"],
        [1, 3, 2, 4],
    ],
)
def test_line_that_may_be_a_row_is_one(row: list[Any]) -> None:
    """What lacks something is named by the checks, never dropped."""
    assert [number for number, _cells in said(taken(HEAD, ONE, row))] == [2, 3]


def test_lone_words_below_an_empty_row_are_a_note() -> None:
    table = taken(HEAD, ONE, [], ["以上情况属实"])
    assert (said(table), told(table)) == (ROWS[:1], [("A4", "note_row", "第 4 行是表下的说明，没有当作数据")])


def test_title_over_the_rows_is_none_of_them() -> None:
    table = taken(HEAD, ["龙华区"], ONE, merged=[(1, 0, 1, 3)])
    assert told(table) == [("A2", "heading_row", "第 2 行是分组标题，没有当作数据")]


def test_row_that_repeats_another_is_read_once() -> None:
    table = taken(HEAD, ONE, TWO, ["Ｈ－1 ", "无 泄爆", "市应急　管理局", "2024-3-5"], [*TWO[:3], "2024-3-7"])
    assert [number for number, _cells in said(table)] == [2, 3, 5]
    assert told(table) == [("A4", "repeated_row", "第 4 行与第 2 行完全相同，只读一次")]


def test_many_lines_of_a_kind_are_told_in_one_sentence() -> None:
    empty = [[f"H-{number}"] for number in range(10, 15)]
    table = taken(HEAD, ONE, *empty[:3], TWO, *empty[3:])
    assert told(table) == [("A3", "only_number", "第 3—5、7—8 行只有编号、没有内容，没有当作数据")]


def test_merged_cell_holds_for_all_rows_that_it_covers() -> None:
    rows = ([*HEAD, "数量"], [*ONE, 3], ["H-2", "乙", "", "", ""], ["H-3", "丙", "", "2024-5-1", 1])
    table = taken(*rows, merged=[(1, 2, 3, 2), (1, 3, 2, 3), (1, 4, 2, 4)])
    cells = [[row.cells[table.positions[key]] for key in ("unit", "day", "size")] for row in table.rows]
    assert cells == [["市应急管理局", "2024-3-5", 3], ["市应急管理局", "2024-3-5", ""], ["市应急管理局", "2024-5-1", 1]]


def test_rows_made_tall_by_merging_are_one() -> None:
    rows = (HEAD, ONE, ["", "", "", ""], TWO)
    table = taken(*rows, merged=[(1, column, 2, column) for column in range(4)])
    assert (said(table), told(table)) == ([(2, ONE[:3]), (4, TWO[:3])], [])


# text


@pytest.mark.parametrize(
    "text",
    [
        '编号\t隐患\t牵头单位\t发现日期\nH-1\t"第一行\n第二行, 又"\t市水务局\t2024-3-5\n',
        '附件1, 台账\n编号\t隐患\t牵头单位\t发现日期\nH-1\t"第一行\n第二行, 又"\t市水务局\t2024-3-5',
        '编号;隐患;牵头单位;发现日期\r\nH-1;"第一行\n第二行, 又";市水务局;2024-3-5\r\n',
        '编号,隐患,牵头单位,发现日期\rH-1,"第一行\n第二行, 又",市水务局,2024-3-5\r',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_pasted_rows_and_text_files_are_read_whatever_their_marks(text: str, encoding: str) -> None:
    (row,) = read(text.encode(encoding), SHEET).rows
    assert [*row.cells] == ["H-1", "第一行\n第二行, 又", "市水务局", "2024-3-5"]


def test_file_without_any_table_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        taken(["2024年"], [1, 2, 3])
    assert refusal.value.text == "前 20 行内没有找到表头；「隐患台账」的表头应有：编号、隐患、牵头单位、发现日期"
