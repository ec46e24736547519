"""What the clock asks of the hazards: once a day, look for what a person should check."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.jobs import periodic, task
from zhiben.hazards import operations
from zhiben.kernel import clock


@task(title="查找待核实线索")
def look_for_signals() -> int:
    """Returns how many were found."""
    return len(operations.look_for_signals(at=clock.now()))


periodic("hazards.signals", every=timedelta(days=1), task=look_for_signals)
