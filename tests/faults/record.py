"""The one writer of measured rows: what a run has found is shown at its end, and kept in `docs/operator/assurance.json`
when the run says so (ZHIBEN_RECORD=1). A row is written by the run that measured it, never by hand."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel import clock

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "operator" / "assurance.json"
NOTED = "zhiben_rows"
"""The name under which a test hands its rows to the run's summary."""


@dataclass
class Row:
    """One row of `reliability.md`, measured: its limit and what was found, in words."""

    row: str
    limit: str
    measured: str = ""
    passed: bool = False
    seconds: float = 0.0
    database: str = "sqlite"

    @property
    def line(self) -> str:
        return f"{self.row} ({self.database}): {self.measured}{'' if self.passed else ', NOT PASSED'}"


@dataclass
class Recorder:
    """Collects the rows of one test."""

    database: str
    note: Callable[[tuple[str, dict[str, Any]]], None]

    @contextmanager
    def row(self, name: str, limit: str, *, full: bool) -> Iterator[Row]:
        """Measure a row: what fails inside is written as not passed, and still fails."""
        one = Row(name, limit if full else f"short: {limit}", database=self.database)
        began = time.monotonic()
        try:
            yield one
            one.passed = True
        finally:
            one.seconds = round(time.monotonic() - began, 1)
            one.measured = one.measured or "stopped before anything was measured"
            self.note((NOTED, asdict(one)))


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> Recorder:
    """Where a test notes what it has measured."""
    return Recorder(request.config.getoption("--database"), request.node.user_properties.append)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was measured, and keep it where the run is to be kept."""
    found: list[dict[str, Any]] = []
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        found += [one for name, one in report.user_properties if name == NOTED]
    if found:
        terminalreporter.section("measured")
        for one in found:
            terminalreporter.write_line(Row(**one).line)
    if recording():
        write(found)


def write(rows: list[dict[str, Any]], file: Path = FILE) -> None:
    """Put the rows in the place of those with the same name, limit and database; the others stay as they are. What is
    no row of reliability or security is shown only."""
    rows = [one for one in rows if one["row"][0] in "RS"]
    if not rows:
        return
    stamp = {"commit": _commit(), "date": datetime.now(tz=clock.TZ).date().isoformat()}
    standing = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    same = {(one["row"], one["limit"], one["database"]) for one in rows}
    kept = [one for one in standing if (one["row"], one["limit"], one.get("database", "sqlite")) not in same]
    whole = sorted([*kept, *({**one, **stamp} for one in rows)], key=_place)
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _place(one: dict[str, Any]) -> tuple[str, int, str, str]:
    name = str(one["row"])
    return name[:1], int("".join(c for c in name if c.isdigit()) or 0), str(one["limit"]), str(one["database"])


def recording() -> bool:
    """True when this run is to be kept."""
    return os.environ.get("ZHIBEN_RECORD") == "1"


def _commit() -> str:
    """What was measured: the commit, marked when the tree differs from it in more than the record itself."""
    head = _git("rev-parse", "--short=12", "HEAD")
    changed = [one for one in _git("status", "--porcelain").splitlines() if not one.endswith(FILE.name)]
    return f"{head}+changes" if changed else head


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
