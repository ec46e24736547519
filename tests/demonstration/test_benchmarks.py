"""The benchmarks: what a ratio is, which names there are, and (in the long run) that each is taken."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from zhiben.demonstration.benchmarks import BENCHMARKS, Benchmark


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


def test_unknown_benchmark_is_wrong_usage() -> None:
    done = _bench("speed")
    assert (done.returncode, done.stdout) == (2, "")
    assert "perform、list_page、import_tasks、figures" in done.stderr


@pytest.mark.slow
def test_every_benchmark_is_taken() -> None:
    done = _bench("--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["name"] for row in rows] == list(BENCHMARKS)
    assert all(row["value"] > 0 and row["yardstick_value"] > 0 for row in rows)
