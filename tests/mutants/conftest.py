"""What became of all mutants, written down at the end of a run that is to be kept."""

from __future__ import annotations

from typing import Any

from tests.faults import record
from tests.mutants import report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Keep the table, if every mutant was run."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    told = [value for one in reports for name, value in one.user_properties if name == report.NOTED]
    if record.recording():
        report.keep(dict(told))
