"""How long until the site answers: over a database that is there, and from nothing; beside the stock admin."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from zhiben.demonstration.speed import serving
from zhiben.demonstration.speed.stage import SMALL, Stage
from zhiben.demonstration.stopwatch import Benchmark, milliseconds

TIMES = 5


def measured(stage: Stage) -> Iterator[Benchmark]:
    """P12. The yardstick's packages were compiled when they were installed; so is ours here, where an environment may
    forbid Python to keep what it compiles."""
    compileall.compile_dir(settings.ZHIBEN_ROOT / "src", quiet=2)
    ours, theirs = [], []
    for _ in range(TIMES):  # one after the other, so that a busy moment meets both
        with stage.admin() as served:
            theirs.append(served.seconds)
        with stage.ours(SMALL) as served:
            ours.append(served.seconds)
    cold = statistics.median(ours)
    yield Benchmark("cold_start", 1000 * cold, "管理后台", 1000 * statistics.median(theirs), goal="P12", limit=2.0)
    home, database = stage.folder / "new", stage.folder / "new.sqlite3"
    migrated = milliseconds(lambda: stage.peers.run("admin_anchor.py", "seed", N=0, DB=database))
    ready = milliseconds(lambda: _from_nothing(home))
    yield Benchmark("empty_to_ready", ready, "管理后台建自己的表", migrated, goal="P12 ready", limit=15.0)


def _from_nothing(home: Path) -> None:
    home.mkdir()
    variables = os.environ | {"ZHIBEN_HOME": str(home), "ZHIBEN_DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "zhiben.cli", "migrate"], env=variables, check=True, capture_output=True)
    with serving.ours(home):
        pass
