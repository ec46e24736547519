"""What a hurried person brings by mistake, at the desk and at the command alike: refused or asked in a sentence that
names the file, the rows, the way out; never all rows of the other ledger told missing."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.ledgers import HEADINGS, OTHERS, as_csv, ours, theirs
from tests.factories.pages import browser, send, text

from zhiben.cli import main
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.reconcile import queries
from zhiben.reconcile.models import ComparedRow, Comparison

pytestmark = pytest.mark.either
Rows = Sequence[Sequence[object]]
RATED = ("企业名称", "隐患内容", "整改率")


def book(**pages: Rows) -> bytes:
    made, kept = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.worksheets[0])
    for title, rows in pages.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(list(row))
    made.save(kept)
    return kept.getvalue()


def rated(*shares: object) -> list[list[object]]:
    return [[*row[1:3], share] for row, share in zip(ours(), shares, strict=False)]


SHEETS = {"一月": [OTHERS, *theirs()], "统计": [("街道", "件数"), ("民治", "3"), ("龙华", "4")]}
CASES: dict[str, tuple[str, bytes, str]] = {
    "empty file": ("空.csv", b"", "文件是空的"),
    "empty workbook": ("白.xlsx", book(台账=[]), "“白.xlsx”是空的；空表不能说明对方各行都缺失"),
    "head alone": ("头.csv", as_csv(OTHERS, []), "没有数据行；空表不能说明对方各行都缺失"),
    "no head": ("数.csv", as_csv(ours()[0], ours()[1:]), "“数.csv”里没有找到列名所在的行"),
    "quite other columns": (
        "车.csv",
        as_csv(("车牌", "品牌"), [["粤B1", "比亚迪"], ["粤B2", "红旗"]]),
        "说同一件事的列",
    ),
    "one column": ("名.csv", "企业名称\n甲厂\n乙厂\n".encode(), "“名.csv”只有一列"),
    "too wide": ("宽.csv", as_csv(list(map(str, range(600))), [["1"] * 600]), "“宽.csv”：表格超过 200000 行或 512 列"),
    "no table": ("图.xlsx", b"%PDF-1.7 no table", "PDF"),
    "text named a workbook": ("信.xlsx", "各位同事\n请查收".encode(), "“信.xlsx”的内容不是表格"),
    "sheets of other columns": ("杂.xlsx", book(**SHEETS), "工作表统计与“一月”的列名不同"),
    "formulas not worked out": (
        "式.xlsx",
        book(表=[OTHERS, *([*row[:2], f'="深圳市"&"{row[2]}"', *row[3:]] for row in theirs())]),
        "“式.xlsx”第2行“单位名称”的公式还没有算出结果",
    ),
    "no such sheet": ("杂.xlsx", book(**SHEETS), "“杂.xlsx”里没有工作表“二月”；有：一月、统计"),
    "a share in two scales": (
        "率.xlsx",
        book(表=[RATED, *rated(0.95, 0.8, 1, 0.333)]),
        "左表第2、3、4行，右表第2、3、4行",
    ),
}
LEFT = {"a share in two scales": as_csv(RATED, [list(map(str, row)) for row in rated("95%", "80%", "100%", "40%")])}
DESK_ONLY = ("one column", "no table", "text named a workbook", "too wide")
"""A list of bare names is a ledger to the command; what may be uploaded is told by the desk alone."""
SHEET = {"no such sheet": "二月"}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_with_its_reason(case: str, office: int, officer: Actor, tmp_path: Path) -> None:
    name, content, sentence = CASES[case]
    left = LEFT.get(case, as_csv(HEADINGS, ours()))
    for file, given in (("本市.csv", left), (name, content)):
        (tmp_path / file).write_bytes(given)
    asked = ["--right-sheet", SHEET[case]] if case in SHEET else []
    done = CliRunner().invoke(main, ["reconcile", str(tmp_path / "本市.csv"), str(tmp_path / name), *asked, "--json"])
    told = json.dumps(json.loads(done.stdout), ensure_ascii=False)
    assert case in DESK_ONLY or (done.exit_code, sentence in told) == (1, True), told
    sent = {
        "office": office,
        "left_name": "本市台账",
        "left_file": SimpleUploadedFile("本市.csv", left),
        "right_name": "省平台",
        "right_file": SimpleUploadedFile(name, content),
        "right_sheet": SHEET.get(case, ""),
    }
    assert sentence in send(browser(officer), "reconcile:new", status=422, **sent)
    assert (Comparison._unfiltered().count(), ComparedRow._unfiltered().count()) == (0, 0)


def test_good_input_in_odd_clothes_is_read_and_what_is_left_out_is_told(office: int, officer: Actor) -> None:
    """GB18030; two worksheets with one head, the rows of which keep their numbers; totals and notes named."""
    rows = theirs()
    sheets = {
        "一月": [OTHERS, *rows[:10], ("合计", "", "10", "", "", "")],
        "二月": [OTHERS, *rows[10:], ("填表人：张三",)],
        "统计": [("街道", "件数"), ("民治", "3"), ("龙华", "4")],
    }
    client = browser(officer)
    for title, content, sheet in (
        ("两张", book(**{name: sheets[name] for name in ("一月", "二月")}), ""),
        ("选一张", book(**sheets), "一月"),
        ("国标", as_csv(OTHERS, rows, "gb18030"), ""),
    ):
        sent = {"left_file": SimpleUploadedFile("本市.csv", as_csv(HEADINGS, ours())), "left_name": "本市台账"}
        sent |= {"right_file": SimpleUploadedFile("省.xlsx", content), "right_name": "省平台", "right_sheet": sheet}
        send(client, "reconcile:new", office=office, title=title, **sent)
    made = {one.title: one for one in Comparison._unfiltered()}
    with scope(officer):
        read = {title: queries.sums(one, queries.counted([one])[one.pk])[1].rows for title, one in made.items()}
        assert read == {"两张": len(rows), "选一张": 10, "国标": len(rows)}
        joined = made["两张"].rows.filter(side="right").order_by("pk")
        assert [joined[0].place, joined[10].place] == ["“一月”第2行", "“二月”第2行"]
    page = text(client, "reconcile:page", made["两张"].pk)
    assert "省平台未参加比对的合计行：第一月!12行" in page
    assert "省平台未参加比对的说明行、重复的表头：第二月!14行" in page
    assert "估计两表都没有的约0项" in page or "标准误" in page
