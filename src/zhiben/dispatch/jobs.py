"""What the clock asks of dispatch: every few minutes, open and collect whatever is due by now."""

from __future__ import annotations

from datetime import timedelta

from zhiben.dispatch import operations
from zhiben.foundation.jobs import periodic, task
from zhiben.kernel import clock


@task(title="开启到期的调度期")
def open_due_rounds() -> int:
    """Returns how many rounds were opened."""
    return len(operations.open_due(clock.now()))


periodic("dispatch.open_due", every=timedelta(minutes=5), task=open_due_rounds)
