"""Text that a spreadsheet could take for a formula: in every text column of every sheet it goes out as text and comes
in as it stood; figures stay figures."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook
from tests.conftest import absent

from zhiben.foundation.importing import exporting, lookups
from zhiben.foundation.importing.checking import check
from zhiben.foundation.importing.lookups import Directory
from zhiben.foundation.importing.reading import read
from zhiben.foundation.importing.values import plain
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import Column, Sheet, Value, WriteResult, catalogue

SHEETS = tuple(catalogue().values())
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "=cmd|' /C calc'!A", '=HYPERLINK("http://a")&')
HIDDEN = ("", " ", "　", "\u00a0", "\u200b", "\ufeff", "\u2060", "\t", "\r\n", "'")
TEXTS = tuple(hidden + lead + "1" for lead in LEADS for hidden in HIDDEN)
CALC = Path("/usr/lib/libreoffice/program/libsclo.so")


def key_of(sheet: Sheet) -> tuple[str, ...]:
    """What tells rows apart here: the sheet's key, or its first column of text where the key is names and choices
    alone, of which there are not enough."""
    written = {column.key for column in sheet.columns if column.kind in ("text", "date", "integer")}
    first = next(column.key for column in sheet.columns if column.kind == "text")
    return sheet.key if written & set(sheet.key) else (first,)


def rows(sheet: Sheet) -> list[dict[str, Value]]:
    """A row for each text, which stands in every column of text; what makes a row one of its own stands before it."""
    found = []
    for number, text in enumerate(TEXTS):
        row: dict[str, Value] = {column.key: column.example for column in sheet.columns}
        for column in sheet.columns:
            if column.kind == "text":
                row[column.key] = text if column.key not in key_of(sheet) else f"{text}{number}"
            elif column.kind == "date":
                row[column.key] = date(2024, 1, 1) + timedelta(number)
            elif column.kind == "integer" and column.key in key_of(sheet):
                row[column.key] = 2024 + number
        found.append(row)
    return found


def roomy(sheet: Sheet) -> Sheet:
    """The sheet without its limits of length: they are not what is looked at."""
    columns = tuple(
        Column(c.key, c.title, c.kind, c.aliases, c.required, c.example, c.choices, c.lookup) for c in sheet.columns
    )
    return Sheet(sheet.name, sheet.title, columns, key_of(sheet), sheet.write)


@pytest.fixture(autouse=True)
def examples_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, list[tuple[str, int]]] = {}
    for column in (c for s in SHEETS for c in s.columns if c.lookup):
        names.setdefault(column.lookup, []).append((column.example, 1))
    directories = {kind: (lambda actor, known=known: Directory(known)) for kind, known in names.items()}
    monkeypatch.setattr(lookups, "_registry", directories)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_every_text_goes_out_as_text_and_to_the_byte(sheet: Sheet) -> None:
    told = rows(sheet)
    data = exporting.export(sheet, told)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        read_back = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    texts = [(place, c.key) for place, c in enumerate(sheet.columns) if c.kind == "text"]
    assert texts
    for number, row in enumerate(told, start=1):
        for place, key in texts:
            cell = page.cell(number + 1, place + 1)
            assert (cell.data_type, unescape(cell.value)) == ("s", row[key])
            assert read_back[number][place] == row[key]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_our_own_import_restores_what_is_stored_to_the_byte(sheet: Sheet) -> None:
    """What is stored has been made plain on its way in, so that nothing invisible stands before it."""
    told = [
        {key: plain(value) if isinstance(value, str) else value for key, value in row.items()} for row in rows(sheet)
    ]
    unlimited = roomy(sheet)
    checked = check(unlimited, read(exporting.export(sheet, told), unlimited), SYSTEM)
    assert checked.problems == ()
    texts = [column.key for column in sheet.columns if column.kind == "text"]
    assert [[row.values[key] for key in texts] for row in checked.rows] == [[row[key] for key in texts] for row in told]
    assert all(plain(str(row[key])) == row[key] for row in told for key in texts)


def test_figures_stay_figures() -> None:
    columns = (Column("code", "编号"), Column("count", "数量", "integer"), Column("rate", "增减", "decimal"))
    sheet = Sheet("figures", "数", columns, ("code",), lambda *_a, **_k: WriteResult())
    told: list[dict[str, Value]] = [
        {"code": "-1", "count": -1, "rate": Decimal("-2.5")},
        {"code": "+1", "count": 0, "rate": Decimal("-0.001")},
        {"code": "－1", "count": -12_345_678, "rate": Decimal(7)},
    ]
    data = exporting.export(sheet, told)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [[cell.data_type for cell in row] for row in page.iter_rows(min_row=2)] == [["s", "n", "n"]] * 3
    checked = check(sheet, read(data, sheet), SYSTEM)
    assert [dict(row.values) for row in checked.rows] == [told[0], told[1], told[2] | {"code": "－1"}]


def opened(folder: Path, **files: bytes) -> dict[str, str]:
    """The workbooks as LibreOffice reads them, in its own flat XML."""
    if not CALC.exists() or not (program := shutil.which("soffice")):
        absent("LibreOffice Calc (Debian: libreoffice-calc-nogui)")
        return {}
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "fods", "--outdir", str(folder)),
            *(str(folder / f"{name}.xlsx") for name in files),
        ],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: (folder / f"{name}.fods").read_text("utf-8") for name in files}


def strings(text: str) -> int:
    """How many cells hold text; of cells side by side that are alike one is written."""
    tags = [tag for tag in re.findall("<table:table-cell[^>]*>", text) if 'office:value-type="string"' in tag]
    repeated = (re.search(r'number-columns-repeated="(\d+)"', tag) for tag in tags)
    return sum(int(found[1]) if found else 1 for found in repeated)


def test_libreoffice_finds_nothing_to_evaluate(tmp_path: Path) -> None:
    control = io.BytesIO()
    with xlsxwriter.Workbook(control) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    exports = {sheet.name: exporting.export(sheet, rows(sheet)) for sheet in SHEETS}
    blanks = {f"blank-{sheet.name}": exporting.template(sheet) for sheet in SHEETS}
    read_by = opened(tmp_path, control=control.getvalue(), **exports, **blanks)
    assert {name for name, text in read_by.items() if "table:formula" in text} == {"control"}
    for sheet in SHEETS:
        kinds = [column.kind for column in sheet.columns]
        assert strings(read_by[sheet.name]) >= len(kinds) + kinds.count("text") * len(TEXTS)
