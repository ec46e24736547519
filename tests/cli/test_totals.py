"""`zhiben check-totals` as scripts call it: a document, exit codes, no installation needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.tables.sheets import workbook

from zhiben.cli import main
from zhiben.foundation.tables import guard, report

ROWS = [["区域", "数量", "整改率"], ["福田", 1200.0, 0.5], ["罗湖", 34.5, 1], ["合计", 1300, 0.75]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "表.xlsx"
    made.write_bytes(workbook(ROWS, title="一季度"))
    return made


def call(*words: object) -> Result:
    return CliRunner().invoke(main, ["check-totals", *map(str, words)])


def document(file: Path, code: int) -> Any:
    done = call(file, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_wrong_totals_are_a_document_and_end_with_one(file: Path) -> None:
    assert document(file, 1) == {
        "tables": 1,
        "totals_checked": 1,
        "wrong": [
            {
                "sheet": "一季度",
                "cell": "B4",
                "label": "合计",
                "column": "数量",
                "printed": 1300,
                "summed": 1234.5,
                "across": False,
                "incomplete": None,
            }
        ],
        "skipped": [{"sheet": "一季度", "column": "整改率", "reason": "比率、平均数或单价，不能相加"}],
    }


def test_people_are_told_in_sentences(file: Path) -> None:
    done = call(file)
    assert (done.exit_code, done.stdout.splitlines()) == (
        1,
        [
            "共1张表，核对1个合计，1个与明细不符：",
            "  一季度 B4：“合计”“数量”栏印1,300，各行之和1,234.5",
            "未核对的：",
            "  一季度 “整改率”：比率、平均数或单价，不能相加",
        ],
    )


def test_right_totals_end_with_nought(tmp_path: Path) -> None:
    made = tmp_path / "表.csv"
    made.write_bytes("区域,数量\n福田,1\n合计,1\n".encode("gb18030"))
    assert document(made, 0) == {"tables": 1, "totals_checked": 1, "wrong": [], "skipped": []}
    assert call(made).stdout == "共1张表，核对1个合计，全部相符\n"


def test_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "表.xls"
    made.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9_000))
    assert document(made, 1)["error"] == "文件无法作为工作簿打开；请用表格软件另存为 .xlsx 后再试"
    made.write_bytes(b"")
    assert document(made, 1)["code"] == "file_empty"
    made.write_bytes("区域,数量\n福田,1\n合计,1\n".encode())
    monkeypatch.setattr(report, "MAX_CHECKED", 5)
    assert document(made, 1)["error"] == "工作表“CSV”超过5个单元格，不能核对合计；请只留下要核对的表再试"


def test_a_file_beyond_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    made = tmp_path / "表.csv"
    with made.open("wb") as stream:
        stream.truncate(40 * guard.MAX_BYTES)
        stream.write(b"1")
    assert document(made, 1)["code"] == "file_too_large"


def test_wrong_usage_ends_with_two(tmp_path: Path) -> None:
    assert [call().exit_code, call(tmp_path).exit_code, call(tmp_path / "没有.xls").exit_code] == [2, 2, 2]


def test_neither_django_nor_a_database_is_loaded(file: Path) -> None:
    program = (
        "import sys\nfrom zhiben.cli import main\n"
        f"try: main(['check-totals', {str(file)!r}])\nexcept SystemExit as end: code = end.code\n"
        "print(code, 'django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1 False"
