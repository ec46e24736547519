"""The benchmarks: what a ratio is, which names there are, and (in the long run) that each is taken."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import groupby

import pytest

from zhiben.demonstration import libreoffice, paper_benchmarks
from zhiben.demonstration.benchmarks import BENCHMARKS
from zhiben.demonstration.stopwatch import Benchmark

pytestmark = pytest.mark.either


def _bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zhiben.cli", "bench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_ratio_is_value_by_yardstick() -> None:
    assert Benchmark("perform", 3.0, "裸SQL", 2.0).as_json() == {
        "name": "perform",
        "value": 3.0,
        "unit": "ms",
        "yardstick": "裸SQL",
        "yardstick_value": 2.0,
        "ratio": 1.5,
    }


def test_yardstick_that_is_not_here_gives_no_ratio() -> None:
    found = Benchmark("letters", 3.0, "本机未安装LibreOffice", None)
    assert (found.ratio, found.as_json()["yardstick_value"], found.as_json()["ratio"]) == (None, None, None)
    assert found.as_text() == "letters             3.00ms  没有参照：本机未安装LibreOffice"


def test_fewer_than_a_hundredth_of_the_yardstick_still_shows() -> None:
    assert Benchmark("letters", 3.0, "LibreOffice", 1234.0).ratio == 0.00243


@pytest.mark.parametrize("installed", [True, False])
def test_papers_and_their_yardstick_are_taken_in_turn(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    monkeypatch.setattr(paper_benchmarks, "render_all", lambda papers: taken.append(f"ours {len(papers)}"))
    monkeypatch.setattr(libreoffice, "program", lambda: "soffice" if installed else "")
    monkeypatch.setattr(libreoffice.Converter, "pdfs", lambda _self, found: taken.append(f"theirs {len(found)}"))
    found = paper_benchmarks.letters()
    assert taken == (["theirs 1"] + ["ours 42", "theirs 42"] * 3 if installed else ["ours 42"] * 3)
    assert (found.yardstick_value is not None, found.told.startswith("处理器时间")) == (installed, installed)


def test_docx_is_written_within_one_and_a_half_times_bare_calls() -> None:
    ratio = paper_benchmarks.docx().ratio
    assert ratio is not None
    assert ratio < 1.5


def test_unknown_benchmark_is_wrong_usage() -> None:
    done = _bench("speed")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "letters、docx、photos、perform、list_page、import_tasks、preview_tasks、figures、round、papers、coverage"
        in done.stderr
    )


@pytest.mark.slow
def test_every_benchmark_is_taken() -> None:
    done = _bench("--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    names = ["photos" if row["name"].startswith("photos_") else row["name"] for row in rows]
    assert [name for name, _same in groupby(names)] == list(BENCHMARKS)
    assert all(row["value"] > 0 and row["yardstick_value"] > 0 for row in rows)
