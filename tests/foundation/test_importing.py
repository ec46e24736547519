"""Workbooks in and out: every wrong cell named, all or nothing, the same file twice changes nothing."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import exporting, lookups
from zhiben.foundation.importing.comparing import compare
from zhiben.foundation.importing.importing import ImportReport, run
from zhiben.foundation.importing.reading import read
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Value, WriteResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CLERK = Actor(5, "示例经办人")
DAY = date(2024, 3, 5)
UNITS = {"市住房和建设局": 1, "市应急管理局": 2, "坪山区应急管理局": 3, "住建局": 1}
DISLIKED: Mapping[Value, str] = {13: "size", 15: "unit", 17: "kind", 19: "day"}
"""The column that the write target names for an odd size."""
KINDS = (("pdf", "文书"), ("jpg", "照片"))


def value_of(record: StoredFile, column: str) -> Value:
    if column == "day":
        return record.uploaded_at.astimezone(clock.TZ).date()
    attribute = {"code": "sha256", "name": "name", "size": "size", "kind": "kind", "unit": "uploaded_by"}[column]
    value: Value = getattr(record, attribute)
    return value


def write(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    """Rows into stored files, a table that is at hand."""
    if actor.id == 99:
        raise NotAllowed("只有经办人可以导入")
    outcome = compare(rows, StoredFile.objects.all(), key=("code",), value_of=value_of)
    for record, _row, changes in outcome.changed:
        StoredFile.objects.filter(pk=record.pk).update(**columns(changes))
    for row in outcome.new:
        StoredFile.objects.create(
            **{"size": 0, "kind": "pdf", "uploaded_at": clock.day_start(date(2024, 1, 1))} | columns(row.values)
        )
    disliked = ((row, DISLIKED.get(row.values.get("size"))) for row in rows)
    if problems := [row.problem(column, "rule", "大小须为偶数") for row, column in disliked if column]:
        raise BadInput(problems)
    return WriteResult(len(outcome.new), len(outcome.changed), len(outcome.unchanged))


def columns(values: Mapping[str, Value]) -> dict[str, object]:
    names = {"code": "sha256", "unit": "uploaded_by", "day": "uploaded_at"}
    return {names.get(key, key): clock.day_start(v) if isinstance(v, date) else v for key, v in values.items()}


def stored(_actor: Actor) -> Iterator[dict[str, Value]]:
    units = {1: "市住房和建设局", 2: "市应急管理局", 3: "坪山区应急管理局"}
    for record in StoredFile.objects.order_by("sha256"):
        row = {key: value_of(record, key) for key in ("code", "name", "size", "kind", "day")}
        yield row | {"unit": units[record.uploaded_by]}


SHEET = Sheet(
    name="papers",
    title="文书登记表",
    columns=(
        Column("code", "编号", required=True, example="AQ-001", max_length=20),
        Column("name", "名称", aliases=("文书名称",), required=True, max_length=30),
        Column("size", "页数", "integer", minimum=0),
        Column("kind", "种类", "choice", choices=KINDS),
        Column("unit", "责任单位", "lookup", aliases=("牵头单位",), lookup="test.units", required=True),
        Column("day", "登记日期", "date", required=True, help="收到文书的那一天"),
    ),
    key=("code",),
    write=write,
    read=stored,
)
HEADER = ["编号", "名称", "页数", "种类", "责任单位", "登记日期"]
GOOD: list[list[object]] = [
    ["AQ-001", "关于整改的函", 12, "文书", "市住房和建设局", date(2024, 3, 5)],
    ["AQ-002", "现场照片", 3, "照片", "市应急管理局", date(2024, 3, 6)],
]


@pytest.fixture(autouse=True)
def units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "_registry", {"test.units": lambda actor: lookups.Directory(UNITS.items())})


def workbook(*rows: Sequence[object], title: str = "登记") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, exporting.SAFE)
    page = book.add_worksheet(title)
    day = book.add_format({"num_format": "yyyy/m/d"})
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, index, value, day)
            elif value is not None:
                page.write(number, index, value)
    book.close()
    return buffer.getvalue()


def take(data: bytes, *, actor: Actor = CLERK, dry_run: bool = False) -> ImportReport:
    return run(SHEET, data, name="登记.xlsx", actor=actor, dry_run=dry_run)


def wrong(report: ImportReport) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in report.refused]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.read, report.created, report.updated, report.unchanged


@pytest.mark.django_db
def test_import_writes_rows_once_and_leaves_one_ledger_entry() -> None:
    data = workbook(HEADER, *GOOD)
    report = take(data)
    assert (counts(report), report.refused) == ((2, 2, 0, 0), ())
    assert next(stored(CLERK)) == {
        "code": "AQ-001",
        "name": "关于整改的函",
        "size": 12,
        "kind": "pdf",
        "unit": "市住房和建设局",
        "day": date(2024, 3, 5),
    }
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.model, entry.actor) == ("import", "sheet.papers", 5)
    rows = (
        {
            "code": "AQ-001",
            "day": "2024-03-05",
            "kind": "pdf",
            "name": "关于整改的函",
            "size": 12,
            "unit": 1,
        },
        {"code": "AQ-002", "day": "2024-03-06", "kind": "jpg", "name": "现场照片", "size": 3, "unit": 2},
    )
    understood = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert json.loads(entry.facts) == {
        "file": "登记.xlsx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows_sha256": hashlib.sha256(understood.encode()).hexdigest(),
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "effects_sha256": hashlib.sha256(b"[]").hexdigest(),
    }
    assert counts(take(data)) == (2, 0, 0, 2)


@pytest.mark.django_db
def test_import_changes_only_what_differs_and_only_columns_it_has() -> None:
    take(workbook(HEADER, *GOOD))
    header = ["编号", "名称", "责任单位", "登记日期"]
    edited = ["AQ-001", "关于限期整改的函", *GOOD[0][4:]]
    assert counts(take(workbook(header, edited, [*GOOD[1][:2], *GOOD[1][4:]]))) == (2, 0, 1, 1)
    assert list(StoredFile.objects.order_by("sha256").values_list("name", "size")) == [
        ("关于限期整改的函", 12),
        ("现场照片", 3),
    ]


@pytest.mark.django_db
def test_dry_run_reports_exactly_and_writes_nothing() -> None:
    report = take(workbook(HEADER, *GOOD), dry_run=True)
    assert (counts(report), report.dry_run) == ((2, 2, 0, 0), True)
    assert (StoredFile.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_each_wrong_cell_is_named_and_nothing_is_written() -> None:
    report = take(
        workbook(
            ["2024年文书登记"],
            [],
            HEADER,
            GOOD[0],
            ["AQ-003", None, "十二", "录像", "市住房建设局", "2024年2月30日"],
            [None, "x" * 31, -1, "文书", "某某公司", "3/5/2024"],
        )
    )
    assert wrong(report) == [
        ("B5", "required"),
        ("C5", "not_number"),
        ("D5", "not_a_choice"),
        ("E5", "unknown_name"),
        ("F5", "no_such_day"),
        ("A6", "required"),
        ("B6", "too_long"),
        ("C6", "out_of_range"),
        ("E6", "unknown_name"),
        ("F6", "not_date"),
    ]
    assert report.refused[2] == CellProblem(
        sheet="登记",
        cell="D5",
        code="not_a_choice",
        message="「种类」填的是「录像」，不在可填内容之内；应填：文书、照片",
        found="录像",
        expected="文书、照片",
    )
    assert report.refused[3].expected == "市住房和建设局、住建局"
    assert report.refused[8].expected == "系统中已有的名称"
    assert (counts(report), StoredFile.objects.count(), AuditEntry.objects.count()) == ((3, 0, 0, 0), 0, 0)


@pytest.mark.django_db
def test_rule_of_the_write_target_takes_everything_back() -> None:
    report = take(workbook(HEADER, GOOD[0], ["AQ-013", "十三页", 13, "文书", "住建局", date(2024, 3, 5)]))
    assert report.refused == (CellProblem("登记", "C3", "rule", "大小须为偶数", "13", ""),)
    assert (StoredFile.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("size", "cell", "found"), [(15, "E3", "住建局"), (17, "D3", "文书"), (19, "F3", "2024-03-05")]
)
@pytest.mark.django_db
def test_rule_of_the_write_target_shows_the_cell_as_it_reads(size: int, cell: str, found: str) -> None:
    report = take(workbook(HEADER, GOOD[0], ["AQ-013", "十三页", size, "文书", "住建局", date(2024, 3, 5)]))
    assert [(problem.cell, problem.found) for problem in report.refused] == [(cell, found)]


@pytest.mark.django_db
def test_formula_that_failed_is_named_and_never_read_as_blank() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("说明 & 其他")
    page = book.add_worksheet("登记 & 汇总")
    page.write_row(1, 1, HEADER)
    page.write_row(2, 1, ["AQ-1", "甲", None, None, "住建局", "2024-03-05"])
    page.write_formula(2, 3, "=1/0", None, "#DIV/0!")
    page.write_formula(2, 4, '=IF(1,"文书")', None, "文书")
    book.close()
    report = take(buffer.getvalue())
    assert [(p.sheet, p.cell, p.code, p.found) for p in report.refused] == [
        ("登记 & 汇总", "D3", "formula_error", "#DIV/0!")
    ]


def respelled(data: bytes, *changes: tuple[str, bytes, bytes]) -> bytes:
    """The workbook with some bytes of a part written otherwise, as another program would."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(written, "w") as taken:
        for name in given.namelist():
            part = given.read(name)
            for where, before, after in changes:
                if name == where:
                    part = re.sub(before, after, part)
                    if b"x:" in after:
                        part = part.replace(b" xmlns=", b" xmlns:x=")
            taken.writestr(name, part)
    return written.getvalue()


SHEET_1, LIST, LINKS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        (SHEET_1, rb'"', b"'"),
        (SHEET_1, rb'<c r="(\w+)" t="e">', rb'<c t="e" r="\1">'),
        (SHEET_1, rb'<c r="(\w+)" t="e"><f>([^<]*)</f>', rb"<c r='\1' t='e' >\n  <f ca='1'>\2</f>\n  "),
        (LIST, rb'<sheet (name="[^"]*") (sheetId="[^"]*") (r:id="[^"]*")/>', rb"<sheet \3 \2 \1 />"),
        (LIST, rb'<sheet name="([^"]*)" sheetId="1" r:id="rId1"/>', rb"<sheet name='\1' sheetId='1' r:id='rId1'/>"),
        (LINKS, rb'<Relationship (Id="[^"]*") (Type="[^"]*") (Target="[^"]*")', rb"<Relationship \3 \1 \2"),
        (LINKS, rb'Target="worksheets', b'Target="/xl/worksheets'),
        (SHEET_1, rb"<(/?)([a-zA-Z]+)", rb"<\1x:\2"),
        (LIST, rb"<(/?)([a-zA-Z]+)", rb"<\1x:\2"),
        (SHEET_1, rb"<sheetData>", b"<sheetData>" + b" " * (2**20 - 700)),
    ],
)
def test_formula_that_failed_is_named_however_a_program_spells_it(change: tuple[str, bytes, bytes]) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("登记")
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["AQ-1", "甲", None, None, "住建局", "2024-03-05"])
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    data = buffer.getvalue()
    spelled = respelled(data, change)
    assert zipfile.ZipFile(io.BytesIO(spelled)).read(change[0]) != zipfile.ZipFile(io.BytesIO(data)).read(change[0])
    report = take(spelled)
    assert [(p.cell, p.code, p.found) for p in report.refused] == [("C2", "formula_error", "#DIV/0!")]


@pytest.mark.django_db
def test_person_who_may_not_import_is_refused() -> None:
    with pytest.raises(NotAllowed, match="只有经办人可以导入"):
        take(workbook(HEADER, *GOOD), actor=Actor(99, "外人"))
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_rows_with_the_same_key_are_both_named() -> None:
    report = take(workbook(HEADER, GOOD[0], GOOD[1], ["ＡＱ－001 ", "另一份", *GOOD[0][2:]]))
    assert wrong(report) == [("A2", "duplicate"), ("A4", "duplicate")]
    assert [problem.message for problem in report.refused] == [
        "第 2 行与第 4 行的「编号」相同，只能保留一行",
        "第 4 行与第 2 行的「编号」相同，只能保留一行",
    ]


@pytest.mark.django_db
def test_headings_missing_and_doubled_are_named_and_strange_ones_listed() -> None:
    report = take(workbook(["编号", "名称", "名称 ", "联系电话"], ["AQ-1", "甲", "甲", "1"]))
    assert [(p.cell, p.code, p.expected) for p in report.refused] == [
        ("A1", "missing_column", "责任单位"),
        ("A1", "missing_column", "登记日期"),
        ("C1", "column_twice", ""),
    ]
    assert report.refused[0].message == "缺少「责任单位」列（也可写作：牵头单位）"
    assert report.unknown == ("联系电话",)


@pytest.mark.django_db
def test_aliases_marks_and_line_breaks_in_headings_are_understood_and_empty_rows_skipped() -> None:
    header = ["编号*", "文书\n名称（必填）", "页　数", "种类", "牵头单位", "登记日期", "序号"]
    report = take(workbook(header, [*GOOD[0], 1], [None] * 6 + [2], ["", " ", "", "", "　", "", 3]))
    assert (counts(report), report.refused, report.unknown) == ((1, 1, 0, 0), (), ("序号",))


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_of_the_office(encoding: str) -> None:
    header = "编号,名称,页数,种类,责任单位,登记日期"
    text = header + '\r\n００１,"第一行\n第二行",１２,照片,市应急 管理局,２０２４年３月５日\r\n'
    report = take(text.encode(encoding))
    assert report.refused == ()
    assert list(stored(CLERK)) == [
        {
            "code": "001",
            "name": "第一行\n第二行",
            "size": 12,
            "kind": "jpg",
            "unit": "市应急管理局",
            "day": date(2024, 3, 5),
        }
    ]


@pytest.mark.django_db
def test_csv_wrong_cell_has_its_place() -> None:
    report = take("编号\t名称\t责任单位\t登记日期\n1\t甲\t应急局\t2024-1-2\n".encode("gb18030"))
    assert [(p.sheet, p.cell, p.expected) for p in report.refused] == [("CSV", "C2", "市应急管理局、坪山区应急管理局")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\x00\x01\x02\xff", "file_encoding"),
        (b"PK\x03\x04 not really", "file_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "file_broken"),
        ("甲\n乙\n".encode(), "no_header"),
        (b'"a,b\n', "file_broken"),
    ],
)
def test_file_that_is_no_table_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    report = take(data)
    assert [(p.sheet, p.cell, p.code) for p in report.refused] == [("登记.xlsx", "", code)]
    assert counts(report) == (0, 0, 0, 0)


def test_table_without_rows_is_refused() -> None:
    assert wrong(take(workbook(HEADER))) == [("A2", "no_rows")]


@pytest.mark.django_db
def test_table_of_which_no_heading_is_known_is_refused_at_its_head() -> None:
    report = take("附件1,\n甲,乙\n1,2\n".encode())
    assert [(p.sheet, p.cell, p.code, p.expected) for p in report.refused] == [
        ("CSV", "A2", "no_header", "编号、名称、责任单位、登记日期")
    ]


@pytest.mark.django_db
def test_export_reads_back_unchanged_and_formula_text_stays_text() -> None:
    texts = ["=1+1", "+86", "-x", "@sum", "＝1+1", '=HYPERLINK("http://a")', "007", "12", "第一行\n第二行", "a'b\"c"]
    rows = [[f"AQ-{n:03}", text, n, "文书", "住建局", date(2024, 1, n + 1)] for n, text in enumerate(texts)]
    assert counts(take(workbook(HEADER, *rows))) == (10, 10, 0, 0)
    exported = exporting.export(SHEET, stored(CLERK))
    report = take(exported)
    assert (report.refused, counts(report)) == ((), (10, 0, 0, 10))
    assert list(StoredFile.objects.order_by("sha256").values_list("name", flat=True)) == texts
    with zipfile.ZipFile(io.BytesIO(exported)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["无", "/", "\u200b=1", "\t=1", "＝1", "1２3", "a\rb"])
def test_record_written_elsewhere_stands_unchanged_when_its_export_comes_back(name: str) -> None:
    take(workbook(HEADER, *GOOD))
    StoredFile.objects.filter(sha256="AQ-001").update(name=name)
    optional = replace(SHEET, columns=(SHEET.columns[0], replace(SHEET.columns[1], required=False), *SHEET.columns[2:]))
    report = run(optional, exporting.export(SHEET, stored(CLERK)), name="登记.xlsx", actor=CLERK)
    assert (report.refused, counts(report)) == ((), (2, 0, 0, 2))
    assert StoredFile.objects.get(sha256="AQ-001").name == name


def test_export_refuses_a_text_that_no_cell_holds() -> None:
    with pytest.raises(Refused, match="第 2 行「名称」超过 32767 个字"):
        exporting.export(SHEET, [{"code": "1", "name": "x" * 32_768}])


@pytest.mark.django_db
def test_template_takes_rows_and_its_explanations_are_not_imported() -> None:
    blank = exporting.template(SHEET)
    assert wrong(take(blank)) == [("A2", "no_rows")]
    with CalamineWorkbook.from_filelike(io.BytesIO(blank)) as book:
        assert book.sheet_names == ["文书登记表", "填写说明"]
        assert book.get_sheet_by_index(0).to_python() == [["编号*", "名称*", "页数", "种类", "责任单位*", "登记日期*"]]
        hints = book.get_sheet_by_index(1).to_python()
    assert hints[2] == ["列名", "必填", "填什么", "示例", "也认得的列名"]
    assert hints[3] == ["编号", "必填", "文字。不超过 20 个字", "AQ-001", ""]
    assert hints[6] == ["种类", "", "从列表中选一项：文书、照片", "", ""]
    assert hints[8] == ["登记日期", "必填", "收到文书的那一天。日期，例如 2024-03-05", "", ""]
    with zipfile.ZipFile(io.BytesIO(blank)) as book:
        assert '"文书,照片"' in book.read("xl/worksheets/sheet1.xml").decode()


def test_template_holds_a_list_that_is_too_long_for_a_cell() -> None:
    names = tuple((str(n), f"第{n}类重大事故隐患") for n in range(60))
    sheet = Sheet("x", "表", (Column("kind", "种类", "choice", choices=names),), ("kind",), write)
    with CalamineWorkbook.from_filelike(io.BytesIO(exporting.template(sheet))) as book:
        hints = book.get_sheet_by_index(1).to_python(skip_empty_area=False)
    assert [row[20] for row in hints[:60]] == [label for _key, label in names]


def test_old_ministry_workbook_is_read(shared_data: Path) -> None:
    folder = shared_data / "mohurd-monthly-accidents" / "raw"
    all_accidents = Column("all", "全部事故", aliases=("全部事故/事故起数（起）/2011年",))
    sheet = Sheet("regions", "事故情况", (Column("region", "地区", required=True), all_accidents), ("region",), write)
    table = read((folder / "2011年10月房屋市政工程生产安全事故情况表.xls").read_bytes(), sheet)
    assert (table.title, table.header_row, table.positions) == ("Sheet1", 5, {"region": 0, "all": 1})
    assert [(one.address, one.title, one.how) for one in table.headings[:3]] == [
        ("A3", "地区", "title"),
        ("B5", "全部事故/事故起数（起）/2011年", "alias"),
        ("C5", "全部事故/事故起数（起）/2010年", ""),
    ]
    regions = [(row.number, row.cells[0], row.cells[1]) for row in table.rows]
    assert regions[:2] == [(6, "合计", 34.0), (7, "北京市", 2.0)]
    assert (len(regions), regions[-1][0]) == (33, 38)
