"""What is done in the background: returns that are due are made, forms whose day has passed end."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.jobs import periodic, task
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.reporting import operations


@task(title=N_("生成到期的报表填报"))
def open_due_returns() -> int:
    """Returns how many returns were made."""
    return operations.open_due(clock.now())


periodic("reporting.open_due", every=timedelta(minutes=30), task=open_due_returns)
