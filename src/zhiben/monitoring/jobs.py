"""What the clock asks of monitoring: once a day, let go of old events."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.jobs import periodic, task
from zhiben.kernel.text import N_
from zhiben.monitoring import operations


@task(title=N_("清理旧的告警事件编号"))
def forget_events() -> int:
    """Returns how many were let go."""
    return operations.forget_events()


periodic("monitoring.events", every=timedelta(days=1), task=forget_events)
