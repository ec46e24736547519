"""`zhiben draw` on bare files: what is drawn and told, what is refused and at which row; needs no installation."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from zhiben.cli import main

HEAD = ("编号", "名称", "街道", "权数")
ROWS = [(f"S{number:02d}", f"示例场所{number}", f"示例街道{number % 3}", "1") for number in range(1, 13)]


def table(path: Path, *rows: Sequence[str], encoding: str = "utf-8") -> str:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def asked(*arguments: str, code: int = 0) -> Any:
    done = CliRunner().invoke(main, ["draw", *arguments, "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


@pytest.fixture
def frame(tmp_path: Path) -> str:
    return table(tmp_path / "对象.csv", HEAD, *ROWS)


def test_what_is_drawn_can_be_worked_out_from_the_frame_that_is_written(frame: str, tmp_path: Path) -> None:
    out = tmp_path / "抽样框.txt"
    told = asked(frame, "--seed", "x", "--size", "4", "--out", str(out))
    assert hashlib.sha256(out.read_bytes()).hexdigest() == told["frame_sha256"]
    names = [line.split("\t")[0] for line in out.read_text("utf-8").split("\n")]
    tickets = {hashlib.sha256(f"x\n{told['frame_sha256']}\n{name}".encode()).hexdigest(): name for name in names}
    drawn = [(one["ticket"], one["name"]) for one in told["drawn"]]
    assert drawn == sorted(tickets.items())[:4]
    assert [one["row"] for one in told["drawn"]] == [int(name[1:]) + 1 for _ticket, name in drawn]


def test_the_same_list_draws_the_same_in_every_format_and_order(frame: str, tmp_path: Path) -> None:
    told = asked(frame, "--seed", "x", "--size", "5", "--strata", "街道")
    other = table(tmp_path / "对象2.csv", HEAD, *reversed(ROWS), encoding="gb18030")
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEAD, *ROWS):
        sheet.append(row)
    book.save(tmp_path / "对象.xlsx")
    for file in (other, str(tmp_path / "对象.xlsx")):
        again = asked(file, "--seed", "x", "--size", "5", "--strata", "街道")
        assert again["frame_sha256"] == told["frame_sha256"]
        assert [one["name"] for one in again["drawn"]] == [one["name"] for one in told["drawn"]]
    assert [(one["of"], one["drawn"]) for one in told["strata"]] == [(4, 2), (4, 2), (4, 1)]


def test_each_stratum_gets_its_least(frame: str) -> None:
    told = asked(frame, "--seed", "x", "--size", "6", "--strata", "街道", "--least", "2")
    assert [one["drawn"] for one in told["strata"]] == [2, 2, 2]


def test_who_is_excluded_stands_in_the_frame_and_is_not_drawn(frame: str, tmp_path: Path) -> None:
    plain = asked(frame, "--seed", "x", "--size", "12")
    out = tmp_path / "不抽.txt"
    out.write_text("S01\n\nS02\n", "utf-8")
    told = asked(frame, "--seed", "x", "--size", "10", "--exclude", str(out))
    assert told["frame_sha256"] == plain["frame_sha256"]
    assert [one["name"] for one in told["drawn"]] == [
        one["name"] for one in plain["drawn"] if one["name"] not in ("S01", "S02")
    ]


def test_weights_are_read_and_nought_is_not_drawn(tmp_path: Path) -> None:
    file = table(tmp_path / "对象.csv", HEAD, *[(*row[:3], "0" if row[0] == "S05" else "3") for row in ROWS])
    told = asked(file, "--seed", "x", "--size", "11", "--weight", "权数")
    assert "S05" not in {one["name"] for one in told["drawn"]}
    assert told["frame"] == 12


def test_a_frozen_frame_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "抽样框.txt"
    lines = [f"S{number:02d}\t示例街道{number % 3}\t{0 if number == 5 else 1}" for number in range(1, 13)]
    file.write_text("\n".join(lines), "utf-8")
    told = asked(str(file), "--seed", "x", "--size", "6", "--least", "1")
    assert told["frame_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert [(one["of"], one["drawn"]) for one in told["strata"]] == [(4, 2), (4, 2), (3, 2)]
    assert "S05" not in {one["name"] for one in told["drawn"]}
    assert all(lines[one["row"] - 1].startswith(one["name"]) for one in told["drawn"])
    file.write_text("甲,乙\n1,2", "utf-8")
    assert asked(str(file), "--seed", "x", "--size", "1", code=1)["code"] == "no_frame"


def test_totals_are_no_part_of_the_frame_and_told(tmp_path: Path) -> None:
    file = table(tmp_path / "对象.csv", HEAD, *ROWS, ("合计", "", "", "12"))
    told = asked(file, "--seed", "x", "--size", "1")
    assert (told["frame"], told["left_out"]) == (12, [14])


def test_a_person_reads_the_draw_without_json(frame: str) -> None:
    done = CliRunner().invoke(main, ["draw", frame, "--seed", "x", "--size", "3", "--strata", "街道"])
    assert done.exit_code == 0
    assert "抽样框12行" in done.output
    assert "街道 示例街道0：4个中抽1个" in done.output


@pytest.mark.parametrize(
    ("rows", "options", "code", "said"),
    [
        ([*ROWS, ROWS[2]], [], "bad_input", "与第4行的“S03”相同"),
        ([*ROWS, ("", "无编号", "示例街道1", "1")], [], "bad_input", "没有名称"),
        (ROWS, ["--strata", "区"], "no_column", "没有“区”这一列"),
        (ROWS, ["--size", "13"], "too_many", "能抽的只有12个"),
        (ROWS, ["--strata", "街道", "--least", "3"], "least_too_many", "每层至少3个"),
        ([*ROWS, ("S13", "多", "示例街道1", "一")], ["--weight", "权数"], "bad_input", "权数“一”应是0至1000的整数"),
        ([*ROWS, ("S13", "多", "示例街道1", "1001")], ["--weight", "权数"], "bad_input", "权数“1001”"),
        ([], [], "frame_empty", "没有可以抽取的行"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_row(
    tmp_path: Path, rows: list[tuple[str, ...]], options: list[str], code: str, said: str
) -> None:
    file = table(tmp_path / "对象.csv", HEAD, *rows)
    told = asked(file, "--seed", "x", "--size", "2", *options, code=1)
    assert told["code"] == code
    assert said in told["error"] + "".join(one["message"] for one in told["refused"])


def test_an_excluded_name_that_is_not_there_is_told(frame: str, tmp_path: Path) -> None:
    out = tmp_path / "不抽.txt"
    out.write_bytes("S01\nS99\n示例甲".encode("gb18030"))
    told = asked(frame, "--seed", "x", "--size", "2", "--exclude", str(out), code=1)
    assert (told["code"], "S99、示例甲" in told["error"]) == ("unknown_excluded", True)


def test_a_draw_needs_no_installation(frame: str, tmp_path: Path) -> None:
    """Neither Django nor a home: in a process of its own, in an empty folder."""
    code = "import sys; from zhiben.cli import main; main(sys.argv[1:], standalone_mode=False); "
    code += "sys.exit('django' in sys.modules)"
    command = [sys.executable, "-c", code, "draw", frame, "--seed", "x", "--size", "2", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
