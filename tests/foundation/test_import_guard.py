"""Files that would swell, break the parser or be something else are refused before they do harm."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from zhiben.foundation.tables import grids, guard, parsing
from zhiben.kernel.errors import Refused


def package(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in ({"xl/workbook.xml": "<x/>"} | parts).items():
            book.writestr(name, content)
    return buffer.getvalue()


LONG = 30_000
PAGE = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/sharedStrings.xml": "x" * (guard.MAX_SHARED_TEXT + 1)}, "file_unpacked"),
        ({f"p{n}": "" for n in range(guard.MAX_PARTS)}, "file_parts"),
        ({"xl/vbaProject.bin": ""}, "file_macros"),
        ({PAGE: "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"}, "file_entities"),
        ({PAGE: '<row r="1"><c r="A1"/></row>' + "<row>" * 200_001}, "file_rows"),
        ({PAGE: '<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>'}, "file_rows"),
        ({PAGE: '<row r="9"><c r="XFD9"><v>1</v></c></row>'}, "file_extent"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_workbook_that_would_swell_is_refused_before_parsing(parts: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        guard.admit(package(**parts))
    assert refusal.value.code == code


def test_parser_that_dies_takes_nobody_with_it() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("登记")
        page.write_column(0, 1, ["编号", *range(LONG)])  # the clock that ends it does not tick for less
    data = buffer.getvalue()
    with pytest.raises(parsing.Unreadable, match="swollen"):
        parsing.parse(data, seconds=0)
    ((title, rows, merged, hidden),) = parsing.parse(data)
    assert (title, rows[:2], len(rows), merged, hidden) == ("登记", [["", "编号"], ["", 0.0]], LONG + 1, [], False)


def test_no_room_to_unfold_a_workbook_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(Refused, match="临时目录写不进去"):
        list(grids(buffer.getvalue()))


def test_other_office_files_are_told_apart() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("word/document.xml", "<x/>")
    with pytest.raises(Refused, match="这不是工作簿"):
        guard.admit(buffer.getvalue())
